"""A parameter may bear any name: those of the library's arguments, of table columns, of words of Python."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import negotiation as ng
from benchmarks.answers import TRIES, ends
from negotiation.cli import main
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.modelfile import parse_model
from negotiation.view.session import own, scenario
from tests.pages import opened, shown

pytestmark = pytest.mark.slow

TEXT = (Path(__file__).parent / "data/two-neighbours.toml").read_text(encoding="utf-8")
BARGAIN = """
[bargaining]
label = "The share of the well"
low_label = "all theirs"
high_label = "all ours"
table = "control/2"

[bargaining.values]
Us = "10*share"
Them = "8*(1 - share)"

[[bargaining.sides]]
id = "ours"
label = "Our side"
parties = ["Us"]
principal = "Us"

[[bargaining.sides]]
id = "theirs"
label = "Their side"
parties = ["Them"]
principal = "Them"

[bargaining.disagreement]
favourite = "Us"
patterns = ["*, fight"]
fallback = "insist, fight"

[paths.advance]
label = "An advance"
over = "control"
ties = { cost = "2 + 4*control" }
"""
ARGUMENTS = ["at", "preset", "presets", "path", "points", "over", "method", "mixed", "model", "target", "names",
             "values", "self", "options", "resume", "seed", "margin", "first", "second", "solution", "source",
             "equilibria"]
COLUMNS = ["point", "label", "outcome", "pure", "regret", "complete", "reading", "table", "series", "value", "kind",
           "parameter", "from", "to", "gains", "nash", "segment", "probability", "equilibrium"]
WORDS = ["lambda", "None", "class", "v", "page", "scale", "pin", "draft", "x", "y", "frame", "if"]
PAIRS = list(zip(ARGUMENTS + COLUMNS + WORDS, (COLUMNS + WORDS + ARGUMENTS), strict=True))


def renamed(one: str, two: str) -> Model:
    """Return the model of two neighbours with its parameters called otherwise."""
    names = {"control": one, "cost": two}
    text = re.sub(r"\b(control|cost)\b(?! of)", lambda found: names[found[0]], TEXT + BARGAIN)
    return parse_model(text, "named.toml")


@pytest.fixture(scope="module")
def plain() -> Model:
    return renamed("control", "cost")


def analysed(model: Model, one: str, two: str) -> list[pd.DataFrame]:
    """Return the tables of every analysis of the two neighbours, by the names of their parameters."""
    run, here = [0.2, 0.5, 0.9], {one: 0.7, two: 3}
    return [each.to_frame() for each in (
        ng.sweep(model, at={one: run, two: [1, 3]}),
        ng.sweep(model, presets=["today", "later"], at={two: [1, 2]}),
        ng.sweep(model, path="advance", points=5),
        ng.regimes(model, one, at=here),
        ng.ripeness(model, one, at=here),
        ng.regime_map(model, one, two, points=5),
        ng.margins(model, at=here),
        ng.levers(model, "DEAL", over=[one], at=here),
        ng.bargain(model, at={one: run, two: 3}),
    )]


@pytest.fixture(scope="module")
def expected(plain: Model) -> list[pd.DataFrame]:
    return analysed(plain, "control", "cost")


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_every_analysis_takes_a_parameter_of_any_name(
    plain: Model, expected: list[pd.DataFrame], one: str, two: str
) -> None:
    model = renamed(one, two)
    there, here = {"control": 0.7, "cost": 3}, {one: 0.7, two: 3}
    assert np.array_equal(model.at(at=here).payoffs, plain.at(at=there).payoffs)
    assert np.array_equal(model.exact(at=here), plain.exact(at=there))
    assert list(model.along("advance", 0.3, at={}).values()) == list(plain.along("advance", 0.3).values())
    for old, new in zip(expected, analysed(model, one, two), strict=True):
        same_table(old, new, one, two)


def same_table(old: pd.DataFrame, new: pd.DataFrame, one: str, two: str) -> None:
    """Assert that two tables differ in the parameters' names only, and that no column stands twice."""
    assert new.columns.is_unique
    assert new.shape == old.shape
    names = {"control": one, "cost": two}
    for left, right in zip(old.columns, new.columns, strict=True):
        assert right in (left, names.get(left, left), f"parameter {names.get(left, left)}"), (left, right)
        if old[left].dtype.kind in "fib":
            assert np.array_equal(old[left], new[right], equal_nan=old[left].dtype.kind == "f"), (left, right)


