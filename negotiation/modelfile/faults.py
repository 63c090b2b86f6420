"""Faults at paths of keys, gathered while a file is read on, on their way to one-line errors with line numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from negotiation.model import Model

Where = tuple[str | int, ...]

MOST = 50
"""Faults of a file that are told."""

K = TypeVar("K")
V = TypeVar("V")
W = TypeVar("W")


class Fault(Exception):
    """What is wrong, and under which keys of the file."""

    def __init__(self, where: Where, message: str) -> None:
        super().__init__(message)
        self.where = where


class Refused(Exception):
    """All that is wrong with a file, as far as it could be read; at least one fault.

    `rest` is the model without what is wrong, where enough is left of it.
    """

    def __init__(self, faults: Iterable[Fault], rest: Model | None = None) -> None:
        super().__init__("refused")
        self.faults, self.rest = list(faults), rest


def told(faults: Iterable[Fault]) -> None:
    """Raise what there is: nothing, a fault, or several together."""
    found = list(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise Refused(found)


class Faults:
    """What is wrong so far: a part that cannot be read is left out, and the rest is read on.

    `silent`: keys of which all is told; what is found out at them or below later is not told too.
    """

    def __init__(self, found: Iterable[Fault] = (), silent: Iterable[Where] = ()) -> None:
        self.found, self.silent = list(found), set(silent)
        self.given = len(self.found)

    def read(self, make: Callable[[], V], instead: W) -> V | W:
        """Return what a reader makes of a part of the file; where it finds a fault, note it and return `instead`."""
        try:
            return make()
        except Fault as fault:
            self.found.append(fault)
        except Refused as refused:
            self.found += refused.faults
        return instead

    def each(self, keys: Iterable[K], make: Callable[[K], V]) -> dict[K, V]:
        """Return what a reader makes of each key, without those at which it finds a fault."""
        made: dict[K, V] = {}
        for key in keys:
            try:
                made[key] = make(key)
            except Fault as fault:
                self.found.append(fault)
            except Refused as refused:
                self.found += refused.faults
        return made

    def refuse(self, rest: Model | None = None) -> None:
        """Raise Refused if anything is wrong so far."""
        if self.found:
            later = [each for each in self.found[self.given:]
                     if not any(each.where[:k] in self.silent for k in range(1, len(each.where) + 1))]
            raise Refused([*self.found[:self.given], *later], rest)


def comma(row: Sequence[object], wanted: int) -> str:
    """Return a hint where a list has too many entries, and decimal commas may be why."""
    likely = len(row) > wanted and any(isinstance(each, int | float) and each == int(each) for each in row)
    return "; decimals have a point: 0.5, not 0,5" if likely else ""


def label(where: Where) -> str:
    """Return how an error calls a key: its name, or its list's name and its number."""
    return f"{where[-2]}, number {where[-1] + 1}" if isinstance(where[-1], int) else where[-1]
