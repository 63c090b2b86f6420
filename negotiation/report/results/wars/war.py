"""The war as it unfolds as a table, as text, and as the JSON that users script against; both brackets always."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from negotiation.game import Array
from negotiation.provenance import stamped
from negotiation.unfolding.chain import Fan
from negotiation.unfolding.deal import Deal
from negotiation.unfolding.search.others import Others
from negotiation.unfolding.war import War

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def frame(war: War) -> pd.DataFrame:
    """Return one row a state: label, outcome, values, regret, rows passed over, P(end), duration."""
    import pandas as pd

    ids = [party.id for party in war.game.parties]
    columns: dict[str, object] = {war.state: war.states, "label": war.label, "outcome": war.outcome}
    columns |= {f"value {id}": war.values[:, i] for i, id in enumerate(ids)}
    columns |= {"regret": war.regret, "passed over": war.passed, "complete": war.complete, "tied": war.tied}
    columns |= {f"P({id})": war.ends.probability[:, e] for e, id in enumerate(war.end_ids)}
    return stamped(pd.DataFrame({**columns, "duration": war.ends.duration}), war.provenance)


def text(war: War) -> str:
    chances, duration = war.ends_at()
    said = ", ".join(f"{id} {chance:.3g}" for id, chance in zip(war.end_ids, chances, strict=True))
    return (f"War of {war.game.name} over {war.state}: {war.status} (select {war.select}), "
            f"regret {war.regret.max():.1e}; from {war.start:g}: {said or 'no ends'}, "
            f"duration {duration:.4g} {war.period}s")


def document(war: War) -> dict[str, object]:
    """Return the document of `unfold --format json`; fan, deal and others as they were asked for."""
    asked = war.asked
    found: dict[str, object] = {
        "state": war.state, "period": war.period, "horizon": war.horizon, **_found(war),
        "brackets": {name: _found(each) for name, each in war.brackets.items()},
        "states": [_state(war, k) for k in range(len(war.states))],
        "holds_without": spans(war.states, war.held()), "ripe": spans(war.states, war.ripe),
        "fan": _fan(war.fan(int(asked.get("periods", 36)))),
        "moved_in": war.moved_in, "spread_not_met": war.spread_not_met, "notices": list(war.notices),
    }
    if "deal" in asked:
        found["deal"] = _deal(war, war.deal(str(asked["deal"])))
    if "others" in asked:
        found["others"] = _others(war.others(int(asked["others"])))
    return found


def spans(states: Array, marks: Array) -> list[list[float]]:
    """Return the first and last state of each run of marked states."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(int), [0]])))
    return [[float(states[low]), float(states[high - 1])] for low, high in edges.reshape(-1, 2)]


def _found(war: War) -> dict[str, object]:
    """Return what one rule of selection leads to."""
    plans = war.plan_gain.max() if np.isfinite(war.plan_gain).all() else None
    return {"status": war.status, "select": war.select, "how": war.how or None, "cycle": war.cycle or None,
            "regret": float(war.regret.max()), "plan_gain": plans, "start": _start(war),
            "holds": spans(war.states, war.holds())}


def _start(war: War) -> dict[str, object]:
    chances, duration = war.ends_at()
    values = war.at_start @ war.values
    return {"state": war.start, "label": str(war.label[int(war.at_start.argmax())]), "ends": _by(war.end_ids, chances),
            "endless": float(war.at_start @ war.ends.endless), "duration": duration,
            "values": _by([party.id for party in war.game.parties], values)}


def _state(war: War, k: int) -> dict[str, object]:
    return {"state": float(war.states[k]), "label": str(war.label[k]), "outcome": str(war.outcome[k]) or None,
            "values": _by([party.id for party in war.game.parties], war.values[k]), "regret": float(war.regret[k]),
            "passed_over": int(war.passed[k]), "complete": bool(war.complete[k]),
            "unresolved": int(war.unresolved[k]), "tied": bool(war.tied[k]),
            "ends": _by(war.end_ids, war.ends.probability[k]), "duration": float(war.ends.duration[k])}


def _fan(fan: Fan) -> list[dict[str, object]]:
    quantiles = {str(each): fan.quantile(each) for each in QUANTILES}
    return [{"period": t, "going_on": float(fan.going_on[t]), "ripe": float(fan.ripe[t]),
             "quantiles": {name: float(each[t]) for name, each in quantiles.items()},
             "ended": _by(fan.ids, fan.ended[t]), "terms": _by(fan.ids, fan.terms[t])}
            for t in range(len(fan.going_on))]


def _deal(war: War, deal: Deal) -> dict[str, object]:
    ids = [party.id for party in war.game.parties]
    return {"profile": deal.label, "kept": spans(war.states, deal.kept), "preferred": spans(war.states, deal.preferred),
            "broken_by": [{"party": ids[i], "state": float(war.states[k]), "gain": float(deal.breaking[k, i])}
                          for k, i in np.argwhere(deal.broken)],
            "settled_first": float(war.at_start @ deal.settled)}


def _others(others: Others) -> dict[str, object]:
    return {"starts": others.starts, "settled": others.settled, "distinct": [
        {"starts": count, **_found(each)} for count, each in zip(others.found, others.wars, strict=True)]}


def _by(ids: Iterable[str], values: Array) -> dict[str, float]:
    return dict(zip(ids, np.asarray(values).tolist(), strict=True))
