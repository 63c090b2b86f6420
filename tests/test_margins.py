"""How far each parameter could move alone: against a brute-force scan, exact ends, ties, what goes and comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.errors import ParameterError
from negotiation.game import TOLERANCE, Game
from negotiation.library import load
from negotiation.refine import ranks
from negotiation.studies.sweeps import sweep
from negotiation.tipping import margins

GENEVA = load("geneva-2016")


def sets(model, name, x):
    """Return the set of pure equilibria at each value of one parameter."""
    found = sweep(model, method="pure", **{name: x}).equilibria
    return [frozenset(found.label[found.point == k]) for k in range(len(x))]


@pytest.mark.parametrize("name", ["control", "line", "war_cost", "terms", "c_supply", "v_Turkey", "refugees"])
def test_the_answer_stays_within_a_margin_and_changes_beyond_it(name):
    row = margins(GENEVA, [name]).rows[0]
    each = GENEVA.parameters[name]
    low = row.below.end.decimal if row.below else each.low
    high = row.above.end.decimal if row.above else each.high
    width = each.high - each.low
    here = sets(GENEVA, name, np.array([row.now]))[0]
    assert set(sets(GENEVA, name, np.linspace(low + 1e-7 * width, high - 1e-7 * width, 101))) == {here}
    for edge, outside in ((row.below, low - 1e-6 * width), (row.above, high + 1e-6 * width)):
        if edge is None:
            continue
        there = sets(GENEVA, name, np.array([outside]))[0]
        assert here - there == set(edge.gone) and there - here == set(edge.come)
        assert edge.distance == pytest.approx(abs(edge.end.decimal - row.now) / width)


def test_the_narrowest_comes_first_and_names_are_checked():
    found = margins(GENEVA)
    assert [each.distance for each in found.rows] == sorted(each.distance for each in found.rows)
    assert {each.parameter for each in found.rows} == set(GENEVA.parameters)
    assert found.labels == ("press / strike / walk / restrain / push",)
    with pytest.raises(ParameterError, match="did you mean 'control'"):
        margins(GENEVA, ["contrl"])


def test_at_a_tipping_point_there_is_no_margin():
    row = margins(GENEVA, ["control"], control=0.75).rows[0]
    assert row.distance == 0 and row.below.end.exact == row.above.end.exact == "3/4"
    assert row.below.gone and row.above.gone


def test_a_margin_as_a_table():
    table = margins(GENEVA, ["control", "refugees"]).to_frame().set_index("parameter")
    assert table.loc["control", "above exact"] == "3/4" and np.isinf(table.loc["refugees", "distance"])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(2, 2), (3, 2), (2, 2, 2)]))
def test_a_rank_counts_what_is_strictly_better(seed, shape):
    payoffs = np.random.default_rng(seed).integers(0, 4, (len(shape), *shape))
    game = Game.from_payoffs(*payoffs)
    found = ranks(game)
    for i in range(len(shape)):
        own = game.payoffs[0, i]
        brute = 1 + (own[..., None] + TOLERANCE * game.scale[0, i] < own.reshape(-1)).sum(axis=-1)
        assert (found[0, i] == brute).all()
