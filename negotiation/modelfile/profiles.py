"""Profiles and patterns as text -> positions and masks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.errors import ModelError
from negotiation.game import Array, Party
from negotiation.modelfile.faults import Fault, Faults, Where, told
from negotiation.wording import counted


def read_profile(where: Where, key: str, parties: Sequence[Party]) -> tuple[int, ...]:
    parts = [part.strip() for part in key.split(",")]
    if len(parts) != len(parties):
        raise Fault(where, f"'{key[:80]}' names {_count(parts)}; a profile names {len(parties)}, one a party"
                           f"{', with commas between them' if len(parts) == 1 else ''}")
    found = Faults()
    read = found.each(range(len(parts)), lambda k: _strategy(where, parties[k], parts[k]))
    told(found.found)
    return tuple(read.values())


def read_patterns(where: Where, patterns: Sequence[str], parties: Sequence[Party]) -> Array:
    """Mark the profiles that fit one of the patterns, in which `*` stands for any strategy: (S1, ..., SN) bool."""
    mask = np.zeros([len(party.strategies) for party in parties], dtype=bool)
    found = Faults()
    for place in found.each(range(len(patterns)), lambda k: _pattern((*where, k), patterns[k], parties)).values():
        mask[place] = True
    told(found.found)
    return mask


def _pattern(where: Where, pattern: str, parties: Sequence[Party]) -> tuple[int | slice, ...]:
    parts = [part.strip() for part in pattern.split(",")]
    if len(parts) != len(parties):
        raise Fault(where, f"'{pattern[:80]}' names {_count(parts)}; a pattern names {len(parties)}")
    faults, places = list[Fault](), list[int | slice]()
    for party, part in zip(parties, parts, strict=True):
        try:
            places.append(slice(None) if part == "*" else _strategy(where, party, part))
        except Fault as fault:
            faults.append(fault)
    told(faults)
    return tuple(places)


def _count(parts: Sequence[str]) -> str:
    return counted(len(parts), "strategy", "strategies")


def _strategy(where: Where, party: Party, strategy: str) -> int:
    try:
        return party.index(strategy)
    except ModelError as error:
        raise Fault(where, str(error)) from None
