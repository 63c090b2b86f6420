"""How far each parameter could move, alone, before the answer changes: exact where payoffs are polynomials of it.

Along every parameter the regimes are found (`regimes`); the one that holds the present value is the margin: within it
the set of pure equilibria stays the same. The parameter with the narrowest margin, as a share of its range, is the one
the answer hangs on most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from negotiation.arguments import listed, needed, text
from negotiation.arithmetic.algebraic import Algebraic
from negotiation.expression import exact
from negotiation.game.profiles import Support
from negotiation.model import Model
from negotiation.plain import Value, one, single
from negotiation.progress import steps
from negotiation.provenance import Provenance, Tabled
from negotiation.tipping.analysis import regimes
from negotiation.tipping.result import EXACT, End, Interval, Regime, Regimes


@dataclass(frozen=True)
class Edge:
    """Where a margin ends: the value, its distance as a share of the range, what ends, begins beyond it."""

    end: End
    distance: float
    ended: tuple[Support, ...]
    begun: tuple[Support, ...]

    @property
    def gone(self) -> tuple[str, ...]:
        return tuple(each.label for each in self.ended)

    @property
    def come(self) -> tuple[str, ...]:
        return tuple(each.label for each in self.begun)


@dataclass(frozen=True)
class Lapse:
    """Where one parameter, moved alone, ends an equilibrium: to which `side`, at which end of its interval."""

    parameter: str
    now: float
    side: str
    end: End
    distance: float


@dataclass(frozen=True)
class Margin:
    """One parameter's margin; `below` or `above` is None where nothing changes up to the end of the range.

    `spans` holds for each pure equilibrium at the present value the interval round it; `width` is the range's.
    """

    parameter: str
    now: float
    below: Edge | None
    above: Edge | None
    spans: Mapping[str, Interval] = field(default_factory=dict)
    width: float = 1.0

    @property
    def distance(self) -> float:
        """Return the share of the range to the nearer edge; infinite where the answer never changes."""
        return min((edge.distance for edge in (self.below, self.above) if edge), default=float("inf"))

    @property
    def nearer(self) -> Edge | None:
        """Return the edge that lies nearer."""
        return min((edge for edge in (self.below, self.above) if edge), key=lambda edge: edge.distance, default=None)


@dataclass(frozen=True, eq=False, repr=False)
class Margins(Tabled):
    """Every parameter's margin, the narrowest first; `labels` are the pure equilibria that stay within them."""

    name: str
    version: str
    supports: tuple[Support, ...]
    rows: tuple[Margin, ...]
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(each.label for each in self.supports)

    def lapses(self, label: str, kept: str = "") -> list[Lapse]:
        """Return where each parameter alone ends an equilibrium, the nearest first; those beyond which `kept` stays."""
        found = []
        for each in self.rows:
            span, other = each.spans.get(label), each.spans.get(kept)
            for side, end in (("below", span.start), ("above", span.stop)) if span else ():
                stays = other is None or (other.start.number < end.number if side == "below"
                                          else end.number < other.stop.number)
                if not end.edge and stays and not (kept and other is None):
                    distance = abs(end.decimal - each.now) / each.width
                    found.append(Lapse(each.parameter, each.now, side, end, distance))
        return sorted(found, key=lambda lapse: lapse.distance)

def margins(
    model: Model, names: Sequence[str] | None = None, *, preset: str | None = None,
    at: Mapping[str, Value] | None = None, **values: Value,
) -> Margins:
    """Find how far each parameter could move alone before the set of pure equilibria changes.

    Parameters
    ----------
    names : the parameters to move; None means all.
    preset, at, values : where the parameters stand now.

    Raises
    ------
    ModelError, ParameterError
        As `regimes`.

    >>> from negotiation.library import load
    >>> found = margins(load("geneva-2016"), ["control", "refugees"])
    >>> found.rows[0].parameter, found.rows[0].above.end.exact, found.rows[1].distance
    ('control', '3/4', inf)
    """
    needed("model", model, Model)
    listed("names", names)
    text("preset", preset)
    here = model.point(preset, at=at, **values)
    chosen = list(model.parameters) if names is None else [model.parameter(name).id for name in names]
    found: list[Margin] = []
    stand: tuple[Support, ...] = ()
    for name in steps("Moving each slider alone", chosen, len(chosen)):
        along, now = regimes(model, name, mixed=False, at=here), here[name]
        assert single(now)  # Else `regimes` has refused it.
        row, stand = _margin(model, along, now)
        found.append(row)
    stood = {name: [one(value)] for name, value in here.items()}
    provenance = model.origin("margins", here, None, stood, dict.fromkeys(names or ()), EXACT)
    return Margins(model.id, model.version, stand, tuple(sorted(found, key=lambda each: each.distance)), provenance)


def _margin(model: Model, along: Regimes, value: float | Fraction) -> tuple[Margin, tuple[Support, ...]]:
    here = tuple(row.support for row in along.at(value))
    number, each = Algebraic.rational(exact(value)), model.parameters[along.parameter]

    def edge(outward: Sequence[Regime], near: str, far: str) -> Edge | None:
        last = None
        for regime in outward:
            start: End = getattr(regime, near)
            if last is not None and start.number != last:
                return None
            if set(regime.supports) != set(here):
                gone = tuple(each for each in here if each not in regime.supports)
                come = tuple(each for each in regime.supports if each not in here)
                return Edge(start, abs(start.decimal - float(value)) / (each.high - each.low), gone, come)
            last = getattr(regime, far).number
        return None

    below = [regime for regime in reversed(along.regimes) if regime.start.number < number]
    above = [regime for regime in along.regimes if number < regime.stop.number]
    spans = {row.label: span for row in along.at(value) for span in row.intervals if value in span}
    ends = edge(below, "stop", "start"), edge(above, "start", "stop")
    return Margin(along.parameter, float(value), *ends, spans, each.high - each.low), here
