"""Time two callables in turn and report the ratio of their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Seconds a unit of work for both sides; `theirs` may be timed on fewer units and is scaled."""

    name: str
    ours: float
    theirs: float
    target: float
    unit: str = "point"

    def __str__(self) -> str:
        return (f"{self.name}: ours {self.ours * 1e6:,.1f} us, peer {self.theirs * 1e6:,.1f} us a {self.unit}; "
                f"{self.theirs / self.ours:,.1f} times faster (target {self.target:g})")


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(
    name: str, ours: Callable[[], object], units: int, theirs: Callable[[], object], their_units: int, target: float,
    runs: int = 5, unit: str = "point",
) -> Comparison:
    """Warm both up once, then time them in turn `runs` times; medians, per unit of work."""
    ours()
    theirs()
    pairs = [(seconds(ours) / units, seconds(theirs) / their_units) for _ in range(runs)]
    left, right = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Comparison(name, left, right, target, unit)
