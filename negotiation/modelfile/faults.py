"""A fault at a path of keys, on its way to becoming a one-line error with a line number."""

from __future__ import annotations

Where = tuple[str | int, ...]


class Fault(Exception):
    """What is wrong, and under which keys of the file; `follows` where it may follow from another fault."""

    def __init__(self, where: Where, message: str, follows: bool = False) -> None:
        super().__init__(message)
        self.where, self.follows = where, follows


def label(where: Where) -> str:
    """Return how an error calls a key: its name, or its list's name and its number."""
    return f"{where[-2]}, number {where[-1] + 1}" if isinstance(where[-1], int) else where[-1]
