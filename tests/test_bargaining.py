"""Geneva's table: exact numbers, the disagreement point, leverage, the commitment problem, how it is printed."""

import json
from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng
from negotiation.bargaining import SOLUTIONS, bargain
from negotiation.cli import main
from negotiation.errors import NegotiationError

MODEL = ng.load("geneva-2016")
STAKES = {"US": 4, "Russia": 8, "Coalition": 10, "Turkey": 6, "Iran": 9}
WAR = {"US": "-2959/3125", "Russia": "45511/6250", "Coalition": "-1142/625", "Turkey": "-13627/6250",
       "Iran": "107981/12500"}
COLLAPSE = "press / strike / walk / restrain / push"


@pytest.fixture(scope="module")
def deal():
    return ng.bargain(MODEL)


def test_reservation_shares_are_those_of_the_specification(deal):
    """r = (u/v + d)/(1 + 2d) for the government side and 1 minus that for the other, d = 1/2 (Fearon 1995)."""
    for i, party in enumerate(MODEL.parties):
        part = (Fraction(WAR[party.id]) / STAKES[party.id] + Fraction(1, 2)) / 2
        wanted = part if party.id in ("Russia", "Iran") else 1 - part
        assert deal.exact.reservation[party.id] == wanted
        assert deal.reservation[0, i] == pytest.approx(float(wanted), abs=1e-12)
    five = {"Russia": .70511, "Iran": .72992, "Coalition": .84136, "US": .86836, "Turkey": .93169}
    assert {id: round(float(r), 5) for id, r in deal.exact.reservation.items()} == five


def test_the_range_the_table_and_the_solutions_are_exact(deal):
    low, high = Fraction(70511, 100000), Fraction(10517, 12500)
    assert deal.exact.principals == (low, high) and deal.exact.everyone == (Fraction(164231, 225000), high)
    assert deal.exact.table == Fraction(29, 50)
    wanted = {"nash": Fraction(154647, 200000), "kalai_smorodinsky": (low + high) / 2,
              "egalitarian": (8 * low + 10 * high) / 18, "utilitarian": low,
              "rubinstein": low + Fraction(10, 19) * (high - low),
              "rubinstein_second": low + Fraction(9, 19) * (high - low),
              "outside_option": low, "outside_option_second": low}
    assert deal.exact.solutions == wanted
    assert wanted.keys() == SOLUTIONS.keys()
    for name, share in wanted.items():
        assert deal.solutions[name].share[0] == pytest.approx(float(share), abs=1e-12)


def test_nash_with_weight_w_divides_the_range_by_w():
    weights = np.linspace(0, 1, 21)
    found = bargain(MODEL, "nash", weight_gov=weights)
    low, high = found.principals.T
    np.testing.assert_allclose(found.share, low + weights * (high - low), atol=1e-12)


def test_payoffs_of_a_solution_are_the_values_of_its_share(deal):
    share = deal.solutions["nash"].share[0]
    paid = dict(zip([p.id for p in MODEL.parties], deal.solutions["nash"].payoffs[0], strict=True))
    for id, stake in STAKES.items():
        wanted = stake * (2 * share - .5) if id in ("Russia", "Iran") else stake * (1.5 - 2 * share)
        assert paid[id] == pytest.approx(wanted, abs=1e-12)


def _war_shares(control, **values):
    """Return the strengths of both principals and the profile, straight from equilibria and the specification."""
    for method in ("pure", "complete"):
        found = ng.solve(MODEL.at(control=control, **values), method)
        rows = [row for row, label in enumerate(found.label) if "talk" not in label]
        if rows:
            break
    row = max(rows, key=lambda r: found.payoffs[r, 2]) if rows else None
    label = found.label[row] if rows else COLLAPSE
    payoffs = found.payoffs[row] if rows else MODEL.at(control=control, **values).payoffs[0][:, 0, 0, 1, 0, 0]
    return (payoffs[1] / 8 + .5) / 2, (payoffs[2] / 10 + .5) / 2, label, len(rows)


def test_the_disagreement_is_the_coalitions_favourite_or_collapse():
    control = np.linspace(0, 1, 41)
    found = bargain(MODEL, path="campaign", control=control)
    origins = set()
    for p, a in enumerate(control):
        gov, opp, label, several = _war_shares(a, line=1 - a)
        assert found.disagreement.label[p] == label
        assert found.disagreement.origin[p] == ("fallback", "equilibrium", "favourite")[min(several, 2)]
        assert found.reservation[p, 1] == pytest.approx(gov, abs=1e-12)
        assert found.reservation[p, 2] == pytest.approx(1 - opp, abs=1e-12)
        origins.add(found.disagreement.origin[p])
    assert "favourite" in origins
    jumps = found.disagreement.label[1:] != found.disagreement.label[:-1]
    assert jumps.any() and (found.disagreement.jump[1:] == jumps).all()


