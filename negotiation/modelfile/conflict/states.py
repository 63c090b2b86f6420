"""Options -> the states that are feasible, and who can move from which to which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.errors import ExpressionError, suggest, unknown
from negotiation.expression import Comparison, evaluate, evaluate_condition, names, parse, parse_condition
from negotiation.game import Array
from negotiation.model.conflict import Option, State
from negotiation.modelfile.faults import Fault, Faults, Where
from negotiation.modelfile.values import Row, Toml

MOST_COMBINATIONS = 200_000
MOST_STATES = 5_000
COMPARING = ("<", ">", "==")


@dataclass(frozen=True, eq=False)
class Space:
    """The feasible combinations of levels (C, O), and for each the state (C,) that it belongs to."""

    options: tuple[Option, ...]
    combinations: Array
    state: Array

    @property
    def size(self) -> int:
        return int(self.state.max()) + 1 if len(self.state) else 0

    @property
    def first(self) -> Array:
        """Return the first combination of each state: (S,)."""
        return np.unique(self.state, return_index=True)[1]


def truth(where: Where, text: str, options: Sequence[Option], combinations: Array) -> Array:
    """Tell where a statement holds: (C,) bool; a comparison, or a formula that is not zero there.

    `option` is its level counted from 0, `option.level` one where it stands at that level, else zero.
    """
    try:
        tree = parse_condition(text) if any(sign in text for sign in COMPARING) else parse(text)
    except ExpressionError as error:
        raise Fault(where, f"'{text[:60]}': {error}") from None
    values = _values(options, combinations)
    sides = (tree.left, tree.right) if isinstance(tree, Comparison) else (tree,)
    for name, column in ((name, column) for side in sides for name, column in names(side).items()):
        if name not in values:
            raise Fault(where, f"'{text[:60]}', column {column}: {unknown('an option', name, values)}")
    with np.errstate(all="ignore"):
        found = (evaluate_condition(tree, values, 1e-9) if isinstance(tree, Comparison)
                 else evaluate(tree, values) != 0)
    return np.broadcast_to(np.asarray(found), (len(combinations),))


def _values(options: Sequence[Option], combinations: Array) -> dict[str, Toml]:
    values: dict[str, Toml] = {}
    for k, option in enumerate(options):
        values[option.id] = combinations[:, k].astype(float)
        for level, name in enumerate(option.levels):
            values[f"{option.id}.{name}"] = (combinations[:, k] == level).astype(float)
    return values


def feasible(options: tuple[Option, ...], infeasible: Sequence[str], alike: Sequence[str], notes: Faults) -> Space:
    """Return all combinations that no statement of `infeasible` excludes; the first option changes fastest.

    Combinations for which a statement of `alike` holds are one state.
    """
    counts = [len(each.levels) for each in options]
    total = int(np.prod([float(each) for each in counts])) if counts else 1
    if total > MOST_COMBINATIONS:
        raise Fault(("parties",), f"the options have {total:,} combinations; at most {MOST_COMBINATIONS:,} are allowed")
    grid = np.indices(counts[::-1]).reshape(len(counts), -1)[::-1].T if counts else np.zeros((1, 0), dtype=int)
    def judged(where: Where, text: str, rows: Array) -> Array:
        return notes.read(lambda: truth(where, text, options, rows), np.zeros(len(rows), dtype=bool))

    for k, text in enumerate(infeasible):
        grid = grid[~judged(("infeasible", k), text, grid)]
    kind = np.arange(len(grid))
    for k, text in enumerate(alike):
        same = np.flatnonzero(judged(("alike", k), text, grid))
        kind[same] = kind[same[0]] if len(same) else kind[same]
    state = np.unique(kind, return_inverse=True)[1]
    found = Space(options, grid, state)
    if not 1 <= found.size <= MOST_STATES:
        raise Fault(("infeasible",) if infeasible else ("parties",),
                    f"{found.size:,} states are feasible; allowed: 1 to {MOST_STATES:,}")
    return found


def named_states(space: Space, rows: Sequence[Row]) -> tuple[tuple[State, ...], Space]:
    """Return the states in the author's order with their names, s1, s2, ... where there are none."""
    if rows:
        order = [_placed(space, k, row) for k, row in enumerate(rows)]
        for k, place in enumerate(order):
            if place in order[:k]:
                raise Fault(("states", k), f"'{rows[k]['id']}' is the state '{rows[order.index(place)]['id']}' again")
            if rows[k]["id"] in [each["id"] for each in rows[:k]]:
                raise Fault(("states", k, "id"), f"the state '{rows[k]['id']}' stands twice")
        if missing := set(range(space.size)) - set(order):
            raise Fault(("states",), f"no state is named for {_told(space, space.first[min(missing)])}; "
                                     f"{len(order)} of {space.size} are named")
        renumbered = np.argsort(order)[space.state]
        space = Space(space.options, space.combinations, renumbered)
    first = space.first
    return tuple(State(str(rows[s]["id"]) if rows else f"s{s + 1}",
                       (str(rows[s]["label"]) if rows else "") or (str(rows[s]["id"]) if rows else f"s{s + 1}"),
                       _levels(space, first[s])) for s in range(space.size)), space


