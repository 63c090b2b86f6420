"""The JSON documents: one head, one schema, strict; the same on screen and in files; a command that repeats them."""

import copy
import json
import shlex
from functools import cache

import jsonschema
import numpy as np
import pytest
from test_cli import run

import negotiation as ng
from negotiation.cli import VERBS
from negotiation.report.documents import document, schema, write
from negotiation.solvers import kernels

pytestmark = pytest.mark.slow

GENEVA = "geneva-2016"
COMMANDS = [
    "models",
    f"show {GENEVA}", "show us-russia",
    f"solve {GENEVA} --set control=1/2 --set line=0.3",
    f"solve {GENEVA} --preset=castello --method pure", "solve us-russia --more",
    f"sweep {GENEVA} --over control=0:1:11 --over line=0.3,0.75 --method pure",
    f"sweep {GENEVA} --path campaign --points 7 --set arms=0.3 --method pure",
    f"sweep {GENEVA} --path campaign --over control=0.2,0.3 --method pure",
    f"regimes {GENEVA} --over control --preset=castello", f"regimes {GENEVA} --path campaign --no-mixed",
    "regimes us-russia --over tension --mixed",
    f"map {GENEVA} --over control --over line --points 7 --set terms=0.4",
    f"map {GENEVA} --over line,control --points 5,3",
    f"map {GENEVA} --over doubt,control --points 3 --bayesian",
    f"margins {GENEVA} --over control --over refugees",
    f"levers {GENEVA} --target TALKS --over war_cost --over bad_faith --set control=0.6",
    f"levers {GENEVA} --target 'press, pause, talk, restrain, hold' --over control --over air --margin 0.1",
    f"bargain {GENEVA} --set control=0.6", f"bargain {GENEVA} --over control=0:1:5 --solution nash",
    f"bargain {GENEVA} --path campaign --points 5", "bargain us-russia", "bargain panama-canal",
    "bargain us-russia --disagreement=0,-1.5",
    f"unfold {GENEVA} --points 21 --deal TALKS --others 3",
    f"unfold {GENEVA} --points 11 --select conflict --horizon 4 --periods 3",
    f"uncertainty {GENEVA} --draws 300 --base 8 --logit 20 --given observed --along control --steps 3",
    f"uncertainty {GENEVA} --draws 200 --base 0 --logit 0 --over pride,isis --spread 0.1 --shape normal --of COLLAPSE "
    "--given cessation=COLLAPSE,ESCALATION --set control=0.6 --within range --sampling random",
    "stability elmira --inverse s8 --coalitions", "stability us-russia --set control=0.7 --concept seq --concept nash",
    "stability us-russia --over control --concept seq", "stability elmira --start s5 --improving --unknown c",
    "show elmira",
    f"doubt {GENEVA} --set doubt=0.4", "doubt couple --method pure", "solve couple --bayesian",
    "regimes couple --over willing --bayesian", f"offer {GENEVA} --proposer Coalition --along doubt",
    "offer private-cost --set resolve=0.5",
    f"coalitions {GENEVA} --set control=0.6", f"coalitions {GENEVA} --over control=0:1:3",
    "coalitions us-russia --worth beta",
    f"coalitions {GENEVA} --over control --preset=castello", f"coalitions {GENEVA} --path campaign",
    "coalitions us-russia --over tension --moves", "coalitions us-russia --worth equilibrium --profile 'press, strike'",
]


