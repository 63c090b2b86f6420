"""Ripeness: where an agreement and a conflict are both equilibria and every party prefers the agreement.

After Zartman (2000): a mutually hurting stalemate and a way out. An outcome's `kind` says which it is; any two named
outcomes of kind agreement and conflict are compared, profile by profile, exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

import negotiation.tipping.naming as naming
from negotiation.arguments import needed, text
from negotiation.arithmetic.algebraic import Algebraic
from negotiation.arithmetic.polynomials import primitive
from negotiation.errors import ModelError
from negotiation.game.profiles import profile
from negotiation.model import Model
from negotiation.plain import Value
from negotiation.provenance import Provenance, Tabled
from negotiation.tipping.along.conditions import Condition, Span, common, held
from negotiation.tipping.along.line import Line, line
from negotiation.tipping.along.pure import Preference
from negotiation.tipping.along.standing import Stand, pure_standings
from negotiation.tipping.along.tables import Table
from negotiation.tipping.result import EXACT, Interval

Profile = tuple[int, ...]


@dataclass(frozen=True)
class RipePair:
    """An agreement and a conflict profile and the intervals on which talks are ripe."""

    agreement: str
    conflict: str
    agreement_label: str
    conflict_label: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Ripeness(Tabled):
    """Where talks are ripe along a parameter: pair by pair, and for any pair (`intervals`)."""

    name: str
    version: str
    parameter: str
    path: str
    pairs: tuple[RipePair, ...]
    intervals: tuple[Interval, ...]
    provenance: Provenance = field(default_factory=Provenance, repr=False)

def ripeness(
    model: Model, over: str | None = None, *, path: str | None = None, preset: str | None = None,
    at: Mapping[str, Value] | None = None, **fixed: Value,
) -> Ripeness:
    """Find where talks are ripe along a parameter or a path; arguments and errors as of `regimes`.

    Raises
    ------
    ModelError
        No outcome is of kind agreement, or none of kind conflict; or payoffs are no polynomials.

    >>> from negotiation.library import load
    >>> print(ripeness(load("russia-iran"), "control").intervals[0])
    [1/2, 5/9)
    """
    needed("model", model, Model)
    text("over", over)
    text("path", path)
    text("preset", preset)
    kinds = {kind: [each for each in model.outcomes if each.kind == kind] for kind in ("agreement", "conflict")}
    for kind, outcomes in kinds.items():
        if not outcomes:
            raise ModelError(f"{model.id} has no outcome of kind '{kind}'; ripeness compares agreements with conflicts")
    point = model.point(preset, at=at, **fixed)
    along = line(model, over, path, point)
    stands, reason = pure_standings(along)
    if reason:
        raise ModelError(f"ripeness is exact and needs polynomial payoffs ({reason})")
    found = dict(_ripe_spans(along, stands, *(np.logical_or.reduce([o.mask for o in each]) for each in kinds.values())))
    pairs = tuple(_pair(along, *key, spans) for key, spans in found.items())
    union = [naming.interval(along, span) for span in united([span for each in found.values() for span in each])]
    provenance = model.origin("ripeness", point, path, along.parameters, {along.over: None}, EXACT)
    return Ripeness(model.id, model.version, along.over, along.path, pairs, tuple(union), provenance)


def _pair(along: Line, agreement: Profile, conflict: Profile, found: list[Span]) -> RipePair:
    peace, war = (profile(along.model.parties, each, along.model.outcomes) for each in (agreement, conflict))
    return RipePair(peace.outcome, war.outcome, peace.label, war.label,
                    tuple(naming.interval(along, span) for span in found))


def _ripe_spans(
    along: Line, stands: Sequence[Stand], agreements: np.ndarray, conflicts: np.ndarray
) -> Iterator[tuple[tuple[Profile, Profile], list[Span]]]:
    for agreement in (each for each in stands if agreements[each.profile]):
        for conflict in (each for each in stands if conflicts[each.profile]):
            better = [span for part, tables in along.pieces for span in held(part, (
                (_preferences(table, agreement.profile, conflict.profile), table.low, table.high)
                for table in tables))]
            if ripe := common(common(agreement.spans, conflict.spans), better):
                yield (agreement.profile, conflict.profile), ripe


def _preferences(table: Table, agreement: Profile, conflict: Profile) -> list[Condition]:
    found = []
    for i, (own, below) in enumerate(zip(table.coefficients, table.below, strict=True)):
        war, peace = (np.moveaxis(own, 0, -1)[each] for each in (conflict, agreement))
        worse = tuple(war - peace)
        found.append(Condition((primitive(worse),), Preference(i, worse, below), strict=True))
    return found


def united(found: list[Span]) -> list[Span]:
    """Join spans that overlap or touch."""
    rows: list[Span] = []
    for span in sorted(found, key=lambda each: (each.low, not each.low_closed)):
        last = rows[-1] if rows else None
        if last is None or last.high < span.low or (
                last.high == span.low and not (last.high_closed or span.low_closed)):
            rows.append(replace(span, low_broken=(), high_broken=()))
        else:
            rows[-1] = _widened(last, span)
    return rows


def _widened(left: Span, right: Span) -> Span:
    ends: list[tuple[Algebraic, bool, bool]] = [(each.high, each.high_closed, each.high_edge) for each in (left, right)]
    high, closed, edge = max(ends, key=lambda each: (each[0], each[1]))
    return Span(left.low, high, left.low_closed, closed, (), (), left.low_edge, edge)
