"""Nothing is claimed beyond what is known: ties, bounds, order only, what a method looks for, what a table offers."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import NegotiationError
from negotiation.game import Game
from negotiation.modelfile import parse_model
from negotiation.refine import refined
from negotiation.report import narrate
from negotiation.report.narrate.words import apart, at_most
from negotiation.report.results.games.equilibria import document
from negotiation.solvers import solve
from negotiation.view import brief, compute
from negotiation.view.drawing import bargains, cards, tables
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import Visit, visit

GENEVA = ng.load("geneva-2016")


def test_a_slider_on_a_tipping_point_is_said_to_stand_there() -> None:
    said = narrate.hangs_on(GENEVA, ng.margins(GENEVA, control=0.75))[0]
    assert "stands at a tipping point, 75 %" in said and "from 75 % to 75 %" not in said


def test_what_the_answer_hangs_on_speaks_of_pure_equilibria() -> None:
    """A mixed equilibrium begins at 13.54 %, so the words beside it change there; the pure ones stay up to 17.61 %."""
    found = ng.margins(GENEVA, control=0.05, line=0.95)
    above = next(each.above for each in found.rows if each.parameter == "control")
    assert above is not None and above.end.decimal > 0.16
    one, two = (set(ng.solve(GENEVA.at(control=control, line=0.95)).label) for control in (0.05, 0.16))
    assert one < two
    assert narrate.hangs_on(GENEVA, found)[-1].endswith("alone, without changing the pure equilibria.")


def test_two_values_of_a_slider_never_read_alike() -> None:
    control = GENEVA.parameters["control"]
    for step in (1e-3, 1e-6, 1e-9):
        one, two = apart(control, 0.75, 0.75 + step)
        assert one != two


@pytest.mark.parametrize(("name", "control"), [("us-russia", 0.5), ("turkey-russia", 0.0), ("turkey-russia", 0.6)])
def test_a_continuum_is_not_counted(name: str, control: float) -> None:
    model = ng.load(name)
    found = solve(model.at(control=control))
    said = narrate.situation(found)
    assert found.degenerate[0] and "whole ranges" in said and f"{len(found)} equilibria" not in said


def test_isolated_equilibria_are_counted() -> None:
    model = ng.load("turkey-russia")
    assert narrate.situation(solve(model.at(control=0.2))).startswith("there are 3 equilibria")


@pytest.mark.parametrize("value", [0.2275, 0.0283, 0.25, 1.999, 123.4, 1e-7])
def test_a_bound_rounds_the_safe_way(value: float) -> None:
    assert value * 0.9 <= float(at_most(value)) <= value


@pytest.mark.slow
def test_a_radius_never_reads_larger_than_it_is() -> None:
    for control in np.linspace(0.05, 0.95, 13):
        game = GENEVA.at(control=control)
        found = refined(game, solve(game, "pure"))
        for row in range(len(found)):
            radius = float(found.marks["radius"][row])
            if np.isfinite(radius):
                assert float(narrate.withstands(found, row).rsplit(" ", 1)[1]) <= radius


def at(ordinal: bool, **values: float) -> Visit:
    return visit(ng.load("turkey-russia"), Address(Scenario("turkey-russia", "", values), ordinal=ordinal))


def test_order_only_draws_no_mixed_bars() -> None:
    by_order, by_size = (compute.along(v.model, v.at, v.over, v.ordinal) for v in (at(True), at(False)))
    assert any("+" in each.label for each in by_size.stretches)
    assert not any("+" in each.label for each in by_order.stretches) and by_order.equilibria.pure.all()
    assert set(by_order.regimes.tips) <= set(by_size.regimes.tips)
    page = brief.page(at(True, control=0.2), "")
    assert "Mixed:" not in page and " or strike" not in page and "strike or " not in page


def test_order_only_says_nothing_that_needs_sizes() -> None:
    game = GENEVA.at(control=0.5)
    found = refined(game, solve(game, "pure"))
    said = " ".join(narrate.notes(found, row, ordinal=True) for row in range(len(found)))
    assert "gradual learning" not in said and "safest" not in said


def test_complete_says_what_it_is_complete_for() -> None:
    pennies = Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    pure, every = solve(pennies, "pure"), solve(pennies, "complete")
    assert pure.complete[0] and pure.sought == "pure equilibria" and "all pure equilibria" in repr(pure)
    assert every.sought == "equilibria" and "all equilibria" in repr(every)
    assert document(solve(GENEVA.at(), "pure"))["complete_for"] == "pure equilibria"


def test_tight_best_replies_show_digits_enough_to_differ() -> None:
    game = Game.from_payoffs([[1.0001, 0], [1.0002, 1]], [[0, 1], [2, 3]])
    count = tables.digits(game)
    assert count == 4 and tables.digits(Game.from_payoffs([[1, 0], [2, 1]], [[0, 1], [2, 3]])) == 2
    assert tables.digits(Game.from_payoffs([[1, 0], [1, 1]], [[0, 0], [0, 0]])) == 2


TABLE = """
format = 1
title = "Well"
[parameters.t]
low = 0
high = 3
default = 0.5
[[parties]]
id = "A"
strategies = [{ id = "draw" }, { id = "wait" }]
[[parties]]
id = "B"
strategies = [{ id = "draw" }, { id = "wait" }]
[payoffs]
"draw, draw" = ["0", "0"]
"draw, wait" = ["1", "0"]
"wait, draw" = ["0", "1"]
"wait, wait" = ["0.5", "0.5"]
[bargaining]
table = "t"
[bargaining.values]
A = "4*share"
B = "4 - 4*share"
[[bargaining.sides]]
id = "a"
parties = ["A"]
principal = "A"
[[bargaining.sides]]
id = "b"
parties = ["B"]
principal = "B"
[bargaining.disagreement]
patterns = ["draw, draw"]
favourite = "A"
fallback = "draw, draw"
"""


def test_a_table_beyond_the_share_is_refused_in_one_line() -> None:
    model = parse_model(TABLE, "well.toml")
    with pytest.raises(NegotiationError, match=r"the share on the table is 1\.66667; allowed: 0 to 1") as caught:
        ng.bargain(model, t=5 / 3)
    assert "\n" not in str(caught.value)
    assert ng.bargain(model, t=1).table[0] == 1


@pytest.mark.parametrize("flat", ["3", "t"])
def test_a_flat_value_is_refused_in_one_line(flat: str) -> None:
    with pytest.raises(NegotiationError, match="its value does not depend on 'share'"):
        parse_model(TABLE.replace("4*share", flat, 1), "well.toml")


def test_utilitarian_ties_are_called_ties() -> None:
    model = parse_model(TABLE, "well.toml")
    deal = ng.bargain(model)
    assert deal.tied["utilitarian"][0] and "a tie" in repr(deal) and deal.document()["ties"] == ["utilitarian"]
    assert "a tie" in bargains.solutions(deal).set_index("solution").says["Utilitarian"]
    assert not ng.bargain(GENEVA).tied["utilitarian"][0] and ng.bargain(GENEVA).document()["ties"] == []
    pie = Game.from_payoffs([[4, 0], [0, 0]], [[0, 0], [0, 4]])
    assert ng.bargain(pie, disagreement=[0, 0]).tied["utilitarian"][0]


def test_a_small_gap_on_the_table_is_not_said_to_be_nothing() -> None:
    said = ng.bargain(GENEVA, c_strike=2.5).readings[0]
    assert "0.0 percentage points too" not in said and "points too little for Russia" in said


def test_change_compares_with_what_happened_then() -> None:
    here = visit(GENEVA, Address(Scenario("geneva-2016", "geneva-suspended", {"control": 0.8})))
    reading, then = cards.reading(here), solve(GENEVA.at(), "complete")
    assert len(then) == 1 and then.label[0] not in here.now.label
    np.testing.assert_allclose(cards._twin(here.now, 0, reading), then.payoffs[0])
    assert "the equilibrium in" in reading.meaning
