"""Results as the JSON documents that users script against."""

from __future__ import annotations

from typing import Any

from negotiation.equilibria import Equilibria
from negotiation.model import Model
from negotiation.solvers.correlated import Correlated


def equilibrium(found: Equilibria, row: int) -> dict[str, Any]:
    """Return one equilibrium: label, outcome, who plays what, payoffs, regret, read-outs."""
    return {
        "label": str(found.label[row]),
        "outcome": str(found.outcome[row]) or None,
        "pure": bool(found.pure[row]),
        "strategies": found.strategies(row),
        "payoffs": {party.id: float(found.payoffs[row, i]) for i, party in enumerate(found.parties)},
        "regret": float(found.regret[row]),
        "readouts": {name: float(values[row]) for name, values in found.readouts.items()},
        **{name.replace(" ", "_"): _plain(values[row]) for name, values in found.marks.items()},
    }


def _plain(value: Any) -> Any:
    """Return a mark as JSON can carry it: not-a-number, which stands for "does not apply", becomes null."""
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and plain != plain else plain


def mediator(best: Correlated, adds: float) -> dict[str, Any]:
    """Return what a mediator who recommends strategies in private could reach and add to the best equilibrium."""
    ids = [party.id for party in best.parties]
    return {"objective": best.objective, "value": float(best.value[0]), "adds": _plain(adds),
            "payoffs": dict(zip(ids, best.payoffs[0].tolist(), strict=True)), "regret": float(best.regret[0])}


def solution(model: Model, found: Equilibria) -> dict[str, Any]:
    """Return what `solve` found at a batch of one."""
    return {
        "model": model.id,
        "version": model.version,
        "parameters": {name: float(values[0]) for name, values in found.parameters.items()},
        "method": found.method,
        "complete": bool(found.complete[0]),
        "unresolved": int(found.unresolved[0]),
        "degenerate": bool(found.degenerate[0]),
        "equilibria": [equilibrium(found, row) for row in range(len(found))],
    }
