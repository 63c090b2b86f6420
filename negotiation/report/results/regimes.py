"""Regimes as a table, as text, and as the JSON document that users script against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotiation.provenance import stamped
from negotiation.tipping.result import Breaker, End, Interval, Regimes

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Regimes) -> pd.DataFrame:
    """Return one row an interval: label, outcome, both ends exact and decimal, who breaks it there, certainty."""
    import pandas as pd

    rows = [{
        "label": row.label, "outcome": row.outcome, "from": each.start.decimal, "to": each.stop.decimal,
        "from exact": each.start.exact, "to exact": each.stop.exact,
        "from closed": each.start.closed, "to closed": each.stop.closed,
        "broken below by": _names(each.start.breakers), "broken above by": _names(each.stop.breakers),
        "certainty": row.certainty, "within": row.within, "branch": row.branch,
    } for row in found.standings for each in row.intervals]
    table = pd.DataFrame(rows, columns=None if rows else ["label", "outcome", "from", "to"])
    return stamped(table, found.provenance)


def table(found: Regimes) -> pd.DataFrame:
    """Return one row a regime: from, to, the labels and outcomes that stand there."""
    import pandas as pd

    return stamped(pd.DataFrame([{
        "from": each.start.decimal, "to": each.stop.decimal, "from exact": each.start.exact,
        "to exact": each.stop.exact, "labels": "; ".join(each.labels),
        "outcomes": "; ".join(filter(None, each.outcomes)), "exact": each.exact,
    } for each in found.regimes]), found.provenance)


def _names(breakers: Sequence[Breaker]) -> str:
    return "; ".join(f"{each.party}: {each.to or each.strategy + ' vanishes'}" for each in breakers)


def text(found: Regimes) -> str:
    head = f"Regimes of {found.name} over {found.parameter}{f' on the path {found.path}' if found.path else ''}"
    lines = [f"  {row.label}{f'  [{row.outcome}]' if row.outcome else ''}  {', '.join(map(str, row.intervals))}"
             f"{'' if row.exact else f'  ({row.sure})'}" for row in found.standings]
    return "\n".join([head, *lines, *(f"  ! {note}" for note in found.notes)])


def document(found: Regimes) -> dict[str, object]:
    """Return the document of `regimes --format json`."""
    return {
        "parameter": found.parameter,
        "fixed": dict(found.fixed), "exact": found.exact, "notes": list(found.notes),
        "gaps": None if found.gaps is None else [list(each) for each in found.gaps],
        "profiles": [{
            "label": row.label, "outcome": row.outcome or None, "pure": row.pure, "exact": row.exact,
            "certainty": row.certainty, "within": row.within, "branch": row.branch,
            "intervals": intervals(row.intervals),
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