@pytest.mark.parametrize(("one", "two"), [("preset", "points"), ("lambda", "names"), ("label", "over")])
def test_the_command_line_takes_a_parameter_of_any_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], one: str, two: str
) -> None:
    file = tmp_path / "named.toml"
    file.write_text(renamed(one, two).text, encoding="utf-8")
    for verb in (["check"], ["solve", "--set", f"{one}=0.7"], ["sweep", "--over", f"{one}=0:1:5", "--set", f"{two}=3"],
                 ["regimes", "--over", one, "--set", f"{two}=3"], ["margins", "--set", f"{one}=0.6"],
                 ["levers", "--target", "DEAL", "--over", one], ["bargain", "--over", f"{one}=0:1:3"],
                 ["export", "--to", str(tmp_path / "payoffs.csv")]):
        with pytest.raises(SystemExit) as stop:
            main([verb[0], str(file), *verb[1:]])
        assert not stop.value.code, (verb, capsys.readouterr().err)


def test_a_point_is_a_value(plain: Model) -> None:
    here = plain.point("later", cost=3)
    assert isinstance(here, Point)
    assert dict(here) == {"control": 0.9, "cost": 3}
    assert here == plain.point("", control=0.9, cost=3)
    assert hash(here) == hash(plain.point("", control=0.9, cost=3))
    assert plain.at(at=here).provenance.command.startswith("negotiation") or not plain.file
    assert np.array_equal(plain.at(at=here).payoffs, plain.at("later", cost=3).payoffs)
    assert plain.at(at=here, control=0.1).parameters["control"] == [0.1]
    assert ng.sweep(plain, at=here, control=[0.1, 0.2]).equilibria.parameters["cost"].tolist() == [3, 3]
    with pytest.raises(ng.errors.NegotiationError, match="at: found 3; allowed: a mapping of parameters"):
        plain.at(at=3)  # type: ignore[arg-type]
    with pytest.raises(ng.errors.ParameterError, match="'conrol' is not a parameter"):
        plain.at(at={"conrol": 1})


@pytest.mark.parametrize(("one", "two"), [("preset", "page"), ("label", "lambda")])
def test_the_app_takes_a_parameter_of_any_name(one: str, two: str) -> None:
    model = renamed(one, two)
    for what, attempt in TRIES.items():
        assert ends(attempt, model, "named", {one: 0.6, two: 3.0}) in ("answer", "sentence"), what
    name = own.keep(model.text)
    key, other = (f".{each}" if each in scenario.RESERVED else each for each in (one, two))
    for page in ("now", "when", "leverage"):
        app, words = opened(model=name, page=page, over=one, **{key: "0.9", other: "2"})
        assert "they give in" in words
        assert shown(app, one) == 0.9
        assert shown(app, two) == 2


def test_every_public_function_that_takes_parameters_takes_a_point() -> None:
    public = [getattr(ng, name) for name in ng.__all__]
    methods = [each for _, each in inspect.getmembers(Model, inspect.isfunction)]
    takers = [each for each in [*public, *methods] if inspect.isfunction(each) and any(
        one.kind is one.VAR_KEYWORD and one.name in ("values", "fixed")
        for one in inspect.signature(each).parameters.values())]
    assert len(takers) >= 11
    assert all("at" in inspect.signature(each).parameters for each in takers)
