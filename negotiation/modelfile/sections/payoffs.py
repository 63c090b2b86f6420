"""The [payoffs] section: a formula a party, or a row of payoffs a profile."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from negotiation.errors import unknown
from negotiation.game.parties import Party
from negotiation.model.declarations import Formula
from negotiation.modelfile.faults import Fault, Faults, comma
from negotiation.modelfile.formulas import NOTHING, read_formula
from negotiation.modelfile.profiles import read_profile
from negotiation.modelfile.values import Row, Toml
from negotiation.wording import counted


def read_payoffs(
    rows: Row, parties: tuple[Party, ...], known: set[str], plain: set[str], weights: Mapping[str, int],
    notes: Faults,
) -> tuple[tuple[Formula, ...], dict[tuple[int, ...], tuple[Formula, ...]]]:
    """Return a formula a party, or a row of them for each profile; the other is empty."""
    if any("," in key or isinstance(row, list) for key, row in rows.items()):
        return (), _cells(rows, parties, plain, weights, notes)
    ids = [party.id for party in parties]

    def formula(name: str) -> Formula:
        if name not in ids:
            raise Fault(("payoffs", name), unknown("a party", name, ids))
        return read_formula(("payoffs", name), name, rows[name], known, weights)

    made = notes.each(rows, formula)
    unnamed = [name for name in rows if name not in ids]
    for name in ids:
        if name not in rows and not unnamed:
            notes.found.append(Fault(("payoffs",), f"payoffs has no formula for {name}; one a party is required"))
    return tuple(made.get(name, NOTHING) for name in ids), {}


def _cells(
    rows: Row, parties: tuple[Party, ...], plain: set[str], weights: Mapping[str, int], notes: Faults
) -> dict[tuple[int, ...], tuple[Formula, ...]]:
    """Read a row of payoffs for each profile."""
    profiles = notes.each(rows, lambda key: read_profile(("payoffs", key), key, parties))
    first: dict[tuple[int, ...], str] = {}
    for key, profile in profiles.items():
        if (other := first.setdefault(profile, key)) != key:
            notes.found.append(Fault(("payoffs", key), f"the profile '{key}' stands twice; the other is '{other}'"))
    cells = {profiles[key]: _cell(key, rows[key], parties, plain, weights, notes) for key in first.values()}
    if len(profiles) == len(rows):
        notes.read(lambda: _all_profiles(cells, parties), None)
    every = np.ndindex(tuple(len(party.strategies) for party in parties))
    return {**{profile: (NOTHING,) * len(parties) for profile in every}, **cells} if notes.found else cells


def _cell(
    key: str, row: Toml, parties: tuple[Party, ...], plain: set[str], weights: Mapping[str, int],
    notes: Faults,
) -> tuple[Formula, ...]:
    where = ("payoffs", key)
    if not isinstance(row, list) or len(row) != len(parties):
        found = counted(len(row), "payoff") if isinstance(row, list) else "one value"
        notes.found.append(Fault(where, f"'{key}' needs a list of {len(parties)} payoffs, one a party; found {found}"
                                        f"{comma(row, len(parties)) if isinstance(row, list) else ''}"))
        return (NOTHING,) * len(parties)
    made = notes.each(range(len(row)), lambda k: read_formula((*where, k), parties[k].id, row[k], plain, weights))
    return tuple(made.get(k, NOTHING) for k in range(len(row)))


def _all_profiles(cells: Mapping[tuple[int, ...], object], parties: tuple[Party, ...]) -> None:
    counts = tuple(len(party.strategies) for party in parties)
    missing = next((profile for profile in np.ndindex(counts) if profile not in cells), None)
    if missing is not None:
        written = ", ".join(party.strategies[j].id for party, j in zip(parties, missing, strict=True))
        raise Fault(("payoffs",), f"payoffs has no row for the profile '{written}'; "
                                  f"{len(cells)} of {int(np.prod(counts))} profiles are given")
