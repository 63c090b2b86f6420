"""Does a model's [unfolding] section make sense at its presets, and does what a block states of the war hold?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from negotiation.errors import ModelError, NegotiationError, unknown
from negotiation.expectations.scene import Scene
from negotiation.game import TOLERANCE
from negotiation.model import Model
from negotiation.modelfile.faults import Fault, Where
from negotiation.unfolding import War, unfold
from negotiation.unfolding.reading import Impossible, told

MOST_WARS = 50
"""Points of a block at which a war is played, at most."""
BRACKETS = ("agreement", "conflict")


def improper(model: Model) -> Iterator[Fault]:
    """Yield where a probability, a discount or the start leaves its range, at the defaults and at every preset."""
    if model.unfolding is None:
        return
    seen: set[Where] = set()
    for name in ("", *model.presets):
        where, said = _refused(model, name)
        if said and where not in seen:
            seen.add(where)
            yield Fault(("unfolding", *where), f"{f'preset {name}' if name else 'the defaults'}: {said}")


def _refused(model: Model, preset: str) -> tuple[Where, str]:
    try:
        told(model, model.point(preset))
    except Impossible as error:
        return error.keys, str(error)
    except NegotiationError as error:
        return (), str(error)
    return (), ""


def unfolds(scene: Scene) -> Iterator[str]:
    """Compare what a block states of the war, "agreement P(falls)" = a formula or [low, high], with both brackets."""
    points = scene.game.points
    if points > MOST_WARS:
        raise ModelError(f"unfold: {points:,} points; at most {MOST_WARS} wars are played")
    found = [_figures(scene, p) for p in range(points)]
    for name, wanted in scene.expectation.unfold.items():
        if name not in found[0]:
            yield unknown("a number of the war", name, found[0])
            continue
        ends: Sequence[object] = wanted if isinstance(wanted, list) else [wanted, wanted]
        if len(ends) != 2:
            yield f"{name}: found {len(ends)} entries; allowed: a formula, or a list of 2, from and to"
            continue
        low, high = (scene.formula(each) for each in ends)
        values = np.array([each[name] for each in found])
        slack = TOLERANCE * np.maximum(1.0, np.abs(high))
        wrong = ~((values >= low - slack) & (values <= high + slack))
        if wrong.any():
            p = int(np.flatnonzero(wrong)[0])
            told_ = f"{ends[0]}" if low[p] == high[p] else f"{ends[0]} to {ends[1]}"
            yield f"expected {name} of the war to be {told_}{scene.where(wrong)}, found {values[p]:.12g}"


def _figures(scene: Scene, p: int) -> Mapping[str, float]:
    """Return the numbers of the war at a point, by name, under both rules."""
    at = {name: float(values[p]) for name, values in scene.game.parameters.items()}
    first = unfold(scene.model, preset="", at=at)
    return {f"{name} {key}": value for name in BRACKETS for key, value in _of(first.brackets[name]).items()}


def _of(war: War) -> dict[str, float]:
    chances, duration = war.ends_at()
    values = war.at_start @ war.values
    return {**{f"P({id})": float(each) for id, each in zip(war.end_ids, chances, strict=True)}, "duration": duration,
            "regret": float(war.regret.max()),
            **{f"value {party.id}": float(each) for party, each in zip(war.game.parties, values, strict=True)}}
