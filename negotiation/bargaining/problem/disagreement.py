"""What happens without a deal: the payoffs at a war equilibrium, a fallback, or what the user chose.

1. Keep the equilibria whose whole support fits the declared patterns: pure ones; mixed ones where no pure one fits.
2. Of several at a point, take the favourite of the declared party, since it decides; ties go to the first.
3. Where there is none, take the declared fallback profile, and say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation.arguments import wrong
from negotiation.bargaining.problem.environment import environment, payoffs_at
from negotiation.errors import ModelError, NegotiationError
from negotiation.game import TOLERANCE, Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Support, written
from negotiation.game.profiles import profile as pure
from negotiation.model import Model
from negotiation.model.declarations import Disagreement
from negotiation.plain import Value
from negotiation.solvers import provable, solve

MIXED = -1
"""Stands in `NoDeal.profile` for a mixed equilibrium, and for payoffs that were given."""

MAXIMIN = "maximin"
"""The choice of what each party can be sure of alone, with a pure strategy."""

SECONDS = 20.0
"""The longest a batch waits for mixed equilibria; what is found by then counts."""

FIELDS = ("payoffs", "profile", "played", "origin")

Choice = str | Mapping[str, float] | Sequence[float] | Array | None
"""A user's disagreement point: a profile or a named outcome as text, or payoffs by party or in party order."""


@dataclass(frozen=True, eq=False)
class NoDeal:
    """The disagreement point of every point of a batch.

    Attributes
    ----------
    payoffs : (P, N) what each party gets without a deal.
    profile : (P, N) the profile played, -1 where it is mixed or was given as payoffs.
    played : (P,) of Support; of str, such as "maximin", where nothing is played.
    label, outcome : (P,) of str, the support's label or those words; its named outcome or ''.
    origin : (P,) of str: equilibrium (the only one that counts), favourite (chosen among several), fallback (there is
        none), security (the maximin), status quo (a game of one profile), chosen (by the user).
    """

    payoffs: Array
    profile: Array
    played: Array
    origin: Array

    @cached_property
    def label(self) -> Array:
        return np.array([str(each) for each in self.played], dtype=object)

    @cached_property
    def outcome(self) -> Array:
        return np.array([each.outcome if isinstance(each, Support) else "" for each in self.played], dtype=object)

    def take(self, rows: Array) -> NoDeal:
        """Return the points of an index array."""
        return NoDeal(*(getattr(self, name)[rows] for name in FIELDS))

    def with_part(self, where: Array, part: NoDeal) -> NoDeal:
        """Return it with the points in `where` (P,) bool taken from a smaller batch."""
        merged = {name: getattr(self, name).copy() for name in FIELDS}
        for name, values in merged.items():
            values[where] = getattr(part, name)
        return NoDeal(**merged)

    @cached_property
    def unfollowed(self) -> Array:
        """Mark points where no pure profile is what happens without a deal, nor what was chosen: (P,) bool."""
        return (self.profile < 0).any(axis=1) & (self.origin != "chosen")

    @cached_property
    def jump(self) -> Array:
        """Mark points whose disagreement is another profile than at the point before: (P,) bool."""
        return np.concatenate([[False], self.label[1:] != self.label[:-1]])


def from_equilibria(model: Model, rule: Disagreement, found: Equilibria) -> NoDeal:
    """Apply the rule to equilibria found at P points."""
    rows, several = _chosen_rows(rule, found)
    has = rows >= 0
    taken = rows[has]
    profile = np.tile(np.array(rule.fallback), (found.points, 1))
    profile[has] = np.stack([mixture[taken].argmax(axis=1) for mixture in found.mixtures], axis=1)
    payoffs = np.empty((found.points, len(model.parties)))
    payoffs[has] = found.payoffs[taken]
    if not has.all():
        alone = {name: values[~has] for name, values in found.parameters.items()}
        payoffs[~has] = _payoffs(model, alone, profile[~has])
    played = _played(model, profile)
    played[has] = found.played[taken]
    profile[np.flatnonzero(has)[~found.pure[taken]]] = MIXED
    origin = np.where(has, np.where(several, "favourite", "equilibrium"), "fallback").astype(object)
    return NoDeal(payoffs, profile, played, origin)


def from_war(model: Model, rule: Disagreement, points: Mapping[str, Array]) -> NoDeal:
    """Solve for the equilibria and apply the rule: pure ones first, mixed ones at the points where no pure one fits."""
    none = from_equilibria(model, rule, solve(model.at("", at=slim(points)), "pure"))
    weak = none.origin == "fallback"
    if not weak.any() or not provable(model.strategy_counts):
        return none
    left = model.at("", at=slim({name: values[weak] for name, values in points.items()}))
    return none.with_part(weak, from_equilibria(model, rule, solve(left, "complete", seconds=SECONDS)))


def slim(points: Mapping[str, Array]) -> dict[str, Value]:
    """Return the points with parameters that do not vary as single numbers; the batch keeps its length."""
    held = {name: values[0] if (values == values[0]).all() else values for name, values in points.items()}
    if held and all(np.ndim(each) == 0 for each in held.values()):
        first = next(iter(points))
        held[first] = points[first]
    return held


