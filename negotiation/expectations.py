"""Prove what a model's author states in its [[expect]] blocks.

1. Lay out the parameter points that the block names: a preset, overrides, a grid.
2. Compute the game there, and its equilibria by the block's method, once and only where they are asked for.
3. Compare each statement with what was found; a broken one becomes one line that names the block and the point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from negotiation.bargaining import bargain
from negotiation.declarations import Expectation
from negotiation.equilibria import Equilibria
from negotiation.errors import ModelError, NegotiationError, unknown
from negotiation.expression import evaluate, names, parse
from negotiation.game import TOLERANCE, Array, Game
from negotiation.model import Model
from negotiation.solvers import solve

EXACT = 1e-12
"""Payoffs, gains and read-outs must agree to this share of their size."""

MAX_POINTS = 100_001


def check(model: Model) -> list[str]:
    """Return one line for each expectation that does not hold; an empty list means that all of them do."""
    return [fault for expectation in model.expectations for fault in _faults(model, expectation)]


def _faults(model: Model, expectation: Expectation) -> list[str]:
    blank = Expectation("")
    statements = [prove for name, prove in PROOFS.items() if getattr(expectation, name) != getattr(blank, name)]
    if not statements:
        return [f"'{expectation.title}': expects nothing; allowed: {', '.join(PROOFS)}"]
    try:
        scene = Scene(model, expectation)
        return [f"'{expectation.title}': {fault}" for prove in statements for fault in prove(scene)]
    except NegotiationError as error:
        return [f"'{expectation.title}': {error}"]


class Scene:
    """The points of an expectation, the game there, and its equilibria once they are asked for."""

    def __init__(self, model: Model, expectation: Expectation) -> None:
        self.model, self.expectation = model, expectation
        preset = expectation.preset or None
        base = {name: float(value) for name, value in model.values(preset).items()}  # type: ignore[arg-type]
        chosen = {name: _number(text, base) for name, text in expectation.set.items()}
        chosen |= _grid(expectation.over)
        self.game: Game = model.at(preset=preset, **chosen)  # type: ignore[arg-type]

    @cached_property
    def found(self) -> Equilibria:
        return solve(self.game, self.expectation.method or None)

    @cached_property
    def figures(self) -> Mapping[str, Array]:
        """Return the numbers of the bargain, by name: each (P,)."""
        points: dict[str, Any] = dict(self.game.parameters)
        return bargain(self.model, preset="", **points).figures

    @cached_property
    def labels(self) -> list[set[str]]:
        """Return the support labels found at each point."""
        sets: list[set[str]] = [set() for _ in range(self.game.points)]
        for point, label in zip(self.found.point, self.found.label, strict=True):
            sets[point].add(label)
        return sets

    def label(self, text: str) -> str:
        """Return "press+arm, strike" as a support label; the strategies of a party in the party's order."""
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != len(self.game.parties):
            raise ModelError(f"'{text[:80]}' names {len(parts)} parties' strategies; allowed: {len(self.game.parties)}")
        sides = [sorted({party.index(each.strip()) for each in part.split("+")})
                 for party, part in zip(self.game.parties, parts, strict=True)]
        return " / ".join("+".join(party.strategy_ids[j] for j in side)
                          for party, side in zip(self.game.parties, sides, strict=True))

    def formula(self, text: object) -> Array:
        """Compute a formula over the parameters at every point: (P,)."""
        return np.broadcast_to(np.asarray(_number(text, self.game.parameters)), self.game.points)

    def where(self, points: Array) -> str:
        """Say at which point something first fails, by the parameters that vary or were set."""
        p = int(np.flatnonzero(points)[0])
        named = {*self.expectation.set, *self.expectation.over}
        shown = [f"{name} = {values[p]:.12g}" for name, values in self.game.parameters.items() if name in named]
        return f" at {', '.join(shown)}" if shown else ""

    def rows(self, label: str) -> Array:
        """Return the rows of equilibria with this support; every point must have one."""
        rows = np.flatnonzero(self.found.label == label)
        lacking = np.bincount(self.found.point[rows], minlength=self.game.points) == 0
        if lacking.any():
            raise ModelError(f"expected the equilibrium {label}{self.where(lacking)}, found no such equilibrium")
        return rows


