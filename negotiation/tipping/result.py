"""What the analyses along a parameter return: intervals, what ends them, regimes, tipping points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_UP, Context
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from negotiation.arguments import number
from negotiation.arithmetic.algebraic import Algebraic
from negotiation.expression import exact as exact_fraction
from negotiation.game.profiles import Played, Support
from negotiation.provenance import Provenance, Tabled, told
from negotiation.wording import rounded

if TYPE_CHECKING:
    import pandas as pd

EXACT = "exact"
CERTIFIED = "numerically certified"
STANDS = "proved where it stands"
SAMPLED = "sampled"
TIED = "within the tolerance"
"""How sure a row is: exact arithmetic; proved with rounding bounds; proved an equilibrium all over its intervals, where
more may have been missed; seen on a grid; a tie that rounding hides."""

LOCATED = 1e-5
"""Ends nearer than this share of the range, one of them not exact, are one place."""


@dataclass(frozen=True)
class Breaker:
    """Who gains just outside an interval: `party` by playing `to` instead of `strategy`; `gain` in the parameter.

    At the end of a mixed equilibrium `to` may be empty: the weight of `strategy` in the mixture reaches zero. Where
    ripeness ends `strategy` may be empty: the party prefers the conflict, by `gain`.
    """

    party: str
    strategy: str
    to: str
    gain: str

    def __str__(self) -> str:
        if not self.strategy:
            return f"{self.party} no longer prefers the agreement"
        if not self.to:
            return f"{self.party}'s weight on {self.strategy} reaches zero"
        return f"{self.party} gains by switching from {self.strategy} to {self.to}"


@dataclass(frozen=True)
class End:
    """An end of an interval: exact as SymPy-readable text, and as a decimal; `edge` where the range itself ends."""

    exact: str
    decimal: float
    closed: bool
    edge: bool = False
    breakers: tuple[Breaker, ...] = ()
    number: Algebraic = field(default_factory=lambda: Algebraic.rational(0), repr=False, compare=False)


@dataclass(frozen=True)
class Interval:
    start: End
    stop: End

    @property
    def isolated(self) -> bool:
        """Return True for a single point."""
        return self.start.number == self.stop.number

    def __contains__(self, value: float | Fraction | Algebraic) -> bool:
        number = value if isinstance(value, Algebraic) else Algebraic.rational(exact_fraction(value))
        if number == self.start.number:
            return self.start.closed
        if number == self.stop.number:
            return self.stop.closed
        return self.start.number < number < self.stop.number

    def __str__(self) -> str:
        left, right = "[" if self.start.closed else "(", "]" if self.stop.closed else ")"
        return f"{left}{self.start.exact}, {self.stop.exact}{right}"


@dataclass(frozen=True)
class Standing(Played):
    """An equilibrium and the intervals on which it is one.

    `support` is what is played; `profile` its positions if it is pure, else None; `mixtures` party -> strategy -> the
    probability as a function of the parameter; `certainty` one of EXACT, CERTIFIED, STANDS, SAMPLED, TIED; `within`
    bounds how far its ends may be from the true ones (0 if exact, None where no bound is proved). Of three and more
    parties several equilibria may stand on the same supports at once: each is a row, `branch` 0, 1, ...
    """

    support: Support
    kind: str
    intervals: tuple[Interval, ...]
    certainty: str = EXACT
    mixtures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    within: float | None = 0.0
    branch: int = 0

    @property
    def pure(self) -> bool:
        return self.support.pure

    @property
    def profile(self) -> tuple[int, ...] | None:
        return self.support.profile

    @property
    def sure(self) -> str:
        """Say how sure the row is, and how exact its ends are."""
        within = Context(prec=1, rounding=ROUND_UP).create_decimal(self.within or 0)
        return f"{self.certainty}, ends within {float(within):g}" if within else self.certainty

    @property
    def exact(self) -> bool:
        return self.certainty == EXACT


@dataclass(frozen=True)
class Regime:
    """An interval on which the set of equilibria stays the same; a single point where start equals stop."""

    start: End
    stop: End
    supports: tuple[Support, ...]
    exact: bool = True

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(each.label for each in self.supports)

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(each.outcome for each in self.supports)


@dataclass(frozen=True)
class Tipping(Played):
    """A value of the parameter at which an equilibrium begins or ends; `lost` on the side "below" or "above".

    `others`: on that side another one on the same supports stands.
    """

    decimal: float
    exact: str
    support: Support
    lost: str
    breakers: tuple[Breaker, ...]
    parameter: str
    others: bool = False

    @property
    def sentence(self) -> str:
        named = f"{self.outcome} ({self.label})" if self.outcome else self.label
        why = " and ".join(map(str, self.breakers)) or "it meets another equilibrium"
        side = f"{self.lost.capitalize()} {self.parameter} = {rounded(self.decimal, 4)}"
        return f"{side}, {'one on ' if self.others else ''}{named} is no equilibrium: {why}."


@dataclass(frozen=True, eq=False, repr=False)
class Regimes(Tabled):
    """Every equilibrium's intervals along a parameter or path, and the table of regimes.

    `standings` pure profiles in order of their positions, then mixed equilibria; `regimes` cover the range in order;
    `notes` say in plain words what was not exact or not looked for. `gaps`: at a value outside of
    these stretches (from, to) of the parameter no mixed equilibrium stands on supports that are not listed there, which
    is proved; None where that was not searched.
    """

    name: str
    version: str
    parameter: str
    path: str
    fixed: Mapping[str, float]
    standings: tuple[Standing, ...]
    regimes: tuple[Regime, ...]
    notes: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance, repr=False)
    gaps: tuple[tuple[float, float], ...] | None = None

    @property
    def exact(self) -> bool:
        return all(each.exact for each in self.standings)

    @cached_property
    def tips(self) -> tuple[float, ...]:
        """Return where the answer changes, in order: each place once, however many equilibria begin or end there."""
        found: list[float] = []
        located = False
        for at, inexact in sorted({(end.decimal, not row.exact) for row in self.standings for each in row.intervals
                                   for end in (each.start, each.stop) if not end.edge}):
            close = at - found[-1] <= (LOCATED * self._width if located or inexact else 0.0) if found else False
            if not close:
                found.append(at)
            elif located and not inexact:
                found[-1] = at
            located = inexact and (located or not close)
        return tuple(found)

    def around(self, value: float) -> tuple[float | None, float | None]:
        """Return the next place below, or at, a value and above it where the answer changes, None where none is."""
        number("value", value)
        return (max((tip for tip in self.tips if tip <= value), default=None),
                min((tip for tip in self.tips if tip > value), default=None))

    def at(self, value: float | Fraction) -> tuple[Standing, ...]:
        """Return the equilibria that stand at a value of the parameter."""
        number("value", value)
        here = Algebraic.rational(exact_fraction(value))
        return tuple(row for row in self.standings if any(here in each for each in row.intervals))

    @cached_property
    def tipping(self) -> tuple[Tipping, ...]:
        """Return every end inside the range, in order of the parameter; where two on the same supports meet, one."""
        found = dict[tuple[object, ...], Tipping]()
        for row in self.standings:
            for each in row.intervals:
                for end, lost in ((each.start, "below"), (each.stop, "above")):
                    if not end.edge:
                        meets = not end.breakers and (row.label, end.decimal, lost)
                        found.setdefault(meets or (len(found),), Tipping(
                            end.decimal, end.exact, row.support, lost, end.breakers, self.parameter,
                            self._others(row, end.decimal, -1 if lost == "below" else 1)))
        return tuple(sorted(found.values(), key=lambda each: each.decimal))

    def _others(self, row: Standing, at: float, side: int) -> bool:
        """Return whether another equilibrium on the supports of a row stands beside a value, on one side."""
        beside = at + side * LOCATED * self._width
        return any(each.start.decimal < beside < each.stop.decimal for other in self.standings
                   if other.branch != row.branch and other.label == row.label for each in other.intervals)

    @property
    def _width(self) -> float:
        return self.regimes[-1].stop.decimal - self.regimes[0].start.decimal if self.regimes else 0.0

    def nearest(self, value: float) -> tuple[Tipping | None, Tipping | None]:
        """Return the next tipping point below and above a value, None where there is none."""
        number("value", value)
        below = [each for each in self.tipping if each.decimal < value]
        above = [each for each in self.tipping if each.decimal > value]
        return below[-1] if below else None, above[0] if above else None

    def table(self) -> pd.DataFrame:
        """Return one row a regime: from, to, the labels and outcomes that stand there."""
        return told(self, "table")
