"""`negotiation coalitions MODEL`"""

from typing import Annotated

import typer

from negotiation.cli import common


def coalitions(
    model: common.ModelName,
    worth: Annotated[str | None, typer.Option(
        metavar="KIND", help="What a coalition is worth: alpha, beta, equilibrium, or declared by the model.")] = None,
    profile: Annotated[str | None, typer.Option(
        metavar="PROFILE", help="With --worth equilibrium: the profile that coalitions reply to.")] = None,
    over: Annotated[list[str] | None, typer.Option(
        "--over", metavar="NAME",
        help="Where power in the vote changes along a parameter, exactly; NAME=LOW:HIGH:POINTS gives a table.")] = None,
    path: Annotated[str | None, typer.Option(metavar="ID", help="Along a path of the model instead.")] = None,
    moves: Annotated[bool, typer.Option("--moves", help="With --over NAME: who would switch bloc, and where.")] = False,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Show who could ally: worths, power, core and nucleolus, the vote, the blocs, who would switch."""
    from negotiation.alliances import coalitions as find

    common.fits(to)
    loaded = common.opened(model, bayesian)
    fixed = common.settings(loaded, set)
    if path is not None or (over and not any("=" in each for each in over)):
        _along(loaded, over, path, preset, fixed, moves, format, to)
        return
    running = common.grid(loaded, over)
    common.apart(loaded, fixed, running, None)
    if moves:
        raise typer.BadParameter("needs --over NAME or --path ID", param_hint="--moves")
    found = find(loaded, worth, preset=preset, profile=profile, at={**fixed, **running})
    if format is common.Format.table and to is None and found.points == 1:
        print(found)
        print(common.table(found.structure_table()) if found.game is not None else "")
    else:
        common.show(found, format, to)


def _along(loaded, over, path, preset, fixed, moves, format, to) -> None:  # type: ignore[no-untyped-def]
    from negotiation.alliances.along import power

    names = common.listed(over) or []
    if len(names) > 1:
        raise typer.BadParameter("power changes along one parameter or one path", param_hint="--over")
    common.apart(loaded, fixed, names, path)
    found = power(loaded, names[0] if names else None, path=path, preset=preset, moves=moves, at=fixed)
    if format is common.Format.table and to is None:
        print(found)
        if moves:
            print(common.table(found.switch_table()))
    else:
        common.show(found, format, to)
