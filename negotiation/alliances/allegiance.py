"""Where the blocs of a coalition structure are in equilibrium along a line, and where a party would switch bloc: exact.

The payoff polynomials of a bloc's members are added up, so that its joint gains are polynomials too. A switch pays on
the part where an equilibrium before, one after, and the gain from the one to the other hold together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import lcm, prod

import numpy as np

import negotiation.tipping.naming as naming
from negotiation.alliances.members import Structure, label, members, moved, structure_label
from negotiation.alliances.switching import ALONE, targets
from negotiation.arithmetic.polynomials import NotPolynomial, primitive
from negotiation.errors import ModelError
from negotiation.game import Array
from negotiation.game.profiles import Profile, profile
from negotiation.tipping.along.conditions import Condition, Span, common, held
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.pure import Preference, spans_on
from negotiation.tipping.along.tables import Table
from negotiation.tipping.result import Interval

At = tuple[int, ...]


@dataclass(frozen=True)
class Switch:
    """Where a party gains by going from a structure to another bloc, from one equilibrium to another.

    `transfers`: party and hosts gain together, so that one can compensate the other; else the party gains itself.
    """

    structure: str
    name: str
    party: str
    to: str
    into: str
    before: Profile
    after: Profile
    transfers: bool
    intervals: tuple[Interval, ...]


def unfolded(groups: Sequence[At], counts: Sequence[int], played: Sequence[int]) -> At:
    """Return a profile of the blocs as one of the parties."""
    found = [0] * len(counts)
    for own, number in zip(groups, played, strict=True):
        for i, j in zip(own, np.unravel_index(number, [counts[i] for i in own]), strict=True):
            found[i] = int(j)
    return tuple(found)


def summed(table: Table, groups: Sequence[At], counts: Sequence[int]) -> Table:
    """Return the payoff polynomials of blocs on a range."""
    order = [i for own in groups for i in own]
    shape = [prod(counts[i] for i in own) for own in groups]
    rows, belows = [], []
    for own in groups:
        total, below = _total(table, own)
        belows.append(below)
        rows.append(total.transpose(0, *(1 + i for i in order)).reshape(len(total), *shape))
    return Table(table.low, table.high, tuple(rows), tuple(belows))


def _total(table: Table, coalition: Sequence[int]) -> tuple[Array, int]:
    """Return a coalition's joint payoff polynomials (D+1, S1, ..., SN) over one denominator."""
    below = lcm(*(table.below[i] for i in coalition))
    size = max(len(table.coefficients[i]) for i in coalition)
    total = np.zeros((size, *table.coefficients[0].shape[1:]), dtype=object)
    for i in coalition:
        total[:len(table.coefficients[i])] += table.coefficients[i] * (below // table.below[i])
    return total, below


@dataclass(frozen=True, eq=False)
class Allegiance:
    """The structures that are asked about, along a line; `named` says what the model calls them."""

    line: Line
    structures: tuple[Structure, ...]
    named: Mapping[Structure, str]

    @cached_property
    def pieces(self) -> list[tuple[Span, list[Table]]]:
        try:
            return self.line.pieces
        except NotPolynomial as reason:
            raise ModelError(f"where parties switch is exact and needs polynomial payoffs ({reason})") from None

    @cached_property
    def _known(self) -> dict[Structure, dict[At, list[Span]]]:
        return {}

    def found(self, structure: Structure) -> dict[At, list[Span]]:
        """Return the intervals of a structure's pure equilibria, by profile."""
        if structure not in self._known:
            counts, groups = self.line.model.strategy_counts, tuple(members(bloc) for bloc in structure)
            pieces = [(part, [summed(table, groups, counts) for table in own]) for part, own in self.pieces]
            (spans,) = spans_on([pieces], tuple(prod(counts[i] for i in own) for own in groups))
            self._known[structure] = {unfolded(groups, counts, played): each for played, each in spans.items()}
        return self._known[structure]

    def _held(self, conditions: Callable[[Table], Iterable[Condition]]) -> list[Span]:
        """Return where what `conditions` yields of each table holds."""
        return [span for part, own in self.pieces for span in held(
            part, [(list(conditions(table)), table.low, table.high) for table in own])]

    def holds(self) -> dict[str, tuple[tuple[Profile, tuple[Interval, ...]], ...]]:
        """Return structure -> its pure equilibria, each with its intervals."""
        return {structure_label(self.line.model.parties, each): tuple(
            (self._profile(at), self._named(spans)) for at, spans in sorted(self.found(each).items()))
            for each in self.structures}

    def switches(self) -> tuple[Switch, ...]:
        """Return every switch that pays somewhere on the line."""
        return tuple(row for each in self.structures for i in range(len(self.line.model.parties))
                     for to in targets(each, i) for row in self._from(each, i, to))

    def _from(self, structure: Structure, i: int, to: int) -> Iterator[Switch]:
        parties, after = self.line.model.parties, moved(structure, i, to)
        old, new = self.found(structure), self.found(after)
        for before, spans in sorted(old.items()):
            for then, others in sorted(new.items()):
                both = common(spans, others) if before != then else []
                for transfers, gainers in ((False, (i,)), *([(True, (*members(to), i))] if to else [])) if both else ():
                    where = common(both, self._gains(before, then, gainers))
                    if where:
                        yield Switch(structure_label(parties, structure), self.named.get(structure, ""),
                                     parties[i].id, label(parties, to) if to else ALONE,
                                     structure_label(parties, after), self._profile(before), self._profile(then),
                                     transfers, self._named(where))

    def _gains(self, before: At, then: At, gainers: Sequence[int]) -> list[Span]:
        """Return where a coalition gains by going from one profile to another."""
        def conditions(table: Table) -> Iterator[Condition]:
            total, below = _total(table, gainers)
            rows: list[tuple[slice | int, ...]] = [(slice(None), *at) for at in (before, then)]
            loss = tuple(total[rows[0]] - total[rows[1]])
            yield Condition((primitive(loss),), Preference(gainers[-1], loss, below), strict=True)
        return self._held(conditions)

    def _profile(self, at: At) -> Profile:
        return profile(self.line.model.parties, at, self.line.model.outcomes)

    def _named(self, spans: Sequence[Span]) -> tuple[Interval, ...]:
        return tuple(naming.interval(self.line, replace(each, low_broken=(), high_broken=())) for each in spans)