def test_the_user_chooses_the_disagreement_point():
    talks = bargain(MODEL, disagreement="TALKS")
    assert talks.disagreement.origin[0] == "chosen" and talks.disagreement.outcome[0] == "TALKS"
    written = bargain(MODEL, disagreement="press, pause, talk, restrain, hold")
    np.testing.assert_array_equal(talks.disagreement.payoffs, written.disagreement.payoffs)
    np.testing.assert_allclose(talks.disagreement.payoffs[0], MODEL.at().payoffs[0][:, 0, 1, 0, 0, 1], atol=1e-12)
    listed = bargain(MODEL, disagreement=talks.disagreement.payoffs[0])
    named = bargain(MODEL, disagreement=dict(zip(STAKES, [0, 0, 0, 0, 0], strict=True)))
    np.testing.assert_allclose(listed.principals, talks.principals)
    assert named.exact.reservation["Russia"] == Fraction(1, 4)
    for wrong in ("TALK", "ESCALATION", {"US": 1}, [1, 2], [np.nan] * 5, "press, strike"):
        with pytest.raises(NegotiationError):
            bargain(MODEL, disagreement=wrong)


def test_mixed_war_equilibria_count_when_their_whole_support_does():
    at = {"control": .39, "line": .61}
    found = ng.solve(MODEL.at(**at), "complete")
    deal = bargain(MODEL, equilibria=found)
    fits = [row for row, label in enumerate(found.label) if "talk" not in label.split(" / ")[2]]
    best = max(fits, key=lambda row: found.payoffs[row, 2])
    np.testing.assert_allclose(deal.disagreement.payoffs[0], found.payoffs[best], atol=1e-9)
    assert deal.disagreement.label[0] == found.label[best]


def test_equilibria_already_found_give_the_same_bargain():
    control = np.linspace(0.1, 0.9, 17)
    fresh = bargain(MODEL, control=control)
    given = bargain(MODEL, equilibria=ng.sweep(MODEL, control=control, method="pure").equilibria)
    for name, values in fresh.figures.items():
        np.testing.assert_array_equal(values, given.figures[name])
    with pytest.raises(NegotiationError, match="bring their own points"):
        bargain(MODEL, equilibria=ng.solve(MODEL.at(), "pure"), control=.3)


def test_a_batch_is_its_points_one_by_one():
    control = np.linspace(0, 1, 9)
    batch = bargain(MODEL, control=control)
    for p, a in enumerate(control):
        one = bargain(MODEL, control=a)
        for name, values in batch.figures.items():
            np.testing.assert_allclose(values[p], one.figures[name][0], atol=1e-12, err_msg=name)
        assert batch.readings[p] == one.readings[0]


def test_leverage_is_the_exact_derivative():
    """Payoffs are of degree 2 in control, so an exact central difference at a fixed profile is the derivative."""
    control = Fraction(7, 10)
    left, right = (bargain(MODEL, control=float(control + h)).exact for h in (Fraction(-1, 100), Fraction(1, 100)))
    found = bargain(MODEL)
    slopes = found.document()["leverage"]["exact"]
    for name in SOLUTIONS:
        wanted = (right.solutions[name] - left.solutions[name]) * 50
        assert Fraction(slopes[name]) == wanted
        assert found.leverage("control").share[name][0] == pytest.approx(float(wanted), abs=1e-9)
    assert Fraction(slopes["table"]) == Fraction(2, 5) and Fraction(slopes["nash"]) == Fraction(10237, 20000)


@pytest.mark.parametrize("parameter", ["control", "war_cost", "weight_gov", "delta_opp", "decisive", "leverage"])
def test_leverage_agrees_with_differences(parameter):
    each, step = MODEL.parameters[parameter], 1e-5
    base = {"disagreement": "COLLAPSE"}
    left, right = (bargain(MODEL, **base, **{parameter: each.default + h}) for h in (-step, step))
    found = bargain(MODEL, **base).leverage(parameter)
    for name in SOLUTIONS:
        np.testing.assert_allclose(found.payoffs[name][0], (right.solutions[name].payoffs[0]
                                                            - left.solutions[name].payoffs[0]) / (2 * step), atol=1e-4)
    for name in ("nash", "egalitarian", "kalai_smorodinsky"):
        wanted = (right.all_parties[name].share - left.all_parties[name].share) / (2 * step)
        np.testing.assert_allclose(found.share[f"{name} (all)"], wanted, atol=1e-4)


