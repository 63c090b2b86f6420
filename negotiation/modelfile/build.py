"""Tables of the right shape -> Model: names, ranges, profiles, patterns and presets are checked here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from negotiation.declarations import Constraint, Expectation, Formula, Parameter, Path, Preset, Source
from negotiation.errors import ExpressionError, NegotiationError, ParameterError, unknown
from negotiation.expression import parse_condition
from negotiation.expression.tree import walk
from negotiation.model import Model
from negotiation.modelfile.bargaining import read_bargaining
from negotiation.modelfile.faults import Fault
from negotiation.modelfile.formulas import check_names, constant, growths, read_components, read_formula
from negotiation.modelfile.profiles import read_patterns, read_profile
from negotiation.parties import Outcome, Party, Strategy

MAX_PROFILES = 100_000
MAX_WORK = 2 * 10**8
"""Operations that evaluating the defaults and every preset may take: about a second."""

OVERHEAD = 1000
"""What starting one operation costs, in operations on one profile."""

RESERVED = frozenset({
    "at", "chunk", "curvature", "disagreement", "equilibria", "first", "margin", "method", "mixed", "model", "options",
    "over", "patience", "path", "points", "preset", "presets", "progress", "resume", "second", "seed", "self",
    "solution", "source", "target", "weights"})
"""Arguments of the library's functions, beside which parameters are given by name."""


def build(table: dict[str, dict], id: str, text: str) -> Model:  # type: ignore[type-arg]
    parameters = {name: _parameter(name, row) for name, row in table["parameters"].items()}
    parties = _parties(table["parties"])  # type: ignore[arg-type]
    skeleton = Model(id, parties, parameters, {})
    indicators = skeleton.indicators
    _no_collisions(parties, parameters, table)
    components = read_components(table["components"], parameters, indicators)
    known = {*parameters, *indicators, *components}
    weights = growths(components)
    plain = {*parameters, *constant(components, indicators)}
    payoffs, cells = _payoffs(table["payoffs"], parties, known, plain, weights)
    presets = {name: _preset(name, row, parameters) for name, row in table["presets"].items()}
    default = str(table["default_preset"])
    if default and default not in presets:
        raise Fault(("default_preset",), unknown("a preset", default, presets))
    model = Model(
        id, parties, parameters, components, payoffs, cells,
        readouts={name: read_formula(("readouts", name), name, row, known, weights)
                  for name, row in table["readouts"].items()},
        outcomes=tuple(_outcome(name, row, parties) for name, row in table["outcomes"].items()),
        presets=presets,
        paths={name: _path(name, row, parameters) for name, row in table["paths"].items()},
        constraints=tuple(_constraint(k, row, parameters) for k, row in enumerate(table["constraints"])),
        expectations=tuple(_expectation(row) for row in table["expect"]),
        sources={name: Source(name, **row) for name, row in table["sources"].items()},
        title=str(table["title"]), version=str(table["version"]), summary=str(table["summary"]).strip(),
        caveats=tuple(table["caveats"]), default_preset=default, text=text,
        bargaining=read_bargaining(table["bargaining"], parties, parameters,
                                   {name: weights.get(name, 1) for name in plain}),
    )
    _little_work(model)
    _values_hold(model)
    return model


def _parameter(name: str, row: dict[str, Any]) -> Parameter:
    each = Parameter(id=name, **{**row, "label": row["label"] or name})  # type: ignore[arg-type]
    where = ("parameters", name)
    if each.low >= each.high:
        raise Fault((*where, "low"), f"{name}: low is {each.low:g} and high is {each.high:g}; low must be smaller")
    if not each.low <= each.default <= each.high:
        raise Fault((*where, "default"), f"{name}: the default {each.default:g} is outside its range; "
                                         f"allowed: {each.low:g} to {each.high:g}")
    if each.step is not None and not 0 < each.step <= each.high - each.low:
        raise Fault((*where, "step"), f"{name}: the step is {each.step:g}; "
                                      f"allowed: above 0, at most {each.high - each.low:g}")
    return each


def _parties(rows: list[dict[str, Any]]) -> tuple[Party, ...]:
    parties = tuple(Party(row["id"], tuple(Strategy(**s) for s in row["strategies"]), row["label"], row["description"])  # type: ignore[arg-type, attr-defined]
                    for row in rows)
    for k, party in enumerate(parties):
        if party.id in [each.id for each in parties[:k]]:
            raise Fault(("parties", k), f"the party '{party.id}' stands twice")
        for j, strategy in enumerate(party.strategy_ids):
            if strategy in party.strategy_ids[:j]:
                raise Fault(("parties", k, "strategies", j), f"the strategy '{strategy}' of {party.id} stands twice")
    profiles = int(np.prod([float(len(party.strategies)) for party in parties]))
    if profiles > MAX_PROFILES:
        raise Fault(("parties",), f"the game has {profiles:,} profiles; at most {MAX_PROFILES:,} are allowed")
    return parties


def _no_collisions(parties: tuple[Party, ...], parameters: Mapping[str, Parameter], table: Mapping[str, dict]) -> None:  # type: ignore[type-arg]
    strategies = {strategy: party.id for party in parties for strategy in party.strategy_ids}
    for name in parameters:
        if name in RESERVED:
            raise Fault(("parameters", name), f"a parameter may not be called '{name}', an argument of the library's "
                                              f"functions; allowed: any other name, such as '{name}_1'")
        if name in strategies:
            raise Fault(("parameters", name), f"'{name}' is both a parameter and a strategy of {strategies[name]}")
    for name in table["components"]:
        if name in parameters or name in strategies:
            other = "a parameter" if name in parameters else f"a strategy of {strategies[name]}"
            raise Fault(("components", name), f"'{name}' is both a component and {other}")


