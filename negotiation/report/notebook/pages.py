"""Models, games and results as HTML: what a notebook shows in place of the text of `repr`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np

from negotiation.game import Game
from negotiation.model import Model
from negotiation.model.conflict import Conflict
from negotiation.plain import settings
from negotiation.wording import significant

SHOWN = 20
"""Rows of a table."""

MOST_CELLS = 400
"""Profiles of a bimatrix at most; a larger game is shown as rows."""


def html(shown: Any) -> str:
    """Return what a notebook shows of a model or a result."""
    if isinstance(shown, Conflict):
        return _model(shown, [("options", _options(shown)), ("states", _states(shown))])
    if isinstance(shown, Model):
        return _model(shown, [("parties", _parties(shown)), ("parameters", _parameters(shown))])
    small = isinstance(shown, Game) and shown.points == 1 and len(shown.parties) == 2
    small = small and int(np.prod(shown.strategy_counts)) <= MOST_CELLS
    name = shown.provenance.model or getattr(shown, "name", "")
    return (f"<p>{escape(type(shown).__name__)}{f' of {escape(name)}' if name else ''}</p>"
            f"{_bimatrix(shown) if small else _frame(shown)}{_of(shown)}")


def _frame(shown: Any) -> str:
    table = shown.to_frame()
    more = f"<p>{len(table) - SHOWN:,} more rows</p>" if len(table) > SHOWN else ""
    return f"{table.head(SHOWN).to_html(index=False, border=0)}{more}"


def _of(shown: Any) -> str:
    """Return what a result is of, behind a fold."""
    rows = "".join(f"<li>{escape(f'{name}: {low}' if high in ('', low) else f'{name}: {low} to {high}')}</li>"
                   for name, low, high in settings(shown.provenance.head()))
    return f"<details><summary>What this is of</summary><ul>{rows}</ul></details>"


def _bimatrix(game: Game) -> str:
    """Return a game of two parties as its bimatrix: payoffs to the rows, the columns; best replies are bold."""
    rows, columns = game.parties
    best = game.best_responses()[0]

    def cell(i: int, j: int) -> str:
        said = (significant(float(game.payoffs[0, k, i, j]), 4) for k in (0, 1))
        return ", ".join(f"<b>{text}</b>" if best[k, i, j] else text for k, text in enumerate(said))

    head = _line([f"{_named(rows)} \\ {_named(columns)}", *map(_named, columns.strategies)], "th")
    body = "".join(_line([_named(each), *(cell(i, j) for j in range(len(columns.strategies)))])
                   for i, each in enumerate(rows.strategies))
    return f"<table>{head}{body}</table>"


def _named(each: Any) -> str:
    return escape(_plain(each))


def _line(cells: Iterable[str], tag: str = "td") -> str:
    return f"<tr>{''.join(f'<{tag}>{each}</{tag}>' for each in cells)}</tr>"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    body = "".join(_line(escape(str(each)) for each in row) for row in rows[:SHOWN])
    more = f"<p>{len(rows) - SHOWN:,} more rows</p>" if len(rows) > SHOWN else ""
    return f"<table>{_line(map(escape, head), 'th')}{body}</table>{more}"


def _model(model: Model, parts: Sequence[tuple[str, str]]) -> str:
    """Return a model: its title and answer, then its parts, each behind a fold."""
    said = "".join(f"<p>{escape(each)}</p>" for each in (model.summary, model.answer) if each)
    folds = "".join(f"<details><summary>{name}</summary>{table}</details>" for name, table in parts)
    return f"<p><b>{escape(model.title or model.id)}</b> (<code>{escape(model.id)}</code>)</p>{said}{folds}"


def _parties(model: Model) -> str:
    return _table(("party", "what it can do"), [
        (each.label or each.id, ", ".join(way.label or way.id for way in each.strategies)) for each in model.parties])


def _parameters(model: Model) -> str:
    return _table(("parameter", "meaning", "from", "to", "default"), [
        (name, each.label, f"{each.low:g}", f"{each.high:g}", f"{each.default:g}")
        for name, each in model.parameters.items()])


def _options(model: Conflict) -> str:
    return _table(("party", "option", "meaning", "may change"), [
        (_plain(model.parties[each.party]), each.id, each.label, each.moves) for each in model.options])


def _states(model: Conflict) -> str:
    return _table(("state", "meaning", *(each.id for each in model.options)), [
        (each.id, each.label, *(each.levels[option.id] for option in model.options)) for each in model.states])


def _plain(each: Any) -> str:
    return str(each.label or each.id)
