"""Who knows what? The types of each party, what equilibria mean where each knows its own alone, what doubt costs."""

from __future__ import annotations

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.incomplete import Doubt
from negotiation.incomplete.chances import believed
from negotiation.model import Model
from negotiation.model.beliefs import Beliefs
from negotiation.report.results.beliefs import doubt as say
from negotiation.report.results.beliefs import offer as offered
from negotiation.view import charts, compute
from negotiation.view.compute import beliefs as beliefs_at
from negotiation.view.drawing import show, tables
from negotiation.view.palette import Look
from negotiation.view.panel import controls
from negotiation.view.panel.choice import choose
from negotiation.view.session import state
from negotiation.view.session.catalog import doubted
from negotiation.view.session.visit import Visit
from negotiation.wording import counted, percent

MEANING = ("A type is what a party may be, as it alone knows. The others hold one belief about it, which all share "
           "(Harsanyi 1967-68). An equilibrium says what each type does; nobody gains by doing otherwise, given its "
           "type and that belief.")
NOBODY = ("This model says of no party what it may be, so everybody knows everybody. Two tables of [[types]] for "
          "one party, each with an id and a probability, let the others doubt it (page “Make it your own”).")
OFF = ("Where the parties doubt each other, every page answers for what each type does, and the beliefs become "
       "sliders.")
ORDER = ("What a party expects over types weighs how much better against how likely: that needs payoffs that measure "
         "how much, not an order only. Switch “Order only” off to see it.")
MOST_SHOWN = 6
MOST_WORTH = 3
MOST_SLIDERS = 6
WAR = ("How likely it is that nobody agrees though, were all types known, an agreement would be among the equilibria "
       "(could) or the only kind of equilibrium (would).")
SECRET = "What a party would add by learning the others' types while nobody knows that it did. Never below 0."
OPEN = ("What a party expects if everybody will know all types, less what it expects now, from the worst to the best "
        "equilibria of the known games. Below 0: doubt serves the party.")
REVEALED = ("What a party expects if everybody will know the type of this party alone, the others' staying in doubt, "
            "less what it expects now, from the worst to the best equilibria. Below 0: that doubt serves the party.")


def draw(visit: Visit) -> None:
    """Draw the page."""
    st.markdown("## Who could be what", help=MEANING)
    model = visit.model
    known = model.known or model
    if known.beliefs is None:
        show.note(NOBODY)
        return
    if not model.agents:
        _off(visit, known, known.beliefs)
        return
    _types(visit, model, known.beliefs)
    if visit.ordinal:
        show.note(ORDER)
        return
    found = beliefs_at.doubt(model, visit.at)
    pinned = beliefs_at.doubt(model, visit.pinned) if visit.pinned else None
    _equilibria(visit, found, pinned)
    _known(visit, found)
    _cost(visit, found)
    proposer = _proposer(known)
    over = _along(visit, known.beliefs, proposer)
    _offer(visit, known, proposer, over)


def _off(visit: Visit, model: Model, beliefs: Beliefs) -> None:
    """Show the types while nobody doubts, and offer to let them."""
    try:
        form = doubted(model)
    except NegotiationError as error:
        show.note(str(error))
        return
    here = visit.address.scenario.among(form)
    show.html(_table(form, beliefs, compute.values(form, here.values(form)), None))
    show.note(f"{say.certain(model.parties, beliefs)} {OFF}")
    st.button("Let the parties doubt each other", key="who_on", on_click=state.doubt, args=(True,), type="primary")


def _types(visit: Visit, model: Model, beliefs: Beliefs) -> None:
    """Show the types with how likely they are, and the sliders that this hangs on."""
    show.html(_table(model, beliefs, visit.at, visit.pinned))
    here, names = visit.address.scenario, believed(model, beliefs)[:MOST_SLIDERS]
    base = here.base(model)
    for first in range(0, len(names), 3):
        for column, name in zip(st.columns(3), names[first:first + 3], strict=False):
            with column:
                controls.draw(here, model.parameters[name], base, "page")


def _table(model: Model, beliefs: Beliefs, at: compute.Values, pinned: compute.Values | None) -> str:
    rows, sets = [], [beliefs_at.likely(model, each) for each in (at, pinned) if each is not None]
    for i, own in enumerate(beliefs.types):
        for t, type in enumerate(own):
            party = (model.known or model).parties[i]
            rows.append([party.label, type.label, type.description or "–", *(percent(each[i][t]) for each in sets),
                         type.source or "–"])
    heads = ["party", "may be", "what that means", "how likely", *(["pinned"] if pinned else []), "source"]
    return tables.table(heads, rows, "Types and how likely they are", (3, 4) if pinned else (3,), wrap=True)


