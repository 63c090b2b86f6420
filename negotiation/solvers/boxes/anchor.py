"""One equilibrium to stand for a box that holds a continuum: Gauss-Newton from the box's centre, then the judge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.game import TOLERANCE, Array
from negotiation.game.regret import regret, strategy_payoffs
from negotiation.solvers.boxes.layout import parts

STEPS = 30


def anchor(payoffs: Array, flat: Array, shape: Sequence[int]) -> Array | None:
    """Return an equilibrium near a profile (sum of S,) of one normalised game (1, N, S1, ..., SN), or None.

    Only strategies of positive weight move. The step is the shortest that solves the linearised system "all that is
    played pays the same, weights add up to one", which a singular system has too.
    """
    held = flat > 0
    for _ in range(STEPS):
        if float(regret(payoffs, parts(flat[None], shape))[0]) <= TOLERANCE / 10:
            return flat
        residual, slopes = _system(payoffs, flat, held, shape)
        step = np.linalg.lstsq(slopes, -residual, rcond=1e-9)[0]
        moved = flat.copy()
        moved[held] += step
        moved = np.clip(moved, 0.0, 1.0)
        sums = [part.sum() for part in np.split(moved, np.cumsum(shape)[:-1])]
        if min(sums) <= 0:
            return None
        flat = moved / np.repeat(sums, shape)
    return flat if float(regret(payoffs, parts(flat[None], shape))[0]) <= TOLERANCE else None


def _system(payoffs: Array, flat: Array, held: Array, shape: Sequence[int]) -> tuple[Array, Array]:
    """Return the residual at a profile and its slopes in the held weights; both exact, the system being multilinear."""
    moves = np.flatnonzero(held)
    profiles = np.concatenate([flat[None], flat[None] + np.eye(len(flat))[moves]])
    values = strategy_payoffs(payoffs, parts(profiles, shape), np.zeros(len(profiles), dtype=int))
    rows = []
    for value, inside, part in zip(values, np.split(held, np.cumsum(shape)[:-1]), parts(profiles, shape), strict=True):
        kept = value[:, inside]
        rows += [kept[:, 1:] - kept[:, :1], part.sum(axis=1, keepdims=True) - 1.0]
    system = np.concatenate(rows, axis=1)
    return system[0], (system[1:] - system[0]).T
