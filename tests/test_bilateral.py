"""The six bilateral games against closed forms, at 201 points and at every breakpoint, ties included."""

from fractions import Fraction

import numpy as np
import pytest

from negotiation.expression import Ratio
from negotiation.library import load
from negotiation.solvers import solve

pytestmark = pytest.mark.slow

F = Fraction
REGIMES = {
    "us-russia": [
        ((0, F(1, 2)), lambda a: {"press+arm / strike+pause": [((2 - 4*a)/(3 - 4*a), 1/(3 - 4*a), 0),
                                                               (1/(3*(1 - a)), 1 - 1/(3*(1 - a)))]}),
        (F(1, 2), lambda a: {"arm / strike": [], "arm / strike+pause": [(0, 1, 0), (F(2, 3), F(1, 3))]}),
        ((F(1, 2), F(2, 3)), lambda a: {"arm / strike": []}),
        (F(2, 3), lambda a: {"press / strike": [], "arm / strike": []}),
        ((F(2, 3), F(4, 5)), lambda a: {"press / strike": []}),
        (F(4, 5), lambda a: {"press / strike": [], "acquiesce / strike": []}),
        ((F(4, 5), 1), lambda a: {"acquiesce / strike": []}),
    ],
    "russia-coalition": [
        ((0, F(1, 4)), lambda a: {"pause / walk": []}),
        (F(1, 4), lambda a: {"pause / talk": [], "pause / walk": []}),
        ((F(1, 4), F(1, 3)), lambda a: {"pause / talk": []}),
        (F(1, 3), lambda a: {"strike / walk": [], "pause / talk": [],
                             "strike+pause / walk": [(F(2, 5), F(3, 5)), (0, 1)]}),
        ((F(1, 3), F(2, 3)), lambda a: {"strike / walk": [], "pause / talk": [], "strike+pause / talk+walk": [
            (1 - 1/(8*a - 1), 1/(8*a - 1)), (3*a - 1, 2 - 3*a)]}),
        (F(2, 3), lambda a: {"strike / walk": [], "pause / talk": [],
                             "strike+pause / talk": [(F(10, 13), F(3, 13)), (1, 0)]}),
        ((F(2, 3), 1), lambda a: {"strike / walk": []}),
    ],
    "turkey-russia": [
        (F(0), lambda a: {"intervene / pause": [], "restrain / strike": [],
                          "restrain / strike+pause": [(0, 1), (F(1, 3), F(2, 3))]}),
        ((0, F(3, 5)), lambda a: {"intervene / pause": [], "restrain / strike": [],
                                  "intervene+restrain / strike+pause": [
            (3*a/(3 - 2*a), 1 - 3*a/(3 - 2*a)), (2/(6 - 3*a), 1 - 2/(6 - 3*a))]}),
        (F(3, 5), lambda a: {"intervene / pause": [], "restrain / strike": [],
                             "intervene / strike+pause": [(1, 0), (F(10, 21), F(11, 21))]}),
        ((F(3, 5), 1), lambda a: {"restrain / strike": []}),
    ],
    "turkey-iran": [
        ((0, F(2, 5)), lambda a: {"supply / hold": []}),
        (F(2, 5), lambda a: {"supply / push": [], "supply / hold": []}),
        ((F(2, 5), F(3, 4)), lambda a: {"supply / push": []}),
        (F(3, 4), lambda a: {"supply / push": [], "restrain / push": []}),
        ((F(3, 4), 1), lambda a: {"restrain / push": []}),
    ],
    "us-coalition": [
        ((0, F(4, 5)), lambda a: {"press / talk": [], "arm / fight": [], "press+arm / talk+fight": [
            ((4 - 5*a)/(5 - 2*a), (1 + 3*a)/(5 - 2*a)), (1 - 3/(6 - 2*a), 3/(6 - 2*a))]}),
        (F(4, 5), lambda a: {"press / talk": [], "arm / fight": [],
                             "arm / talk+fight": [(0, 1), (F(7, 22), F(15, 22))]}),
        ((F(4, 5), 1), lambda a: {"press / talk": []}),
    ],
    "russia-iran": [
        ((0, F(1, 2)), lambda a: {"pause / hold": []}),
        (F(1, 2), lambda a: {"pause / hold": [], "strike / push": [],
                             "strike / hold+push": [(0, 1), (F(3, 4), F(1, 4))]}),
        ((F(1, 2), F(2, 3)), lambda a: {"pause / hold": [], "strike / push": [], "pause+strike / hold+push": [
            ((6*a - 3)/(5*a - 1), (2 - a)/(5*a - 1)), (1 - (2 - 3*a)/(4*a), (2 - 3*a)/(4*a))]}),
        (F(2, 3), lambda a: {"pause / hold": [], "strike / push": [],
                             "pause+strike / hold": [(F(3, 7), F(4, 7)), (1, 0)]}),
        ((F(2, 3), 1), lambda a: {"strike / push": []}),
    ],
}
"""Game -> regimes over control: an open interval (closed at 0 and 1 where no tie stands there) or a point, and the
complete set of (extreme) equilibria, support label -> mixtures; pure ones need none."""


def regime(name: str, a: Fraction) -> tuple[bool, dict]:
    """Return whether a value of control is a tie, and the equilibria there in closed form."""
    for where, forms in REGIMES[name]:
        if where == a:
            return True, forms(a)
    for where, forms in REGIMES[name]:
        if isinstance(where, tuple) and (where[0] < a < where[1] or (a == where[0] == 0) or (a == where[1] == 1)):
            return False, forms(a)
    raise AssertionError(a)


@pytest.mark.parametrize("name", REGIMES)
@pytest.mark.parametrize("method", ["support", "vertex", "complete"])
def test_a_sweep_of_a_bilateral_game_equals_its_closed_forms(name, method):
    breakpoints = [where for where, _ in REGIMES[name] if isinstance(where, Fraction)]
    values = [Fraction(k, 200) for k in range(201)] + breakpoints
    model = load(name)
    found = solve(model.at(control=[Ratio(a) for a in values]), method)
    for p, a in enumerate(values):
        tie, expected = regime(name, a)
        rows = found.at(p)
        assert set(rows.label) == set(expected) and len(rows) == len(expected), f"{name} at {a}"
        if method != "vertex":
            assert rows.degenerate.tolist() == [tie], f"{name} at {a}"
        for k, label in enumerate(rows.label):
            for mixture, exact in zip(rows.mixtures, expected[label], strict=bool(expected[label])):
                assert np.allclose(mixture[k], [float(each) for each in exact], rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", REGIMES)
def test_the_closed_forms_are_equilibria_in_exact_arithmetic(name):
    """Judge the table above by regret zero, so that it is no copy of what a solver says."""
    model = load(name)
    for k in range(61):
        a = Fraction(k, 60)
        u, v = model.exact(control=a)[0]
        for label, mixtures in regime(name, a)[1].items():
            first, second = label.split(" / ")
            x, y = mixtures or [[Fraction(each == chosen) for each in party.strategy_ids]
                                for party, chosen in zip(model.parties, (first, second), strict=True)]
            x, y = np.array(x, dtype=object), np.array(y, dtype=object)
            assert sum(x) == sum(y) == 1
            assert (x @ u @ y, x @ v @ y) == (max(u @ y), max(x @ v))
