"""`negotiation margins MODEL`"""

from typing import Annotated

import typer

from negotiation.cli import common

FIRST = ("parameter", "now", "below", "above", "distance")


def margins(
    model: common.ModelName,
    over: Annotated[
        list[str] | None, typer.Option("--over", metavar="NAME", help="Only this parameter; repeatable, or a,b,c.")
    ] = None,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find how far each parameter could be off, alone, before the set of pure equilibria changes."""
    from negotiation.tipping import margins as find

    common.fits(to)
    loaded = common.opened(model, bayesian)
    fixed = common.settings(loaded, set)
    found = find(loaded, common.listed(over), preset=preset, at=fixed)
    if format is common.Format.table and to is None:
        print(*found.labels, common.table(found.to_frame(), FIRST), sep="\n")
    else:
        common.show(found, format, to)
