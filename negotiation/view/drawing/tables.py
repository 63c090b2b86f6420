"""Tables in HTML: every text is escaped, every mark has a shape beside its colour, narrow screens stack the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

import negotiation.report.narrate as narrate
from negotiation.game import Array, Game
from negotiation.game.profiles import Support
from negotiation.model import Model
from negotiation.view.palette import STRIPES, Look, outcome_look, party_look
from negotiation.wording import rounded


class Marked(str):
    """Text that is HTML already."""


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    label: str,
    numeric: tuple[int, ...] = (),
    wrap: bool = False,
    here: frozenset[int] = frozenset(),
) -> str:
    """Return a plain table; cells are escaped unless `Marked`; rows in `here` stand out.

    On a narrow screen each row becomes a block in which every cell carries its header's name.
    """

    def cell(tag: str, k: int, text: str, more: str = "") -> str:
        shown = text if isinstance(text, Marked) else escape(text)
        return f"<{tag}{' class=num' if k in numeric else ''}{more}>{shown}</{tag}>"

    head = "".join(cell("th", k, text, ' scope="col"') for k, text in enumerate(headers))
    plain = [escape(re.sub(r"<[^>]*>", "", text).strip()) if isinstance(text, Marked) else escape(text)
             for text in headers]
    body = "".join(
        f"<tr{' class=eq' if n in here else ''}>"
        + "".join(cell("td", k, text, f' data-label="{plain[k]}"') for k, text in enumerate(row))
        + "</tr>"
        for n, row in enumerate(rows)
    )
    return scrolled(label, head, body, "n-stack n-wrap" if wrap else "n-stack")


def scrolled(label: str, head: str, body: str, kind: str = "") -> str:
    """Return a table that scrolls by itself, by keyboard too."""
    return (
        f'<div class="n-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table class="n-table {kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def term(shown: str, meaning: str) -> Marked:
    """Return a text whose meaning shows when it is touched, focused or hovered, and is read out with it."""
    said = escape(meaning)
    return Marked(f'<abbr class="n-term" tabindex="0" data-meaning="{said}" aria-description="{said}">'
                  f"{escape(shown)}</abbr>")


def word(name: str, shown: str = "") -> Marked:
    """Return one of the field's terms with its meaning."""
    return term(shown or name, narrate.MEANINGS[name])


def exactly(decimal: str, exact: str | None) -> str:
    """Return a number with its exact form, where there is another one."""
    return decimal if not exact or exact == decimal else term(decimal, f"exactly {exact}")


def swatch(look: Look) -> str:
    """Return an outcome's mark: its colour and its pattern."""
    style = f"background:{STRIPES[look.hatch]};" if look.hatch else ""
    return f'<span class="n-swatch" aria-hidden="true" style="{style}background-color:{look.color}"></span>'


def swatches(looks: Mapping[str, Look]) -> str:
    """Return the names of a chart's colours, each behind its mark."""
    parts = [f"<span>{swatch(look)} {escape(name)}</span>" for name, look in looks.items()]
    return f'<div class="n-legend">{"".join(parts)}</div>'


def named(model: Model, played: Support) -> Marked:
    """Return an equilibrium's swatch and name."""
    name = narrate.standing_named(model, played)
    mark = swatch(outcome_look(model, played.outcome, played))
    return Marked(f'<span class="n-named">{mark}<span>{escape(name)}</span></span>')


def mark(model: Model, i: int, dark: bool) -> str:
    """Return a party's symbol in its colour."""
    look = party_look(model.parties, i, dark)
    return f'<span style="color:{look.color}" aria-hidden="true">{look.symbol}</span>'


def best_reply(value: str) -> Marked:
    """Return a payoff marked as a best reply: framed, in bold, and said to those who cannot see it."""
    return Marked(f'<b class="n-best">{escape(value)}<span class="n-unseen"> best reply</span></b>')


def legend(model: Model, dark: bool) -> str:
    """Return the parties with their colours and symbols."""
    parts = [f"<span>{mark(model, i, dark)} {escape(party.label)}</span>" for i, party in enumerate(model.parties)]
    return f'<div class="n-legend">{"".join(parts)}</div>'


