"""The answer on top of every page: what holds, where it changes next, what changed against what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import negotiation.report.narrate as narrate
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.report.narrate import stable as say
from negotiation.report.narrate import sure as likely
from negotiation.sensitivity.result import Uncertainty
from negotiation.view import compute
from negotiation.view.charts.guesses import name_of
from negotiation.view.compute import guesses
from negotiation.view.compute.stable import stable
from negotiation.view.drawing.tables import term, word
from negotiation.view.panel import guessed, playhead
from negotiation.view.session.visit import Visit

NATURE = (
    "A model, not a forecast: payoffs are judgments of its authors, and the equilibria are what those judgments imply. "
    "Each party chooses once; only under “What happens next?” do they look ahead."
)
RANKINGS = (
    "A model, not a forecast: who prefers what is the judgment of its authors, and what is stable is what those "
    "judgments imply."
)
DUE = "Mixed equilibria are being computed and join in a moment."
FIRST = {
    "published": "Whose judgments: the payoffs are those of a published source{}. More under “About”.",
    "unconfirmed": "Whose judgments: the payoffs are said to be a published source's and were not read again{}. "
                   "More under “About”.",
}
OWN = "Whose judgments: every payoff is an estimate by the model's authors{}. More under “About”."


def nature(model: Model) -> str:
    """Say what a model is and is not."""
    return NATURE if model.has_payoffs else RANKINGS


def words(visit: Visit) -> str:
    """Return the whole headline as HTML, the most important line first."""
    return answer(visit) + tip(visit) + rest(visit)


def answer(visit: Visit) -> str:
    """Return what holds here."""
    marked = re.sub("equilibri(?:um|a)", lambda met: word("equilibrium", met[0]), escape(said(visit)), count=1)
    if not visit.ordinal and " would gain " in marked:
        marked = marked.replace(" would gain ", f" would {term('gain', narrate.gain_scale(visit.game))} ", 1)
    return f'<p class="n-answer" role="status" data-testid="answer">{marked}</p>'


def tip(visit: Visit) -> str:
    """Return where the answer changes next; "" where nothing runs."""
    return f'<p class="n-tip" data-testid="tip">{_tip(visit)}</p>' if visit.over else ""


def tip_due(visit: Visit) -> str:
    """Return what stands in the place of the tip while it is computed."""
    words = f"Along <b>{escape(_along_what(visit))}</b>, where the answer changes is being computed …"
    return f'<p class="n-tip" data-testid="tip" aria-busy="true">{words}</p>' if visit.over else ""


def rest(visit: Visit) -> str:
    """Return what differs from what, and the invitation of a first visit."""
    return "".join(_rest(visit))


def _rest(visit: Visit) -> Iterator[str]:
    off = playhead.off_path_words(visit) if visit.over else ""
    if off:
        yield f'<p class="n-tip n-off" data-testid="off-path">{escape(off)}</p>'
    yield from (f'<p class="n-tip" data-testid="against">{escape(each)}</p>' for each in against(visit))
    if how := sure(visit):
        yield f'<p class="n-tip" data-testid="sure">{escape(how)}</p>'
    yield from _first_visit(visit)


def said(visit: Visit) -> str:
    """Return the answer in plain words."""
    model = visit.model
    if not model.has_payoffs:
        return say.answer(model, stable(model, visit.at))
    on_path = compute.is_path(model, visit.over) and not compute.off_path(model, visit.at, visit.over)
    return narrate.answer(
        model,
        visit.game,
        visit.now,
        compute.running(model, visit.over),
        path=visit.over if on_path else "",
        ordinal=visit.ordinal,
    )


def _tip(visit: Visit) -> str:
    model, name = visit.model, f"Along <b>{escape(_along_what(visit))}</b>"
    try:
        found = compute.along(model, visit.at, visit.over, visit.ordinal)
    except NegotiationError as error:
        return f"{name}, where the answer changes could not be computed: {escape(str(error))}"
    parameter = model.parameters[compute.running(model, visit.over)]
    said = escape(narrate.tipping(parameter, visit.value(), *found.regimes.around(visit.value())))
    only = " in pure choices" if found.pure and not visit.ordinal else ""
    return f"{name}, the answer{only} {said}.{f' {DUE}' if found.due else ''}"


def _along_what(visit: Visit) -> str:
    """Name the slider or the path that the charts run along."""
    model = visit.model
    parameter = model.parameters[compute.running(model, visit.over)]
    path = model.paths[visit.over] if compute.is_path(model, visit.over) else None
    return f"the path “{path.label or path.id}”" if path else narrate.of(model, parameter)


def against(visit: Visit) -> Iterator[str]:
    """Say what differs: assumptions against the model's own, then levers or the pinned scenario."""
    baseline = visit.baseline
    if baseline is None:
        return
    model = visit.model
    if visit.pinned is None and visit.changed("lever") and visit.changed("assumption"):
        own = compute.values(model, visit.address.scenario.base(model))
        yield "Your assumptions alone, " + narrate.inside(
            model,
            narrate.compared(visit.equilibria(own), visit.equilibria(visit.assumed), "the model's own", visit.ordinal)
        )
    yield narrate.compared(visit.equilibria(baseline.values), visit.now, baseline.name, visit.ordinal)


def sure(visit: Visit) -> str:
    """Return how sure the answer is in a clause, "" until it was counted."""
    here = guessed.asked(visit)
    if visit.ordinal or not guesses.at_hand(visit.model, visit.at, visit.over, here):
        return ""
    found, _ = guesses.likely(visit.model, visit.at, visit.over, here)
    said = [f"“{name_of(visit.model, each, '')}” {part}" for each in dict.fromkeys(visit.now.outcome.tolist())
            if each and not _put_in(found, each) and (part := likely.clause(found, each))]
    return narrate.sentence(f"how sure: {narrate.listed(said)}") if said else ""


def _put_in(found: Uncertainty, outcome: str) -> bool:
    """Return whether an outcome holds in all guesses because those in which it does not were ruled out."""
    row = found.chance(outcome)
    return found.history is not None and row is not None and row.is_equilibrium.value == 1.0


def _first_visit(visit: Visit) -> Iterator[str]:
    model, here = visit.model, visit.address.scenario
    if visit.address.page not in ("", "now"):
        return
    if visit.address.pin is not None or here.changed or here.preset != model.default_preset or not visit.over:
        return
    label = escape(model.parameters[compute.running(model, visit.over)].label)
    yield f'<p class="n-invite">Try it: move <b>{label}</b> and watch the sentence change.</p>'
    if model.caveats:
        moved = any(each.kind == "assumption" for each in model.parameters.values())
        where = "; move any of them under Assumptions" if moved else ""
        yield f'<p class="n-soft n-nature">{NATURE} {FIRST.get(model.numbers, OWN).format(where)}</p>'
