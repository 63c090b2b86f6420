"""Equilibria as cards in HTML: outcome, who plays what, payoffs beside another scenario's, how firm, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

import negotiation.report.narrate as narrate
from negotiation.game import Array
from negotiation.game.equilibria import Equilibria
from negotiation.model import Model
from negotiation.refine.together import Deviations
from negotiation.view import compute
from negotiation.view.drawing.tables import swatch, term, word
from negotiation.view.palette import Look, outcome_look, party_look
from negotiation.view.session.visit import Visit
from negotiation.wording import percent, rounded

MEANING = "What this pays, less what the equilibrium in {} pays: the same one where it is one there, else the only one."

MOST = 12
"""Cards drawn; the rest stand in the table of numbers."""


@dataclass(frozen=True)
class Reading:
    """How cards are read: against which equilibria, under which head and what it means, joint deviations,
    ranks in place of points.
    """

    before: Equilibria | None = None
    against: str = ""
    meaning: str = ""
    joint: Deviations | None = None
    ranks: Array | None = None
    dark: bool = False


def reading(visit: Visit, dark: bool = False) -> Reading:
    """Return how the cards of a visit are read."""
    model, baseline = visit.model, visit.baseline
    return Reading(
        visit.equilibria(baseline.values) if baseline else None,
        baseline.head if baseline else "",
        MEANING.format(baseline.name) if baseline else "",
        compute.joint(model, visit.at, visit.ordinal),
        compute.ranked(model, visit.at) if visit.ordinal else None,
        dark,
    )


def cards(model: Model, found: Equilibria, rows: Sequence[int], reading: Reading) -> str:
    """Return equilibria as cards."""
    return f'<div class="n-cards">{"".join(_card(model, found, row, reading) for row in rows[:MOST])}</div>'


def _card(model: Model, found: Equilibria, row: int, reading: Reading) -> str:
    look = outcome_look(model, str(found.outcome[row]), found.played[row])
    standing, meaning = narrate.standing(found, row)
    title = narrate.outcome_named(found, str(found.outcome[row]))
    about = f'<p class="n-soft">{escape(title.description)}</p>' if title and title.description else ""
    name = narrate.card_title(found, row)
    badge = f'<span class="n-badge n-right">{term(standing, meaning)}</span>'
    return (
        f'<section class="n-card" data-label="{escape(str(found.label[row]))}"><h2>{swatch(look)}'
        f"<span>{escape(name)}</span>{badge}</h2>{about}"
        f'<div class="n-sides">{_parties(model, found, row, reading)}{_readouts(model, found, row)}</div>'
        f"{_joint(found, row, reading)}</section>"
    )


def _parties(model: Model, found: Equilibria, row: int, reading: Reading) -> str:
    twin = _twin(found, row, reading)
    unit = "rank" if reading.ranks is not None else "payoff"
    more = f"<th scope='col' class='num'>{term(reading.against, reading.meaning)}</th>" if twin is not None else ""
    head = f"<th scope='col'>party</th><th scope='col'>plays</th><th scope='col' class='num'>{word(unit)}</th>{more}"
    lines = "".join(_line(model, found, row, i, twin, reading) for i in range(len(found.parties)))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _joint(found: Equilibria, row: int, reading: Reading) -> str:
    """Say who could jointly break the equilibrium."""
    if reading.joint is None:
        return ""
    said = f"{narrate.together(found, row, reading.joint.joint[row])} {narrate.credibly(found, reading.joint, row)}"
    return f'<p class="n-soft n-joint">{escape(said)}</p>'


def _readouts(model: Model, found: Equilibria, row: int) -> str:
    """Return the quantities shown beside the payoffs, which are not payoffs."""
    if not found.readouts:
        return ""
    lines = "".join(
        f"<div><dt>{escape(model.readouts[name].label or name)}</dt>"
        f"<dd>{_quantity(model, name, values[row])}</dd></div>"
        for name, values in found.readouts.items()
    )
    return f'<dl class="n-read" aria-label="what it means, beside the payoffs">{lines}</dl>'


def _quantity(model: Model, name: str, value: float) -> str:
    unit = model.readouts[name].unit
    return percent(value, 0) if unit in ("share", "probability") else f"{rounded(value)} {escape(unit)}"


def _twin(found: Equilibria, row: int, reading: Reading) -> np.ndarray | None:
    """Return what happens in the other scenario pays: the same equilibrium where it is one there, else the only one;
    None where there are several others, of which none is this one's."""
    before = reading.before
    if before is None:
        return None
    same = np.flatnonzero(before.label == found.label[row])
    if len(same) or len(before) == 1:
        return before.payoffs[same[0] if len(same) else 0]
    return None


def _line(model: Model, found: Equilibria, row: int, i: int, twin: np.ndarray | None, reading: Reading) -> str:
    party, words, mixes = narrate.choices(found, row)[i]
    look = party_look(model.parties, i, reading.dark)
    change = "" if twin is None else _change(found.payoffs[row, i] - twin[i], reading.ranks is not None)
    bars = _bars(found, row, i, look) if mixes else ""
    return (
        f'<tr><th scope="row" class="who"><span style="color:{look.color}" aria-hidden="true">{look.symbol}</span> '
        f"{escape(party.label)}</th><td>{escape(words)}{bars}</td>"
        f'<td class="num">{_payoff(found, row, i, reading.ranks)}</td>{change}</tr>'
    )


def _change(moved: float, ordinal: bool) -> str:
    arrow, plain = ("▲", "better") if moved > 5e-3 else ("▼", "worse") if moved < -5e-3 else ("", "same")
    shown = plain if ordinal or not arrow else rounded(moved, sign="+")
    return f'<td class="num">{arrow} {shown}</td>'


def _payoff(found: Equilibria, row: int, i: int, ranks: Array | None) -> str:
    if ranks is None:
        return rounded(float(found.payoffs[row, i]))
    profile = tuple(int(each[row].argmax()) for each in found.mixtures)
    return f"{ranks[(i, *profile)]} of {ranks[i].size}"


def _bars(found: Equilibria, row: int, i: int, look: Look) -> str:
    widths = [float(weight) for weight in found.mixtures[i][row] if weight > 1e-9]
    return "".join(
        f'<span class="n-bar" style="width:{100 * w:g}%;background:{look.color};opacity:{1 - 0.3 * (k % 3)}"></span>'
        for k, w in enumerate(widths)
    )
