"""`negotiation solve MODEL`"""

import sys
from typing import Annotated

import typer

from negotiation.cli import common


def solve(
    model: common.ModelName,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    method: common.Method = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
    seconds: common.Seconds = None,
    budget: common.Budget = None,
    more: Annotated[bool, typer.Option("--more", help="Add refinements, the logit selection, the mediator.")] = False,
) -> None:
    """Find the equilibria at one point; --more adds what tells them apart and what a mediator could add."""
    from negotiation.cli.listing import listing
    from negotiation.refine import refined
    from negotiation.report.documents import Combined
    from negotiation.report.results.games.correlated import mediator
    from negotiation.solvers import solve as find
    from negotiation.solvers.correlated import correlated

    common.fits(to)
    loaded = common.opened(model, bayesian)
    game = loaded.at(preset, at=common.settings(loaded, set))
    try:
        found = find(game, method, **common.bounds(seconds, budget))
    except KeyboardInterrupt:
        print("nothing was finished; --seconds N ends the search in time and keeps what was found", file=sys.stderr)
        raise
    best = correlated(game) if more else None
    if best is not None:
        found = refined(game, found)
    if format is common.Format.table and to is None:
        print(listing(found, marks=more), *(["", best] if more else []), sep="\n")
    elif best is not None:
        common.show(Combined(found, {"mediator": mediator(best, best.added(found)[0])}), format, to)
    else:
        common.show(found, format, to)
