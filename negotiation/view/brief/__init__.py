"""The brief: one self-contained page with the scenario, answers, charts, caveats and the commands to repeat it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from shlex import quote
from typing import TypeVar

import negotiation.library as library
from negotiation.errors import NegotiationError
from negotiation.progress import steps
from negotiation.provenance import Provenance, Tabled
from negotiation.view import headline
from negotiation.view.brief import results, sections
from negotiation.view.session import own
from negotiation.view.session.scenario import Scenario
from negotiation.view.session.visit import Visit

T = TypeVar("T")

PAPER = Path(__file__).with_name("brief.css").read_text(encoding="utf-8")


def page(visit: Visit, sheet: str) -> str:
    """Return the brief as HTML; `sheet` styles the cards and tables."""
    model = visit.model
    wanted = [each for each in SECTIONS if model.has_payoffs or each[0] in GRAPH]
    parts = "".join(_section(visit, *each) for each in steps("Writing the brief", wanted, len(wanted)))
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


def _caveats(visit: Visit) -> str:
    said = [headline.nature(visit.model), *visit.model.caveats]
    return "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in said) + "</ul>"


def _repeat(visit: Visit) -> str:
    file = _file(visit.address.scenario)
    first = f"<p>Save the model's text as {file} first (page “Make it your own”).</p>" if file else ""
    lines = [f"<dt>{escape(what)}</dt><dd><code>{escape(line)}</code></dd>" for what, line in commands(visit)]
    return f'{first}<dl class="repeat">{"".join(lines)}</dl>'


def commands(visit: Visit) -> list[tuple[str, str]]:
    """Return what each command answers, and the command: that of every result which the brief shows."""
    shown = ((what, _shown(find, visit)) for what, find in RESULTS if visit.model.has_payoffs or what in GRAPH)
    lines = [(what, _command(visit, found.provenance)) for what, found in shown if found is not None]
    return [(what, line) for what, line in lines if line]


def _shown(find: Callable[[Visit], T], visit: Visit) -> T | None:
    """Return a section's result, None where it has none; a result is remembered, so asking again costs nothing."""
    try:
        return find(visit)
    except NegotiationError:
        return None


def _command(visit: Visit, provenance: Provenance) -> str:
    """Return the command that gives a result again; an own model is named as the file that it is saved as."""
    here = visit.address.scenario
    return replace(provenance, file=_file(here) or _name(here.model)).command


def _file(here: Scenario) -> str:
    """Return the file that an own model's text is saved as; "" for any other model."""
    if not own.is_own(here.model):
        return ""
    return f"model{own.text(here.model)[1]}" if own.has(here.model) else "model.toml"


def _name(model: str) -> str:
    """Return how the command line names a model: shipped, else the file that the app was started with."""
    return quote(model if model in library.known() else f"{model}.toml")


_, STABLE, KEEP, REPEAT = GRAPH = "", "Is it stable?", "What to keep in mind", "To repeat it"

SECTIONS: tuple[tuple[str, Callable[[Visit], str]], ...] = (
    ("", sections.scenario),
    ("", sections.answer),
    ("Where each outcome is an equilibrium", sections.along),
    ("When it changes", sections.when),
    ("What it would take", sections.levers),
    ("Leverage", sections.leverage),
    ("Who should ally", sections.alliances),
    (STABLE, sections.stability),
    ("What happens next", sections.unfolds),
    ("Who knows what", sections.knows),
    ("How sure", sections.sure),
    (KEEP, _caveats),
    (REPEAT, _repeat),
)
"""Title and body of each section; an empty body leaves its title out. A graph model has those of GRAPH."""

RESULTS: tuple[tuple[str, Callable[[Visit], Tabled | None]], ...] = (
    ("The answer", lambda visit: visit.now),
    ("The pinned scenario", results.pinned),
    ("When it changes", results.tipping),
    ("What it would take", results.takes),
    ("Leverage", results.deal),
    ("Who should ally", results.vote),
    (STABLE, results.stability),
    ("What happens next", results.war),
    ("Who knows what", results.doubt),
    ("How sure", results.margin),
)
"""What each command answers, and the result that it gives again."""
