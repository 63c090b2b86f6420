"""What the browser sent over the line: moves of sliders, clicks, steps through its history, checked before use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from negotiation.plain import Json

MOST = 500
"""Moves that are read from one message."""

MOST_QUERY = 20_000


@dataclass(frozen=True)
class Move:
    """A slider's new value; `gesture`: the drag, or the keys in a row, that it is part of; `held`: still going on."""

    n: int
    model: str
    name: str
    value: float
    gesture: int = 0
    held: bool = False


@dataclass(frozen=True)
class Visited:
    """The browser went back or forward to an address; `query` is its query string."""

    n: int
    query: str


@dataclass(frozen=True)
class Clicked:
    """A button was pressed that has its place among the moves; `button` is its key."""

    n: int
    button: str


Sent = Move | Visited | Clicked


def moves(message: object, session: str, heard: int) -> list[Sent]:
    """Return what a message brings beyond number `heard`, in order, without what is malformed or of another session."""
    if not isinstance(message, Mapping) or message.get("session") != session:
        return []
    found = message.get("moves")
    read = [_read(each) for each in found[-MOST:]] if isinstance(found, list) else []
    return sorted((each for each in read if each is not None and each.n > heard), key=lambda each: each.n)


def hand(message: object) -> str:
    """Return the slider that is under the hand, '' where none is."""
    name = message.get("hand") if isinstance(message, Mapping) else None
    return name if isinstance(name, str) else ""


def _read(each: Json) -> Sent | None:
    try:
        if "click" in each:
            return Clicked(int(each["n"]), str(each["click"]))
        if "query" in each:
            return Visited(int(each["n"]), str(each["query"])[:MOST_QUERY])
        value, name = float(each["value"]), str(each["name"])
        move = Move(int(each["n"]), str(each["model"]), name, value, int(each["gesture"]), bool(each["held"]))
        return move if isfinite(value) else None
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
