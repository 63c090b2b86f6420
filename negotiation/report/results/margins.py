"""Margins as a table, as text, and as the JSON document that users script against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.provenance import stamped
from negotiation.tipping.margins import Edge, Margins

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Margins) -> pd.DataFrame:
    """Return one row a parameter: its margin's ends (nan: none), exact, what goes and comes beyond each."""
    import pandas as pd

    rows = []
    for each in found.rows:
        row: dict[str, object] = {"parameter": each.parameter, "now": each.now, "distance": each.distance}
        for side, edge in (("below", each.below), ("above", each.above)):
            row |= {side: edge.end.decimal if edge else float("nan"),
                    f"{side} exact": edge.end.exact if edge else "",
                    f"gone {side}": "; ".join(edge.gone) if edge else "",
                    f"come {side}": "; ".join(edge.come) if edge else ""}
        rows.append(row)
    return stamped(pd.DataFrame(rows), found.provenance)


def text(found: Margins) -> str:
    return "\n".join([f"Margins of {found.name}", *(
        f"  {each.parameter} = {each.now:g}: from {_value(each.below)} to {_value(each.above)}"
        for each in found.rows)])


def _value(edge: Edge | None) -> str:
    return f"{edge.end.decimal:.6g}" if edge else "the end"


def document(found: Margins) -> dict[str, object]:
    """Return the document of `margins --format json`, the narrowest margin first; null where nothing changes."""
    return {"labels": list(found.labels), "margins": [{
        "parameter": each.parameter, "now": each.now,
        "distance": each.distance if each.nearer else None, "below": _edge(each.below), "above": _edge(each.above),
    } for each in found.rows]}


def _edge(edge: Edge | None) -> dict[str, object] | None:
    if edge is None:
        return None
    return {"exact": edge.end.exact, "decimal": edge.end.decimal, "distance": edge.distance,
            "gone": list(edge.gone), "come": list(edge.come)}
