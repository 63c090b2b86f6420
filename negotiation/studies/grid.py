"""The points of a sweep: a grid or a path, at one preset or at several; which game stands at each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from negotiation.arguments import parameter_value
from negotiation.errors import ParameterError, unknown
from negotiation.game import MAX_POINTS, Array, Game
from negotiation.model import Model
from negotiation.plain import Value, single
from negotiation.provenance import Provenance

PRESET = "preset"


@dataclass(frozen=True, eq=False)
class Plan:
    """The points of a sweep, in order: preset by preset, then the grid with its last parameter running fastest.

    `grids` gives for each preset the values of what was given and is no axis of a grid: a number, or on a path (Q,) for
    the Q points of a preset. Points of a grid are laid out when they are asked for, never all at once.
    """

    model: Model
    presets: tuple[str | None, ...]
    path: str | None
    axes: Mapping[str, Array]
    grids: tuple[Mapping[str, Value], ...]
    method: str
    options: Mapping[str, object]
    several: bool = False

    @property
    def over(self) -> tuple[str, ...]:
        return (*([PRESET] if self.several else []), *self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        return (*([len(self.presets)] if self.several else []), *(len(each) for each in self.axes.values()))

    @property
    def each(self) -> int:
        """Return Q, the points of one preset."""
        return prod(len(each) for each in self.axes.values())

    @property
    def total(self) -> int:
        return self.each * len(self.presets)

    def blocks(self, start: int, size: int, stop: int | None = None) -> Iterator[tuple[int, int]]:
        """Yield the points from `start` in blocks of at most `size` that lie within one preset."""
        stop = self.total if stop is None else stop
        while start < stop:
            end = min(start + size, (start // self.each + 1) * self.each, stop)
            yield start, end
            start = end

    def game(self, begin: int, end: int) -> Game:
        """Return the game at points `begin` to `end`, all of one preset."""
        which = begin // self.each
        return self.model.at(self.presets[which], at=self._given(which, begin - which * self.each,
                                                                 end - which * self.each))

    def _given(self, which: int, begin: int, end: int) -> dict[str, Value]:
        """Return what was given at points `begin` to `end` of a preset: a number, or (end - begin,)."""
        here: dict[str, Value] = {name: value if single(value) else np.asarray(value)[begin:end]
                                  for name, value in self.grids[which].items()}
        if self.path is None and self.axes:
            index = np.unravel_index(np.arange(begin, end), [len(axis) for axis in self.axes.values()])
            here |= {name: axis[at] for (name, axis), at in zip(self.axes.items(), index, strict=True)}
        return here

    def preset_of(self, points: Array) -> Array:
        """Return the preset of each point: (P,) of str."""
        names = [self.model.default_preset if each is None else each for each in self.presets]
        return np.array(names, dtype=object)[points // self.each]

    def values(self, begin: int, end: int) -> dict[str, Array]:
        """Return every parameter's value at points `begin` to `end`: (end - begin,) each."""
        spans = list(self.blocks(begin, self.each, end))
        parts = [self.model.point(self.presets[low // self.each],
                                  at=self._given(low // self.each, low % self.each, low % self.each + high - low))
                 for low, high in spans]
        return {name: _laid([part[name] for part in parts], [high - low for low, high in spans])
                for name in self.model.parameters}

    @cached_property
    def ends(self) -> dict[str, Array]:
        """Return the lowest and the highest value that every parameter takes at any point: (2,) each."""
        met = [{**self.model.point(preset, at=grid), **self.axes}
               for preset, grid in zip(self.presets, self.grids, strict=True)]
        every = {name: [np.asarray(each[name], dtype=float) for each in met] for name in self.model.parameters}
        return {name: np.array([min(map(np.min, each)), max(map(np.max, each))]) for name, each in every.items()}

    def provenance(self, values: Mapping[str, Array]) -> Provenance:
        """Say what a sweep is of."""
        grid = self.grids[0]
        given = {name: value for name, value in grid.items() if name not in self.axes and single(value)}
        options: dict[str, object] = dict(self.options)
        if self.several:
            options["presets"] = [self.model.default_preset if each is None else each for each in self.presets]
        preset = "" if self.several else self.presets[0]
        point = self.model.point(preset, at=given)
        return self.model.origin("sweep", point, self.path, values, self.axes, self.method, **options)

    def differs(self, other: Plan) -> str:
        """Return in what another plan differs from this one, '' where they have the same points and method."""
        if not _same_model(self.model, other.model):
            return "model"
        for name in ("presets", "path", "axes", "grids", "method", "options"):
            if not _equal(getattr(self, name), getattr(other, name)):
                return {
                    "axes": "grid", "presets": "preset", "grids": f"value of {', '.join(_apart(self, other))}",
                    "options": f"set of options ({_asked(other.options)} then, {_asked(self.options)} now)",
                }.get(name, name)
        return ""


def plan(
    model: Model, path: str | None, points: int | None, preset: str | None, presets: Sequence[str] | None,
    values: Mapping[str, Value], method: str, options: Mapping[str, object], most: int = MAX_POINTS,
) -> Plan:
    """Lay out the points of a sweep, at most `most`; raises ParameterError where they cannot be."""
    if presets is not None and preset is not None:
        raise ParameterError("preset and presets are both given; allowed: one of the two")
    if points is not None and (path is None or (path in model.paths and model.paths[path].over in values)):
        raise ParameterError(f"points = {str(points)[:40]} counts the points of a path that runs through its whole "
                             "range; allowed: together with path, and without values of its parameter")
    chosen = (preset,) if presets is None else tuple(presets)
    if not chosen:
        raise ParameterError("presets: found an empty list; allowed: at least one preset")
    laid = [_grid(model, path, points, each, values, most) for each in chosen]
    found = Plan(model, chosen, path, laid[0][0], tuple(grid for _, grid in laid), method, options, presets is not None)
    if found.total > most:
        raise ParameterError(f"the grid over {', '.join(found.over)} has {found.total:,} points; "
                             f"allowed: at most {most:,}")
    return found


def _grid(
    model: Model, path: str | None, points: int | None, preset: str | None, values: Mapping[str, Value], most: int,
) -> tuple[dict[str, Array], dict[str, Value]]:
    """Return the axes, and the values of what else was given: a number, or on a path (P,)."""
    if path is not None:
        return _route(model, path, points, preset, values)
    axes = {name: _array(name, value) for name, value in values.items() if not single(value)}
    if (total := prod(len(axis) for axis in axes.values())) > most:
        raise ParameterError(f"the grid over {', '.join(axes)} has {total:,} points; allowed: at most {most:,}")
    return axes, {name: value for name, value in values.items() if name not in axes}


def _route(
    model: Model, path: str, points: int | None, preset: str | None, values: Mapping[str, Value]
) -> tuple[dict[str, Array], dict[str, Value]]:
    if path not in model.paths:
        raise ParameterError(unknown(f"a path of {model.id}", path, model.paths))
    over = model.paths[path].over
    if tied := next((name for name in values if name in model.paths[path].ties), None):
        raise ParameterError(f"{tied}: the path '{path}' sets it; "
                             f"allowed: {over}, and parameters that the path leaves alone")
    each = model.parameters[over]
    along = _array(over, values.get(over, np.linspace(each.low, each.high, 401 if points is None else points)))
    rest = {name: value for name, value in values.items() if name != over}
    return {over: along}, model.along(path, along, preset, at=rest)


def _array(name: str, values: Value) -> Array:
    parameter_value(name, values)
    array = np.asarray(values, dtype=float)
    if array.size == 0:
        raise ParameterError(f"{name}: found an empty list; allowed: a list of numbers")
    return np.atleast_1d(array)


def _laid(parts: Sequence[Value], sizes: Sequence[int]) -> Array:
    return np.concatenate([np.broadcast_to(np.asarray(part, dtype=float), (size,))
                           for part, size in zip(parts, sizes, strict=True)] or [np.empty(0)])


def _same_model(first: Model, second: Model) -> bool:
    """Return whether two models are the same: one object, or of one text."""
    return first is second or bool(first.digest and first.digest == second.digest and first.id == second.id)


def _apart(first: Plan, second: Plan) -> list[str]:
    """Return the parameters whose values differ between two plans."""
    pairs = list(zip(first.grids, second.grids, strict=False))
    return [name for name in first.model.parameters if any(
        (name in one) != (name in other) or not _equal(one.get(name), other.get(name)) for one, other in pairs)]


def _asked(options: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in options.items()) or "none"


def _equal(first: Any, second: Any) -> bool:
    """Return whether two parts of plans are the same, arrays by their values."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return list(first) == list(second) and all(_equal(first[name], second[name]) for name in first)
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(map(_equal, first, second))
    return bool(np.array_equal(first, second))
