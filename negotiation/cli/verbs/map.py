"""`negotiation map MODEL --over control,line`"""

from typing import Annotated

import typer

from negotiation.cli import common


def map(
    model: common.ModelName,
    over: Annotated[list[str], typer.Option("--over", metavar="A,B", help="The two parameters, which run through their "
                                            "ranges.")],
    points: Annotated[str, typer.Option(metavar="N[,M]", help="Of the grid, along both or each.")] = "61",
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Map the pure equilibria over two parameters at once, with the exact borders between them."""
    from negotiation.tipping import regime_map

    names = common.listed(over) or []
    if len(names) != 2 or any("=" in name for name in names):
        raise typer.BadParameter(f"'{','.join(over)}' is not two names A,B", param_hint="--over")
    sizes = [int(each) if each.isdecimal() and len(each) < 8 else 0 for each in points.split(",")]
    if len(sizes) > 2 or min(sizes) < 2:
        raise typer.BadParameter(f"'{points}' is not N or N,M, each from 2", param_hint="--points")
    common.fits(to, sizes[0] * sizes[-1])
    loaded = common.opened(model, bayesian)
    fixed = common.settings(loaded, set)
    common.apart(loaded, fixed, names, None)
    found = regime_map(loaded, *names, points=(sizes[0], sizes[-1]), preset=preset, at=fixed)
    if format is common.Format.table and to is None:
        regions = found.to_frame().groupby(["regime", "name", "labels"]).size().rename("points").reset_index()
        most = regions.sort_values("points", ascending=False)
        print(found, common.table(most, ("points", "name", "labels")), sep="\n")
    else:
        common.show(found, format, to)