def _placed(space: Space, k: int, row: Row) -> int:
    ids = [each.id for each in space.options]
    wanted = np.ones(len(space.combinations), dtype=bool)
    for name, level in row["at"].items():
        where = ("states", k, "at", name)
        if name not in ids:
            raise Fault(where, unknown("an option", name, ids))
        option = space.options[ids.index(name)]
        if level not in option.levels and (isinstance(level, str) or not 0 <= level < len(option.levels)):
            raise Fault(where, f"{name}: found {level!r}; allowed: {', '.join(option.levels)}, or its number from 0"
                               f"{suggest(str(level), option.levels)}")
        number = option.levels.index(level) if isinstance(level, str) else level
        wanted &= space.combinations[:, ids.index(name)] == number
    found = np.unique(space.state[wanted])
    if len(found) != 1:
        raise Fault(("states", k, "at"), f"'{row['id']}' is {len(found)} feasible states; allowed: one")
    return int(found[0])


def _levels(space: Space, combination: int) -> dict[str, str]:
    return {option.id: option.levels[level]
            for option, level in zip(space.options, space.combinations[combination].tolist(), strict=True)}


def _told(space: Space, combination: int) -> str:
    return ", ".join(f"{name} = {level}" for name, level in _levels(space, combination).items())


def moves_of(space: Space, parties: Sequence[str], barred: Sequence[Row], notes: Faults) -> Array:
    """Return who can move from which state to which: (N, S, S); a move changes options of one party alone."""
    moves = np.zeros((len(parties), space.size, space.size), dtype=bool)
    owner = np.array([each.party for each in space.options], dtype=int)
    excluded = [(row["party"], *(_where(space, ("barred", k, key), row[name], notes)
                                 for key, name in (("from", "start"), ("to", "stop"))))
                for k, row in enumerate(barred)]
    for i, party in enumerate(parties):
        others = space.combinations[:, owner != i]
        group = np.unique(others, axis=0, return_inverse=True)[1].reshape(-1) if others.shape[1] else np.zeros(
            len(space.state), dtype=int)
        for each in range(int(group.max()) + 1):
            rows = np.flatnonzero(group == each)
            start, stop = np.repeat(rows, len(rows)), np.tile(rows, len(rows))
            kept = _directed(space, i, start, stop)
            for who, begins, ends in excluded:
                if who in ("", party):
                    kept &= ~(begins[start] & ends[stop])
            moves[i, space.state[start[kept]], space.state[stop[kept]]] = True
    moves[:, np.arange(space.size), np.arange(space.size)] = False
    return moves


def _where(space: Space, where: Where, text: str, notes: Faults) -> Array:
    return notes.read(lambda: truth(where, text, space.options, space.combinations),
                      np.zeros(len(space.state), dtype=bool))


def _directed(space: Space, party: int, start: Array, stop: Array) -> Array:
    kept = np.ones(len(start), dtype=bool)
    for k, option in enumerate(space.options):
        if option.party == party and option.moves != "both":
            change = space.combinations[stop, k] - space.combinations[start, k]
            kept &= {"up": change >= 0, "down": change <= 0, "none": change == 0}[option.moves]
    return kept
