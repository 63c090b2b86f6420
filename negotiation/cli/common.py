"""What the verbs share: options, reading `--set` and `--over`, printing a result in the format asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from negotiation.cli.robust import held
from negotiation.cli.screen import lay_out
from negotiation.errors import ExpressionError, ParameterError
from negotiation.expression import read_number
from negotiation.game import MAX_POINTS
from negotiation.plain import Json, Value
from negotiation.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from negotiation.model import Model
    from negotiation.report.rows import Table


class Format(str, Enum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"


ModelName = Annotated[str, typer.Argument(metavar="MODEL",
                                          help="A shipped model's name, or a .toml, .nfg or .gmcr file.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable.")]
PresetName = Annotated[str | None, typer.Option("--preset", metavar="ID", help="Start from a preset.")]
Bayesian = Annotated[bool, typer.Option(
    "--bayesian", help="Let each party know its own type alone; for a model with [[types]].")]
Method = Annotated[str | None, typer.Option("--method", metavar="NAME", help="The solver; chosen for you if absent.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write to a file; its suffix picks the format.")]
Over = Annotated[list[str] | None, typer.Option(
    "--over", metavar="NAME=LOW:HIGH:POINTS",
    help="Sweep a parameter: control=0:1:201, or control=0.1,0.5; repeatable.")]


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"negotiation {version('negotiation')}")
        raise typer.Exit


def about(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True,
                                          help="Show the version and exit.")] = False,
) -> None:
    """What does the battlefield do to the bargaining table?"""


Seconds = Annotated[float | None, typer.Option(
    "--seconds", min=0, help="Time that the method may take; what is found by then is shown as not proved complete.")]
Budget = Annotated[int | None, typer.Option("--budget", min=1, help="Steps that the method may take, as --seconds.")]


Resume = Annotated[bool, typer.Option(
    "--resume", help="Continue what the same command has begun and a kill has ended; with --to NAME.parquet.")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Compute in so many local processes.")]
Dask = Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="Compute on a Dask cluster.")]
Chunk = Annotated[int | None, typer.Option(
    "--chunk", min=1, help="Points that are computed, and lost by a kill, at a time.")]


def opened(name: str, bayesian: bool) -> Model:
    """Load a model, or the agent form of it."""
    from negotiation.library import load

    return load(name).bayesian() if bayesian else load(name)


def executor(workers: int | None, dask: str | None) -> int | str | None:
    """Return who computes, as `studies.executors` takes it."""
    if workers is not None and dask is not None:
        raise typer.BadParameter("given beside --workers; allowed: one of the two", param_hint="--dask")
    return workers if dask is None else dask


def streams(to: Path | None, resume: bool) -> bool:
    """Return whether a study goes to a file chunk by chunk; refuse to resume what does not, and a place for none."""
    if to is None or to.suffix != ".parquet":
        if resume:
            raise typer.BadParameter("continues a study in a .parquet file; allowed: with --to NAME.parquet",
                                     param_hint="--resume")
        return False
    from negotiation.studies.files.stream import ready

    ready(to, resume)
    return True


def streamed(given: Mapping[str, object]) -> None:
    """Refuse the options of a study chunk by chunk where there is none."""
    if other := next((name for name, value in given.items() if value is not None), None):
        raise typer.BadParameter("says how a study goes to a .parquet file; allowed: with --to NAME.parquet",
                                 param_hint=other)


def stream(write: Callable[[], Path], to: Path | None) -> None:
    """Let a study be written chunk by chunk; say what is kept where it is stopped."""
    from negotiation.studies.files.stream import StudyInterrupted

    there = to is not None and to.exists()
    try:
        place = write()
    except StudyInterrupted as stop:
        print(stop, file=sys.stderr)
        raise
    print(f"{place}: was finished already" if there else f"wrote {place}", file=sys.stderr)


def bounds(seconds: float | None, budget: int | None) -> dict[str, object]:
    """Return the options of a method that bound its work, where they were given."""
    return {name: value for name, value in (("seconds", seconds), ("budget", budget)) if value is not None}


def fits(to: Path | None, rows: int = 0) -> None:
    """Refuse a file that cannot be written before anything is computed."""
    if to is not None:
        from negotiation.report.export import ready

        ready(to, rows)


def listed(texts: list[str] | None, option: str = "--over") -> list[str] | None:
    """Read names given one by one or as a,b,c; each once."""
    names = [name.strip() for text in texts for name in text.split(",")] if texts else None
    for place, name in enumerate(names or []):
        once(name, (names or [])[:place], option)
    return names


def settings(model: Model, pairs: list[str] | None) -> dict[str, Value]:
    """Read `--set name=value` options."""
    found: dict[str, Value] = {}
    for pair in pairs or []:
        name, equals, text = (part.strip() for part in pair.partition("="))
        if not equals:
            raise typer.BadParameter(f"'{pair}' is not NAME=VALUE", param_hint="--set")
        once(model.parameter(name).id, found, "--set")
        found[name] = _number(name, text)
    return found


def grid(model: Model, texts: list[str] | None) -> dict[str, np.ndarray]:
    """Read `--over name[=low:high:points | =a,b,c]` options; a bare name runs over its range in 201 points."""
    found: dict[str, np.ndarray] = {}
    bare = [[text] if "=" in text else text.split(",") for text in texts or []]
    for text in (each for part in bare for each in part):
        name, _, values = (part.strip() for part in text.partition("="))
        parameter = model.parameter(name)
        once(name, found, "--over")
        if not values:
            found[name] = np.linspace(parameter.low, parameter.high, 201)
        elif ":" in values:
            found[name] = _range(text, name, values.split(":"))
        else:
            found[name] = np.array([_number(name, each) for each in values.split(",")])
    return found


def once(name: str, found: Container[str], option: str) -> None:
    """Refuse a name that an option has already given."""
    if name in found:
        raise ParameterError(f"{option} {name}: given twice; allowed: once")


def apart(model: Model, fixed: Iterable[str], over: Iterable[str], path: str | None) -> None:
    """Refuse a parameter that is both fixed and swept, or that a path moves besides."""
    running, given = list(over), [("--set", name) for name in fixed]
    for option, name in given:
        if name in running:
            raise ParameterError(f"{option} {name}: --over {name} sweeps it; allowed: one of the two")
    route = model.paths.get(path or "")
    if route is None:
        return
    for option, name in [*given, *(("--over", name) for name in running)]:
        if name in route.ties:
            raise ParameterError(f"{option} {name}: --path {path} sets it; "
                                 f"allowed: parameters that the path does not set, and --over {route.over}")
        if option == "--set" and name == route.over:
            raise ParameterError(f"{option} {name}: --path {path} runs over it; "
                                 f"allowed: --over {name}=LOW:HIGH:POINTS for a part of the path")
        if option == "--over" and name != route.over:
            raise ParameterError(f"{option} {name}: --path {path} runs over {route.over} alone; "
                                 f"allowed: --over {route.over}, or no path")


def _range(text: str, name: str, parts: list[str]) -> np.ndarray:
    if len(parts) != 3 or not parts[2].strip().isdigit():
        raise typer.BadParameter(f"'{text}' is not NAME=LOW:HIGH:POINTS", param_hint="--over")
    points = int(parts[2])
    if not 1 <= points <= MAX_POINTS:
        raise ParameterError(f"{name}: {counted(points, 'point')}; allowed: 1 to {MAX_POINTS:,}")
    return np.linspace(_number(name, parts[0]), _number(name, parts[1]), points)


def _number(name: str, text: str) -> float:
    """Read a decimal or a fraction such as 3/4."""
    try:
        return read_number(text)
    except ExpressionError as error:
        raise ParameterError(f"{name}: {error}") from None


def show(
    result: Table | pd.DataFrame, format: Format, to: Path | None, first: Sequence[str] = (),
    document: dict[str, Json] | None = None,
) -> None:
    """Write a result to a file, or print it as a table, as one JSON document, or as CSV.

    `first` names the table's columns that matter most; `document` is the JSON document of what is no result.
    """
    with held():
        _put(result, format, to, first, document)


def _put(
    result: Table | pd.DataFrame, format: Format, to: Path | None, first: Sequence[str],
    document: dict[str, Json] | None,
) -> None:
    if to is not None:
        from negotiation.report.export import write

        print(f"wrote {write(result, to)}", file=sys.stderr)
    elif format is Format.json:
        import negotiation.report.documents as documents

        sys.stdout.write(documents.write(document or documents.document(result)))
    elif format is Format.csv:
        from negotiation.report.export import render

        sys.stdout.write(render(result, ".csv").decode())
    else:
        print(table(result, first))


def table(result: Table | pd.DataFrame, first: Sequence[str] = ()) -> str:
    """Lay a result out for a terminal; `first` names the columns that matter most."""
    import pandas as pd

    frame = result if isinstance(result, pd.DataFrame) else result.to_frame()
    return lay_out(frame, first)
