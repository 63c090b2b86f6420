"""Regimes and margins as the JSON documents that users script against."""

from __future__ import annotations

from negotiation.tipping.margins import Edge, Margins
from negotiation.tipping.result import Breaker, End, Interval, Regimes


def document(found: Regimes) -> dict[str, object]:
    """Return the document of `regimes --format json`."""
    return {
        "parameter": found.parameter,
        "fixed": dict(found.fixed), "exact": found.exact, "notes": list(found.notes),
        "profiles": [{
            "label": row.label, "outcome": row.outcome or None, "pure": row.pure, "exact": row.exact,
            "certainty": row.certainty, "within": row.within, "intervals": intervals(row.intervals),
            **({"mixtures": {party: dict(odds) for party, odds in row.mixtures.items()}} if row.mixtures else {}),
        } for row in found.standings],
        "regimes": [{
            "from": row.start.decimal, "to": row.stop.decimal,
            "from_exact": row.start.exact, "to_exact": row.stop.exact,
            "labels": list(row.labels), "outcomes": [each or None for each in row.outcomes], "exact": row.exact,
        } for row in found.regimes],
        "tipping": [{"at": each.decimal, "exact": each.exact, "label": each.label, "sentence": each.sentence}
                    for each in found.tipping],
    }


def margins_document(found: Margins) -> dict[str, object]:
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


def intervals(rows: tuple[Interval, ...]) -> list[dict[str, object]]:
    return [{"from": _end(each.start), "to": _end(each.stop)} for each in rows]


def _end(end: End) -> dict[str, object]:
    broken = [_breaker(each) for each in end.breakers]
    return {"exact": end.exact, "decimal": end.decimal, "closed": end.closed,
            "broken_by": broken[0] if broken else None, "also_broken_by": broken[1:]}


def _breaker(each: Breaker) -> dict[str, str | None]:
    if not each.to:
        return {"party": each.party, "to": None, "gain": None, "vanishes": each.strategy}
    return {"party": each.party, "to": each.to, "gain": each.gain}
