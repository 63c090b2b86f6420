"""Does a model make sense at the ends of its ranges and along its paths? Reading tried defaults and presets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from negotiation.declarations import Parameter, Path
from negotiation.errors import NotFiniteError, ParameterError
from negotiation.expression import evaluate
from negotiation.model import Model
from negotiation.modelfile.faults import Fault, Where


def extremes(model: Model) -> Iterator[Fault]:
    """Yield what is wrong at both ends of every parameter, and at both ends and the middle of every path.

    Parameters that stand still have the values of the default preset.
    """
    for parameter in model.parameters.values():
        yield from _ends(model, parameter)
    for path in model.paths.values():
        each = model.parameters[path.over]
        for value in (each.low, (each.low + each.high) / 2, each.high):
            yield from _on_path(model, path, float(value))


def _ends(model: Model, parameter: Parameter) -> Iterator[Fault]:
    for end, value in (("low", float(parameter.low)), ("high", float(parameter.high))):
        values: dict[str, Any] = {parameter.id: value}
        try:
            model.at(**values)
        except NotFiniteError as error:
            yield Fault(_blamed(model, error, model.values(**values)),
                        f"{error.what} where {parameter.id} = {value:g}, the {end} end of its range")
        except ParameterError:
            continue  # A constraint excludes this end, as its author declared.


def _on_path(model: Model, path: Path, value: float) -> Iterator[Fault]:
    where: Where = ("paths", path.id)
    here = f"path {path.id} at {path.over} = {value:g}"
    values = model.along(path.id, value)
    outside = list(_outside(model, path, values, here))
    yield from outside
    if outside:
        return
    try:
        model.at(**values)
    except NotFiniteError as error:
        yield Fault(_blamed(model, error, model.values(**values)), f"{here}: {error.what}")
    except ParameterError as error:
        yield Fault(where, f"{here}: {error}")


def _outside(model: Model, path: Path, values: dict[str, Any], here: str) -> Iterator[Fault]:
    for name in path.ties:
        try:
            model.check_range(name, np.atleast_1d(np.asarray(values[name], dtype=float)))
        except ParameterError as error:
            yield Fault(("paths", path.id, "ties", name), f"{here}: {error}")


def _blamed(model: Model, error: NotFiniteError, values: dict[str, Any]) -> Where:
    """Return the first formula that is not finite at the profile: a component, else the payoff itself."""
    known: dict[str, Any] = {name: np.float64(value) for name, value in values.items()}
    known |= {name: np.float64(error.profile[i] == j) for name, (i, j) in model.indicators.items()}
    with np.errstate(all="ignore"):
        for name, component in model.components.items():
            known[name] = evaluate(component.node, known)
            if not np.isfinite(known[name]):
                return ("components", name)
    if not model.cells:
        return ("payoffs", model.parties[error.party].id)
    played = (party.strategies[j].id for party, j in zip(model.parties, error.profile, strict=True))
    return ("payoffs", ", ".join(played))
