"""The adversarial reading: the smallest change of all guesses together, relative to each, that flips the answer.

Size of a change: the largest relative move, |x_k - now_k| / unit_k, so that "within 3 %" bounds every guess at once.

1. Payoffs are read as polynomials of the relative moves t (`Ring`), exactly, at all profiles. A deviation's gain is
   c_0 + sum of c_a * t^a, and in the box |t_k| <= r it lies within c_0 +- sum of |c_a| * r^|a|: the first orders of its
   Taylor form, bounded term by term. So below the root of c_0 + A_1 r + A_2 r^2 + ... no point of the box makes the
   deviation gain: `at_least`, checked in rational arithmetic. In the same way no other profile becomes an equilibrium
   below `joins`: of each one some deviation keeps a positive gain.
2. A point that flips it is looked for at the corners: every guess moves by r to the side on which the gain rises. The
   gain there is recomputed exactly, a hair beyond: `at_most`. Where gains are linear both are the same number. What
   makes another profile join is looked for by linear programs (`joining`) and recomputed likewise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from negotiation.arithmetic.polynomials import Exponents, NotPolynomial, Ring
from negotiation.expression import exact
from negotiation.game import Array
from negotiation.game.profiles import Profile, profile
from negotiation.inverse.deviations import Gain
from negotiation.model.payoffs import Profiles, grid_of, read
from negotiation.plain import one
from negotiation.sensitivity.drawn.sample import Moment, Plan
from negotiation.sensitivity.nearest.floating import Floating
from negotiation.sensitivity.nearest.joining import joined
from negotiation.sensitivity.nearest.records import Flip, Flips, Joined

HAIR = Fraction(1, 10**9)
"""Relative distance from a root at which a sign is checked exactly."""

ROUNDS, HALVINGS = 5, 200

CANDIDATES = 8
"""Profiles, those with the least bounds first, of which it is looked what makes them join."""

EXACT, BOUND, FOUND = "proved the smallest", "between proved bounds", "found, not proved the smallest"


@dataclass(frozen=True, eq=False)
class Gains:
    """Every deviation gain as polynomials of relative moves, each an array over the profiles (S1, ..., SN)."""

    names: tuple[str, ...]
    reach: tuple[tuple[Fraction, Fraction], ...]
    rows: tuple[tuple[int, int, Mapping[Exponents, Array], int], ...]

    def gain(self, row: int, at: tuple[int, ...]) -> Gain:
        party, step, terms, below = self.rows[row]
        found = {key: Fraction(int(each[at]), below) for key, each in terms.items() if each[at]}
        return Gain(party, at[party], step, found)

    def sizes(self, row: int) -> tuple[Array, list[Array]]:
        """Return the present gain (S1, ..., SN) and the sums of sizes of each order, as floats."""
        _, _, terms, below = self.rows[row]
        orders: dict[int, Array] = {}
        for key, each in terms.items():
            order = sum(key)
            orders[order] = orders.get(order, 0) + (abs(each) if order else each)
        floats = {order: np.array([int(n) / below for n in each.flat]).reshape(each.shape)
                  for order, each in orders.items()}
        shape = next(iter(floats.values())).shape
        zero = np.zeros(shape)
        return floats.get(0, zero), [floats.get(order, zero) for order in range(1, max(floats) + 1)]


def flips(plan: Plan, moment: Moment, held: Sequence[tuple[int, ...]]) -> Flips:
    """Return how little ends each of the pure equilibria `held` at a moment, and below what no other one joins."""
    still = tuple(guess.id for guess in plan.guesses.each if not guess.size(one(moment.point[guess.id])))
    try:
        gains = _gains(plan, moment, still)
    except NotPolynomial as reason:
        return Flips((), None, None, still, f"payoffs are no polynomials of the guesses ({reason}): no bound is proved")
    rows = tuple(_flip(plan, moment, gains, each) for each in held)
    joins, order = _joins(gains, set(held))
    named = None if not order else profile(plan.model.parties, order[0][1], plan.model.outcomes)
    return Flips(rows, joins, named, still, joined=_joined(plan, moment, gains, order))


def _gains(plan: Plan, moment: Moment, still: Sequence[str]) -> Gains:
    model, now = plan.model, moment.point.fractions
    moving = [guess for guess in plan.guesses.each if guess.id not in still]
    ring = Ring(tuple(guess.id for guess in moving))
    units = {guess.id: exact(guess.size(float(now[guess.id]))) if guess.within == "range" else abs(now[guess.id])
             for guess in moving}
    values = {name: ring.number(value) + ring.number(units[name]) * ring.variable(name) if name in units
              else ring.number(value) for name, value in now.items()}
    counts = model.strategy_counts
    payoffs = read(model.formulas, ring, values, Profiles(grid_of(counts)), model.formulas.wanted)
    rows = []
    for i, own in enumerate(payoffs):
        terms = {key: np.broadcast_to(np.asarray(each, dtype=object), counts) for key, each in own.terms.items()}
        for step in range(1, counts[i]):
            rows.append((i, step, {key: np.roll(each, -step, axis=i) - each for key, each in terms.items()}, own.below))
    reach = tuple(((exact(guess.parameter.low) - now[guess.id]) / units[guess.id],
                   (exact(guess.parameter.high) - now[guess.id]) / units[guess.id]) for guess in moving)
    return Gains(ring.variables, reach, tuple(rows))


def _root(start: Array, orders: Sequence[Array], most: float) -> Array:
    """Return where start - sum of orders[d] * r^(d+1) meets zero, elementwise; infinite beyond `most`. start >= 0."""
    def left(r: Array) -> Array:
        rest = start.copy()
        for power, each in enumerate(orders, start=1):
            rest -= each * r**power
        return rest

    low, high = np.zeros_like(start), np.full_like(start, most)
    never = left(high) > 0
    for _ in range(HALVINGS // 2):
        middle = (low + high) / 2
        inside = left(middle) > 0
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return np.where(never, np.inf, low)


def _below(gain: Gain, sign: int, size: Fraction) -> bool:
    """Return whether sign * gain is positive everywhere in the box of a size: proved term by term."""
    rest = sum((sign * each if not any(key) else -abs(each) * size ** sum(key) for key, each in gain.terms.items()),
               Fraction(0))
    return rest > 0


def _farthest(gains: Gains) -> float:
    return max((float(max(-low, high)) for low, high in gains.reach), default=0.0)


def _flip(plan: Plan, moment: Moment, gains: Gains, at: tuple[int, ...]) -> Flip:
    """Return how little ends one equilibrium."""
    most, least, best = _farthest(gains), np.inf, None
    for row in range(len(gains.rows)):
        gain = gains.gain(row, at)
        least = min(least, _safe(gain, -1, most))
        found = _corner(plan, moment, gains, gain, most)
        if found is not None and (best is None or found[0] < best[0]):
            best = (*found, gain)
    named = profile(plan.model.parties, at, plan.model.outcomes)
    at_least = None if least == np.inf else least
    if best is None:
        return Flip(named, at_least, None, "", "", {}, {}, BOUND)
    size, point, gain = best
    return _told(plan, moment, gains, named, at_least, size, point, gain)


def _told(plan: Plan, moment: Moment, gains: Gains, named: Profile, at_least: float | None, size: float,
          point: Sequence[Fraction], gain: Gain) -> Flip:
    party = plan.model.parties[gain.party]
    to = party.strategies[(gain.own + gain.to) % len(party.strategies)].id
    now = {guess.id: guess for guess in plan.guesses.each}
    parts = {name: float(gain.terms.get(tuple(int(k == j) for j in range(len(point))), 0)) * float(point[k])
             for k, name in enumerate(gains.names)}
    parts = {name: part for name, part in parts.items() if part}
    whole = sum(map(abs, parts.values())) or 1.0
    order = sorted(parts, key=lambda name: -abs(parts[name]))
    moves = {name: one(moment.point[name]) + float(point[gains.names.index(name)])
             * now[name].size(one(moment.point[name])) for name in order}
    proved = at_least is not None and size - at_least <= 1e-6 * size
    return Flip(named, at_least, size, party.id, to, moves, {name: parts[name] / whole for name in order},
                EXACT if proved else BOUND)


def _safe(gain: Gain, sign: int, most: float) -> float:
    """Return a size below which sign * gain stays positive (0 where it is not now), rounded down and proved."""
    orders: dict[int, Fraction] = {}
    for key, each in gain.terms.items():
        orders[sum(key)] = orders.get(sum(key), Fraction(0)) + (abs(each) if any(key) else sign * each)
    start = float(orders.pop(0, Fraction(0)))
    if start <= 0:
        return 0.0
    sizes = [np.array([float(orders.get(order, 0))]) for order in range(1, max(orders, default=0) + 1)]
    root = float(_root(np.array([start]), sizes, most)[0])
    if root == np.inf:
        return root if _below(gain, sign, exact(most)) else most
    size = Fraction(root) * (1 - HAIR)
    return float(size) if _below(gain, sign, size) else 0.0


def _corner(plan: Plan, moment: Moment, gains: Gains, gain: Gain, most: float
            ) -> tuple[float, tuple[Fraction, ...]] | None:
    """Return the smallest size found at which the deviation gains, with the point: looked for along corners."""
    rise = Floating.of(gain, len(gains.names))
    low, high = (np.array([float(side[k]) for side in gains.reach]) for k in (0, 1))

    def at(side: Array, r: float) -> Array:
        return np.clip(side * r, low, high)

    side, best = np.sign(rise.slopes(np.zeros(len(low)))), None
    for _ in range(ROUNDS):
        if rise.at(at(side, most)) <= 0:
            return best
        inside, outside = 0.0, most
        for _ in range(HALVINGS // 2):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if rise.at(at(side, middle)) > 0 else (middle, outside)
        point = _proved(plan, moment, gains, gain, at(side, outside), outside)
        if point is not None and (best is None or outside < best[0]):
            best = outside, point
        turned = np.sign(rise.slopes(at(side, outside)))
        if (turned == side).all():
            return best
        side = turned
    return best


def _proved(plan: Plan, moment: Moment, gains: Gains, gain: Gain, point: Array, size: float
            ) -> tuple[Fraction, ...] | None:
    """Return the point, a hair farther out, where the deviation gains there exactly and the model allows it."""
    moved = tuple(min(max(Fraction(float(t)) * (1 + HAIR), low), high)
                  for t, (low, high) in zip(point, gains.reach, strict=True))
    used = gain.variables
    moved = tuple(t if k in used else Fraction(0) for k, t in enumerate(moved))
    if gain.at(moved) <= 0:
        return None
    return moved if _allowed(plan, _places(plan, moment, gains, moved)) else None


def _places(plan: Plan, moment: Moment, gains: Gains, moved: Sequence[Fraction]) -> dict[str, float]:
    """Return the values of all parameters after relative moves."""
    units = {guess.id: guess.size(one(moment.point[guess.id])) for guess in plan.guesses.each}
    places = {name: one(value) for name, value in moment.point.items()}
    for name, t in zip(gains.names, moved, strict=True):
        places[name] += float(t) * units[name]
    return places


def _allowed(plan: Plan, places: Mapping[str, float]) -> bool:
    return bool(plan.model.allowed({name: np.array([value]) for name, value in places.items()}).all())


def _joined(plan: Plan, moment: Moment, gains: Gains, order: Sequence[tuple[float, tuple[int, ...]]]) -> Joined | None:
    """Return the smallest change found that makes another profile an equilibrium, of those with the least bounds."""
    best: tuple[float, tuple[int, ...], dict[str, float]] | None = None
    for least, at in order[:CANDIDATES]:
        if best is not None and least >= best[0]:
            break
        found = joined([gains.gain(row, at) for row in range(len(gains.rows))], gains.reach,
                       lambda moves: _allowed(plan, _places(plan, moment, gains, moves)))
        if found is not None and (best is None or found.size < best[0]):
            places = _places(plan, moment, gains, found.moves)
            far = sorted(zip(gains.names, found.moves, strict=True), key=lambda each: -abs(each[1]))
            best = found.size, at, {name: places[name] for name, move in far if move}
    if best is None:
        return None
    return Joined(profile(plan.model.parties, best[1], plan.model.outcomes), best[0], best[2])


def _joins(gains: Gains, held: set[tuple[int, ...]]) -> tuple[float | None, list[tuple[float, tuple[int, ...]]]]:
    """Return below what size no other profile becomes an equilibrium, proved, and their own bounds, ascending."""
    most = _farthest(gains)
    if not gains.rows:
        return None, []
    roots = []
    for row in range(len(gains.rows)):
        start, orders = gains.sizes(row)
        roots.append(np.where(start > 0, _root(np.maximum(start, 0.0), orders, most), 0.0))
    needed, by = np.max(roots, axis=0), np.argmax(roots, axis=0)
    for at in held:
        needed[at] = np.inf
    profiles = sorted(product(*map(range, needed.shape)), key=lambda at: needed[at])
    order = [(float(needed[at]), at) for at in profiles if at not in held and needed[at] < np.inf]
    bound = Fraction(order[0][0]) * (1 - HAIR) if order else exact(most)
    if not all(_below(gains.gain(int(by[at]), at), 1, bound) for at in profiles if at not in held):
        return 0.0, order
    return (float(bound) if order else None), order
