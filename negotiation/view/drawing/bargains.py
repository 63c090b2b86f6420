"""Bargains as tables: one frame each, which is both the file and what the page shows in HTML."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.bargaining import SOLUTIONS, AnyDeal, IssueDeal, PackageDeal, ShareDeal
from negotiation.bargaining.leverage import Leverage
from negotiation.bargaining.solutions.utilitarian import TIE
from negotiation.model import Model, Parameter
from negotiation.provenance import Tabled
from negotiation.report.export import Sheet
from negotiation.view.drawing import tables
from negotiation.view.palette import party_look
from negotiation.wording import percent, rounded


def table(found: Tabled, frame: pd.DataFrame) -> Sheet:
    """Return a table on its way to a file, with what the result that it was made from is of."""
    return Sheet(frame, head=found.provenance.head())


def who(model: Model, i: int, dark: bool) -> tables.Marked:
    """Return a party's symbol in its colour, and its name."""
    look = party_look(model.parties, i, dark)
    return tables.Marked(
        f'<span style="color:{look.color}" aria-hidden="true">{look.symbol}</span> {escape(model.parties[i].label)}'
    )


def _number(value: float, digits: int = 2, sign: str = "-") -> str:
    return "–" if np.isnan(value) else rounded(value, digits, sign)


def solutions(deal: ShareDeal, pinned: ShareDeal | None = None) -> pd.DataFrame:
    """Return one row a solution: the share, also exactly and in the pinned scenario, what it says, every payoff."""
    exact = deal.exact.solutions if deal.exact else {}
    rows = []
    for whose, found, before in (
        ("", deal.solutions, pinned.solutions if pinned else {}),
        (", all parties", deal.all_parties, pinned.all_parties if pinned else {}),
    ):
        for name, split in found.items():
            row = {"solution": SOLUTIONS[name].label + whose, "share": float(split.share[0])}
            row |= {"exact share": str(exact.get(name) or "") if not whose else ""}
            row |= {"pinned share": float(before[name].share[0]) if name in before else np.nan} if pinned else {}
            row |= {"says": _says(deal, name, whose)}
            rows.append(row | {f"payoff {p.id}": float(v) for p, v in zip(deal.parties, split.payoffs[0], strict=True)})
    return pd.DataFrame(rows)


def _says(deal: AnyDeal, name: str, whose: str = "") -> str:
    """Say what a solution does, and that it is a tie where it is one."""
    tied = not whose and name in deal.tied and deal.tied[name][0]
    return f"{SOLUTIONS[name].says}; {TIE}" if tied else SOLUTIONS[name].says


def solutions_html(model: Model, frame: pd.DataFrame, dark: bool) -> str:
    """Return the solutions as a table."""
    ids = [f"payoff {party.id}" for party in model.parties]
    pinned = ["pinned share"] if "pinned share" in frame else []
    rows = [
        [_named(row["solution"], row["says"]),
         "no deal" if np.isnan(row["share"]) else tables.exactly(percent(row["share"]), row["exact share"] or None),
         *("no deal" if np.isnan(row[name]) else percent(row[name]) for name in pinned),
         *(_number(row[id]) for id in ids)]
        for row in frame.to_dict("records")
    ]
    parties = [who(model, i, dark) for i in range(len(ids))]
    headers = ["solution", "share", *(["pinned"] if pinned else []), *parties]
    return tables.table(headers, rows, "Bargaining solutions", tuple(range(1, len(headers))))


def _named(name: str, says: str) -> tables.Marked:
    """Return a solution's name with what it says below."""
    return tables.Marked(f'{escape(name)}<span class="n-says">{escape(says)}</span>')


def leverage(
    deal: ShareDeal, slopes: Leverage, parameter: Parameter, step: float, pinned: Leverage | None = None
) -> pd.DataFrame:
    """Return one row a party: its payoff without a deal and at Nash, and what a step of the slider changes in it."""
    columns = {
        "party": [party.label for party in deal.parties],
        "payoff without a deal": deal.disagreement.payoffs[0],
        "payoff at Nash": deal.solutions["nash"].payoffs[0],
        f"change per {step:g} of {parameter.id}": narrate.changes(slopes, step),
    }
    return pd.DataFrame(columns | ({"change in the pinned scenario": narrate.changes(pinned, step)} if pinned else {}))


def leverage_html(model: Model, frame: pd.DataFrame, parameter: Parameter, step: float, dark: bool) -> str:
    """Return who gains by a step of the slider as a table."""
    rows = [
        [who(model, i, dark), _number(none), _number(paid), *(_number(each, sign="+") for each in moved)]
        for i, (_, none, paid, *moved) in enumerate(frame.itertuples(index=False, name=None))
    ]
    per = f"per +{narrate.step_words(parameter, step)}"
    moves = [per, f"pinned: {per}"][: frame.shape[1] - 3]
    headers = ["party", "no deal", "at Nash", *moves]
    return tables.table(headers, rows, "Who gains by a step of the slider", tuple(range(1, len(headers))))