def _chosen_rows(rule: Disagreement, found: Equilibria) -> tuple[Array, Array]:
    """Return the row taken at each point, -1 where none counts, and whether there were several: (P,), (P,)."""
    rows = np.flatnonzero(_counts(rule.mask, found))
    point, worth = found.point[rows], found.payoffs[rows, rule.favourite]
    best = np.full(found.points, -np.inf)
    np.maximum.at(best, point, worth)
    near = worth >= best[point] - TOLERANCE * np.maximum(1.0, np.abs(best[point]))
    where, first = np.unique(point[near], return_index=True)
    taken = np.full(found.points, -1)
    taken[where] = rows[near][first]
    return taken, np.bincount(point, minlength=found.points) > 1


def _counts(mask: Array, found: Equilibria) -> Array:
    """Mark the rows that play profiles of the mask only: (E,)."""
    counts = mask[tuple(mixture.argmax(axis=1) for mixture in found.mixtures)]
    for row in np.flatnonzero(~found.pure):
        counts[row] = mask[np.ix_(*(np.flatnonzero(support[row]) for support in found.supports))].all()
    return counts


def _played(model: Model, profile: Array) -> Array:
    kinds, kind = np.unique(profile, axis=0, return_inverse=True)
    return np.array([pure(model.parties, row, model.outcomes) for row in kinds], dtype=object)[kind.reshape(-1)]


def maximin(game: Game) -> NoDeal:
    """Return what each party can be sure of with a pure strategy, at every point."""
    size = game.points
    flat = [np.moveaxis(game.payoffs[:, i], 1 + i, 1).reshape(size, count, -1)
            for i, count in enumerate(game.strategy_counts)]
    payoffs = np.stack([each.min(axis=2).max(axis=1) for each in flat], axis=1)
    words = (np.full(size, text, dtype=object) for text in (MAXIMIN, "security"))
    return NoDeal(payoffs, np.full(payoffs.shape, MIXED), *words)


def only_equilibrium(game: Game) -> NoDeal:
    """Return the equilibrium of every point that is proved to have exactly one, and elsewhere the maximin."""
    none = maximin(game)
    if not provable(game.strategy_counts):
        return none
    found = solve(game, "complete", seconds=SECONDS)
    count = np.bincount(found.point, minlength=game.points)
    only = (count == 1) & found.complete & (found.unresolved == 0)
    row = np.flatnonzero(only[found.point])
    profile = np.stack([mixture[row].argmax(axis=1) for mixture in found.mixtures], axis=1)
    profile[~found.pure[row]] = MIXED
    words = found.played[row], np.full(len(row), "equilibrium", dtype=object)
    return none.with_part(only, NoDeal(found.payoffs[row], profile, *words))


def chosen(model: Model, points: Mapping[str, Array], choice: Choice) -> NoDeal:
    """Take the disagreement point that the user named, at every point."""
    size = len(next(iter(points.values()))) if points else 1
    if isinstance(choice, str) and choice == MAXIMIN:
        return maximin(model.at("", at=slim(points)))
    if isinstance(choice, str):
        profile = np.tile(profile_of(model, choice), (size, 1))
        payoffs = _payoffs(model, points, profile)
        played = _played(model, profile)
    else:
        payoffs = given([party.id for party in model.parties], choice, size)
        profile = np.full(payoffs.shape, -1)
        played = np.full(size, "payoffs as given", dtype=object)
    return NoDeal(payoffs, profile, played, np.full(size, "chosen", dtype=object))


def _payoffs(model: Model, points: Mapping[str, Array], profile: Array) -> Array:
    return np.stack(payoffs_at(model, environment(model, points, profile), profile), axis=1)


def profile_of(model: Model | Game, text: str) -> tuple[int, ...]:
    """Read "press, strike, ..." or the id of a named outcome that holds exactly one profile."""
    outcome = next((each for each in model.outcomes if each.id == text), None)
    if outcome is None:
        parts = written(text)
        if len(parts) != len(model.parties):
            names = ", ".join(each.id for each in model.outcomes if each.mask.sum() == 1)
            raise ModelError(f"'{text[:80]}' is no disagreement point; allowed: a profile of {len(model.parties)} "
                             f"strategies{', ' if names else ''}{names}, {MAXIMIN}, or payoffs")
        return tuple(party.index(part) for party, part in zip(model.parties, parts, strict=True))
    profiles = np.argwhere(outcome.mask)
    if len(profiles) != 1:
        raise ModelError(f"the outcome {text} holds {len(profiles)} profiles; a disagreement point is one profile")
    return tuple(int(j) for j in profiles[0])


def given(parties: Sequence[str], choice: Choice, size: int) -> Array:
    """Read payoffs given by party or in party order: (P, N)."""
    if not isinstance(choice, Mapping | Sequence | np.ndarray) or isinstance(choice, bytes):
        raise wrong("disagreement", choice, f"a profile or an outcome as text, or {len(parties)} payoffs, one a party")
    if isinstance(choice, Mapping):
        if set(choice) != set(parties):
            raise ModelError(f"a disagreement point needs a payoff for each of {', '.join(parties)}")
        choice = [choice[id] for id in parties]
    try:
        array = np.asarray(choice)
        if array.dtype.kind == "b" or array.shape not in ((len(parties),), (size, len(parties))):
            raise ValueError
        payoffs = np.broadcast_to(array.astype(float), (size, len(parties))).copy()
    except (TypeError, ValueError):
        raise NegotiationError(f"a disagreement point is {len(parties)} payoffs, one a party") from None
    if not np.isfinite(payoffs).all():
        raise NegotiationError("a payoff of the disagreement point is not a finite number")
    return payoffs
