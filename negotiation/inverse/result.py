"""What `levers` returns: who blocks the target, single levers, the smallest joint change, trade-off curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from negotiation.arguments import needed, whole
from negotiation.game.profiles import Profile, Support
from negotiation.provenance import Provenance, Tabled, told
from negotiation.tipping.result import Interval
from negotiation.wording import significant

MOST_POINTS = 100_000
"""Points of a trade-off at most; each is an exact search."""


@dataclass(frozen=True)
class Blocking:
    """A party that gains by leaving the target: `gain` as a number and exactly."""

    party: str
    strategy: str
    to: str
    gain: float
    exact: str

    def __str__(self) -> str:
        return f"{self.party} gains {significant(self.gain, 4)} by switching from {self.strategy} to {self.to}"


@dataclass(frozen=True)
class Company:
    """What else is an equilibrium once the target holds, judged a millionth of the range beyond the threshold.

    `only` is None where the list was not proved complete; `method` is '' where nothing could be judged there.
    """

    only: bool | None
    supports: tuple[Support, ...]
    method: str

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(each.label for each in self.supports)


@dataclass(frozen=True)
class Single:
    """One parameter alone: where in its range the target holds, and the nearest such value.

    `value` is None if there is none. `exact` writes the end it stands for; where that end is irrational, or does not
    hold the target itself (`attained` is False: a strict constraint, a pole), `value` lies just inside. `cost` is the
    distance as a share of the range.
    """

    parameter: str
    now: float
    intervals: tuple[Interval, ...]
    certainty: str
    value: float | None = None
    exact: str | None = None
    cost: float | None = None
    company: Company | None = None
    attained: bool = True


@dataclass(frozen=True)
class Change:
    """Values of the levers that move at which the target holds; `smallest` where it is proved that none is cheaper.

    `method`: an exact linear program; a search, its point proved by exact arithmetic; or a search in floating point.
    `least`: it is proved that no change costs less, None where nothing is proved; the cost is larger where that infimum
    is not attained, because of a strict constraint, and the change lies just inside.
    """

    parameters: Mapping[str, float]
    exact: Mapping[str, str]
    cost: float
    method: str
    smallest: bool
    company: Company
    least: float | None = None

    @property
    def proof(self) -> str:
        """Say what is proved of the cost, in a few words."""
        if self.smallest:
            return "proved the smallest"
        if self.least is not None:
            return "proved the infimum; a strict constraint leaves it out"
        return "not proved the smallest"


@dataclass(frozen=True, eq=False)
class TradeOff(Tabled):
    """For each value of the first lever the nearest value of the second at which the target holds, None without one."""

    first: str
    second: str
    x: tuple[float, ...]
    y: tuple[float | None, ...]
    exact: tuple[str | None, ...]
    provenance: Provenance = field(default_factory=Provenance, repr=False)

@dataclass(frozen=True, eq=False, repr=False)
class Levers(Tabled):
    """What it would take to make a target profile an equilibrium.

    Attributes
    ----------
    target, profile : as asked for; the profile that it stands for, with its `label` and its named `outcome`.
    holds_now, blocked_by : whether it is an equilibrium now, and who leaves it, largest gain first.
    single : every parameter alone that has an effect, those that suffice first, cheapest first.
    smallest_change : over the levers in `over` together; None where none was found.
    blockers : if so, the deviations that no change inside the ranges stops, `gain` the least it can be made.
    blocked_for_certain : whether it is proved that no change of the levers in `over` reaches the target, nor any other
        profile of the outcome that was asked for.
    """

    name: str
    version: str
    target: str
    profile: Profile
    margin: float
    over: tuple[str, ...]
    values: Mapping[str, float]
    holds_now: bool
    blocked_by: tuple[Blocking, ...]
    single: tuple[Single, ...]
    smallest_change: Change | None
    blockers: tuple[Blocking, ...] = ()
    blocked_for_certain: bool = False
    notes: tuple[str, ...] = ()
    curve: Callable[[str, str, int], TradeOff] | None = field(default=None, repr=False)
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def label(self) -> str:
        return self.profile.label

    @property
    def outcome(self) -> str:
        return self.profile.outcome

    @property
    def of_outcome(self) -> bool:
        """Return whether a named outcome was asked for, not one profile."""
        return self.outcome != "" and self.target.strip() == self.outcome

    def trade_off(self, first: str, second: str, points: int = 101) -> TradeOff:
        """Return the trade-off between two parameters, exact at each of `points` values of the first."""
        assert self.curve is not None
        needed("first", first, str)
        needed("second", second, str)
        whole("points", points, 2, MOST_POINTS)
        provenance = self.provenance.by("trade_off", self.provenance.method, first=first, second=second, points=points)
        return replace(self.curve(first, second, points), provenance=provenance)

    def sentences(self) -> list[str]:
        """Say the result in plain sentences."""
        return told(self, "sentences")
