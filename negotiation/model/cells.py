"""What a party gets at a profile, as a formula of the parameters alone: two that are the same formula always tie.

The choices are put into the formulas (an indicator becomes 0 or 1) and what vanishes is dropped, once for all points. A
component is worked out once for all profiles that it cannot tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import count
from typing import TypeVar

from negotiation.expression import Node, evaluate, names, simplify
from negotiation.expression.tree import Name, Number

K = TypeVar("K")
V = TypeVar("V")

Marks = Mapping[str, Number]

KEPT = 100_000
"""Formulas that are kept at most; beyond it they are made anew each time."""


class Cell:
    """A formula of parameters (and of worked-out components); the same formula is the same object."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node


class Cells:
    """The formulas of all profiles, made when they are asked for.

    Parameters
    ----------
    counts : (S1, ..., SN).
    payoff : (party, profile) -> the formula that holds there.
    components : name -> formula, each after those that it mentions.
    indicators : name -> (party, strategy).
    """

    def __init__(self, counts: Sequence[int], payoff: Callable[[int, Sequence[int]], Node],
                 components: Mapping[str, Node], indicators: Mapping[str, tuple[int, int]]) -> None:
        self.counts, self.payoff, self.indicators = counts, payoff, indicators
        self.definitions = dict(components)
        self.mentioned: dict[str, frozenset[str]] = {}
        self.numbers = count()
        self.lines: dict[tuple[int, ...], tuple[Cell, ...]] = {}
        self.cells: dict[Node, Cell] = {}
        self.worked: dict[Node, Name] = {}
        self.known: dict[tuple[str, frozenset[str], frozenset[str]], Node] = {}

    def line(self, party: int, profile: Sequence[int]) -> tuple[Cell, ...]:
        """Return the cells of a party's strategies, the others as in a profile (N,)."""
        others = (party, *profile[:party], -1, *profile[party + 1:])
        if others in self.lines:
            return self.lines[others]
        held, made = self._marks({j: k for j, k in enumerate(profile) if j != party}), list[Cell]()
        bases: dict[int, Node] = {}
        for k in range(self.counts[party]):
            formula = self.payoff(party, (*profile[:party], k, *profile[party + 1:]))
            if id(formula) not in bases:
                bases[id(formula)] = self._put(formula, held)
            made.append(self._cell(self._put(bases[id(formula)], self._marks({party: k}))))
        return self._kept(self.lines, others, tuple(made))

    def values(self, point: Mapping[str, Fraction]) -> Callable[[Cell], Fraction]:
        """Return what reads cells at one point, each once.

        Raises
        ------
        ExpressionError, ZeroDivisionError
            The cell has no exact value there; raised by the reader.
        """
        known, read = _Known(self.definitions, point), dict[Cell, Fraction]()

        def value(cell: Cell) -> Fraction:
            if cell not in read:
                read[cell] = evaluate(cell.node, known, Fraction)
            return read[cell]
        return value

    def _marks(self, held: Mapping[int, int]) -> Marks:
        return {name: Number(Fraction(int(held[i] == j))) for name, (i, j) in self.indicators.items() if i in held}

    def _put(self, node: Node, marks: Marks) -> Node:
        return simplify(node, lambda name: self._name(name, marks))

    def _name(self, name: Name, marks: Marks) -> Node:
        if name.id in marks:
            return marks[name.id]
        return self._component(name.id, marks) if name.id in self.definitions else Name(name.id)

    def _component(self, id: str, marks: Marks) -> Node:
        seen = self._mentions(id).intersection(marks)
        if not seen:
            return Name(id)
        key = (id, seen, frozenset(name for name in seen if marks[name].value))
        if key in self.known:
            return self.known[key]
        node = self._put(self.definitions[id], marks)
        return self._kept(self.known, key, node if isinstance(node, Number | Name) else self._named(id, node))

    def _named(self, id: str, node: Node) -> Name:
        """Give a worked-out component a name that no user can write, so that formulas stay as short as they were."""
        if node in self.worked:
            return self.worked[node]
        name = Name(f"{id.split(':')[0]}:{next(self.numbers)}")
        self.definitions[name.id] = node
        return self._kept(self.worked, node, name)

    def _mentions(self, id: str) -> frozenset[str]:
        """Return the indicators that a component is made of."""
        if id not in self.mentioned:
            own = names(self.definitions[id])
            inner = [self._mentions(name) for name in own if name in self.definitions]
            self.mentioned[id] = frozenset(own).intersection(self.indicators).union(*inner)
        return self.mentioned[id]

    def _cell(self, node: Node) -> Cell:
        return self.cells[node] if node in self.cells else self._kept(self.cells, node, Cell(node))

    def _kept(self, where: dict[K, V], key: K, made: V) -> V:
        return where.setdefault(key, made) if len(where) < KEPT else made


class _Known(dict[str, Fraction]):
    """The values of names at a point; components are worked out when they are asked for."""

    def __init__(self, definitions: Mapping[str, Node], point: Mapping[str, Fraction]) -> None:
        super().__init__(point)
        self.definitions = definitions

    def __missing__(self, name: str) -> Fraction:
        self[name] = evaluate(self.definitions[name], self, Fraction)
        return self[name]
