"""What it would take, in words: who blocks a target, what one lever or several would have to do."""

from __future__ import annotations

from negotiation.inverse.result import Blocking, Levers, Single
from negotiation.model import Model
from negotiation.report.narrate.naming import inside, of, outcome_named, profile_named
from negotiation.report.narrate.now import NAMED
from negotiation.report.narrate.words import amount, gerund, listed, number, sentence


def target_name(model: Model, found: Levers) -> str:
    """Name the target: the outcome that was asked for, or the profile by its name."""
    outcome = outcome_named(model, found.outcome) if found.of_outcome else None
    return f"“{outcome.label if outcome else profile_named(model, found.profile)}”"


def blocked(model: Model, blocking: tuple[Blocking, ...], ordinal: bool = False) -> str:
    """Say who leaves: "Russia gains 0.24 points by striking, Iran 0.10 by pushing"; `ordinal`: without amounts."""
    labels = {party.id: party.label for party in model.parties}
    return ", ".join(
        f"{labels[each.party]}{' gains' if k == 0 else ''}{'' if ordinal else ' ' + number(each.gain)}"
        f"{' points' if k == 0 and not ordinal else ''} by {gerund(each.to)}"
        for k, each in enumerate(blocking)
    )


def what_it_takes(model: Model, found: Levers, ordinal: bool = False) -> list[str]:
    """Say in a few sentences what stands in the way of a target and the nearest ways to it."""
    name = target_name(model, found)
    if found.holds_now:
        return [sentence(f"{name} is an equilibrium now: nothing has to move")]
    said = [sentence(f"{name} is no equilibrium: {blocked(model, found.blocked_by, ordinal)}")]
    enough = [each for each in found.single if each.value is not None]
    if enough:
        said.append(sentence(f"the nearest single change: {move(model, enough[0])}"))
    elif found.single:
        said.append("No parameter alone is enough.")
    change = found.smallest_change
    if change is not None and (not enough or len(change.parameters) > 1):
        moves = [
            f"{of(model, model.parameters[k])} to {amount(model.parameters[k], v)}"
            for k, v in change.parameters.items()
        ]
        sure = "" if change.least is not None else " that was found (not proved the smallest)"
        said.append(sentence(f"the smallest joint change of the levers{sure}: {listed(moves)}"))
    if change is None and not enough and found.blockers:
        sure = "" if found.blocked_for_certain else " that was found"
        stuck = blocked(model, found.blockers, ordinal)
        said.append(sentence(f"no change inside the ranges{sure} is enough: {stuck}, at least"))
    return said


def in_pinned(model: Model, found: Levers) -> str:
    """Say what the same target would take in the pinned scenario."""
    if found.holds_now:
        return "In the pinned scenario it is an equilibrium already."
    enough = [each for each in found.single if each.value is not None]
    if not enough:
        return "In the pinned scenario no parameter alone is enough."
    return sentence(f"in the pinned scenario the nearest single change is {move(model, enough[0])}")


def move(model: Model, single: Single) -> str:
    """Say what one parameter would have to do: "government control of Aleppo from 70 % to 62.61 %"."""
    each = model.parameters[single.parameter]
    assert single.value is not None
    beyond = "" if single.attained else "just above " if single.value > single.now else "just below "
    return (f"{of(model, each)} from {amount(each, single.now)} to {beyond}"
            f"{amount(each, single.value)}")


def beside(model: Model, single: Single) -> str:
    """Say what else is an equilibrium once the target is one."""
    if single.company is None:
        return ""
    if single.company.only:
        return "the only equilibrium then"
    names = [inside(model, profile_named(model, each)) for each in single.company.supports]
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return f"beside {listed([*names[:NAMED], *more])}" if names else "others not ruled out"
