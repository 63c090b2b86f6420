"""Refinements against hand calculation and brute force over coalitions."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from negotiation import refine
from negotiation.game import TOLERANCE, Game
from negotiation.game.equilibria import collect
from negotiation.game.regret import expected_payoffs
from negotiation.refine import pareto_dominated, radius, refinements, risk_dominates, together
from negotiation.refine.together import columns
from negotiation.solvers import pure, solve, support

HUNT = Game.from_payoffs([[4, 0], [3, 2]], [[4, 3], [0, 2]])
SEXES = Game.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
DILEMMA = Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def test_stag_hunt_has_one_payoff_dominant_and_another_risk_dominant_equilibrium():
    columns = refinements(HUNT, support.solve(HUNT))  # 1/1, mixed, 2/2
    assert columns["risk dominant"].tolist() == [False, False, True]
    assert columns["pareto dominated"].tolist() == [False, True, True]
    assert columns["coalition"].tolist() == ["", "1+2", "1+2"]
    assert columns["coalition plays"].tolist() == ["", "1 / 1", "1 / 1"]
    assert columns["coalition gain"].tolist() == pytest.approx([0, 2 / 4 - 1 / 6, 2 / 4])
    assert columns["radius"] == pytest.approx([.5, np.nan, 1], nan_ok=True)


def test_equal_products_of_losses_leave_no_risk_dominance():
    columns = refinements(SEXES, support.solve(SEXES))
    assert not columns["risk dominant"].any() and columns["pareto dominated"].tolist() == [False, True, False]


def test_the_dilemma_is_broken_by_both_together():
    columns = refinements(DILEMMA, support.solve(DILEMMA))
    assert columns["risk dominant"].tolist() == [True]
    assert columns["coalition"].tolist() == ["1+2"] and columns["coalition gain"] == pytest.approx([2 / 5])


def test_risk_dominance_multiplies_the_losses_of_all_parties_that_play_differently():
    # Three parties; a and b differ for all. Losses at a: 1, 2, 3; at b: 2, 2, 1: 6 against 4.
    table = np.zeros((3, 2, 2, 2))
    for i, (at_a, at_b) in enumerate([(1, 2), (2, 2), (3, 1)]):
        table[i, 0, 0, 0], table[i, 1, 1, 1] = at_a, at_b
    game = Game(table[None])
    found = pure.solve(game)
    a, b = (np.flatnonzero(found.label == label) for label in ("1 / 1 / 1", "2 / 2 / 2"))
    assert risk_dominates(game, found, a, b).tolist() == [True]
    assert risk_dominates(game, found, b, a).tolist() == [False]


def test_a_weak_equilibrium_has_no_radius_and_no_risk_dominance():
    game = Game.from_payoffs([[1, 0], [1, 0]], [[1, 0], [1, 0]])
    columns = refinements(game, pure.solve(game))
    assert np.isnan(columns["radius"]).all() and not columns["risk dominant"].any()


def test_a_payoff_change_within_the_radius_keeps_an_equilibrium_and_one_beyond_breaks_it():
    limit = radius(HUNT, pure.solve(HUNT))
    for label, size in zip(pure.solve(HUNT).label, limit, strict=True):
        profile = tuple(int(part) - 1 for part in label.split(" / "))
        for share, stays in ((.99, True), (1.01, False)):
            worst = HUNT.payoffs + share * size
            worst[(0, slice(None), *profile)] -= 2 * share * size
            assert (label in pure.solve(Game(worst)).label) == stays


def coalition_by_loops(game: Game, mixtures: list[np.ndarray]) -> float:
    """The largest least gain of a coalition, in payoff ranges, by trying every one."""
    base, best = expected_payoffs(game.payoffs, mixtures)[0], 0.0
    for size in range(2, len(game.parties) + 1):
        for members in combinations(range(len(game.parties)), size):
            for choice in product(*(range(game.strategy_counts[i]) for i in members)):
                moved = [mixture.copy() for mixture in mixtures]
                for i, j in zip(members, choice, strict=True):
                    moved[i] = np.eye(game.strategy_counts[i])[[j]]
                gain = (expected_payoffs(game.payoffs, moved)[0] - base) / game.scale[0]
                best = max(best, gain[list(members)].min())
    return best if best > 2 * TOLERANCE else 0.0


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2)])
def test_the_coalition_equals_a_search_over_all_coalitions(sizes):
    rng = np.random.default_rng(len(sizes))
    for _ in range(6):
        game = Game(rng.integers(0, 6, (1, len(sizes), *sizes)).astype(float))
        mixtures = [rng.dirichlet(np.ones(size), 1) for size in sizes]
        rows = collect(game, "any", np.array([0]), mixtures)
        found = columns(game, rows)
        members, gain, plays = (found[name] for name in ("coalition", "coalition gain", "coalition plays"))
        assert gain[0] == pytest.approx(coalition_by_loops(game, mixtures), abs=1e-12)
        if members[0]:
            names = members[0].split("+")
            moved = [mixture.copy() for mixture in mixtures]
            for name, strategy in zip(names, plays[0].split(" / "), strict=True):
                moved[int(name) - 1] = np.eye(sizes[int(name) - 1])[[int(strategy) - 1]]
            change = (expected_payoffs(game.payoffs, moved) - rows.payoffs)[0] / game.scale[0]
            assert min(change[int(name) - 1] for name in names) == pytest.approx(gain[0])


games = st.sampled_from([(2, 2), (3, 3), (2, 2, 2)]).flatmap(
    lambda shape: arrays(float, (3, len(shape), *shape), elements=st.integers(-4, 4)))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(games)
def test_units_do_not_matter_and_a_batch_equals_its_points(payoffs):
    game = Game(payoffs)
    found = pure.solve(game)
    columns = refinements(game, found)
    unit = np.array([.5, 4, 64])[:payoffs.shape[1]].reshape(1, -1, *[1] * (payoffs.ndim - 2))
    other = Game(payoffs * unit + 8)
    again = refinements(other, pure.solve(other))
    alone = [refinements(game.select([p]), pure.solve(game.select([p]))) for p in range(3)]
    for name in columns:
        if name != "radius":
            assert all(x == pytest.approx(y) for x, y in zip(columns[name], again[name], strict=True))
        together = np.concatenate([each[name] for each in alone])
        assert all(x == pytest.approx(y, nan_ok=True) if isinstance(x, float) else x == y
                   for x, y in zip(columns[name], together, strict=True))


@settings(max_examples=40, deadline=None)
@given(games)
def test_risk_dominance_is_asymmetric_and_pareto_dominated_rows_are_worse_than_some_row(payoffs):
    game = Game(payoffs)
    found = pure.solve(game)
    a, b = refine._pairs(found.point)
    assert not (risk_dominates(game, found, a, b) & risk_dominates(game, found, b, a)).any()
    for row in np.flatnonzero(pareto_dominated(game, found)):
        others = found.payoffs[found.point == found.point[row]]
        assert ((others >= found.payoffs[row]).all(axis=1) & (others > found.payoffs[row]).any(axis=1)).any()


def test_no_rows_and_many_rows(monkeypatch):
    pennies = Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert all(len(column) == 0 for column in refinements(pennies, pure.solve(pennies)).values())
    game = Game(np.random.default_rng(1).random((40, 3, 2, 2, 2)))
    whole = refinements(game, pure.solve(game))
    monkeypatch.setattr(together, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(together, "MOST_PAIRS", 3)
    parts = refinements(game, pure.solve(game))
    assert all((whole[name] == parts[name]).all() for name in whole if "coalition" in name or name == "strong")


def coalition_proof_by_definition(game: Game, players: tuple[int, ...], profile: tuple[int, ...]) -> bool:
    """Bernheim, Peleg and Whinston 1987, Definition 2: of the game that is left to `players` at a profile."""
    def payoffs(at: tuple[int, ...]) -> list[float]:
        return [game.payoffs[(0, i, *at)] for i in players]

    others = [at for at in np.ndindex(*game.strategy_counts)
              if all(at[i] == profile[i] for i in range(len(profile)) if i not in players)]
    if len(players) == 1:
        return payoffs(profile)[0] >= max(payoffs(at)[0] for at in others)

    def enforces_itself(at: tuple[int, ...]) -> bool:
        return all(coalition_proof_by_definition(game, part, at) for size in range(1, len(players))
                   for part in combinations(players, size))
    return enforces_itself(profile) and not any(
        enforces_itself(at) and all(x > y for x, y in zip(payoffs(at), payoffs(profile), strict=True))
        for at in others)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.sampled_from([(2, 2), (3, 2), (2, 2, 2), (3, 2, 2)]).flatmap(
    lambda shape: arrays(float, (1, len(shape), *shape), elements=st.integers(0, 4))))
def test_strong_and_coalition_proof_equilibria_are_those_of_the_definitions(payoffs):
    game = Game(payoffs)
    found = pure.solve(game)
    marks, everybody = refinements(game, found), tuple(range(payoffs.shape[1]))
    for row, played in enumerate(found.played):
        proof = coalition_proof_by_definition(game, everybody, played.profile)
        assert marks["coalition proof"][row] == proof
        assert proof or not marks["strong"][row]
        assert marks["strong"][row] == (coalition_by_loops(game, [mix[[row]] for mix in found.mixtures]) == 0)
    if len(everybody) == 2:  # Then it is: dominated by no other equilibrium for both.
        better = (found.payoffs[None] > found.payoffs[:, None]).all(axis=2).any(axis=1)
        assert (marks["coalition proof"] == ~better).all()


def test_the_three_party_game_of_bernheim_peleg_and_whinston():
    """The equilibrium that all prefer is not coalition-proof: A and B leave it, and neither then turns away."""
    table = np.zeros((1, 3, 2, 2, 2))
    cells = {(0, 0, 0): (0, 0, 10), (0, 1, 0): (-5, -5, 0), (1, 0, 0): (-5, -5, 0), (1, 1, 0): (1, 1, -5),
             (0, 0, 1): (-2, -2, 0), (0, 1, 1): (-5, -5, 0), (1, 0, 1): (-5, -5, 0), (1, 1, 1): (-1, -1, 5)}
    for at, pays in cells.items():
        table[(0, slice(None), *at)] = pays
    game = Game(table)
    found = pure.solve(game)
    marks = refinements(game, found)
    assert found.label.tolist() == ["1 / 1 / 1", "2 / 2 / 2"] and not marks["strong"].any()
    assert marks["coalition proof"].tolist() == [False, True]
    assert marks["credible coalition"].tolist() == ["1+2", ""] and marks["credible coalition plays"][0] == "2 / 2"
    assert marks["coalition"].tolist() == ["1+2", "1+2+3"]


def test_the_dilemma_is_coalition_proof_though_not_strong():
    marks = refinements(DILEMMA, pure.solve(DILEMMA))
    assert marks["coalition proof"].tolist() == [True] and marks["strong"].tolist() == [False]


def by_mixing(game: Game, found) -> dict[str, list]:
    return {name: column.tolist() for name, column in refine.mixed.columns(game, found).items()}


def test_what_only_a_lottery_breaks_is_open_and_what_nothing_breaks_is_proved():
    # 2/2 gives (3, -1), 3/3 gives (-1, 3): half and half is better for both than 1/1, but nobody dares to mix alone.
    first = [[0, -99, -99], [-99, 3, -99], [-99, -99, -1]]
    second = [[0, -99, -99], [-99, -1, -99], [-99, -99, 3]]
    game = Game.from_payoffs(first, second)
    found = pure.solve(game)
    row = found.label.tolist().index("1 / 1")
    marks = by_mixing(game, found)
    assert refinements(game, found)["strong"][row] and marks["strong mixed"][row] == "open"
    assert marks["lottery coalition"][row] == "1+2" and marks["lottery coalition gain"][row] == pytest.approx(1 / 102)
    assert marks["lottery coalition plays"][row] == "0.5 2 / 2, 0.5 3 / 3"
    assert by_mixing(HUNT, support.solve(HUNT))["strong mixed"] == ["yes", "no", "no"]


def test_a_pure_equilibrium_that_no_pure_choices_break_falls_to_mixtures():
    game = Game.from_payoffs([[0, 3], [-1, -9]], [[0, -1], [3, -9]])
    found = collect(game, "any", np.array([0]), [np.eye(2)[[0]], np.eye(2)[[0]]])
    away = np.array([.9, .1])
    assert (np.einsum("iab,a,b->i", game.payoffs[0], away, away) > 0).all()
    assert refinements(game, found)["strong"].all() and by_mixing(game, found)["strong mixed"] == ["no"]
    assert by_mixing(game, found)["mixture coalition"] == ["1+2"]
    three = Game(np.stack([np.stack([*game.payoffs[0], np.full((2, 2), k)]) for k in (1., 1.)], axis=-1)[None])
    alone = collect(three, "any", np.array([0]), [np.eye(2)[[0]]] * 3)
    assert by_mixing(three, alone)["mixture coalition"] == ["1+2"]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(2, 2), (3, 3), (2, 2, 2), (3, 2, 2)])
def test_no_lottery_and_no_mixture_drawn_gains_more_than_the_certificate(sizes):
    rng = np.random.default_rng(len(sizes) + sizes[0])
    for _ in range(12):
        game = Game(rng.integers(0, 5, (1, len(sizes), *sizes)).astype(float))
        mixtures = [rng.dirichlet(np.ones(size) / 3, 1) for size in sizes]
        found = collect(game, "any", np.array([0]), mixtures)
        marks, plain = by_mixing(game, found), refinements(game, found)
        most, base = 0.0, found.payoffs[0]
        for size in range(2, len(sizes) + 1):
            for members in combinations(range(len(sizes)), size):
                for _ in range(40):
                    moved = [rng.dirichlet(np.ones(len(mix[0])) / 2, 1) if i in members else mix
                             for i, mix in enumerate(mixtures)]
                    gain = (expected_payoffs(game.payoffs, moved)[0] - base) / game.scale[0]
                    most = max(most, gain[list(members)].min())
        assert most <= marks["lottery coalition gain"][0] + TOLERANCE
        assert plain["coalition gain"][0] <= marks["lottery coalition gain"][0] + TOLERANCE
        assert marks["strong mixed"] != ["yes"] or (most <= TOLERANCE and plain["strong"].all())
        assert plain["strong"].all() or marks["strong mixed"] == ["no"]


@settings(max_examples=40, deadline=None)
@given(arrays(float, (1, 2, 3, 3), elements=st.integers(0, 4)))
def test_of_two_parties_coalition_proof_with_mixtures_is_undominated_for_both_among_all_equilibria(payoffs):
    game = Game(payoffs)
    found = solve(game, "complete")
    marks = by_mixing(game, found)
    assert found.complete.all() and "open" not in marks["coalition proof mixed"]
    for row, answer in enumerate(marks["coalition proof mixed"]):
        assert (answer == "no") == bool((found.payoffs > found.payoffs[row] + 1e-9).all(axis=1).any())
        assert answer == "yes" or marks["strong mixed"][row] != "yes"


def test_the_best_lottery_of_two_members_is_that_of_the_linear_program(monkeypatch):
    rng = np.random.default_rng(7)
    for _ in range(60):
        size = int(rng.integers(1, 10))
        gains = rng.integers(-4, 4, (2, size)).astype(float) if rng.random() < .6 else rng.normal(size=(2, size))
        shares, low, high = refine.mixed._lottery_of_two(gains)
        assert shares.sum() == pytest.approx(1) and shares.min() >= 0 and (gains @ shares).min() == pytest.approx(low)
        assert high - low <= TOLERANCE
        with monkeypatch.context() as patch:
            patch.setattr(refine.mixed, "MOST_PROFILES", 0)
            assert low == pytest.approx(refine.mixed._lottery(gains)[1], abs=1e-7)
