"""Equilibria as cards, payoffs as tables, in HTML: every text is escaped, every mark has a shape beside its colour."""

from __future__ import annotations

from html import escape

import numpy as np

import negotiation.narrate as narrate
from negotiation.equilibria import Equilibria
from negotiation.game import Game
from negotiation.model import Model
from negotiation.view.palette import STRIPES, Look, outcome_look, party_look


def word(term: str, shown: str = "") -> str:
    """Return a word with its meaning on hover."""
    return f'<abbr title="{escape(narrate.MEANINGS[term])}">{escape(shown or term)}</abbr>'


def swatch(look: Look) -> str:
    """Return an outcome's square: its colour and its pattern."""
    stripes = STRIPES[look.hatch]
    layers = f"{stripes},{look.color}" if stripes.startswith("rep") else f"{stripes or look.color}"
    background = f"background:{layers};" + (f"background-color:{look.color};" if stripes.startswith("rad") else "")
    return f'<span class="n-swatch" aria-hidden="true" style="{background}"></span>'


def cards(model: Model, found: Equilibria, before: Equilibria | None, dark: bool, against: str = "") -> str:
    """Return every equilibrium as a card: outcome, who plays what, payoffs, the difference to another scenario."""
    shown = [_card(model, found, row, before, dark, against) for row in narrate.order(found)[:12]]
    more = (
        f'<p class="n-soft">{len(found) - 12} more are in the table under "Show me the numbers".</p>'
        if len(found) > 12
        else ""
    )
    return f'<div class="n-cards">{"".join(shown)}</div>{more}'


def _card(model: Model, found: Equilibria, row: int, before: Equilibria | None, dark: bool, against: str) -> str:
    look = outcome_look(model, str(found.outcome[row]), narrate.row_name(found, row))
    standing, meaning = narrate.standing(found, row)
    twin = _twin(found, row, before)
    head = (
        f"<thead><tr><th scope='col'>party</th><th scope='col'>plays</th><th scope='col' class='num'>"
        f"{word('payoff')}</th>"
        f"{f'<th scope=col class=num>{escape(against)}</th>' if twin is not None else ''}</tr></thead>"
    )
    lines = "".join(_line(model, found, row, i, twin, dark) for i in range(len(found.parties)))
    title = narrate.outcome_named(found, str(found.outcome[row]))
    about = f'<p class="n-soft">{escape(title.description)}</p>' if title and title.description else ""
    name = escape(
        title.label if title else "No name for this outcome" if found.pure[row] else "Mixed: parties choose at random"
    )
    return (
        f'<section class="n-card" data-label="{escape(str(found.label[row]))}"><h3>{swatch(look)}{name}'
        f'<span class="n-badge n-right"><abbr title="{escape(meaning)}">{standing}</abbr></span></h3>{about}'
        f'<div class="n-sides"><table>{head}<tbody>{lines}</tbody></table>'
        f"{_readouts(model, found, row)}</div></section>"
    )


def _readouts(model: Model, found: Equilibria, row: int) -> str:
    """Return the quantities shown beside the payoffs, which are not payoffs."""
    if not found.readouts:
        return ""
    lines = "".join(
        f'<tr><th scope="row">{escape(model.readouts[name].label or name)}</th>'
        f'<td class="num">{_quantity(model, name, values[row])}</td></tr>'
        for name, values in found.readouts.items()
    )
    head = "<th scope='col'>what it means, beside the payoffs</th><th class='num' scope='col'>value</th>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _quantity(model: Model, name: str, value: float) -> str:
    unit = model.readouts[name].unit
    return f"{100 * value:.0f} %" if unit in ("share", "probability") else f"{value:.2f} {escape(unit)}"


def _twin(found: Equilibria, row: int, before: Equilibria | None) -> np.ndarray | None:
    """Return the other scenario's payoffs of the same equilibrium, or of its only one."""
    if before is None or not len(before):
        return None
    same = np.flatnonzero(before.label == found.label[row])
    return before.payoffs[same[0]] if len(same) else before.payoffs[0] if len(before) == 1 else None


def _line(model: Model, found: Equilibria, row: int, i: int, twin: np.ndarray | None, dark: bool) -> str:
    party, words, mixes = narrate.choices(found, row)[i]
    look = party_look(model.parties, i, dark)
    change = ""
    if twin is not None:
        moved = found.payoffs[row, i] - twin[i]
        arrow = "▲" if moved > 5e-3 else "▼" if moved < -5e-3 else ""
        change = f'<td class="num">{arrow} {moved:+.2f}</td>' if arrow else '<td class="num">same</td>'
    bars = _bars(found, row, i, look) if mixes else ""
    return (
        f'<tr><th scope="row" class="who"><span style="color:{look.color}" aria-hidden="true">{look.symbol}</span> '
        f"{escape(party.label)}</th><td>{escape(words)}{bars}</td>"
        f'<td class="num">{found.payoffs[row, i]:.2f}</td>{change}</tr>'
    )


def _bars(found: Equilibria, row: int, i: int, look: Look) -> str:
    widths = [float(weight) for weight in found.mixtures[i][row] if weight > 1e-9]
    return "".join(
        f'<span class="n-bar" style="width:{100 * w:.0f}%;background:{look.color};opacity:{1 - 0.3 * (k % 3)}"></span>'
        for k, w in enumerate(widths)
    )


