"""The bargaining page: what is drawn, said and exported is what the library computes."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from pages import GENEVA, NOW, PIN, at, contrast, html, opened

from negotiation.bargaining import bargain
from negotiation.expression import parse_condition
from negotiation.library import load
from negotiation.model.declarations import Constraint
from negotiation.report import narrate
from negotiation.report.export import render
from negotiation.tipping import regimes
from negotiation.view import charts, compute
from negotiation.view.charts.bargains.deals_along import roomiest
from negotiation.view.drawing import bargains

pytestmark = pytest.mark.slow

PANAMA = load("panama-canal")

# What is said

COMPARED = [
    ("castello", "geneva-suspended",
     "Compared with the pinned scenario: the range moved from 54.9–71.8 % to 70.5–84.1 %, Nash from 63.3 % to 77.3 %, "
     "the terms on the table from 62.0 % to 58.0 %; without a deal, talks collapse instead of open battle with "
     "United States arming and Turkey intervening."),
    ("castello", "castello", "Compared with the pinned scenario: the same range, 54.9–71.8 %."),
]


@pytest.mark.parametrize(("before", "after", "said"), COMPARED)
def test_a_bargain_against_the_pinned_one_in_words(before: str, after: str, said: str) -> None:
    assert narrate.deal_compared(GENEVA, bargain(GENEVA, preset=before), bargain(GENEVA, preset=after)) == said


def test_a_range_that_appears_or_goes_is_said() -> None:
    none = bargain(GENEVA, disagreement=[9.0, 9.0, 9.0, 9.0, 9.0])
    some = bargain(GENEVA)
    assert "no deal exists any more, where the range was 70.5–84.1 %" in narrate.deal_compared(GENEVA, some, none)
    assert "a deal exists, 70.5–84.1 %, where there was none" in narrate.deal_compared(GENEVA, none, some)
    assert "no deal exists in either" in narrate.deal_compared(GENEVA, none, none)
    assert narrate.kept(GENEVA, none) == ["No deal exists, so there is none to keep."]


def test_who_gains_by_a_step_is_the_finite_difference() -> None:
    here, slopes = compute.deal_slopes(GENEVA, NOW, "control")
    moved = narrate.changes(slopes, 0.1)
    step = 1e-6
    sides = [bargain(GENEVA, "nash", preset="geneva-suspended", control=0.7 + way * step).payoffs[0] for way in (-1, 1)]
    np.testing.assert_allclose(moved, (sides[1] - sides[0]) / (2 * step) * 0.1, rtol=1e-6)
    said = narrate.leverage(GENEVA, here, slopes, GENEVA.parameters["control"], 0.1)
    for party, each in zip(GENEVA.parties, moved, strict=True):
        assert f"{party.label} {abs(each):.2f}" in said
    assert "gives Iran" in said and "takes from Saudi-backed coalition" in said


def test_leverage_jumps_where_the_form_of_war_changes() -> None:
    x, found = compute.deal_along(GENEVA, NOW, "control")
    parameter = GENEVA.parameters["control"]
    places = [(float(x[k - 1]), float(x[k])) for k in np.flatnonzero(found.disagreement.jump)]
    tips = [point.decimal for point in regimes(GENEVA, "control").tipping]
    for low, high in places:
        assert any(low <= tip <= high for tip in tips)
    assert narrate.jumps(parameter, 0.7, places).endswith("between 64 % and 65 % and between 75 % and 76 %.")
    assert "right here" in narrate.jumps(parameter, 0.755, places)
    assert narrate.jumps(parameter, 0.7, []) == (
        "Without a deal the same follows all along the slider, so nothing jumps.")


@pytest.mark.parametrize(("payoffs", "words"), [
    ([0, 0, 0, -9, 0], "accepts any share"),
    ([0, 0, 0, 99, 0], "accepts none"),
    ([0, 0, 0, 0, -99], "accepts any share"),
    ([0, 0, 0, 0, 99], "accepts none"),
])
def test_a_limit_beyond_the_whole_share_is_said_in_words(payoffs: list[float], words: str) -> None:
    deal = bargain(GENEVA, disagreement=payoffs)
    i = int(np.flatnonzero(payoffs)[0])
    assert narrate.bargains.deals.acceptance(deal, i) == words
    drawn = charts.deals.line(GENEVA, deal)
    row = drawn.data["lanes"].iloc[i]
    assert (row["words"], row["end"] - row["start"]) == (words, float(words == "accepts any share"))
    assert f"{GENEVA.parties[i].label} {words}" in drawn.alt


def test_no_party_is_said_to_accept_more_than_everything() -> None:
    for preset in GENEVA.presets:
        lanes = charts.deals.line(GENEVA, compute.deal(GENEVA, at(preset))).data["lanes"].set_index("party")
        limits = lanes["words"].str.extract(r"(\d+\.\d+) %")[0].astype(float).dropna()
        assert len(limits) and limits.between(0, 100).all()
    deal = compute.deal(GENEVA, at("fall"))
    assert deal.reservation[0, 3] > 1
    assert charts.deals.line(GENEVA, deal).data["lanes"]["words"][3] == "accepts any share"


def test_the_headline_says_between_whom_and_who_stands_in_the_way_of_all() -> None:
    _, text = opened(page="leverage", preset="fall")
    assert "Between Russia and Saudi-backed coalition, a deal exists" in text
    assert "Both would rather have a share from 87.8 % to 92.4 % than no deal." in text
    assert "United States (at most 86.9 %) and Iran (at least 89.9 %) cannot both be satisfied." in text
    assert "The assumed shift of +20.0 percentage points would take" in text
    assert "No share suits all" not in opened(page="leverage")[1]


def test_where_an_expected_shift_comes_from_is_said() -> None:
    said = narrate.kept(GENEVA, bargain(GENEVA, preset="castello"))
    assert said[0].startswith("If government control of Aleppo shifts to 100 % as assumed (expected shift +20.0 ")
    assert said[1].startswith("If it does, breaking off now is worth")


def test_the_smallest_shift_is_said_and_breaks_the_deal() -> None:
    deal = bargain(GENEVA, preset="castello")
    said = narrate.kept(GENEVA, deal)
    assert "so it would rather break off now" in said[1] and "so it can wait" in said[0]
    shift = deal.smallest_shift["up"]["shift"]
    way = f"a rise to {100 * (0.8 + shift):.4g} % ({100 * shift:+.1f} percentage points)"
    assert f"{way}, which Saudi-backed coalition" in said[-1]
    for more, holds in ((1e-4, True), (-1e-3, False)):
        assert bargain(GENEVA, preset="castello", shift=shift + more).commitment.holds[0] == holds


# The charts and tables of a share

def test_the_pinned_twin_carries_the_pinned_deal() -> None:
    deal, pinned = compute.deal(GENEVA, NOW), compute.deal(GENEVA, PIN)
    drawn = charts.deals.line(GENEVA, deal, pinned=pinned)
    band = drawn.data["band"].set_index("when")
    np.testing.assert_array_equal(band.loc["now", ["start", "end"]].to_numpy(float), deal.principals[0])
    np.testing.assert_array_equal(band.loc["pin", ["start", "end"]].to_numpy(float), pinned.principals[0])
    twins = drawn.data["twins"].set_index("party")
    assert twins.loc["Russia", "start"] == pinned.reservation[0, 1] and twins.loc["Russia", "end"] == 1
    points = drawn.data["points"].set_index(["when", "what"])["x"]
    assert points["pin", "nash"] == pinned.solutions["nash"].share[0] and points["now", "table"] == deal.table[0]
    assert drawn.data["points"]["text"].str.contains("pinned: range of deals 54.9–71.8 %").any()
    for number in ("70.5", "84.1", "77.3", "58.0", "86.8", "54.9"):
        assert number in drawn.alt


def test_labels_of_a_bargain_meet_neither_each_other_nor_the_other_line() -> None:
    """At random points, on plots from 280 pixels on: rows of 16 pixels, letters of 6.6."""
    rng = np.random.default_rng(5)
    deals = [compute.deal(GENEVA, at(preset)) for preset in GENEVA.presets]
    deals += [bargain(GENEVA, control=control, line=line) for control, line in rng.uniform(0, 1, (25, 2))]
    for deal in deals:
        points = charts.deals.line(GENEVA, deal, pinned=compute.deal(GENEVA, PIN)).data["points"]
        shown, lines = points.query("text != ''"), points.query("when == 'now' and what != 'range'")
        assert shown["row"].is_unique
        for width in rng.uniform(280, 1000, 3):
            for row in shown.itertuples():
                wide = 6.6 * len(row.text)
                left = row.x * width - wide * {"left": 0, "center": 0.5, "right": 1}[row.align]
                assert left >= -1 and left + wide <= width + 1, row
                for other in lines.itertuples():
                    through = left < other.x * width < left + wide and other.row >= row.row
                    assert other.what == row.what or not through or abs(other.x - row.x) * width < 1, (row, other)


def test_without_a_range_the_chart_says_why() -> None:
    none = bargain(GENEVA, disagreement=[9.0, 9.0, 9.0, 9.0, 9.0])
    drawn = charts.deals.line(GENEVA, none)
    assert len(drawn.data["band"]) == 0
    assert drawn.data["none"]["text"][0].replace("\n", " ") == none.readings[0] and none.readings[0] in drawn.alt
    assert "No deal exists" in charts.figure(drawn, ".svg").decode()


def test_the_chart_along_the_slider_is_the_library_s_and_its_pin_is_dashed() -> None:
    x, found = compute.deal_along(GENEVA, NOW, "control")
    _, before = compute.deal_along(GENEVA, PIN, "control")
    drawn = charts.deals_along(GENEVA, "control", found, 0.7, pinned=(0.8, before))
    lines = drawn.data["lines"]
    for when, deal in (("now", found), ("pin", before)):
        nash = lines.query("what == 'nash' and when == @when").set_index("x")["share"]
        exact = bargain(GENEVA, "nash", preset="geneva-suspended" if when == "now" else "castello", control=x)
        np.testing.assert_allclose(nash.loc[x], exact.share, atol=1e-12)
        assert deal.points == len(x)
    assert set(drawn.data["now"]["dash"]) == {"now", "pin"}
    assert "at 70 % 70.5–84.1 %, on the table 58.0 %" in drawn.alt
    assert charts.figure(drawn, ".png")[:4] == b"\x89PNG"


@pytest.mark.parametrize("rules", [("control <= line + 0.4",), ("(control - line)*(control - line) >= 0.04",)])
def test_the_pin_may_have_another_feasible_range_than_the_present(rules: tuple[str, ...]) -> None:
    more = tuple(Constraint(rule, parse_condition(rule), "no") for rule in rules)
    model = GENEVA.replace(constraints=(*GENEVA.constraints, *more))
    now, pin = (compute.values(model, model.values(line=line, control=0.0)) for line in (0.3, 0.5))
    (x, found), (other, before) = (compute.deal_along(model, each, "control") for each in (now, pin))
    assert len(x) != len(other) or (x != other).any()
    drawn = charts.deals_along(model, "control", found, 0.0, pinned=(0.0, before))
    assert set(drawn.data["lines"].query("when == 'pin' and what == 'table'")["x"]) == set(other)
    assert set(drawn.data["lines"].query("when == 'now' and what == 'table'")["x"]) == set(x)
    for _, run in drawn.data["band"].groupby("run"):
        assert np.diff(run["x"]).max(initial=0) < 0.011
    assert charts.figure(drawn, ".svg")


def test_names_of_lines_keep_clear_of_all_lines() -> None:
    place = np.linspace(0, 1, 101)
    curves = np.stack([0.2 + 0.1 * place, 0.25 + 0.1 * place, 0.8 + 0 * place])
    k, high, side = roomiest(place, curves, curves[2], [(0, 1, 0.4, 0.6)])
    left, right = (place[k] - 0.26, place[k]) if side == "right" else (place[k], place[k] + 0.26)
    assert right <= 0.4 or left >= 0.6
    assert np.abs(curves[:, (place >= left) & (place <= right)] - high).min() > 0.02
    assert roomiest(place, curves, np.full(101, np.nan), []) is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_words_of_both_pictures_can_be_seen(theme: str) -> None:
    for color in charts.deals.COLORS[theme].values():
        assert contrast(color, charts.base.PAPER[theme]) >= 4.5


def test_the_tables_as_files_are_the_library_s() -> None:
    deal, pinned = compute.deal(GENEVA, NOW), compute.deal(GENEVA, PIN)
    table = pd.read_csv(io.BytesIO(render(bargains.table(deal, bargains.solutions(deal, pinned)), ".csv")))
    assert len(table) == len(deal.solutions) + len(deal.all_parties)
    row = table.set_index("solution").loc["Nash"]
    assert row["share"] == deal.share[0] and row["pinned share"] == pinned.share[0]
    assert Fraction(row["exact share"]) == Fraction(154647, 200000)
    assert row["payoff Russia"] == deal.solutions["nash"].payoffs[0, 1]
    here, slopes = compute.deal_slopes(GENEVA, NOW, "control")
    _, before = compute.deal_slopes(GENEVA, PIN, "control")
    gains = bargains.table(here, bargains.leverage(here, slopes, GENEVA.parameters["control"], 0.1, before))
    book = pd.read_excel(io.BytesIO(render(gains, ".xlsx")), sheet_name=None)
    np.testing.assert_allclose(book["table"]["change per 0.1 of control"], 0.1 * slopes.payoffs["nash"][0])
    np.testing.assert_allclose(book["table"]["change in the pinned scenario"], 0.1 * before.payoffs["nash"][0])
    assert book["settings"].set_index("setting").loc["control", "from"] == 0.7


def test_the_page_shows_the_pin_in_words_tables_and_charts() -> None:
    _, text = opened(page="leverage", pin="castello")
    assert COMPARED[0][2] in text
    assert text.count(">pinned</th>") == 1
    assert ">per +10 percentage points</th>" in text and ">pinned: per +10 percentage points</th>" in text
    assert ">77.3 %</abbr>" in text and 'data-meaning="exactly 154647/200000"' in text and ">63.3 %</td>" in text
    assert "Raising government control of Aleppo by 10 percentage points" in text and narrate.POWELL[:40] in text


# Lotteries

@pytest.mark.parametrize("name", ["us-russia", "turkey-iran", "russia-coalition"])
def test_two_parties_without_a_table_bargain_over_lotteries(name: str) -> None:
    model = load(name)
    deal = bargain(model)
    _, text = opened(model=name, page="leverage")
    assert cards_text(narrate.lottery(deal, "nash")) in text and "any lottery over its outcomes" in text
    frame = bargains.lotteries(deal, bargain(model, control=0.4)).set_index("solution")
    for i, party in enumerate(model.parties):
        assert frame.loc["Nash", f"payoff {party.id}"] == deal.solutions["nash"].payoffs[0, i]
        assert frame.loc["No deal", f"payoff {party.id}"] == deal.disagreement.payoffs[0, i]
    drawn = charts.lottery(model, deal, pinned=bargain(model, control=0.4))
    points = drawn.data["points"].set_index(["when", "name"])
    nash = points.loc[("now", "Nash"), ["x", "y"]].to_numpy(float)
    np.testing.assert_array_equal(nash, deal.solutions["nash"].payoffs[0])
    assert set(points.index.get_level_values(0)) == {"now", "pin"} and "Nash gives" in drawn.alt
    assert "no deal" in charts.figure(drawn, ".svg").decode()


def cards_text(said: str) -> str:
    return said.replace("'", "&#x27;")


MIXES = [
    ("us-russia", "nash", "acquiesce, strike (68 %) or press, pause (32 %)"),
    ("turkey-iran", "nash", "restrain, hold"),
]


@pytest.mark.parametrize(("name", "solution", "said"), MIXES)
def test_what_a_lottery_mixes_in_words(name: str, solution: str, said: str) -> None:
    assert narrate.mixture(bargain(load(name)), solution) == said


def test_where_nobody_can_gain_a_lottery_is_no_deal() -> None:
    game = load("turkey-iran")
    none = bargain(game, disagreement=[50.0, 50.0])
    assert narrate.lottery(none, "nash") == none.verdicts[0] and narrate.mixture(none, "nash") == ""
    assert charts.figure(charts.lottery(game, none), ".png")[:4] == b"\x89PNG"


# Issues

def test_who_gets_which_issue_is_adjusted_winner_s() -> None:
    deal = bargain(PANAMA)
    frame = bargains.divisions(deal)
    found = deal.division()
    np.testing.assert_allclose(frame["adjusted_winner: part US"], found["part US"])
    np.testing.assert_allclose(frame["points US"], found["points US"])
    parts = deal.parts("utilitarian")
    np.testing.assert_allclose(parts.sum(axis=1), 1)
    np.testing.assert_allclose((parts * deal.worth[0].T).sum(axis=0), deal.solutions["utilitarian"].payoffs[0])
    drawn = charts.issues(PANAMA, deal, "adjusted_winner")
    bars = drawn.data["parts"]
    assert bars.groupby("party")["brings"].sum().to_dict() == pytest.approx({"United States": 66, "Panama": 66})
    assert "Land and water: 13 % to United States and 87 % to Panama" in drawn.alt
    assert "US defense rights" in charts.figure(drawn, ".svg").decode()


def test_payoffs_of_divisions_have_labels_two_decimals_and_exact_hovers() -> None:
    app, text = opened(model="panama-canal", page="leverage")
    assert "Adjusted Winner gives United States 66 and Panama 66 points; shared: land and water (13 %" in text
    for label in ("Kalai-Smorodinsky", "Alternating offers, first side first"):
        assert label in text
    assert "kalai_smorodinsky" not in text and not re.search(r"\d\.\d{5}", text)
    assert 'data-meaning="exactly 66"' in text and ">66.00</abbr>" in text and ">70.15<" in text
    app.selectbox(key="division_panama-canal").set_value("utilitarian").run()
    assert "Utilitarian gives United States 71.5 and Panama 60.5 points" in html(app)
    frame = bargains.division_payoffs(bargain(PANAMA)).set_index("division")
    assert frame.loc["No deal", "payoff US"] == 0 and frame.loc["Adjusted Winner", "exact US"] == "66"
