"""What an author declares in a model file, as plain records: parameters, formulas, presets, paths, expectations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from negotiation.expression import Comparison, Node, names

ROUNDING = 1e-12
"""How far, relative to 1, a value may lie outside its range by rounding alone."""

SHAPES = ("uniform", "triangular", "normal")


@dataclass(frozen=True)
class Distribution:
    """What an author believes of a parameter: a shape about its value, cut off at the ends of its range.

    Without numbers its width is what is asked for (`spread`). With numbers it is about the parameter's default, and a
    preset that moves the parameter moves it along: `low` and `high` the ends of a uniform or triangular one, `mode` the
    peak of a triangular one, `mean` and `deviation` those of a normal one before it is cut.
    """

    shape: str = "uniform"
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    mean: float | None = None
    deviation: float | None = None

    @property
    def numbered(self) -> bool:
        return self.low is not None or self.deviation is not None


@dataclass(frozen=True)
class Correlation:
    """Parameters that are guessed high together: the correlation of each pair's normal scores (a Gaussian copula)."""

    parameters: tuple[str, ...]
    coefficient: float


@dataclass(frozen=True)
class Parameter:
    """The only description of a parameter: slider, flag, range check, axis label and column header read it."""

    id: str
    low: float
    high: float
    default: float
    label: str = ""
    unit: str = ""
    description: str = ""
    source: str = ""
    evidence: str = "estimate"
    theme: str = ""
    kind: str = "lever"
    level: str = "main"
    step: float | None = None
    low_label: str = ""
    high_label: str = ""
    distribution: Distribution | None = None

    @property
    def is_share(self) -> bool:
        """Return whether it is a share of a whole ("share", "government share"), said in per cent everywhere."""
        return self.unit.split(" ")[-1] == "share" and self.low >= 0 and self.high <= 1

    @cached_property
    def limits(self) -> tuple[float, float]:
        """Return the ends of its range, widened by what rounding alone may do."""
        slack = ROUNDING * max(1.0, abs(self.low), abs(self.high))
        return self.low - slack, self.high + slack


@dataclass(frozen=True)
class Formula:
    """A named formula with its text as the author wrote it."""

    id: str
    text: str
    node: Node
    label: str = ""
    unit: str = ""


def reached(formulas: Iterable[Formula], components: Mapping[str, Formula]) -> set[str]:
    """Return every name that formulas read, through components too."""
    found: set[str] = set()
    new = {name for each in formulas for name in names(each.node)}
    while new:
        found |= new
        new = {name for each in new if each in components for name in names(components[each].node)} - found
    return found


@dataclass(frozen=True)
class Constraint:
    text: str
    condition: Comparison
    message: str


@dataclass(frozen=True)
class Preset:
    """A dated set of parameter values; `observed` names the outcomes of which one was seen then, as `record` says."""

    id: str
    values: Mapping[str, float]
    label: str = ""
    date: str = ""
    approximate: bool = False
    note: str = ""
    observed: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True)
class Path:
    """Parameters tied to one that runs along its range."""

    id: str
    over: str
    ties: Mapping[str, Formula]
    label: str = ""
    description: str = ""


@dataclass(frozen=True)
class Source:
    id: str
    label: str
    kind: str = "estimate"
    note: str = ""


@dataclass(frozen=True)
class Expectation:
    """What a model's author states must hold; `negotiation.expectations` proves it."""

    title: str
    preset: str = ""
    bayesian: bool = False
    set: Mapping[str, float | str] = field(default_factory=dict)
    over: Mapping[str, Sequence[float]] = field(default_factory=dict)
    method: str = ""
    equilibria: tuple[str, ...] | None = None
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    count: int | None = None
    degenerate: bool | None = None
    mixtures: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    payoffs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gains: tuple[Mapping[str, str], ...] = ()
    only_gains: bool = False
    readouts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bargain: Mapping[str, str] = field(default_factory=dict)
    vote: Mapping[str, str] = field(default_factory=dict)
    unfold: Mapping[str, str | float | Sequence[str | float]] = field(default_factory=dict)
    offer: Mapping[str, str] = field(default_factory=dict)
    doubt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """One side of a bargaining table; the first side of a section wants more of the share, the second less."""

    id: str
    parties: tuple[int, ...]
    principal: int
    patience: Formula
    weight: Formula
    curvature: Formula
    label: str = ""


@dataclass(frozen=True)
class Issue:
    """One issue of a multi-issue bargain, with what winning all of it is worth to each party."""

    id: str
    points: tuple[Formula, ...]
    label: str = ""
    description: str = ""


@dataclass(frozen=True)
class Disagreement:
    """Which profiles count as no deal, whose favourite is taken if several hold, and what stands in if none does."""

    patterns: tuple[str, ...]
    mask: np.ndarray = field(repr=False, compare=False)
    favourite: int
    fallback: tuple[int, ...]


@dataclass(frozen=True)
class Shift:
    """How a parameter is expected to move by the next period."""

    parameter: str
    by: Formula


@dataclass(frozen=True)
class Bargaining:
    """What is divided: one share between two sides (`values`, `sides`), or issues with points (`issues`)."""

    label: str = ""
    unit: str = "share"
    low_label: str = ""
    high_label: str = ""
    description: str = ""
    values: tuple[Formula, ...] = ()
    sides: tuple[Side, ...] = ()
    table: Formula | None = None
    disagreement: Disagreement | None = None
    shift: Shift | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Jump:
    """A jump of the state, by an amount or to a value, with a probability a period."""

    probability: Formula
    by: Formula | None = None
    to: Formula | None = None


@dataclass(frozen=True)
class End:
    """One way in which a war ends: a probability a period, and/or the states that are this end.

    `payoffs` has what it is worth to each party from the next period on; `terms` is recorded with it.
    """

    id: str
    payoffs: tuple[Formula, ...]
    probability: Formula | None = None
    when: Comparison | None = None
    terms: Formula | None = None
    label: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Unfolding:
    """How a war unfolds: the parameter that the parties move, what lasts, what flows, and how it ends.

    `standing` and `flow` are empty where the file does not give them: the payoffs, and nothing.
    """

    state: str
    path: str | None = None
    points: int = 41
    period: str = "period"
    start: Formula | None = None
    discount: tuple[Formula, ...] = ()
    drift: Formula | None = None
    spread: Formula | None = None
    moves: tuple[Jump, ...] = ()
    standing: tuple[Formula, ...] = ()
    flow: tuple[Formula, ...] = ()
    ends: tuple[End, ...] = ()


@dataclass(frozen=True)
class VotingRule:
    """A weighted vote: `members` positions of parties, in the order of `weights`; formulas that no strategy moves."""

    quota: Formula
    members: tuple[int, ...]
    weights: tuple[Formula, ...]
    label: str = ""
    description: str = ""


@dataclass(frozen=True)
class NamedStructure:
    """A coalition structure by name: `blocs` are bit masks, bit i for party i."""

    id: str
    blocs: tuple[int, ...]
    label: str = ""
    description: str = ""


@dataclass(frozen=True)
class Coalitions:
    """What a file says of coalitions: `worth` coalition (bit mask) -> formula, every one or none; named structures."""

    worth: Mapping[int, Formula] = field(default_factory=dict)
    structures: tuple[NamedStructure, ...] = ()
