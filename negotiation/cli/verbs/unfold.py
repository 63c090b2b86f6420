"""`negotiation unfold MODEL`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negotiation.cli import common

if TYPE_CHECKING:
    from negotiation.model import Model

FIRST = ("label", "outcome", "duration", "passed over")


def unfold(
    model: common.ModelName,
    select: Annotated[str | None, typer.Option(
        metavar="RULE", help="agreement, conflict, welfare, stay, logit, or favourite:PARTY.")] = None,
    horizon: Annotated[int | None, typer.Option(metavar="PERIODS", help="A war of so many periods.")] = None,
    start: Annotated[float | None, typer.Option(metavar="VALUE", help="Where the state starts.")] = None,
    points: Annotated[int | None, typer.Option(metavar="N", help="Number of states.")] = None,
    discount: Annotated[list[str] | None, typer.Option(
        metavar="[PARTY=]D", help="Worth of the next period, for all or a party; repeatable.")] = None,
    periods: Annotated[int | None, typer.Option(metavar="N", min=1, max=10_000, help="Periods of the fan.")] = None,
    deal: Annotated[str | None, typer.Option(metavar="PROFILE", help="Can this profile or outcome be kept?")] = None,
    others: Annotated[int | None, typer.Option(
        metavar="STARTS", min=1, max=100_000, help="Look for other equilibria from so many starts.")] = None,
    what: Annotated[str | None, typer.Option(metavar="states|fan", help="Which table.")] = None,
    set: common.Set = None,
    preset: common.PresetName = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
    over: common.Over = None,
    resume: common.Resume = False,
    workers: common.Workers = None,
    dask: common.Dask = None,
    chunk: common.Chunk = None,
) -> None:
    """Let parties that look ahead play the war over the states of one parameter: how it ends, and when.

    With --over and --to NAME.parquet it is played at every point of a grid, finished chunks are written as they come,
    and --resume goes on after a kill.
    """
    from negotiation.library import load
    from negotiation.unfolding.search.choice import RULE

    if what not in (None, "states", "fan"):
        raise typer.BadParameter(f"'{what}' is no table of a war; allowed: states, fan", param_hint="--what")
    loaded = load(model)
    asked = {"start": start, "horizon": horizon, "points": points, "discount": _discounts(discount), "preset": preset}
    beside = {"periods": periods, "deal": deal, "others": others}
    if over or resume:
        file, along = _of_many(to, over, {"what": what, **beside})
        common.streams(file, resume)
        _stream(loaded, along, set, file, resume, {
            **asked, "select": select or RULE, "chunk": chunk, "executor": common.executor(workers, dask)})
    else:
        common.streamed({"--workers": workers, "--dask": dask, "--chunk": chunk})
        common.fits(to)
        _show(loaded, {**asked, "select": select or RULE, "at": common.settings(loaded, set)}, beside, what, format, to)


def _of_many(to: Path | None, over: list[str] | None, one: dict[str, Any]) -> tuple[Path, list[str]]:
    """Return the file and the grid of wars at many points; refuse none of them, or what is asked of one war."""
    if to is None or to.suffix != ".parquet" or not over:
        raise typer.BadParameter("plays a war at many points, into a file; allowed: with --over and "
                                 "--to NAME.parquet", param_hint="--over" if over else "--resume")
    if other := next((name for name, value in one.items() if value is not None), None):
        raise typer.BadParameter("is of one war; allowed: without --over", param_hint=f"--{other}")
    return to, over


def _show(model: Model, asked: dict[str, Any], beside: dict[str, Any], what: str | None, format: common.Format,
          to: Path | None) -> None:
    """Play one war and show it, or the fan."""
    from negotiation.report.narrate.unfolding import kept, unfolded
    from negotiation.unfolding import unfold as play
    from negotiation.unfolding.war import PERIODS

    war = play(model, **asked).asking(**beside)
    if format is common.Format.table and to is None:
        deal, others = beside["deal"], beside["others"]
        print(*unfolded(war), *(kept(war, war.deal(deal)) if deal else []), sep="\n")
        print(war.others(others) if others else "", end="\n" if others else "")
    json = format is common.Format.json or (to is not None and to.suffix == ".json")
    common.show(war.fan(beside["periods"] or PERIODS) if what == "fan" and not json else war, format, to,
                () if what == "fan" else (war.state, *FIRST))


def _stream(model: Model, over: list[str], fixed: list[str] | None, to: Path, resume: bool, asked: dict[str, Any]
            ) -> None:
    """Play the war over a grid into a file."""
    from negotiation.studies.wars import unfold_to

    given, running = common.settings(model, fixed), common.grid(model, over)
    common.apart(model, given, running, None)
    common.stream(lambda: unfold_to(model, to, resume=resume, progress=sys.stderr.isatty(),
                                    at={**given, **running}, **asked), to)


def _discounts(said: list[str] | None) -> float | dict[str, float] | None:
    """Return one discount for all, or those of parties."""
    if not said:
        return None
    try:
        if len(said) == 1 and "=" not in said[0]:
            return float(said[0])
        return {party.strip(): float(value) for party, value in (each.split("=") for each in said)}
    except ValueError:
        raise typer.BadParameter(f"found '{', '.join(said)}'; allowed: a number, or PARTY=NUMBER, repeatable",
                                 param_hint="--discount") from None
