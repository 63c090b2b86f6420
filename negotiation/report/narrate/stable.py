"""Stability in words: what a state is called, which states hold, who would leave one and what deters it, a path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from negotiation.conflict_graph import ConflictGraph, Inverse, Stability, Step
from negotiation.conflict_graph.inverse import Condition
from negotiation.conflict_graph.reasons import Reason
from negotiation.game.profiles import profile
from negotiation.model import Model
from negotiation.model.conflict import Conflict
from negotiation.report.narrate.naming import profile_named
from negotiation.report.narrate.words import listed, sentence
from negotiation.wording import counted, percent

FEW, SHORT, COUNTED = 4, 4, 10**10
"""States that a sentence names; letters of an id that stands in a circle; rankings that are said as a number."""

CONCEPTS: Mapping[str, tuple[str, str]] = {
    "nash": ("Nash", "No party has a move of its own that it prefers. Nobody looks further (Nash 1950)."),
    "seq": ("sequential", "Every move that a party would rather make can be answered by the others, each of them "
            "moving only where it gains itself, so that the party ends no better off (Fraser and Hipel 1979)."),
    "smr": ("symmetric metarational", "Every move that a party would rather make can be answered by the others, "
            "whatever it costs them, so that the party ends no better off and cannot get out of it (Howard 1971)."),
    "gmr": ("general metarational", "Every move that a party would rather make can be answered by the others, whatever "
            "it costs them, so that the party ends no better off (Howard 1971)."),
}
"""Name and meaning of each concept, the one in which fewest answers count first."""


def keys(model: Model, graph: ConflictGraph) -> tuple[str, ...]:
    """Return a short sign for each state: a graph model's own ids where they are short, else numbers from 1."""
    short = not model.has_payoffs and all(len(each) <= SHORT for each in graph.states)
    return graph.states if short else tuple(str(k + 1) for k in range(len(graph.states)))


@lru_cache(maxsize=64)
def names(model: Model) -> tuple[str, ...]:
    """Return what each state is called: a profile by its outcome or choices, a state by its label or options."""
    if isinstance(model, Conflict):
        return tuple(each.label if each.label != each.id else _standing(model, each.levels) for each in model.states)
    return tuple(profile_named(model, profile(model.parties, at, model.outcomes))
                 for at in np.ndindex(model.strategy_counts))


def _standing(model: Conflict, levels: Mapping[str, str]) -> str:
    """Say which options of a state are taken."""
    labels = [each.label for each in model.options]
    said = []
    for each in model.options:
        level = levels.get(each.id, each.levels[0])
        if level != each.levels[0]:
            who = f"{model.parties[each.party].label}: " if labels.count(each.label) > 1 else ""
            said.append(f"{who}{each.label}{f' ({level})' if len(each.levels) > 2 else ''}")
    return ", ".join(said) or "Nobody does anything"


def named(model: Model, graph: ConflictGraph, s: int) -> str:
    """Say a state in a sentence: its sign and its name."""
    return f"{keys(model, graph)[s]} “{names(model)[s]}”"


def some(model: Model, graph: ConflictGraph, states: Sequence[int]) -> str:
    """Name states, the first few in words."""
    said = [named(model, graph, s) for s in states[:FEW]]
    return listed([*said, *([f"{len(states) - FEW} more"] if len(states) > FEW else [])])


def answer(model: Model, found: Stability) -> str:
    """Say where nobody has a better move, and where only answers keep everybody."""
    nash, seq = (np.flatnonzero(found.equilibrium(each)[0]).tolist() for each in ("nash", "seq"))
    kept = [s for s in seq if s not in nash]
    said = (f"nobody has a better move from {some(model, found.graph, nash)}: "
            f"{'it is the only equilibrium' if len(nash) == 1 else 'these are the equilibria'}"
            if nash else "from every state somebody has a better move: there is no equilibrium without answers")
    more = f" {some(model, found.graph, kept)} {'holds' if len(kept) == 1 else 'hold'} too once answers count."
    return sentence(said) + (more if kept else "")


def holds(model: Model, found: Stability) -> list[str]:
    """Say of each concept which states hold, those only that hold under none before it."""
    size, told, said = len(found.states), set[int](), []
    for concept, (name, _) in CONCEPTS.items():
        here = np.flatnonzero(found.equilibrium(concept)[0]).tolist()
        new = [s for s in here if s not in told]
        told |= set(here)
        more = "" if len(new) == len(here) or not new else "besides "
        what = f"{more}{some(model, found.graph, new)}" if new else "the same" if here else "none"
        said.append(f"{name} ({len(here)} of {counted(size, 'state')}): {what}")
    return said


def under(model: Model, found: Stability, s: int) -> str:
    """Say under which concepts a state holds."""
    held = [name for concept, (name, _) in CONCEPTS.items() if found.equilibrium(concept)[0, s]]
    here = named(model, found.graph, s)
    if not held:
        return f"{here} does not hold, whatever answers count: somebody would leave it."
    if len(held) == len(CONCEPTS):
        return f"{here} holds: nobody has a better move."
    return f"{here} holds only if answers count ({listed(held)}): else somebody would leave it."


ALONE = " Where groups answer too, they may deter a party; its own reasons above count single answers alone."
"""What is said of sequential stability with groups."""


