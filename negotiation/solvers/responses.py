"""Payoffs of pure strategies and their slopes in log-probabilities, batched: what Newton's method needs.

With z = ln x,   d u_i(a, x_-i) / d z_jb = sum over s_-i with s_j = b of u_i(a, s_-i) * prod_{k != i} x_k(s_k),
so that one product with a table of zeros and ones gives all slopes of a party at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation.game import Array


def solve_each(matrices: Array, right: Array) -> Array:
    """Solve (P, n, n) x = (P, n); least squares for a batch in which some matrix is singular."""
    try:
        return np.linalg.solve(matrices, right[..., None])[..., 0]
    except np.linalg.LinAlgError:
        return (np.linalg.pinv(matrices) @ right[..., None])[..., 0]


@dataclass(frozen=True, eq=False)
class Responses:
    """Scaled payoff tables of P points: `tables[i]` (P, Si, prod of the other sizes), sizes (S1, ..., SN)."""

    tables: tuple[Array, ...]
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, payoffs: Array, unit: Array) -> Responses:
        """Take payoffs (P, N, S1, ..., SN) in units (P, N), each party's worst payoff counted as zero."""
        tables = []
        for i, size in enumerate(payoffs.shape[2:]):
            table = np.moveaxis(payoffs[:, i], 1 + i, 1).reshape(len(payoffs), size, -1)
            tables.append((table - table.min(axis=(1, 2), keepdims=True)) / unit[:, i, None, None])
        return cls(tuple(tables), payoffs.shape[2:])

    @property
    def points(self) -> int:
        return len(self.tables[0])

    @property
    def size(self) -> int:
        return sum(self.sizes)

    @property
    def uniform(self) -> Array:
        """Return the logs of uniform mixtures, (n,)."""
        return np.concatenate([np.full(size, -np.log(size)) for size in self.sizes])

    @cached_property
    def spans(self) -> tuple[slice, ...]:
        ends = np.cumsum(self.sizes)
        return tuple(slice(int(end - size), int(end)) for end, size in zip(ends, self.sizes, strict=True))

    @cached_property
    def plays(self) -> tuple[Array, ...]:
        """Return for each party which strategies (n columns) each profile of the others plays: (S_-i, n) of 0 and 1."""
        found = []
        for i in range(len(self.sizes)):
            others = [j for j in range(len(self.sizes)) if j != i]
            profiles = np.array(list(np.ndindex(*(self.sizes[j] for j in others))), dtype=int)
            table = np.zeros((len(profiles), self.size))
            for j, chosen in zip(others, profiles.T, strict=True):
                table[np.arange(len(profiles)), self.spans[j].start + chosen] = 1.0
            found.append(table)
        return tuple(found)

    def take(self, points: Array) -> Responses:
        """Return some of the points."""
        if len(points) == self.points:
            return self
        part = Responses(tuple(table[points] for table in self.tables), self.sizes)
        part.__dict__.update({name: getattr(self, name) for name in ("spans", "plays")})
        return part

    def payoffs(self, mixtures: Array) -> tuple[Array, Array]:
        """Return u (P, n), what each pure strategy pays against mixtures (P, n), and its slopes in z (P, n, n)."""
        value, slopes = np.empty_like(mixtures), np.empty((*mixtures.shape, self.size))
        for i, (table, span) in enumerate(zip(self.tables, self.spans, strict=True)):
            weighted = table * self._others(mixtures, i)[:, None]
            value[:, span] = weighted.sum(axis=2)
            slopes[:, span] = weighted @ self.plays[i]
        return value, slopes

    def _others(self, mixtures: Array, party: int) -> Array:
        weight = np.ones((len(mixtures), 1))
        for j, span in enumerate(self.spans):
            if j != party:
                weight = (weight[:, :, None] * mixtures[:, None, span]).reshape(len(mixtures), -1)
        return weight

    def residual(self, position: Array) -> tuple[Array, Array]:
        """Return by how much (z, lambda) fails to be a quantal response, (P, n), and its slopes (P, n, n + 1)."""
        logs, rate = position[:, :-1], position[:, -1:]
        value, inner = self.payoffs(np.exp(logs))
        rest = np.empty_like(logs)
        slopes = np.empty((*logs.shape, self.size + 1))
        for span in self.spans:
            scaled = rate * value[:, span]
            top = scaled.max(axis=1, keepdims=True)
            response = np.exp(scaled - top)
            total = response.sum(axis=1, keepdims=True)
            response /= total
            rest[:, span] = logs[:, span] - scaled + top + np.log(total)
            slopes[:, span, :-1] = -rate[:, :, None] * (inner[:, span] - response[:, None] @ inner[:, span])
            slopes[:, span, -1] = (response * value[:, span]).sum(axis=1, keepdims=True) - value[:, span]
        slopes[:, np.arange(self.size), np.arange(self.size)] += 1.0
        return rest, slopes

    def polish(self, mixtures: Array, cut: float, rounds: int = 30) -> tuple[Array, Array]:
        """Move to where all strategies above `cut` pay the same and the others are unplayed: mixtures and regret."""
        result, regret = mixtures.copy(), np.full(len(mixtures), np.inf)
        for support, rows in _kinds(mixtures > cut):
            if all(support[span].any() for span in self.spans):
                result[rows], regret[rows] = self.take(rows)._polish(mixtures[rows], support, rounds)
        return result, regret

    def _polish(self, mixtures: Array, support: Array, rounds: int) -> tuple[Array, Array]:
        """Newton in logs on u_ia = v_i for played a, sum_a x_ia = 1; least squares, since a continuum is singular."""
        played = np.flatnonzero(support)
        member = np.array([[span.start <= k < span.stop for k in played] for span in self.spans], dtype=float)
        x = np.where(support, mixtures, 0.0)
        system = np.zeros((len(x), len(played) + len(member), len(played) + len(member)))
        system[:, :len(played), len(played):] = -member.T
        for _ in range(rounds):
            x = self._normal(x)
            value, slopes = self.payoffs(x)
            level = np.stack([(value[:, s] * x[:, s]).sum(axis=1) for s in self.spans], axis=1)
            system[:, :len(played), :len(played)] = slopes[:, played[:, None], played]
            system[:, len(played):, :len(played)] = member * x[:, None, played]
            rest = np.concatenate([value[:, played] - level @ member, np.zeros((len(x), len(member)))], axis=1)
            change = -(np.linalg.pinv(system, rcond=1e-12) @ rest[..., None])[:, :len(played), 0]
            x[:, played] *= np.exp(np.clip(change, -1.0, 1.0))
            if np.abs(change).max(initial=0.0) < 1e-14:
                break
        x = self._normal(x)
        return x, self.regret(x)

    def _normal(self, x: Array) -> Array:
        return np.concatenate([x[:, s] / x[:, s].sum(axis=1, keepdims=True) for s in self.spans], axis=1)

    def regret(self, mixtures: Array) -> Array:
        """Return the largest deviation gain in the tables' units, (P,)."""
        value = self.payoffs(mixtures)[0]
        parts = [(value[:, span], mixtures[:, span]) for span in self.spans]
        return np.max([pays.max(axis=1) - (pays * mixture).sum(axis=1) for pays, mixture in parts], axis=0)


def _kinds(patterns: Array) -> Sequence[tuple[Array, Array]]:
    """Group rows of a bool table: each distinct pattern with the rows that show it."""
    distinct, kind = np.unique(patterns, axis=0, return_inverse=True)
    return [(pattern, np.flatnonzero(kind.reshape(-1) == k)) for k, pattern in enumerate(distinct)]
