"""Other stationary equilibria, from many starts; never said to be all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

import numpy as np

from negotiation.equality import ByValue
from negotiation.game import Array
from negotiation.progress import steps
from negotiation.provenance import told
from negotiation.unfolding.game.stochastic import StochasticGame, expected
from negotiation.unfolding.search.choice import Rule
from negotiation.unfolding.search.horizon import Stage, before, last_period
from negotiation.unfolding.search.stationary import Settled, stationary

if TYPE_CHECKING:
    import pandas as pd

SAME = 1e-6
"""Equilibria whose probabilities and values over ranges agree to this much are one."""


class Played(Protocol):
    """A war that is played, as others are looked for beside it."""

    @property
    def status(self) -> str: ...
    @property
    def values(self) -> Array: ...
    @property
    def mixtures(self) -> Sequence[Array]: ...
    @property
    def end_ids(self) -> Sequence[str]: ...
    @property
    def brackets(self) -> Mapping[str, Self]: ...
    def ends_at(self) -> tuple[Array, float]: ...


W = TypeVar("W", bound=Played)


@dataclass(frozen=True, eq=False)
class Others(ByValue, Generic[W]):
    """The distinct stationary equilibria found, how often each; there may be more.

    `wars` (M,), `found` (M,) how many starts led to each, `starts` in all, `settled` of them.
    """

    wars: tuple[W, ...]
    found: tuple[int, ...]
    starts: int
    settled: int

    def __repr__(self) -> str:
        return told(self, "text")

    def span(self, end: str) -> tuple[float, float]:
        """Return the lowest and the highest chance of an end at the start, over what was found."""
        place = self.wars[0].end_ids.index(end)
        chances = [float(war.ends_at()[0][place]) for war in self.wars]
        return min(chances), max(chances)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an equilibrium: starts that led there, chances of the ends and duration at the start."""
        return told(self, "frame")


def others(game: StochasticGame, first: W, dress: Callable[[Settled, Rule], W], starts: int, seed: int
           ) -> Others[W]:
    """Look from the last period, from each named outcome kept for ever, and from random values, under every rule.

    What `first` and its two brackets found comes first, whether a start leads there or not.
    """
    kept: list[W] = []
    for war in (first, *first.brackets.values()):
        if war.status == "stationary" and all(
                (np.abs(war.values - each.values) / game.scale).max() >= SAME for each in kept):
            kept.append(war)
    counts, settled = [0] * len(kept), 0
    for rule, stage in steps("looking for other equilibria", _starts(game, starts, seed), starts):
        found = stationary(game, rule, start=stage)
        if found.status != "stationary":
            continue
        settled += 1
        place = next((k for k, each in enumerate(kept) if _same(game, each, found)), None)
        if place is None:
            kept.append(dress(found, rule))
            counts.append(0)
            place = len(kept) - 1
        counts[place] += 1
    return Others(tuple(kept), tuple(counts), starts, settled)


def _starts(game: StochasticGame, starts: int, seed: int) -> Iterator[tuple[Rule, Stage]]:
    draw, rules = np.random.default_rng(seed), [Rule.of(name, game) for name in ("stay", "agreement", "conflict",
                                                                                "welfare")]
    lasting = last_period(game, rules[0], "complete")
    low, high = (game.lasting[game.live].min(axis=(0, *range(2, game.lasting.ndim))),
                 game.lasting[game.live].max(axis=(0, *range(2, game.lasting.ndim))))
    firsts = rules[1:]
    for k in range(starts):
        rule = rules[k % len(rules)]
        if k < len(firsts):
            yield firsts[k], last_period(game, firsts[k], "complete")
        elif k < len(firsts) + len(game.outcomes):
            kept = expected(np.moveaxis(game.lasting, 1, -1), _profile(game, game.outcomes[k - len(firsts)].first))
            yield rules[0], _from(game, lasting, kept, rules[0])
        else:
            values = low + draw.random((len(game.over), len(low))) * (high - low)
            played = np.concatenate([np.eye(count)[draw.integers(count, size=len(game.live))] for count in game.counts],
                                    axis=1)
            yield rule, _from(game, lasting, values, rule if k % 2 else rules[0], played)


def _profile(game: StochasticGame, profile: Sequence[int]) -> list[Array]:
    """Return a profile played at every state: N arrays (K, Si)."""
    return [np.eye(count)[np.full(len(game.over), j)] for count, j in zip(game.counts, profile, strict=True)]


def _from(game: StochasticGame, stage: Stage, values: Array, rule: Rule,
          played: Array | None = None) -> Stage:
    """Return the period before one that is worth `values`, in which `played` is played; None is near nothing."""
    there = np.where((game.over < 0)[:, None], values, game.at_ends)
    flat = np.zeros_like(stage.flat) if played is None else played
    return before(game, Stage(there, flat, stage.rows, stage.row, stage.missing), rule, "complete")


def _same(game: StochasticGame, war: Played, found: Settled) -> bool:
    return bool((np.abs(war.values - found.judged.values) / game.scale).max() < SAME and all(
        np.abs(one[game.live] - other[game.live]).max() < SAME
        for one, other in zip(war.mixtures, found.judged.mixtures, strict=True)))
