"""A point that holds the target: where the levers stand, what that costs, and what is proved of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from negotiation.inverse.deviations import Gain, Target

PROGRAM = "exact linear program"
SEARCH = "search"


@dataclass(frozen=True)
class Point:
    """Values of all moving parameters at which the target holds.

    `least`: no point costs less, proved; None where that is not proved. It is an infimum that no point attains, because
    of a strict constraint, where the cost is larger.
    """

    values: tuple[Fraction, ...]
    cost: Fraction
    method: str
    least: Fraction | None = None


def cost(target: Target, values: Sequence[Fraction]) -> Fraction:
    """Return the sum of the moves, each as a share of its range."""
    low, high = target.box
    return sum((abs(v - n) / (b - a) for v, n, a, b in zip(values, target.now, low, high, strict=True)), Fraction(0))


def holds(gains: Sequence[Gain], margins: Sequence[Fraction], values: Sequence[Fraction]) -> bool:
    """Return whether every gain, its margin added, and every constraint is kept: exactly."""
    return not any(gain.broken(gain.at(values) + margin) for gain, margin in zip(gains, margins, strict=True))
