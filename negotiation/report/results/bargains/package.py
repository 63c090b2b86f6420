"""A bargain over mixtures or issues as a table, as text, in sentences, and as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.deals.issues import IssueDeal
from negotiation.bargaining.deals.packages import PackageDeal
from negotiation.bargaining.solutions.adjusted_winner import AdjustedWinner
from negotiation.bargaining.solutions.table import SOLUTIONS
from negotiation.provenance import stamped
from negotiation.report.results.bargains.deals import batch, by, figure, tie, ties, without
from negotiation.wording import percent, significant

if TYPE_CHECKING:
    import pandas as pd

EXISTS, NONE = "A deal exists.", "No deal exists that makes anyone better off and nobody worse off."


def frame(deal: PackageDeal) -> pd.DataFrame:
    """Return one row a point and solution: parameters, payoffs, gains, content."""
    import pandas as pd

    ids, size = [party.id for party in deal.parties], deal.points
    rows = []
    for name, package in deal.solutions.items():
        columns: dict[str, object] = {"solution": np.full(size, name, dtype=object)}
        columns |= {f"payoff {id}": package.payoffs[:, i] for i, id in enumerate(ids)}
        columns |= {f"no deal {id}": deal.disagreement.payoffs[:, i] for i, id in enumerate(ids)}
        columns |= {"content": [deal.mixes(name, p) for p in range(size)]}
        rows.append(pd.DataFrame({**deal.provenance.columns(np.arange(size), columns), **columns}))
    return stamped(pd.concat(rows, ignore_index=True), deal.provenance)


summary = frame


def division(deal: IssueDeal, point: int) -> pd.DataFrame:
    """Return one row an issue: points of both parties, who wants it more, what each gets by Adjusted Winner."""
    import pandas as pd

    found = deal.adjusted_winner
    columns: dict[str, object] = {"issue": [issue.label for issue in deal.issues]}
    columns |= {f"points {party.id}": deal.worth[point, i] for i, party in enumerate(deal.parties)}
    if found is not None:
        share = np.asarray(found.share[point], dtype=float)
        first, second = deal.parties
        columns["wanted more by"] = np.where(found.first_choice[point], first.id, second.id)
        columns |= {f"part {first.id}": share, f"part {second.id}": 1 - share}
    return pd.DataFrame(columns)


def frontier(deal: PackageDeal, point: int) -> pd.DataFrame:
    """Return the corners of the Pareto frontier of two parties at one point, for charts."""
    import pandas as pd

    gains = deal.gains(point)
    corners = np.zeros((0, 2)) if gains is None else gains
    return pd.DataFrame(corners + deal.disagreement.payoffs[point],
                        columns=[f"payoff {party.id}" for party in deal.parties])


def verdicts(deal: PackageDeal) -> list[str]:
    return [EXISTS if exists else NONE for exists in deal.exists]


def readings(deal: PackageDeal) -> list[str]:
    """Say at every point how Adjusted Winner divides the issues, else what the first solution pays."""
    found = deal.adjusted_winner if isinstance(deal, IssueDeal) else None
    if isinstance(deal, IssueDeal) and found is not None:
        return [_reading(deal, found, p) for p in range(deal.points)]
    return _paid(deal)


def _paid(deal: PackageDeal) -> list[str]:
    """Return a sentence a point: whether there is anything to agree on, and what the first solution pays."""
    name = SOLUTIONS[next(iter(deal.solutions))].label
    return [f"{verdict} {name}: " + ", ".join(
        f"{party.label} {significant(paid, 4)} instead of {significant(alone, 4)}"
        for party, paid, alone in zip(deal.parties, row, none, strict=True)) + "." if exists else verdict
        for verdict, exists, row, none in
        zip(deal.verdicts, deal.exists, deal.payoffs, deal.disagreement.payoffs, strict=True)]


def _reading(deal: IssueDeal, found: AdjustedWinner, p: int) -> str:
    totals = [f"{party.label} {float(total):.6g}" for party, total in zip(deal.parties, found.totals[p], strict=True)]
    text = f"Adjusted Winner gives each side the same: {' and '.join(totals)} of its own 100 points."
    if found.split[p] >= 0:
        issue, part = deal.issues[found.split[p]].label, found.share[p, found.split[p]]
        text += f" One issue is divided: {issue}, {percent(float(part))} of it to {deal.parties[0].label}."
    else:
        text += " No issue is divided."
    virtues = [word for word, holds in (("efficient", found.efficient[p]), ("free of envy", found.envy_free[p]))
               if holds]
    return f"{text} It is {' and '.join(virtues)}." if virtues else text


def document(deal: PackageDeal) -> dict[str, object]:
    """Return everything at a batch of one, rows of the table at more points."""
    return _one(deal) if deal.points == 1 else batch(deal)


def _one(deal: PackageDeal) -> dict[str, object]:
    """Return a bargain over mixtures or issues at a batch of one."""
    ids = [party.id for party in deal.parties]
    none = deal.disagreement
    document: dict[str, object] = {
        "model": deal.name, "version": deal.version, "kind": deal.kind, "method": deal.method,
        "parameters": {name: float(values[0]) for name, values in deal.parameters.items()},
        "disagreement": {"label": str(none.label[0]), "outcome": str(none.outcome[0]) or None,
                         "origin": str(none.origin[0]), "payoffs": by(ids, none.payoffs[0])},
        "solutions": {name: {"payoffs": by(ids, package.payoffs[0]), "content": deal.contents(name)}
                      for name, package in deal.solutions.items()},
        "ties": ties(deal),
        "verdict": deal.verdicts[0], "reading": deal.readings[0]}
    found = deal.adjusted_winner if isinstance(deal, IssueDeal) else None
    if isinstance(deal, IssueDeal) and found is not None:
        document["adjusted_winner"] = {
            "totals": {id: str(total) for id, total in zip(ids, found.totals[0], strict=True)},
            "share": {issue.id: str(part) for issue, part in zip(deal.issues, found.share[0], strict=True)},
            "split": deal.issues[found.split[0]].id if found.split[0] >= 0 else None,
            **{name: bool(getattr(found, name)[0]) for name in ("efficient", "envy_free", "equitable")}}
    return document


def text(deal: PackageDeal) -> str:
    """Lay a bargain over mixtures or issues out for a terminal."""
    over = "issues" if deal.kind == "issues" else "joint lotteries"
    head = f"Bargain over {over}: {deal.name} at {deal.points} point"
    if deal.points > 1:
        return f"{head}s: a deal exists at {int(deal.exists.sum())}"
    none, ids = deal.disagreement, [party.id for party in deal.parties]
    width = max(12, *(len(id) for id in ids))
    lines = [head, "", deal.readings[0]]
    if isinstance(deal, IssueDeal):
        lines += ["", deal.division().to_string(index=False, float_format=lambda value: f"{value:.6g}")]
    wide = 1 + max(len(SOLUTIONS[name].label) for name in deal.solutions)
    lines += ["", f"{'Payoffs':{wide}}" + "".join(f"{id:>{width + 2}}" for id in ids),
              f"{'Without a deal':{wide}}" + "".join(f"{figure(value, width + 2)}" for value in none.payoffs[0])]
    for name, package in deal.solutions.items():
        lines.append(f"{SOLUTIONS[name].label:{wide}}"
                     + "".join(f"{figure(value, width + 2)}" for value in package.payoffs[0]) + tie(deal, name))
    if deal.kind == "lottery":
        lines += ["", *(f"{SOLUTIONS[name].label}: {deal.mixes(name)}" for name in deal.solutions)]
    return "\n".join([*lines, "", *without(none)])
