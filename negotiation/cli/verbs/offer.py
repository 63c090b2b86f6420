"""`negotiation offer MODEL`"""

from typing import Annotated

import typer

from negotiation.cli import common


def offer(
    model: common.ModelName,
    proposer: Annotated[str | None, typer.Option(metavar="PARTY", help="The principal that offers.")] = None,
    type: Annotated[str | None, typer.Option(metavar="TYPE", help="The proposer's own type.")] = None,
    along: Annotated[str | None, typer.Option(metavar="NAME", help="Where does the offer jump along this?")] = None,
    set: common.Set = None,
    preset: common.PresetName = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find the best take-it-or-leave-it share to offer somebody whose type is not known, and what it risks."""
    from negotiation.incomplete import offer as find
    from negotiation.library import load

    common.fits(to)
    loaded = load(model)
    found = find(loaded, proposer, type=type, along=along, preset=preset,
                 at=common.settings(loaded.bayesian(), set))
    if format is common.Format.table and to is None:
        print(found)
    else:
        common.show(found, format, to)
