"""What a plan leads to: ends and duration exactly, and the distribution of the state over the periods.

Absorbing chances and times by elimination without a subtraction (Grassmann, Taksar and Heyman 1985): no system is ever
singular, and tiny chances keep their digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from negotiation.equality import ByValue
from negotiation.game import Array
from negotiation.provenance import Provenance, Tabled

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, eq=False)
class Ends(ByValue):
    """Where it ends from each state: `probability` (K, E), `duration` (K,) in periods, `endless` (K,) of no end ever.

    `duration` is the expected one; infinite where the chance of no end is not zero.
    """

    ids: tuple[str, ...]
    probability: Array
    duration: Array
    endless: Array


def ends_of(chances: Array, leaving: Array, over: Array, ids: Sequence[str]) -> Ends:
    """Compute (I-P)^-1 E and (I-P)^-1 1 where an end can be reached.

    Parameters
    ----------
    chances : (K, K) of the live states next period; leaving (K, E) of the ends; over (K,) the end a state is, or -1.
    """
    live = np.flatnonzero(over < 0)
    inner, out = chances[np.ix_(live, live)], leaving[live]
    reach = reaching(inner > 0, out.sum(axis=1) > 0)
    lost = np.where(reach, (inner * ~reach).sum(axis=1), 0.0)
    probability, duration = np.zeros((len(over), out.shape[1])), np.zeros(len(over))
    endless = np.zeros(len(over))
    probability[over >= 0, over[over >= 0]] = 1.0
    some = np.flatnonzero(reach)
    found, times = absorbed(inner[np.ix_(some, some)], np.column_stack([out, lost])[some])
    probability[live[some]], endless[live[some]] = found[:, :-1], found[:, -1]
    endless[live[~reach]] = 1.0
    doomed = reaching(inner > 0, ~reach)
    duration[live[some]] = times
    duration[live[doomed]] = np.inf
    return Ends(tuple(ids), probability, duration, endless)


def absorbed(inner: Array, out: Array) -> tuple[Array, Array]:
    """Return the chances (M, A) and the expected periods (M,) of leaving M states from each of which one can leave."""
    inner, out, size = np.array(inner), np.array(out), len(inner)
    time, away = np.ones(size), np.zeros(size)
    for k in range(size - 1, -1, -1):
        away[k] = inner[k, :k].sum() + out[k].sum()
        share = inner[:k, k] / away[k]
        inner[:k, :k] += np.outer(share, inner[k, :k])
        out[:k] += np.outer(share, out[k])
        time[:k] += share * time[k]
    for k in range(size):
        out[k] = (out[k] + inner[k, :k] @ out[:k]) / away[k]
        time[k] = (time[k] + inner[k, :k] @ time[:k]) / away[k]
    return out, time


def reaching(linked: Array, target: Array) -> Array:
    """Mark the states from which a target can be reached: (M,) bool."""
    reach = target.copy()
    while (grown := reach | (linked & reach).any(axis=1)).sum() > reach.sum():
        reach = grown
    return reach


def ended_within(chain: Sequence[tuple[Array, Array]], over: Array, ids: Sequence[str], size: int) -> Ends:
    """Return what has ended over the given periods, first to last; what has not is endless."""
    probability = np.zeros((len(over), size))
    for chances, leaving in reversed(chain):
        probability = leaving + chances @ probability
    probability[over >= 0] = np.eye(size)[over[over >= 0]] if size else 0.0
    endless = np.maximum(0.0, 1 - probability.sum(axis=1))
    return Ends(tuple(ids), probability, np.where(over >= 0, 0.0, np.inf), endless)


@dataclass(frozen=True, eq=False)
class Fan(Tabled):
    """The state among wars still on, and what has ended, after 0..T periods.

    Attributes
    ----------
    distribution : (T+1, K) chance of each live state; what is missing has ended.
    going_on : (T+1,) its sum.
    ended : (T+1, E) chance that each end has come by then.
    ripe : (T+1,) the share of wars still on whose state is ripe for talks; nan where none is on.
    terms : (T+1, E) mean terms of each end that has come by then; nan where it records none or has not come.
    """

    states: Array
    ids: tuple[str, ...]
    distribution: Array
    going_on: Array
    ended: Array
    ripe: Array
    terms: Array
    state: str = "state"
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    def quantile(self, share: float) -> Array:
        """Return the smallest state that at least this share of wars still on has reached: (T+1,), nan if none."""
        cumulated = np.cumsum(self.distribution, axis=1)
        place = (cumulated < (share - 1e-12) * self.going_on[:, None]).sum(axis=1)
        found = self.states[np.minimum(place, len(self.states) - 1)]
        return np.where(self.going_on > 0, found, np.nan)

    def beyond(self, state: float) -> Array:
        """Return the chance that a war is still on with the state at least `state`: (T+1,)."""
        return np.asarray(self.distribution[:, self.states >= state - 1e-12].sum(axis=1))


def fan(states: Array, start: Array, chain: Sequence[tuple[Array, Array]], over: Array, ids: Sequence[str],
        periods: int, ripe: Array, terms: Array | None, state: str, provenance: Provenance) -> Fan:
    """Propagate a distribution (K,) over the states by 0..T periods; the last of `chain` goes on for ever."""
    here, size = np.where(over < 0, start, 0.0), chain[0][1].shape[1]
    ended = np.zeros(size)
    np.add.at(ended, over[over >= 0], start[over >= 0])
    rows, gone, agreed = [here], [ended], [np.full(size, np.nan if terms is None else 0.0)]
    for t in range(periods):
        chances, leaving = chain[min(t, len(chain) - 1)]
        ended = ended + here @ leaving
        agreed.append(agreed[-1] + (here @ terms if terms is not None else 0.0))
        here = here @ chances
        rows.append(here)
        gone.append(ended)
    distribution = np.array(rows)
    on, came = distribution.sum(axis=1), np.array(gone)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Fan(states, tuple(ids), distribution, on, came, distribution @ ripe / on, np.array(agreed) / came, state,
                   provenance)
