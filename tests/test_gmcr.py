"""The option form (.gmcr): round trips of shipped conflicts, the program's own files, faults in one line."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.cli import main
from negotiation.errors import ModelError
from negotiation.library import conflicts, read_again
from negotiation.model.conflict import Conflict
from negotiation.modelfile.conflict.gmcr import OWN, parse_gmcr, to_gmcr

WRITTEN = [name for name in conflicts() if name != "gisborne"]

PRISONERS: dict[str, Any] = {
    "program": "gmcr-py", "useManualPreferenceVectors": True, "infeasibles": [],
    "options": [{"name": "Confess", "permittedDirection": "both"}, {"name": "Confess", "permittedDirection": "both"}],
    "decisionMakers": [{"name": "First", "options": [0], "preferences": [], "preferenceVector": [2, 1, 4, 3]},
                       {"name": "Second", "options": [1], "preferences": [], "preferenceVector": [3, 1, 4, 2]}],
}
"""As the program's older versions write it; options of one name."""


def order(ranks: np.ndarray) -> np.ndarray:
    return np.sign(ranks[:, :, None] - ranks[:, None, :])


@pytest.mark.parametrize("name", WRITTEN)
def test_a_shipped_conflict_comes_back_as_it_was(name: str) -> None:
    model = ng.load(name)
    assert isinstance(model, Conflict)
    back = parse_gmcr(to_gmcr(model), f"{name}.gmcr")
    for key in ("id", "title", "summary", "states", "options", "parties", "status_quo", "caveats"):
        assert getattr(back, key) == getattr(model, key), key
    assert (back.moves == model.moves).all() and (order(back.ranks) == order(model.ranks)).all()


@pytest.mark.parametrize("name", WRITTEN)
def test_the_form_alone_has_the_same_equilibria(name: str) -> None:
    """What a program keeps that knows nothing of ours: combinations that were one state are several that tie."""
    model = ng.load(name)
    tree = json.loads(to_gmcr(model))
    del tree[OWN]
    bare = parse_gmcr(json.dumps(tree))
    ours, theirs = ng.stability(model), ng.stability(bare)
    ids = [each.id for each in model.states]
    assert len(bare.states) == len(model.member)
    for concept in ours.concepts:
        held = {ids[model.member[int(each[1:]) - 1]] for each in theirs.equilibria(concept)}
        assert held == set(ours.equilibria(concept)), concept


def test_a_file_of_the_program_itself_is_read() -> None:
    found = ng.stability(parse_gmcr(json.dumps(PRISONERS)))
    shipped = ng.stability(ng.load("prisoners"))
    assert {each: found.equilibria(each) for each in found.concepts} == {
        each: shipped.equilibria(each) for each in shipped.concepts}


def test_prioritised_statements_rank_the_states() -> None:
    tree = json.loads(json.dumps(PRISONERS)) | {"useManualPreferenceRanking": False}
    tree["infeasibles"] = [[[0, "Y"], [1, "Y"]]]
    tree["decisionMakers"][0]["preferences"] = [{"compound": True, "members": [[[0, "Y"]], [[1, "Y"]]]}, [[1, "N"]]]
    tree["decisionMakers"][1]["preferences"] = []
    found = parse_gmcr(json.dumps(tree))
    assert [each.levels["Confess"] for each in found.states] == ["no", "yes", "no"]  # none, the first, the second
    assert order(found.ranks)[0][:, 0].tolist() == [0, 1, 1] and order(found.ranks)[0][1, 2] == 1
    assert not order(found.ranks)[1].any()


def test_what_the_form_cannot_say_is_refused() -> None:
    with pytest.raises(ModelError, match="does not compare"):
        to_gmcr(ng.load("gisborne"))