def test_leverage_along_a_path_moves_what_the_path_ties():
    def at(shift):
        return bargain(MODEL, path="campaign", control=np.array([.2, .5, .9]) + shift, disagreement="COLLAPSE")

    found, sides = at(0).leverage(), [at(-1e-5), at(1e-5)]
    np.testing.assert_allclose(
        found.share["nash"], (sides[1].solutions["nash"].share - sides[0].solutions["nash"].share) / 2e-5, atol=1e-6)
    assert found.parameter == "control" and not found.jump.any()


@pytest.mark.slow
def test_curved_leverage_is_a_difference():
    found = bargain(MODEL, curvature=.5, disagreement="COLLAPSE")
    left, right = (bargain(MODEL, curvature=.5, disagreement="COLLAPSE", control=.7 + h) for h in (-1e-5, 1e-5))
    assert found.exact is None
    slopes = found.leverage("control")
    for name in SOLUTIONS:
        wanted = (right.solutions[name].share - left.solutions[name].share) / 2e-5
        np.testing.assert_allclose(slopes.share[name], wanted, atol=1e-5)


def test_the_commitment_test_is_powells():
    for a in (.05, .2, .45, .55, .7, .8):
        deal = bargain(MODEL, control=a)
        now, later = _war_shares(a), _war_shares(a + .2)
        excess = [now[k] - .9 * later[k] - .1 for k in (0, 1)]
        np.testing.assert_allclose(deal.commitment.excess[0], excess, atol=1e-12)
        assert deal.commitment.holds[0] == (max(excess) > 0)


def test_a_deal_exists_but_cannot_be_kept():
    deal = bargain(MODEL, control=.5)
    assert deal.exists[0] and deal.commitment.holds[0]
    assert deal.verdicts == ["A deal exists but cannot be kept."]
    assert deal.readings[0].startswith("Between Russia and Saudi-backed coalition, a deal exists but cannot be kept.")
    said = "as assumed (expected shift +20.0 percentage points, an assumption), Saudi-backed coalition"
    assert said in deal.readings[0]
    assert "would rather break off now than wait and be weaker" in deal.readings[0]


def test_a_shift_beyond_the_range_is_said_and_not_clipped():
    deal = bargain(MODEL, control=np.array([.7, .9]), shift=.2)
    assert deal.commitment.defined.tolist() == [True, False]
    assert np.isnan(deal.commitment.excess[1]).all() and not deal.commitment.holds[1]
    assert "to 110.0 %, outside its range" in deal.readings[1]
    assert bargain(MODEL, control=.9).document()["commitment_problem"]["holds"] is None


@pytest.mark.slow
@pytest.mark.parametrize("control", [.3, .7, .8])
def test_the_smallest_shift_is_where_the_test_begins_to_hold(control):
    found = bargain(MODEL, control=control).smallest_shift
    assert found.keys() == {"up", "down"}
    for each in found.values():
        if each["shift"] is None or abs(each["shift"]) > .49:
            continue
        beyond, before = (bargain(MODEL, control=control, shift=each["shift"] * factor).commitment
                          for factor in (1 + 1e-6, 1 - 1e-6))
        assert beyond.fights[0, each["side"]] and not before.holds[0]
    assert found["down"]["shift"] < 0


def test_an_empty_range_is_said():
    deal = bargain(MODEL, disagreement={"US": 0, "Russia": 9, "Coalition": 9, "Turkey": 0, "Iran": 0})
    assert not deal.exists[0] and np.isnan(deal.principals).all() and deal.verdicts == ["No deal exists."]
    assert all(np.isnan(split.share).all() for split in deal.solutions.values())
    assert "Russia needs at least 81.3 %, Saudi-backed coalition accepts at most 30.0 %." in deal.readings[0]
    assert deal.document()["principals"]["range"] is None and deal.exact.solutions["nash"] is None
    veto = bargain(MODEL, disagreement={"US": 9, "Russia": 0, "Coalition": 0, "Turkey": 0, "Iran": 0})
    assert veto.exists[0] and veto.document()["all_parties"]["range"] is None
    assert "No share suits all five: United States would rather have no deal than any share." in veto.readings[0]