def together(found: Stability, concept: str, s: int) -> str:
    """Say which groups of two and more would leave a state together; "" where groups were not asked for."""
    if not found.coalitional:
        return ""
    left = [listed([found.graph.labels[i] for i in group])
            for group, held in zip(found.groups, found.stable[concept][0, :, s], strict=True)
            if len(group) > 1 and not held]
    more = [counted(len(left) - FEW, "more group")] if len(left) > FEW else []
    whose = "; ".join([*left[:FEW], *more])
    said = f"Together would leave it: {whose}." if left else "No group would leave it together."
    return said + (ALONE if concept == "seq" else "")


def reason(model: Model, graph: ConflictGraph, each: Reason) -> str:
    """Say a move that a party would rather make and what deters it."""
    head = f"would rather {doing(model, graph, each.move)}, to {_to(model, graph, each.move)}"
    if each.answer is None:
        return f"{head}; nothing deters it"
    steps = [f"{_label(graph, step.party)} can {doing(model, graph, step)}" for step in each.answer]
    end = _to(model, graph, each.answer[-1])
    return f"{head}; but then {' and '.join(steps)}, to {end}: no better for it than to stay"


def rankings(model: Model, graph: ConflictGraph, each: Inverse) -> list[str]:
    """Say how many rankings of a party make a state hold for it, then for each move what they have in common."""
    here = named(model, graph, graph.state(each.state))
    many = f"{each.count:,} of its {each.total:,} rankings" if each.total < COUNTED else (
        f"{percent(float(each.share))} of its rankings")
    if each.count in (0, each.total):
        many = "none of its rankings" if each.count == 0 else "every ranking of its own"
    now = "does now" if each.holds else "does not now"
    head = (f"{here} holds for it ({CONCEPTS[each.concept][0]}) under {many}, the others' preferences as they are; "
            f"it {now}.")
    return [head, *(_condition(model, graph, here, condition) for condition in each.conditions)]


def _condition(model: Model, graph: ConflictGraph, here: str, each: Condition) -> str:
    """Say which states must be no better, for one move."""
    sets = sorted(each.sets, key=lambda states: states != (each.move,))[:FEW]
    said = [listed([named(model, graph, graph.state(state)) for state in states]) for states in sets]
    more = len(each.sets) - len(sets)
    said += [f"one of {more} more" if more > 1 else "one more"] if more else []
    to = named(model, graph, graph.state(each.move))
    return f"Because it can move to {to}: {here} must be at least as good as {', or as '.join(said)}."


def doing(model: Model, graph: ConflictGraph, step: Step) -> str:
    """Say what changes with a move: "change from “pause strikes” to “keep striking”"."""
    return f"change {listed(list(_changes(model, graph, step)))}"


def _changes(model: Model, graph: ConflictGraph, step: Step) -> Iterator[str]:
    start, stop, i = graph.state(step.start), graph.state(step.stop), graph.party(step.party)
    if isinstance(model, Conflict):
        before, after = (model.states[s].levels for s in (start, stop))
        for each in model.options:
            old, new = (levels.get(each.id, each.levels[0]) for levels in (before, after))
            if each.party == i and old != new:
                yield f"“{each.label}” from {old} to {new}"
        return
    own = model.parties[i].strategies
    old, new = (own[int(np.unravel_index(s, model.strategy_counts)[i])].label for s in (start, stop))
    yield f"from “{old}” to “{new}”"


def _to(model: Model, graph: ConflictGraph, step: Step) -> str:
    return named(model, graph, graph.state(step.stop))


def _label(graph: ConflictGraph, party: str) -> str:
    return graph.labels[graph.party(party)]


def step(model: Model, graph: ConflictGraph, each: Step) -> str:
    """Say a step of a path."""
    return (f"changes {listed(list(_changes(model, graph, each)))}, to {_to(model, graph, each)}: "
            f"{'better' if each.improves else 'not better'} for it")


def path(model: Model, graph: ConflictGraph, start: int, goal: int, steps: Sequence[Step] | None) -> str:
    """Say whether and how a state is reached from another."""
    ends = f"from {named(model, graph, start)} to {named(model, graph, goal)}"
    if steps is None:
        return sentence(f"no sequence of moves leads {ends}")
    if not steps:
        return sentence(f"the path begins where it ends, at {named(model, graph, start)}")
    against = [str(k) for k, each in enumerate(steps, 1) if not each.improves]
    one = len(against) == 1
    how = "better for who makes it" if len(steps) == 1 else "each better for who makes it"
    if against:
        how = (f"but {'move' if one else 'moves'} {listed(against)} {'is' if one else 'are'} not better for who makes "
               f"{'it' if one else 'them'}")
    return sentence(f"{counted(len(steps), 'move')} {'leads' if len(steps) == 1 else 'lead'} {ends}, {how}")


def compared(model: Model, before: Stability, after: Stability, concept: str) -> str:
    """Say which states hold here and not in the pinned scenario, and the other way round."""
    old, new = (each.equilibrium(concept)[0] for each in (before, after))
    come, gone = (np.flatnonzero(each).tolist() for each in (new & ~old, old & ~new))
    parts = [f"{some(model, after.graph, come)} {_hold(come)} here only"] if come else []
    parts += [f"{some(model, after.graph, gone)} {_hold(gone)} there only"] if gone else []
    return sentence(f"compared with the pinned scenario: {'; '.join(parts) or 'the same states hold'}")


def _hold(states: Sequence[int]) -> str:
    return "holds" if len(states) == 1 else "hold"
