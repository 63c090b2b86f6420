"""What the question of every study is made of: the model's text, values, a method that no clock bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from importlib.util import find_spec
from inspect import signature
from math import inf
from os import PathLike

from negotiation.arguments import instance, needed, whole
from negotiation.errors import ParameterError, StudyError
from negotiation.model import Model
from negotiation.plain import Json, Value, one
from negotiation.solvers import SOLVERS


def streamable(model: Model, to: object, chunk: int | None, resume: bool, progress: bool) -> None:
    """Refuse of the wrong kind what every function takes that writes a study into a file; see `files.stream`."""
    needed("to", to, str, PathLike)
    needed("model", model, Model)
    whole("chunk", chunk, 1, optional=True)
    instance("resume", resume, bool)
    instance("progress", progress, bool)


def legible(model: Model) -> None:
    """Refuse a model without a text that a manifest could keep."""
    if not model.text:
        raise ParameterError(f"{model.id}: was made in Python and has no text that a manifest could keep; "
                             "allowed: a model that was loaded from a file")


def said(values: Mapping[str, Value]) -> dict[str, float | str]:
    """Return values of parameters as JSON holds them; a fraction stays exact."""
    return {name: str(value) if isinstance(value, Fraction) else one(value) for name, value in values.items()}


def heard(values: Mapping[str, Json]) -> dict[str, Value]:
    """Return the values that `said` wrote."""
    return {name: Fraction(value) if isinstance(value, str) else value for name, value in values.items()}


def untimed(method: str, options: Mapping[str, object]) -> dict[str, object]:
    """Return a method's options, without what would let an answer hang on the time or the order of calls."""
    takes = signature(SOLVERS[method].function()).parameters
    fixed = {"seconds": inf, "kernel": "numba" if find_spec("numba") else "numpy"}
    return {name: value for name, value in fixed.items() if name in takes} | dict(options)


@contextmanager
def reading() -> Iterator[None]:
    """Turn what a question that was tampered with raises within into one sentence."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise StudyError(f"the manifest's question cannot be read ({type(error).__name__}: {error})") from None
