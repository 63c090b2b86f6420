"""The brief: one self-contained page with the scenario, answers, charts, caveats and the commands to repeat it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from shlex import quote
from typing import Any

import negotiation.library as library
import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.progress import steps
from negotiation.provenance import Provenance
from negotiation.report.narrate import unfolding
from negotiation.report.results.alliances.allies import turns
from negotiation.report.results.alliances.voting import verdict
from negotiation.tipping.result import Regimes
from negotiation.unfolding.war import PERIODS
from negotiation.view import charts, compute, headline
from negotiation.view.charts import Chart
from negotiation.view.compute import allies, wars
from negotiation.view.drawing import cards, tables
from negotiation.view.session import own, without
from negotiation.view.session.scenario import Scenario
from negotiation.view.session.visit import Visit
from negotiation.wording import counted

PAPER = Path(__file__).with_name("brief.css").read_text(encoding="utf-8")
LOW = 210
"""Height of the payoff chart: two charts and the answer share a sheet of paper."""


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
    words = [narrate.dated(moment), moment.label, moment.note] if moment else []
    version = f"model version {model.version}" if model.version else ""
    said = f"<p>{escape(' · '.join(filter(None, [*words, version])))}</p>"
    base, pinned = here.base(model), visit.address.pin.values(model) if visit.address.pin else {}
    names = [
        name for name, value in here.values(model).items() if name in here.changed or pinned.get(name, value) != value
    ]
    values = here.values(model)
    sets = [base, values, *([pinned] if pinned else [])]
    rows = [
        [each.label or each.id, each.kind, *(narrate.figure(each, held[each.id]) for held in sets)]
        for each in (model.parameters[name] for name in names)
    ]
    start = "at the moment" if model.presets else "default"
    heads = ["parameter", "kind", start, "here", *(["pinned"] if pinned else [])]
    return said + (tables.table(heads, rows, "Changed values", (2, 3, 4)) if rows else "")


def _now(visit: Visit) -> str:
    said = f'<p class="answer">{escape(headline.said(visit))}</p>'
    more = "".join(f"<p>{escape(each)}</p>" for each in headline.against(visit))
    order = narrate.order(visit.now)
    every = counted(len(order), "equilibrium", "equilibria")
    notes = [f"Of {every} the first {cards.MOST} are shown."] if len(order) > cards.MOST else []
    notes += narrate.missing(visit.now, visit.ordinal)
    drawn = cards.cards(visit.model, visit.now, order, cards.reading(visit))
    return said + more + drawn + "".join(f"<p>{escape(each)}</p>" for each in notes)


def _along(visit: Visit) -> str:
    if not visit.over:
        return ""
    model, value, twin = visit.model, visit.value(), visit.twin()
    found = compute.along(model, visit.at, visit.over, visit.ordinal)
    drawn = [charts.ribbon(model, found, value, pinned=twin)]
    if not visit.ordinal:
        payoffs = charts.payoffs(model, found, visit.now, value, pinned=twin)
        drawn.append(replace(payoffs, spec={**payoffs.spec, "height": LOW}))
    said = f"<p>{charts.PURE_LINES}.</p>" if found.unmixed else ""
    return tables.legend(model, False).join(map(figure, drawn)) + said


def _when(visit: Visit) -> str:
    model, found = visit.model, _tipping(visit)
    if found is None:
        return ""
    parameter = model.parameters[found.parameter]
    rows = [
        [
            tables.named(model, each.support),
            *narrate.ends(parameter, span, narrate.figure),
            span.start.exact,
            span.stop.exact,
        ]
        for each in found.standings
        for span in each.intervals
    ]
    heads = ["equilibrium", "from", "to", "from, exactly", "to, exactly"]
    notes = "".join(f"<p>{escape(narrate.sentence(each))}</p>" for each in found.notes)
    return tables.table(heads, rows, "Tipping points", (1, 2), wrap=True) + notes


def _target(visit: Visit) -> str:
    """Return the outcome whose levers are shown, "" for none."""
    return next((each.id for each in visit.model.outcomes if each.kind == "agreement" and visit.model.parameters), "")


def _levers(visit: Visit) -> str:
    found = _takes(visit)
    if found is None:
        return ""
    said = narrate.what_it_takes(visit.model, found, visit.ordinal)
    drawing = figure(charts.reach(visit.model, found)) if any(each.value is not None for each in found.single) else ""
    return "".join(f"<p>{escape(each)}</p>" for each in said) + drawing


def _has_deal(visit: Visit) -> bool:
    """Return whether the page about leverage shows a bargain: a declared table, or lotteries between two parties."""
    return bool(visit.model.bargaining or len(visit.model.parties) == 2) and not visit.ordinal


def _deal(visit: Visit) -> Any:
    return compute.deal(visit.model, visit.at, without.chosen(visit)) if _has_deal(visit) else None


def _leverage(visit: Visit) -> str:
    deal = _deal(visit)
    if deal is None:
        return ""
    said = [narrate.lottery(deal, "nash") if deal.kind == "lottery" else deal.readings[0]]
    said.append(narrate.no_deal(visit.model, deal))
    drawn = {"share": charts.deals.line, "lottery": charts.lottery}.get(deal.kind)
    drawing = figure(drawn(visit.model, deal)) if drawn else ""
    return "".join(f"<p>{escape(each)}</p>" for each in said) + drawing


def _vote(visit: Visit) -> Any:
    return allies.power(visit.model, visit.at, visit.over) if visit.model.voting and visit.over else None


def _allies(visit: Visit) -> str:
    found = _vote(visit)
    if found is None:
        return ""
    vote = allies.coalitions(visit.model, visit.at).voting
    said = [*(verdict(vote, visit.model.parties) if vote else ()), *turns(visit.model, found)]
    drawing = figure(charts.power(visit.model, found, visit.value()))
    return "".join(f"<p>{escape(each)}</p>" for each in said) + tables.legend(visit.model, False) + drawing


def _war(visit: Visit) -> Any:
    return wars.war(visit.model, visit.at) if visit.model.unfolding and not visit.ordinal else None


def _next(visit: Visit) -> str:
    war = _war(visit)
    if war is None:
        return ""
    model, past = visit.model, wars.history(visit.model, visit.address.scenario.preset, PERIODS)
    parts = [f"<p>{escape(unfolding.claim(war))}</p>"]
    for name, each in war.brackets.items():
        parts.append(f"<p>{escape(f'Select {name}{unfolding.unsettled(each)}: {unfolding.leads(each, model)}')}</p>")
        parts.append(figure(charts.fan(model, each, each.fan(PERIODS), 0, past)))
    return "".join(parts)


def _sure(visit: Visit) -> str:
    found = _margin(visit)
    if found is None:
        return ""
    said = "".join(f"<p>{escape(each)}</p>" for each in narrate.hangs_on(visit.model, found))
    return said + (figure(charts.margins(visit.model, found, 8)) if found.rows[0].nearer else "")


def _caveats(visit: Visit) -> str:
    said = [headline.NATURE, *visit.model.caveats]
    return "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in said) + "</ul>"


def _repeat(visit: Visit) -> str:
    file = _file(visit.address.scenario)
    first = f"<p>Save the model's text as {file} first (page “Make it your own”).</p>" if file else ""
    lines = [f"<dt>{escape(what)}</dt><dd><code>{escape(line)}</code></dd>" for what, line in commands(visit)]
    return f'{first}<dl class="repeat">{"".join(lines)}</dl>'


def commands(visit: Visit) -> list[tuple[str, str]]:
    """Return what each command answers, and the command: that of every result which the brief shows."""
    shown = ((what, _shown(find, visit)) for what, find in RESULTS)
    lines = [(what, _command(visit, found.provenance)) for what, found in shown if found is not None]
    return [(what, line) for what, line in lines if line]


def _shown(find: Callable[[Visit], Any], visit: Visit) -> Any:
    """Return a section's result, None where it has none; a result is remembered, so asking again costs nothing."""
    try:
        return find(visit)
    except NegotiationError:
        return None


