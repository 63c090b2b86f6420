"""Where the parameters of a model stand: one value that is passed about, whatever its parameters are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from negotiation.arguments import wrong
from negotiation.errors import ParameterError
from negotiation.expression import exact
from negotiation.plain import Value, single

Array = np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class Point(Mapping[str, Value]):
    """A value for every parameter of a model, at one point or at P; `Model.point` makes one.

    It reads like a mapping. Values stand as they were given: numbers, fractions (which stay exact), or arrays (P,).

    Attributes
    ----------
    places : parameter -> value, every parameter of the model.
    given : what was said beside the preset.
    preset : where the rest comes from; None is the model's default preset, "" the parameters' own defaults.
    """

    places: Mapping[str, Value]
    given: Mapping[str, Value] = field(default_factory=dict)
    preset: str | None = None

    def __getitem__(self, name: str) -> Value:
        return self.places[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __repr__(self) -> str:
        shown = [f"{name} = {value if single(value) else f'{np.size(np.asarray(value))} values'}"
                 for name, value in self.given.items()]
        return f"Point({', '.join([*([f'preset {self.preset!r}'] if self.preset else []), *shown])})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and list(self) == list(other) and all(
            np.array_equal(np.asarray(value), other[name]) for name, value in self.items())

    def __hash__(self) -> int:
        return hash(tuple((np.asarray(value, dtype=float) + 0.0).tobytes() for value in self.values()))

    @property
    def size(self) -> int:
        """Return P; raises ParameterError where arrays of several lengths stand together."""
        return len(next(iter(self.floats.values()))) if len(self) else 1

    @cached_property
    def floats(self) -> dict[str, Array]:
        """Return every parameter as (P,) floats; raises ParameterError as `size`."""
        return self.laid(lambda value: np.asarray(value, dtype=float))

    @cached_property
    def fractions(self) -> dict[str, Fraction]:
        """Return every parameter of a single point exactly: a float means its shortest decimal (0.1 is 1/10)."""
        for name, value in self.items():
            if not single(value):
                raise ParameterError(f"{name}: one number is needed here, found an array")
        return {name: exact(value) for name, value in self.items()}

    @property
    def running(self) -> dict[str, Value]:
        """Return what was given as several values, to run through."""
        return {name: value for name, value in self.given.items() if not single(value)}

    def laid(self, convert: Callable[[object], Array]) -> dict[str, Array]:
        """Return every parameter, converted, as (P,) arrays that are broadcast together."""
        try:
            arrays = list(np.broadcast_arrays(*(convert(value) for value in self.values()))) if len(self) else []
        except (TypeError, ValueError):
            sizes = {name: np.asarray(value).shape for name, value in self.items() if not single(value)}
            raise ParameterError(f"parameter values must be numbers or arrays of one length, found shapes {sizes}"
                                 ) from None
        return {name: array.reshape(-1) for name, array in zip(self, arrays, strict=True)}

    def moved(self, values: Mapping[str, Value]) -> Point:
        """Return the point with some parameters elsewhere."""
        return Point({**self.places, **values}, {**self.given, **values}, self.preset)


def stated(at: Mapping[str, Value] | None, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return what a call says of the parameters: `at`, and over it the keywords.

    Raises
    ------
    ArgumentError
        `at` is no mapping.
    """
    if at is None:
        return dict(values)
    if not isinstance(at, Mapping):
        raise wrong("at", at, 'a mapping of parameters to values, such as {"control": 0.7}, or a Point')
    return {**(at.given if isinstance(at, Point) else at), **values}


def preset_of(at: Mapping[str, Value] | None, preset: str | None) -> str | None:
    """Return the preset that a call speaks of: the one that it names, else that of a Point."""
    return at.preset if preset is None and isinstance(at, Point) else preset
