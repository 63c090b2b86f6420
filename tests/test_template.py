"""The editor's template shows the whole format: every section and key of the schema stands in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from negotiation.cli import main
from negotiation.errors import ModelError
from negotiation.expectations import check
from negotiation.library import conflicts, shipped
from negotiation.modelfile import faults, parse_model
from negotiation.modelfile.authors import TEXT, choices, editors_schema, template
from negotiation.modelfile.schema import ModelTable
from negotiation.view.editing import start

TREE = tomllib.loads(TEXT)
REMARKS = " ".join(re.findall(r"#(.*)", TEXT))


def tables(shape: Any) -> list[type[BaseModel]]:
    """Return the tables inside a type: `dict[Id, SourceTable]` -> [SourceTable]."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return [shape]
    return [found for part in get_args(shape) for found in tables(part)]


def rows(tree: Any) -> Iterator[dict[str, Any]]:
    """Return the tables at and directly below a place of the file."""
    if isinstance(tree, dict):
        yield tree
    for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        if isinstance(each, dict):
            yield each


def keys(table: type[BaseModel], found: list[dict[str, Any]], where: str = "") -> Iterator[tuple[str, str, bool]]:
    """Yield each key of a table and below with whether it is written in the file."""
    for key, field in table.model_fields.items():
        values = [row[key] for row in found if key in row]
        yield where, key, bool(values)
        for inner in tables(field.annotation):
            yield from keys(inner, [row for value in values for row in rows(value)], f"{where}{key}.")


@pytest.mark.parametrize(("where", "key", "written"), list(keys(ModelTable, [TREE])))
def test_every_section_and_key_of_the_format_stands_in_the_template(where: str, key: str, written: bool) -> None:
    assert written or re.search(rf"\b{key} = ", REMARKS), f"{where}{key}"


def test_the_walk_over_the_schema_reaches_its_leaves() -> None:
    every = {where + key for where, key, _ in keys(ModelTable, [TREE])}
    assert {"constraints.message", "parties.strategies.description", "bargaining.sides.curvature",
            "bargaining.issues.points", "expect.gains.gain", "paths.ties", "components.unit"} <= every


def test_a_key_that_is_left_out_is_missed() -> None:
    less = tomllib.loads(TEXT.replace("curvature =", "weight_ ="))
    assert ("bargaining.sides.", "curvature", False) in list(keys(ModelTable, [less]))


SUBSETS = [(), *((each,) for each in choices()), ("presets", "unfolding"), ("sources", "bargaining", "paths")]


@pytest.mark.parametrize("only", SUBSETS, ids=lambda only: "+".join(only) or "none")
def test_every_choice_of_sections_gives_a_model_that_holds(only: tuple[str, ...]) -> None:
    text = template("A new one", only)
    assert check(parse_model(text, "new.toml")) == [] and 'title = "A new one"' in text
    tree = tomllib.loads(text)
    assert set(only) - {"expectations"} <= tree.keys() and ("expect" in tree) == ("expectations" in only)


def test_the_whole_template_is_the_app_s_and_holds() -> None:
    assert start.TEMPLATE == TEXT == template() and check(parse_model(TEXT, "template.toml")) == []


def test_a_section_that_there_is_not_is_refused_in_one_line() -> None:
    with pytest.raises(ModelError, match="'bargainin' is not a section of the template; did you mean 'bargaining'"):
        template("", ["bargainin"])


@pytest.fixture(scope="module")
def editor() -> Draft202012Validator:
    Draft202012Validator.check_schema(editors_schema())
    return Draft202012Validator(editors_schema())


@pytest.mark.parametrize("name", [*shipped(), *conflicts()])
def test_the_schema_for_editors_takes_every_shipped_model(name: str, editor: Draft202012Validator) -> None:
    assert list(editor.iter_errors(tomllib.loads({**shipped(), **conflicts()}[name].read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(("old", "new"), [
    ('kind = "lever"', 'kind = "leaver"'), ("format = 1", "format = 2"), ("look = 1", "colour = 1"),
    ('id = "Us"', "id = 3"), ("low = 0\n", ""), ('patterns = ["offer, accept"]', 'patterns = "offer, accept"')])
def test_the_schema_for_editors_refuses_what_the_reader_refuses(old: str, new: str,
                                                                editor: Draft202012Validator) -> None:
    wrong = TEXT.replace("# look", "look").replace(old, new)
    assert wrong != TEXT.replace("# look", "look") and faults(wrong)
    assert list(editor.iter_errors(tomllib.loads(wrong)))


def test_the_schema_says_what_keys_mean_in_the_template_s_words() -> None:
    keys = editors_schema()["$defs"]["SideTable"]["properties"]
    assert keys["patience"]["description"] == "what a round later is worth of now, below 1"


def test_new_writes_a_model_that_check_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                             capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments, code in ((["new", "our-talks", "--schema"], 0), (["check", "our-talks.toml"], 0),
                            (["new", "our-talks"], 1), (["new", "no/such/folder"], 1),
                            (["new", "b", "--sections", "x"], 1),
                            (["new", "plain", "--sections", "none", "--title", 'A "plain" one'], 0),
                            (["check", "plain.toml"], 0), (["new", "in parts", "--sections", "parties,outcomes"], 0)):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        told = capsys.readouterr()
        assert left.value.code == code and told.err.count("\n") == code, arguments
    assert told.out.endswith("then: negotiation check 'in parts.toml'\n")
    text = (tmp_path / "our-talks.toml").read_text(encoding="utf-8")
    assert text.startswith("#:schema ./negotiation.schema.json\n") and 'title = "Our talks"' in text
    assert json.loads((tmp_path / "negotiation.schema.json").read_text(encoding="utf-8")) == editors_schema()


def test_the_help_of_new_names_every_section_that_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["new", "--help"])
    said = " ".join(capsys.readouterr().out.replace("|", " ").split())
    assert ", ".join(choices()) in said