def _equilibria(visit: Visit, found: Doubt, pinned: Doubt | None) -> None:
    st.markdown("## What holds while they doubt", help="Pooling: all types of a party do the same. Separating: no "
                "choice is made by two types, so that a choice tells the type. Semi-separating: anything between.")
    if not len(found):
        show.note("No equilibrium in pure choices; mixed ones were not looked for in a game of this size.")
    cards = []
    for row in range(min(len(found), MOST_SHOWN)):
        lines = "".join(f'<p class="n-tip">{tables.escape(each)}</p>' for each in say.sentences(found, row)[:3])
        cards.append(f'<section class="n-card" data-testid="by-type"><h2><span>'
                     f"{row + 1}. {tables.escape(_name(found, row))}</span></h2>{lines}</section>")
    show.html(f'<div class="n-cards">{"".join(cards)}</div>' if cards else "")
    if len(found) > MOST_SHOWN:
        show.note(f"The first {MOST_SHOWN} of {_many(found)}; the file has all of them.")
    if pinned is not None:
        said = [f"{k + 1}. {say.plays(pinned, k)}" for k in range(min(len(pinned), MOST_SHOWN))]
        show.sentences([f"In the pinned scenario {_many(pinned)}. {' '.join(said)}"])
    show.files("doubt", f"{visit.model.id}-doubt", found)


def _many(found: Doubt) -> str:
    return counted(len(found), "equilibrium", "equilibria")


def _name(found: Doubt, row: int) -> str:
    return narrate.sentence(narrate.standing_named(found.found, found.found.played[row])).removesuffix(".")


def _known(visit: Visit, found: Doubt) -> None:
    """Show what holds where all types are known beside how likely an agreement is while they are not."""
    st.markdown("## Known beside unknown", help="For every combination of types: what holds where everybody knows it, "
                "and how likely an agreement is there while each knows its own type alone.")
    known = visit.model.known or visit.model
    shown = range(min(len(found), MOST_SHOWN))
    agree = "agreement" in found.kinds
    heads = ["if the types are", "how likely", "all known: what holds",
             *(["in doubt: an agreement, by equilibrium"] if agree and len(found) else [])]
    rows = []
    for c, each in enumerate(found.known):
        agreed = " · ".join(f"{k + 1}: {percent(float(found.agreed[k, c]))}" for k in shown)
        names = [narrate.sentence(narrate.profile_named(known, played)).removesuffix(".") if played.pure
                 else "a mixed one" for played in each.played]
        rows.append([say.of(found, c), percent(float(found.chances[0, c])),
                     "; ".join(narrate.distinct(names)) or "no equilibrium of this kind",
                     *([agreed] if heads[3:] else [])])
    show.html(tables.table(heads, rows, "Known beside unknown", (1,), wrap=True))
    if not agree:
        show.note("This model names no outcome of the kind “agreement”, so there is none to compare.")


def _cost(visit: Visit, found: Doubt) -> None:
    """Show what doubt costs: war by miscalculation, what knowing is worth."""
    st.markdown("## War by miscalculation", help=WAR)
    shown = range(min(len(found), MOST_SHOWN))
    if not len(found):
        show.note("There is no equilibrium here to count it at.")
        return
    heads = ["equilibrium", tables.term("all could have agreed", WAR), tables.term("all would have agreed", WAR)]
    rows = [[f"{k + 1}. {_name(found, k)}", *(percent(float(each)) for each in found.miscalculation[k])] for k in shown]
    show.html(tables.table(heads, rows, "War by miscalculation", (1, 2), wrap=True))
    st.markdown("### What knowing is worth")
    show.sentences(say.knowing(found))
    heads = ["party", *(head for k in shown[:MOST_WORTH] for head in (
        tables.term(f"{k + 1}.: in secret", SECRET), tables.term(f"{k + 1}.: in the open", OPEN)))]
    rows = [[party.label, *(cell for k in shown[:MOST_WORTH] for cell in (
        narrate.number(float(found.secret[k, i])), say.span(*found.open[k, i])))]
            for i, party in enumerate(found.parties)]
    show.html(tables.table(heads, rows, "What knowing is worth", tuple(range(1, len(heads))), wrap=True))
    _revealed(found, shown[:MOST_WORTH])
    if len(shown) > MOST_WORTH:
        show.note(f"At the first {MOST_WORTH} of {_many(found)}; the file of the table above has all.")


def _revealed(found: Doubt, shown: range) -> None:
    """Show what it is worth that everybody learns the type of one party, where that is not all there is to learn."""
    apart = say.apart(found)
    if not apart:
        return
    show.note("If everybody learned the type of one party alone, while the others' stay in doubt, each would gain:")
    heads = ["party", *(tables.term(f"{k + 1}.: {found.parties[x].label} known", REVEALED)
                        for k in shown for x in apart)]
    rows = [[party.label, *(say.span(*found.revealed[k, x, i]) for k in shown for x in apart)]
            for i, party in enumerate(found.parties)]
    show.html(tables.table(heads, rows, "If only one party's type were known", tuple(range(1, len(heads))), wrap=True))


