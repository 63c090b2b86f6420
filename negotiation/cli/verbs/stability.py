"""`negotiation stability MODEL`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from negotiation.cli import common

if TYPE_CHECKING:
    from negotiation.conflict_graph import Stability

FIRST = ("state", "label", "outcome", "nash equilibrium", "seq equilibrium", "smr equilibrium", "gmr equilibrium")


def stability(
    model: common.ModelName,
    over: Annotated[str | None, typer.Option(metavar="NAME", help="Exact intervals along this parameter.")] = None,
    path: Annotated[str | None, typer.Option(metavar="ID", help="Exact intervals along a path of the model.")] = None,
    concept: Annotated[list[str] | None, typer.Option(
        "--concept", metavar="NAME", help="Of nash, gmr, smr, seq; repeatable, or a,b,c; all if absent.")] = None,
    coalitions: Annotated[bool, typer.Option(help="Coalitions may leave a state too.")] = False,
    unknown: Annotated[str, typer.Option(metavar="a|b|c|d", help="How pairs that are not compared are taken.")] = "a",
    start: Annotated[str | None, typer.Option(
        metavar="STATE", help="Paths from this state, not from the model's status quo.")] = None,
    improving: Annotated[bool, typer.Option(help="On a path every move must be an improvement.")] = False,
    inverse: Annotated[str | None, typer.Option(
        metavar="STATE", help="Which rankings of each party make this state stable.")] = None,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find which states nobody has a reason to leave, by moves and counter-moves (graph model of a conflict)."""
    from negotiation.conflict_graph import StabilityAlong
    from negotiation.conflict_graph import stability as find

    if over and ("," in over or "=" in over):
        raise typer.BadParameter(f"'{over}' is not NAME; a parameter runs through its whole range", param_hint="--over")
    common.fits(to)
    loaded = common.opened(model, bayesian)
    fixed = common.settings(loaded, set)
    common.apart(loaded, fixed, [over] if over else [], path)
    found = find(loaded, over, path=path, concept=common.listed(concept, "--concept"), coalitions=coalitions,
                 unknown=unknown, start=start, improving=improving, inverse=inverse, preset=preset, at=fixed or None)
    if isinstance(found, StabilityAlong) or format is not common.Format.table or to is not None:
        common.show(found, format, to)
    else:
        _print(found)


def _print(found: Stability) -> None:
    from negotiation.report.results.stability import conditions_say, equilibria_say, paths_say

    print(*equilibria_say(found), "", common.table(found.to_frame(), FIRST), sep="\n")
    if found.paths is not None:
        print("", *paths_say(found), sep="\n")
    if found.rankings:
        print("", *map(conditions_say, found.rankings), sep="\n")
