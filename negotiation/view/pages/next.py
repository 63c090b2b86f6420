"""What happens next? The war as it unfolds when the parties look ahead: both rules of selection, always together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.game import TOLERANCE
from negotiation.report.narrate import unfolding as said
from negotiation.unfolding.deal import Deal
from negotiation.unfolding.war import PERIODS, War
from negotiation.view import charts, compute
from negotiation.view.compute import wars
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import doubted, periods
from negotiation.view.palette import Look
from negotiation.view.panel import controls
from negotiation.view.panel.choice import choose
from negotiation.view.session.visit import Visit

MEANING = ("On the other pages each party chooses once. Here what they choose moves the battlefield, period by period, "
           "and every party weighs what that leads to. “Select agreement” and “select conflict” say which "
           "equilibrium is taken at a state that has several: together they show how far selection alone carries.")
TITLES = {"agreement": "Where agreement is selected", "conflict": "Where conflict is selected"}
DISCOUNTS = {"": "as the model has it", **{each: f"a period later counts {float(each):.0%} of now".replace("%", " %")
                                           for each in ("0.5", "0.7", "0.8", "0.9", "0.95", "0.98")}}
TWO_LINES = ("This model does not say how what the parties choose moves the battlefield. Two lines let it unfold: "
             "below [unfolding], state names a parameter and drift says by how much it moves a period "
             "(page “Make it your own”).")
ORDER = "Looking ahead weighs what comes against what is; that needs payoffs that measure how much, not an order only."
DOUBT = ("What a party does while the war goes on would tell its type, so beliefs would move with the battlefield, and "
         "the model does not say how; looking ahead is worked out for parties that know each other's types.")
HISTORY = ("The dotted line is what happened, by the dated moments. The section was written knowing it: it "
           "illustrates, and tests nothing.")
LEFT_OUT = "It is no forecast. Left out: strategies that remember, what parties do not know, new parties and aims."
ONCE = "Without look-ahead, where everybody chooses once: pure equilibria"
MOST_SLIDERS = 6
MIXED = "Choices mixed at random"


def draw(visit: Visit) -> None:
    """Draw the page."""
    st.markdown("## If the parties look ahead", help=MEANING)
    known = visit.model.known or visit.model
    if visit.model.agents and known.unfolding is not None:
        doubted.instead(DOUBT)
        return
    if visit.ordinal or known.unfolding is None:
        show.note(ORDER if visit.ordinal else TWO_LINES)
        return
    try:
        _tell_war(visit)
    except NegotiationError as error:
        st.caption(show.plain(str(error)))
        return
    show.note(LEFT_OUT)


def _tell_war(visit: Visit) -> None:
    """Draw each part as soon as what it shows is there: the first bracket does not wait for the other one."""
    first, twin = _asked(visit, wars.begun)
    show.sentences([said.claim(first), *map(narrate.sentence, first.notices)])
    past = wars.history(visit.model, visit.address.scenario.preset, PERIODS)
    period = periods.row(first.period, PERIODS)
    _bracket(visit, wars.BRACKETS[0], first, twin, period, past)
    war, pinned = _asked(visit, wars.war)
    _over_time(visit, war, pinned, period, past)
    _pace(visit)
    _by_state(visit, war, pinned)
    _deal(visit, war)
    _others(visit, war)


def _asked(visit: Visit, ask: Callable[..., War]) -> tuple[War, War | None]:
    """Return the war here, and that of the pinned scenario."""
    here, pinned = ask(visit.model, visit.at, _discount(visit)), visit.pinned
    return here, ask(visit.model, pinned, _discount(visit)) if pinned else None


def _discount(visit: Visit) -> float | None:
    """Return the discount that the address asks for where the model has no slider of its own for it."""
    section, asked = visit.model.unfolding, visit.address.choices.get("unfold.discount", "")
    return float(asked) if section and not section.discount and asked in DISCOUNTS and asked else None


def _over_time(visit: Visit, war: War, pinned: War | None, period: int, past: list[wars.Moment]) -> None:
    """Show below the first bracket's fan, and how it has ended, those of the other; one play-head runs over both."""
    model = visit.model
    for name in wars.BRACKETS[1:]:
        _bracket(visit, name, war.brackets[name], pinned.brackets[name] if pinned else None, period, past)
    colors = charts.colors(model, war, show.theme())
    show.html(tables.swatches({name: Look(color, (), "") for name, color in colors.items()}))
    if past:
        show.note(HISTORY)
    show.note("In the fans the line is the middle one of the wars still on, the darker band holds half of them, the "
              "paler four in five; they end where fewer than one in a hundred goes on."
              + (" Dashed: the pinned scenario." if pinned else ""))


