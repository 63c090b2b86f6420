"""Rows of equilibria: which point, what each party plays, what it pays, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from negotiation.errors import place_of
from negotiation.game.game import Array, Game, Outcome, Party, read_only
from negotiation.game.profiles import Support, support
from negotiation.game.regret import expected_values, strategy_payoffs
from negotiation.provenance import Provenance, Tabled, told

PLAYED = 1e-9
"""A probability that a method of finite accuracy finds and that is smaller means zero; `cleaned` makes it so."""


@dataclass(frozen=True, eq=False)
class Boxes:
    """Regions that may hold equilibria but were not decided: continua, degenerate equilibria, or a spent budget.

    `point` (B,), `lower[i]` and `upper[i]` (B, Si): bounds on each party's probabilities.
    """

    point: Array
    lower: tuple[Array, ...]
    upper: tuple[Array, ...]

    def __len__(self) -> int:
        return len(self.point)


@dataclass(frozen=True, eq=False, repr=False)
class Equilibria(Tabled):
    """Equilibria as rows over a batch of P parameter points.

    Attributes
    ----------
    point : (E,) the parameter point of each row, ascending.
    mixtures : N arrays (E, Si), each row a probability distribution.
    payoffs : (E, N) expected payoffs.
    regret : (E,) the largest deviation gain, recomputed from the payoff tensor.
    complete : (P,) True where the method guarantees that no equilibrium of the kind it looks for is missing.
    unresolved : (P,) number of boxes left undecided (continua and degenerate equilibria, or a spent budget).
    degenerate : (P,) True where ties were met, so that equilibria may come in continua.
    readouts : name -> (E,) expected read-outs.
    marks : name -> (E,) further columns of a method (strict, dimension, selected, ...).
    """

    parties: tuple[Party, ...]
    point: Array
    mixtures: tuple[Array, ...]
    payoffs: Array
    regret: Array
    method: str
    complete: Array
    unresolved: Array
    degenerate: Array
    parameters: Mapping[str, Array] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    readouts: Mapping[str, Array] = field(default_factory=dict)
    marks: Mapping[str, Array] = field(default_factory=dict)
    boxes: Boxes | None = None
    name: str = "game"
    version: str = ""
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    def __len__(self) -> int:
        return len(self.point)

    @property
    def points(self) -> int:
        return len(self.complete)

    @property
    def sought(self) -> str:
        """Return what `complete` speaks of: method pure looks for pure equilibria only."""
        return "pure equilibria" if self.method == "pure" else "equilibria"

    @cached_property
    def supports(self) -> tuple[Array, ...]:
        """Return, for each party, which strategies each row plays: N bool arrays (E, Si)."""
        return tuple(mixture > 0 for mixture in self.mixtures)

    @cached_property
    def kinds(self) -> tuple[Array, Array]:
        """Return the distinct support patterns and each row's number among them."""
        bits = np.concatenate(self.supports, axis=1)
        packed = np.packbits(bits, axis=1)
        _, first, kind = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        return bits[first], kind.reshape(-1)

    @cached_property
    def met(self) -> list[Support]:
        """Return the distinct supports, in the order of `kinds`."""
        edges = np.cumsum([len(party.strategies) for party in self.parties])[:-1]
        return [support(self.parties, [np.flatnonzero(side).tolist() for side in np.split(pattern, edges)],
                        self.outcomes) for pattern in self.kinds[0]]

    @cached_property
    def played(self) -> Array:
        """Return what the parties play in each row as a value, a Profile where it is pure: (E,) of Support."""
        return np.array(self.met, dtype=object)[self.kinds[1]]

    @cached_property
    def label(self) -> Array:
        """Return the support label of each row, such as "pause+strike / talk": (E,) of str."""
        return np.array([each.label for each in self.met], dtype=object)[self.kinds[1]]

    @cached_property
    def outcome(self) -> Array:
        """Return the named outcome whose profiles make up each row's support, or '': (E,) of str."""
        return np.array([each.outcome for each in self.met], dtype=object)[self.kinds[1]]

    @cached_property
    def pure(self) -> Array:
        """Return True for rows in which every party plays one strategy: (E,)."""
        return np.all([support.sum(axis=1) == 1 for support in self.supports], axis=0)

    def at(self, point: int) -> Equilibria:
        """Return the rows of one parameter point, as a batch of one; -1 is the last point.

        Raises PointError, which is an IndexError too, where there is no such point.
        """
        place = place_of(point, self.points)
        return self.take(self.point == place, [place])

    def take(self, rows: Array, points: Sequence[int] | None = None) -> Equilibria:
        """Return some rows (a mask or index array); with `points`, keep and renumber those points only."""
        rows = np.flatnonzero(rows) if np.asarray(rows).dtype == bool else np.asarray(rows, dtype=int)
        kept = np.arange(self.points) if points is None else np.asarray(points, dtype=int)
        boxes = self.boxes
        if boxes is not None and points is not None:
            inside = np.isin(boxes.point, kept)
            boxes = Boxes(np.searchsorted(kept, boxes.point[inside]),
                          tuple(b[inside] for b in boxes.lower), tuple(b[inside] for b in boxes.upper))
        parameters = {name: values[kept] for name, values in self.parameters.items()}
        return replace(
            self,
            point=self.point[rows] if points is None else np.searchsorted(kept, self.point[rows]),
            mixtures=tuple(mixture[rows] for mixture in self.mixtures),
            payoffs=self.payoffs[rows],
            regret=self.regret[rows],
            complete=self.complete[kept],
            unresolved=self.unresolved[kept],
            degenerate=self.degenerate[kept],
            parameters=parameters,
            provenance=self.provenance if points is None else self.provenance.taken(kept, parameters),
            readouts={name: values[rows] for name, values in self.readouts.items()},
            marks={name: values[rows] for name, values in self.marks.items()},
            boxes=boxes,
        )

    def strategies(self, row: int) -> dict[str, dict[str, float]]:
        """Return what each party plays in a row: party -> strategy -> probability, played ones only."""
        row = place_of(row, len(self), "row")
        return {
            party.id: {each.id: float(weight) for each, weight in zip(party.strategies, mixture[row], strict=True)
                       if weight > 0}
            for party, mixture in zip(self.parties, self.mixtures, strict=True)
        }

    @property
    def columns(self) -> dict[str, object]:
        """Return the columns of the table that follow the parameters."""
        return told(self, "columns")


