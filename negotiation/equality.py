"""When two results are equal: of one type, with the same values in every field, arrays number for number.

A frozen dataclass of the standard library cannot say that of arrays, whose `==` is an array itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import numpy as np


class ByValue:
    """A dataclass that equals another of its type with the same values; what it computed meanwhile does not count."""

    def __eq__(self, other: object) -> bool:
        return equal(self, other)

    def __hash__(self) -> int:
        """Return a number that equal results share: their type's, and their names'."""
        return hash((type(self).__name__, *(value for value in vars(self).values() if isinstance(value, str))))


class ByValueOnce(ByValue):
    """The same, of what never changes: two that were found equal bear a mark and are not compared again.

    A model that is loaded twice is two objects; wherever results are kept by their model, each look-up would compare
    all that they hold.
    """

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return False
        mine, theirs = vars(self).get(MARK), vars(other).get(MARK)
        if mine is not None and mine is theirs:
            return True
        if not _by_field(self, other):
            return False
        mark = mine or theirs or _Mark()
        for each in (self, other):
            object.__setattr__(each, MARK, mark)
        return True

    __hash__ = ByValue.__hash__

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != MARK}


class _Mark:
    """What equal things bear."""


MARK = "_mark"


def equal(one: Any, other: Any) -> bool:
    """Return whether two values are the same throughout; what is not a number equals itself.

    >>> equal({"a": np.array([1.0, np.nan])}, {"a": np.array([1.0, np.nan])})
    True
    >>> equal((1.0, "x"), [1.0, "x"])
    False
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return _arrays(one, other)
    if isinstance(one, ByValueOnce):
        return bool(one == other)
    if is_dataclass(one):
        return _by_field(one, other)
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, partial):
        return equal((one.func, one.args, one.keywords), (other.func, other.args, other.keywords))
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other or (one != one and other != other))


def _by_field(one: Any, other: Any) -> bool:
    return all(equal(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))


def _arrays(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype == object:
        return all(map(equal, one.ravel(), other.ravel()))
    return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
