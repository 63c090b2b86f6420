"""What a search may still spend: units of its work (boxes, bases) and seconds. Every method with a budget asks this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import inf
from time import monotonic

from negotiation.arguments import number, whole
from negotiation.progress import beat

UNBOUNDED = 1 << 62
"""Steps of a method that is bounded by time alone."""


@dataclass
class Clock:
    """Counts what was spent of `budget` and knows when time is over."""

    budget: int
    deadline: float
    spent: int = 0

    @classmethod
    def of(cls, budget: int, seconds: float) -> Clock:
        """Start a clock with what a user gave; infinite seconds are no bound.

        Raises ArgumentError where one of them is no amount.
        """
        whole("budget", budget)
        if seconds != inf:
            number("seconds", seconds, 0)
        return cls(int(budget), monotonic() + float(seconds))

    @property
    def left(self) -> int:
        return max(0, self.budget - self.spent)

    def charge(self, units: int) -> None:
        """Count what was done."""
        self.spent += units

    def going(self, units: int = 0) -> bool:
        """Count what was done; tell whether to go on."""
        self.charge(units)
        return not self.over()

    def late(self, until: float | None = None) -> bool:
        """Tell whether a moment, by default the end, is over; whoever listens may end the work here."""
        beat()
        return monotonic() >= (self.deadline if until is None else until)

    def over(self) -> bool:
        """Tell whether budget or time is spent."""
        return self.spent >= self.budget or self.late()

    def until(self, share: float) -> float:
        """Return the moment at which a share of the time that is left will be over."""
        now = monotonic()
        return now + (self.deadline - now) * share if self.deadline < inf else inf

    def within(self, deadline: float) -> Clock:
        """Return a clock of the same budget that ends sooner."""
        return replace(self, deadline=min(self.deadline, deadline))

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Let time pass that no search is to pay for: to load or to compile what it calls."""
        began = monotonic()
        try:
            yield
        finally:
            self.deadline += monotonic() - began
