"""The brief: one self-contained page with the scenario, answers, charts, caveats and the command to repeat it."""

from __future__ import annotations

from html import escape
from pathlib import Path

import negotiation.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.view import cards, charts, compute, tables
from negotiation.view.charts import Chart
from negotiation.view.scenario import Scenario
from negotiation.view.visit import Visit

PAPER = Path(__file__).with_name("brief.css").read_text(encoding="utf-8")


def page(visit: Visit, sheet: str) -> str:
    """Return the brief as HTML; `sheet` styles the cards and tables."""
    model, here = visit.model, visit.address.scenario
    parts = [
        _scenario(visit),
        _now(visit),
        _when(visit),
        _levers(visit),
        _leverage(visit),
        _caveats(model),
        f"<h2>To repeat it</h2><p><code>{escape(command(here, model))}</code></p>",
    ]
    title = escape(model.title or model.id)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{sheet}{PAPER}</style></head>'
        f"<body><h1>{title}</h1>{''.join(parts)}</body></html>"
    )


def command(here: Scenario, model: Model) -> str:
    """Return the command that reproduces the answer."""
    preset = f" --preset {here.preset}" if here.preset and here.preset != model.default_preset else ""
    changed = "".join(f" --set {name}={value:.12g}" for name, value in here.changed.items())
    return f"negotiation solve {here.model} --method complete{preset}{changed}"


def _scenario(visit: Visit) -> str:
    model, here = visit.model, visit.address.scenario
    moment = model.presets.get(here.preset)
    said = f"<p>{escape(' '.join(filter(None, [moment.date, moment.label, moment.note])))}</p>" if moment else ""
    base = here.base(model)
    rows = [
        [model.parameters[name].label or name, model.parameters[name].kind, f"{base[name]:g}", f"{value:g}"]
        for name, value in here.changed.items()
    ]
    table = tables.table(["changed", "kind", "from", "to"], rows, "Changed values", (2, 3)) if rows else ""
    return said + table


def _now(visit: Visit) -> str:
    model = visit.model
    said = narrate.answer(model, visit.game, visit.now, compute.running(model, visit.over))
    body = f'<p class="answer">{escape(said)}</p>' + cards.cards(model, visit.now, narrate.order(visit.now))
    if not visit.over:
        return body
    found = compute.along(model, visit.at, visit.over)
    drawn = [charts.ribbon(model, found, visit.value()), charts.payoffs(model, found, visit.now, visit.value())]
    return body + "<h2>Where each outcome is an equilibrium</h2>" + tables.legend(model, False).join(map(figure, drawn))


def figure(chart: Chart) -> str:
    """Return a chart as inline SVG, or its words where it cannot be drawn here."""
    try:
        drawing = charts.figure(chart, ".svg").decode()
    except ImportError:
        return f"<p>{escape(chart.alt)}</p>"
    return f'<figure role="img" aria-label="{escape(chart.alt)}">{drawing[drawing.index("<svg") :]}</figure>'


def _when(visit: Visit) -> str:
    if not visit.over:
        return ""
    model, found = visit.model, compute.exact(visit.model, visit.at, visit.over)
    rows = [
        [
            tables.named(model, each.outcome, each.label),
            f"{span.start.decimal:.6g}",
            f"{span.stop.decimal:.6g}",
            span.start.exact,
            span.stop.exact,
        ]
        for each in found.standings
        for span in each.intervals
    ]
    return "<h2>When it changes</h2>" + tables.table(
        ["equilibrium", "from", "to", "from, exactly", "to, exactly"], rows, "Tipping points", (1, 2), wrap=True
    )


def _levers(visit: Visit) -> str:
    target = next((each.id for each in visit.model.outcomes if each.kind == "agreement"), "")
    if not target or not visit.model.parameters:
        return ""
    said = narrate.what_it_takes(visit.model, compute.what_it_takes(visit.model, visit.at, target))
    return "<h2>What it would take</h2>" + "".join(f"<p>{escape(each)}</p>" for each in said)


def _leverage(visit: Visit) -> str:
    if not visit.model.bargaining:
        return ""
    try:
        deal = compute.deal(visit.model, visit.at)
    except NegotiationError as error:
        return f"<h2>Leverage</h2><p>{escape(str(error))}</p>"
    drawing = figure(charts.deals.line(visit.model, deal)) if deal.kind == "share" else ""
    return f"<h2>Leverage</h2><p>{escape(deal.readings[0])}</p>{drawing}"


def _caveats(model: Model) -> str:
    return (
        "<h2>What to keep in mind</h2><ul>" + "".join(f"<li>{escape(each)}</li>" for each in model.caveats) + "</ul>"
        if model.caveats
        else ""
    )
