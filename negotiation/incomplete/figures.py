"""The numbers of a game under doubt by name: columns of its table, and what an [[expect]] block may state of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from negotiation.game import Array
from negotiation.incomplete.reading import Doubt
from negotiation.model import Model
from negotiation.model.agents import declared

Place = tuple[str, tuple[int, ...]]
"""An array of `Doubt` with a row an equilibrium, and where in the row."""


def figures(form: Model) -> dict[str, Place]:
    """Return where each number of an agent form stands, by name, in the order of the table's columns."""
    return dict(_named(form))


def figure(found: Doubt, place: Place) -> Array:
    """Return a number at each equilibrium: (E,)."""
    name, where = place
    return np.asarray(getattr(found, name)[(slice(None), *where)])


def _named(form: Model) -> Iterator[tuple[str, Place]]:
    model = form.known or form
    ids = [party.id for party in model.parties]
    several = [i for i, own in enumerate(declared(model, model.beliefs).types) if len(own) > 1]
    yield from ((f"P({outcome.id})", ("chance", (o,))) for o, outcome in enumerate(model.outcomes))
    yield from ((f"payoff {id}", ("ante", (i,))) for i, id in enumerate(ids))
    yield from ((f"payoff {each.id}", ("interim", (k,))) for k, each in enumerate(form.parties)
                if form.agents[k].party in several)
    yield "miscalculation", ("miscalculation", (0,))
    yield "miscalculation for sure", ("miscalculation", (1,))
    for i, id in enumerate(ids):
        yield f"secret worth {id}", ("secret", (i,))
        yield from ((f"open worth {id} {end}", ("open", (i, k))) for k, end in enumerate(("low", "high")))
    for x in several:
        for i, id in enumerate(ids):
            yield from ((f"worth of {ids[x]} revealed {id} {end}", ("revealed", (x, i, k)))
                        for k, end in enumerate(("low", "high")))