def _grid(over: Mapping[str, Sequence[float]]) -> dict[str, Array]:
    """Lay out the product of all ranges [from, to, number of points]."""
    for name, (_, _, count) in over.items():
        if count != int(count) or count < 1:
            raise ModelError(f"over {name}: the number of points is {count:g}; allowed: a whole number from 1")
    if prod(int(count) for *_, count in over.values()) > MAX_POINTS:
        raise ModelError(f"over names more than {MAX_POINTS:,} points")
    axes = np.meshgrid(*(np.linspace(low, high, int(count)) for low, high, count in over.values()), indexing="ij")
    return {name: axis.reshape(-1) for name, axis in zip(over, axes, strict=True)}


def _number(text: object, values: Mapping[str, object]) -> object:
    node = parse(str(text))
    for name in names(node):
        if name not in values:
            raise ModelError(f"'{str(text)[:80]}': {unknown('a parameter', name, values)}")
    value = evaluate(node, values)
    if not np.isfinite(np.asarray(value, dtype=float)).all():
        raise ModelError(f"'{str(text)[:80]}' is not a finite number")
    return value


def _equilibria(scene: Scene) -> Iterator[str]:
    wanted = {scene.label(text) for text in scene.expectation.equilibria or ()}
    wrong = np.array([labels != wanted for labels in scene.labels])
    if wrong.any():
        found = scene.labels[int(np.flatnonzero(wrong)[0])]
        yield f"expected exactly {_listed(wanted)}{scene.where(wrong)}, found {_listed(found)}"


def _includes(scene: Scene) -> Iterator[str]:
    for label in map(scene.label, scene.expectation.includes):
        lacking = np.array([label not in labels for labels in scene.labels])
        if lacking.any():
            found = scene.labels[int(np.flatnonzero(lacking)[0])]
            yield f"expected {label} among the equilibria{scene.where(lacking)}, found {_listed(found)}"


def _excludes(scene: Scene) -> Iterator[str]:
    for label in map(scene.label, scene.expectation.excludes):
        present = np.array([label in labels for labels in scene.labels])
        if present.any():
            yield f"expected that {label} is no equilibrium{scene.where(present)}, found that it is one"


def _degenerate(scene: Scene) -> Iterator[str]:
    wanted = scene.expectation.degenerate
    wrong = scene.found.degenerate != wanted
    if wrong.any():
        words = ("no ties", "ties or a continuum")
        yield f"expected {words[bool(wanted)]}{scene.where(wrong)}, found {words[not wanted]}"


def _mixtures(scene: Scene) -> Iterator[str]:
    for text, sides in scene.expectation.mixtures.items():
        label = scene.label(text)
        rows = scene.rows(label)
        if [len(side) for side in sides] != list(scene.game.strategy_counts):
            raise ModelError(f"mixtures of '{text}': a list a party with a probability a strategy, "
                             f"{' and '.join(map(str, scene.game.strategy_counts))} of them")
        for party, side, found in zip(scene.game.parties, sides, scene.found.mixtures, strict=True):
            for strategy, wanted, column in zip(party.strategy_ids, side, found[rows].T, strict=True):
                what = f"P({party.id} {strategy}) in {label}"
                yield from _compare(scene, what, wanted, column, scene.found.point[rows], TOLERANCE)


def _payoffs(scene: Scene) -> Iterator[str]:
    for text, side in scene.expectation.payoffs.items():
        if len(side) != len(scene.game.parties):
            raise ModelError(f"payoffs of '{text}': found {len(side)}; allowed: {len(scene.game.parties)}, one a party")
        for i, wanted in enumerate(side):
            yield from _quantity(scene, text, i, wanted)


def _readouts(scene: Scene) -> Iterator[str]:
    for text, side in scene.expectation.readouts.items():
        for name, wanted in side.items():
            if name not in scene.game.readouts:
                raise ModelError(unknown("a read-out", name, scene.game.readouts))
            yield from _quantity(scene, text, name, wanted)


