"""How likely the answer is, on the page: what is counted, in steps; what its charts say; what a link holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pages import NOW, PIN, opened
from shelf import WALKED

import negotiation as ng
from negotiation.errors import NegotiationError
from negotiation.library import load
from negotiation.report.narrate import sure
from negotiation.view import charts, compute
from negotiation.view.compute import guesses
from negotiation.view.session import state

pytestmark = pytest.mark.slow

GENEVA = state.load("geneva-2016")
"""The very model that the app opens, so that what is counted here is at hand there."""

QUICK = guesses.Asked()


def test_the_page_counts_at_once_and_says_over_how_many_guesses() -> None:
    _, shown = opened(page="sure", spread="0.1", seed="9")
    assert "Counted over 256 guesses, seed 9." in shown
    found = ng.uncertainty(GENEVA, 256, 0.1, 9, base=0, logit=0)
    here = guesses.counted(GENEVA, NOW, "control", guesses.Asked(0.1, 9), 0)
    assert here.outcomes == found.outcomes, "the page and the library count alike"


def test_the_headline_says_how_sure_it_is_once_it_was_counted() -> None:
    guesses.counted(GENEVA, NOW, "control", QUICK, 0)
    _, shown = opened()
    share = guesses.counted(GENEVA, NOW, "control", QUICK, 0).chance("COLLAPSE")
    assert share is not None
    assert f"in {100 * share.is_equilibrium.value:.0f} % of the guesses within a fifth of these" in shown


def test_what_history_leaves_says_so_and_what_was_put_in_is_no_finding() -> None:
    _, shown = opened(page="sure", given="observed")
    assert "those that history leaves" in shown and "What history rules out" not in shown.split("<h")[0]
    assert "in 100 % of the guesses" not in shown
    assert "does not test the model" in shown


def test_an_unknown_choice_in_a_link_is_said_and_not_taken() -> None:
    app, shown = opened(page="sure", seed="-1")
    assert "seed 7" in shown and any("not on offer" in each.value for each in app.caption)


def test_the_last_step_says_what_matters_and_draws_bands_and_a_tornado(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "DRAWS", (64, 128, 192))
    monkeypatch.setattr(guesses, "BASE", 8)
    monkeypatch.setattr(guesses, "POINTS", 5)
    monkeypatch.setattr(guesses, "SELECTED", 8)
    asked = guesses.Asked(seed=11)
    found = guesses.counted(GENEVA, NOW, "control", asked, 2)
    assert found.draws == 192 and found.bands is not None and found.tornado
    app, shown = opened(page="sure", seed="11")
    said = [each.value for each in app.markdown]
    assert "## Which guess matters most" in said and "## Along the slider" in said
    assert "ends if every guess is off by" in shown and "192 guesses" in shown
    drawn = charts.bands(GENEVA, found.bands, 0.7)
    rows = drawn.data["rows"]
    assert set(rows["x"]) == set(found.bands.x) and rows["low"].le(rows["value"]).all()
    bars = charts.tornado(GENEVA, found).data["rows"]
    assert len(bars) and (bars["start"] <= bars["stop"]).all()


def test_the_charts_draw_what_was_counted() -> None:
    found = guesses.counted(GENEVA, NOW, "", guesses.Asked(given=True), 0)
    rows = charts.likelihoods(GENEVA, found).data["rows"]
    assert list(rows["is"]) == [each.is_equilibrium.value for each in found.outcomes if each.is_equilibrium.value > 0]
    assert found.history is not None
    table = charts.moved(GENEVA, found).data["rows"]
    first = found.history.parameters[0]
    parameter = GENEVA.parameters[first.parameter]
    before = table[table["when"] == "before"].iloc[0]
    assert before["middle"] == pytest.approx((first.prior[2] - parameter.low) / (parameter.high - parameter.low))
    assert isinstance(table, pd.DataFrame) and np.isfinite(table[["low", "high"]].to_numpy()).all()


@pytest.mark.parametrize("name", [each for each in WALKED if load(each).parameters])
def test_every_model_is_counted_at_random_points_or_says_why_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model, rng = load(name), np.random.default_rng(5)
    for _ in range(3):
        point = {each.id: float(rng.choice([rng.uniform(each.low, each.high), each.low, each.high]))
                 for each in rng.permutation(list(model.parameters.values()))[:3]}
        try:
            at = compute.values(model, model.values("", at=point))
            compute.game(model, at)
        except NegotiationError:
            continue
        over = next(iter(model.parameters))
        try:
            found, step = guesses.likely(model, at, over, QUICK)
        except NegotiationError as error:
            assert "\n" not in str(error)
            continue
        assert step == 0 and found.draws == 256
        monkeypatch.setattr(guesses, "DRAWS", (32, 48, 64))
        rough, fine = (guesses.counted(model, at, over, guesses.Asked(seed=8), step) for step in (0, 2))
        assert fine.draws == 64 and fine.guesses == rough.guesses, "what is uncertain is the same in all steps"
        assert (fine.bands is None) is guesses.guessed(fine, over)
        monkeypatch.undo()
        assert charts.likelihoods(model, found).alt.startswith("How likely each outcome is")


def test_the_pinned_scenario_is_counted_beside_and_its_outcomes_have_rows() -> None:
    """At Castello other outcomes hold than in the suspended talks: each is drawn and said with both likelihoods."""
    here, pinned = (guesses.counted(GENEVA, at, "", QUICK, 0) for at in (NOW, PIN))
    drawn = charts.likelihoods(GENEVA, here, pinned=pinned).data
    rows, twins = (drawn[name].set_index("name")["is"] for name in ("rows", "twins"))
    assert set(twins.index) <= set(rows.index)
    for each in pinned.outcomes:
        if each.is_equilibrium.value > 0:
            name = charts.guesses.name_of(GENEVA, each.outcome, each.label)
            assert twins[name] == each.is_equilibrium.value
            other = next((row for row in here.outcomes if row.name == each.name), None)
            assert rows[name] == (other.is_equilibrium.value if other else 0.0)
    assert charts.likelihoods(GENEVA, here).data["twins"].empty
    _, shown = opened(page="sure", pin="castello")
    best = max(pinned.outcomes, key=lambda each: each.is_equilibrium.value)
    assert "In the pinned scenario: “" in shown and sure.likely(best.is_equilibrium) in shown
