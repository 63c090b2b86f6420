"""The statements of an [[expect]] block compared with what was found; each broken one is one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from negotiation.errors import unknown
from negotiation.expectations.beliefs import doubts
from negotiation.expectations.scene import Scene
from negotiation.expectations.unfolding import unfolds
from negotiation.game import TOLERANCE, Array
from negotiation.incomplete import offer
from negotiation.wording import counted

EXACT = 1e-12
"""Payoffs, gains and read-outs must agree to this share of their size."""


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


def _count(scene: Scene) -> Iterator[str]:
    wanted = scene.expectation.count
    counts = np.bincount(scene.found.point, minlength=len(scene.labels))
    wrong = counts != wanted
    if wrong.any():
        words = counted(wanted or 0, "equilibrium", "equilibria")
        yield f"expected {words}{scene.where(wrong)}, found {counts[wrong][0]}"


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
            yield (f"mixtures of '{text}': a list a party with a probability a strategy, "
                   f"{' and '.join(map(str, scene.game.strategy_counts))} of them")
            continue
        for party, side, found in zip(scene.game.parties, sides, scene.found.mixtures, strict=True):
            for strategy, wanted, column in zip(party.strategy_ids, side, found[rows].T, strict=True):
                what = f"P({party.id} {strategy}) in {label}"
                yield from scene.compare(what, wanted, column, scene.found.point[rows], TOLERANCE)


def _payoffs(scene: Scene) -> Iterator[str]:
    for text, side in scene.expectation.payoffs.items():
        if len(side) != len(scene.game.parties):
            yield f"payoffs of '{text}': found {len(side)}; allowed: {len(scene.game.parties)}, one a party"
            continue
        for i, wanted in enumerate(side):
            yield from _quantity(scene, text, i, wanted)


def _readouts(scene: Scene) -> Iterator[str]:
    for text, side in scene.expectation.readouts.items():
        for name, wanted in side.items():
            yield from _quantity(scene, text, name, wanted)


def _quantity(scene: Scene, text: str, key: int | str, wanted: object) -> Iterator[str]:
    """Compare a party's payoff or a read-out, at a pure profile (equilibrium or not) or at a mixed equilibrium."""
    game, played = scene.game, scene.support(text)
    what = key if isinstance(key, str) else f"payoff of {game.parties[key].id}"
    if played.profile is None:
        rows = scene.rows(played.label)
        points = scene.found.point[rows]
        found = (scene.found.readouts[key] if isinstance(key, str) else scene.found.payoffs[:, key])[rows]
    else:
        points = np.arange(game.points)
        found = _at(game.readouts[key] if isinstance(key, str) else game.payoffs[:, key], played.profile)
    yield from scene.compare(f"{what} at {played.label}", wanted, found, points, EXACT)


def _at(table: Array, profile: Sequence[int]) -> Array:
    """Return a table's values (P,) at a profile."""
    return table.reshape(len(table), -1)[:, np.ravel_multi_index(tuple(profile), table.shape[1:])]


def _gains(scene: Scene) -> Iterator[str]:
    game = scene.game
    for row in scene.expectation.gains:
        profile = game.index(row["profile"])
        i = game.party_index(row["party"])
        to = (*profile[:i], game.parties[i].index(row["to"]), *profile[i + 1:])
        found = _at(game.payoffs[:, i], to) - _at(game.payoffs[:, i], profile)
        what = f"{row['party']}'s gain by {row['to']} from {game.label(profile)}"
        yield from scene.compare(what, row["gain"], found, np.arange(game.points), EXACT)


def _vote(scene: Scene) -> Iterator[str]:
    for name, wanted in scene.expectation.vote.items():
        if name not in scene.votes:
            yield unknown("a number of the vote", name, scene.votes)
            continue
        points = np.arange(scene.game.points)
        yield from scene.compare(f"{name} of the vote", wanted, scene.votes[name], points, EXACT)


def _bargain(scene: Scene) -> Iterator[str]:
    for name, wanted in scene.expectation.bargain.items():
        if name not in scene.figures:
            yield unknown("a number of the bargain", name, scene.figures)
            continue
        points = np.arange(scene.game.points)
        yield from scene.compare(f"{name} of the bargain", wanted, scene.figures[name], points, TOLERANCE)


def _offer(scene: Scene) -> Iterator[str]:
    """Compare "PARTY share", "PARTY risk", "PARTY payoff" of its best offer, and "PARTY jump BELIEF", the only one."""
    for name, wanted in scene.expectation.offer.items():
        party, what, *over = name.split()[:3] + [""] * (2 - len(name.split()))
        found = offer(scene.written, party, preset="", at=scene.game.parameters)
        figures = {"share": found.share, "risk": found.refused, "payoff": found.payoff}
        if what == "jump" and over and scene.game.points == 1:
            places = [each.value for each in found.jumps(over[0])]
            figures["jump"] = np.array(places if len(places) == 1 else [np.nan])
        if what not in figures:
            yield unknown("a number of the offer", name, [f"{party} {each}" for each in figures])
            continue
        points = np.arange(scene.game.points)
        yield from scene.compare(f"{name} of the offer", wanted, figures[what], points, TOLERANCE)


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
    "count": _count,
    "degenerate": _degenerate,
    "mixtures": _mixtures,
    "payoffs": _payoffs,
    "readouts": _readouts,
    "gains": _gains,
    "only_gains": _only_gains,
    "bargain": _bargain,
    "vote": _vote,
    "unfold": unfolds,
    "offer": _offer,
    "doubt": doubts,
}
"""Key of an [[expect]] block -> the proof of what it states."""