def legend(model: Model, dark: bool) -> str:
    """Return the parties with their colours and symbols."""
    parts = [f"<span>{_mark(model, i, dark)} {escape(party.label)}</span>" for i, party in enumerate(model.parties)]
    return f'<div class="n-legend">{"".join(parts)}</div>'


def profiles(model: Model, game: Game, order: np.ndarray, dark: bool) -> str:
    """Return profiles as a table, a row each; best replies carry the party's symbol, equilibria a full row."""
    best = game.best_responses()[0]
    head = (
        "".join(f"<th scope='col'>{escape(party.label)}</th>" for party in game.parties)
        + "<th scope='col'>outcome</th>"
    )
    head += "".join(
        f"<th scope='col' class='num'>{_mark(model, i, dark)} {escape(party.label)}</th>"
        for i, party in enumerate(game.parties)
    )
    body = "".join(_profile(model, game, best, tuple(profile), dark) for profile in order)
    return _scrolled("Payoff table", head, body)


def _scrolled(label: str, head: str, body: str, kind: str = "") -> str:
    """Return a table that scrolls by itself, by keyboard too."""
    return (
        f'<div class="n-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table class="n-table {kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _mark(model: Model, i: int, dark: bool) -> str:
    look = party_look(model.parties, i, dark)
    return f'<span style="color:{look.color}" aria-hidden="true">{look.symbol}</span>'


def _profile(model: Model, game: Game, best: np.ndarray, profile: tuple[int, ...], dark: bool) -> str:
    played = "".join(
        f"<td>{escape(party.strategies[j].label)}</td>" for party, j in zip(game.parties, profile, strict=True)
    )
    outcome = narrate.outcome_named(game, game.outcome_of(profile))
    cells = "".join(_payoff(model, game, best, i, profile, dark) for i in range(len(game.parties)))
    stable = all(best[i][profile] for i in range(len(best)))
    name = (outcome.label if outcome else "") + (" ★" if stable else "")
    return f"<tr{' class=eq' if stable else ''}>{played}<td>{escape(name)}</td>{cells}</tr>"


def _payoff(model: Model, game: Game, best: np.ndarray, i: int, profile: tuple[int, ...], dark: bool) -> str:
    at: tuple[int, ...] = (i, *profile)
    value = f"{game.payoffs[0][at]:.2f}"
    return f'<td class="num best">{_mark(model, i, dark)} {value}</td>' if best[at] else f'<td class="num">{value}</td>'


def matrix(model: Model, game: Game, places: tuple[int, int], dark: bool) -> str:
    """Return a two-party game as a matrix; `places` are the two parties' places in the model."""
    best = game.best_responses()[0]
    rows, columns = game.parties
    head = "".join(f"<th scope='col'>{escape(each.label)}</th>" for each in columns.strategies)
    body = ""
    for a, strategy in enumerate(rows.strategies):
        cells = ""
        for b in range(len(columns.strategies)):
            pair = " &nbsp; ".join(_cell(model, game, best, k, (a, b), places[k], dark) for k in (0, 1))
            cells += f"<td{' class=eq' if best[:, a, b].all() else ''}>{pair}</td>"
        body += f"<tr><th scope='row'>{escape(strategy.label)}</th>{cells}</tr>"
    corner = (
        f"{_mark(model, places[0], dark)} {escape(rows.label)} ↓ &nbsp; "
        f"{_mark(model, places[1], dark)} {escape(columns.label)} →"
    )
    return _scrolled("Payoff matrix", f"<th scope='col'>{corner}</th>{head}", body, "n-matrix")


def _cell(model: Model, game: Game, best: np.ndarray, k: int, at: tuple[int, int], place: int, dark: bool) -> str:
    value = f"{game.payoffs[(0, k, *at)]:.2f}"
    return f"<strong>{_mark(model, place, dark)} {value}</strong>" if best[(k, *at)] else value


def table(
    headers: list[str], rows: list[list[str]], label: str, numeric: tuple[int, ...] = (), wrap: bool = False
) -> str:
    """Return a plain table; cells are escaped unless they are marked up already (`Marked`)."""

    def cell(tag: str, k: int, text: str, more: str = "") -> str:
        shown = text if isinstance(text, Marked) else escape(text)
        return f"<{tag}{' class=num' if k in numeric else ''}{more}>{shown}</{tag}>"

    head = "".join(cell("th", k, text, ' scope="col"') for k, text in enumerate(headers))
    body = "".join(f"<tr>{''.join(cell('td', k, text) for k, text in enumerate(row))}</tr>" for row in rows)
    return _scrolled(label, head, body, "n-wrap" if wrap else "")


class Marked(str):
    """Text that is HTML already."""


def named(model: Model, outcome: str, label: str) -> Marked:
    """Return an equilibrium's swatch and name."""
    found = narrate.outcome_named(model, outcome)
    name = found.label if found else label.replace(" / ", ", ")
    mark = swatch(outcome_look(model, outcome, name))
    return Marked(f'<span style="display:inline-flex;gap:.5rem;align-items:center">{mark}{escape(name)}</span>')
