"""The shape of a graph model's file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from negotiation.modelfile.schema import SourceTable, Table
from negotiation.modelfile.values import Id, Numbers, Symbol, Text

Names = list[str | list[str]]
"""States, the best first; those in an inner list tie."""

Concept = Literal["nash", "gmr", "smr", "seq"]


class OptionTable(Table):
    id: Symbol
    label: Text = ""
    levels: Annotated[list[Symbol], Field(min_length=2, max_length=20)] = Field(default=["no", "yes"])
    moves: Literal["both", "up", "down", "none"] = "both"


class DeciderTable(Table):
    id: Symbol
    label: Text = ""
    description: Text = ""
    options: Annotated[list[OptionTable], Field(max_length=20)] = Field(default=[])


class StateTable(Table):
    id: Id
    at: dict[Symbol, int | str]
    label: Text = ""


class BarredTable(Table):
    """A move that cannot be made: by whom (anyone where absent), from and to where the statements hold."""

    party: str = ""
    start: str = Field(default="1", alias="from")
    stop: str = Field(default="1", alias="to")


class RankingTable(Table):
    order: Names | None = None
    chains: list[Names] | None = None
    statements: list[str] | None = None
    unknown: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = Field(default=[])
    source: Text = ""


class CountTable(Table):
    party: str
    state: str
    concept: Concept
    count: Annotated[int, Field(ge=0)]


class StatedTable(Table):
    title: Text
    concept: Concept = "nash"
    coalitional: bool = False
    unknown: Literal["a", "b", "c", "d"] = "a"
    equilibria: list[str] | None = None
    includes: list[str] = Field(default=[])
    excludes: list[str] = Field(default=[])
    stable: dict[str, list[str]] = Field(default={})
    reached: list[str] | None = None
    rankings: list[CountTable] = Field(default=[])


class ConflictTable(Table):
    kind: Literal["graph"]
    title: Text
    version: Text = ""
    summary: Text = ""
    answer: Text = ""
    numbers: Numbers = ""
    caveats: list[Text] = Field(default=[])
    sources: dict[Id, SourceTable] = Field(default={})
    parties: Annotated[list[DeciderTable], Field(min_length=1, max_length=20)]
    infeasible: list[str] = Field(default=[])
    alike: list[str] = Field(default=[])
    barred: list[BarredTable] = Field(default=[])
    states: Annotated[list[StateTable], Field(max_length=5000)] = Field(default=[])
    status_quo: str = ""
    rankings: dict[Symbol, RankingTable]
    expect: list[StatedTable] = Field(default=[])