def _proposer(known: Model) -> str:
    """Return who makes the offer that the page shows, '' where nobody can."""
    may = {known.parties[i].id: known.parties[i].label for i in beliefs_at.principals(known)}
    asked = state.address().choices.get("who.proposer", "")
    return asked if asked in may else next(iter(may), "")


def _belief(visit: Visit, beliefs: Beliefs) -> str:
    """Let the reader choose the belief along which charts run; the first one unless told, '' where none is a slider."""
    model = visit.model
    names = believed(model, beliefs)
    if not names:
        return ""
    words = {name: model.parameters[name].label or name for name in names}
    first = visit.over if visit.over in words else names[0]
    return choose("who.belief", "Belief along which it runs", words, first, width=330) if len(names) > 1 else first


def _along(visit: Visit, beliefs: Beliefs, proposer: str) -> str:
    """Draw outcomes along a belief, say exactly where each pure equilibrium holds; return the belief, '' for none."""
    model = visit.model
    st.markdown("## Which belief holds the talks", help="Pure equilibria along one belief, all else as it stands.")
    over = _belief(visit, beliefs)
    if not over:
        show.note("How likely the types are is a number in this model, not a slider; give its probability a parameter "
                  "to see what hangs on it.")
        return ""
    found = beliefs_at.along(model, visit.at, over, proposer)
    twin = beliefs_at.along(model, visit.pinned, over, proposer) if visit.pinned else None
    here = visit.state(over)
    there = compute.named(model, visit.pinned)[over] if visit.pinned else None
    if len(found.found):
        colors = charts.belief_colors(model, found.found, show.theme())
        show.html(tables.swatches({name: Look(color, (), "") for name, color in colors.items()}))
        show.chart(charts.outcomes_along(model, found, here, show.theme(), twin, there), "outcomes_along")
        show.files("outcomes_along", f"{model.id}-outcomes-along-{over}", found.found,
                   lambda: charts.outcomes_along(model, found, here, pinned=twin, pinned_value=there))
        show.note("A lane an equilibrium in pure choices, those that hold longest on top; heights are how likely each "
                  "outcome is." + (" Dashed: how likely an agreement is in the pinned scenario." if twin else ""))
    _intervals(visit, over)
    return over


def _intervals(visit: Visit, over: str) -> None:
    model, found = visit.model, compute.exact(visit.model, visit.at, over, True)
    parameter = model.parameters[over]
    rows = [[tables.named(model, each.support), *narrate.ends(parameter, span, narrate.figure), span.start.exact,
             span.stop.exact] for each in found.standings for span in each.intervals]
    if not rows:
        show.note(f"Along {narrate.of(model, parameter)} no equilibrium in pure choices holds anywhere.")
        return
    heads = ["equilibrium", "from", "to", "from, exactly", "to, exactly"]
    show.html(tables.table(heads, rows, "Where each equilibrium holds", (1, 2), wrap=True))
    show.note("Who breaks it outside stands under “When does it change?” along the same slider.")


def _offer(visit: Visit, known: Model, proposer: str, over: str) -> None:
    """Show the best take-it-or-leave-it offer, its risk, and where along the belief `over` it jumps."""
    st.markdown("## An offer under doubt", help="Each type accepts from its own reservation share on. To ask more "
                "gains from the soft and risks war with the hard (Fearon 1995).")
    if not proposer:
        show.note("An offer needs a share to divide between two sides ([bargaining]) and a principal of several types; "
                  "this model has none.")
        return
    may = {known.parties[i].id: known.parties[i].label for i in beliefs_at.principals(known)}
    if len(may) > 1:
        choose("who.proposer", "Who offers", may, next(iter(may)), width=330)
    model = visit.model
    try:
        found = beliefs_at.offer(model, visit.at, proposer)
        show.sentences([f"{offered.head(found)}.", *offered.sentences(found)])
        if visit.pinned:
            pinned = beliefs_at.offer(model, visit.pinned, proposer)
            show.sentences([f"In the pinned scenario: {offered.sentences(pinned)[0]}"])
        if not over:
            return
        show.sentences(offered.told(found, over, list(beliefs_at.jumps(model, visit.at, proposer, over))))
        along = beliefs_at.along(model, visit.at, over, proposer)
        twin = beliefs_at.along(model, visit.pinned, over, proposer) if visit.pinned else None
    except NegotiationError as error:
        show.note(str(error))
        return
    here, there = visit.state(over), compute.named(model, visit.pinned)[over] if visit.pinned else None
    show.chart(charts.offers_along(model, along, here, show.theme(), twin, there), "offers_along")
    show.files("offers_along", f"{model.id}-offers-along-{over}", along.offers,
               lambda: charts.offers_along(model, along, here, pinned=twin, pinned_value=there))
