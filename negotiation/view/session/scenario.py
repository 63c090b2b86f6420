"""What a link holds: model, preset, changed values, page, the slider in view, the pinned scenario.

Pure functions between `Address` and a query string, so that a copied link reopens the same scenario:

    ?model=geneva-2016&preset=castello&control=0.66&page=when&over=line&pin=fall&pin.control=0.9

A parameter whose name is one of RESERVED is written with a leading dot. Unknown names and values that the model
refuses are left out and said in a notice; they never raise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite, nan

from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.plain import one
from negotiation.report.narrate import listed
from negotiation.view import compute

CHOICES = ("target", "against", "without", "strand", "spread", "given", "seed",
           "unfold.period", "unfold.deal", "unfold.discount",
           "allies.blocs",
           "who.belief", "who.proposer",
           "stable.concept", "stable.begin", "stable.goal", "stable.step", "stable.whose", "stable.only",
           "stable.leave", "stable.rankings")
"""What a reader chose on a page: the outcome to reach, the second slider of the map, what happens without a deal, the
equilibrium that stands out among the payoffs along a slider; how far guesses reach, which of them count, their seed;
of the war as it unfolds the period of the play-head, the deal, how much what comes later counts; the blocs that are
looked at; the belief along which charts of doubt run, who makes an offer; of what is stable the answers that count, a
path's two ends, how far it was gone, for whom states hold, only those for all, whether groups leave too, whose rankings
are asked for. A dot keeps a name clear of parameters."""

RESERVED = ("v", "model", "preset", "page", "over", "scale", "bayesian", *CHOICES, "pin", "draft", "embed",
            "embed_options")
VERSION = "1"
PIN = "pin."
TRIED = "draft."
MOST_TRIED = 200
"""Sliders of a draft that a link moves at most."""
ORDINAL = "ordinal"
DOUBT, ON = "bayesian", "on"
"""Says in a link that each party knows its own type alone."""


@dataclass(frozen=True)
class Scenario:
    """A model at a point: a preset ("" for the parameters' own defaults) and the values changed from it.

    `doubt`: its agent form, in which each party knows its own type alone (`catalog.played`).
    """

    model: str
    preset: str = ""
    changed: Mapping[str, float] = field(default_factory=dict)
    doubt: bool = False

    def values(self, model: Model) -> dict[str, float]:
        """Return every parameter's value."""
        return {name: one(value) for name, value in model.values(self.preset, at=self.changed).items()}

    def base(self, model: Model) -> dict[str, float]:
        """Return every parameter's value at the preset."""
        return replace(self, changed={}).values(model)

    def set(self, model: Model, values: Mapping[str, float]) -> Scenario:
        """Return the scenario with some values changed; one that equals the preset's counts as not changed.

        Raises ParameterError where the model refuses the values.
        """
        base = self.base(model)
        wanted = {**self.changed, **{name: float(value) for name, value in values.items()}}
        compute.game(model, compute.values(model, replace(self, changed=wanted).values(model)))
        return replace(
            self,
            changed={name: wanted[name] for name in model.parameters if name in wanted and wanted[name] != base[name]},
        )

    def only(self, model: Model, kind: str) -> Scenario:
        """Return the scenario with only the changed parameters of one kind, lever or assumption, left changed.

        Where the model refuses those values alone, return the preset.
        """
        kept = {name: value for name, value in self.changed.items() if model.parameters[name].kind == kind}
        try:
            return self.reset().set(model, kept)
        except NegotiationError:
            return self.reset()

    def reset(self, names: tuple[str, ...] | None = None) -> Scenario:
        """Return the scenario with some or all values back at the preset."""
        return replace(self, changed={k: v for k, v in self.changed.items() if names is not None and k not in names})

    @property
    def key(self) -> tuple[object, ...]:
        return (self.model, self.preset, tuple(sorted(self.changed.items())), self.doubt)

    def among(self, model: Model) -> Scenario:
        """Return the scenario in the agent form of its model, or out of it; values that are not there are left out."""
        kept = {name: value for name, value in self.changed.items() if name in model.parameters}
        return replace(self, changed=kept, doubt=bool(model.agents))


@dataclass(frozen=True)
class Address:
    """Where a session stands; all of it fits in a link. `ordinal`: read payoffs as an order only.

    `tried`: the draft's sliders that were moved while it is edited.
    """

    scenario: Scenario
    page: str = ""
    over: str = ""
    pin: Scenario | None = None
    draft: str = ""
    ordinal: bool = False
    tried: Mapping[str, float] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


def write(address: Address) -> dict[str, str]:
    """Return an address as query parameters, in a fixed order."""
    scenario, pin = address.scenario, address.pin
    query = {"model": scenario.model, "preset": scenario.preset or "-"}
    query |= {_name(name): _number(value) for name, value in scenario.changed.items()}
    query |= {
        key: value
        for key, value in (
            ("page", address.page),
            ("over", address.over),
            ("scale", ORDINAL if address.ordinal else ""),
            (DOUBT, ON if scenario.doubt else ""),
            *address.choices.items(),
            ("draft", address.draft),
        )
        if value
    }
    if pin is not None:
        query |= {"pin": pin.preset or "-"} | {f"{PIN}{name}": _number(value) for name, value in pin.changed.items()}
    return query | {f"{TRIED}{name}": _number(value) for name, value in address.tried.items() if address.draft}


def of_draft(address: Address, model: Model) -> Scenario:
    """Return where the draft's own sliders stand; what its text no longer allows is left out."""
    known = {name: value for name, value in address.tried.items() if name in model.parameters}
    return _valued(Scenario(address.draft, model.default_preset), known, model, [])


def whole(address: Address, model: Model) -> dict[str, str]:
    """Return an address with every value written out, so that it survives a change of the model's presets."""
    every = address.scenario.values(model)
    return {"v": VERSION, **write(replace(address, scenario=replace(address.scenario, changed=every)))}


def read(query: Mapping[str, str], model: Model, name: str) -> tuple[Address, list[str]]:
    """Return the address that query parameters describe and a sentence for each part that was left out."""
    notices: list[str] = []
    scenario = _scenario(query, "preset", "", name, model, notices)
    pinned = query.get("pin", "").removeprefix("-")
    pin = _scenario(query, "pin", PIN, name, model, notices) if "pin" in query else None
    pin = pin if model.has_payoffs and (not pinned or pinned in model.presets) else None
    loose = [name[:40] for name in query if name.startswith(PIN)] if "pin" not in query else []
    if loose:
        notices.append(f"the link gives {listed(loose[:5])}, but pins no scenario")
    over = query.get("over", "")
    if over and over not in model.parameters and over not in model.paths:
        notices.append(f"the link names the slider '{over[:40]}', which {model.id} does not have")
        over = ""
    ordinal = query.get("scale", "") == ORDINAL
    if query.get("scale", ORDINAL) != ORDINAL:
        notices.append(f"the link reads payoffs as '{query['scale'][:40]}'; only '{ORDINAL}' is known")
    if query.get(DOUBT, ON) != ON:
        notices.append(f"the link says {DOUBT} = '{query[DOUBT][:40]}'; only '{ON}' is known")
    choices = {key: query[key][:200] for key in CHOICES if query.get(key)}
    notices += _unknown(query, model)
    draft = query.get("draft", "")[:64]
    tried = _tried(query, notices) if draft else {}
    found = Address(scenario, query.get("page", "")[:40], over, pin, draft, ordinal, tried, choices)
    return found, notices


def _tried(query: Mapping[str, str], notices: list[str]) -> dict[str, float]:
    """Return where a link says that the draft's sliders stand; whether the draft has them is seen when it is read."""
    written = {name.removeprefix(TRIED): text for name, text in query.items() if name.startswith(TRIED)}
    return _numbers(dict(list(written.items())[:MOST_TRIED]), TRIED, notices)


def _unknown(query: Mapping[str, str], model: Model) -> list[str]:
    """Return a sentence on the parts of a link that mean nothing here, if there are any."""
    known = {*RESERVED, *map(_name, model.parameters), *(f"{PIN}{name}" for name in model.parameters)}
    odd = [name[:40] for name in query if name not in known and not (name.startswith(TRIED) and query.get("draft"))]
    return [f"the link has parts that mean nothing to {model.id}: {', '.join(odd[:5])}"] if odd else []


def _scenario(query: Mapping[str, str], key: str, prefix: str, name: str, model: Model, notices: list[str]) -> Scenario:
    preset = query.get(key, model.default_preset).removeprefix("-")
    if preset and preset not in model.presets:
        notices.append(f"the link names the preset '{preset[:40]}', which {model.id} does not have")
        preset = model.default_preset
    here = Scenario(name, preset, doubt=bool(model.agents))
    return _valued(here, _written(query, prefix, model, notices), model, notices)


def _written(query: Mapping[str, str], prefix: str, model: Model, notices: list[str]) -> dict[str, float]:
    """Return the values that a link writes down; what is no number, or an infinite one, is said and left out."""
    texts = {each: query.get(f"{prefix}{each}" if prefix else _name(each)) for each in model.parameters}
    return _numbers({each: text for each, text in texts.items() if text is not None}, prefix, notices)


def _numbers(texts: Mapping[str, str], prefix: str, notices: list[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for each, text in texts.items():
        try:
            values[each] = float(_number(float(text)))
        except ValueError:
            values[each] = nan
        if not isfinite(values[each]):
            del values[each]
            notices.append(f"the link gives {prefix}{each[:40]} the value '{text[:40]}', which is not a number")
    return values


def _valued(scenario: Scenario, values: Mapping[str, float], model: Model, notices: list[str]) -> Scenario:
    """Return the scenario with a link's values: all, or those that the model takes one by one; the rest is said."""
    try:
        return scenario.set(model, values)
    except NegotiationError:
        for name, value in values.items():
            try:
                scenario = scenario.set(model, {name: value})
            except NegotiationError as error:
                notices.append(f"the link's {name} was not taken: {error}")
    return scenario


def _name(parameter: str) -> str:
    return f".{parameter}" if parameter in RESERVED else parameter


def _number(value: float) -> str:
    """Write a number as links hold it; what is read is rounded alike, so a link leads to the link that it is."""
    return f"{value:.12g}"
