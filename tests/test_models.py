"""Every shipped model loads, holds what it states, says what a reader needs, and evaluates everywhere."""

import re
from pathlib import Path

import pytest

from negotiation.errors import ModelError, ParameterError
from negotiation.expectations import check
from negotiation.library import groups, load, shipped
from negotiation.modelfile import parse_model
from negotiation.solvers import solve

MODELS = {name: load(name) for name in shipped()}
GUIDE = (Path(__file__).parents[1] / "docs" / "models.md").read_text(encoding="utf-8")
MODELS_BY_PATH = {path for group in groups() for path in group.files.values()}
BILATERAL = ["us-russia", "russia-coalition", "turkey-russia", "turkey-iran", "us-coalition", "russia-iran"]


def test_the_models_that_are_meant_to_ship_do():
    assert {"geneva-2016", *BILATERAL} <= MODELS.keys()


@pytest.mark.parametrize("name", MODELS)
def test_a_shipped_model_holds_what_it_states(name):
    assert check(MODELS[name]) == []


def test_a_source_that_cannot_be_looked_up_says_so():
    """Quotations are cited under the name that the source bears in the app, which says what is not known of it."""
    geneva = MODELS["geneva-2016"]
    quoted = [each.source for each in geneva.parameters.values() if each.evidence == "stated"]
    assert quoted and all("news post, February 2016" in each for each in quoted)
    assert "title, publisher and exact day are not on record" in geneva.sources["seed"].note


@pytest.mark.parametrize("name", MODELS)
def test_a_shipped_model_says_what_a_reader_needs(name):
    model = MODELS[name]
    assert model.title and model.version and model.summary and model.caveats and model.expectations
    assert model.answer.endswith(".") and model.numbers and model.sources
    if model.numbers == "unconfirmed":
        assert any("memory" in caveat or "not confirmed" in caveat for caveat in model.caveats)
    for each in model.parameters.values():
        assert each.label != each.id and each.unit and each.description and each.source and each.theme
        assert each.level == "advanced" or (each.low_label and each.high_label) or name != "geneva-2016"
    for party in model.parties:
        assert all(strategy.description for strategy in party.strategies)
    for preset in model.presets.values():
        assert preset.note and preset.label != preset.id


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_every_preset_and_slider_end_evaluates_or_is_refused(name):
    model = MODELS[name]
    for preset in ["", *model.presets]:
        for each in model.parameters.values():
            for value in (each.low, each.high):
                try:
                    game = model.at(preset=preset, **{each.id: value})
                except ParameterError as error:
                    assert any(constraint.message in str(error) for constraint in model.constraints)
                else:
                    assert solve(game, "pure").complete.all()


def test_the_library_has_its_kinds_and_no_name_twice():
    names = [name for group in groups() for name in group.files]
    assert len(names) == len(set(names)) >= 30 and all(len(group.files) >= 5 for group in groups())
    folder = next(iter(MODELS_BY_PATH)).parents[1]
    assert {path.parent.name for path in folder.glob("*/*.toml")} == {group.id for group in groups()}
    assert set(folder.rglob("*.toml")) - {folder / "folders.toml"} == MODELS_BY_PATH


def test_the_guide_tells_the_truth_about_its_example():
    """The model in docs/models.md loads and holds; the two errors that it quotes are the ones that come."""
    text = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[1]
    assert check(parse_model(text, "well.toml")) == []
    quoted = " ".join(GUIDE.split())
    fault, = check(parse_model(text.replace("[0.01, 0.49, 49]", "[0.01, 0.61, 49]"), "well.toml"))
    assert fault in quoted
    with pytest.raises(ModelError) as caught:
        parse_model(text.replace('"water - ', '"watr - '), "well.toml")
    assert str(caught.value) in quoted
