"""Payoffs: of a game's profiles, at its equilibria, and along what was swept."""

from __future__ import annotations

import altair as alt
import numpy as np

from negotiation.errors import ExportError
from negotiation.game import Game
from negotiation.game.equilibria import Equilibria
from negotiation.report.notebook.charts.base import LANE, WIDTH, Layers, color, drawn, lanes, named
from negotiation.studies.sweeps import Sweep


def game(found: Game) -> Layers:
    """Draw every profile of one two-party game at its payoffs; best replies of both are filled."""
    if len(found.parties) != 2 or found.points != 1:
        raise ExportError(f"a Game of {len(found.parties)} parties at {found.points} points has no chart; allowed: two "
                          "parties at one point, or the chart of ng.solve(game)")
    best = found.best_responses()[0]
    rows = [{"profile": found.label(profile), "first": float(found.payoffs[(0, 0, *profile)]),
             "second": float(found.payoffs[(0, 1, *profile)]), "equilibrium": bool(best[(slice(None), *profile)].all())}
            for profile in np.ndindex(*found.strategy_counts)]
    one, two = (each.label or each.id for each in found.parties)
    first = alt.X("first:Q", title=f"payoff of {one}", scale=alt.Scale(zero=False, padding=20))
    second = alt.Y("second:Q", title=f"payoff of {two}", scale=alt.Scale(zero=False, padding=20))
    chart = alt.Chart(drawn(rows, "the game")).encode(x=first, y=second, tooltip=[alt.Tooltip("profile:N")])
    dots = chart.mark_point(size=90, color="#0072B2").encode(
        fillOpacity=alt.condition(alt.datum.equilibrium, alt.value(1), alt.value(0)), fill=alt.value("#0072B2"))
    words = chart.mark_text(dy=-11, fontSize=11).encode(text="profile:N")
    title = alt.TitleParams("filled: an equilibrium in pure choices", fontSize=11, anchor="start")
    return alt.layer(dots, *([words] if len(rows) <= 16 else [])).properties(width=WIDTH, height=260, title=title)


def equilibria(found: Equilibria) -> alt.Chart:
    """Draw each party's payoff at every equilibrium of one point."""
    if found.points != 1:
        raise ExportError(f"Equilibria of {found.points:,} points have no chart; allowed: one point (`.at(point)`), "
                          "or a sweep's")
    names = named(list(zip(found.label.tolist(), found.outcome.tolist(), strict=True)))
    rows = [{"equilibrium": name, "party": party.id, "payoff": float(found.payoffs[e, i])}
            for e, name in enumerate(names) for i, party in enumerate(found.parties)]
    met = list(dict.fromkeys(names))
    return _dots(rows, "the list of equilibria", [party.id for party in found.parties]).encode(
        x=alt.X("payoff:Q", scale=alt.Scale(zero=False)), y=lanes("equilibrium", met)).properties(
            width=WIDTH, height=LANE * len(met) + 10)


def sweep(found: Sweep) -> alt.Chart:
    """Draw the payoffs of all equilibria along the one parameter that was swept."""
    if len(found.over) != 1 or found.over == ("preset",):
        raise ExportError(f"a sweep over {', '.join(found.over) or 'nothing'} has no chart; "
                          "allowed: over one parameter, or the chart of ng.regime_map")
    table, over = found.equilibria, found.over[0]
    at = np.asarray(table.parameters[over])[table.point]
    rows: list[dict[str, object]] = [
        {over: float(at[e]), "party": party.id, "payoff": float(table.payoffs[e, i]),
         "equilibrium": str(table.outcome[e] or table.label[e])}
        for e in range(len(table)) for i, party in enumerate(table.parties)]
    return _dots(rows, "the sweep", [party.id for party in table.parties]).encode(
        x=alt.X(f"{_field(over)}:Q", title=over, scale=alt.Scale(zero=False, nice=False)),
        y=alt.Y("payoff:Q", scale=alt.Scale(zero=False))).properties(width=WIDTH, height=260)


def _dots(rows: list[dict[str, object]], what: str, parties: list[str]) -> alt.Chart:
    shape = alt.Shape("party:N", scale=alt.Scale(domain=parties))
    return alt.Chart(drawn(rows, what)).mark_point(filled=True, size=36, opacity=0.85).encode(
        color=color("party", parties), shape=shape, tooltip=[alt.Tooltip("equilibrium:N"), alt.Tooltip("party:N"),
                                                              alt.Tooltip("payoff:Q", format=".4~g")])


def _field(name: str) -> str:
    """Return a parameter's name as Vega-Lite reads a field: a dot in it is no path."""
    return name.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[").replace(":", "\\:")
