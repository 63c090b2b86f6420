"""Bargains: at one point, along a slider or a path, and what a step of it is worth."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from negotiation.bargaining import AnyDeal, IssueDeal, PackageDeal, ShareDeal, bargain
from negotiation.bargaining.leverage import Leverage
from negotiation.game import Array
from negotiation.model import Model
from negotiation.view.compute.along import along
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Fixed, Values, held, is_path, laid, named, running

Kind = TypeVar("Kind", ShareDeal, PackageDeal, IssueDeal)


@cached
def deal(model: Model, at: Values, without: str | None = None) -> AnyDeal:
    """Return the bargain at one point; `without` is the profile that happens without a deal, None as the model says."""
    return bargain(model, disagreement=without, at=laid(model, named(model, at)))


def deal_of(kind: type[Kind], model: Model, at: Values, without: str | None = None) -> Kind:
    """Return `deal` of a model whose bargains are of a kind: over a share, over issues, over lotteries."""
    found = deal(model, at, without)
    assert isinstance(found, kind)
    return found


def deal_along(model: Model, at: Values, over: str, without: str | None = None) -> tuple[Array, ShareDeal]:
    """Return the bargain along a slider or a path, with the points; `without` as in `deal`."""
    x = along(model, at, over).x[::2]
    return x, _deal_along(model, held(model, at, over), over, tuple(x.tolist()), without)


def deal_slopes(model: Model, at: Values, over: str, without: str | None = None) -> tuple[ShareDeal, Leverage]:
    """Return the bargain where the slider or path stands and its slopes along it; on a path, what it ties moves."""
    value = named(model, at)[running(model, over)]
    here = _deal_along(model, held(model, at, over), over, (value,), without)
    return here, here.leverage(running(model, over))


@cached
def _deal_along(model: Model, fixed: Fixed, over: str, x: tuple[float, ...], without: str | None) -> ShareDeal:
    path = over if is_path(model, over) else None
    point = laid(model, dict(fixed)).moved({running(model, over): np.array(x)})
    found = bargain(model, ["nash", "rubinstein"], path=path, disagreement=without, at=point)
    assert isinstance(found, ShareDeal)
    return found
