"""What mixing adds to joint deviations: lotteries that a coalition draws together, and mixtures of each member.

A joint deviation of a coalition, the others held at their mixtures, is read in three ways, each wider than the last: a
pure profile of its members (`together`), a mixture of each member independent of the others' (the mixed extension that
Aumann 1959 and Bernheim, Peleg and Whinston 1987 speak of), a lottery over its profiles that the members agree on. It
pays if every member gains in expectation.

The lottery by which the least-gaining member gains most is the value of the matrix game whose entries are the members'
gains, a linear program. Its dual is a certificate: weights of the members, not negative, of sum 1, for which the
weighted gain is at most the value at every profile. A value within the tolerance so proves that no lottery pays, hence
no mixture and no pure profile. Where a lottery pays and no pure profile does, each member's best mixture against the
others' is taken in turn; mixtures that pay are a proof, and where none is met the question stays open: a minimum of
multilinear forms has no such certificate.

Coalition-proof with mixtures: a strong equilibrium is; one that two parties leave credibly by pure strategies is not,
since a best reply among pure strategies is one among mixtures. For two parties it is decided: what they can credibly
agree on are the game's equilibria, so an equilibrium is coalition-proof where none is better for both, and where all
extreme ones are known they suffice: on a convex piece of equilibria one party's payoff hangs on the other's mixture
alone, linearly, so that a vertex of the piece is best for both at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from negotiation.game import TOLERANCE, Array, Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Joint, members_label, moves_label
from negotiation.refine.together import JointGains, Members, credible

STARTS, ROUNDS = 6, 8
"""Mixtures that a search begins from, and turns of each."""

MOST_PROFILES = 64
"""Profiles of two members whose pairs are all looked at."""

SHOWN = 1e-6
"""A share of a lottery below this is a trace of rounding."""


@dataclass(frozen=True, eq=False)
class Lotteries:
    """What mixing adds, of each row of equilibria (E,).

    Attributes
    ----------
    members, shares, gain : the coalition whose lottery gains most for its least-gaining member, the shares of its
        profiles in the order of the table, and that gain in payoff ranges; (), None and 0 where none pays.
    mixing : a coalition whose independent mixtures pay where no coalition's pure profile does, () where none was met.
    strong : "yes" (proved: no lottery pays), "no" (a pure profile or independent mixtures pay) or "open".
    coalition_proof : "yes", "no" or "open".
    """

    members: tuple[Members, ...]
    shares: tuple[Array | None, ...]
    gain: Array
    mixing: tuple[Members, ...]
    strong: tuple[str, ...]
    coalition_proof: tuple[str, ...]


def lotteries(game: Game, equilibria: Equilibria) -> Lotteries:
    """Find each row's most dangerous joint lottery, and whether it is strong and coalition-proof with mixtures."""
    tables, count = JointGains(game, equilibria), len(game.parties)
    coalitions = [members for size in range(2, count + 1) for members in combinations(range(count), size)]
    rows = [_Row(tables, coalitions, row) for row in range(len(equilibria))]
    proof = _coalition_proof(game, equilibria, tables, [row.strong for row in rows])
    return Lotteries(tuple(row.members for row in rows), tuple(row.shares for row in rows),
                     np.array([row.gain for row in rows]), tuple(row.mixing for row in rows),
                     tuple(row.strong for row in rows), proof)


def columns(game: Game, equilibria: Equilibria) -> Mapping[str, Array]:
    """Write `lotteries` as columns (E,) beside the rows."""
    found = lotteries(game, equilibria)
    written = [_written(game, members, shares) for members, shares in zip(found.members, found.shares, strict=True)]
    return {
        "strong mixed": np.array(found.strong, dtype=object),
        "lottery coalition": np.array([members_label(game.parties, each) for each in found.members], dtype=object),
        "lottery coalition gain": found.gain,
        "lottery coalition plays": np.array(written, dtype=object),
        "mixture coalition": np.array([members_label(game.parties, each) for each in found.mixing], dtype=object),
        "coalition proof mixed": np.array(found.coalition_proof, dtype=object)}


def _written(game: Game, members: Members, shares: Array | None) -> str:
    """Write a lottery: "0.5 strike / push, 0.5 strike / hold"."""
    if shares is None:
        return ""
    counts = [game.strategy_counts[i] for i in members]
    return ", ".join(
        f"{shares[k]:.4g} {moves_label(game.parties, Joint(members, tuple(map(int, np.unravel_index(k, counts)))))}"
        for k in np.flatnonzero(shares > SHOWN).tolist())


class _Row:
    """One row of equilibria: the best lottery of all coalitions, and whether independent mixtures pay."""

    def __init__(self, tables: JointGains, coalitions: list[Members], row: int) -> None:
        self.members: Members = ()
        self.mixing: Members = ()
        self.shares: Array | None = None
        self.gain, self.strong = 0.0, "yes"
        for members in coalitions:
            gains = _own(tables, members, row)
            flat = gains.reshape(len(members), -1)
            if flat.min(axis=0).max() > TOLERANCE:
                self.strong, self.mixing = "no", ()
            bound = min(flat.max(axis=1).min(), flat.mean(axis=0).max())
            if bound <= TOLERANCE or (self.strong == "no" and bound <= self.gain + TOLERANCE):
                continue
            shares, low, high = _lottery(flat)
            if low > max(self.gain, TOLERANCE) + TOLERANCE:
                self.members, self.shares, self.gain = members, shares, low
            if high > TOLERANCE and self.strong != "no":
                pay = _mixtures_pay(gains, shares)
                self.strong, self.mixing = ("no", members) if pay else ("open", ())