MOST_DIGITS = 8


def digits(game: Game, least: int = 2) -> int:
    """Return how many decimals tell every best reply of a game at one point from what is none."""
    best = game.best_responses()[0]
    for count in range(least, MOST_DIGITS):
        if all(_told_apart(game.payoffs[0, i], best[i], i, count) for i in range(len(game.parties))):
            return count
    return MOST_DIGITS


def _told_apart(payoffs: Array, best: Array, axis: int, count: int) -> bool:
    shown = np.sign(payoffs) * np.floor(np.abs(payoffs) * 10**count + 0.5 + 1e-9)
    top = np.where(best, shown, -np.inf).max(axis=axis, keepdims=True)
    return bool((best | (shown < top)).all())


class Cells:
    """How a payoff is written: in points, as a rank, or as the change from another scenario; best replies marked."""

    def __init__(self, model: Model, game: Game, shown: Array, digits: int, dark: bool, sign: str = "-") -> None:
        self.model, self.dark, self.digits, self.sign = model, dark, digits, sign
        self.shown, self.best = shown, game.best_responses()[0]

    def write(self, i: int, profile: tuple[int, ...], place: int | None = None) -> str:
        """Return party i's payoff at a profile; `place` is the party's place in the model where it differs."""
        at = (i, *profile)
        value = rounded(float(self.shown[at]), self.digits, self.sign)
        symbol = mark(self.model, i if place is None else place, self.dark)
        return f"<i>{symbol} </i>{best_reply(value) if self.best[at] else value}"

    def stable(self, profile: tuple[int, ...]) -> bool:
        return bool(self.best[(slice(None), *profile)].all())


def profiles(model: Model, game: Game, order: np.ndarray, cells: Cells) -> str:
    """Return profiles as a table, a row each; best replies are framed, equilibria stand out as rows."""
    head = "".join(f"<th scope='col'>{escape(party.label)}</th>" for party in game.parties)
    head += "<th scope='col'>outcome</th>"
    head += "".join(
        f"<th scope='col' class='num'>{mark(model, i, cells.dark)} {escape(party.label)}</th>"
        for i, party in enumerate(game.parties)
    )
    body = "".join(_profile(game, cells, tuple(map(int, profile))) for profile in order)
    return scrolled("Payoff table", head, body, "n-profiles")


def _profile(game: Game, cells: Cells, profile: tuple[int, ...]) -> str:
    plays = zip(game.parties, profile, strict=True)
    played = "".join(f'<td class="plays">{escape(party.strategies[j].label)}</td>' for party, j in plays)
    outcome = narrate.outcome_named(game, game.outcome_of(profile))
    payoffs = "".join(f'<td class="num">{cells.write(i, profile)}</td>' for i in range(len(game.parties)))
    stable = cells.stable(profile)
    name = (outcome.label if outcome else "") + (" ★" if stable else "")
    return f"<tr{' class=eq' if stable else ''}>{played}<td>{escape(name)}</td>{payoffs}</tr>"


def matrix(model: Model, game: Game, places: tuple[int, int], cells: Cells) -> str:
    """Return a two-party game as a matrix; `places` are the two parties' places in the model."""
    rows, columns = game.parties
    head = "".join(f"<th scope='col'>{escape(each.label)}</th>" for each in columns.strategies)
    body = ""
    for a, strategy in enumerate(rows.strategies):
        row = ""
        for b in range(len(columns.strategies)):
            pair = " &nbsp; ".join(cells.write(k, (a, b), places[k]) for k in (0, 1))
            row += f"<td{' class=eq' if cells.stable((a, b)) else ''}>{pair}</td>"
        body += f"<tr><th scope='row'>{escape(strategy.label)}</th>{row}</tr>"
    corner = (
        f"{mark(model, places[0], cells.dark)} {escape(rows.label)} ↓ &nbsp; "
        f"{mark(model, places[1], cells.dark)} {escape(columns.label)} →"
    )
    return scrolled("Payoff matrix", f"<th scope='col'>{corner}</th>{head}", body, "n-matrix")
