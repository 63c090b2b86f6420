"""The brief: one self-contained page with the scenario, answers, charts, caveats and the commands to repeat it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import negotiation.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.progress import steps
from negotiation.view import cards, charts, compute, headline, own, tables
from negotiation.view.charts import Chart
from negotiation.view.scenario import Scenario
from negotiation.view.visit import Visit

PAPER = Path(__file__).with_name("brief.css").read_text(encoding="utf-8")


def page(visit: Visit, sheet: str) -> str:
    """Return the brief as HTML; `sheet` styles the cards and tables."""
    model = visit.model
    parts = "".join(_section(visit, *each) for each in steps("Writing the brief", SECTIONS, len(SECTIONS)))
    title = escape(model.title or model.id)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{sheet}{PAPER}</style></head>'
        f"<body><h1>{title}</h1>{parts}</body></html>"
    )


def _section(visit: Visit, title: str, draw: Callable[[Visit], str]) -> str:
    """Return one section; what could not be computed says so and does not stop the others."""
    try:
        body = draw(visit)
    except NegotiationError as error:
        body = f"<p>This could not be computed: {escape(str(error))}</p>"
    return (f"<h2>{title}</h2>" if title else "") + body if body else ""


def _scenario(visit: Visit) -> str:
    model, here = visit.model, visit.address.scenario
    moment = model.presets.get(here.preset)
    words = [moment.date, moment.label, moment.note] if moment else []
    version = f"model version {model.version}" if model.version else ""
    said = f"<p>{escape(' · '.join(filter(None, [*words, version])))}</p>"
    base, pinned = here.base(model), visit.address.pin.values(model) if visit.address.pin else {}
    names = [
        name for name, value in here.values(model).items() if name in here.changed or pinned.get(name, value) != value
    ]
    values = here.values(model)
    rows = [
        [
            model.parameters[name].label or name,
            model.parameters[name].kind,
            f"{base[name]:g}",
            f"{values[name]:g}",
            *([f"{pinned[name]:g}"] if pinned else []),
        ]
        for name in names
    ]
    heads = ["parameter", "kind", "at the moment", "here", *(["pinned"] if pinned else [])]
    return said + (tables.table(heads, rows, "Changed values", (2, 3, 4)) if rows else "")


def _now(visit: Visit) -> str:
    said = f'<p class="answer">{escape(headline.said(visit))}</p>'
    more = "".join(f"<p>{escape(each)}</p>" for each in headline.against(visit))
    return said + more + cards.cards(visit.model, visit.now, narrate.order(visit.now), cards.reading(visit))


def _along(visit: Visit) -> str:
    if not visit.over:
        return ""
    model, value, twin = visit.model, visit.value(), visit.twin()
    found = compute.along(model, visit.at, visit.over)
    drawn = [charts.ribbon(model, found, value, pinned=twin)]
    if not visit.ordinal:
        drawn.append(charts.payoffs(model, found, visit.now, value, pinned=twin))
    return tables.legend(model, False).join(map(figure, drawn))


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
    heads = ["equilibrium", "from", "to", "from, exactly", "to, exactly"]
    return tables.table(heads, rows, "Tipping points", (1, 2), wrap=True)


def _levers(visit: Visit) -> str:
    target = next((each.id for each in visit.model.outcomes if each.kind == "agreement"), "")
    if not target or not visit.model.parameters:
        return ""
    found = compute.what_it_takes(visit.model, visit.at, target)
    said = narrate.what_it_takes(visit.model, found, visit.ordinal)
    drawing = figure(charts.reach(visit.model, found)) if any(each.value is not None for each in found.single) else ""
    return "".join(f"<p>{escape(each)}</p>" for each in said) + drawing


def _leverage(visit: Visit) -> str:
    if not visit.model.bargaining or visit.ordinal:
        return ""
    deal = compute.deal(visit.model, visit.at)
    drawing = figure(charts.deals.line(visit.model, deal)) if deal.kind == "share" else ""
    return f"<p>{escape(deal.readings[0])}</p>{drawing}"


def _sure(visit: Visit) -> str:
    if not visit.model.parameters:
        return ""
    found = compute.margin(visit.model, visit.at)
    said = "".join(f"<p>{escape(each)}</p>" for each in narrate.hangs_on(visit.model, found))
    return said + (figure(charts.margins(visit.model, found, 8)) if found.rows[0].nearer else "")


def _caveats(visit: Visit) -> str:
    said = [headline.NATURE, *visit.model.caveats]
    return "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in said) + "</ul>"


def _repeat(visit: Visit) -> str:
    here, model = visit.address.scenario, visit.model
    lines = [command("solve", here, model, " --method complete")]
    if visit.over:
        way = "--path" if compute.is_path(model, visit.over) else "--over"
        lines.append(command("regimes", here, model, f" {way} {visit.over}"))
    first = "<p>Save the model's text as model.toml first (page “Make it your own”).</p>" if _is_own(here) else ""
    return first + "".join(f"<p><code>{escape(each)}</code></p>" for each in lines)


def _is_own(here: Scenario) -> bool:
    return own.is_own(here.model)


def command(verb: str, here: Scenario, model: object, more: str = "") -> str:
    """Return the command that reproduces an answer."""
    default = getattr(model, "default_preset", "")
    preset = f" --preset {here.preset}" if here.preset and here.preset != default else ""
    changed = "".join(f" --set {name}={value:.12g}" for name, value in here.changed.items())
    return f"negotiation {verb} {'model.toml' if _is_own(here) else here.model}{more}{preset}{changed}"


def figure(chart: Chart) -> str:
    """Return a chart as inline SVG, or its words where it cannot be drawn here."""
    try:
        drawing = charts.figure(chart, ".svg").decode()
    except ImportError:
        return f"<p>{escape(chart.alt)}</p>"
    return f'<figure role="img" aria-label="{escape(chart.alt)}">{drawing[drawing.index("<svg") :]}</figure>'


SECTIONS: tuple[tuple[str, Callable[[Visit], str]], ...] = (
    ("", _scenario),
    ("", _now),
    ("Where each outcome is an equilibrium", _along),
    ("When it changes", _when),
    ("What it would take", _levers),
    ("Leverage", _leverage),
    ("How sure", _sure),
    ("What to keep in mind", _caveats),
    ("To repeat it", _repeat),
)
"""Title and body of each section; an empty body leaves its title out."""
