"""`negotiation export MODEL --what payoffs --to FILE`"""

import sys
from enum import Enum
from math import prod
from pathlib import Path
from typing import Annotated

import typer

from negotiation.cli import common


class What(str, Enum):
    payoffs = "payoffs"
    equilibria = "equilibria"


def export(
    model: common.ModelName,
    to: Annotated[Path, typer.Option("--to", metavar="FILE",
                                     help="csv, xlsx, json, md, tex, parquet, html, nfg or gmcr.")],
    what: Annotated[What, typer.Option(help="Which table.")] = What.payoffs,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    method: common.Method = None,
) -> None:
    """Write a table to a file."""
    from negotiation.report.export import write
    from negotiation.solvers import solve

    loaded = common.opened(model, bayesian)
    common.fits(to, prod(loaded.strategy_counts) if what is What.payoffs else 0)
    if to.suffix == ".gmcr":
        print(f"wrote {write(loaded, to)}", file=sys.stderr)
        return
    game = loaded.at(preset, at=common.settings(loaded, set))
    result = game if what is What.payoffs else solve(game, method)
    print(f"wrote {write(result, to)}", file=sys.stderr)
