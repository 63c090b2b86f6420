"""`negotiation levers MODEL --target "press, pause, talk, restrain, hold"`"""

from typing import Annotated

import typer

from negotiation.cli import common


def levers(
    model: common.ModelName,
    target: Annotated[str, typer.Option(metavar="PROFILE", help="A profile, or the name of an outcome.")],
    over: Annotated[list[str] | None, typer.Option(
        "--over", metavar="NAME", help="A lever that may move together with others; repeatable, or a,b,c.")] = None,
    margin: Annotated[float, typer.Option(min=0, help="What every deviation must lose at least.")] = 0.0,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find what it would take to make a target an equilibrium."""
    from negotiation.inverse import levers as find

    moving = common.listed(over)
    common.fits(to)
    loaded = common.opened(model, bayesian)
    found = find(loaded, target, preset=preset, over=moving, margin=margin, at=common.settings(loaded, set))
    if format is common.Format.table and to is None:
        print(found)
    else:
        common.show(found, format, to)