def _quantity(scene: Scene, text: str, key: int | str, wanted: object) -> Iterator[str]:
    """Compare a party's payoff or a read-out, at a pure profile (equilibrium or not) or at a mixed equilibrium."""
    game, label = scene.game, scene.label(text)
    what = key if isinstance(key, str) else f"payoff of {game.parties[key].id}"
    if "+" in label:
        rows = scene.rows(label)
        points = scene.found.point[rows]
        found = (scene.found.readouts[key] if isinstance(key, str) else scene.found.payoffs[:, key])[rows]
    else:
        points = np.arange(game.points)
        found = _at(game.readouts[key] if isinstance(key, str) else game.payoffs[:, key], game.index(label))
    yield from _compare(scene, f"{what} at {label}", wanted, found, points, EXACT)


def _at(table: Array, profile: Sequence[int]) -> Array:
    """Return a table's values (P,) at a profile."""
    return table.reshape(len(table), -1)[:, np.ravel_multi_index(tuple(profile), table.shape[1:])]


def _compare(scene: Scene, what: str, text: object, found: Array, points: Array, tolerance: float) -> Iterator[str]:
    """Compare a formula with what was found at some of the points, both (len(points),)."""
    wanted = scene.formula(text)[points]
    wrong = ~(np.abs(found - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted)))
    if wrong.any():
        p = int(np.flatnonzero(wrong)[0])
        marks = np.zeros(scene.game.points, dtype=bool)
        marks[points[p]] = True
        value = "" if str(text) == f"{wanted[p]:.15g}" else f" = {wanted[p]:.15g}"
        yield f"expected {what} to be {text}{value}{scene.where(marks)}, found {found[p]:.15g}"


def _gains(scene: Scene) -> Iterator[str]:
    game = scene.game
    for row in scene.expectation.gains:
        profile = game.index(row["profile"])
        i = game.party_index(row["party"])
        to = (*profile[:i], game.parties[i].index(row["to"]), *profile[i + 1:])
        found = _at(game.payoffs[:, i], to) - _at(game.payoffs[:, i], profile)
        what = f"{row['party']}'s gain by {row['to']} from {game.label(profile)}"
        yield from _compare(scene, what, row["gain"], found, np.arange(game.points), EXACT)


def _bargain(scene: Scene) -> Iterator[str]:
    for name, wanted in scene.expectation.bargain.items():
        if name not in scene.figures:
            raise ModelError(unknown("a number of the bargain", name, scene.figures))
        yield from _compare(scene, f"{name} of the bargain", wanted, scene.figures[name],
                            np.arange(scene.game.points), TOLERANCE)


def _only_gains(scene: Scene) -> Iterator[str]:
    game, rows = scene.game, scene.expectation.gains
    for profile in {game.index(row["profile"]) for row in rows}:
        named = {(row["party"], row["to"]) for row in rows if game.index(row["profile"]) == profile}
        for i, party in enumerate(game.parties):
            for j, strategy in enumerate(party.strategy_ids):
                to = (*profile[:i], j, *profile[i + 1:])
                gain = _at(game.payoffs[:, i], to) - _at(game.payoffs[:, i], profile)
                wrong = gain > TOLERANCE * game.scale[:, i]
                if wrong.any() and (party.id, strategy) not in named:
                    yield (f"expected that nobody else gains by leaving {game.label(profile)}{scene.where(wrong)}, "
                           f"found that {party.id} gains {gain[wrong][0]:.6g} by {strategy}")


def _listed(labels: Iterable[str]) -> str:
    return "; ".join(sorted(labels)) or "no equilibrium"


PROOFS: dict[str, Callable[[Scene], Iterator[str]]] = {
    "equilibria": _equilibria,
    "includes": _includes,
    "excludes": _excludes,
    "degenerate": _degenerate,
    "mixtures": _mixtures,
    "payoffs": _payoffs,
    "readouts": _readouts,
    "gains": _gains,
    "only_gains": _only_gains,
    "bargain": _bargain,
}
"""Key of an [[expect]] block -> the proof of what it states."""
