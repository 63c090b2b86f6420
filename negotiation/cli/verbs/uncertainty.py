"""`negotiation uncertainty MODEL`"""

from typing import Annotated

import typer

from negotiation.cli import common

FIRST = ("outcome", "label", "is_equilibrium", "is_equilibrium standard error", "is_only", "ripe", "selected", "prior")


def uncertainty(
    model: common.ModelName,
    draws: Annotated[int, typer.Option(min=1, help="Guesses to draw.")] = 10_000,
    spread: Annotated[float, typer.Option(min=0, help="Share within which each guess lies.")] = 0.2,
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same guesses.")] = 7,
    given: Annotated[list[str] | None, typer.Option(
        metavar="observed|PRESET[=OUTCOME]",
        help="Keep the guesses in which what was observed is an equilibrium; repeatable.")] = None,
    over: Annotated[list[str] | None, typer.Option(
        "--over", metavar="NAME", help="An uncertain parameter; repeatable, or a,b,c.")] = None,
    shape: Annotated[str, typer.Option(metavar="uniform|triangular|normal", help="Shape of a guess.")] = "uniform",
    within: Annotated[str, typer.Option(metavar="value|range", help="What the spread is a share of.")] = "value",
    sampling: Annotated[str, typer.Option(metavar="sobol|random", help="How guesses are drawn.")] = "sobol",
    of: Annotated[str | None, typer.Option(
        metavar="RESULT", help="Whose sensitivity: an outcome, 'slack X', 'payoff PARTY', 'bargain nash'.")] = None,
    along: Annotated[str | None, typer.Option(metavar="NAME", help="Bands along a parameter or path.")] = None,
    steps: Annotated[int, typer.Option(min=2, help="Positions along it.")] = 41,
    logit: Annotated[int, typer.Option(min=0, help="Guesses at which the logit selection is traced.")] = 256,
    base: Annotated[int, typer.Option(min=0, help="Rows of the design of the Sobol indices, a power of two.")] = 256,
    set: common.Set = None,
    preset: common.PresetName = None,
    method: common.Method = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Find how likely each outcome is where parameters are guesses, what that hangs on, what history rules out."""
    from negotiation.library import load
    from negotiation.sensitivity import uncertainty as find

    common.fits(to)
    loaded = load(model)
    seen = given[0] if given == ["observed"] else given
    found = find(loaded, draws, spread, seed, seen, over=common.listed(over), shape=shape, within=within,
                 sampling=sampling, method=method or "pure", of=of, along=along, points=steps, logit=logit, base=base,
                 preset=preset, at=common.settings(loaded, set))
    if format is common.Format.table and to is None:
        print(found, common.table(found.to_frame(), FIRST), sep="\n")
    else:
        common.show(found, format, to)
