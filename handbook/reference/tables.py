"""The reference of the columns of every table, from tables that are computed for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import negotiation as ng
from handbook.reference.columns import MEANINGS
from handbook.reference.markdown import code, table, words

INTRODUCTION = """# Reference: the columns of every table

Made by `python -m handbook` from tables that it computes. A table is what `to_frame()` returns and what `--format csv`
and `--to FILE` write. Before the columns shown here stand the preset, if one was asked for, and each parameter that was
given or that runs. Names in capitals stand for a model's own: `PARTY`, `STRATEGY`, `PARAMETER`, `OUTCOME`, `READOUT`,
`TYPE`, `SIDE`, `END`.
"""

GENEVA, SMALL = "geneva-2016", "turkey-russia"

EXAMPLES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "Payoffs: model.at()": (GENEVA, lambda model: model.at()),
    "Equilibria: ng.solve, ng.refined": (GENEVA, lambda model: _marked(model)),
    "Sweep: ng.sweep, ng.sweep_to": (SMALL, lambda model: ng.sweep(model, control=[0.1, 0.2])),
    "A mediator: ng.correlated": (SMALL, lambda model: ng.correlated(model.at(control=0.2))),
    "Regimes: ng.regimes": (SMALL, lambda model: ng.regimes(model, "control")),
    "RegimeMap: ng.regime_map": (GENEVA, lambda model: ng.regime_map(model, "control", "line", points=(3, 3))),
    "Margins: ng.margins": (SMALL, lambda model: ng.margins(model)),
    "Ripeness: ng.ripeness": (GENEVA, lambda model: ng.ripeness(model, "control")),
    "Levers: ng.levers": (SMALL, lambda model: ng.levers(model, "restrain / pause")),
    "ShareDeal: ng.bargain over a share": (GENEVA, lambda model: ng.bargain(model)),
    "PackageDeal: ng.bargain over mixtures": ("us-russia", lambda model: ng.bargain(model)),
    "Coalitions: ng.coalitions": (GENEVA, lambda model: ng.coalitions(model)),
    "Voting: ng.coalitions(model).voting": (GENEVA, lambda model: ng.coalitions(model).voting),
    "PowerAlong: ng.power": (GENEVA, lambda model: ng.power(model, "control")),
    "Stability: ng.stability": ("elmira", lambda model: ng.stability(model)),
    "StabilityAlong: ng.stability(over=)": (SMALL, lambda model: ng.stability(model, over="control")),
    "Doubt: ng.doubt": (GENEVA, lambda model: ng.doubt(model)),
    "Offer: ng.offer": (GENEVA, lambda model: ng.offer(model, "Coalition")),
    "War: ng.unfold": (GENEVA, lambda model: ng.unfold(model, points=5)),
    "Fan: war.fan()": (GENEVA, lambda model: ng.unfold(model, points=5).fan()),
    "Others: war.others()": (GENEVA, lambda model: ng.unfold(model, points=5).others()),
    "Uncertainty: ng.uncertainty": (GENEVA, lambda model: ng.uncertainty(model, draws=32)),
}
"""What a table is of, and by which call -> a model, and the call."""


def _marked(model: Any) -> Any:
    game = model.at(control=0.2)
    return ng.refined(game, ng.solve(game, "pure"))


def tables() -> str:
    """Return the page: a section a kind of result, its columns with what they hold and mean."""
    return "\n".join([INTRODUCTION, *(_section(title) for title in EXAMPLES)])


def _section(title: str) -> str:
    kind, _, call = title.partition(": ")
    rows = ((code(name), holds, words(meaning(name))) for name, holds in columns(title))
    return f"## {kind}\nOf `{call}`.\n\n" + table(("column", "holds", "meaning"), rows)


def columns(title: str) -> Iterator[tuple[str, str]]:
    """Yield each column once, a model's own names put into capitals, and what stands in it."""
    name, call = EXAMPLES[title]
    model, seen = ng.load(name), set()
    frame = call(model).to_frame()
    names = _own(model)
    for column, values in frame.items():
        whole = "READOUT" if column in getattr(model, "readouts", ()) else str(column)
        told = re.sub(r"[\w-]+(?:\.[\w-]+)?", lambda word: names.get(word[0], word[0]), whole)
        told = re.sub(r"\b\d+(?=%)", "SHARE", told)
        if told not in seen:
            seen.add(told)
            yield told, _holds(values)


def _own(model: Any) -> dict[str, str]:
    """Return a model's own names, each with the capitals that stand for it."""
    kinds: list[tuple[str, Any]] = [
        ("PARAMETER", getattr(model, "parameters", ())), ("READOUT", getattr(model, "readouts", ())),
        ("OUTCOME", [each.id for each in getattr(model, "outcomes", ())]),
        ("STRATEGY", [each.id for party in getattr(model, "parties", ()) for each in getattr(party, "strategies", ())]),
        ("PARTY", [each.id for each in getattr(model, "parties", ())])]
    if getattr(model, "bargaining", None) is not None:
        kinds.append(("SOLUTION", [*ng.SOLUTIONS, "rubinstein_second", "outside_option_second"]))
        kinds.append(("SIDE", [each.id for each in getattr(model.bargaining, "sides", ())]))
    if getattr(model, "unfolding", None) is not None:
        kinds.append(("END", [each.id for each in model.unfolding.ends]))
    if getattr(model, "beliefs", None) is not None:
        typed = [(party.id, own.id) for party, types in zip(model.parties, model.beliefs.types, strict=True)
                 for own in types]
        kinds += [("TYPE", [own for _, own in typed]), ("PARTY.TYPE", [".".join(pair) for pair in typed])]
    return {each: capitals for capitals, own in kinds for each in own}


def _holds(values: Any) -> str:
    """Say what stands in a column."""
    if values.dtype.kind in "iu":
        return "whole number"
    kinds = {type(each) for each in values.tolist() if each is not None}
    if kinds <= {bool}:
        return "true or false"
    return "number" if kinds <= {float, int} else "text"


def meaning(name: str) -> str:
    """Return what a column means, empty where nobody has said it."""
    return next((said for pattern, said in MEANINGS.items() if re.fullmatch(pattern, name)), "")
