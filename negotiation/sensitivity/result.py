"""What `uncertainty` returns: how likely each outcome is, what matters most, what history rules out, what flips it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from negotiation.equality import ByValue
from negotiation.game import Array
from negotiation.game.profiles import Profile
from negotiation.provenance import Provenance, Tabled, told
from negotiation.sensitivity.bands import Bands
from negotiation.sensitivity.drawn.estimate import Estimate
from negotiation.sensitivity.drawn.marks import Marks
from negotiation.sensitivity.drawn.sample import Plan, Sample
from negotiation.sensitivity.history import History, densities
from negotiation.sensitivity.indices import Bar, Indices
from negotiation.sensitivity.nearest.records import Flips

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Guessed:
    """An uncertain parameter: where it stands, its distribution's shape and ends (of a normal one its middle 95 %)."""

    parameter: str
    now: float
    shape: str
    low: float
    high: float


@dataclass(frozen=True)
class Chance:
    """How likely an outcome is, or a support without a named one (`outcome` '').

    `is_only`: the only equilibrium of those the method looks for. `ripe`: it is the agreement that every party prefers
    to a conflict, both equilibria, or that conflict. `selected`: by the principal logit branch, over fewer draws; None
    where that was not asked for. `prior`: `is_equilibrium` before history ruled guesses out.
    """

    outcome: str
    label: str
    is_equilibrium: Estimate
    is_only: Estimate
    ripe: Estimate
    selected: Estimate | None
    prior: Estimate

    @property
    def name(self) -> str:
        return self.outcome or self.label


@dataclass(frozen=True)
class Radius:
    """The robustness radius of a pure equilibrium: payoffs that are off by less, all at once, leave it one.

    Half the smallest loss from leaving it, in payoff units, nan where it is not strict (`refine.radius`); `party` loses
    least, by switching to `to`.
    """

    profile: Profile
    radius: float
    party: str
    to: str


@dataclass(frozen=True, eq=False)
class Known(ByValue):
    """What is known beside the draws, and does not hang on how many there are.

    `chosen`: what the logit branch selects at the first draws; `along`: the slider or path, and positions (X,) on it.
    """

    radii: tuple[Radius, ...] = ()
    flips: Flips | None = None
    of: str = ""
    tornado: tuple[Bar, ...] = ()
    sobol: Indices | None = None
    chosen: Marks | None = None
    along: tuple[str, tuple[float, ...]] | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Uncertainty(Tabled):
    """How sure an answer is where its parameters are guesses.

    Attributes
    ----------
    draws, rejected : guesses kept, and the share of those drawn that broke a range or constraint.
    survivors : guesses that history leaves; all of them without `given`.
    guesses : what is uncertain.
    outcomes : how likely each outcome is at the scenario, among the survivors, the likeliest first.
    none, several, ripe : that there is no equilibrium of those looked for, more than one, that talks are ripe.
    undecided : share of the guesses at which the method proved nothing about further equilibria.
    history : what observations rule out; None where none was given.
    bands : along a slider or path; None where none was asked for.
    known : `radii` and `flips` of the pure equilibria as the parameters stand: what payoff error, what relative change
        ends each; `of` a numeric result, `tornado` and `sobol` what each guess does to it alone and together.
    """

    name: str
    version: str
    draws: int
    seed: int
    rejected: float
    survivors: int
    guesses: tuple[Guessed, ...]
    outcomes: tuple[Chance, ...]
    none: Estimate
    several: Estimate
    ripe: Estimate
    undecided: float
    history: History | None
    bands: Bands | None
    notes: tuple[str, ...]
    known: Known = field(repr=False)
    plan: Plan = field(repr=False)
    sample: Sample = field(repr=False)
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def radii(self) -> tuple[Radius, ...]:
        return self.known.radii

    @property
    def flips(self) -> Flips | None:
        return self.known.flips

    @property
    def of(self) -> str:
        return self.known.of

    @property
    def tornado(self) -> tuple[Bar, ...]:
        return self.known.tornado

    @property
    def sobol(self) -> Indices | None:
        return self.known.sobol

    def chance(self, outcome: str) -> Chance | None:
        """Return the row of an outcome's id, or of a support's label; None where it never holds."""
        return next((each for each in self.outcomes if each.name == outcome), None)

    def densities(self, parameter: str, bins: int = 20) -> tuple[Array, Array, Array]:
        """Return bin edges (bins + 1,) of a guess, the shares of all guesses and of the survivors in each (bins,)."""
        return densities(self.plan, self.sample, parameter, bins)

    @property
    def matters_most(self) -> tuple[str, ...]:
        """Return the guess (or the correlated ones) on which the numeric result hangs most; () where none does."""
        if self.sobol is not None and self.sobol.rows:
            return self.sobol.rows[0].parameters
        best = next((bar for bar in self.tornado if bar.swing > 0), None)
        return () if best is None else (best.parameter,)

    def sentences(self) -> list[str]:
        """Say the result in plain sentences."""
        said: list[str] = told(self, "sentences")
        return said

    def draws_frame(self) -> pd.DataFrame:
        """Return one row a guess: its parameters, what is an equilibrium at the scenario, whether it survives."""
        return told(self, "draws")
