"""What happens next, on the page: the library's numbers, both rules, what a link holds, what moves without work."""

from __future__ import annotations

import numpy as np
import pytest
from pages import faces, moved, nameless, opened, shown

import negotiation as ng
from negotiation.unfolding.war import PERIODS
from negotiation.view import charts, compute, work
from negotiation.view.compute import wars
from negotiation.view.session import state

pytestmark = pytest.mark.slow

GENEVA = state.load("geneva-2016")
AT = compute.values(GENEVA, GENEVA.values("geneva-suspended"))


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine ends no page here: seconds are not what is tested."""
    monkeypatch.setattr(work, "BUDGET", 600.0)


def test_the_page_says_first_that_there_may_be_others_and_then_both_rules() -> None:
    app, text = opened(page="next")
    first, *_ = text.split('data-testid="answer"')[-1].split("There may be others")
    assert "stationary equilibrium" not in first
    war = ng.unfold(GENEVA)
    for each in war.brackets.values():
        (_, falls, _), duration = each.ends_at()
        assert f"the city falls {100 * falls:.1f} %" in text and f"it lasts {duration:.3g} months" in text
    assert "All prefer it at 60 %, yet Iran gains 0.42 points" in text
    assert {"delta_gov", "delta_opp", "round"} <= {each["name"] for each in faces(app)}, "patience and pace"


def test_the_first_rule_is_shown_before_the_other_and_a_stop_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise work.Stopped("Stopped. Nothing was lost.")

    monkeypatch.setattr(wars, "war", stopped)
    app, text = opened(page="next")
    (_, falls, _), _ = wars.begun(GENEVA, AT).ends_at()
    assert f"the city falls {100 * falls:.1f} %" in text and "conflict is selected" not in " ".join(
        each.value for each in app.markdown)
    assert [each.value for each in app.info] == ["Stopped. Nothing was lost."]


def test_moving_the_start_computes_no_war_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app, _ = opened(page="next")
    monkeypatch.setattr(wars, "unfold", lambda *_, **__: pytest.fail("the war was computed again"))
    moved(app, "control", 0.6)
    assert not app.exception and shown(app, "control") == 0.6


def test_another_start_and_a_war_of_its_own_are_the_same() -> None:
    at = compute.values(GENEVA, GENEVA.values("castello", control=0.61))
    there, own = wars.war(GENEVA, at), ng.unfold(GENEVA, preset="castello", control=0.61)
    for name, each in there.brackets.items():
        np.testing.assert_allclose(each.ends_at()[0], own.brackets[name].ends_at()[0], atol=1e-12)
        np.testing.assert_allclose(each.fan(12).distribution, own.brackets[name].fan(12).distribution, atol=1e-12)
    assert there.provenance.head()["command"] == own.provenance.head()["command"]


def test_a_link_holds_the_period_the_deal_and_the_patience() -> None:
    _, text = opened(page="next", model="us-russia", **{"unfold.period": "3", "unfold.discount": "0.5"})
    war = ng.unfold(state.load("us-russia"), discount=0.5)
    assert "After 3 periods" in text and "fighting is overstated" in text
    assert f"{100 * float(war.fan(3).going_on[3]):.1f} % still on" in text
    _, text = opened(page="next", **{"unfold.period": "nonsense"})
    assert "After 6 months" in text


def test_a_model_without_the_section_and_an_order_say_why_in_a_sentence() -> None:
    assert "Two lines let it unfold" in opened(page="next", model="panama-canal")[1]
    assert "not an order only" in opened(page="next", scale="ordinal")[1]


def test_history_is_dated_and_known_in_advance() -> None:
    past = wars.history(GENEVA, "geneva-suspended", PERIODS)
    assert past[0].state == 0.7 and past[0].after == 0.0
    assert any("Fall" in each.label and 10 < each.after < 11 for each in past)
    assert not wars.history(GENEVA, "rebel-high-water", PERIODS), "mid-2015 is no day"
    assert not wars.history(state.load("forts"), "", PERIODS)
    assert "tests nothing" in opened(page="next")[1]


def test_the_charts_draw_the_library_s_numbers() -> None:
    war = wars.war(GENEVA, AT)
    found = war.fan(PERIODS)
    drawn = charts.fan(GENEVA, war, found, 6, [], pinned=found)
    rows = drawn.data["rows"]
    assert rows["middle"].tolist() == found.quantile(0.5)[rows["period"]].tolist()
    assert "after 0 months the middle one at 70 %" in drawn.alt
    stacked = charts.ends(GENEVA, war, found, 6).data["rows"]
    last = stacked[stacked["period"] == PERIODS]
    assert last["high"].iloc[-1] == pytest.approx(1.0) and last["low"].iloc[0] == 0.0
    assert (last["high"] - last["low"]).iloc[:-1].tolist() == pytest.approx(found.ended[PERIODS].tolist())
    bars = charts.lanes(GENEVA, war).data["bars"]
    assert len(set(bars["lane"])) == 2 and "Talks hold" in set(bars["name"])
    deal = wars.deals(GENEVA, AT, None, "TALKS")["agreement"]
    kept = charts.breaking(GENEVA, war, deal).data["spans"]
    assert kept[kept["what"] == "preferred"][["start", "end"]].iloc[0].tolist() == pytest.approx([0.3875, 0.6125])


def test_a_pinned_war_that_is_over_at_once_leaves_no_line_without_a_name() -> None:
    """To a screen reader it was a picture of nothing, twice."""
    war, over = ng.unfold(GENEVA), ng.unfold(GENEVA, preset="fall")
    here, there = war.fan(PERIODS), over.fan(PERIODS)
    drawn = charts.fan(GENEVA, war, here, 6, [], pinned=there)
    assert not len(drawn.data["twin"]) and not nameless(drawn) and not nameless(charts.ends(GENEVA, war, here, 6))
