"""Does what a model declares of its bargain make sense at given points?

One list of conditions: `bargain` raises the first that fails, `check` names all of them with the keys of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from negotiation.arithmetic.dual import Number, value_of
from negotiation.errors import NegotiationError, ParameterError
from negotiation.game import TOLERANCE, Array, Party
from negotiation.model.declarations import Issue

if TYPE_CHECKING:
    from negotiation.bargaining.problem.division import Division

SAMPLES = 33
"""Shares at which a curved value is checked to be monotone and concave."""

LIMITS = {"patience": (0.0, 1.0), "weight": (0.0, 1e12), "curvature": (0.0, 1.0)}


@dataclass(frozen=True, eq=False)
class Unsound:
    """What does not make sense: the keys below [bargaining], in words, and at which points (P,)."""

    where: tuple[str | int, ...]
    what: str
    points: Array


def refuse(found: Iterable[Unsound], error: type[NegotiationError] = ParameterError) -> None:
    """Raise the first fault, if there is one."""
    for each in found:
        raise error(f"bargaining: {each.what}")


def sides_of(division: Division) -> Iterator[Unsound]:
    """Yield patience, weights and curvature outside the range in which the solutions mean anything."""
    for name, pair in (("patience", division.patience), ("curvature", division.curvature),
                       ("weight", division.weights)):
        low, high = LIMITS[name]
        for k, number in enumerate(pair):
            each = np.asarray(value_of(number), dtype=float)
            outside = ~((each >= low) & (each <= high)) | ((name == "patience") & (each == 1))
            if outside.any():
                yield Unsound(("sides", k, name), f"{name} = {each[outside][0]:g}; allowed: {low:g} to {high:g}"
                                                  f"{' and below 1' if name == 'patience' else ''}", outside)
    nothing = ~(np.asarray(value_of(division.weights[0] + division.weights[1]), dtype=float) > 0)
    if nothing.any():
        yield Unsound(("sides",), "both weights are 0; at least one must be positive", nothing)


def values_of(division: Division, parties: Sequence[Party]) -> Iterator[Unsound]:
    """Yield values of the share that are not finite, move against their party's side, or are not concave."""
    grid = np.linspace(0, 1, SAMPLES)[:, None]
    bent = [~((bend >= 0) & (bend <= 1)) for bend in (np.asarray(value_of(each), dtype=float)
                                                      for each in division.curvature)]
    for i, party in enumerate(parties):
        with np.errstate(all="ignore"):
            rows = np.stack(division.ends[i]) if division.linear else np.stack(
                [division.worth(i, division.zero + share) for share in grid])
            step = np.diff(rows, axis=0)
            slack = TOLERANCE * np.maximum(1.0, np.abs(rows).max(axis=0))
            moves, wants = (("falls", "more"), ("rises", "less"))[division.side[i]]
            tests = {
                "is not a finite number": ~np.isfinite(rows).all(axis=0),
                f"{moves} with the share somewhere, but its side wants {wants}":
                    ((step if division.side[i] == 0 else -step) < -slack).any(axis=0),
                "is not concave in the share": (np.diff(step, axis=0) > slack).any(axis=0)}
        for what, every in tests.items():
            # A curvature out of its range, told by itself, bends any value the wrong way.
            wrong = every & ~bent[division.side[i]]
            if wrong.any():
                yield Unsound(("values", party.id), f"the value of {party.id} {what}", wrong)
                break


def table_of(share: Number | None) -> Iterator[Unsound]:
    """Yield a share on the table that is no share."""
    if share is not None:
        each = np.asarray(value_of(share), dtype=float)
        outside = ~((each >= -TOLERANCE) & (each <= 1 + TOLERANCE))
        if outside.any():
            yield Unsound(("table",), f"the share on the table is {each[outside][0]:g}; allowed: 0 to 1", outside)


def points_of(worth: Array, parties: Sequence[Party], issues: Sequence[Issue]) -> Iterator[Unsound]:
    """Yield points on issues (P, N, K) that are negative or not finite, and parties that put none."""
    for i, party in enumerate(parties):
        wrong = ~((worth[:, i] >= 0) & np.isfinite(worth[:, i]))
        for k in np.flatnonzero(wrong.any(axis=0)):
            found = worth[wrong[:, k], i, k][0]
            yield Unsound(("issues", int(k), "points", party.id),
                          f"{party.id} puts {found:g} points on {issues[k].id}; allowed: 0 or more", wrong[:, k])
        none = (worth[:, i] == 0).all(axis=1)
        if none.any():
            yield Unsound(("issues",), f"{party.id} puts no points on any issue; some must be positive", none)
