"""`negotiation uncertainty MODEL`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negotiation.cli import common

if TYPE_CHECKING:
    from negotiation.model import Model

POINTS, SELECTED, BASE = 41, 256, 256
"""What --steps, --logit and --base are where they are not given."""

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
    steps: Annotated[int, typer.Option(min=2, help="Positions along it.")] = POINTS,
    logit: Annotated[int, typer.Option(min=0, help="Guesses at which the logit selection is traced.")] = SELECTED,
    base: Annotated[int, typer.Option(min=0, help="Rows of the design of the Sobol indices, a power of two.")] = BASE,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    method: common.Method = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
    resume: common.Resume = False,
    workers: common.Workers = None,
    dask: common.Dask = None,
    chunk: common.Chunk = None,
) -> None:
    """Find how likely each outcome is where parameters are guesses, what that hangs on, what history rules out.

    --to NAME.parquet writes the guesses and their equilibria as they come, a manifest beside the file; --resume goes
    on after a kill.
    """
    loaded = common.opened(model, bayesian)
    seen = given[0] if given == ["observed"] else given
    asked: dict[str, Any] = {
        "draws": draws, "spread": spread, "seed": seed, "given": seen, "over": common.listed(over), "shape": shape,
        "within": within, "sampling": sampling, "method": method or "pure", "preset": preset,
        "at": common.settings(loaded, set)}
    beside = {"of": of, "along": along, "points": steps, "logit": logit, "base": base}
    _apart(to, beside)
    if common.streams(to, resume):
        from negotiation.sensitivity.streamed import uncertainty_to

        on: dict[str, Any] = {"executor": common.executor(workers, dask), "chunk": chunk,
                              "progress": sys.stderr.isatty()}
        common.stream(lambda: uncertainty_to(loaded, to or "", resume=resume, **on, **asked), to)
    else:
        common.streamed({"--workers": workers, "--dask": dask, "--chunk": chunk})
        common.fits(to)
        _show(loaded, {**asked, **beside}, format, to)


def _apart(to: Path | None, beside: dict[str, Any]) -> None:
    """Refuse what a file of guesses does not hold."""
    if to is None or to.suffix != ".parquet":
        return
    usual = {"of": None, "along": None, "points": POINTS, "logit": SELECTED, "base": BASE}
    if other := next((name for name, value in beside.items() if value != usual[name]), None):
        raise typer.BadParameter("is not part of a .parquet file, which holds the guesses and their equilibria; "
                                 "allowed: without --to, or with another suffix",
                                 param_hint=f"--{'steps' if other == 'points' else other}")


def _show(model: Model, asked: dict[str, Any], format: common.Format, to: Path | None) -> None:
    from negotiation.sensitivity import uncertainty as find

    found = find(model, **asked)
    if format is common.Format.table and to is None:
        print(found, common.table(found.to_frame(), FIRST), sep="\n")
    else:
        common.show(found, format, to)
