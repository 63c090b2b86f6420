"""The graph model's option form, in and out: the .gmcr files of GMCR+ (`gmcr-py`), which are JSON.

Parties with options that are taken or not, infeasible combinations, options that change one way only, preferences as
a ranking of the feasible states or as prioritised statements (Fang, Hipel and Kilgour 1993). States are numbered from 1
as that program numbers them: the first option changes fastest, infeasible combinations are left out. A key
"negotiation", which that program passes over, keeps what the form has no place for: title, names of states, which
combinations are one state, the status quo. Format: `savefile-schema.json` of github.com/onp/gmcr-py, and its files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from negotiation.errors import ModelError
from negotiation.files import read_bytes
from negotiation.game import Array
from negotiation.model.conflict import Conflict, Option
from negotiation.modelfile.conflict.build import build_conflict
from negotiation.modelfile.conflict.shape import StateTable
from negotiation.modelfile.conflict.states import Space, feasible, moves_of, named_states
from negotiation.modelfile.faults import Fault, Faults, Refused
from negotiation.plain import Json

MAX_BYTES = 1 << 20
MOST = {"decisionMakers": 20, "options": 17, "infeasibles": 2000, "preferences": 200, "members": 200}
"""Entries of each list at most."""

MOST_LOOKED_AT = 200_000_000
"""Marks of all conditions times combinations of options."""

MOVES = {"both": "both", "fwd": "up", "back": "down"}
MARKS = {"Y": "{0}", "N": "(1 - {0})"}
OWN = "negotiation"
KEPT = ("title", "version", "summary", "answer", "numbers", "status_quo", "caveats", "states", "alike", "ids")
SAID = "Read from a .gmcr file; no source is recorded."


def read_gmcr(file: str | Path) -> Conflict:
    """Read a .gmcr file as a graph model; raises ModelError in one line."""
    path = Path(file)
    return parse_gmcr(read_bytes(path, MAX_BYTES), path.name)


def parse_gmcr(data: bytes | str, file: str = "conflict.gmcr") -> Conflict:
    """Build a graph model from the text of a .gmcr file."""
    if len(data) > MAX_BYTES:
        raise ModelError(f"{file}: has {len(data):,} bytes; at most {MAX_BYTES:,} are allowed")
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        tree = json.loads(text)
    except UnicodeDecodeError as error:
        raise ModelError(f"{file}: is not UTF-8 text (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise ModelError(f"{file}:{error.lineno}: is not JSON ({error.msg.lower()})", error.lineno) from None
    except (RecursionError, ValueError):
        raise ModelError(f"{file}:1: brackets are nested too deep, or a number is too long", 1) from None
    try:
        return build_conflict(_Reader(file, tree).tables(), Path(file).stem, text)
    except Refused as refused:
        raise ModelError(f"{file}: {refused.faults[0]}") from None
    except Fault as fault:
        raise ModelError(f"{file}: {fault}") from None


class _Reader:
    """The tree of a .gmcr file -> the tables of a model file."""

    def __init__(self, file: str, tree: Json) -> None:
        self.file, self.tree, self.marks = file, tree, 0
        own = tree.get(OWN) if isinstance(tree, dict) else None
        self.own: dict[str, Json] = {key: own[key] for key in KEPT if key in own} if isinstance(own, dict) else {}

    def fault(self, where: str, found: Json, allowed: str) -> ModelError:
        said = f"a {type(found).__name__}" if isinstance(found, dict | list) else repr(found)[:40]
        return ModelError(f"{self.file}: {where}: found {said}; allowed: {allowed}")

    def listed(self, tree: Json, key: str, where: str = "") -> list[Json]:
        rows = tree.get(key) if isinstance(tree, dict) else None
        if not isinstance(rows, list) or len(rows) > MOST[key]:
            said = f"{len(rows):,} entries" if isinstance(rows, list) else rows
            raise self.fault(f"{where}{key}", said, f"a list of at most {MOST[key]:,}")
        return rows

    def tables(self) -> dict[str, Json]:
        if not isinstance(self.tree, dict):
            raise self.fault("the file", self.tree, "an object with decisionMakers, options, infeasibles")
        deciders, options = (self.listed(self.tree, key) for key in ("decisionMakers", "options"))
        kept = self.own.pop("ids", [])
        names = [self.name(f"options.{k + 1}", row) for k, row in enumerate(options)]
        people = [self.name(f"decisionMakers.{k + 1}", row) for k, row in enumerate(deciders)]
        ids = _ids([*people, *names], kept)
        self.ids = ids[len(people):]
        owned = [self.owned(k, row) for k, row in enumerate(deciders)]
        found = sorted(place for each in owned for place in each)
        if found != list(range(len(options))):
            raise self.fault("decisionMakers", f"options {', '.join(str(each) for each in found)[:60]}",
                             f"each of the {len(options)} options once")
        parties = [{"id": ids[k], "label": people[k], "options": [self.option(place, names[place]) for place in each]}
                   for k, each in enumerate(owned)]
        barred = [self.condition(f"infeasibles.{k + 1}", row)
                  for k, row in enumerate(self.listed(self.tree, "infeasibles"))]
        manual = self.tree.get("useManualPreferenceRanking", self.tree.get("useManualPreferenceVectors", False))
        alike = self.own.pop("alike", [])
        if not isinstance(alike, list) or len(alike) > MOST["infeasibles"]:
            raise self.fault(f"{OWN}.alike", alike, f"a list of at most {MOST['infeasibles']:,} conditions")
        same = [self.condition(f"{OWN}.alike.{k + 1}", row) for k, row in enumerate(alike)]
        self.named = self.numbered(parties, barred, same)
        rankings = {ids[k]: self.ranking(f"decisionMakers.{k + 1}.", row, bool(manual))
                    for k, row in enumerate(deciders)}
        return {"caveats": [SAID], "title": Path(self.file).stem, **self.own, "kind": "graph", "parties": parties,
                "infeasible": barred, "rankings": rankings, "alike": same}

    def numbered(self, parties: list[dict[str, Json]], barred: list[str], same: list[str]) -> list[str]:
        """Return the state's name of each feasible combination, in the order in which the form numbers them."""
        notes, rows = Faults(), self.own.get("states", [])
        options = tuple(Option(row["id"], i, moves=row["moves"])
                        for i, each in enumerate(parties) for row in each["options"])
        try:
            shaped = [StateTable.model_validate(row).model_dump() for row in rows]
        except (ValidationError, TypeError):
            raise self.fault(f"{OWN}.states", rows, "a list of states with id, label, at") from None
        states, space = named_states(feasible(options, barred, same, notes), shaped)
        if notes.found:
            raise notes.found[0]
        return [states[s].id for s in space.state.tolist()]

    def name(self, where: str, row: Json) -> str:
        name = row.get("name") if isinstance(row, dict) else None
        if not isinstance(name, str):
            raise self.fault(where, row if name is None else name, 'an object with "name", a text')
        return name

    def owned(self, k: int, row: Json) -> list[int]:
        places = row.get("options")
        if not isinstance(places, list) or not all(type(each) is int for each in places):
            raise self.fault(f"decisionMakers.{k + 1}.options", places, "a list of numbers of options, from 0")
        return places

    def option(self, place: int, name: str) -> dict[str, Json]:
        way = self.tree["options"][place].get("permittedDirection", "both")
        if not isinstance(way, str) or way not in MOVES:
            raise self.fault(f"options.{place + 1}.permittedDirection", way, ", ".join(MOVES))
        return {"id": self.ids[place], "label": name, "moves": MOVES[way]}

    def condition(self, where: str, row: Json) -> str:
        """Return a condition, or the union of several, as a formula that is not zero where it holds."""
        if isinstance(row, dict):
            return " + ".join(self.condition(where, each) for each in self.listed(row, "members", f"{where}.")) or "0"
        factors = []
        for pair in row if isinstance(row, list) else [row]:
            if not (isinstance(pair, list) and len(pair) == 2 and type(pair[0]) is int and pair[1] in ("Y", "N")
                    and 0 <= pair[0] < len(self.ids)):
                raise self.fault(where, pair, f'pairs such as [0, "Y"], of options 0 to {len(self.ids) - 1}, Y or N')
            factors.append(MARKS[pair[1]].format(self.ids[pair[0]]))
        self.marks += len(factors)
        if self.marks << len(self.ids) > MOST_LOOKED_AT:
            raise self.fault(where, f"{self.marks:,} marks so far", f"{MOST_LOOKED_AT >> len(self.ids):,} marks in all "
                             f"conditions of {len(self.ids)} options")
        return " * ".join(factors) or "1"

    def ranking(self, where: str, row: dict[str, Json], manual: bool) -> dict[str, Json]:
        if not manual:
            return {"statements": [self.condition(f"{where}preferences.{k + 1}", each)
                                   for k, each in enumerate(self.listed(row, "preferences", where))]}
        order = row.get("preferenceRanking", row.get("preferenceVector"))
        if not isinstance(order, list):
            raise self.fault(f"{where}preferenceRanking", order, "a list of states, the best first")
        tiers = [each if isinstance(each, list) else [each] for each in order]
        if not all(type(each) is int for tier in tiers for each in tier):
            raise self.fault(f"{where}preferenceRanking", order, "numbers of states from 1, those that tie in a list")
        if wrong := [each for tier in tiers for each in tier if not 1 <= each <= len(self.named)]:
            raise self.fault(f"{where}preferenceRanking", wrong[0], f"states 1 to {len(self.named)}")
        return {"order": [list(dict.fromkeys(self.named[each - 1] for each in tier)) for tier in tiers]}


