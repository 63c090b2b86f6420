"""Labelled payoff tensors over a batch of parameter points; knows nothing of text or symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from negotiation.arguments import needed, places, positions, wrong
from negotiation.errors import ModelError, place_of, unknown
from negotiation.game.parties import Outcome, Party, numbered_parties
from negotiation.game.profiles import label_of, written
from negotiation.game.rationals import Exact, Part, fractions, standings
from negotiation.provenance import Provenance, Tabled

Array = np.ndarray

TOLERANCE = 1e-9
"""The one tolerance: payoffs that differ by less than this share of a party's payoff range are tied."""


WIDEST = float(np.finfo(float).max)
"""How far apart the payoffs of one party may lie."""

MAX_POINTS = 10_000_000
"""Parameter points of a sweep at most, so that a slip of the pen does not fill the memory."""


def read_only(array: Array) -> Array:
    """Return a view that cannot be written through."""
    view = array.view()
    view.flags.writeable = False
    return view


def varying(parameters: Mapping[str, Array]) -> list[str]:
    """Return the names of the parameters whose value differs between points."""
    return [name for name, values in parameters.items() if len(values) > 1 and np.any(values != values[0])]


def _check_widths(payoffs: Array) -> None:
    """Raise ModelError where the difference of two payoffs of one party is no longer a float."""
    axes = tuple(range(2, payoffs.ndim))
    low, high = payoffs.min(axis=axes), payoffs.max(axis=axes)
    if (wide := high / 2 - low / 2 > WIDEST / 2).any():
        p, i = np.argwhere(wide)[0]
        raise ModelError(f"the payoffs of party {i + 1} range from {low[p, i]:g} to {high[p, i]:g}; "
                         f"allowed: a range of at most {WIDEST:.2g}")


