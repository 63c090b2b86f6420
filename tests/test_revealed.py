"""What holds where everybody learns the types of one party alone, against loops and supports tried one by one."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import negotiation as ng
from negotiation.modelfile import parse_model
from tests.beliefs import Drawn


def shown(drawn, x, t):
    """Return a two-party game in which party x is known to be of its type t, on its own."""
    left = Drawn(0, drawn.strategies, drawn.types)
    left.payoffs = np.take(drawn.payoffs, [t], axis=x)
    left.types = tuple(1 if i == x else count for i, count in enumerate(drawn.types))
    left.chances = [[Fraction(1)] if i == x else each for i, each in enumerate(drawn.chances)]
    return left


@pytest.mark.parametrize("seed", range(4))
def test_one_partys_types_known_is_worth_what_brute_force_says(seed):
    """Games with one party's type known are solved by their supports, and payoffs added up type by type in a loop."""
    drawn = Drawn(300 + seed, (2, 2), (2, 2), 1000)
    found = ng.doubt(parse_model(drawn.text(), "drawn.toml"))
    for x in range(2):
        total = np.zeros((2, 2))
        for t in range(2):
            left = shown(drawn, x, t)
            rows = []
            for mixtures in left.equilibria():
                row = [0.0, 0.0]
                for a, (i, own) in enumerate(left.agents):
                    pays = [float(left.interim(i, own, k, mixtures)) for k in range(2)]
                    row[i] += float(left.chances[i][own]) * float(np.dot(pays, mixtures[a]))
                rows.append(row)
            total += float(drawn.chances[x][t]) * np.array([np.min(rows, axis=0), np.max(rows, axis=0)])
        assert found.revealed_ante[0, x] == pytest.approx(total.T)
    assert found.revealed[0, 1, 0] == pytest.approx(found.revealed_ante[0, 1, 0] - found.ante[0, 0])


WEIGHTS = np.array([[[3, 0], [1, 2]], [[2, 4], [5, 3]]])
"""How likely types are, twentieths: types that hang together, and a combination that cannot be."""


def correlated(seed):
    drawn = Drawn(seed, (2, 2, 2), (2, 2, 2), 9)
    drawn.likely = lambda types: Fraction(int(WEIGHTS[tuple(types)]), 20)
    return drawn


def test_payoffs_with_one_type_known_are_those_of_a_loop_also_where_types_hang_together():
    drawn = correlated(5)
    model = parse_model(drawn.text(prior=True, rows=True), "drawn.toml")
    for x, t in product(range(3), range(2)):
        form = model.bayesian(**{f"p{x}": f"t{x}{t}"})
        kept = [a for a, (i, own) in enumerate(drawn.agents) if i != x or own == t]
        assert len(form.parties) == 5 and f"p{x}" in [party.id for party in form.parties]
        table = form.exact()[0]

        def likely(types, x=x, t=t):
            return drawn.likely(types) if types[x] == t else Fraction(0)

        for profile in list(np.ndindex(form.strategy_counts))[::5]:
            mixtures = [[Fraction(1), Fraction(0)] for _ in drawn.agents]
            for k, a in enumerate(kept):
                mixtures[a] = [Fraction(int(profile[k] == own)) for own in range(2)]
            for k, a in enumerate(kept):
                i, own = drawn.agents[a]
                assert table[(k, *profile)] == drawn.interim(i, own, profile[k], mixtures, likely)


def test_a_type_that_cannot_be_once_another_is_known_leaves_no_answer_for_it_alone():
    """Where p0 is of its first type, p2 cannot be of its second: what that agent believes then, no prior says."""
    drawn = correlated(5)
    drawn.likely = lambda types: Fraction(int(types in ((0, 0, 0), (0, 1, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0))), 5)
    found = ng.doubt(parse_model(drawn.text(prior=True, rows=True), "drawn.toml"))
    assert np.isnan(found.revealed_ante[0, 0]).all()
    assert np.isfinite(found.revealed_ante[0, 1]).all()
    assert np.isfinite(found.known_ante).all()


def test_all_of_one_party_or_of_each_party_known_is_what_everybody_knows():
    """With one party in doubt the two agree; with every party named, so do the games."""
    model = ng.load("coalition-in-doubt")
    found = ng.doubt(model, doubt=[0, 0.1, 0.5, 1])
    assert np.allclose(found.revealed_ante[:, 0], found.known_ante)
    assert np.isnan(found.revealed_ante[:, 1]).all()
    geneva = ng.load("geneva-2016")
    both = geneva.bayesian(Russia="stretched", Turkey="ready").at(control=0.4)
    assert np.allclose(both.payoffs, geneva.with_types(Russia="stretched", Turkey="ready").at(control=0.4).payoffs)
    assert [party.id for party in geneva.bayesian(Turkey="ready").parties] == [
        "US", "Russia.resolved", "Russia.stretched", "Coalition", "Turkey", "Iran"]
    masks = [[each.mask for each in game.outcomes] for game in (both, geneva.at())]
    assert all(np.array_equal(here, there) for here, there in zip(*masks, strict=True))


def test_batches_are_read_like_points():
    model, values = ng.load("geneva-2016"), [0.2, 0.7]
    both = ng.doubt(model, control=values)
    for p, value in enumerate(values):
        alone = ng.doubt(model, control=value)
        assert np.allclose(both.revealed_ante[p], alone.revealed_ante[0], equal_nan=True)


def test_types_that_are_not_there_are_refused_in_one_line():
    with pytest.raises(ng.ModelError, match="'shy' is not a type of Russia"):
        ng.load("geneva-2016").bayesian(Russia="shy")
    with pytest.raises(ng.ModelError, match="'Rusia' is not a party"):
        ng.load("geneva-2016").bayesian(Rusia="resolved")
