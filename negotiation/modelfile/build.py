"""Tables of the right shape -> Model: names, ranges, profiles, patterns and presets are checked here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from itertools import islice

import numpy as np

from negotiation.errors import ExpressionError, NegotiationError, NotFiniteError, unknown
from negotiation.expression import parse_condition
from negotiation.expression.tree import walk
from negotiation.game.parties import Outcome, Party, Strategy
from negotiation.model import Model
from negotiation.model.declarations import Constraint, Expectation, Formula, Parameter, Path, Preset, Source
from negotiation.modelfile.faults import MOST, Fault, Faults, Where, told
from negotiation.modelfile.formulas import check_names, constant, growths, read_components, read_formula
from negotiation.modelfile.onward import HARMLESS
from negotiation.modelfile.profiles import read_patterns
from negotiation.modelfile.sections.bargaining import read_bargaining
from negotiation.modelfile.sections.beliefs import no_collisions, type_names, with_beliefs
from negotiation.modelfile.sections.coalitions import read_coalitions, read_voting
from negotiation.modelfile.sections.guesses import read_correlations, read_distribution, read_observed
from negotiation.modelfile.sections.payoffs import read_payoffs
from negotiation.modelfile.sections.unfolding import read_unfolding
from negotiation.modelfile.trial import batches, blamed, broken, refusals
from negotiation.modelfile.values import Row, Toml

MAX_PROFILES = 100_000
MAX_WORK = 2 * 10**8
"""Operations that evaluating the defaults and every preset may take: about a second."""

OVERHEAD = 1000
"""What starting one operation costs, in operations on one profile."""


def build(table: dict[str, Toml], id: str, text: str, faults: Faults | None = None) -> Model:
    """Build the model; raises Refused with every fault, those of the shape before them."""
    notes = Faults(faults.found, faults.silent) if faults else Faults()
    parameters = _parameters(table["parameters"], notes)
    parties = notes.read(lambda: _parties(table["parties"]), ())
    if not parties:
        notes.refuse()
    indicators = Model(id, parties, parameters, {}).indicators
    _no_collisions(table, parties, notes)
    types = type_names(table["types"], parties)
    components = read_components(table["components"], parameters, {*indicators, *types}, notes)
    known = {*parameters, *indicators, *types, *components}
    weights = growths(components, notes)
    plain = {*parameters, *constant(components, indicators)}
    payoffs, cells = read_payoffs(table["payoffs"], parties, known, {*plain, *types}, weights, notes)
    sections = _sections(table, parties, parameters, notes)
    readouts = notes.each(table["readouts"], lambda name: read_formula(
        ("readouts", name), name, table["readouts"][name], known, weights))
    growth = {name: weights.get(name, 1) for name in (known - types.keys()) | plain}
    fixed = {name: growth[name] for name in plain}
    bargaining = read_bargaining(table["bargaining"], parties, parameters, fixed, notes)
    unfolding = read_unfolding(table["unfolding"], parties, parameters, sections["paths"], growth, fixed, notes)
    voting = read_voting(table["voting"], parties, fixed, notes)
    coalitions = read_coalitions(table["coalitions"], parties, fixed, notes)
    model = Model(
        id, parties, parameters, components, payoffs, cells, readouts=readouts, **sections,
        sources={name: Source(name, **row) for name, row in table["sources"].items()},
        title=str(table["title"]), version=str(table["version"]), summary=str(table["summary"]).strip(),
        answer=str(table["answer"]).strip(), numbers=str(table["numbers"]),
        caveats=tuple(table["caveats"]), text=text, bargaining=bargaining, unfolding=unfolding,
        voting=voting, coalitions=coalitions,
        default_preset=table["default_preset"] if table["default_preset"] in sections["presets"] else "")
    untyped = {*parameters, *constant(components, {*indicators, *types})}
    model = with_beliefs(model, table, {name: fixed[name] for name in untyped}, notes)
    notes.refuse(model)
    notes.read(lambda: _little_work(model), None)
    notes.refuse()
    notes.found += islice(values_break(model), MOST)
    notes.refuse()
    notes.found += islice(values_break(model.bayesian()) if model.beliefs else (), MOST)
    notes.refuse()
    return model


def _sections(
    table: Row, parties: tuple[Party, ...], parameters: Mapping[str, Parameter], notes: Faults
) -> dict[str, Toml]:
    """Read what names parameters and strategies but holds no payoffs."""
    presets = notes.each(table["presets"], lambda name: _preset(
        name, table["presets"][name], parameters, table["outcomes"]))
    default = str(table["default_preset"])
    if default and default not in table["presets"]:
        notes.found.append(Fault(("default_preset",), unknown("a preset", default, table["presets"])))
    return {
        "presets": presets,
        "outcomes": tuple(notes.each(table["outcomes"], lambda name: _outcome(
            name, table["outcomes"][name], parties)).values()),
        "paths": notes.each(table["paths"], lambda name: _path(name, table["paths"][name], parameters)),
        "constraints": tuple(notes.each(range(len(table["constraints"])), lambda k: _constraint(
            k, table["constraints"][k], parameters)).values()),
        "correlations": read_correlations(table["correlations"], parameters, notes),
        "expectations": tuple(_expectation(row) for row in table["expect"])}


def _parameters(rows: Row, notes: Faults) -> dict[str, Parameter]:
    """Read every parameter; a faulty one stays known by its name."""
    made = notes.each(rows, lambda name: _parameter(name, rows[name]))
    return {name: made.get(name) or Parameter(name, **HARMLESS["parameters"]()) for name in rows}


def _parameter(name: str, row: dict[str, Toml]) -> Parameter:
    each = Parameter(id=name, **{**row, "label": row["label"] or name, "distribution": None})
    where = ("parameters", name)
    if each.low >= each.high:
        raise Fault((*where, "low"), f"{name}: low is {each.low:g} and high is {each.high:g}; low must be smaller")
    if not each.low <= each.default <= each.high:
        raise Fault((*where, "default"), f"{name}: the default {each.default:g} is outside its range; "
                                         f"allowed: {each.low:g} to {each.high:g}")
    if each.step is not None and not 0 < each.step <= each.high - each.low:
        raise Fault((*where, "step"), f"{name}: the step is {each.step:g}; "
                                      f"allowed: above 0, at most {each.high - each.low:g}")
    return replace(each, distribution=read_distribution((*where, "distribution"), row["distribution"], each))


def _parties(rows: list[dict[str, Toml]]) -> tuple[Party, ...]:
    parties = tuple(Party(row["id"], tuple(Strategy(**s) for s in row["strategies"]), row["label"], row["description"],
                          row["look"])
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


def _no_collisions(table: Row, parties: tuple[Party, ...], notes: Faults) -> None:
    """Refuse names that mean two things."""
    no_collisions(table, parties, notes)
    strategies = {strategy: party.id for party in parties for strategy in party.strategy_ids}
    for section in ("parameters", "components"):
        for name in table[section]:
            other = "a parameter" if section == "components" and name in table["parameters"] else (
                f"a strategy of {strategies[name]}" if name in strategies else "")
            if other:
                kind = section.removesuffix("s")
                notes.found.append(Fault((section, name), f"'{name}' is both a {kind} and {other}"))


def _outcome(name: str, row: Row, parties: tuple[Party, ...]) -> Outcome:
    mask = read_patterns(("outcomes", name, "patterns"), row["patterns"], parties)
    first = read_patterns(("outcomes", name, "patterns"), row["patterns"][:1], parties)
    profile = np.unravel_index(first.argmax(), first.shape) if row["patterns"] else ()
    texts = {key: str(row[key]) for key in ("label", "description", "kind")}
    return Outcome(name, mask, **texts, first=tuple(map(int, profile)))


def _preset(
    name: str, row: dict[str, Toml], parameters: Mapping[str, Parameter], outcomes: Collection[str]
) -> Preset:
    notes = Faults()
    notes.each(row["values"], lambda key: _inside(name, key, row["values"][key], parameters))
    told(notes.found)
    observed = read_observed(("presets", name, "observed"), row["observed"], outcomes)
    return Preset(name, **{**row, "label": row["label"] or name, "observed": observed})


def _inside(preset: str, key: str, value: Toml, parameters: Mapping[str, Parameter]) -> None:
    where = ("presets", preset, "values", key)
    if key not in parameters:
        raise Fault(where, unknown("a parameter", key, parameters))
    each = parameters[key]
    if not each.low <= value <= each.high:
        raise Fault(where, f"preset {preset}: {key} = {value:g} is outside its range; "
                           f"allowed: {each.low:g} to {each.high:g}")


def _path(name: str, row: Row, parameters: Mapping[str, Parameter]) -> Path:
    ties = row["ties"]
    notes = Faults(Fault(("paths", name, *where), unknown("a parameter", str(key), parameters))
                   for key, where in ((row["over"], ("over",)), *((key, ("ties", key)) for key in ties))
                   if key not in parameters)
    if row["over"] in ties:
        notes.found.append(Fault(("paths", name, "ties", row["over"]),
                                 f"'{row['over']}' is what the path runs over; it cannot be tied too"))
    formulas = notes.each(ties, lambda key: read_formula(
        ("paths", name, "ties", key), key, ties[key], set(parameters) - set(ties), {}))
    told(notes.found)
    return Path(name, str(row["over"]), formulas, str(row["label"] or name), str(row["description"]))


def _constraint(k: int, row: Mapping[str, str], parameters: Collection[str]) -> Constraint:
    where = ("constraints", k, "rule")
    try:
        condition = parse_condition(row["rule"])
    except ExpressionError as error:
        raise Fault(where, f"rule: {error}") from None
    notes = Faults()
    notes.each((condition.left, condition.right), lambda side: check_names(
        where, Formula("rule", row["rule"], side), parameters, "a parameter"))
    told(notes.found)
    return Constraint(row["rule"], condition, row["message"] or f"{row['rule']} must hold")


def _expectation(row: Row) -> Expectation:
    plain = {each.name: row[each.name] for each in fields(Expectation)}
    for name in ("equilibria", "includes", "excludes", "gains"):
        plain[name] = None if plain[name] is None else tuple(plain[name])
    return Expectation(**plain)


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


def values_break(model: Model) -> Iterator[Fault]:
    """Yield where the defaults, or a preset, break a constraint or leave a payoff that is not a finite number."""
    base = {name: float(each.default) for name, each in model.parameters.items()}
    names = ["", *model.presets]
    points = [{}, *({k: float(v) for k, v in preset.values.items()} for preset in model.presets.values())]
    for begin, columns in batches(model, base, points):
        for k, error in refusals(model, columns, len(next(iter(columns.values()), [0]))):
            name, values = names[begin + k], {**base, **points[begin + k]}
            yield Fault(("presets", name, "values") if name else _place(model, error, values),
                        f"{f'preset {name}' if name else 'the defaults'}: {error}")


def _place(model: Model, error: NegotiationError, values: Row) -> Where:
    return blamed(model, error, values) if isinstance(error, NotFiniteError) else broken(model, values)