def _ids(names: Sequence[str], kept: Json) -> list[str]:
    """Return ids: those kept where there is a good one for each, else made of the names, told apart by numbers."""
    if isinstance(kept, list) and len(kept) == len(names) and all(isinstance(each, str) for each in kept):
        return kept
    found: list[str] = []
    for k, name in enumerate(names):
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name[:200]).strip("_")[:40]
        plain = plain if re.match(r"[A-Za-z]", plain) else f"x{k + 1}_{plain}".rstrip("_")
        found.append(plain if plain not in found else f"{plain}_{k + 1}")
    return found


def to_gmcr(conflict: Conflict) -> str:
    """Write a graph model in the option form; its rankings are written state by state.

    Raises
    ------
    ModelError
        The form cannot say it: options of more than two levels, options that never change, pairs that are not
        compared, moves that options and infeasible combinations do not give.
    """
    for option in conflict.options:
        if len(option.levels) != 2 or option.moves not in MOVES.values():
            what = f"the levels {', '.join(option.levels)}" if len(option.levels) != 2 else "no move"
            raise _unsaid(f"the option '{option.id}' has {what}", "options that are taken or not, and can change")
    if conflict.unknown.any():
        raise _unsaid("a party does not compare some states", "rankings of all states")
    space = Space(conflict.options, conflict.combinations, conflict.member)
    if not (moves_of(space, [each.id for each in conflict.parties], [], Faults()) == conflict.moves).all():
        raise _unsaid("some moves are barred", "moves that options and infeasible combinations give")
    ways = {way: told for told, way in MOVES.items()}
    marks = np.full((2,) * len(conflict.options), -1)
    marks[tuple(conflict.combinations.T)] = conflict.member
    several = [s for s in range(len(conflict.states)) if (conflict.member == s).sum() > 1]
    whole = {
        "program": "negotiation", "version": "0.3.6",
        "options": [{"name": each.label or each.id, "permittedDirection": ways[each.moves]}
                    for each in conflict.options],
        "decisionMakers": [{
            "name": party.label or party.id, "preferences": [], "preferenceRanking": _tiers(conflict, i),
            "options": [k for k, each in enumerate(conflict.options) if each.party == i],
        } for i, party in enumerate(conflict.parties)],
        "infeasibles": list(_patterns(marks == -1)), "useManualPreferenceRanking": True,
        OWN: {
            **{key: getattr(conflict, key) for key in ("title", "version", "summary", "answer", "numbers")},
            "caveats": list(conflict.caveats), "ids": _named(conflict),
            "status_quo": "" if conflict.status_quo is None else conflict.states[conflict.status_quo].id,
            "states": [{"id": each.id, "label": each.label,
                        "at": {option.id: option.levels.index(each.levels[option.id]) for option in conflict.options}}
                       for each in conflict.states],
            "alike": [{"compound": True, "members": list(_patterns(marks == s))} for s in several],
        },
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _named(conflict: Conflict) -> list[str]:
    return [*(each.id for each in conflict.parties), *(each.id for each in conflict.options)]


def _unsaid(found: str, allowed: str) -> ModelError:
    return ModelError(f"a .gmcr file cannot say it: {found}; allowed: {allowed}")


def _tiers(conflict: Conflict, party: int) -> list[int | list[int]]:
    """Return a party's ranking as numbers of combinations, the best first, those that tie in a list."""
    ranks = conflict.ranks[party][conflict.member]
    tiers = [(np.flatnonzero(ranks == rank) + 1).tolist() for rank in sorted(set(ranks.tolist()), reverse=True)]
    return [tier if len(tier) > 1 else tier[0] for tier in tiers]


def _patterns(marks: Array, option: int = 0) -> Iterator[list[list[object]]]:
    """Return conditions of which exactly one holds wherever `marks` (2, ..., 2) does, without what does not matter."""
    if marks.all():
        yield []
    elif marks.any():
        if (marks[0] == marks[1]).all():
            yield from _patterns(marks[0], option + 1)
            return
        for level, mark in enumerate("NY"):
            for rest in _patterns(marks[level], option + 1):
                yield [[option, mark], *rest]
