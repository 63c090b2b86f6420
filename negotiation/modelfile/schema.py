"""The shape of a model file, for validation and as JSON Schema; meaning is checked in `modelfile`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from negotiation.game.parties import LOOKS
from negotiation.modelfile.values import Amount, Evidence, FormulaText, Id, Numbers, Real, Shape, Symbol, Text


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SourceTable(Table):
    label: Text
    kind: Evidence = "estimate"
    note: Text = ""


class DistributionTable(Table):
    shape: Shape = "uniform"
    low: Amount | None = None
    mode: Amount | None = None
    high: Amount | None = None
    mean: Amount | None = None
    deviation: Amount | None = None


class CorrelationTable(Table):
    parameters: Annotated[list[str], Field(min_length=2, max_length=50)]
    coefficient: Real


class ParameterTable(Table):
    low: Amount
    high: Amount
    default: Amount
    label: Text = ""
    unit: Text = ""
    description: Text = ""
    source: Text = ""
    evidence: Evidence = "estimate"
    theme: Text = ""
    kind: Literal["lever", "assumption"] = "lever"
    level: Literal["main", "advanced"] = "main"
    step: Amount | None = None
    low_label: Text = ""
    high_label: Text = ""
    distribution: Shape | DistributionTable | None = None


class ConstraintTable(Table):
    rule: str
    message: Text = ""


class StrategyTable(Table):
    id: Symbol
    label: Text = ""
    description: Text = ""


class PartyTable(Table):
    id: Symbol
    label: Text = ""
    description: Text = ""
    look: Annotated[int, Field(ge=0, le=LOOKS)] = 0
    strategies: Annotated[list[StrategyTable], Field(min_length=1, max_length=50)]


class TypeTable(Table):
    party: str
    id: Symbol
    label: Text = ""
    description: Text = ""
    source: Text = ""
    evidence: Evidence = "estimate"
    probability: FormulaText | None = None
    set: dict[str, FormulaText] = {}


class PriorTable(Table):
    types: dict[str, str]
    probability: FormulaText


class FormulaTable(Table):
    formula: FormulaText
    label: Text = ""
    unit: Text = ""


class OutcomeTable(Table):
    patterns: Annotated[list[str], Field(min_length=1, max_length=200)]
    label: Text = ""
    description: Text = ""
    kind: Literal["agreement", "conflict", ""] = ""


class PresetTable(Table):
    values: dict[str, Amount] = {}
    label: Text = ""
    date: Text = ""
    approximate: bool = False
    note: Text = ""
    observed: str | Annotated[list[str], Field(min_length=1, max_length=200)] = []
    record: Text = ""


class PathTable(Table):
    over: str
    ties: dict[str, FormulaText]
    label: Text = ""
    description: Text = ""


class GainTable(Table):
    profile: str
    party: str
    to: str
    gain: FormulaText


class ExpectTable(Table):
    title: Text
    preset: str = ""
    bayesian: bool = False
    set: dict[str, FormulaText] = {}
    over: dict[str, Annotated[list[Amount], Field(min_length=3, max_length=3)]] = {}
    method: str = ""
    equilibria: list[str] | None = None
    includes: list[str] = []
    excludes: list[str] = []
    count: Annotated[int, Field(ge=0)] | None = None
    degenerate: bool | None = None
    mixtures: dict[str, list[list[FormulaText]]] = {}
    payoffs: dict[str, list[FormulaText]] = {}
    gains: list[GainTable] = []
    only_gains: bool = False
    readouts: dict[str, dict[str, FormulaText]] = {}
    bargain: dict[str, FormulaText] = {}
    vote: dict[str, FormulaText] = {}
    unfold: dict[str, FormulaText | list[FormulaText]] = {}
    offer: dict[str, FormulaText] = {}
    doubt: dict[str, dict[str, FormulaText]] = {}


class SideTable(Table):
    id: Symbol
    parties: Annotated[list[str], Field(min_length=1)]
    principal: str
    label: Text = ""
    patience: FormulaText = "0.9"
    weight: FormulaText = "1"
    curvature: FormulaText = "0"


class IssueTable(Table):
    id: Symbol
    points: dict[str, FormulaText]
    label: Text = ""
    description: Text = ""


class DisagreementTable(Table):
    patterns: Annotated[list[str], Field(min_length=1, max_length=200)]
    favourite: str
    fallback: str


class ShiftTable(Table):
    parameter: str
    by: FormulaText


class BargainingTable(Table):
    label: Text = ""
    unit: Text = "share"
    low_label: Text = ""
    high_label: Text = ""
    description: Text = ""
    values: dict[str, FormulaText] = {}
    sides: list[SideTable] = []
    table: FormulaText | None = None
    disagreement: DisagreementTable | None = None
    shift: ShiftTable | None = None
    issues: Annotated[list[IssueTable], Field(max_length=200)] = []


class MoveTable(Table):
    probability: FormulaText
    by: FormulaText | None = None
    to: FormulaText | None = None


class EndTable(Table):
    id: Id
    payoffs: Annotated[dict[str, FormulaText], Field(min_length=1)]
    label: Text = ""
    kind: Literal["agreement", "conflict", ""] = ""
    probability: FormulaText | None = None
    when: str | None = None
    terms: FormulaText | None = None


class UnfoldingTable(Table):
    state: str
    path: str | None = None
    points: Annotated[int, Field(ge=2, le=401)] = 41
    period: Text = "period"
    start: FormulaText | None = None
    discount: FormulaText | dict[str, FormulaText] = "0.9"
    drift: FormulaText | None = None
    spread: FormulaText | None = None
    moves: Annotated[list[MoveTable], Field(max_length=20)] = []
    standing: dict[str, FormulaText] = {}
    flow: dict[str, FormulaText] = {}
    ends: Annotated[list[EndTable], Field(max_length=20)] = []


class VotingTable(Table):
    quota: FormulaText
    weights: dict[str, FormulaText]
    label: Text = ""
    description: Text = ""


class StructureTable(Table):
    blocs: Annotated[list[str], Field(min_length=1, max_length=12)]
    label: Text = ""
    description: Text = ""


class CoalitionsTable(Table):
    worth: dict[str, FormulaText] = {}
    others: FormulaText | None = None
    structures: dict[Id, StructureTable] = {}


class ModelTable(Table):
    format: Literal[1]
    title: Text
    version: Text = "1"
    summary: Text = ""
    answer: Text = ""
    numbers: Numbers = ""
    caveats: list[Text] = []
    default_preset: str = ""
    sources: dict[Id, SourceTable] = {}
    parameters: dict[Symbol, ParameterTable] = {}
    constraints: list[ConstraintTable] = []
    correlations: Annotated[list[CorrelationTable], Field(max_length=200)] = []
    parties: Annotated[list[PartyTable], Field(min_length=1, max_length=12)]
    components: dict[Symbol, FormulaText | FormulaTable] = {}
    payoffs: dict[str, FormulaText | list[FormulaText]]
    readouts: dict[Symbol, FormulaText | FormulaTable] = {}
    outcomes: dict[Id, OutcomeTable] = {}
    presets: dict[Id, PresetTable] = {}
    paths: dict[Id, PathTable] = {}
    expect: list[ExpectTable] = []
    types: Annotated[list[TypeTable], Field(max_length=24)] = []
    prior: Annotated[list[PriorTable], Field(max_length=1_000)] = []
    bargaining: BargainingTable | None = None
    unfolding: UnfoldingTable | None = None
    voting: VotingTable | None = None
    coalitions: CoalitionsTable | None = None
