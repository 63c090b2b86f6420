"""What happens without a deal: answered everywhere, said, and the reader's choice."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import NegotiationError
from negotiation.modelfile import parse_model
from negotiation.report.results.bargains.readings import ORIGINS

GENEVA, US = ng.load("geneva-2016"), ng.load("us-russia")

BARE = [
    (None, {"control": 0.05, "line": 0.95}),
    ("castello", {"control": 0.5, "line": 0.62}),
    ("castello", {"decisive": 0.05}),
    (None, {"c_strike": 2.1, "control": 0.95, "line": 0.1}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "values"), BARE)
def test_a_scenario_without_a_pure_war_equilibrium_is_answered(preset: str | None, values: dict[str, float]) -> None:
    deal = ng.bargain(GENEVA, preset=preset, **values)
    assert np.isfinite(deal.disagreement.payoffs).all()
    assert deal.document()["disagreement"]["origin"] in ORIGINS
    assert ORIGINS[str(deal.disagreement.origin[0])] in repr(deal)


def test_a_grid_is_answered_as_its_points_are() -> None:
    control, line = (each.ravel() for each in np.meshgrid(np.linspace(0, 1, 11), np.linspace(0, 1, 11)))
    deal = ng.bargain(GENEVA, "nash", control=control, line=line)
    found = ng.solve(GENEVA.at(control=control, line=line), "pure")
    bare = np.setdiff1d(np.arange(len(control)), found.point)
    assert len(bare) and np.isfinite(deal.disagreement.payoffs).all()
    for p in bare:
        alone = ng.bargain(GENEVA, "nash", control=control[p], line=line[p])
        assert alone.disagreement.label[0] == deal.disagreement.label[p]
        np.testing.assert_allclose(alone.disagreement.payoffs[0], deal.disagreement.payoffs[p])


def test_mixed_equilibria_count_where_no_pure_one_fits_and_only_there() -> None:
    rule = GENEVA.bargaining.disagreement
    line = np.linspace(0, 1, 41)
    deal = ng.bargain(GENEVA, "nash", path="campaign", control=line)
    mixed = (deal.disagreement.profile < 0).any(axis=1)
    assert mixed.any()
    for p in np.flatnonzero(mixed):
        found = ng.solve(GENEVA.at(control=line[p], line=1 - line[p]), "complete")
        assert not any(rule.mask[tuple(int(m[row].argmax()) for m in found.mixtures)]
                       for row in np.flatnonzero(found.pure))
        assert deal.disagreement.label[p] in found.label
    assert np.isnan(deal.leverage("control").share["nash"][mixed]).all()


def test_equilibria_found_without_a_row_are_not_solved_again() -> None:
    """An empty result is falsy; it must still be taken as given."""
    found = ng.solve(GENEVA.at(control=0.05, line=0.95), "pure")

    deal = ng.bargain(GENEVA, equilibria=found.take(np.zeros(len(found), dtype=bool)))
    assert deal.disagreement.origin[0] == "fallback"


def test_points_that_are_all_alike_stay_a_batch() -> None:
    assert ng.bargain(GENEVA, "nash", control=np.full(3, 0.7)).points == 3


def test_lotteries_compare_with_the_only_equilibrium() -> None:
    deal = ng.bargain(US, control=0.7)
    only = ng.solve(US.at(control=0.7), "complete")
    assert len(only) == 1 and deal.disagreement.origin[0] == "equilibrium"
    np.testing.assert_allclose(deal.disagreement.payoffs[0], only.payoffs[0])
    assert "instead of 3.4" in deal.readings[0]


def test_a_mixed_only_equilibrium_is_the_comparison_too() -> None:
    pennies = ng.Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    none = ng.bargain(pennies).disagreement
    assert none.origin[0] == "equilibrium" and none.label[0] == "1+2 / 1+2"
    np.testing.assert_allclose(none.payoffs[0], 0, atol=1e-12)


def test_with_several_equilibria_each_is_counted_with_what_it_is_sure_of() -> None:
    game = ng.load("turkey-russia").at(control=0.2)
    none = ng.bargain(game).disagreement
    assert none.origin[0] == "security"
    np.testing.assert_allclose(none.payoffs[0], game.payoffs[0].min(axis=2).max(axis=1)[0], atol=10)


@pytest.mark.parametrize("model", [GENEVA, US])
def test_the_reader_may_choose_what_each_can_be_sure_of(model: ng.Model) -> None:
    deal = ng.bargain(model, disagreement="maximin")
    payoffs = model.at().payoffs[0]
    wanted = [np.moveaxis(payoffs[i], i, 0).reshape(payoffs.shape[1 + i], -1).min(axis=1).max()
              for i in range(len(payoffs))]
    np.testing.assert_allclose(deal.disagreement.payoffs[0], wanted)


def test_the_maximin_has_no_slope_that_holds_it_fixed() -> None:
    deal = ng.bargain(GENEVA, disagreement="maximin")
    assert deal.exact is None and np.isnan(deal.leverage("control").share["nash"]).all()


def test_a_choice_that_is_none_names_what_is_allowed() -> None:
    with pytest.raises(NegotiationError, match="maximin, or payoffs"):
        ng.bargain(US, disagreement="war")


def test_a_slope_is_called_a_kink_only_where_it_is_one() -> None:
    said = repr(ng.bargain(GENEVA, preset="castello", arms=0.29, c_intervene=0.3, shift=-0.47))
    assert "kink" not in said and "not followed: no deal is no pure profile" in said


def test_solutions_over_lotteries_are_named_in_full() -> None:
    said = repr(ng.bargain(US, control=0.31))
    assert all(f"\nAlternating offers, {side} side first " in said for side in ("first", "second"))


@pytest.mark.filterwarnings("error")
def test_a_side_that_no_share_will_do_for_is_said_in_words() -> None:
    text = """format = 1
title = "Banks"
parties = [{ id = "North", strategies = [{ id = "share" }] }, { id = "South", strategies = [{ id = "raid" }] }]
payoffs = { North = "s", South = "7*s" }
parameters.s = { low = 0, high = 1, default = 0.5 }
[bargaining.values]
North = "6*s*share*(2 - share)"
South = "5*s*(1 - share)"
[[bargaining.sides]]
id = "north"
parties = ["North"]
principal = "North"
[[bargaining.sides]]
id = "south"
parties = ["South"]
principal = "South"
[bargaining.disagreement]
patterns = ["*, raid"]
favourite = "South"
fallback = "share, raid"
[bargaining.shift]
parameter = "s"
by = "-0.1"
"""
    said = repr(ng.bargain(parse_model(text, "banks")))
    assert "no share will do" in said and "inf" not in said
    for before, after in (
        ('[{ id = "raid" }] }', '[{ id = "raid" }] }, { id = "Bank", strategies = [{ id = "lend" }] }'),
        ('"7*s" }', '"7*s", Bank = "1" }'),
        ('South = "5*s*(1 - share)"', 'South = "5*s*(1 - share)"\nBank = "8"'),
        ('parties = ["South"]', 'parties = ["South", "Bank"]'),
        (', raid"', ', raid, lend"'),
    ):
        assert before in text
        text = text.replace(before, after)
    assert "Bank         any share will do" in repr(ng.bargain(parse_model(text, "banks")))