def _bracket(visit: Visit, name: str, war: War, twin: War | None, period: int, past: list[wars.Moment]) -> None:
    model, found, other = visit.model, war.fan(PERIODS), twin.fan(PERIODS) if twin else None
    st.markdown(f"### {TITLES[name]}{said.unsettled(war)}")
    sentences = [narrate.sentence(said.leads(war, model)), said.at_period(war, found, period, model)]
    if twin:
        sentences.append(f"In the pinned scenario, {said.leads(twin, model)}")
    show.sentences(sentences)
    left, right = st.columns(2)
    with left:
        show.chart(charts.fan(model, war, found, period, past, show.theme(), other), f"fan_{name}")
        show.files(f"fan_{name}", f"{model.id}-fan-{name}", found,
                   lambda: charts.fan(model, war, found, period, past, pinned=other))
    with right:
        show.chart(charts.ends(model, war, found, period, show.theme(), other), f"ends_{name}")
        show.files(f"ends_{name}", f"{model.id}-ends-{name}", None,
                   lambda: charts.ends(model, war, found, period, pinned=other))


def _pace(visit: Visit) -> None:
    """Show the sliders that only the war as it unfolds reads: patience, pace, turmoil."""
    model, here = visit.model, visit.address.scenario
    names, section = wars.patience(model)[:MOST_SLIDERS], model.unfolding
    if section and not section.discount:
        st.markdown("## Patience")
        choose("unfold.discount", "How much what comes later counts", DISCOUNTS, "", width=300)
    if not names:
        return
    st.markdown("## Patience and pace" if section and section.discount else "## Pace", help="Sliders that only this "
                "page reads: what is said on the other pages does not hang on them.")
    base = here.base(model)
    for first in range(0, len(names), 3):
        for column, name in zip(st.columns(3), names[first:first + 3], strict=False):
            with column:
                controls.draw(here, model.parameters[name], base, "page")


def _by_state(visit: Visit, war: War, pinned: War | None) -> None:
    """Show what is played and worth at each state, with what holds where everybody chooses once below it."""
    model = visit.model
    section = model.unfolding
    assert section is not None
    st.markdown("## What is played, and what it is worth, by state", help="A state is where the battlefield stands. "
                "Worth counts all that is still to come, as points a period that would last for ever.")
    show.sentences(said.holds(war, model))
    show.chart(charts.lanes(model, war, show.theme(), pinned), "lanes")
    show.html(_names(visit, [*war.brackets.values(), *(pinned.brackets.values() if pinned else ())]))
    over = section.path or section.state
    along = compute.along(model, visit.at, over, True)
    show.html(f'<p class="n-label">{ONCE}</p>')
    show.chart(charts.ribbon(model, along, visit.state(section.state), show.theme()), "ribbon_next")
    show.files("lanes", f"{model.id}-states", war, lambda: charts.lanes(model, war, pinned=pinned))
    for column, (name, each) in zip(st.columns(2), war.brackets.items(), strict=True):
        other = pinned.brackets[name] if pinned else None
        with column:
            st.markdown(f"### Worth, {narrate.inside(model, TITLES[name])}")
            show.chart(charts.values(model, each, show.theme(), other), f"values_{name}")
            _values_files(visit, name, each, other)
    show.html(tables.legend(model, show.dark()))
    with st.expander("All states in numbers", key="states_all", on_change="rerun") as fold:
        if fold.open:
            for name, each in war.brackets.items():
                show.html(_table(visit, name, each))


