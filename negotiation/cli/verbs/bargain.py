"""`negotiation bargain MODEL`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from negotiation.cli import common

if TYPE_CHECKING:
    from negotiation.model import Model


def bargain(
    model: common.ModelName,
    solution: Annotated[list[str] | None, typer.Option(
        metavar="NAME", help="Show only this solution; repeatable.")] = None,
    disagreement: Annotated[str | None, typer.Option(
        metavar="PROFILE", help="What happens without a deal: a profile, a named outcome, or payoffs 0,1,...")] = None,
    over: common.Over = None,
    path: Annotated[str | None, typer.Option(metavar="ID", help="Run along a path of the model.")] = None,
    points: Annotated[int, typer.Option(min=1, max=common.MAX_POINTS, help="Points on the path.")] = 401,
    set: common.Set = None,
    preset: common.PresetName = None,
    bayesian: common.Bayesian = False,
    method: common.Method = None,
    format: common.FormatOption = common.Format.table,
    to: common.To = None,
) -> None:
    """Show what could be agreed: the range of deals, the solutions, leverage, and whether a deal can be kept."""
    from negotiation.bargaining import bargain as find

    loaded = common.opened(model, bayesian)
    fixed = common.settings(loaded, set)
    running = _axis(loaded, over, path, points)
    common.apart(loaded, fixed, [] if path else running, path)
    common.fits(to, max((len(each) for each in running.values()), default=1))
    deal = find(loaded, solution or None, preset=preset, path=path, disagreement=_numbers(disagreement),
                method=method, at={**fixed, **running})
    if format is common.Format.table and to is None:
        print(deal if deal.points == 1 else common.table(deal.summary()))
    else:
        common.show(deal, format, to)


def _axis(model: Model, over: list[str] | None, path: str | None, points: int) -> dict[str, np.ndarray]:
    """Return the values of the one parameter that runs, if any does."""
    running = common.grid(model, over)
    if running and (path or len(running) > 1):
        raise typer.BadParameter("a bargain runs along one parameter or one path", param_hint="--over")
    if path is not None and path in model.paths:
        each = model.parameters[model.paths[path].over]
        return {each.id: np.linspace(each.low, each.high, points)}
    return running


def _numbers(text: str | None) -> list[float] | str | None:
    """Read payoffs such as 0,-1.5; any other text is a profile or an outcome."""
    try:
        return None if text is None else [float(part) for part in text.split(",")]
    except ValueError:
        return text
