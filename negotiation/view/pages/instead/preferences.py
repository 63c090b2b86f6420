"""Who prefers what to no deal: all that an order of outcomes can say of leverage, for the ordinal reading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.bargaining import AnyDeal
from negotiation.game import TOLERANCE, Outcome
from negotiation.game.profiles import Support
from negotiation.game.profiles import profile as of_positions
from negotiation.view import compute
from negotiation.view.drawing import show, tables
from negotiation.view.panel import without
from negotiation.view.session.visit import Visit

MOST = 4
"""Combinations of one outcome up to which all are listed."""
WORDS = {1: "▲ better", 0: "same", -1: "▼ worse"}


def draw(visit: Visit) -> None:
    """Draw the page."""
    show.html(
        '<p class="n-tip">How a share would be divided needs payoffs that measure how much. An order of outcomes can '
        "only say who would rather have an outcome than no deal.</p>"
    )
    without.draw(visit)
    deal = compute.deal(visit.model, visit.at, without.chosen(visit))
    war = _no_deal(deal)
    if war is None:
        none = narrate.no_deal(visit.model, deal)
        show.html(f'<p class="n-soft">{tables.escape(none)} An order of outcomes cannot be compared with that; choose '
                  "a combination of choices instead.</p>" if visit.game.payoffs[0, 0].size > 1 else "")
        return
    model = visit.model
    label = ", ".join(p.strategies[j].label for p, j in zip(model.parties, war, strict=True))
    show.html(f'<p class="n-soft">Without a deal: {tables.escape(label)}.</p>')
    rows = [_row(visit, each.id, tuple(map(int, profile)), war) for each in model.outcomes
            for profile in _shown(each)]
    headers = ["outcome", *(party.label for party in model.parties), "so"]
    show.html(tables.table(headers, rows, "Outcomes against no deal", wrap=True))
    show.files("preferences", f"{model.id}-preferences", pd.DataFrame(rows, columns=headers))


def _no_deal(deal: AnyDeal) -> tuple[int, ...] | None:
    """Return the profile that happens without a deal, None where the bargain is not about the game's outcomes."""
    played = deal.disagreement.played[0]
    return played.profile if isinstance(played, Support) else None


def _shown(outcome: Outcome) -> list[tuple[int, ...]]:
    """Return an outcome's combinations, the one that bears its bare name alone where there are many."""
    places = [tuple(each) for each in np.argwhere(outcome.mask).tolist()]
    return places if len(places) <= MOST else [outcome.first]


def _row(visit: Visit, outcome: str, profile: tuple[int, ...], war: tuple[int, ...]) -> list[str]:
    """Compare one combination of choices with no deal; an outcome of several combinations has a row for each."""
    game, model = visit.game, visit.model
    several = next(int(each.mask.sum()) > 1 for each in model.outcomes if each.id == outcome)
    plays = ", ".join(p.strategies[j].label for p, j in zip(model.parties, profile, strict=True))
    name = tables.named(model, replace(of_positions(model.parties, profile), outcome=outcome))
    name = tables.Marked(f'{name}<span class="n-says">{tables.escape(plays)}</span>') if several else name
    signs = []
    for i in range(len(game.parties)):
        here, there = (float(game.payoffs[(0, i, *at)]) for at in (profile, war))
        gain = (here - there) / float(game.scale[0, i])
        signs.append(0 if abs(gain) <= TOLERANCE else 1 if gain > 0 else -1)
    against = [party.label for party, sign in zip(visit.model.parties, signs, strict=True) if sign < 0]
    verdict = f"worse for {narrate.listed(against)}" if against else (
        "no deal itself" if not any(signs) else "better for some, worse for none")
    return [name, *(WORDS[sign] for sign in signs), verdict]
