"""How firm an equilibrium is, what a mediator could add, what could not be decided: in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

import numpy as np

from negotiation.game.equilibria import Equilibria
from negotiation.game.profiles import Joint, alternatives
from negotiation.refine.together import Deviations
from negotiation.report.narrate.words import at_most, listed, number, sentence
from negotiation.solvers.correlated import Correlated

EXACT = 1e-7
"""Percent that rounding of floats alone may move a bound."""

NOBODY = "no group of parties"

CREDIBLE = ("A group keeps to what it agreed where no part of it would gain by turning away in turn, and then keep to "
            "that itself. An equilibrium that no such group breaks is coalition-proof (Bernheim, Peleg and Whinston "
            "1987); one that no group at all breaks is strong (Aumann 1959). Pure choices of the group are looked at; "
            "where none breaks an equilibrium, it is said whether mixed ones do.")


def jointly(found: Equilibria, joint: Joint | None) -> str:
    """Say which parties would all gain by leaving together, and by what, or that none would."""
    return "{}, together: {}".format(*_who(found, joint)) if joint else NOBODY


def mixing(found: Equilibria, row: int) -> str:
    """Say whether a group could break by mixing what no pure choices break, "" where pure choices do."""
    if not found.marks["strong"][row]:
        return ""
    answer = found.marks["strong mixed"][row]
    members = alternatives(found.marks["mixture coalition" if answer == "no" else "lottery coalition"][row])
    who = listed([party.label for party in found.parties if party.id in members]) or "some group"
    return {"yes": "not by drawing lots either",
            "no": f"but {who} could by mixing their choices",
            "open": f"but {who} could by drawing lots together; whether each could mix alone is open"}[answer]


def together(found: Equilibria, row: int, joint: Joint | None) -> str:
    """Say whether an equilibrium holds against joint deviations; the group and its moves come from `refine`."""
    if joint is None:
        held = "No group of parties would gain by leaving it together for other pure choices."
        return held if found.pure[row] else ""
    who, moves = _who(found, joint)
    both = "both" if len(joint.members) == 2 else "all"
    return sentence(f"together they could break it: {who} would {both} gain by moving jointly ({moves})")


def credibly(found: Equilibria, leaving: Deviations, row: int) -> str:
    """Say whether a group that could break an equilibrium would keep to it, "" where there is none."""
    joint, credible = leaving.joint[row], leaving.credible[row]
    if joint is None:
        return ""
    if credible == joint:
        return "No part of them would turn away in turn."
    if credible is None:
        return "Part of any such group would turn away in turn."
    who, moves = _who(found, credible)
    return f"Part of them would turn away in turn; but {who} would keep to {moves}."


def _who(found: Equilibria, joint: Joint) -> tuple[str, str]:
    """Return a group's labels and what its members would change to."""
    leaving = [found.parties[i] for i in joint.members]
    moves = [party.strategies[j].label for party, j in zip(leaving, joint.to, strict=True)]
    return listed([party.label for party in leaving]), ", ".join(moves)


def withstands(found: Equilibria, row: int) -> str:
    """Say how far every payoff may be off before the equilibrium can break."""
    radius = float(found.marks["radius"][row])
    return f"every payoff off by up to {at_most(radius)}" if np.isfinite(radius) else "nothing: it is not strict"


def notes(found: Equilibria, row: int, ordinal: bool = False) -> str:
    """List what else sets an equilibrium apart from the others of its point; `ordinal`: what an order alone can say."""
    said = []
    if found.marks["selected"][row] and not ordinal:
        said.append("where gradual learning leads")
    if len(found) > 1 and found.marks["risk dominant"][row] and not ordinal:
        said.append("safest if unsure of the others")
    if found.marks["pareto dominated"][row]:
        said.append("another equilibrium is better for some and worse for none")
    return "; ".join(said)


def mediator(best: Correlated, found: Equilibria) -> str:
    """Say what a mediator who recommends choices in private could add to the sum of payoffs."""
    if not len(found) or not np.isfinite(best.value[0]):
        return "What a mediator could add is not known here."
    adds = float(best.added(found)[0])
    pairs = zip(best.parties, best.payoffs[0], strict=True)
    each = listed([f"{party.label} {number(float(value))}" for party, value in pairs])
    if adds < 5e-3:
        return (f"A mediator who advises each party in private could not raise the sum of payoffs above the best "
                f"equilibrium, {number(float(best.value[0]))}.")
    return (f"A mediator who advises each party in private could raise the sum of payoffs by {number(adds)} above the "
            f"best equilibrium, to {number(float(best.value[0]))}: {each}.")


def undecided(found: Equilibria) -> Iterator[str]:
    """Say, for each region that could not be decided, between which probabilities it lies."""
    if found.boxes is None:
        return
    for box in range(len(found.boxes)):
        parts = [f"{party.label} {strategy.label} {floor(100 * low + EXACT)} to {ceil(100 * high - EXACT)} %"
                 for party, lower, upper in zip(found.parties, found.boxes.lower, found.boxes.upper, strict=True)
                 for strategy, low, high in zip(party.strategies, lower[box], upper[box], strict=True)
                 if high - low > 1e-6]
        yield ", ".join(parts) or "a single point"


def missing(found: Equilibria, ordinal: bool = False) -> list[str]:
    """Say what may be missing: mixed equilibria that were not looked for, ties, regions not decided."""
    said = []
    if ordinal:
        said.append("Payoffs are read as an order only: mixed equilibria are left out.")
    elif not bool(found.complete[0]) or found.method == "pure":
        said.append(
            "All pure equilibria are shown; mixed ones may be missing: the game is too large to prove it in time."
        )
    elif bool(found.degenerate[0]):
        said.append(
            "Ties were met here, as at every tipping point: equilibria may come in whole ranges; their ends are shown."
        )
    if found.unresolved[0]:
        regions = list(undecided(found))
        more = "; and others" if len(regions) > 3 else ""
        said.append(f"Whole ranges, or not decided: {'; or '.join(regions[:3])}{more}.")
    return said
