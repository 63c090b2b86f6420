"""What an [[expect]] block names: every name that the model does not have is told, at its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from negotiation.errors import ExpressionError, ModelError, unknown
from negotiation.expression import names, parse
from negotiation.game import Party
from negotiation.game.profiles import Support, alternatives, support
from negotiation.incomplete.figures import figures
from negotiation.model import Model
from negotiation.model.declarations import Expectation
from negotiation.modelfile.faults import Fault, Faults, Where, told
from negotiation.modelfile.profiles import read_profile
from negotiation.solvers import SOLVERS
from negotiation.wording import counted


def mentioned(model: Model, expectation: Expectation) -> list[Fault]:
    """Return a fault for every name that a block's statements use and the model lacks."""
    notes = Faults()
    if expectation.method and expectation.method not in SOLVERS:
        notes.found.append(Fault(("method",), unknown("a method", expectation.method, SOLVERS)))
    if expectation.doubt and not model.agents:
        notes.found.append(Fault(("doubt",), "doubt: numbers of the game in which each party knows its own type alone; "
                                             "it needs 'bayesian = true'"))
        expectation = replace(expectation, doubt={})
    known = figures(model) if expectation.doubt else ()
    notes.found += [Fault(("doubt", text, name), unknown("a number of the game under doubt", name, known))
                    for text, side in expectation.doubt.items() for name in side if name not in known]
    notes.each(_profiles(expectation), lambda each: supported(each[0], each[1], model.parties))
    for k, row in enumerate(expectation.gains):
        notes.read(lambda: _gain(("gains", k), row, model.parties), None)  # noqa: B023
    notes.found += [Fault(("readouts", text), unknown("a read-out", name, model.readouts))
                    for text, side in expectation.readouts.items() for name in side if name not in model.readouts]
    notes.each(_formulas(expectation), lambda each: told(strangers(each[0], each[1], model.parameters)))
    return notes.found


def _profiles(expectation: Expectation) -> Iterator[tuple[Where, str]]:
    for key in ("equilibria", "includes", "excludes"):
        yield from (((key, k), text) for k, text in enumerate(getattr(expectation, key) or ()))
    for key in ("mixtures", "payoffs", "readouts", "doubt"):
        yield from (((key, text), text) for text in getattr(expectation, key))


def _formulas(expectation: Expectation) -> Iterator[tuple[Where, object]]:
    for text, sides in expectation.mixtures.items():
        yield from ((("mixtures", text), each) for side in sides for each in side)
    for text, side in expectation.payoffs.items():
        yield from ((("payoffs", text), each) for each in side)
    for key in ("readouts", "doubt"):
        for text, row in getattr(expectation, key).items():
            yield from (((key, text), each) for each in row.values())
    yield from ((("gains", k), row["gain"]) for k, row in enumerate(expectation.gains))
    yield from ((("vote",), each) for each in expectation.vote.values())
    yield from ((("bargain",), each) for each in expectation.bargain.values())
    yield from ((("offer", name), each) for name, each in expectation.offer.items())
    yield from ((("unfold", name), each) for name, row in expectation.unfold.items()
                for each in (row if isinstance(row, list) else [row]))


def supported(where: Where, text: str, parties: Sequence[Party]) -> Support:
    """Read "press+arm, strike"; every strategy that a party does not have is told."""
    parts = text.split(",")
    if len(parts) != len(parties):
        raise Fault(where, f"'{text[:80]}' names the strategies of {counted(len(parts), 'party', 'parties')}; "
                           f"allowed: {len(parties)}")
    notes = Faults()
    pairs = [(party, each) for party, part in zip(parties, parts, strict=True) for each in alternatives(part)]
    places = notes.each(pairs, lambda pair: _strategy(where, *pair))
    told(notes.found)
    return support(parties, [sorted({places[party, each] for each in alternatives(part)})
                             for party, part in zip(parties, parts, strict=True)])


def _strategy(where: Where, party: Party, id: str) -> int:
    try:
        return party.index(id)
    except ModelError as error:
        raise Fault(where, str(error)) from None


def _gain(where: Where, row: Mapping[str, str], parties: Sequence[Party]) -> None:
    notes, ids = Faults(), {party.id: party for party in parties}
    notes.read(lambda: read_profile(where, row["profile"], parties), None)
    if row["party"] in ids:
        notes.read(lambda: _strategy(where, ids[row["party"]], row["to"]), 0)
    else:
        notes.found.append(Fault(where, unknown("a party", row["party"], ids)))
    told(notes.found)


def strangers(where: Where, text: object, known: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for every name in a formula that is no parameter, or for the formula that cannot be read."""
    known = list(known)
    try:
        found = names(parse(str(text)))
    except ExpressionError as error:
        yield Fault(where, str(error))
        return
    yield from (Fault(where, f"'{str(text)[:80]}': {unknown('a parameter', name, known)}")
                for name in found if name not in known)
