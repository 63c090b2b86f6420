"""`negotiation show MODEL`"""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.cli import common

if TYPE_CHECKING:
    from negotiation.model import Model, Preset
    from negotiation.model.conflict import Conflict

KEPT = ("format", "analysis", "model", "version", "text_sha256", "preset", "command")
"""Keys of the head that describe a model."""


def show(model: common.ModelName, format: common.FormatOption = common.Format.table) -> None:
    """Describe a model: parties, strategies, parameters with range, unit and source, payoff formulas."""
    from dataclasses import asdict

    import pandas as pd

    from negotiation.library import load
    from negotiation.model.conflict import Conflict

    loaded = load(model)
    if isinstance(loaded, Conflict):
        _show_conflict(loaded, format)
        return
    table = pd.DataFrame([asdict(each) for each in loaded.parameters.values()])
    if format is common.Format.table:
        print(_describe(loaded))
    else:
        common.show(table, format, None, document=_document(loaded))


def _show_conflict(model: Conflict, format: common.Format) -> None:
    """Describe a graph model: parties with their options, states, rankings."""
    import pandas as pd

    states = pd.DataFrame([{"state": each.id, **each.levels, "label": each.label} for each in model.states])
    if format is not common.Format.table:
        common.show(states, format, None, document=_conflict_document(model))
        return
    print(f"{model.id} (version {model.version}): {model.title}", "", model.summary, "", "Parties", sep="\n")
    for i, party in enumerate(model.parties):
        own = [f"{each.id} ({each.label}{'' if each.moves == 'both' else f', only {each.moves}'})"
               for each in model.options if each.party == i]
        print(f"  {party.id:10} {party.label}: {', '.join(own)}")
    print("", "Feasible states", common.table(states, ("state", "label")), "", "Rankings, the best first", sep="\n")
    print(*(f"  {name:10} {text}" for name, text in model.rankings.items()), sep="\n")
    if model.status_quo is not None:
        print("", f"Status quo: {model.states[model.status_quo].id}", sep="\n")
    print("", *(f"! {caveat}" for caveat in model.caveats), sep="\n")


def _conflict_document(model: Conflict) -> dict[str, object]:
    head = model.origin("model").head()
    return {
        **{name: head[name] for name in KEPT}, "kind": "graph", "title": model.title, "summary": model.summary,
        "parties": [{"id": party.id, "label": party.label, "options": [
            {"id": each.id, "label": each.label, "levels": list(each.levels), "moves": each.moves}
            for each in model.options if each.party == i]} for i, party in enumerate(model.parties)],
        "states": [{"id": each.id, "label": each.label, "options": dict(each.levels)} for each in model.states],
        "status_quo": None if model.status_quo is None else model.states[model.status_quo].id,
        "rankings": dict(model.rankings), "caveats": list(model.caveats)}


def _describe(model: Model) -> str:
    lines = [f"{model.id} (version {model.version}): {model.title}", "", model.summary, "", "Parties"]
    lines += [f"  {party.id:10} {party.label}: " + ", ".join(party.strategy_ids) for party in model.parties]
    if model.parameters:
        lines += ["", "Parameters (value, range, unit; evidence and source)"]
    for each in model.parameters.values():
        source = f" {each.source}" if each.source else ""
        lines.append(f"  {each.id:12} {each.default:<6g} {each.low:g} to {each.high:g} {each.unit}; {each.label}"
                     f" [{each.evidence}]{source}")
    for title, formulas in (("Components", model.components.values()), ("Payoffs", model.payoffs)):
        if formulas:
            lines += ["", title, *(f"  {each.id} = {each.text}" for each in formulas)]
    if model.cells:
        lines += ["", "Payoffs"]
        for profile, row in list(model.cells.items())[:200]:
            played = ", ".join(p.strategies[j].id for p, j in zip(model.parties, profile, strict=True))
            lines.append(f"  {played}: " + " | ".join(each.text for each in row))
    if model.presets:
        lines += ["", "Presets (what they change)", *(f"  {each.id}: {_changes(model, each)}"
                                                      for each in model.presets.values())]
    for title, names in (("Outcomes", [o.id for o in model.outcomes]), ("Paths", list(model.paths))):
        if names:
            lines += ["", f"{title}: {', '.join(names)}"]
    return "\n".join([*lines, "", *(f"! {caveat}" for caveat in model.caveats)])


def _changes(model: Model, preset: Preset) -> str:
    """Say which parameters a preset moves from their defaults, and to what."""
    moved = [f"{name} {value:g}" for name, value in preset.values.items() if value != model.parameters[name].default]
    return ", ".join(moved) or "nothing"


def _document(model: Model) -> dict[str, object]:
    from dataclasses import asdict

    head = model.origin("model").head()
    return {
        **{name: head[name] for name in KEPT}, "title": model.title, "summary": model.summary,
        "parties": [{"id": p.id, "label": p.label, "strategies": [asdict(s) for s in p.strategies]}
                    for p in model.parties],
        "parameters": [asdict(each) for each in model.parameters.values()],
        "components": {each.id: each.text for each in model.components.values()},
        "payoffs": {each.id: each.text for each in model.payoffs} or {
            ", ".join(p.strategies[j].id for p, j in zip(model.parties, profile, strict=True)): [e.text for e in row]
            for profile, row in model.cells.items()},
        "outcomes": [o.id for o in model.outcomes], "presets": {p.id: dict(p.values) for p in model.presets.values()},
        "paths": list(model.paths), "caveats": list(model.caveats),
    }