def _own(tables: JointGains, members: Members, row: int) -> Array:
    """Return what the members gain at each of their profiles: (members, S_C...)."""
    table = tables.table(members)[row]
    return np.asarray(table[list(members)].reshape(len(members), *(tables.game.strategy_counts[i] for i in members)))


def _lottery(gains: Array) -> tuple[Array, float, float]:
    """Return shares (K,) of the columns of gains (members, K), the least gain they give, and a bound that none beats.

    Both numbers are recomputed from the table, of the program's solution and of its dual.
    """
    from scipy.optimize import linprog

    count, size = gains.shape
    if count == 2 and size <= MOST_PROFILES:
        shares, low, high = _lottery_of_two(gains)
        if high - low <= TOLERANCE:
            return shares, low, high
    done = linprog(np.append(np.zeros(size), -1.0), np.column_stack([-gains, np.ones(count)]), np.zeros(count),
                   np.append(np.ones(size), 0.0)[None], [1.0], [(0, None)] * size + [(None, None)], method="highs")
    if done.status != 0:
        return np.full(size, 1 / size), float(gains.mean(axis=1).min()), float(gains.max(axis=1).min())
    shares = np.maximum(done.x[:size], 0.0)
    shares /= shares.sum()
    weights = np.maximum(-done.ineqlin.marginals, 0.0)
    weights = weights / weights.sum() if weights.sum() > 0 else np.full(count, 1 / count)
    return shares, float((gains @ shares).min()), float((weights @ gains).max())


def _lottery_of_two(gains: Array) -> tuple[Array, float, float]:
    """Return the same for two members: the best lottery is one profile, or two at which both gain alike."""
    ahead = gains[0] - gains[1]
    for_one, for_other = np.flatnonzero(ahead > 0), np.flatnonzero(ahead < 0)
    pure = int(gains.min(axis=0).argmax())
    shares, low, weights = np.zeros(gains.shape[1]), float(gains[:, pure].min()), [0.0, 1.0]
    shares[pure] = 1.0
    if len(for_one) and len(for_other):
        k, j = np.meshgrid(for_one, for_other, indexing="ij")
        part = -ahead[j] / (ahead[k] - ahead[j])
        value = part * gains[0, k] + (1 - part) * gains[0, j]
        a, b = np.unravel_index(int(value.argmax()), value.shape)
        here, there = int(for_one[a]), int(for_other[b])
        if value[a, b] > low:
            shares[pure] = 0.0
            shares[[here, there]] = part[a, b], 1 - part[a, b]
            low = float((gains @ shares).min())
        more, less = gains[:, here] - gains[:, there]
        if more > 0 > less:
            weights.append(float(-less / (more - less)))
    high = min(float((weight * gains[0] + (1 - weight) * gains[1]).max()) for weight in weights)
    return shares, low, high


def _mixtures_pay(gains: Array, shares: Array) -> bool:
    """Say whether mixtures of each member are met by which all gain: (members, S_C...), a lottery to begin from."""
    counts = gains.shape[1:]
    rng = np.random.default_rng(0)
    lottery = shares.reshape(counts)
    for start in range(STARTS):
        mixtures = [lottery.sum(axis=tuple(j for j in range(len(counts)) if j != k)) if start == 0
                    else rng.dirichlet(np.ones(size)) for k, size in enumerate(counts)]
        reached = -np.inf
        for _ in range(ROUNDS):
            for k in range(len(counts)):
                mixtures[k], least, _ = _lottery(_against(gains, mixtures, k))
                if least > TOLERANCE:
                    return True
            if least <= reached + TOLERANCE:
                break
            reached = least
    return False


def _against(gains: Array, mixtures: list[Array], k: int) -> Array:
    """Return what the members gain by each strategy of member k, the others at their mixtures: (members, S_k)."""
    for j in reversed(range(len(mixtures))):
        if j != k:
            gains = np.tensordot(gains, mixtures[j], axes=(1 + j, 0))
    return gains


def _coalition_proof(game: Game, equilibria: Equilibria, tables: JointGains, strong: list[str]) -> tuple[str, ...]:
    """Say of each row whether it is coalition-proof with mixtures, as far as that is proved."""
    pairs = np.zeros(len(equilibria), dtype=bool)
    for members in combinations(range(len(game.parties)), 2):
        table = tables.table(members)
        pays = (table[:, list(members)] > TOLERANCE).all(axis=1)
        pairs |= (pays & credible(table, members)).reshape(len(equilibria), -1 if len(equilibria) else 1).any(axis=1)
    decided = np.zeros(len(equilibria), dtype=bool)
    if len(game.parties) == 2:
        sought = equilibria.complete & (equilibria.method != "pure")
        decided = np.asarray(sought[equilibria.point])
        ahead = (equilibria.payoffs[None] - equilibria.payoffs[:, None]) / game.scale[equilibria.point][:, None]
        pairs |= ((ahead > TOLERANCE).all(axis=2) & (equilibria.point[None] == equilibria.point[:, None])).any(axis=1)
    return tuple("no" if beaten else "yes" if each == "yes" or known else "open"
                 for beaten, each, known in zip(pairs.tolist(), strong, decided.tolist(), strict=True))
