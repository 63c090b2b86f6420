"""What a file says of how sure its author is: distributions, correlations, and what was observed at a preset."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np

from negotiation.errors import unknown
from negotiation.model.declarations import Correlation, Distribution, Parameter
from negotiation.modelfile.faults import Fault, Faults, Where, told
from negotiation.modelfile.values import Row, Toml

NUMBERS = {"uniform": ("low", "high"), "triangular": ("low", "mode", "high"), "normal": ("mean", "deviation")}
"""Shape -> the numbers that it may have; a mode and a mean are the parameter's default where they are not given."""

CENTRES = ("mode", "mean")
SLACK = 1e-9
"""An eigenvalue that lies no further below zero is zero."""


def read_distribution(where: Where, row: Toml, parameter: Parameter) -> Distribution | None:
    """Return what is believed of a parameter; None where nothing is said."""
    if row is None or isinstance(row, str):
        return None if row is None else Distribution(row)
    given = {name: value for name, value in row.items() if name != "shape" and value is not None}
    wanted = NUMBERS[row["shape"]]
    for name in given:
        if name not in wanted:
            raise Fault((*where, name), f"{parameter.id}: a {row['shape']} distribution has no '{name}'; "
                                        f"allowed: {', '.join(wanted)}")
    missing = [name for name in wanted if name not in given and name not in CENTRES]
    if given and missing:
        raise Fault(where, f"{parameter.id}: the distribution has no '{missing[0]}'; it is required beside "
                           f"'{next(iter(given))}'")
    if not given:
        return Distribution(row["shape"])
    centres = {name: given.get(name, parameter.default) for name in wanted if name in CENTRES}
    _sound(where, parameter, {**given, **centres})
    return Distribution(row["shape"], **{**given, **centres})


def _sound(where: Where, parameter: Parameter, given: Mapping[str, float]) -> None:
    for name in (each for each in ("low", "mode", "high", "mean") if each in given):
        if not parameter.low <= given[name] <= parameter.high:
            raise Fault((*where, name), f"{parameter.id}: the distribution's {name} {given[name]:g} is outside the "
                                        f"parameter's range; allowed: {parameter.low:g} to {parameter.high:g}")
    if "low" in given and not given["low"] < given["high"]:
        raise Fault((*where, "low"), f"{parameter.id}: the distribution's low is {given['low']:g} and its high is "
                                     f"{given['high']:g}; low must be smaller")
    if "mode" in given and not given["low"] <= given["mode"] <= given["high"]:
        raise Fault((*where, "mode"), f"{parameter.id}: the distribution's mode is {given['mode']:g}; "
                                      f"allowed: {given['low']:g} to {given['high']:g}")
    if "deviation" in given and not given["deviation"] > 0:
        raise Fault((*where, "deviation"), f"{parameter.id}: the distribution's deviation is "
                                           f"{given['deviation']:g}; allowed: above 0")


def read_observed(where: Where, given: str | Sequence[str], outcomes: Collection[str]) -> tuple[str, ...]:
    """Return the outcomes of which one was observed."""
    listed = isinstance(given, list)
    names = list(given) if listed else [given] if given else []
    told(Fault((*where, k) if listed else where, unknown("an outcome", name, outcomes))
         for k, name in enumerate(names) if name not in outcomes)
    return tuple(dict.fromkeys(map(str, names)))


def read_correlations(
    rows: Sequence[Row], parameters: Mapping[str, Parameter], notes: Faults
) -> tuple[Correlation, ...]:
    """Return who is guessed high together; refused where no distribution could have all the coefficients."""
    pairs: dict[frozenset[str], int] = {}
    found = tuple(notes.each(range(len(rows)), lambda k: _correlation(k, rows[k], parameters, pairs)).values())
    names = list(dict.fromkeys(name for each in found for name in each.parameters))
    if found and np.linalg.eigvalsh(matrix(found, names)).min() < -SLACK:
        notes.found.append(Fault(("correlations",), "no distribution has all these correlations together; "
                                                    "allowed: coefficients of a positive semidefinite matrix"))
    return found


def matrix(correlations: Sequence[Correlation], names: Sequence[str]) -> np.ndarray:
    """Return the correlations of some parameters as a matrix (K, K)."""
    table = np.eye(len(names))
    for each in correlations:
        for one, other in combinations([names.index(name) for name in each.parameters if name in names], 2):
            table[one, other] = table[other, one] = each.coefficient
    return table


def _correlation(
    k: int, row: Row, parameters: Mapping[str, Parameter], pairs: dict[frozenset[str], int]
) -> Correlation:
    where = ("correlations", k)
    names, coefficient = row["parameters"], float(row["coefficient"])
    told(Fault((*where, "parameters", j), unknown("a parameter", name, parameters))
         for j, name in enumerate(names) if name not in parameters)
    if not -1 <= coefficient <= 1:
        raise Fault((*where, "coefficient"), f"the coefficient is {coefficient:g}; allowed: -1 to 1")
    for pair in map(frozenset, combinations(names, 2)):
        if len(pair) == 1:
            raise Fault((*where, "parameters"), f"'{next(iter(pair))}' stands twice")
        if (other := pairs.setdefault(pair, k)) != k:
            raise Fault((*where, "parameters"), f"the correlation of {' and '.join(sorted(pair))} is given twice; "
                                                f"the other is number {other + 1}")
    return Correlation(tuple(names), coefficient)
