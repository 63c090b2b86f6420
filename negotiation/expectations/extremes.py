"""Does a model make sense at its defaults, presets, ends of ranges, along its paths? Payoffs, bargain and vote alike.

The points are tried together, so that a file of thousands of parameters takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from negotiation.alliances.declared import unsound as senseless
from negotiation.errors import NegotiationError, NotFiniteError, ParameterError
from negotiation.expectations.deals import unsound
from negotiation.game import Array
from negotiation.model import Model
from negotiation.modelfile.faults import Fault, Where
from negotiation.modelfile.trial import batches, blamed, refusals
from negotiation.plain import one


@dataclass(frozen=True)
class Spot:
    """A point to try: what differs from the default preset, in words, and the path or preset that leads there."""

    values: Mapping[str, float]
    words: str = ""
    path: str = ""
    preset: str = ""

    def said(self, what: str) -> str:
        """Return what is wrong, with the words for where."""
        return f"{self.words}{what}" if self.path else f"{what}{self.words}"


def extremes(model: Model) -> Iterator[Fault]:
    """Yield what is wrong at defaults and presets, both ends of every parameter, ends and middle of every path.

    Parameters that stand still have the values of the default preset; ends that a constraint excludes are skipped.
    """
    base = {name: one(value) for name, value in model.values().items()}
    spots = list(_spots(model))
    told: set[Where] = set()
    for begin, columns in batches(model, base, [spot.values for spot in spots]):
        here = spots[begin:begin + len(next(iter(columns.values()), [0]))]
        sound = np.ones(len(here), dtype=bool)
        for k, error in refusals(model, columns, len(here)):
            sound[k] = False
            yield from _refused(model, here[k], error)
        for fault in (*_bargain(model, here, columns, sound), *_coalitions(model, here, columns, sound)):
            if fault.where not in told:
                told.add(fault.where)
                yield fault


def _spots(model: Model) -> Iterator[Spot]:
    """Lay out the points, the most telling first."""
    yield Spot({})
    for name, preset in {"": None, **model.presets}.items():
        values = {each: one(value) for each, value in model.values(name).items()}
        yield Spot(values, f" at preset {name}" if preset else " at the parameters' own defaults", preset=name or "-")
    for each in model.parameters.values():
        for end, value in (("low", each.low), ("high", each.high)):
            yield Spot({each.id: float(value)}, f" where {each.id} = {value:g}, the {end} end of its range")
    for path in model.paths.values():
        over = model.parameters[path.over]
        for value in (over.low, (over.low + over.high) / 2, over.high):
            along = model.along(path.id, float(value))
            yield Spot({name: one(each) for name, each in along.items()},
                       f"path {path.id} at {path.over} = {value:g}: ", path.id)


def _refused(model: Model, spot: Spot, error: NegotiationError) -> Iterator[Fault]:
    """Say why a point makes no sense; reading has told of defaults and presets, and a constraint may exclude an end."""
    if isinstance(error, NotFiniteError) and not spot.preset and spot.values:
        where = blamed(model, error, model.values(at=spot.values))
        yield Fault(where, spot.said(error.what))
    elif isinstance(error, ParameterError) and spot.path:
        outside = list(_outside(model, spot))
        yield from outside or [Fault(("paths", spot.path), f"{spot.words}{error}")]


def _outside(model: Model, spot: Spot) -> Iterator[Fault]:
    for name in model.paths[spot.path].ties:
        try:
            model.check_range(name, np.atleast_1d(spot.values[name]))
        except ParameterError as error:
            yield Fault(("paths", spot.path, "ties", name), f"{spot.words}{error}")


def _bargain(model: Model, spots: list[Spot], columns: Mapping[str, Array], sound: Array) -> Iterator[Fault]:
    """Say what `bargain` would refuse, once for each key, at the first of the points where it would."""
    places = np.flatnonzero(sound)
    if not len(places):
        return
    for each in unsound(model, {name: values[sound] for name, values in columns.items()}, len(places)):
        spot = spots[places[np.flatnonzero(each.points)[0]]]
        prefix = "" if spot.path or not spot.words else f"{spot.words.strip()}: "
        yield Fault(("bargaining", *each.where), f"{prefix}{spot.words if spot.path else ''}{each.what}")


def _coalitions(model: Model, spots: list[Spot], columns: Mapping[str, Array], sound: Array) -> Iterator[Fault]:
    """Say where a vote or a worth makes no sense, once for each key, at the first of the points where it does not."""
    places = np.flatnonzero(sound)
    if not len(places):
        return
    for where, bad, what in senseless(model, {name: values[sound] for name, values in columns.items()}, len(places)):
        yield Fault(where, spots[places[np.flatnonzero(bad)[0]]].said(what))
