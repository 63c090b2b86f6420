"""The sections [voting] and [coalitions] -> VotingRule and Coalitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negotiation.errors import unknown
from negotiation.game import Party
from negotiation.game.profiles import written
from negotiation.model.declarations import Coalitions, Formula, NamedStructure, VotingRule
from negotiation.modelfile.faults import Fault, Faults, Where, label
from negotiation.modelfile.formulas import check_names, parse_formula, read_formula
from negotiation.modelfile.values import Row


def read_voting(row: Row | None, parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
                ) -> VotingRule | None:
    """Build the section; `plain` maps parameters, and components that no strategy moves, to their growth."""
    if row is None:
        return None
    before = len(notes.found)
    quota = notes.read(lambda: _formula(("voting", "quota"), row["quota"], plain), None)
    if not row["weights"]:
        notes.found.append(Fault(("voting", "weights"), "voting.weights names no party; allowed: one weight a party"))
    places = notes.each(row["weights"], lambda id: _party(("voting", "weights", id), id, parties))
    weights = notes.each(places, lambda id: _formula(("voting", "weights", id), row["weights"][id], plain))
    if quota is None or len(notes.found) > before:
        return None
    return VotingRule(quota, tuple(places.values()), tuple(weights.values()), row["label"], row["description"].strip())


def read_coalitions(row: Row | None, parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
                    ) -> Coalitions | None:
    """Build the section: worths of coalitions, and coalition structures by name."""
    if row is None:
        return None
    named = notes.each(row["structures"], lambda id: _structure(id, row["structures"][id], parties))
    return Coalitions(_worths(row, parties, plain, notes), tuple(named.values()))


def _formula(where: Where, text: str | float, plain: Mapping[str, int]) -> Formula:
    check_names(where, parse_formula(where, text), plain, "a parameter, or a component that no strategy moves")
    return read_formula(where, label(where), text, plain, plain)


def _party(where: Where, id: str, parties: Sequence[Party]) -> int:
    ids = [party.id for party in parties]
    if id not in ids:
        raise Fault(where, unknown("a party", id, ids))
    return ids.index(id)


def _coalition(where: Where, text: str, parties: Sequence[Party]) -> int:
    """Read "US, Russia" as a bit mask."""
    found = 0
    for id in written(text):
        mask = 1 << _party(where, id, parties)
        if found & mask:
            raise Fault(where, f"'{text[:80]}' names {id} twice")
        found |= mask
    return found


def _worths(row: Row, parties: Sequence[Party], plain: Mapping[str, int], notes: Faults
            ) -> dict[int, Formula]:
    """Read a formula for each coalition; `others` stands for those that are not named."""
    where: Where = ("coalitions", "worth")
    if not row["worth"]:
        if row["others"] is not None:
            notes.found.append(Fault(("coalitions", "others"), "others stands beside worth, which is not there"))
        return {}
    before = len(notes.found)
    masks = notes.each(row["worth"], lambda text: _coalition((*where, text), text, parties))
    first: dict[int, str] = {}
    for text, mask in masks.items():
        if (other := first.setdefault(mask, text)) != text:
            notes.found.append(Fault((*where, text), f"the coalition '{text}' stands twice; the other is '{other}'"))
    found = notes.each(first, lambda mask: _formula((*where, first[mask]), row["worth"][first[mask]], plain))
    rest = None if row["others"] is None else notes.read(
        lambda: _formula(("coalitions", "others"), row["others"], plain), None)
    every = range(1, 1 << len(parties))
    missing = next((mask for mask in every if mask not in found), 0)
    if len(notes.found) == before and missing and rest is None:
        names = ", ".join([party.id for i, party in enumerate(parties) if missing >> i & 1])
        notes.found.append(Fault(where, f"no worth for the coalition '{names}'; allowed: one for each of the "
                                        f"{len(every)}, or others = 0 for those not named"))
    return {mask: each for mask in every if (each := found.get(mask, rest)) is not None}


def _structure(id: str, row: Row, parties: Sequence[Party]) -> NamedStructure:
    """Read blocs such as "Russia, Iran"; a party that none names is alone."""
    where: Where = ("coalitions", "structures", id, "blocs")
    blocs = [_coalition((*where, k), text, parties) for k, text in enumerate(row["blocs"])]
    for i, party in enumerate(parties):
        count = sum(bloc >> i & 1 for bloc in blocs)
        if count > 1:
            raise Fault(where, f"{party.id} stands in {count} blocs; each party stands in one")
        blocs += [1 << i] * (not count)
    return NamedStructure(id, tuple(blocs), row["label"] or id, row["description"].strip())
