"""Power along a parameter as tables, as text, as the JSON document, and in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from negotiation.alliances.along import PowerAlong, PowerRegime
from negotiation.errors import ModelError
from negotiation.provenance import stamped
from negotiation.report.results.alliances.voting import called, held
from negotiation.report.results.regimes import intervals

if TYPE_CHECKING:
    import pandas as pd


def frame(found: PowerAlong) -> pd.DataFrame:
    """Return one row a regime and member of the vote: interval, both indices, exact and decimal, null, veto."""
    import pandas as pd

    rows = [{
        "from": row.interval.start.decimal, "to": row.interval.stop.decimal,
        "from exact": row.interval.start.exact, "to exact": row.interval.stop.exact,
        "from closed": row.interval.start.closed, "to closed": row.interval.stop.closed,
        "party": name, "shapley-shubik": float(a), "banzhaf": float(b), "shapley-shubik exact": str(a),
        "banzhaf exact": str(b), "null": name in row.vote.null, "veto": name in row.vote.veto,
    } for row in found.power for name, a, b in
        zip(row.vote.members, row.vote.shapley_shubik, row.vote.banzhaf, strict=True)]
    return stamped(pd.DataFrame(rows, columns=None if rows else ["from", "to", "party"]), found.provenance)


def switches(found: PowerAlong) -> pd.DataFrame:
    """Return one row a switch and interval."""
    import pandas as pd

    rows = [{
        "structure": row.structure, "name": row.name, "party": row.party, "to": row.to, "into": row.into,
        "before": row.before.label, "after": row.after.label, "transfers": row.transfers,
        "from": each.start.decimal, "until": each.stop.decimal, "interval": str(each),
    } for row in found.switches for each in row.intervals]
    return stamped(pd.DataFrame(rows), found.provenance)


def text(found: PowerAlong) -> str:
    head = f"Power in {found.name} over {found.parameter}{f' on the path {found.path}' if found.path else ''}"
    rows = [f"  {row.interval}  " + ", ".join(
        f"{name} {each}" for name, each in zip(row.vote.members, row.vote.shapley_shubik, strict=True))
        for row in found.power]
    return "\n".join([head, *(rows or ["  no vote is declared"]), *sentences(found)])


def sentences(found: PowerAlong) -> tuple[str, ...]:
    """Say at which value somebody becomes a bystander, or comes to matter."""
    wide = [row for row in found.power if not row.interval.isolated]
    return tuple(said for old, new in pairwise(wide) for said in _changes(found, old, new))


def _changes(found: PowerAlong, old: PowerRegime, new: PowerRegime) -> Iterator[str]:
    where = f"{found.parameter} = {new.interval.start.exact}"
    out = [each for each in new.vote.null if each not in old.vote.null]
    back = [each for each in old.vote.null if each not in new.vote.null]
    if out:
        yield f"Above {where}, {called(found.parties, out)} " + (
            "is a bystander: its vote never decides." if len(out) == 1 else
            "are bystanders: their votes never decide.")
    if back:
        verb = "matters" if len(back) == 1 else "matter"
        yield f"Above {where}, {called(found.parties, back)} {verb} in the vote."


def document(found: PowerAlong) -> dict[str, object]:
    """Say where power changes, and with `moves` who would switch."""
    body: dict[str, object] = {
        "parameter": found.parameter,
        "voting": [{**intervals((row.interval,))[0], **held(row.vote)} for row in found.power],
        "breakpoints": [{"exact": exact, "decimal": decimal} for exact, decimal in found.breakpoints],
        "notes": list(sentences(found)),
    }
    if not found.moves:
        return body
    try:
        return body | {"switches": [{
            "structure": row.structure, "name": row.name or None, "party": row.party, "to": row.to, "into": row.into,
            "before": row.before.label, "after": row.after.label, "transfers": row.transfers,
            "intervals": intervals(row.intervals)} for row in found.switches]}
    except ModelError as error:
        return body | {"switches": [], "notes": [*sentences(found), str(error)]}