def _payoffs(
    rows: Mapping[str, Any], parties: tuple[Party, ...], known: set[str], plain: set[str], weights: Mapping[str, int]
) -> tuple[tuple[Formula, ...], dict[tuple[int, ...], tuple[Formula, ...]]]:
    ids = [party.id for party in parties]
    if not any("," in key or isinstance(row, list) for key, row in rows.items()):
        for name in rows:
            if name not in ids:
                raise Fault(("payoffs", name), unknown("a party", name, ids))
        for name in ids:
            if name not in rows:
                raise Fault(("payoffs",), f"payoffs has no formula for {name}; one a party is required")
        return tuple(read_formula(("payoffs", name), name, rows[name], known, weights) for name in ids), {}
    cells: dict[tuple[int, ...], tuple[Formula, ...]] = {}
    for key, row in rows.items():
        where = ("payoffs", key)
        profile = read_profile(where, key, parties)
        if profile in cells:
            raise Fault(where, f"the profile '{key}' stands twice")
        if not isinstance(row, list) or len(row) != len(parties):
            raise Fault(where, f"'{key}' needs a list of {len(parties)} payoffs, one a party")
        cells[profile] = tuple(read_formula((*where, k), ids[k], cell, plain, weights) for k, cell in enumerate(row))
    _all_profiles(cells, parties)
    return (), cells


def _all_profiles(cells: Mapping[tuple[int, ...], object], parties: tuple[Party, ...]) -> None:
    counts = tuple(len(party.strategies) for party in parties)
    missing = next((profile for profile in np.ndindex(counts) if profile not in cells), None)
    if missing is not None:
        written = ", ".join(party.strategies[j].id for party, j in zip(parties, missing, strict=True))
        raise Fault(("payoffs",), f"payoffs has no row for the profile '{written}'; "
                                  f"{len(cells)} of {int(np.prod(counts))} profiles are given")


def _outcome(name: str, row: Mapping[str, Any], parties: tuple[Party, ...]) -> Outcome:
    mask = read_patterns(("outcomes", name, "patterns"), row["patterns"], parties)
    first = np.argwhere(read_patterns(("outcomes", name, "patterns"), row["patterns"][:1], parties))[:1]
    texts = {key: str(row[key]) for key in ("label", "description", "kind")}
    return Outcome(name, mask, **texts, first=tuple(first.ravel().tolist()))


def _preset(name: str, row: dict[str, Any], parameters: Mapping[str, Parameter]) -> Preset:
    for key in row["values"]:  # type: ignore[attr-defined]
        if key not in parameters:
            raise Fault(("presets", name, "values", key), unknown("a parameter", key, parameters))
    return Preset(name, **{**row, "label": row["label"] or name})  # type: ignore[arg-type]


def _path(name: str, row: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> Path:
    ties = row["ties"]
    for key, where in ((row["over"], ("over",)), *((key, ("ties", key)) for key in ties)):  # type: ignore[attr-defined]
        if key not in parameters:
            raise Fault(("paths", name, *where), unknown("a parameter", str(key), parameters))
    if row["over"] in ties:
        raise Fault(("paths", name, "ties", row["over"]),
                    f"'{row['over']}' is what the path runs over; it cannot be tied too")
    formulas = {key: read_formula(("paths", name, "ties", key), key, text, set(parameters) - set(ties), {})  # type: ignore[call-overload]
                for key, text in ties.items()}  # type: ignore[attr-defined]
    return Path(name, str(row["over"]), formulas, str(row["label"] or name), str(row["description"]))


def _constraint(k: int, row: Mapping[str, str], parameters: Collection[str]) -> Constraint:
    where = ("constraints", k, "rule")
    try:
        condition = parse_condition(row["rule"])
    except ExpressionError as error:
        raise Fault(where, f"rule: {error}") from None
    for side in (condition.left, condition.right):
        check_names(where, Formula("rule", row["rule"], side), parameters, "a parameter")
    return Constraint(row["rule"], condition, row["message"] or f"{row['rule']} must hold")


def _expectation(row: Mapping[str, Any]) -> Expectation:
    plain = {each.name: row[each.name] for each in fields(Expectation)}
    for name in ("equilibria", "includes", "excludes", "gains"):
        plain[name] = None if plain[name] is None else tuple(plain[name])  # type: ignore[arg-type]
    return Expectation(**plain)  # type: ignore[arg-type]


def _little_work(model: Model) -> None:
    """Refuse a model whose defaults and presets take long to evaluate, before evaluating any."""
    profiles = int(np.prod(model.strategy_counts))
    wide = [*model.payoffs, *model.components.values(), *model.readouts.values()]
    parts = sum(_parts(each) for each in wide)
    once = parts * (profiles + OVERHEAD) + OVERHEAD * sum(_parts(each) for row in model.cells.values() for each in row)
    work = max(once, OVERHEAD) * (1 + len(model.presets))
    if work > MAX_WORK:
        raise Fault(("presets",) if once <= MAX_WORK else ("payoffs",),
                    f"{parts:,} parts of formulas, {profiles:,} profiles and {len(model.presets):,} presets take "
                    f"{work:,} operations to evaluate; at most {MAX_WORK:,} are allowed")


def _parts(formula: Formula) -> int:
    return sum(1 for _ in walk(formula.node))


def _values_hold(model: Model) -> None:
    """Refuse a model whose defaults, or one of whose presets, break a range or a constraint."""
    for name in ("", *model.presets):
        try:
            model.at(preset=name)
        except NegotiationError as error:
            place = ("constraints",) if isinstance(error, ParameterError) else ("payoffs",)
            where = ("presets", name, "values") if name else place
            said = f"{f'preset {name}' if name else 'the defaults'}: {error}"
            raise Fault(where, said, follows=True) from None
