"""`negotiation show MODEL`"""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.cli import common

if TYPE_CHECKING:
    from negotiation.model import Model


def show(model: common.ModelName, format: common.FormatOption = common.Format.table) -> None:
    """Describe a model: parties, strategies, parameters with range, unit and source, payoff formulas."""
    from dataclasses import asdict

    import pandas as pd

    from negotiation.library import load

    loaded = load(model)
    table = pd.DataFrame([asdict(each) for each in loaded.parameters.values()])
    if format is common.Format.table:
        print(_describe(loaded))
    else:
        common.show(table, format, None, document=_document(loaded))


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
    for title, names in (("Outcomes", [o.id for o in model.outcomes]), ("Presets", list(model.presets)),
                         ("Paths", list(model.paths))):
        if names:
            lines += ["", f"{title}: {', '.join(names)}"]
    return "\n".join([*lines, "", *(f"! {caveat}" for caveat in model.caveats)])


def _document(model: Model) -> dict[str, object]:
    from dataclasses import asdict

    head = model.origin("model").head()
    kept = ("format", "analysis", "model", "version", "text_sha256", "preset", "command")
    return {
        **{name: head[name] for name in kept}, "title": model.title, "summary": model.summary,
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