def closed(part):
    """Return a schema that allows no key that it does not name, so that no key goes undocumented."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    part = {name: closed(each) for name, each in part.items()}
    return {"additionalProperties": False, **part} if part.get("properties") else part


STRICT = jsonschema.Draft202012Validator({**closed(schema()), "$defs": closed(schema()["$defs"])})


@pytest.fixture(scope="module", autouse=True)
def _one_kernel() -> None:
    """Pages that ran before in this process take the plain kernel until a thread has loaded the other one."""
    kernels.load()


def refuse(name):
    raise AssertionError(f"{name} is no JSON")


def asked(capsys, command):
    code, out, err = run(capsys, *shlex.split(command), "--format", "json")
    assert code == 0, err
    return out, json.loads(out, parse_constant=refuse)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_document_is_strict_follows_the_schema_and_names_the_command_that_repeats_it(capsys, tmp_path, command):
    """The command that a document names writes the same bytes to a file; verbs that write none say them again."""
    command = command.replace("tension", next(iter(ng.load("us-russia").parameters)))
    out, found = asked(capsys, command)
    STRICT.validate(found)
    assert found["format"] == 1
    named = found["command"].removeprefix("negotiation ")
    if command.startswith(("models", "show")):
        again, repeated = asked(capsys, named)
        assert repeated == found and again == out
        return
    file = tmp_path / "x.json"
    assert run(capsys, *shlex.split(named), "--to", file)[0] == 0
    assert file.read_text(encoding="utf-8") == out
    model = ng.load(found["model"])
    model = model.bayesian() if found.get("bayesian") or found["analysis"] in ("doubt", "offer") else model
    assert set(found["parameters"]) == set(model.parameters) and len(found["text_sha256"]) == 64


def test_a_replay_follows_the_schema(capsys, tmp_path):
    ng.sweep_to(ng.load("us-russia"), tmp_path / "x.parquet", control=[0.1, 0.9], method="pure")
    found = asked(capsys, f"replay {tmp_path / 'x.parquet'}")[1]
    STRICT.validate(found)
    assert found["equal"] and found["first"] == [] and found["versions_that_differ"] == {}


def test_every_verb_that_prints_json_is_tried():
    assert {each.split()[0] for each in COMMANDS} == set(VERBS) - {"check", "new", "app", "export", "replay"}


def test_the_schema_is_a_schema_and_refuses_other_things(capsys):
    jsonschema.Draft202012Validator.check_schema(schema())
    found = asked(capsys, f"solve {GENEVA} --method pure")[1]
    missing = {name: value for name, value in found.items() if name != "path"}
    for spoiled in ({**found, "format": 2}, {**found, "complete": "yes"}, missing):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoiled, schema())
    odd = copy.deepcopy(found)
    odd["surprise"] = 1
    jsonschema.validate(odd, schema())
    with pytest.raises(jsonschema.ValidationError):
        STRICT.validate(odd)


@cache
def results():
    model, two = ng.load(GENEVA), ng.load("us-russia")
    first = next(iter(two.parameters))
    game = two.at()
    levers = ng.levers(model, "TALKS", over=["war_cost", "bad_faith"])
    return [
        game, two.at(**{first: [two.parameters[first].low, two.parameters[first].high]}), ng.solve(game),
        ng.solve(model.at(control=[0.1, 0.7]), "pure"), ng.sweep(model, presets=["castello", "astana"], method="pure"),
        ng.sweep(model, control=[0.1, 0.7], method="pure"), ng.regimes(model, "control"),
        ng.regime_map(model, "control", "line", points=5), ng.margins(model, ["control"]), levers,
        levers.trade_off("war_cost", "control", 5), ng.bargain(model, "nash"), ng.bargain(two, "nash"),
        ng.correlated(game), ng.fictitious_play(game, 5), ng.replicator(game, steps=5),
        ng.uncertainty(two, 200, logit=20, base=8),
        ng.ripeness(ng.load("russia-iran"), "control"), ng.coalitions(two), ng.power(model, "control"),
        ng.Voting(2, [1, 1, 1]), ng.tu_game({"A": 0, "B": 0, "A+B": 1}),
        ng.solve(ng.Game.from_payoffs([[1, 0]], [[0, 1]])),
    ]


@pytest.mark.parametrize("k", range(23))
def test_every_result_of_the_library_has_a_document(k):
    found = document(results()[k])
    json.loads(write(found), parse_constant=refuse)
    STRICT.validate(found)


def test_a_number_keeps_every_digit_and_no_infinity_is_written():
    values = np.array([0.1 + 0.2, 1e-17, np.inf, np.nan])
    import pandas as pd

    from negotiation.report.rows import rows

    assert [each["x"] for each in rows(pd.DataFrame({"x": values}))] == [0.1 + 0.2, 1e-17, None, None]
    margins = document(ng.margins(ng.load(GENEVA), ["refugees"]))
    assert margins["margins"][0]["distance"] is None
