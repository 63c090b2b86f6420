"""Payoffs that are no finite numbers, refused in one line that says whose and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from negotiation.errors import NotFiniteError
from negotiation.game import Array, Party


def all_finite(payoffs: Array, parties: Sequence[Party], points: Mapping[str, Array]) -> None:
    """Raise NotFiniteError at the first of the payoffs (N, S1, ..., SN, P) that is no finite number."""
    if np.isfinite(payoffs).all():
        return
    i, *profile, p = np.argwhere(~np.isfinite(payoffs))[0]
    played = ", ".join(party.strategies[j].id for party, j in zip(parties, profile, strict=True))
    varying = {name: f"{values[p]:g}" for name, values in points.items() if len(values) == 1 or np.ptp(values) > 0}
    shown = ", ".join(f"{name} = {value}" for name, value in list(varying.items())[:4])
    what = f"the payoff of {parties[i].id} at '{played}' is not a finite number"
    raise NotFiniteError(what, shown, int(i), tuple(int(j) for j in profile), int(p))


def there(points: Mapping[str, Array], p: int) -> str:
    """Say at which of several points, by the first parameters that vary; '' for a single one."""
    if all(len(values) == 1 for values in points.values()):
        return ""
    varying = [f"{name} = {values[p]:g}" for name, values in points.items() if np.ptp(values.astype(float)) > 0]
    return f" at {', '.join(varying[:4])}" if varying else ""
