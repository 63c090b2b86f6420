"""Who should ally, in plain sentences: bystanders along a slider, the core, which blocs hold, who would switch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from negotiation.alliances import Coalitions
from negotiation.alliances.along import PowerAlong
from negotiation.alliances.members import members
from negotiation.alliances.switching import ALONE, Move, StructureRow
from negotiation.game import Party
from negotiation.game.profiles import alternatives
from negotiation.model import Model
from negotiation.report.narrate.naming import place
from negotiation.report.narrate.words import listed, number
from negotiation.report.results.alliances.voting import called
from negotiation.wording import counted

MOST = 4
"""Structures, and parties that would move, that a sentence names."""


def turns(model: Model, found: PowerAlong) -> list[str]:
    """Say, in the slider's unit, where somebody becomes a bystander or comes to matter."""
    wide, said = [row for row in found.power if not row.interval.isolated], []
    for old, new in pairwise(wide):
        start = new.interval.start
        stands = place(model, model.parameters[found.parameter], start.decimal)
        where = f"From {stands} on" if start.closed else f"Above {stands}"
        out = [each for each in new.vote.null if each not in old.vote.null]
        back = [each for each in old.vote.null if each not in new.vote.null]
        if out:
            said.append(f"{where}, {called(model.parties, out)} {_are(out)}.")
        if back:
            are = "is a bystander" if len(back) == 1 else "are bystanders"
            said.append(f"{where}, {called(model.parties, back)} {are} no longer.")
    return said or [f"Along this slider nobody becomes a bystander, and no bystander comes to matter: power "
                    f"{'does not change' if len(wide) < 2 else 'only shifts'}."]


def _are(out: Sequence[str]) -> str:
    return "is a bystander: its vote never decides" if len(out) == 1 else (
        "are bystanders: their votes never decide")


def core(found: Coalitions) -> str:
    """Say whether what all could get together can be divided so that every group stays."""
    if found.core().empty:
        return ("However all would divide what they could get together, some group could be sure of more by itself: "
                "the core is empty.")
    return ("What all could get together can be divided so that no group could be sure of more by itself: the core is "
            "not empty, and the nucleolus is such a division.")


def holding(rows: Sequence[StructureRow], names: Sequence[str]) -> str:
    """Say how many coalition structures nobody gains by leaving alone, and which; `names` are those of the rows."""
    held = [name for row, name in zip(rows, names, strict=True) if row.stable]
    open_ways = sum(not row.equilibria for row in rows)
    unknown = f" In {open_ways} no pure equilibrium is found, so it is not known." if open_ways else ""
    ways = f"Of {counted(len(rows), 'way')} to form blocs"
    if not held:
        return f"{ways}, none is known to hold: somebody gains by changing bloc.{unknown}"
    which = f": {'; '.join(held)}" if len(held) <= MOST else ""
    hold = "holds" if len(held) == 1 else "hold"
    return f"{ways}, {len(held)} {hold}: nobody is sure to gain by changing bloc{which}.{unknown}"


def blocs(parties: Sequence[Party], row: StructureRow) -> str:
    """Write a structure: "Russia + Iran | United States alone"."""
    return " | ".join(" + ".join(parties[i].label or parties[i].id for i in members(bloc)) for bloc in row.structure)


def straddling(model: Model, row: StructureRow) -> str:
    """Say which blocs hold parties of both sides of the bargain, "" where none does."""
    sides = [set(each.parties) for each in model.bargaining.sides] if model.bargaining else []
    both = [bloc for bloc in row.structure if sum(not side.isdisjoint(members(bloc)) for side in sides) > 1]
    if not both:
        return ""
    names = "; ".join(listed([model.parties[i].label for i in members(bloc)]) for bloc in both)
    return (f"{names}: such a bloc straddles the divide. It adds up opposed stakes and so nearly stops caring who "
            "wins; that is arithmetic, not evidence.")


def moves(parties: Sequence[Party], row: StructureRow) -> list[str]:
    """Say who would change bloc, and how the hosts would take it; then who would have to be paid."""
    said = [_move(parties, each) for each in row.switches]
    paid = [each for each in row.switches_with_transfers if not each.possible]
    said += [f"{called(parties, [each.party])} would lose by going over to {_hosts(parties, each)}, who could make "
             f"it worth its while: together they would gain {_between(each.together)}." for each in paid]
    return said


def _move(parties: Sequence[Party], each: Move) -> str:
    who, gain = called(parties, [each.party]), _between(each.gain)
    if each.to == ALONE:
        return f"{who} would gain {gain} by standing alone."
    hosts, whom = _hosts(parties, each), "which" if len(alternatives(each.to)) == 1 else "which together"
    low, high = each.hosts
    taken = "would gain by it too" if low > each.tolerance else "would not lose by it" if each.welcome else (
        f"would lose {_between((-high, -low))}" if high < -each.tolerance else f"might lose up to {number(-low)}")
    return f"{who} would gain {gain} by joining {hosts}, {whom} {taken}."


def briefly(parties: Sequence[Party], each: Move) -> str:
    """Say a move in few words: "Turkey to Russia and Iran"."""
    return f"{called(parties, [each.party])} {'alone' if each.to == ALONE else f'to {_hosts(parties, each)}'}"


def _hosts(parties: Sequence[Party], each: Move) -> str:
    return called(parties, alternatives(each.to))


def _between(ends: tuple[float, float]) -> str:
    low, high = number(ends[0]), number(ends[1])
    return low if low == high else f"{low} to {high}"
