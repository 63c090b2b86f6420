"""`regimes`: where the answer changes along a parameter or a path, exactly where payoffs are polynomials of it.

1. Where every equilibrium stands along the line (`along.standing`).
2. The names of parties, strategies and outcomes (`naming`).
3. The intervals merged into regimes (`merge`).
"""

from __future__ import annotations

from collections.abc import Mapping

import negotiation.tipping.naming as naming
from negotiation.arguments import instance, needed, text
from negotiation.errors import ModelError, ParameterError
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.plain import Value
from negotiation.tipping.along.line import Line, line
from negotiation.tipping.along.merge import merged
from negotiation.tipping.along.sampling.sampled import Sampling
from negotiation.tipping.along.standing import standings
from negotiation.tipping.result import EXACT, Regimes


def regimes(
    model: Model,
    over: str | None = None,
    *,
    path: str | None = None,
    preset: str | None = None,
    mixed: bool | None = None,
    prove: bool | None = None,
    at: Mapping[str, Value] | None = None,
    **fixed: Value,
) -> Regimes:
    """Find where each equilibrium stands along a parameter, and who breaks it at each end.

    Parameters
    ----------
    over : the parameter that runs through its range.
    path : instead, a path of the model, which ties others to it.
    preset, at, fixed : where the other parameters stay; a float means its shortest decimal (0.1 is 1/10).
    mixed : look for mixed equilibria too; None means yes for two parties, no for more (there they are sampled).
    prove : mixed equilibria of three and more parties too: all values are searched, not points alone, and each is
        proved to stand all over its intervals where it can be. Takes seconds to minutes.

    Returns
    -------
    Regimes. With polynomial payoffs every end is an exact algebraic number; else rows say how sure they are.

    Raises
    ------
    ParameterError
        A name is unknown, a value lies outside its range, or constraints hold nowhere on the line.

    >>> from negotiation.library import load
    >>> collapse = regimes(load("geneva-2016"), "control").standings[0]
    >>> collapse.outcome, str(collapse.intervals[0])
    ('COLLAPSE', '[3/4 - sqrt(56329)/364, 3/4]')
    """
    needed("model", model, Model)
    text("over", over)
    text("path", path)
    text("preset", preset)
    instance("mixed", mixed, bool)
    instance("prove", prove, bool)
    if prove and mixed is False:
        raise ParameterError("prove: mixed equilibria are not looked for; allowed: mixed=True, or mixed left out")
    if not model.parameters:
        raise ModelError(f"{model.id} has no parameters to run over")
    point = model.point(preset, at=at, **fixed)
    return regimes_on(line(model, over, path, point), point, mixed, Sampling(prove=True) if prove else None, prove)


def regimes_on(
    along: Line, point: Point, mixed: bool | None = None, sampling: Sampling | None = None, prove: bool | None = None
) -> Regimes:
    """Return the regimes of a line laid out through a point; `sampling` says how mixed equilibria are sampled."""
    model = along.model
    found = standings(along, len(model.parties) == 2 or bool(prove) if mixed is None else mixed, sampling)
    rows = [naming.standing(along, each) for each in found.rows]
    domain = [naming.interval(along, span) for span in along.domain]
    return Regimes(
        model.id, model.version, along.over, along.path, {name: float(value) for name, value in along.fixed.items()},
        tuple(rows), merged(rows, domain), tuple(found.notes),
        model.origin("regimes", point, along.path or None, along.parameters, {along.over: None},
                     ", ".join(dict.fromkeys(row.certainty for row in rows)) or EXACT, mixed=mixed, prove=prove),
        found.gaps)
