"""A game under doubt as a table, as text, and as the JSON that users script against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negotiation.game import Array, Party
from negotiation.game.equilibria import Equilibria
from negotiation.incomplete.figures import figure, figures
from negotiation.incomplete.reading import Doubt
from negotiation.model.beliefs import Beliefs
from negotiation.provenance import stamped
from negotiation.report.narrate.naming import by_party, by_type, inside, who_is
from negotiation.report.narrate.words import does, listed, number
from negotiation.wording import counted, percent

if TYPE_CHECKING:
    import pandas as pd


def frame(found: Doubt) -> pd.DataFrame:
    """Return one row an equilibrium: who tells its type, how likely outcomes are, payoffs, what doubt costs."""
    import pandas as pd

    rows = range(len(found))
    columns: dict[str, object] = {"label": found.found.label, "pure": found.found.pure}
    columns |= {f"play of {party.id}": np.array([found.told_apart(e, i) for e in rows], dtype=object)
                for i, party in enumerate(found.parties) if len(found.types[i]) > 1}
    columns |= {name: figure(found, place) for name, place in figures(found.form).items()}
    columns |= {"regret": found.found.regret, "complete": found.found.complete[found.found.point]}
    leading = found.provenance.columns(found.found.point, columns)
    return stamped(pd.DataFrame({"point": found.found.point, **leading, **columns}), found.provenance)


def text(found: Doubt) -> str:
    """Return the readings of a single point in words, else how many equilibria there are."""
    sure = "all, proved" if found.found.complete.all() else "not proved complete"
    head = (f"{found.found.name} under doubt: {counted(len(found), 'equilibrium', 'equilibria')} "
            f"({found.found.method}, {sure})")
    if found.found.points > 1:
        return f"{head} at {counted(found.found.points, 'point')}"
    rows = [line for e in range(len(found)) for line in (f"{e + 1}. {found.found.label[e]}",
                                                         *(f"   {each}" for each in sentences(found, e)))]
    return "\n".join([head, *rows, *known(found)])


def sentences(found: Doubt, row: int) -> list[str]:
    """Say an equilibrium: who does what by type, what comes of it, what doubt costs."""
    return [plays(found, row), *_outcome(found, row), *_cost(found, row)]


def plays(found: Doubt, row: int) -> str:
    """Say who plays what: "Russia strikes if resolved and pauses if overstretched (separating)"."""
    agents = found.found.parties
    words = [_way(party, mixture[row]) for party, mixture in zip(agents, found.found.mixtures, strict=True)]
    apart, alone = [], []
    for each in by_party(agents):
        i, who = found.agents[each[0]].party, who_is(agents, each)
        if len(found.types[i]) < 2:
            alone.append(f"{who} {words[each[0]]}")
            continue
        kind = found.told_apart(row, i)
        way = f"{words[each[0]]} whatever its type" if kind == "pooling" else by_type(agents, each, words, words)
        apart.append(f"{who} {way} ({kind})")
    others = f"; {listed(alone)}, who cannot tell" if alone else ""
    return f"{'; '.join(apart)}{others}."


def _way(party: Party, mixture: Array) -> str:
    played = [(does(party.strategies[j].id), float(mixture[j])) for j in np.flatnonzero(mixture > 0).tolist()]
    return played[0][0] if len(played) == 1 else " or ".join(f"{way} ({percent(share)})" for way, share in played)


def _outcome(found: Doubt, row: int) -> list[str]:
    chance = found.chance[row]
    said = [f"{inside(found.found, each.label or each.id)} with {percent(share)}{_where(found, row, o)}"
            for o, (each, share) in enumerate(zip(found.found.outcomes, chance, strict=True)) if share > 1e-12]
    rest = 1 - chance.sum()
    said += [f"something without a name with {percent(rest)}"] if rest > 1e-9 and said else []
    paid = [f"{party.label} {number(value)}" for party, value in zip(found.parties, found.ante[row], strict=True)]
    return ([f"Outcomes: {listed(said)}."] if said else []) + [f"Expected before types are known: {', '.join(paid)}."]


def _where(found: Doubt, row: int, o: int) -> str:
    """Say in which combinations an outcome comes, where it hangs on them and is certain there."""
    shares = found.likely[row, :, o]
    sure = np.flatnonzero(shares > 1 - 1e-9)
    if not len(sure) or len(sure) == len(shares) or ((shares > 1e-9).sum() > len(sure)):
        return ""
    return f" ({' or '.join(of(found, int(c)) for c in sure)})"


def of(found: Doubt, c: int) -> str:
    """Name a combination of types: "Russia overstretched, Turkey cautious"."""
    return ", ".join(f"{party.label} {own[t].label}" for party, own, t in
                     zip(found.parties, found.types, found.combinations[c].tolist(), strict=True) if len(own) > 1)


def _cost(found: Doubt, row: int) -> list[str]:
    could, sure = found.miscalculation[row]
    said = []
    if could > 1e-12:
        said.append(f"War by miscalculation: with {percent(could)} nobody agrees though all could if types were known"
                    f"{f' (with {percent(sure)} they surely would)' if sure > 1e-12 else ''}.")
    secret = [f"{party.label} {number(value)}" for party, value in zip(found.parties, found.secret[row], strict=True)
              if value > 1e-9]
    said.append(f"Worth of learning the others' types in secret: {', '.join(secret) or 'nothing to anybody'}.")
    ways = [("all types", found.open[row]), *((f"{whose(found, x)} alone", found.revealed[row, x])
                                              for x in apart(found))]
    for what, gains in ways:
        ends = [f"{party.label} {span(low, high)}" for party, (low, high) in zip(found.parties, gains, strict=True)
                if np.isfinite(low + high)]
        if ends:
            said.append(f"Gain if everybody learns {what} (below 0: doubt serves the party): {', '.join(ends)}.")
    return said


def apart(found: Doubt) -> list[int]:
    """Return the parties whose types can be learned without those of others: none where only one has several."""
    several = [i for i, own in enumerate(found.types) if len(own) > 1]
    return several if len(several) > 1 else []


def whose(found: Doubt, x: int) -> str:
    """Name what may be learned of a party: "the type of Russia"."""
    return f"the type of {inside(found.found, found.parties[x].label)}"


def certain(parties: Sequence[Party], beliefs: Beliefs) -> str:
    """Say what everybody knows where nobody doubts."""
    first = [f"{party.label} is {own[0].label}" for party, own in zip(parties, beliefs.types, strict=True)
             if len(own) > 1]
    return f"Everybody knows that {listed(first)}."


def knowing(found: Doubt) -> list[str]:
    """Say whom knowing would serve most, and whom doubt serves."""
    if not len(found):
        return []
    i = int(np.argmax(found.secret.max(axis=0)))
    worth = float(found.secret[:, i].max())
    said = [f"Learning the others' types in secret would serve {found.parties[i].label} most: up to {number(worth)} "
            "points." if worth > 1e-9 else
            "Learning the others' types in secret would change nobody's choice: it is worth nothing here."]
    served = [party.label for i, party in enumerate(found.parties) if (found.open[:, i, 1] < -1e-9).any()]
    return [*said, f"Doubt serves {listed(served)}: at some equilibrium it would be worse for each of those named if "
            "everybody learned all types, whatever then holds."] if served else said


def span(low: float, high: float) -> str:
    """Say a range in a few signs; a dash where there is no answer."""
    if not np.isfinite(low + high):
        return "–"
    return number(low) if abs(high - low) < 1e-9 else f"{number(low)} to {number(high)}"


def known(found: Doubt) -> list[str]:
    """Say which equilibria stand where everybody knows the types, combination by combination, at the first point."""
    return ["Where all types are known:", *(
        f"  {of(found, c)} ({percent(float(found.chances[0, c]))}): "
        f"{'; '.join(_named(each)) or 'no equilibrium of this kind'}" for c, each in enumerate(found.known))]


def _named(each: Equilibria) -> list[str]:
    here = each.point == 0
    return [f"{label}{f' [{outcome}]' if outcome else ''}"
            for label, outcome in zip(each.label[here], each.outcome[here], strict=True)]


def document(found: Doubt) -> dict[str, object]:
    """Return the document of `doubt --format json`."""
    return {
        "points": found.found.points, "complete": bool(found.found.complete.all()),
        "unresolved": int(found.found.unresolved.sum()),
        "types": {party.id: [type.id for type in own]
                  for party, own in zip(found.parties, found.types, strict=True) if own},
        "combinations": [_combination(found, c) for c in range(len(found.combinations))],
        "equilibria": [_row(found, e) for e in range(len(found))]}


def _combination(found: Doubt, c: int) -> dict[str, object]:
    ids = [party.id for party in found.parties]
    return {"types": {party.id: own[t].id for party, own, t in
                      zip(found.parties, found.types, found.combinations[c].tolist(), strict=True) if own},
            "probability": found.chances[:, c].tolist(),
            "known": [{"point": int(each.point[e]), "label": str(each.label[e]),
                       "outcome": str(each.outcome[e]) or None,
                       "payoffs": dict(zip(ids, each.payoffs[e].tolist(), strict=True))}
                      for each in [found.known[c]] for e in range(len(each))]}


def _row(found: Doubt, e: int) -> dict[str, object]:
    ids = [party.id for party in found.parties]
    plays_ = {agent.id: {strategy.id: float(share) for strategy, share in
                         zip(agent.strategies, found.found.mixtures[k][e], strict=True) if share > 0}
              for k, agent in enumerate(found.found.parties)}
    return {
        "point": int(found.found.point[e]), "label": str(found.found.label[e]), "strategies": plays_,
        "play": {ids[i]: found.told_apart(e, i) for i in range(len(ids)) if len(found.types[i]) > 1},
        "outcomes": dict(zip(found.outcomes, found.chance[e].tolist(), strict=True)),
        "payoffs": dict(zip(ids, found.ante[e].tolist(), strict=True)),
        "interim": dict(zip(plays_, found.found.payoffs[e].tolist(), strict=True)),
        "miscalculation": {"could": float(found.miscalculation[e, 0]), "would": float(found.miscalculation[e, 1])},
        "secret_worth": dict(zip(ids, found.secret[e].tolist(), strict=True)),
        "open_worth": dict(zip(ids, found.open[e].tolist(), strict=True)),
        "revealed_worth": {ids[x]: dict(zip(ids, found.revealed[e, x].tolist(), strict=True))
                           for x, own in enumerate(found.types) if len(own) > 1},
        "sentences": sentences(found, e), "regret": float(found.found.regret[e])}
