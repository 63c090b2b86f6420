"""The best offer under doubt as a table, as text, and as the JSON that users script against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.game import Party
from negotiation.incomplete.jumps import Jump
from negotiation.incomplete.proposal import Offer
from negotiation.model import Parameter
from negotiation.provenance import stamped
from negotiation.report.narrate.naming import inside, of
from negotiation.report.narrate.words import figure, listed, number
from negotiation.wording import percent

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Offer) -> pd.DataFrame:
    """Return one row a point: the best offer, its risk, its worth, and those of every candidate."""
    import pandas as pd

    names = ids(found)
    columns: dict[str, object] = {
        "best": np.array([names[k] for k in found.best], dtype=object), "share": found.share, "risk": found.refused,
        "payoff": found.payoff}
    for k, name in enumerate(names):
        shares = {} if k == len(names) - 1 else {f"share {name}": found.shares[:, k], f"P({name})": found.weight[:, k]}
        columns |= {**shares, f"risk {name}": found.risk[:, k], f"payoff {name}": found.payoffs[:, k]}
    leading = found.provenance.columns(np.arange(len(found)), columns)
    return stamped(pd.DataFrame({**leading, **columns}), found.provenance)


def ids(found: Offer) -> list[str]:
    """Return the candidates' names for tables: a type of the responder each, and "none"."""
    own = found.table.beliefs.types[found.table.responder]
    return [*([type.id for type in own] or ["any"]), "none"]


def text(found: Offer) -> str:
    if len(found) > 1:
        return f"{head(found)} at {len(found):,} points"
    over = _along(found)
    return "\n".join([head(found), *(f"  {each}" for each in sentences(found)), *(
        f"  {each}" for each in (told(found, over, found.jumps(over)) if over else []))])


def head(found: Offer) -> str:
    """Say who offers what to whom."""
    return f"Offers of {_who(found)} to {_whom(found).label} over {inside(found.table.model, label(found))}"


def label(found: Offer) -> str:
    section = found.table.model.bargaining
    return section.label if section and section.label else "the share"


def _who(found: Offer) -> str:
    party = found.table.model.parties[found.table.proposer]
    own = found.table.beliefs.types[found.table.proposer]
    return f"{party.label} ({own[found.table.type].label})" if len(own) > 1 else party.label


def _whom(found: Offer) -> Party:
    return found.table.model.parties[found.table.responder]


def sentences(found: Offer) -> list[str]:
    """Say the best offer at the first point, what it risks, and what the others are worth."""
    best, types = int(found.best[0]), found.candidates[:-1]
    worth, risk = number(float(found.payoff[0])), float(found.refused[0])
    if best == len(types):
        said = f"The best is to offer nothing that {_whom(found).label} would accept; it is worth {worth}."
    else:
        share = percent(float(found.share[0]), 2)
        runs = f"with {percent(risk)} it is refused, and there is war" if risk > 1e-12 else "nobody refuses it"
        said = f"The best offer is {share}: {runs}; it is worth {worth}."
    rows = []
    for k, name in enumerate(types):
        share = percent(float(found.shares[0, k]), 2)
        accepts = f"accepts {_way(found)} {share}" if np.isfinite(found.shares[0, k]) else "accepts no share"
        rows.append(f"{_whom(found).label}, if {name} ({percent(float(found.weight[0, k]))}), {accepts}; an offer of "
                    f"that is worth {_worth(found, k)} and refused with {percent(float(found.risk[0, k]))}.")
    return [said, *rows, f"No offer is worth {_worth(found, len(types))}."]


def _way(found: Offer) -> str:
    section = found.table.model.bargaining
    wants_more = section is not None and found.table.responder in section.sides[0].parties
    return "at least" if wants_more else "at most"


def _worth(found: Offer, k: int) -> str:
    value = float(found.payoffs[0, k])
    return number(value) if np.isfinite(value) else "nothing, since nobody accepts it"


def aims(found: Offer) -> list[str]:
    """Name the candidates in few words: "accepted if resolved", "no offer"."""
    return [*(f"accepted if {name}" for name in found.candidates[:-1]), "no offer"]


def _along(found: Offer) -> str | None:
    """Return the parameter along which jumps were asked for."""
    along = found.provenance.options.get("along")
    return None if along is None else str(along)


def told(found: Offer, over: str, jumps: list[Jump]) -> list[str]:
    """Say where the best offer jumps along a belief."""
    model = found.table.model.bayesian()
    parameter = model.parameter(over)
    along = f"Along {of(model, parameter)} the best offer"
    if not jumps:
        return [f"{along} is the same everywhere."]
    return [f"{along} jumps at {listed([_jump(each, found.candidates, parameter) for each in jumps])}."]


def _jump(each: Jump, names: tuple[str, ...], parameter: Parameter) -> str:
    place = f"{figure(parameter, each.value)}{f' ({each.exact})' if each.exact and '/' in each.exact else ''}"
    one, other = (name if name == "no offer" else f"the one that the {name} accepts"
                  for name in (names[each.before], names[each.after]))
    return f"{place} from {one} to {other}"


def document(found: Offer) -> dict[str, object]:
    """Return the document of `offer --format json`."""
    over, names, parties = _along(found), ids(found), found.table.model.parties
    return {
        "proposer": parties[found.table.proposer].id, "responder": parties[found.table.responder].id,
        "types": names[:-1], "points": len(found), "offers": [_row(found, p, names) for p in range(len(found))],
        "sentences": sentences(found) if len(found) == 1 else [],
        "jumps": None if over is None else [
            {"at": each.value, "exact": each.exact or None, "from": names[each.before], "to": names[each.after]}
            for each in found.jumps(over)]}


def _row(found: Offer, p: int, names: list[str]) -> dict[str, object]:
    return {
        "best": names[found.best[p]], "share": float(found.share[p]), "risk": float(found.refused[p]),
        "payoff": float(found.payoff[p]), "candidates": {name: {
            "probability": None if name == "none" else float(found.weight[p, k]), "share": float(found.shares[p, k]),
            "risk": float(found.risk[p, k]), "payoff": float(found.payoffs[p, k])} for k, name in enumerate(names)}}
