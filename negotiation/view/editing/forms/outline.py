"""What the forms show of a text that is TOML but need not be a model yet: whatever has the right shape, no more."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from negotiation.modelfile.values import Row, Toml


@dataclass(frozen=True)
class Outline:
    """The tables of a text, each with what is not a table of its kind left out."""

    parties: Sequence[tuple[str, Sequence[str]]]
    tables: Mapping[str, Row]
    correlations: Sequence[Row] = ()
    types: Sequence[Row] = ()
    prior: Sequence[Row] = ()

    @property
    def cells(self) -> bool:
        """Return whether payoffs are given profile by profile."""
        rows = self.tables["payoffs"]
        return any("," in key or isinstance(row, list) for key, row in rows.items()) or (
            not rows and len(self.parties) == 2
        )

    def profiles(self) -> dict[str, str]:
        """Return every profile as the parties' strategies, in order -> its key in the file, where it has one."""
        held = {", ".join(part.strip() for part in key.split(",")): key for key in self.tables["payoffs"]}
        every = (", ".join(each) for each in product(*(strategies for _, strategies in self.parties)))
        return {profile: held.get(profile, profile) for profile in every}

    def row(self, key: str) -> list[Toml]:
        """Return the payoffs of a profile, one a party; empty where the file has none."""
        row = self.tables["payoffs"].get(key)
        held = row if isinstance(row, list) else []
        return [*held, *[""] * len(self.parties)][: len(self.parties)]


SECTIONS = ("parameters", "components", "payoffs", "readouts", "presets", "voting", "coalitions", "unfolding")
LISTS = ("correlations", "types", "prior")
MOST_PROFILES = 5_000


def outline(text: str) -> Outline | None:
    """Return what the forms can show, or None where the text cannot be read as TOML."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None
    parties = [_party(each) for each in _list(tree.get("parties"))]
    if prod(len(strategies) for _, strategies in parties) > MOST_PROFILES:
        parties = []
    return Outline(parties, {name: _table(tree.get(name)) for name in SECTIONS},
                   *([_table(each) for each in _list(tree.get(name))] for name in LISTS))


def _party(row: object) -> tuple[str, Sequence[str]]:
    table = _table(row)
    return str(table.get("id", "")), [str(_table(each).get("id", "")) for each in _list(table.get("strategies"))]


def _list(value: object) -> list[Toml]:
    return value if isinstance(value, list) else []


def _table(value: object) -> dict[str, Toml]:
    return value if isinstance(value, dict) else {}
