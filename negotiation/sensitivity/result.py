"""What `uncertainty` returns: how likely each outcome is, what matters most, what history rules out, what flips it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from negotiation.equality import ByValue
from negotiation.game import Array
from negotiation.game.profiles import Profile
from negotiation.provenance import Provenance, Tabled, stamped
from negotiation.sensitivity.bands import Bands
from negotiation.sensitivity.drawn.estimate import Estimate
from negotiation.sensitivity.drawn.marks import Marks
from negotiation.sensitivity.drawn.sample import Plan, Sample
from negotiation.sensitivity.history import History, densities, survivors
from negotiation.sensitivity.indices import Bar, Indices
from negotiation.sensitivity.nearest import Flips
from negotiation.wording import percent, significant

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


@dataclass(frozen=True, eq=False)
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

    def __repr__(self) -> str:
        head = f"Uncertainty of {self.name}: {self.draws:,} guesses, seed {self.seed}"
        return "\n".join([head, *(f"  {sentence}" for sentence in self.sentences())])

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
        kept = f" of the {self.survivors:,} guesses that history leaves" if self.history else " of the guesses"
        said = [f"{each.name} is an equilibrium in {_share(each.is_equilibrium)}{kept}, the only one in "
                f"{_share(each.is_only)}." for each in self.outcomes[:4] if each.is_equilibrium.value > 0]
        if self.ripe.value > 0:
            said.append(f"Talks are ripe in {_share(self.ripe)}.")
        return [*said, *self._weak(), *self._history(), *self.notes]

    def _weak(self) -> list[str]:
        said = []
        if self.matters_most:
            said.append(f"Which guess matters most: {' with '.join(self.matters_most)}{self._by()}.")
        for row in self.flips.rows if self.flips else ():
            said.append(_flip_said(row.profile.outcome or row.profile.label, row.at_least, row.at_most, row.party,
                                   row.to, row.moves))
        return said

    def _by(self) -> str:
        if self.sobol is not None and self.sobol.rows:
            row = self.sobol.rows[0]
            return (f", {percent(row.total)} of the variance of {self.of} in all (+- {percent(row.total_confidence)}), "
                    f"{percent(row.first)} alone")
        return f", by which {self.of} swings most when each is moved alone"

    def _history(self) -> list[str]:
        if self.history is None:
            return []
        said = [f"{self.history.survivors:,} of {self.history.draws:,} guesses have every observed outcome as an "
                "equilibrium."]
        most = next((row for row in self.history.observations if row.preset == self.history.tells_most), None)
        if most is not None:
            said.append(f"The observation at {most.preset} ({' or '.join(most.outcomes)}) rules out most: "
                        f"{_share(most.allowed)} of the guesses allow it.")
        return said

    def to_frame(self) -> pd.DataFrame:
        """Return one row an outcome at the scenario: its likelihoods with their standard errors."""
        import pandas as pd

        rows = []
        for each in self.outcomes:
            row: dict[str, object] = {"outcome": each.outcome, "label": each.label}
            for name in ("is_equilibrium", "is_only", "ripe", "selected", "prior"):
                found: Estimate | None = getattr(each, name)
                row |= {name: found.value if found else float("nan"),
                        f"{name} standard error": found.error if found else float("nan")}
            rows.append(row)
        columns = list(rows[0]) if rows else ["outcome", "label"]
        return stamped(pd.DataFrame(rows, columns=columns), self.provenance)

    def draws_frame(self) -> pd.DataFrame:
        """Return one row a guess: its parameters, what is an equilibrium at the scenario, whether it survives."""
        import pandas as pd

        here, marks = self.plan.moments[0], self.sample.marks[0]
        places = self.plan.places(self.sample.cube, here)
        columns: dict[str, object] = {name: places[name] for name in self.plan.guesses.names}
        columns |= {f"equilibrium {outcome or label}": marks.held[:, k]
                    for k, (outcome, label) in enumerate(marks.keys)}
        left = survivors(self.plan, self.sample)
        columns |= {"equilibria": marks.count} | ({} if left is None else {"survives": left})
        return stamped(pd.DataFrame(columns), self.provenance)


def _share(found: Estimate) -> str:
    if not found.draws:
        return "no"
    return f"{percent(found.value)} (+- {percent(found.error, 2)})"


def _flip_said(name: str, least: float | None, most: float | None, party: str, to: str, moves: Mapping[str, float]
               ) -> str:
    if least is None:
        return f"No change of the guesses within their ranges ends {name}: proved."
    if most is None:
        return (f"No relative change of all guesses below {percent(least)} ends {name}: proved; none that does was "
                "found.")
    by = f"{party} then gains by switching to {to}"
    what = ", ".join(f"{parameter} {significant(value, 4)}" for parameter, value in list(moves.items())[:3])
    if most - least <= 1e-6 * most:
        return (f"The smallest relative change of all guesses that ends {name} is {percent(most, 2)}: proved; {by} "
                f"({what}).")
    return (f"A relative change of all guesses by {percent(most, 2)} ends {name}, none below {percent(least, 2)} does: "
            f"both proved; {by} ({what}).")
