"""The sections of a brief: words, tables and drawings of one result each; "" where there is nothing to say."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import negotiation.report.narrate as narrate
from negotiation.bargaining import IssueDeal, PackageDeal, ShareDeal
from negotiation.report.narrate import stable as say
from negotiation.report.narrate import unfolding
from negotiation.report.results.alliances.allies import turns
from negotiation.report.results.alliances.voting import verdict
from negotiation.report.results.beliefs import doubt as doubted
from negotiation.unfolding.war import PERIODS
from negotiation.view import charts, compute, headline
from negotiation.view.brief import results
from negotiation.view.charts import Chart
from negotiation.view.compute import allies, stable, wars
from negotiation.view.drawing import cards, tables
from negotiation.view.session.visit import Visit
from negotiation.wording import counted

LOW = 210
"""Height of the payoff chart: two charts and the answer share a sheet of paper."""


def scenario(visit: Visit) -> str:
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


def answer(visit: Visit) -> str:
    if not visit.model.has_payoffs:
        return f'<p class="answer">{escape(headline.said(visit))}</p>'
    said = f'<p class="answer">{escape(headline.said(visit))}</p>'
    more = "".join(f"<p>{escape(each)}</p>" for each in headline.against(visit))
    order = narrate.order(visit.now)
    every = counted(len(order), "equilibrium", "equilibria")
    notes = [f"Of {every} the first {cards.MOST} are shown."] if len(order) > cards.MOST else []
    notes += narrate.missing(visit.now, visit.ordinal)
    drawn = cards.cards(visit.model, visit.now, order, cards.reading(visit))
    return said + more + drawn + "".join(f"<p>{escape(each)}</p>" for each in notes)


def along(visit: Visit) -> str:
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


def when(visit: Visit) -> str:
    model, found = visit.model, results.tipping(visit)
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


def levers(visit: Visit) -> str:
    found = results.takes(visit)
    if found is None:
        return ""
    said = narrate.what_it_takes(visit.model, found, visit.ordinal)
    drawing = figure(charts.reach(visit.model, found)) if any(each.value is not None for each in found.single) else ""
    return "".join(f"<p>{escape(each)}</p>" for each in said) + drawing


def leverage(visit: Visit) -> str:
    deal = results.deal(visit)
    if deal is None:
        return ""
    lottery = isinstance(deal, PackageDeal) and not isinstance(deal, IssueDeal)
    said = [narrate.lottery(deal, "nash") if isinstance(deal, PackageDeal) and lottery else deal.readings[0]]
    said.append(narrate.no_deal(visit.model, deal))
    drawing = ""
    if isinstance(deal, ShareDeal):
        drawing = figure(charts.deals.line(visit.model, deal))
    elif lottery:
        drawing = figure(charts.lottery(visit.model, deal))
    return "".join(f"<p>{escape(each)}</p>" for each in said) + drawing


def alliances(visit: Visit) -> str:
    found = results.vote(visit)
    if found is None:
        return ""
    vote = allies.coalitions(visit.model, visit.at).voting
    said = [*(verdict(vote, visit.model.parties) if vote else ()), *turns(visit.model, found)]
    drawing = figure(charts.power(visit.model, found, visit.value()))
    return "".join(f"<p>{escape(each)}</p>" for each in said) + tables.legend(visit.model, False) + drawing


def unfolds(visit: Visit) -> str:
    war = results.war(visit)
    if war is None:
        return ""
    model, past = visit.model, wars.history(visit.model, visit.address.scenario.preset, PERIODS)
    parts = [f"<p>{escape(unfolding.claim(war))}</p>"]
    for name, each in war.brackets.items():
        parts.append(f"<p>{escape(f'Select {name}{unfolding.unsettled(each)}: {unfolding.leads(each, model)}')}</p>")
        parts.append(figure(charts.fan(model, each, each.fan(PERIODS), 0, past)))
    return "".join(parts)


def knows(visit: Visit) -> str:
    found, beliefs = results.doubt(visit), visit.model.beliefs
    if found is None:
        return f"<p>{escape(doubted.certain(visit.model.parties, beliefs))}</p>" if beliefs else ""
    rows = [f"{row + 1}. {' '.join(doubted.sentences(found, row))}" for row in range(min(len(found), cards.MOST))]
    said = [*rows, *doubted.knowing(found), *(each.strip() for each in doubted.known(found))]
    return "".join(f"<p>{escape(each)}</p>" for each in said)


def sure(visit: Visit) -> str:
    found = results.margin(visit)
    if found is None:
        return ""
    said = "".join(f"<p>{escape(each)}</p>" for each in narrate.hangs_on(visit.model, found))
    return said + (figure(charts.margins(visit.model, found, 8)) if found.rows[0].nearer else "")


def stability(visit: Visit) -> str:
    found = results.stability(visit)
    if found is None:
        return ""
    model = visit.model
    start = stable.begins(model, found)
    near = stable.nearest(model, visit.at, start, "seq")
    goal = start if near is None else near
    way = stable.path(model, visit.at, start, goal) or ()
    said = [say.under(model, found, start), *say.holds(model, found), say.path(model, found.graph, start, goal, way)]
    drawing = figure(charts.moves(model, found, charts.Walk(start, way, 0, "seq")))
    return "".join(f"<p>{escape(narrate.sentence(each))}</p>" for each in said) + tables.legend(model, False) + drawing


def figure(chart: Chart) -> str:
    """Return a chart as inline SVG, or its words where it cannot be drawn here."""
    try:
        drawing = charts.figure(chart, ".svg").decode()
    except ImportError:
        return f"<p>{escape(chart.alt)}</p>"
    return f'<figure role="img" aria-label="{escape(chart.alt)}">{drawing[drawing.index("<svg") :]}</figure>'
