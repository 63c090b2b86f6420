"""Arguments of the public functions that are of the wrong kind, refused in one line; None may mean "not given".

Public functions check, private ones assume.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from numbers import Real

import numpy as np

from negotiation.errors import ArgumentError, PointError
from negotiation.wording import article

HINTS = {"Model": 'a Model, such as ng.load("geneva-2016")', "Game": "a Game, such as model.at(control=0.7)",
         "Equilibria": "Equilibria, such as ng.solve(game)", "Sweep": "a Sweep, such as `partial` of SweepInterrupted"}

NUMBERS = "a number, or a list of numbers"


def instance(what: str, value: object, *kinds: type) -> None:
    """Refuse what is of none of the kinds."""
    if value is not None and not isinstance(value, kinds):
        raise wrong(what, value, " or ".join(HINTS.get(kind.__name__, f"a {kind.__name__}") for kind in kinds))


def needed(what: str, value: object, *kinds: type) -> None:
    """Refuse what is of none of the kinds, None too."""
    instance(what, Missing() if value is None else value, *kinds)


class Missing:
    """Stands for an argument that is not there."""

    def __repr__(self) -> str:
        return "None"


def text(what: str, *values: object) -> None:
    """Refuse what is not a text."""
    for value in values:
        if value is not None and not isinstance(value, str):
            raise wrong(what, value, "a text")


def listed(what: str, given: object) -> None:
    """Refuse what is not a list of names; a text alone is none, since it would be read letter by letter."""
    if given is None:
        return
    if isinstance(given, str):
        raise ArgumentError(f"{what}: found the text {given[:40]!r}; allowed: a list of names, [{given[:40]!r}]")
    if not isinstance(given, Sequence | np.ndarray | set | frozenset) or getattr(given, "ndim", 1) != 1:
        raise wrong(what, given, "a list of names")
    for each in given:
        if not isinstance(each, str):
            raise wrong(what, each, "a list of names", " in the list")


def whole(what: str, value: object, low: int = 0, high: int | None = None, optional: bool = False) -> None:
    """Refuse what is not a whole number from `low` to `high`."""
    if value is None and optional:
        return
    if not isinstance(value, int | np.integer) or isinstance(value, bool | np.bool_) or value < low or (
            high is not None and value > high):
        raise wrong(what, value, f"a whole number from {low}" + (f" to {high:,}" if high is not None else ""))


def number(what: str, value: object, low: float = -np.inf) -> None:
    """Refuse what is not a finite number of at least `low`."""
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_) or not isfinite(value) or value < low:
        raise wrong(what, value, "a finite number" + (f" from {low:g}" if isfinite(low) else ""))


def numbers(what: str, given: object) -> None:
    """Refuse what is not a list of finite numbers."""
    if given is None:
        return
    if not isinstance(given, Sequence | np.ndarray) or isinstance(given, str | bytes) or getattr(given, "ndim", 1) != 1:
        raise wrong(what, given, "a list of numbers")
    for each in given:
        number(what, each)


def parameter_value(name: str, value: object) -> None:
    """Refuse what is no value of a parameter: a real number, or an array of them."""
    if isinstance(value, float | np.floating):
        return
    try:
        array = np.asarray(value)
    except ValueError:  # Rows of unequal length.
        raise wrong(name, value, NUMBERS) from None
    real = array.dtype.kind in "iuf" or (array.dtype.kind == "O" and all(
        isinstance(each, Real) and not isinstance(each, bool | np.bool_) for each in array.flat))
    if not real or array.ndim > 1:
        raise wrong(name, value, NUMBERS, f" of {array.ndim} dimensions" if real else "")


def positions(what: str, given: object, counts: Sequence[int]) -> tuple[int, ...]:
    """Return a tuple of strategies' positions, one a party; refuse anything else."""
    if (not isinstance(given, Sequence | np.ndarray) or isinstance(given, str | bytes)
            or getattr(given, "ndim", 1) != 1 or len(given) != len(counts)):
        raise wrong(what, given, f"{len(counts)} positions of strategies, one a party")
    for each, count in zip(given, counts, strict=True):
        whole(what, each, 0, count - 1)
    return tuple(int(each) for each in given)


def places(points: object, size: int) -> np.ndarray:
    """Return some of `size` points, given as an index, a slice or an index array, as their places: (K,) of int."""
    try:
        index = np.atleast_1d(np.arange(size)[points])
    except (IndexError, TypeError, ValueError):
        raise PointError(f"points: found {str(points)[:40]}; allowed: {-size} to {size - 1}, a slice or a list of them"
                         ) from None
    if index.ndim != 1 or not len(index):
        raise PointError(f"points: found an array of shape {index.shape}; allowed: a list of at least one point")
    return index


def wrong(what: str, value: object, allowed: str, where: str = "") -> ArgumentError:
    """Return the error for an argument of the wrong kind; a plain value is shown, of others the type."""
    shown = repr(value)[:60] if isinstance(value, str | int | float | Fraction | Missing | np.number | None) else \
        article(type(value).__name__)
    return ArgumentError(f"{what}: found {shown}{where}; allowed: {allowed}")