def _names(visit: Visit, every: list[War]) -> str:
    """Return what the colours of the lanes mean."""
    looks = {MIXED if look.color == charts.MIXED else name: replace(look, hatch="")
             for war in every for name, _, look, *_ in charts.runs(visit.model, war)}
    return tables.swatches(looks)


def _values_files(visit: Visit, name: str, war: War, other: War | None) -> None:
    show.files(f"values_{name}", f"{visit.model.id}-worth-{name}", war,
               lambda: charts.values(visit.model, war, pinned=other))


def _table(visit: Visit, name: str, war: War) -> str:
    model = visit.model
    heads = [model.parameters[war.state].label, "played", *(party.label for party in model.parties),
             *(f"{label}, chance" for label in war.end_labels), f"{war.period}s to the end"]
    rows = [[said.place(war, float(war.states[k]), model), charts.played_at(model, war, k),
             *(f"{each:.2f}" for each in war.values[k]), *(f"{100 * each:.1f} %" for each in war.ends.probability[k]),
             f"{war.ends.duration[k]:.3g}"] for k in range(len(war.states))]
    return tables.table(heads, rows, f"Every state, select {name}", tuple(range(2, len(heads))))


def _deal(visit: Visit, war: War) -> None:
    """Show a deal that all prefer and cannot keep: who breaks it, where, by how much, beside each bracket."""
    model = visit.model
    offers = {each.id: each.label for each in model.outcomes if each.kind == "agreement"}
    st.markdown("## The deal that all prefer and nobody keeps", help="A deal is kept in some states; outside them, and "
                "after a break, the war goes on as above. It enforces itself where nobody gains by breaking it.")
    if not offers:
        show.note("This model names no outcome of the kind “agreement”, so there is no deal to look at.")
        return
    chosen = choose("unfold.deal", "The deal", offers, next(iter(offers)), width=340) if len(offers) > 1 else (
        next(iter(offers)))
    found = wars.deals(model, visit.at, _discount(visit), chosen)
    for column, (name, each) in zip(st.columns(2), war.brackets.items(), strict=True):
        with column:
            st.markdown(f"### {TITLES[name]}")
            show.sentences([*said.kept(each, found[name], model), said.settles(each, found[name], model)])
            if (found[name].breaking > TOLERANCE * found[name].scale).any():
                show.chart(charts.breaking(model, each, found[name], show.theme()), f"breaking_{name}")
            else:
                show.note("Nobody gains by breaking a promise anywhere.")
            _deal_files(visit, name, each, found[name])
    show.html(tables.legend(model, show.dark()))
    show.note("Above zero a party gains by breaking a promise that would else last for good. Shaded: all would prefer "
              "the promise; the thick line at the foot: the deal is kept there.")


def _deal_files(visit: Visit, name: str, war: War, deal: Deal) -> None:
    table = pd.DataFrame({war.state: war.states, "kept": deal.kept, "preferred by all": deal.preferred,
                          "settles first": deal.settled,
                          **{f"gain {party.id}": deal.breaking[:, i] for i, party in enumerate(war.game.parties)}})
    show.files(f"breaking_{name}", f"{visit.model.id}-deal-{name}", table,
               lambda: charts.breaking(visit.model, war, deal))


def _others(visit: Visit, war: War) -> None:
    """Look for other equilibria when it is asked for: that takes a while, and what is found is never all."""
    with st.expander("Other equilibria that a search finds", key="others", on_change="rerun") as fold:
        if fold.open:
            found = wars.others(visit.model, visit.at, _discount(visit))
            show.sentences([said.found(found)])
            show.html(tables.table(*said.others_table(found), "Other equilibria", wrap=True))
            show.files("others", f"{visit.model.id}-others", found.to_frame())
