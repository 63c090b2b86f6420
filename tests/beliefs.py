"""Bayesian games for tests: texts of models, and judges that go combination by combination, without the library."""

from fractions import Fraction
from itertools import product

import numpy as np

COUPLE = """
format = 1
title = "The couple"
[parameters.meets]
low = 0
high = 1
default = "1/2"
[[parties]]
id = "He"
strategies = [{ id = "B" }, { id = "S" }]
[[parties]]
id = "She"
strategies = [{ id = "B" }, { id = "S" }]
[[types]]
party = "She"
id = "wants"
probability = "meets"
[[types]]
party = "She"
id = "avoids"
probability = "1 - meets"
[payoffs]
He = "2*He.B*She.B + He.S*She.S"
She = "wants*(He.B*She.B + 2*He.S*She.S) + She.avoids*(He.S*She.B + 2*He.B*She.S)"
"""
"""Osborne (2004), An introduction to game theory, example 273.1: does she want to meet him?"""


class Drawn:
    """A random Bayesian game: payoffs (types..., N, strategies...) of integers, probabilities of fractions."""

    def __init__(self, seed, strategies=(2, 2), types=(2, 2), widest=9):
        rng = np.random.default_rng(seed)
        self.strategies, self.types = strategies, types
        self.payoffs = rng.integers(-widest, widest + 1, (*types, len(strategies), *strategies))
        self.chances = [self._chances(rng, count) for count in types]

    @staticmethod
    def _chances(rng, count):
        weights = rng.integers(1, 6, count)
        return [Fraction(int(each), int(weights.sum())) for each in weights]

    @property
    def agents(self):
        return [(i, t) for i, count in enumerate(self.types) for t in range(count)]

    def text(self, prior=False, rows=False):
        """Write the game as a model file: a formula a party, or a row a profile."""
        lines = ["format = 1", 'title = "drawn"', "[parameters.t]", "low = 0", "high = 1", "default = 0"]
        for i, count in enumerate(self.strategies):
            names = ", ".join(f'{{ id = "s{i}{k}" }}' for k in range(count))
            lines += ["[[parties]]", f'id = "p{i}"', f"strategies = [{names}]"]
        for i, count in enumerate(self.types):
            for t in range(count if count > 1 else 0):
                lines += ["[[types]]", f'party = "p{i}"', f'id = "t{i}{t}"']
                lines += [] if prior else [f'probability = "{self.chances[i][t]}"']
        for types in product(*map(range, self.types)) if prior else ():
            of = ", ".join(f'p{i} = "t{i}{t}"' for i, t in enumerate(types) if self.types[i] > 1)
            lines += ["[[prior]]", f"types = {{ {of} }}", f'probability = "{self.likely(types)}"']
        return "\n".join([*lines, "[payoffs]", *(self._rows() if rows else self._formulas())])

    def _formulas(self):
        for i in range(len(self.strategies)):
            terms = [f"({self.payoffs[(*types, i, *played)]})*{self._marks(types, played)}"
                     for types in product(*map(range, self.types)) for played in product(*map(range, self.strategies))]
            yield f'p{i} = "{" + ".join(terms)}"'

    def _rows(self):
        for played in product(*map(range, self.strategies)):
            cells = []
            for i in range(len(self.strategies)):
                terms = [f"({self.payoffs[(*types, i, *played)]})*{self._marks(types, ())}"
                         for types in product(*map(range, self.types))]
                cells.append(f'"{" + ".join(terms)}"')
            yield f'"{", ".join(f"s{i}{k}" for i, k in enumerate(played))}" = [{", ".join(cells)}]'

    def _marks(self, types, played):
        marks = [f"t{i}{t}" for i, t in enumerate(types) if self.types[i] > 1]
        return "*".join([*marks, *(f"s{i}{k}" for i, k in enumerate(played))])

    def likely(self, types):
        return np.prod([self.chances[i][t] for i, t in enumerate(types)], initial=Fraction(1))

    def interim(self, i, t, k, mixtures, likely=None):
        """Return what type t of party i expects of its strategy k: a loop over types and profiles."""
        likely, total, weight = likely or self.likely, Fraction(0), Fraction(0)
        places = {agent: a for a, agent in enumerate(self.agents)}
        for types in product(*map(range, self.types)):
            if types[i] != t:
                continue
            weight += likely(types)
            for played in product(*map(range, self.strategies)):
                if played[i] == k:
                    chance = likely(types)
                    for j, own in enumerate(played):
                        chance = chance if j == i else chance * mixtures[places[j, types[j]]][own]
                    total += chance * int(self.payoffs[(*types, i, *played)])
        return total / weight

    def regret(self, mixtures):
        """Return how much the agent gains that gains most by another strategy."""
        worst = 0.0
        for a, (i, t) in enumerate(self.agents):
            pays = [float(self.interim(i, t, k, mixtures)) for k in range(self.strategies[i])]
            worst = max(worst, max(pays) - float(np.dot(pays, mixtures[a])))
        return worst

    def equilibria(self):
        """Return all equilibria of a two-party game by its supports, as rows of the agents' mixtures; None: degenerate.

        Given supports, each party's indifferences are linear in the mixtures of the other's types.
        """
        sides = [[a for a, (i, _) in enumerate(self.agents) if i == side] for side in (0, 1)]
        tables = [self._table(0), self._table(1)]
        supports = [list(_subsets(self.strategies[i])) for i, _ in self.agents]
        found = []
        for chosen in product(*supports):
            solved = [self._solved(tables[side], [chosen[a] for a in sides[side]], [chosen[a] for a in sides[1 - side]])
                      for side in (0, 1)]
            if any(each is None for each in solved):
                continue
            if any(each is False for each in solved):
                return None
            found.append([*solved[1], *solved[0]])
        return found

    def _table(self, side):
        """Return (own types, own strategies, other's types, other's strategies): what enters an interim payoff."""
        types, strategies = self.types, self.strategies
        table = np.zeros((types[side], strategies[side], types[1 - side], strategies[1 - side]))
        for t, k, u, m in np.ndindex(table.shape):
            at = ((t, u), (k, m)) if side == 0 else ((u, t), (m, k))
            table[t, k, u, m] = float(self.chances[1 - side][u]) * self.payoffs[(*at[0], side, *at[1])]
        return table

    def _solved(self, table, own, others):
        """Return the others' mixtures that make a side indifferent in its supports; None: none, False: many."""
        columns = [(u, m) for u, side in enumerate(others) for m in side]
        rows, right = [], []
        for t, side in enumerate(own):
            rows += [[table[t, k, u, m] - table[t, side[0], u, m] for u, m in columns] for k in side[1:]]
        right += [0.0] * len(rows)
        rows += [[float(u == v) for u, _ in columns] for v in range(len(others))]
        right += [1.0] * len(others)
        solution, _, rank, _ = np.linalg.lstsq(np.array(rows), np.array(right), rcond=None)
        if np.abs(np.array(rows) @ solution - right).max() > 1e-9:
            return None
        if rank < len(columns):
            return False
        mixtures = [np.zeros(table.shape[3]) for _ in others]
        for (u, m), value in zip(columns, solution, strict=True):
            mixtures[u][m] = value
        if solution.min() < 1e-12:
            return None if solution.min() < -1e-9 or len(columns) == len(others) else False
        return mixtures if self._best(table, own, mixtures) else None

    def _best(self, table, own, mixtures):
        pays = np.einsum("tkum,um->tk", table, np.array(mixtures))
        return all(pays[t].max() <= pays[t, side[0]] + 1e-9 for t, side in enumerate(own))


def _subsets(count):
    for mask in range(1, 1 << count):
        yield [k for k in range(count) if mask >> k & 1]