def test_the_command_line_writes_and_reads_it(tmp_path, capsys) -> None:
    file = str(tmp_path / "elmira.gmcr")
    for arguments in (["export", "elmira", "--to", file], ["stability", file, "--concept", "seq"], ["check", file]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert not left.value.code, capsys.readouterr().err
    assert "s5" in capsys.readouterr().out
    model = ng.load(file)
    assert read_again({"model": "elmira", "model text": model.text}).title == model.title
    for arguments, words in [(["export", "geneva-2016", "--to", file], "holds a graph model; found Model"),
                             (["export", "elmira", "--to", str(tmp_path / "x.csv")], "export to a .gmcr file")]:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 1 and words in capsys.readouterr().err


def test_the_app_keeps_and_opens_it() -> None:
    from negotiation.view.session import own

    name = own.keep(to_gmcr(ng.load("elmira")), ".gmcr")
    assert own.text(name)[1] == ".gmcr" and own.model(name).title == ng.load("elmira").title
    assert str(own.examine("{", ".gmcr")[1][0]).startswith("model.gmcr:1: is not JSON")


def broken(path: str, value: object) -> str:
    tree = json.loads(to_gmcr(ng.load("elmira")))
    *keys, last = [int(each) if each.isdigit() else each for each in path.split(".")]
    at = tree
    for key in keys:
        at = at[key]
    at[last] = value
    return json.dumps(tree)


@pytest.mark.parametrize(("path", "value", "words"), [
    ("options", None, "options: found None; allowed: a list of at most 17"),
    ("options", [{"name": "x"}] * 18, "found '18 entries'"),
    ("infeasibles", [[]], "0 states are feasible"),
    ("infeasibles", [[[9, "Y"]]], "infeasibles.1: found a list; allowed: pairs such as [0, \"Y\"], of options 0 to 4"),
    ("infeasibles", [[[True, "Y"]]], "infeasibles.1"),
    ("infeasibles", [[[0, ["Y"]]]], "infeasibles.1"),
    ("options.0.permittedDirection", "sideways", "allowed: both, fwd, back"),
    ("options.0.name", 5, "options.1: found 5; allowed: an object with \"name\", a text"),
    ("options.0", 5, "options.1: found 5"),
    ("options.0", "Modify", "options.1: found 'Modify'"),
    ("decisionMakers.0.options", [0, 1], "each of the 5 options once"),
    ("decisionMakers.0.options", "0", "a list of numbers of options"),
    ("decisionMakers.1", [], "found a list"),
    ("decisionMakers.0.preferenceRanking", [1, 2], "the order lacks"),
    ("decisionMakers.0.preferenceRanking", [1, 99], "found 99; allowed: states 1 to 12"),
    ("decisionMakers.0.preferenceRanking", [[[1]]], "numbers of states"),
    ("useManualPreferenceRanking", False, ""),
    ("negotiation.states", [{"id": "s1"}], "a list of states with id, label, at"),
    ("negotiation.states.0.at", {"modify": 7}, "allowed: no, yes"),
    ("negotiation.ids", ["a b"] * 8, "is not an option"),
    ("negotiation.ids.0", "1 * __import__", "parties.1.id: found '1 * __import__'"),
    ("negotiation.status_quo", "s77", "'s77' is not a state"),
    ("negotiation.title", 5, "title: found 5"),
    ("negotiation.caveats", {"a": 1}, "caveats"),
    ("negotiation.alike", [5], "negotiation.alike.1"),
    ("negotiation", 5, ""),
])
def test_what_is_wrong_is_said_in_one_line(path: str, value: object, words: str) -> None:
    try:
        parse_gmcr(broken(path, value))
    except ModelError as error:
        assert str(error).startswith("conflict.gmcr") and "\n" not in str(error) and words in str(error), str(error)
    else:
        assert not words


@pytest.mark.parametrize(("text", "words"), [
    ("", "conflict.gmcr:1: is not JSON"), ("[" * 100_000, "nested too deep"), ("[]", "found a list"),
    ("{" + "}" * 9, "is not JSON"), ('{"options": ' + "9" * 5000 + "}", "conflict.gmcr"),
    (" " * 1_100_000, "at most 1,048,576 are allowed"), (b"\xff\xfe", "is not UTF-8"),
])
def test_what_is_no_such_file_is_refused(text: str | bytes, words: str) -> None:
    with pytest.raises(ModelError, match=words) as said:
        parse_gmcr(text)
    assert "\n" not in str(said.value)


def test_conditions_that_would_take_minutes_are_refused() -> None:
    options = [{"name": f"o{k}"} for k in range(17)]
    tree = {"options": options, "decisionMakers": [{"name": "A", "options": [*range(17)], "preferences": []}],
            "infeasibles": [[[k, "Y"] for k in range(17)]] * 2000}
    with pytest.raises(ModelError, match="infeasibles.90: found '1,530 marks so far'; allowed: 1,525 marks"):
        parse_gmcr(json.dumps(tree))


KEYS = st.sampled_from(["name", "options", "members", "id", "at", "label"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 20) | st.floats() | st.text(max_size=4) | st.sampled_from("YN"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6)
PATHS = ("options", "options.1", "options.1.name", "decisionMakers.0", "decisionMakers.2.options", "infeasibles",
         "infeasibles.0", "infeasibles.0.1", "decisionMakers.1.preferenceRanking",
         "decisionMakers.1.preferenceRanking.2",
         "negotiation", "negotiation.states", "negotiation.states.3", "negotiation.states.3.at", "negotiation.alike.0",
         "negotiation.ids", "negotiation.caveats", "negotiation.version")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PATHS), VALUES)
def test_anything_anywhere_is_read_or_refused(path: str, value: object) -> None:
    try:
        parse_gmcr(broken(path, value))
    except ModelError as error:
        assert "\n" not in str(error)
