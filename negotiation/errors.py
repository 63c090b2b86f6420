"""What can go wrong, said in one line: where, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from operator import index
from typing import Any

MAX_LENGTH = 600
"""Characters of an error at most: what was found may be as long as a file."""


class NegotiationError(ValueError):
    """Base of every error that a user's input can cause; its text is one line for a person."""

    def __init__(self, message: str) -> None:
        line = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in message[:MAX_LENGTH])
        super().__init__(line if len(message) <= MAX_LENGTH else f"{line} ...")

    def __reduce__(self) -> tuple[object, ...]:
        """Let every error come back from another process as it was, whatever it takes to make one."""
        return type(self).__new__, (type(self), *self.args), vars(self)


class ExpressionError(NegotiationError):
    """A formula that is not in the language, with the column where it goes wrong."""


class ModelError(NegotiationError):
    """A model that contradicts itself or the rules of the model language; the line and the keys where it does.

    `every` has all faults of the file, this one first, where more than one was found; `rest` is the Model without what
    is wrong, where enough of the file could be read.
    """

    rest: Any = None

    def __init__(self, message: str, line: int = 0, where: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.line, self.where = line, where
        self.every: tuple[ModelError, ...] = (self,)

    @classmethod
    def of(cls, faults: Sequence[ModelError], rest: Any = None) -> ModelError:
        """Return the first of a file's faults, which knows the others."""
        faults[0].every, faults[0].rest = tuple(faults), rest
        return faults[0]


class NotFiniteError(ModelError):
    """A payoff that is not a finite number; `what` says whose and at which profile, without the parameters.

    `party`, `profile` and `point` are positions.
    """

    def __init__(self, what: str, where: str, party: int, profile: tuple[int, ...], point: int = 0) -> None:
        super().__init__(f"{what} where {where}" if where else what)
        self.what, self.party, self.profile, self.point = what, party, profile, point


class ParameterError(NegotiationError):
    """A parameter value that is unknown, out of range, or breaks a constraint."""


class SolverError(NegotiationError):
    """A method that does not apply to the game or was asked for in a wrong way."""


class ArgumentError(NegotiationError, TypeError):
    """An argument of the wrong kind: a text where a list belongs, a Game where a Model belongs."""


class PointError(NegotiationError, IndexError):
    """A parameter point that is not there."""


def place_of(point: object, points: int, what: str = "point") -> int:
    """Return the place of one of `points` points (or rows); a negative number counts from the end.

    >>> place_of(-1, 5)
    4
    """
    try:
        place = points if isinstance(point, bool) else index(point)  # type: ignore[arg-type]
    except TypeError:
        place = points
    if not -points <= place < points:
        allowed = f"allowed: {-points} to {points - 1}" if points else "none is there to take"
        raise PointError(f"{what} {str(point)[:40]}: there are {points} {what}s; {allowed}")
    return place % points


class ExportError(NegotiationError):
    """A table that cannot be written where or as it was asked for."""


class StudyError(NegotiationError):
    """A long study that cannot begin, go on or be read: another question, another writer, nobody who computes."""


def suggest(name: str, allowed: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the nearest allowed name, else the allowed names.

    >>> suggest("allepo", ["aleppo", "line"])
    "; did you mean 'aleppo'?"
    """
    options = list(allowed)
    near = get_close_matches(name, options, n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    if not options:
        return "; there are none"
    shown = ", ".join(options[:12]) + (", ..." if len(options) > 12 else "")
    return f"; allowed: {shown}"


def unknown(kind: str, name: object, allowed: Iterable[str]) -> str:
    """Return the standard sentence for a name that is not in a table."""
    return f"'{str(name)[:64]}' is not {kind}{suggest(str(name)[:64], allowed)}"