def _command(visit: Visit, provenance: Provenance) -> str:
    """Return the command that gives a result again; an own model is named as the file that it is saved as."""
    here = visit.address.scenario
    return replace(provenance, file=_file(here) or _name(here.model)).command


def _pinned(visit: Visit) -> Any:
    return visit.equilibria(visit.pinned) if visit.pinned is not None else None


def _tipping(visit: Visit) -> Regimes | None:
    return compute.exact(visit.model, visit.at, visit.over, visit.ordinal) if visit.over else None


def _takes(visit: Visit) -> Any:
    target = _target(visit)
    return compute.what_it_takes(visit.model, visit.at, target) if target else None


def _margin(visit: Visit) -> Any:
    return compute.margin(visit.model, visit.at) if visit.model.parameters else None


def _file(here: Scenario) -> str:
    """Return the file that an own model's text is saved as; "" for any other model."""
    if not own.is_own(here.model):
        return ""
    return f"model{own.text(here.model)[1]}" if own.has(here.model) else "model.toml"


def _name(model: str) -> str:
    """Return how the command line names a model: shipped, else the file that the app was started with."""
    return quote(model if model in library.shipped() else f"{model}.toml")


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
    ("Who should ally", _allies),
    ("What happens next", _next),
    ("How sure", _sure),
    ("What to keep in mind", _caveats),
    ("To repeat it", _repeat),
)
"""Title and body of each section; an empty body leaves its title out."""

RESULTS: tuple[tuple[str, Callable[[Visit], Any]], ...] = (
    ("The answer", lambda visit: visit.now),
    ("The pinned scenario", _pinned),
    ("When it changes", _tipping),
    ("What it would take", _takes),
    ("Leverage", _deal),
    ("Who should ally", _vote),
    ("What happens next", _war),
    ("How sure", _margin),
)
"""What each command answers, and the result that it gives again."""
