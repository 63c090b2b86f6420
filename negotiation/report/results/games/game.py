"""A game as its payoff table, as a line of text, and as the JSON document that users script against."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from negotiation.game import Game
from negotiation.provenance import stamped
from negotiation.report.rows import table
from negotiation.wording import counted

if TYPE_CHECKING:
    import pandas as pd


def frame(game: Game) -> pd.DataFrame:
    """Return one row a profile: what differs, strategies, outcome, payoffs, read-outs, best replies."""
    import pandas as pd

    size = prod(game.strategy_counts)
    grid = np.indices(game.strategy_counts).reshape(len(game.parties), -1)
    best = game.best_responses().reshape(game.points, len(game.parties), -1)
    columns: dict[str, object] = {}
    for party, row in zip(game.parties, grid, strict=True):
        columns[party.id] = np.tile(np.array(party.strategy_ids, dtype=object)[row], game.points)
    if game.outcomes:
        names = [game.outcome_of(profile) for profile in grid.T.tolist()]
        columns["outcome"] = np.tile(np.array(names, dtype=object), game.points)
    for i, party in enumerate(game.parties):
        columns[f"payoff {party.id}"] = game.payoffs[:, i].reshape(-1)
    for name, values in game.readouts.items():
        columns[name] = values.reshape(-1)
    for i, party in enumerate(game.parties):
        columns[f"best reply {party.id}"] = best[:, i].reshape(-1)
    columns["equilibrium"] = best.all(axis=1).reshape(-1)
    leading = game.provenance.columns(np.repeat(np.arange(game.points), size), columns)
    return stamped(pd.DataFrame({**leading, **columns}), game.provenance)


def text(game: Game) -> str:
    sizes = " x ".join(str(size) for size in game.strategy_counts)
    names = ", ".join(party.id for party in game.parties)
    return f"Game {game.name!r}: {names} ({sizes} strategies) at {counted(game.points, 'point')}"


def document(game: Game) -> dict[str, object]:
    return {"points": game.points, **table(game)}