LEVEL = 12
"""Digits of a weight that order rows: the last ones are a kernel's rounding."""


def collect(
    game: Game,
    method: str,
    point: Array,
    mixtures: Sequence[Array],
    *,
    complete: Array | bool = False,
    unresolved: Array | int = 0,
    degenerate: Array | bool = False,
    marks: Mapping[str, Array] | None = None,
    boxes: Boxes | None = None,
) -> Equilibria:
    """Judge what a method found and lay it out as rows, in order of point and then of strategy.

    Payoffs, regret, strictness and read-outs are recomputed here from the payoff tensor, whatever the method claims.
    """
    point = np.asarray(point, dtype=int)
    order = np.lexsort([*(-np.round(m[:, j], LEVEL) for m in reversed(mixtures) for j in reversed(range(m.shape[1]))),
                        point])
    point, mixtures = point[order], tuple(np.asarray(mixture, dtype=float)[order] for mixture in mixtures)
    values = strategy_payoffs(game.payoffs, mixtures, point)
    payoffs = np.stack([(v * m).sum(axis=1) for v, m in zip(values, mixtures, strict=True)], axis=1)
    gains = [value - payoffs[:, [i]] for i, value in enumerate(values)]
    found = {name: np.asarray(values)[order] for name, values in (marks or {}).items()}
    found["strict"] = _strict(game, point, mixtures, gains)
    return Equilibria(
        parties=game.parties,
        point=read_only(point),
        mixtures=tuple(read_only(mixture) for mixture in mixtures),
        payoffs=read_only(payoffs),
        regret=read_only(np.max([gain.max(axis=1, initial=0.0) for gain in gains], axis=0) + 0.0),
        method=method,
        complete=np.broadcast_to(complete, game.points),
        unresolved=np.broadcast_to(unresolved, game.points),
        degenerate=np.broadcast_to(degenerate, game.points),
        parameters=game.parameters,
        outcomes=game.outcomes,
        readouts=dict(zip(game.readouts, expected_values([*game.readouts.values()], mixtures, point), strict=True)),
        marks=found,
        boxes=boxes,
        name=game.name,
        version=game.version,
        provenance=game.provenance.by("solve", method),
    )


def cleaned(mixture: Array) -> Array:
    """Set probabilities below PLAYED to zero, for methods that cannot tell them from it: (E, S)."""
    kept = np.where(mixture > PLAYED, mixture, 0.0)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))


def _strict(game: Game, point: Array, mixtures: Sequence[Array], gains: Sequence[Array]) -> Array:
    """Mark rows where every party plays one strategy and every other one pays strictly less, by exact payoffs."""
    strict = np.all([(mixture > 0).sum(axis=1) == 1 for mixture in mixtures], axis=0)
    near = np.zeros((len(point), len(mixtures)), dtype=bool)
    for i, (mixture, gain) in enumerate(zip(mixtures, gains, strict=True)):
        slack = 2 * game.rounding[point, i]
        others = np.where(mixture > 0, -np.inf, gain).max(axis=1, initial=-np.inf)
        near[:, i] = (np.abs(others) <= slack) & (slack > 0)
        strict &= (others < 0) | near[:, i]
    row, party = np.nonzero(near & strict[:, None])
    profiles = np.stack([mixture[row].argmax(axis=1) for mixture in mixtures], axis=1)
    strict[row[game.standings(point[row], party, profiles) <= 0]] = False
    return strict


def concatenate(parts: Sequence[Equilibria]) -> Equilibria:
    """Join batches that follow one another in a sweep; points are renumbered through."""
    offsets = np.concatenate([[0], np.cumsum([part.points for part in parts])])
    first = parts[0]
    boxed = [(part.boxes, offset) for part, offset in zip(parts, offsets, strict=False) if part.boxes is not None]
    boxes = Boxes(
        np.concatenate([box.point + offset for box, offset in boxed]),
        tuple(np.concatenate(sides) for sides in zip(*(box.lower for box, _ in boxed), strict=True)),
        tuple(np.concatenate(sides) for sides in zip(*(box.upper for box, _ in boxed), strict=True)),
    ) if boxed else None

    def join(pick: object) -> dict[str, Array]:
        tables = [pick(part) for part in parts]  # type: ignore[operator]
        return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}

    return replace(
        first,
        point=np.concatenate([part.point + offset for part, offset in zip(parts, offsets, strict=False)]),
        mixtures=tuple(np.concatenate(columns) for columns in zip(*(part.mixtures for part in parts), strict=True)),
        payoffs=np.concatenate([part.payoffs for part in parts]),
        regret=np.concatenate([part.regret for part in parts]),
        complete=np.concatenate([part.complete for part in parts]),
        unresolved=np.concatenate([part.unresolved for part in parts]),
        degenerate=np.concatenate([part.degenerate for part in parts]),
        parameters=join(lambda part: part.parameters),
        readouts=join(lambda part: part.readouts),
        marks=join(lambda part: part.marks),
        boxes=boxes,
    )
