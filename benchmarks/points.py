"""Random points of a model on which answers are tried: anywhere, at range ends, at ties, without a pure equilibrium."""

from __future__ import annotations

import numpy as np

from negotiation.errors import NegotiationError
from negotiation.expression import evaluate_condition
from negotiation.game import Array
from negotiation.model import Model
from negotiation.solvers import solve
from negotiation.tipping import regimes

Point = dict[str, float]


def drawn(model: Model, count: int, seed: int = 1) -> list[Point]:
    """Return `count` points that the model takes, a quarter of each kind where the model has that kind.

    Kinds: anywhere in all ranges; few parameters moved, some of them to an end of their range; ties, which are tipping
    points along a parameter; points without a pure equilibrium.
    """
    rng = np.random.default_rng(seed)
    if not model.parameters:
        return [{}] * count
    found: list[Point] = []
    kinds = [_anywhere, _ends, _ties, _mixed_only]
    while len(found) < count:
        before = len(found)
        for kind in kinds:
            found += kind(model, rng, max(1, (count - before) // len(kinds)))
    return found[:count]


def many(model: Model, count: int, seed: int = 1) -> dict[str, Array]:
    """Return `count` points as one batch, name -> (count,): each parameter anywhere, at an end, or as in a preset."""
    rng = np.random.default_rng(seed)
    names = [*model.presets] or [""]
    presets = {name: np.array([float(model.values(each)[name]) for each in names]) for name in model.parameters}
    parts: list[dict[str, Array]] = []
    while sum(len(next(iter(part.values()))) for part in parts) < count:
        preset, moved = rng.integers(len(names), size=count), rng.uniform(size=count)
        points = {}
        for name, each in model.parameters.items():
            free = np.where(rng.uniform(size=count) < 0.8, rng.uniform(each.low, each.high, count),
                            rng.choice([each.low, each.high], count))
            points[name] = np.where(rng.uniform(size=count) < moved, free, presets[name][preset])
        holds = [evaluate_condition(each.condition, points, 0.0) for each in model.constraints]
        kept = np.all([np.ones(count, dtype=bool), *holds], axis=0)
        parts.append({name: values[kept] for name, values in points.items()})
    return {name: np.concatenate([part[name] for part in parts])[:count] for name in model.parameters}


def allowed(model: Model, point: Point) -> bool:
    """Return whether the model takes a point."""
    try:
        model.at("", at=point)
    except NegotiationError:
        return False
    return True


def _anywhere(model: Model, rng: np.random.Generator, count: int) -> list[Point]:
    points = [{name: float(rng.uniform(each.low, each.high)) for name, each in model.parameters.items()}
              for _ in range(count)]
    return [point for point in points if allowed(model, point)]


def _ends(model: Model, rng: np.random.Generator, count: int) -> list[Point]:
    """Move up to three parameters from a preset, half of the time to an end."""
    points = []
    for _ in range(count):
        point = _preset(model, rng)
        for name in rng.choice(list(model.parameters), min(3, len(model.parameters)), replace=False):
            each = model.parameters[name]
            point[name] = float(rng.choice([each.low, each.high, rng.uniform(each.low, each.high), 0.0]
                                           if each.low <= 0 <= each.high else [each.low, each.high]))
        points.append(point)
    return [point for point in points if allowed(model, point)]


def _preset(model: Model, rng: np.random.Generator) -> Point:
    names = [*model.presets] or [""]
    return {name: float(value) for name, value in model.values(str(rng.choice(names))).items()}  # type: ignore[arg-type]


def _ties(model: Model, rng: np.random.Generator, count: int) -> list[Point]:
    """Return tipping points along a random parameter from random presets, as floats."""
    points: list[Point] = []
    for _ in range(20 * count):
        base, over = _preset(model, rng), str(rng.choice(list(model.parameters)))
        fixed = {name: value for name, value in base.items() if name != over}
        try:
            tips = regimes(model, over=over, preset="", mixed=None, at=fixed).tipping
        except NegotiationError:
            continue
        if tips:
            points.append({**base, over: float(tips[int(rng.integers(len(tips)))].decimal)})
        if len(points) >= count:
            break
    return [point for point in points if allowed(model, point)]


def _mixed_only(model: Model, rng: np.random.Generator, count: int) -> list[Point]:
    """Return points without a pure equilibrium, found among many by one batch."""
    points = many(model, 60 * count, int(rng.integers(2**31)))
    game = model.at("", at=points)
    bare = np.setdiff1d(np.arange(game.points), solve(game, "pure").point)[:count]
    return [{name: float(values[k]) for name, values in points.items()} for k in bare]
