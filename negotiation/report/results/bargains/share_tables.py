"""A bargain as tables: one row a point for export, one row a point and curve for charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.deals.deal import ShareDeal
from negotiation.bargaining.deals.rounds import Round
from negotiation.game import Array, varying
from negotiation.provenance import column, stamped
from negotiation.report.results.bargains.readings import verdicts

if TYPE_CHECKING:
    import pandas as pd


SERIES = ("point", "series", "kind", "value", "segment")


def frame(deal: ShareDeal) -> pd.DataFrame:
    """Return one row a point: what differs, what no deal gives, shares, payoffs, keeping, the reading."""
    import pandas as pd

    columns = _columns(deal)
    leading = deal.provenance.columns(np.arange(deal.points), columns)
    return stamped(pd.DataFrame({**leading, **columns}, index=range(deal.points)), deal.provenance)


def _columns(deal: ShareDeal) -> dict[str, object]:
    """Return the columns that follow the parameters."""
    ids = [party.id for party in deal.parties]
    none, test = deal.disagreement, deal.commitment
    columns: dict[str, object] = {"disagreement": none.label, "disagreement outcome": none.outcome,
                                  "disagreement origin": none.origin, "jump": none.jump}
    columns |= {f"no deal {id}": none.payoffs[:, i] for i, id in enumerate(ids)}
    columns |= deal.figures
    columns |= {f"payoff {id} ({name})": split.payoffs[:, i]
                for name, split in deal.solutions.items() for i, id in enumerate(ids)}
    if test is not None:
        columns |= {f"{test.parameter} expected": test.shifted, "commitment defined": test.defined,
                    "commitment problem": test.holds}
        columns |= {f"commitment excess {side.id}": test.excess[:, k]
                    for k, side in enumerate(deal.setting.section.sides)}
    return columns | {"reading": verdicts(deal)}


def summary(deal: ShareDeal) -> pd.DataFrame:
    """Return the columns that fit a terminal."""
    parameters = [column(name, _columns(deal)) for name in varying(deal.parameters)]
    kept = [*parameters, "disagreement", "range low", "range high", "table", *deal.solutions, "reading"]
    return frame(deal)[kept].rename(columns={"disagreement": "without a deal"})


def rounds_table(deal: ShareDeal, rounds: Sequence[Round]) -> pd.DataFrame:
    """Return one row a round; see `ShareDeal.rounds`."""
    import pandas as pd

    names = [f"worth today {deal.parties[i].id}" for i in deal.division.principals]
    return pd.DataFrame([(each.number, each.proposer, each.offer, *each.worth, each.last) for each in rounds],
                        columns=["round", "proposer", "offer", *names, "first offer if last"])


def curves(deal: ShareDeal) -> pd.DataFrame:
    """Columns: point, the running parameter, series, kind (range, all, reservation, solution, all solution, table),
    value, segment (a line breaks where the disagreement jumps or no deal exists)."""
    import pandas as pd

    along = deal.along
    at = deal.parameters[along] if along else np.arange(deal.points, dtype=float)
    series: list[tuple[str, str, Array]] = [
        ("range low", "range", deal.principals[:, 0]), ("range high", "range", deal.principals[:, 1]),
        ("all low", "all", deal.everyone[:, 0]), ("all high", "all", deal.everyone[:, 1]),
        ("table", "table", deal.table)]
    series += [(party.id, "reservation", deal.reservation[:, i]) for i, party in enumerate(deal.parties)]
    series += [(name, "solution", split.share) for name, split in deal.solutions.items()]
    series += [(name, "all solution", split.share) for name, split in deal.all_parties.items()]
    size = deal.points
    values = np.concatenate([each for _, _, each in series])
    breaks = np.cumsum(deal.disagreement.jump)
    return pd.DataFrame({
        "point": np.tile(np.arange(size), len(series)),
        column(along, SERIES) if along else "point number": np.tile(at, len(series)),
        "series": _repeated([name for name, _, _ in series], size),
        "kind": _repeated([kind for _, kind, _ in series], size),
        "value": np.where(np.isfinite(values), values, np.nan), "segment": np.tile(breaks, len(series))})


def _repeated(names: list[str], size: int) -> pd.Categorical:
    """Repeat each name `size` times; categories spare a text a row."""
    import pandas as pd

    kinds = list(dict.fromkeys(names))
    return pd.Categorical.from_codes(np.repeat([kinds.index(name) for name in names], size), categories=kinds)
