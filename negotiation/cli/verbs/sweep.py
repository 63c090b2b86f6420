"""`negotiation sweep MODEL`"""

from __future__ import annotations

import sys
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negotiation.cli import common
from negotiation.wording import counted

if TYPE_CHECKING:
    from negotiation.model import Model
    from negotiation.studies.sweeps import Sweep

def sweep(
    model: common.ModelName,
    over: common.Over = None,
    path: Annotated[str | None, typer.Option(metavar="ID", help="Run along a path of the model.")] = None,
    points: Annotated[int, typer.Option(min=1, max=common.MAX_POINTS, help="Points on the path.")] = 401,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    method: common.Method = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
    seconds: common.Seconds = None,
    budget: common.Budget = None,
    resume: common.Resume = False,
    workers: common.Workers = None,
    dask: common.Dask = None,
    chunk: common.Chunk = None,
) -> None:
    """Find the equilibria over a grid (--over) or along a path (--path); bounds hold for each chunk of points.

    --to NAME.parquet writes finished chunks as they come, a manifest beside the file; --resume goes on after a kill.
    """

    loaded = common.opened(model, bayesian)
    fixed, running = common.settings(loaded, set), common.grid(loaded, over)
    common.apart(loaded, fixed, running, path)
    if path is None and not over:
        raise typer.BadParameter("name a parameter with --over or a path with --path")
    asked: dict[str, Any] = {
        "path": path, "points": points if path and not over else None, "method": method, "preset": preset,
        "options": common.bounds(seconds, budget), "at": {**fixed, **running}, "chunk": chunk,
        "executor": common.executor(workers, dask), "progress": sys.stderr.isatty()}
    if common.streams(to, resume):
        from negotiation.studies.swept import sweep_to

        common.stream(lambda: sweep_to(loaded, to or "", resume=resume, **asked), to)
    else:
        common.fits(to, prod(len(each) for each in running.values()) if running else points)
        _hold(loaded, format, to, asked)


def _hold(model: Model, format: common.Format, to: Path | None, asked: dict[str, Any]) -> None:
    """Keep the whole sweep in memory, then show or write it."""
    from negotiation.studies.sweeps import SweepInterrupted
    from negotiation.studies.sweeps import sweep as run

    try:
        found = run(model, **asked)
    except SweepInterrupted as stop:
        _keep(stop.partial, format, to)
        raise
    _show(found, format, to)


def _keep(partial: Sweep | None, format: common.Format, to: Path | None) -> None:
    """Show or write what was finished before an interruption, and say how much it is."""
    if partial is None:
        print("nothing was finished", file=sys.stderr)
    else:
        _show(partial, format, to)
        print(f"finished {partial.equilibria.points:,} of {counted(partial.planned, 'point')}", file=sys.stderr)


def _show(found: Sweep, format: common.Format, to: Path | None) -> None:
    """Show a sweep; on a narrow screen what varies, the label, the outcome and the payoffs come first."""
    from negotiation.game import varying

    names = [*found.over, *varying(found.equilibria.parameters), "label", "outcome",
             *(f"payoff {party.id}" for party in found.equilibria.parties)]
    common.show(found, format, to, list(dict.fromkeys(names)))