@dataclass(frozen=True, eq=False, repr=False)
class Game(Tabled):
    """A finite game in strategic form at P parameter points.

    Attributes
    ----------
    payoffs : (P, N, S1, ..., SN) float array, read-only
        `payoffs[p, i, s1, ..., sN]` is party i's payoff; axis 2+j is party j's strategy for every payer.
    parties : N parties in the order of the payoff axes.
    parameters : name -> (P,) values that produced the points; empty for a game typed in directly.
    outcomes : named sets of profiles.
    readouts : name -> (P, S1, ..., SN) quantities shown beside the payoffs.
    exact : where the exact payoffs come from; None where the floats are the payoffs.

    Raises
    ------
    ModelError
        Shapes disagree, a payoff is not finite, or a party's payoffs lie farther apart than a float can say.
    """

    payoffs: Array
    parties: tuple[Party, ...] = ()
    parameters: Mapping[str, Array] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    readouts: Mapping[str, Array] = field(default_factory=dict, repr=False)
    name: str = "game"
    version: str = ""
    exact: Exact | None = field(default=None, repr=False)
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    def __post_init__(self) -> None:
        payoffs = np.asarray(self.payoffs, dtype=float)
        if payoffs.ndim < 3 or payoffs.shape[1] != payoffs.ndim - 2 or 0 in payoffs.shape[1:]:
            raise ModelError(f"payoffs have shape {payoffs.shape}; allowed: (points, N, S1, ..., SN)")
        low, high = (payoffs.min(), payoffs.max()) if payoffs.size else (0.0, 0.0)
        if not (np.isfinite(low) and np.isfinite(high)):
            raise ModelError("a payoff is not a finite number")
        if high / 2 - low / 2 > WIDEST / 2:
            _check_widths(payoffs)
        parties = tuple(self.parties) or numbered_parties(payoffs.shape[2:])
        if tuple(len(party.strategies) for party in parties) != payoffs.shape[2:]:
            raise ModelError(f"payoffs have shape {payoffs.shape}, which does not match the parties' strategies")
        object.__setattr__(self, "payoffs", read_only(payoffs))
        object.__setattr__(self, "parties", parties)
        if not self.provenance.model:
            named = Provenance("payoffs", self.name, self.version, parameters=self.parameters)
            object.__setattr__(self, "provenance", named)

    @classmethod
    def from_payoffs(cls, *tables: object, parties: Sequence[Party] = (), name: str = "game") -> Game:
        """Build one game from N payoff tables, one a party, each of shape (S1, ..., SN).

        >>> Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]]).strategy_counts
        (2, 2)
        """
        try:
            stacked = np.stack([np.asarray(table, dtype=float) for table in tables])[None]
        except (ValueError, TypeError):
            raise ModelError("payoff tables must be numbers, all of the same shape (S1, ..., SN)") from None
        return cls(stacked, tuple(parties), name=name)

    @property
    def points(self) -> int:
        """Return P, the number of parameter points."""
        return self.payoffs.shape[0]

    @property
    def strategy_counts(self) -> tuple[int, ...]:
        return self.payoffs.shape[2:]

    def __len__(self) -> int:
        return self.points

    @cached_property
    def scale(self) -> Array:
        """Return each party's payoff range, shape (P, N); the unit of every tolerance. Ties everywhere give 1."""
        axes = tuple(range(2, self.payoffs.ndim))
        spread = self.payoffs.max(axis=axes) - self.payoffs.min(axis=axes)
        return np.where(spread > 0, spread, 1.0)

    def select(self, points: object) -> Game:
        """Return the game at some of its points (an index, slice or index array)."""
        index = places(points, self.points)
        parameters = {name: values[index] for name, values in self.parameters.items()}
        return replace(
            self,
            payoffs=self.payoffs[index],
            parameters=parameters,
            readouts={name: values[index] for name, values in self.readouts.items()},
            exact=None if self.exact is None else Part(self.exact, index),
            provenance=self.provenance.taken(index, parameters),
        )

    def rationals(self, point: int, where: Array | None = None) -> Array:
        """Return the exact payoffs of one point: (N, S1, ..., SN) of Fraction; 0 outside `where`, profiles marked.

        A payoff given as a float is that float; a model's is what its formulas say of the shortest decimals (0.1 is
        1/10), unless exp, log or sqrt stand in them.
        """
        point = place_of(point, self.points)
        tables = [None] * len(self.parties) if self.exact is None else self.exact.tables(point, where)
        return np.stack([fractions(own, where) if table is None else table
                         for own, table in zip(self.payoffs[point], tables, strict=True)])

    def standings(self, point: Array, party: Array, profiles: Array) -> Array:
        """Compare exact payoffs with those of the payer's other strategies: best 1, tied 0, less -1.

        `point` (R,), `party` (R,) and `profiles` (R, N) say whose payoff, where; returns (R,).
        """
        return standings(self.payoffs, self.rounding, self.exact, point, party, profiles)

    @cached_property
    def rounding(self) -> Array:
        """Bound |float - exact payoff| of each party at each point: (P, N); zero where the floats are the payoffs."""
        if self.exact is None:
            return np.zeros((self.points, len(self.parties)))
        return np.broadcast_to(self.exact.rounding(), (self.points, len(self.parties)))

    def rounding_at(self, points: Array) -> Array:
        """Bound |float - exact payoff| at some points (R,) as tightly as is known, which takes longer: (R, N)."""
        return self.rounding[points] if self.exact is None else self.exact.rounding_at(points)

    def index(self, profile: str | Sequence[str]) -> tuple[int, ...]:
        """Return the position of a profile written "press, strike, ..." or as a sequence of strategy ids."""
        parts = written(profile) if isinstance(profile, str) else profile
        if not isinstance(parts, Sequence | np.ndarray) or getattr(parts, "ndim", 1) != 1:
            raise wrong("profile", profile, "a text or a list of strategies")
        if len(parts) != len(self.parties):
            raise ModelError(f"a profile of {self.name} names {len(self.parties)} strategies, found {len(parts)}")
        return tuple(party.index(part) for party, part in zip(self.parties, parts, strict=True))

    def label(self, profile: Sequence[int]) -> str:
        """Return "press / strike / ..." for a tuple of positions."""
        profile = positions("profile", profile, self.strategy_counts)
        return label_of(self.parties, profile)

    def outcome_of(self, profile: Sequence[int]) -> str:
        """Return the id of the first named outcome that holds the profile, or ''."""
        place = positions("profile", profile, self.strategy_counts)
        return next((outcome.id for outcome in self.outcomes if outcome.mask[place]), "")

    def party_index(self, party: str) -> int:
        """Return a party's position by its id."""
        needed("party", party, str)
        ids = [each.id for each in self.parties]
        if party not in ids:
            raise ModelError(unknown("a party", party, ids))
        return ids.index(party)

    def best_responses(self) -> Array:
        """Mark, for each party and profile, whether its strategy is a best reply: (P, N, S1, ..., SN) bool.

        Ties are ties of the exact payoffs, as in `solvers.pure`; all of them count as best.
        """
        marks = np.empty(self.payoffs.shape, dtype=bool)
        for i in range(len(self.parties)):
            own, slack = self.payoffs[:, i], 2 * self.rounding[:, i].reshape(-1, *[1] * len(self.parties))
            best = own >= own.max(axis=1 + i, keepdims=True) - slack
            doubtful = best & (best.sum(axis=1 + i, keepdims=True) > 1) & (slack > 0)
            point, *profiles = np.nonzero(doubtful)
            best[doubtful] = self.standings(point, np.full(len(point), i), np.stack(profiles, axis=1)) >= 0
            marks[:, i] = best
        return marks

    def dominated(self, strict: bool = True) -> tuple[Array, ...]:
        """Mark each party's strategies that another pure strategy dominates: N arrays of shape (P, Si).

        Strict: better against everything, beyond the tolerance of 1e-9 of the party's payoff range. Weak: never worse
        and somewhere better, within the same tolerance.
        """
        found = []
        for i, size in enumerate(self.strategy_counts):
            own = np.moveaxis(self.payoffs[:, i], 1 + i, 1).reshape(self.points, size, -1)
            gain = (own[:, :, None] - own[:, None, :]) / self.scale[:, i].reshape(-1, 1, 1, 1)
            better = gain.min(axis=3) > TOLERANCE if strict else (
                (gain.min(axis=3) >= -TOLERANCE) & (gain.max(axis=3) > TOLERANCE))
            found.append(better.any(axis=1))
        return tuple(found)

    def pareto_dominated(self) -> Array:
        """Mark profiles that another one improves on for some and worsens for none: (P, S1, ..., SN) bool.

        Gains within 1e-9 of a party's payoff range count as none.
        """
        flat = (self.payoffs.reshape(self.points, len(self.parties), -1)
                / self.scale[:, :, None])
        worse = np.zeros((self.points, flat.shape[2]), dtype=bool)
        for k in range(flat.shape[2]):
            gain = flat[:, :, k, None] - flat
            worse |= (gain.min(axis=1) >= -TOLERANCE) & (gain.max(axis=1) > TOLERANCE)
        return worse.reshape(self.points, *self.strategy_counts)

    def slice(self, first: str, second: str, profile: str | Sequence[str]) -> Game:
        """Return the two-party game of `first` and `second`, the others held at a profile.

        Payoffs keep the party order of this game, so the party that comes first here plays the rows.
        """
        kept = sorted({self.party_index(first), self.party_index(second)})
        if len(kept) != 2:
            raise ModelError("a slice needs two different parties")
        fixed = self.index(profile)
        where = tuple(slice(None) if i in kept else fixed[i] for i in range(len(self.parties)))
        name = f"{self.name}: {self.parties[kept[0]].id} and {self.parties[kept[1]].id}"
        return Game(
            self.payoffs[:, kept][(slice(None), slice(None), *where)],
            tuple(self.parties[i] for i in kept),
            self.parameters,
            tuple(Outcome(o.id, o.mask[where], o.label, o.description, o.kind) for o in self.outcomes),
            {key: values[(slice(None), *where)] for key, values in self.readouts.items()},
            name,
            self.version,
            None if self.exact is None else Part(self.exact, np.arange(self.points), tuple(kept), where),
            self.provenance.by("payoffs", slice=f"{first}, {second}", held=self.label(fixed)),
        )