def test_who_stands_in_the_way_of_all_is_read_from_the_reservations():
    control = np.linspace(0, 1, 101)
    deal = bargain(MODEL, control=control, preset="fall")
    empty = deal.exists & np.isnan(deal.everyone[:, 0])
    assert empty.any() and not empty.all()
    government, opposition = [1, 4], [0, 2, 3]
    for p, reading in enumerate(deal.readings):
        assert ("No share suits all five" in reading) == empty[p]
        if empty[p]:
            need = max(government, key=lambda i: deal.reservation[p, i])
            most = min(opposition, key=lambda i: deal.reservation[p, i])
            assert deal.reservation[p, need] > deal.reservation[p, most]
            assert (f"{deal.parties[most].label} (at most {100 * deal.reservation[p, most]:.1f} %) and "
                    f"{deal.parties[need].label} (at least {100 * deal.reservation[p, need]:.1f} %)") in reading


@pytest.mark.slow
@pytest.mark.parametrize("stakes", [{"v_Russia": 0}, {"v_Coalition": 0}, {"v_Russia": 0, "v_Coalition": 0},
                                    {f"v_{id}": 0 for id in STAKES}])
def test_a_party_without_a_stake_is_no_obstacle(stakes):
    deal = bargain(MODEL, **stakes)
    if deal.exists[0]:
        low, high = deal.principals[0]
        for split in deal.solutions.values():
            assert low - 1e-9 <= split.share[0] <= high + 1e-9
        assert deal.solutions["nash"].share[0] == (low if "v_Russia" in stakes else high)
    json.dumps(deal.document(), allow_nan=False)
    assert str(deal) and not deal.to_frame().empty


def test_rounds_of_alternating_offers(deal):
    table = deal.rounds(60)
    low, high = deal.principals[0]
    assert table["proposer"].tolist()[:2] == ["Government side", "Opposition side"]
    np.testing.assert_allclose(table["offer"][:2], [deal.solutions["rubinstein"].share[0],
                                                    deal.solutions["rubinstein_second"].share[0]])
    ends = table["first offer if last"]
    np.testing.assert_allclose(ends[:3], [high, low + .1 * (high - low), low + (1 - .9 * .1) * (high - low)])
    assert ends.iloc[-1] == pytest.approx(table["offer"][0], abs=1e-3)
    assert table["worth today Russia"][0] > table["worth today Russia"][1] > 0


def test_tables_and_documents_are_complete(tmp_path):
    curve = bargain(MODEL, path="campaign", control=np.linspace(0, 1, 21))
    frame, curves = curve.to_frame(), curve.curves()
    assert len(frame) == 21 and {"control", "line", "range low", "nash", "nash (all)", "table", "reading"} <= set(frame)
    assert set(curves["kind"]) == {"range", "all", "table", "reservation", "solution", "all solution"}
    assert curves["segment"].max() == curve.disagreement.jump.sum()
    assert ng.write(curve, tmp_path / "table.csv").stat().st_size > 1000
    assert len(curve.document()["rows"]) == 21


@pytest.mark.slow
def test_the_command_line(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(["bargain", *arguments])
        out, err = capsys.readouterr()
        return stop.value.code or 0, out, err

    code, out, _ = run("geneva-2016", "--format", "json")
    document = json.loads(out)
    assert code == 0 and document["disagreement"]["label"] == COLLAPSE
    assert document["principals"]["range"] == pytest.approx([.70511, .84136])
    assert document["exact"]["solutions"]["nash"] == "154647/200000" and document["exact"]["table"] == "29/50"
    assert document["commitment_problem"]["holds"] is False and document["commitment_problem"]["smallest_shift"] < 0
    assert "154647/200000" in run("geneva-2016")[1]
    assert "cannot be kept" in run("geneva-2016", "--path", "campaign", "--points", "5")[1]
    assert run("geneva-2016", "--disagreement", "0,0,0,0,0", "--solution", "nash")[0] == 0
    code, _, err = run("geneva-2016", "--solution", "nsh")
    assert code == 1 and err == "'nsh' is not a bargaining solution; did you mean 'nash'?\n"
    assert run("geneva-2016", "--over", "control=0:1:3", "--path", "campaign")[0] == 2
    code, out, _ = run("panama-canal")
    assert code == 0 and "United States 66 and Panama 66" in out


@pytest.mark.parametrize("control", [0.7, 1.0])
def test_a_game_of_many_parties_in_which_nobody_can_gain_bargains_to_no_deal(control):
    """The most that each could gain is no direction along which Kalai-Smorodinsky could raise anybody there."""
    deal = ng.bargain(MODEL.at(control=[0.05, control]))
    assert "kalai_smorodinsky" in deal.solutions and deal.exists.tolist() == [True, False]
    for found in deal.solutions.values():
        assert found.payoffs[1] == pytest.approx(deal.disagreement.payoffs[1], abs=1e-9)