def division_payoffs(deal: IssueDeal) -> pd.DataFrame:
    """Return one row a division, no deal first: what it says and what each party gets, also exactly where known."""
    none = {f"payoff {p.id}": float(v) for p, v in zip(deal.parties, deal.disagreement.payoffs[0], strict=True)}
    rows: list[dict[str, object]] = [{"division": "No deal", "says": str(deal.disagreement.label[0]), **none}]
    for name, label in narrate.division_names(deal).items():
        paid = narrate.division_payoffs(deal, name)
        row = {f"payoff {p.id}": float(v) for p, v in zip(deal.parties, paid, strict=True)}
        winner = deal.adjusted_winner if name == narrate.ADJUSTED else None
        exact = [None] * len(deal.parties) if winner is None else winner.totals[0]
        texts = {f"exact {p.id}": "" if v is None else str(v) for p, v in zip(deal.parties, exact, strict=True)}
        rows.append({"division": label, "says": narrate.division_says(name), **row, **texts})
    return pd.DataFrame(rows).fillna({f"exact {party.id}": "" for party in deal.parties})


def division_payoffs_html(model: Model, deal: IssueDeal, frame: pd.DataFrame, dark: bool) -> str:
    said = [narrate.nothing_agreed(deal), *frame["says"][1:]]
    rows = [
        [_named(row["division"], says),
         *(tables.exactly(_number(row[f"payoff {party.id}"]), row.get(f"exact {party.id}")) for party in deal.parties)]
        for row, says in zip(frame.to_dict("records"), said, strict=True)
    ]
    parties = [who(model, i, dark) for i in range(len(deal.parties))]
    return tables.table(["division", *parties], rows, "What each division pays", tuple(range(1, len(parties) + 1)))


def divisions(deal: IssueDeal) -> pd.DataFrame:
    """Return one row an issue: each party's points, and its part under every division."""
    columns: dict[str, object] = {"issue": [issue.label for issue in deal.issues]}
    columns |= {f"points {party.id}": deal.worth[0, i] for i, party in enumerate(deal.parties)}
    for name in narrate.division_names(deal):
        parts = deal.parts(name)
        columns |= {f"{name}: part {party.id}": parts[:, i] for i, party in enumerate(deal.parties)}
    return pd.DataFrame(columns)


def divisions_html(model: Model, deal: IssueDeal, dark: bool) -> str:
    """Return who gets each issue under every division: a party's symbol and id, with its part where it is shared."""
    names = narrate.division_names(deal)
    parts = {name: deal.parts(name) for name in names}
    rows = [
        [issue.label, *(f"{deal.worth[0, i, k]:g}" for i in range(len(deal.parties))),
         *(_getters(model, parts[name][k], dark) for name in names)]
        for k, issue in enumerate(deal.issues)
    ]
    headers = ["issue", *(who(model, i, dark) for i in range(len(deal.parties))), *names.values()]
    numeric = tuple(range(1, len(deal.parties) + 1))
    return tables.table(headers, rows, "Every issue under every division", numeric, wrap=True)


def _getters(model: Model, row: np.ndarray, dark: bool) -> tables.Marked:
    if np.isnan(row).any():
        return tables.Marked("no deal")
    said = []
    for i in np.flatnonzero(row > 1e-9):
        look = party_look(model.parties, int(i), dark)
        part = "" if row[i] > 1 - 1e-9 else f" {percent(row[i], 0)}"
        said.append(f'<span style="color:{look.color}" aria-hidden="true">{look.symbol}</span> '
                    f"{escape(model.parties[i].id)}{part}")
    return tables.Marked(f"<span>{'<br>'.join(said)}</span>")  # one part: a telephone's cell sets its parts apart


def lotteries(deal: PackageDeal, pinned: PackageDeal | None = None) -> pd.DataFrame:
    """Return one row a solution over lotteries, no deal first: what it says, what it pays, what it mixes."""
    none = {f"payoff {p.id}": float(v) for p, v in zip(deal.parties, deal.disagreement.payoffs[0], strict=True)}
    first = {"solution": "No deal", "says": narrate.nothing_agreed(deal)}
    rows: list[dict[str, object]] = [{**first, **none, "mixes": ""}]
    for name, package in deal.solutions.items():
        paid = {f"payoff {p.id}": float(v) for p, v in zip(deal.parties, package.payoffs[0], strict=True)}
        before = {} if pinned is None else {
            f"pinned {p.id}": float(v) for p, v in zip(deal.parties, pinned.solutions[name].payoffs[0], strict=True)}
        row = {"solution": SOLUTIONS[name].label, "says": _says(deal, name)}
        rows.append({**row, **paid, **before, "mixes": narrate.mixture(deal, name)})
    return pd.DataFrame(rows)


def lotteries_html(model: Model, frame: pd.DataFrame, dark: bool) -> str:
    """Return the solutions over lotteries as a table."""
    pinned = [f"pinned {party.id}" for party in model.parties if f"pinned {party.id}" in frame]
    columns = [*(f"payoff {party.id}" for party in model.parties), *pinned]
    rows = [[_named(row["solution"], row["says"]), *(_number(row[each]) for each in columns), row["mixes"]]
            for row in frame.to_dict("records")]
    parties = [who(model, i, dark) for i in range(len(model.parties))]
    headers = ["solution", *parties, *pinned, "what is mixed"]
    return tables.table(headers, rows, "What could be agreed", tuple(range(1, len(columns) + 1)))
