"""What the verbs share: options, reading `--set` and `--over`, printing a result in the format asked for."""

from __future__ import annotations

import json
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from negotiation.errors import ParameterError

if TYPE_CHECKING:
    from negotiation.model import Model

MAX_POINTS = 10_000_000


class Format(str, Enum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"


ModelName = Annotated[str, typer.Argument(metavar="MODEL", help="A shipped model's name, or a .toml or .nfg file.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable.")]
PresetName = Annotated[str | None, typer.Option("--preset", metavar="ID", help="Start from a preset.")]
Method = Annotated[str | None, typer.Option("--method", metavar="NAME", help="The solver; chosen for you if absent.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write to a file; its suffix picks the format.")]
Over = Annotated[list[str] | None, typer.Option(
    "--over", metavar="NAME=LOW:HIGH:POINTS",
    help="Sweep a parameter: control=0:1:201, or control=0.1,0.5; repeatable.")]


def settings(pairs: list[str] | None) -> dict[str, Any]:
    """Read `--set name=value` options."""
    found = {}
    for pair in pairs or []:
        name, equals, text = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{pair}' is not NAME=VALUE", param_hint="--set")
        found[name.strip()] = _number(name, text)
    return found


def grid(model: Model, texts: list[str] | None) -> dict[str, np.ndarray]:
    """Read `--over name[=low:high:points | =a,b,c]` options; a bare name runs over its range in 201 points."""
    found = {}
    for text in texts or []:
        name, _, values = text.partition("=")
        parameter = model.parameter(name.strip())
        if not values:
            found[parameter.id] = np.linspace(parameter.low, parameter.high, 201)
        elif ":" in values:
            found[parameter.id] = _range(text, name, values.split(":"))
        else:
            found[parameter.id] = np.array([_number(name, each) for each in values.split(",")])
    return found


def _range(text: str, name: str, parts: list[str]) -> np.ndarray:
    if len(parts) != 3 or not parts[2].strip().isdigit():
        raise typer.BadParameter(f"'{text}' is not NAME=LOW:HIGH:POINTS", param_hint="--over")
    points = int(parts[2])
    if not 1 <= points <= MAX_POINTS:
        raise ParameterError(f"{name}: {points} points; allowed: 1 to {MAX_POINTS:,}")
    return np.linspace(_number(name, parts[0]), _number(name, parts[1]), points)


def _number(name: str, text: str) -> float:
    """Read a decimal or a fraction such as 3/4."""
    above, slash, below = text.strip().partition("/")
    try:
        value = float(above) / (float(below) if slash else 1.0)
    except (ValueError, ZeroDivisionError):
        raise ParameterError(f"{name.strip()}: '{text[:40]}' is not a number; allowed: 0.7 or 7/10") from None
    if not np.isfinite(value):
        raise ParameterError(f"{name.strip()}: '{text[:40]}' is not a finite number")
    return value


def show(result: Any, document: Any, format: Format, to: Path | None) -> None:
    """Write a result to a file, or print it as a table, as one JSON document, or as CSV."""
    if to is not None:
        from negotiation.export import write

        print(f"wrote {write(result, to)}", file=sys.stderr)
    elif format is Format.json:
        print(json.dumps(document() if callable(document) else document, indent=1, ensure_ascii=False))
    elif format is Format.csv:
        from negotiation.export import render

        sys.stdout.write(render(result, ".csv").decode())
    else:
        print(table(result))


def table(result: Any) -> str:
    """Lay a result out for a terminal."""
    import pandas as pd

    frame = result if isinstance(result, pd.DataFrame) else result.to_frame()  # type: ignore[attr-defined]
    if frame.empty:
        return "(no rows)"
    return frame.to_string(index=False, float_format=lambda value: f"{value:.6g}")
