"""Where do polynomial conditions in one variable hold? Exact, with what breaks them at each end.

1. Collect the roots of all conditions inside the range; with the range's ends they are the nodes.
2. Between two nodes no sign changes, so one rational point decides; at a node only its own roots are zero.
3. Runs of nodes and gaps on which every condition holds are the spans; the conditions broken next door end them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import prod

from negotiation.arithmetic.algebraic import Algebraic, Coefficients, between, real_roots, sign_at


@dataclass(frozen=True)
class Condition:
    """`product of factors <= 0`, or `< 0` where strict; `tag` says what it is about."""

    factors: tuple[Coefficients, ...]
    tag: Hashable
    strict: bool = False

    def broken(self, sign: int) -> bool:
        return sign > 0 or (self.strict and sign == 0)


@dataclass(frozen=True)
class Cell:
    """A node (low == high) or the open gap between two nodes, with the tags of the conditions broken there."""

    low: Algebraic
    high: Algebraic
    broken: tuple[Hashable, ...]

    @property
    def node(self) -> bool:
        return self.low is self.high


@dataclass(frozen=True)
class Span:
    """An interval on which all conditions hold; `low_broken` and `high_broken` are broken just outside it.

    At an edge of the range nothing is broken and `low_edge` or `high_edge` is True.
    """

    low: Algebraic
    high: Algebraic
    low_closed: bool = True
    high_closed: bool = True
    low_broken: tuple[Hashable, ...] = ()
    high_broken: tuple[Hashable, ...] = ()
    low_edge: bool = True
    high_edge: bool = True

    def holds(self, value: Algebraic) -> bool:
        if value == self.low:
            return self.low_closed
        if value == self.high:
            return self.high_closed
        return self.low < value < self.high


def scan(conditions: Sequence[Condition], low: Algebraic, high: Algebraic) -> list[Cell]:
    """Cut [low, high] into nodes and gaps, in order, each with what is broken there."""
    roots = [{root for factor in condition.factors if factor for root in real_roots(factor)}
             for condition in conditions]
    found = set().union(*roots)
    nodes = sorted({low, high, *(root for root in found if not (root < low or high < root))})
    beyond = [*nodes[1:], *([] if nodes[1:] else [_above(low, found)])]
    gaps = [_gap(conditions, left, right) for left, right in zip(nodes, beyond, strict=False)]
    cells = []
    for k, node in enumerate(nodes):
        at_node = [0 if node in zero else sign for zero, sign in zip(roots, gaps[min(k, len(gaps) - 1)], strict=True)]
        cells.append(Cell(node, node, _broken(conditions, at_node)))
        if k + 1 < len(nodes):
            cells.append(Cell(node, nodes[k + 1], _broken(conditions, gaps[k])))
    return cells


def _above(number: Algebraic, roots: Iterable[Algebraic]) -> Algebraic:
    """Return the next root, or some larger number."""
    return min((root for root in roots if number < root), default=Algebraic.rational(int(float(number)) + 2))


def _gap(conditions: Sequence[Condition], low: Algebraic, high: Algebraic) -> list[int]:
    at = between(low, high)
    return [prod([sign_at(factor, at) for factor in condition.factors]) for condition in conditions]


def _broken(conditions: Sequence[Condition], signs: Sequence[int]) -> tuple[Hashable, ...]:
    return tuple(each.tag for each, sign in zip(conditions, signs, strict=True) if each.broken(sign))


def joined(parts: Iterable[list[Cell]]) -> list[Cell]:
    """Chain the cells of ranges that follow one another; a shared node is broken if it is in either."""
    cells: list[Cell] = []
    for part in parts:
        if cells and part and cells[-1].high == part[0].low:
            node = cells.pop()
            part = [Cell(node.low, node.low, node.broken or part[0].broken), *part[1:]]
        cells += part
    return cells


def spans(cells: Sequence[Cell]) -> list[Span]:
    """Join neighbouring cells in which nothing is broken."""
    found: list[Span] = []
    start = None
    for k, cell in enumerate([*cells, None]):
        if cell is not None and not cell.broken:
            start = k if start is None else start
        elif start is not None:
            found.append(_span(cells, start, k - 1))
            start = None
    return found


def _span(cells: Sequence[Cell], first: int, last: int) -> Span:
    before = cells[first - 1] if first else None
    after = cells[last + 1] if last + 1 < len(cells) else None
    return Span(
        cells[first].low, cells[last].high, cells[first].node, cells[last].node,
        before.broken if before else (), after.broken if after else (), before is None, after is None)


def within(cells: list[Cell], part: Span) -> list[Cell]:
    """Drop the end nodes that a part leaves out."""
    return cells[0 if part.low_closed else 1:None if part.high_closed else -1]


def held(part: Span, pieces: Iterable[tuple[Sequence[Condition], Algebraic, Algebraic]]) -> list[Span]:
    """Return the intervals of a part on which every condition holds; on each piece of it others may be asked."""
    return spans(within(joined(scan(*piece) for piece in pieces), part))


def where(conditions: Sequence[Condition], low: Algebraic, high: Algebraic) -> list[Span]:
    """Return the intervals of [low, high] on which every condition holds."""
    return spans(scan(conditions, low, high))


def common(first: Iterable[Span], second: Sequence[Span]) -> list[Span]:
    """Return where spans of both lists hold, with what is broken at each end."""
    return [each for one in first for other in second if (each := _both(one, other)) is not None]


def _both(one: Span, other: Span) -> Span | None:
    starts = sorted([(each.low, not each.low_closed, each.low_edge, each.low_broken) for each in (one, other)],
                    key=lambda each: each[:2])
    stops = sorted([(each.high, each.high_closed, each.high_edge, each.high_broken) for each in (one, other)],
                   key=lambda each: each[:2])
    low, above, low_edge, low_broken = starts[1]
    high, closed, high_edge, high_broken = stops[0]
    if high < low or (low == high and (above or not closed)):
        return None
    low_broken += starts[0][3] if starts[0][:2] == starts[1][:2] else ()
    high_broken += stops[1][3] if stops[0][:2] == stops[1][:2] else ()
    return Span(low, high, not above, closed, low_broken, high_broken, low_edge, high_edge)
