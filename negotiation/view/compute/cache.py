"""The memory of the app: results by their arguments, the least used given up when they weigh more than BUDGET together.

One store for all sessions. It holds pure functions' results only, so sessions share speed and nothing they typed; and
since it is bounded as a whole, no session can fill the machine's memory.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import update_wrapper
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

from negotiation.model import Model
from negotiation.model.tables import Tables

BUDGET = 256 << 20
"""Bytes that all kept results may weigh together."""

ITEM = 64
"""Bytes counted for an object that holds no array."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass
class Store:
    """Results by key, the most lately used last."""

    budget: int = BUDGET
    held: OrderedDict[Hashable, tuple[Any, int]] = field(default_factory=OrderedDict)
    weight: int = 0
    lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable) -> tuple[Any, int] | None:
        with self.lock:
            found = self.held.get(key)
            if found is not None:
                self.held.move_to_end(key)
            return found

    def keep(self, key: Hashable, value: object) -> None:
        """Keep a result; one that weighs more than an eighth of the budget is not kept."""
        heavy = weigh(value)
        if heavy > self.budget // 8:
            return
        with self.lock:
            self.weight += heavy - self.held.pop(key, (None, 0))[1]
            self.held[key] = (value, heavy)
            while self.weight > self.budget:
                self.weight -= self.held.popitem(last=False)[1][1]


STORE = Store()


class Cached(Generic[Given, Result]):
    """A function that remembers its results in the store; `__wrapped__` is the function itself."""

    __wrapped__: Callable[Given, Result]

    def __init__(self, function: Callable[Given, Result]) -> None:
        self.function = function
        update_wrapper(self, function)

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Result:
        key = (self.function, given, tuple(sorted(named.items())))
        found = STORE.find(key)
        if found is not None:
            return found[0]
        value = self.function(*given, **named)
        STORE.keep(key, value)
        return value

    def holds(self, *given: Given.args, **named: Given.kwargs) -> bool:
        """Return whether a result is there already."""
        return STORE.find((self.function, given, tuple(sorted(named.items())))) is not None


def cached(function: Callable[Given, Result]) -> Cached[Given, Result]:
    """Remember a pure function's results; an exception is not remembered."""
    return Cached(function)


def weigh(value: object) -> int:
    """Return about how many bytes a result holds: its arrays and texts, and ITEM for every other object.

    Neither a model nor its formulas are counted: they are kept apart, and results only point to them.
    """
    seen: set[int] = set()
    todo, weight = [value], 0
    while todo:
        each = todo.pop()
        if each is None or isinstance(each, (float, int)):
            weight += ITEM
            continue
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, (str, bytes)):
            weight += sys.getsizeof(each)
        elif isinstance(each, np.ndarray):
            weight += ITEM + each.nbytes
            if each.dtype == object:
                todo += each.flat
        elif isinstance(each, (dict, Mapping)):
            weight += ITEM
            todo += each
            todo += each.values()
        elif isinstance(each, (list, tuple, set, frozenset)):
            weight += ITEM
            todo += each
        elif isinstance(each, (Model, Tables)):
            continue
        elif hasattr(each, "memory_usage"):
            weight += int(np.sum(each.memory_usage(deep=True)))
        else:
            weight += ITEM
            todo += getattr(each, "__dict__", {}).values()
    return weight
