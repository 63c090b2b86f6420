"""`negotiation regimes MODEL --over control`"""

from contextlib import nullcontext
from typing import Annotated

import typer

from negotiation.cli import common
from negotiation.cli.robust import shown

FIRST = ("from", "to", "outcomes", "labels")


def regimes(
    model: common.ModelName,
    over: Annotated[str | None, typer.Option(metavar="NAME", help="The parameter that runs through its range.")] = None,
    path: Annotated[str | None, typer.Option(metavar="ID", help="Run along a path of the model.")] = None,
    mixed: Annotated[bool | None, typer.Option(help="Mixed equilibria too; by default for two parties.")] = None,
    prove: Annotated[bool | None, typer.Option("--prove", help="Mixed equilibria of three and more parties too, all "
                                               "values searched, each proved where it stands.")] = None,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find the exact tipping points along a parameter or a path, and who breaks what there."""
    from negotiation.tipping import regimes as find

    if path is None and over is None:
        raise typer.BadParameter("name a parameter with --over or a path with --path")
    if over and "," in over:
        raise typer.BadParameter(f"'{over}' is not NAME; one parameter runs at a time", param_hint="--over")
    if over and "=" in over:
        raise typer.BadParameter(f"'{over}' is not NAME; a parameter runs through its whole range", param_hint="--over")
    common.fits(to)
    loaded = common.opened(model, bayesian)
    fixed = common.settings(loaded, set)
    common.apart(loaded, fixed, [over] if over else [], path)
    with shown() if prove else nullcontext():
        found = find(loaded, over, path=path, preset=preset, mixed=mixed, prove=prove, at=fixed)
    if format is common.Format.table and to is None:
        print(found, common.table(found.table(), FIRST), *(each.sentence for each in found.tipping), sep="\n")
    else:
        common.show(found, format, to)
