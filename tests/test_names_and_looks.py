"""Names and looks come from the model: what keeps its capital inside a sentence, how a party is drawn."""

import pytest

import negotiation as ng
import negotiation.report.narrate as narrate
from negotiation.game.parties import Party, Strategy
from negotiation.library import shipped
from negotiation.modelfile import parse_model
from negotiation.view.palette import party_look
from negotiation.wording import lower_first, proper

SHIPPED = list(shipped())
NAMES = ("Alepp", "Americ", "Defender", "Euro", "Genev", "Iran", "Jerusalem", "Khomeini", "Palestin", "Panam", "Russia",
         "Saudi", "Sinai", "Soviet", "Syria", "Turk", "United ", "West Bank")
"""How the names of the shipped models begin, those of parties of the textbook apart."""


@pytest.mark.parametrize("name", SHIPPED)
def test_labels_of_the_shipped_models_keep_their_names_and_nothing_else(name):
    model = ng.load(name)
    told = [*model.parties, *model.outcomes, *model.parameters.values(), *model.presets.values()]
    told += model.paths.values()
    told += model.bargaining.issues if model.bargaining else ()
    words = " ".join(each.label for each in told).split()  # "Defender" is no name where another label says "defender"
    names = tuple(each for each in NAMES if not any(word.startswith(each.lower()) for word in words))
    common = {party.label for party in model.parties if not party.label.startswith(names)}  # "Row player"
    for label in (each.label for each in told if each.label[1:2].islower() and each.label not in common):
        assert narrate.inside(model, label)[0].isupper() == (label[0].isupper() and label.startswith(names)), label
    for outcome in model.outcomes:  # a game knows fewer texts than its model
        assert narrate.inside(model.at(), outcome.label) == narrate.inside(model, outcome.label)


def test_a_model_of_one_s_own_keeps_its_names():
    """Kenya is a party; Mombasa stands inside a label; a port is a port though a label begins with it."""
    names = proper(["Kenya", "Union of ports"], ["Control of Mombasa", "Port of call", "Union of ports", "a union"])
    said = [lower_first(each, names) for each in ("Mombasa's price", "Port of call", "Kenya's cost", "Union fees")]
    assert said == ["Mombasa's price", "port of call", "Kenya's cost", "union fees"]


def test_a_party_looks_the_same_in_every_shipped_model():
    looks: dict[str, set] = {}
    for model in map(ng.load, SHIPPED):
        for k, party in enumerate(model.parties):
            looks.setdefault(party.id, set()).add(party_look(model.parties, k))
    assert len(looks) >= 5 and all(len(each) == 1 for each in looks.values())


def test_parties_that_say_nothing_take_the_looks_that_are_left():
    def parties(*looks):
        return tuple(Party(f"p{k}", (Strategy("a"),), look=look) for k, look in enumerate(looks))

    def colors(*looks):
        return [party_look(parties(*looks), k).color for k in range(len(looks))]

    first, second, third, *_ = colors(0, 0, 0)
    assert colors(0, 1, 0) == [second, first, third] and colors(3, 0, 0) == [third, first, second]
    assert len(set(colors(*[0] * 8))) == 8 and colors(*range(1, 9)) == colors(*[0] * 8)


def test_a_look_that_there_is_not_is_refused_in_one_line():
    text = """
format = 1
title = "t"
[[parties]]
id = "A"
look = 9
strategies = [{ id = "a" }]
[[parties]]
id = "B"
strategies = [{ id = "b" }]
[payoffs]
A = "0"
B = "0"
"""
    with pytest.raises(ng.ModelError, match=r"look.*8"):
        parse_model(text)
    assert [party.look for party in parse_model(text.replace("look = 9", "look = 5")).parties] == [5, 0]
