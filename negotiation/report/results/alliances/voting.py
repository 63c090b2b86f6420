"""A weighted vote as a table, as text, as part of documents, and in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from negotiation.alliances.members import Worth
from negotiation.alliances.voting import Voting
from negotiation.game import Party
from negotiation.provenance import stamped
from negotiation.report.narrate.words import listed

if TYPE_CHECKING:
    import pandas as pd


def frame(vote: Voting) -> pd.DataFrame:
    """Return one row a member: weight, both indices, null, veto, dictator."""
    import pandas as pd

    return stamped(pd.DataFrame({
        "member": list(vote.members), "weight": [float(each) for each in vote.weights],
        "shapley-shubik": [float(each) for each in vote.shapley_shubik],
        "banzhaf": [float(each) for each in vote.banzhaf],
        "shapley-shubik exact": list(map(str, vote.shapley_shubik)), "banzhaf exact": list(map(str, vote.banzhaf)),
        "null": [name in vote.null for name in vote.members], "veto": [name in vote.veto for name in vote.members],
        "dictator": [name == vote.dictator for name in vote.members]}), vote.provenance)


def text(vote: Voting) -> str:
    head = f"Voting [{vote.quota}; {', '.join(map(str, vote.weights))}]"
    rows = [f"  {name}: Shapley-Shubik {a}, Banzhaf {b}" for name, a, b in
            zip(vote.members, vote.shapley_shubik, vote.banzhaf, strict=True)]
    said = [f"  null: {', '.join(vote.null)}"] if vote.null else []
    said += [f"  veto: {', '.join(vote.veto)}"] if vote.veto else []
    return "\n".join([head, *rows, *said, *([f"  dictator: {vote.dictator}"] if vote.dictator else [])])


def held(vote: Voting) -> dict[str, object]:
    """Return the vote as documents hold it: exact numbers as text, decimals beside."""
    return {
        "quota": str(vote.quota), "weights": dict(zip(vote.members, map(str, vote.weights), strict=True)),
        "shapley_shubik": {name: exactly(each) for name, each in zip(vote.members, vote.shapley_shubik, strict=True)},
        "banzhaf": {name: exactly(each) for name, each in zip(vote.members, vote.banzhaf, strict=True)},
        "banzhaf_raw": {name: exactly(each) for name, each in zip(vote.members, vote.banzhaf_raw, strict=True)},
        "null": list(vote.null), "veto": list(vote.veto), "dictator": vote.dictator or None,
        "decidable": vote.decidable,
    }


def exactly(value: Worth | None) -> dict[str, object]:
    """Return a number as documents hold it: exact text, None where it is not exact, and decimal."""
    return {"exact": str(value) if isinstance(value, Fraction) else None,
            "decimal": None if value is None else float(value)}


def verdict(vote: Voting, parties: Sequence[Party]) -> Iterator[str]:
    """Say who decides a vote: dictator, veto players, bystanders."""
    if not vote.decidable:
        yield "No coalition reaches the quota: nothing can be decided."
    if vote.dictator:
        yield f"{called(parties, [vote.dictator])} alone decides."
    elif vote.veto:
        yield f"Nothing passes without {called(parties, vote.veto)}."
    if vote.null and vote.decidable:
        yield f"{called(parties, vote.null)} " + (
            "has become a bystander: its vote never decides." if len(vote.null) == 1 else
            "have become bystanders: their votes never decide.")


def called(parties: Sequence[Party], ids: Sequence[str]) -> str:
    """Return the labels of parties as a sentence lists them."""
    return listed([party.label or party.id for id in ids for party in parties if party.id == id])
