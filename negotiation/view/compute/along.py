"""The equilibria along a slider or a path: the one `Regimes` that headline, ribbon, pages and brief read; payoffs.

Everything is remembered by all values but that of the slider that runs: moving it costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np

from negotiation.errors import ParameterError
from negotiation.game import Array
from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Played, Support
from negotiation.model import Model
from negotiation.plain import Value
from negotiation.report.narrate.naming import standing_named
from negotiation.studies.sweeps import sweep
from negotiation.tipping.along.line import line
from negotiation.tipping.along.sampling.sampled import Sampling
from negotiation.tipping.analysis import regimes_on
from negotiation.tipping.result import Interval, Regimes
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Fixed, Values, held, is_path, kernel, laid, method

GRID = 201
MOST_PAIRS = 2.0**12
"""Pairs of supports up to which payoffs at mixed equilibria are drawn along a slider; beyond, those at pure ones."""

MOST_PROFILES = 300
"""Profiles up to which mixed equilibria of three and more parties are looked for along a slider while somebody waits;
beyond, the answer along it is one in pure choices, and says so."""

FEW_MIXED = 3
"""Mixed equilibria that get names of their own; where there are more they share one."""

NUMBERS = 2_000_000
"""Payoff numbers a sweep along a slider may take; a large game gets fewer points."""

SAMPLING = Sampling(seconds=60.0)
"""How mixed equilibria of three and more parties are looked for once the kernel is ready: as finely as the command line
does, in a tenth of the time, since somebody waits before the page; what is left over is told as open there as here."""


@dataclass(frozen=True)
class Stretch(Played):
    """One equilibrium over an unbroken stretch of a slider."""

    support: Support
    name: str
    start: float
    end: float
    span: Interval


@dataclass(frozen=True, eq=False)
class Along:
    """A model along a slider or path: the stretches of its regimes, payoffs at grid points."""

    model: Model
    over: str
    fixed: Fixed
    regimes: Regimes
    ordinal: bool = False
    due: bool = False
    """Whether mixed equilibria are still to be looked for."""
    pure: bool = False
    """Whether only pure equilibria were looked for, or are until now."""

    @property
    def partial(self) -> bool:
        """Whether the answer at a point counts mixed equilibria, and this does not."""
        return self.pure and not self.ordinal and method(self.model) == "complete"

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Return every interval of every equilibrium."""
        mixed = sum(not row.pure for row in self.regimes.standings)
        return tuple(
            Stretch(
                row.support,
                standing_named(self.model, row.support)
                if row.pure or mixed <= FEW_MIXED
                else "Mixed equilibria",
                each.start.decimal,
                each.stop.decimal,
                each,
            )
            for row in self.regimes.standings
            for each in row.intervals
        )

    @cached_property
    def x(self) -> Array:
        """Return the grid for charts, shortened to where the constraints allow it."""
        numbers = len(self.model.parties) * prod(self.model.strategy_counts)
        each = self.model.parameters[self.regimes.parameter]
        x = np.linspace(each.low, each.high, max(11, min(GRID, NUMBERS // numbers)))
        return x if not self.model.constraints or self._fits(x) else np.array([v for v in x if self._fits(v)])

    @cached_property
    def equilibria(self) -> Equilibria:
        """Return the equilibria at the grid, whose payoffs are drawn."""
        point = laid(self.model, dict(self.fixed)).moved({self.regimes.parameter: self.x})
        method = "support" if self._few and not self.ordinal else "pure"
        return sweep(self.model, path=self._path, method=method, at=point).equilibria

    @property
    def unmixed(self) -> bool:
        """Return whether payoffs at the grid are those of pure equilibria, though mixed ones may stand beside them."""
        return not self._few and not self.ordinal

    @property
    def _few(self) -> bool:
        """Return whether every pair of supports can be solved at every point of the grid."""
        return len(self.model.parties) == 2 and prod(2.0**count for count in self.model.strategy_counts) <= MOST_PAIRS

    @property
    def _path(self) -> str | None:
        return self.over if is_path(self.model, self.over) else None

    def _fits(self, x: Array | float) -> bool:
        kept: dict[str, Value] = {**dict(self.fixed), self.regimes.parameter: x}
        try:
            self.model.at("", path=self._path, at=kept)
        except ParameterError:
            return False
        return True


@dataclass(frozen=True, eq=False)
class Twin:
    """The pinned scenario along the same slider: its equilibria there, at its own value, and that value."""

    along: Along
    now: Equilibria
    value: float


def along(model: Model, at: Values, over: str, ordinal: bool = False) -> Along:
    """Return a model along a parameter or a path, the other parameters held; the own value does not matter.

    `ordinal`: pure equilibria only, all that an order of payoffs can say.
    """
    return _along(model, held(model, at, over), over, "" if ordinal else kernel(), ordinal)


def at_hand(model: Model, at: Values, over: str, ordinal: bool = False) -> bool:
    """Return whether `along` costs nothing, since it was asked for before."""
    return _along.holds(model, held(model, at, over), over, "" if ordinal else kernel(), ordinal)


def exact(model: Model, at: Values, over: str, ordinal: bool = False) -> Regimes:
    """Return the regimes along a parameter or a path: exact where they can be, else they say how sure they are."""
    return along(model, at, over, ordinal).regimes


@cached
def _along(model: Model, fixed: Fixed, over: str, kernel: str, ordinal: bool) -> Along:
    path = over if is_path(model, over) else None
    point = laid(model, dict(fixed))
    run = line(model, None if path else over, path, point)
    small = prod(model.strategy_counts) <= MOST_PROFILES and method(model) == "complete"
    sampled = not ordinal and len(model.parties) > 2 and small
    mixed = (not ordinal and len(model.parties) == 2) or (sampled and bool(kernel))
    found = regimes_on(run, point, mixed, replace(SAMPLING, kernel=kernel or None))
    return Along(model, over, fixed, found, ordinal, due=sampled and not mixed, pure=not mixed)
