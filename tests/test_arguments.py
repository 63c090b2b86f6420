"""Every public function refuses an argument of the wrong kind in one line, and never with another exception."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import negotiation as ng
from negotiation.errors import ArgumentError, NegotiationError, PointError

MODEL = ng.load("us-russia")
NAME = next(iter(MODEL.parameters))
GAME = MODEL.at()
FOUND = ng.solve(GAME, "pure")
SWEEP = ng.sweep(MODEL, **{NAME: [0.1, 0.2, 0.3]}, method="pure")
DEAL, LOTTERY, ISSUES = ng.bargain(ng.load("geneva-2016")), ng.bargain(GAME), ng.bargain(ng.load("panama-canal"))
REGIMES = ng.regimes(MODEL, NAME)
GENEVA = ng.load("geneva-2016")
COUPLE, FEARON = ng.load("couple"), ng.load("private-cost")
LEVERS = ng.levers(GENEVA, "TALKS", over=["war_cost"])
TARGET = ", ".join(party.strategies[0].id for party in MODEL.parties)

CALLS = {
    "load": (ng.load, {"name": "us-russia"}),
    "solve": (ng.solve, {"game": GAME, "method": "pure"}),
    "refinements": (ng.refinements, {"game": GAME, "equilibria": FOUND}),
    "refined": (ng.refined, {"game": GAME, "equilibria": FOUND}),
    "correlated": (ng.correlated, {"game": GAME, "objective": "welfare", "disagreement": None}),
    "mediator_value": (ng.mediator_value, {"game": GAME, "equilibria": FOUND, "objective": "welfare"}),
    "fictitious_play": (ng.fictitious_play, {"game": GAME, "rounds": 3, "seed": 1}),
    "replicator": (ng.replicator, {"game": GAME, "duration": 1.0, "steps": 3, "start": None}),
    "sweep": (ng.sweep, {"model": MODEL, "path": None, "points": None, "method": "pure", "preset": None,
                         "presets": None, "resume": None, "chunk": None, "options": None, NAME: [0.1, 0.2]}),
    "sweep along a path": (ng.sweep, {"model": GENEVA, "path": "campaign", "points": 3, "method": "pure"}),
    "regimes": (ng.regimes, {"model": MODEL, "over": NAME, "path": None, "preset": None, "mixed": None}),
    "regimes beside a value": (ng.regimes, {"model": GENEVA, "over": "control", "line": 0.3}),
    "regime_map": (ng.regime_map, {"model": GENEVA, "first": "control", "second": "line", "points": 3, "preset": None}),
    "margins": (ng.margins, {"model": MODEL, "names": [NAME], "preset": None, NAME: 0.2}),
    "stability": (ng.stability, {"model": MODEL, "over": None, "concept": "seq", "coalitions": False, "unknown": "a",
                                 "start": None, "improving": False, "inverse": None, "preset": None, NAME: 0.2}),
    "coalitions": (ng.coalitions, {"source": MODEL, "worth": "alpha", "preset": None, "path": None, "profile": None,
                                   "at": None, NAME: 0.2}),
    "power": (ng.power, {"model": GENEVA, "over": "control", "path": None, "preset": None, "structures": None,
                         "moves": False, "at": None, "line": 0.3}),
    "tu_game": (ng.tu_game, {"worth": {"A": 0, "B": 0, "A+B": 1}, "others": None, "name": "two"}),
    "Voting": (ng.Voting, {"quota": 3, "weights": [2, 1, 1], "members": ["A", "B", "C"]}),
    "ripeness": (ng.ripeness, {"model": ng.load("russia-iran"), "over": "control", "path": None, "preset": None}),
    "levers": (ng.levers, {"model": MODEL, "target": TARGET, "preset": None, "over": [NAME], "margin": 0, "seed": 0}),
    "bargain": (ng.bargain, {"source": GENEVA, "solution": "nash", "preset": None, "path": None, "disagreement": None,
                             "equilibria": None, "method": "pure", "weights": None, "patience": None,
                             "curvature": None, "control": 0.6}),
    "bargain of a game": (ng.bargain, {"source": GAME, "solution": ["nash"], "disagreement": None, "weights": None,
                                       "patience": None}),
    "sweep_to": (ng.sweep_to, {"model": MODEL, "to": "new.parquet", "path": None, "points": None, "method": "pure",
                               "preset": None, "presets": None, "executor": None, "resume": False, "progress": False,
                               "chunk": None, "options": None, "at": None, NAME: [0.1, 0.2]}),
    "read_study": (ng.read_study, {"path": "swept.parquet"}),
    "replay": (ng.replay, {"path": "swept.parquet", "executor": None, "progress": False}),
    "unfold": (ng.unfold, {"model": GENEVA, "select": "agreement", "start": None, "horizon": 1, "points": 3,
                           "discount": None, "method": "pure", "preset": None, "at": None, "control": 0.6}),
    "unfold_to": (ng.unfold_to, {
        "model": ng.load("forts"), "to": "new.parquet", "select": "agreement", "start": None, "horizon": 1, "points": 3,
        "discount": None, "preset": None, "executor": None, "resume": False, "progress": False, "chunk": None,
        "at": None, "odds": [0.4, 0.5]}),
    "doubt": (ng.doubt, {"model": COUPLE, "preset": None, "method": "pure", "at": None}),
    "offer": (ng.offer, {"model": FEARON, "proposer": "Challenger", "type": None, "along": None, "preset": None,
                         "at": None}),
    "uncertainty": (ng.uncertainty, {
        "model": MODEL, "draws": 8, "spread": 0.2, "seed": 7, "given": None, "over": [NAME], "shape": "uniform",
        "within": "value", "sampling": "sobol", "method": "pure", "of": None, "along": None, "points": 2, "logit": 0,
        "base": 0, "preset": None, "at": None}),
    "uncertainty_to": (ng.uncertainty_to, {
        "model": MODEL, "to": "new.parquet", "draws": 8, "spread": 0.2, "seed": 7, "given": None, "over": [NAME],
        "shape": "uniform", "within": "value", "sampling": "sobol", "method": "pure", "preset": None, "executor": None,
        "resume": False, "progress": False, "chunk": None, "at": None}),
    "write": (ng.write, {"result": FOUND, "path": "x.csv"}),
    "check": (ng.check, {"model": MODEL}),
    "document": (ng.document, {"result": FOUND}),
    "Model.at": (MODEL.at, {"preset": None, "path": None, NAME: 0.2}),
    "Model.values": (MODEL.values, {"preset": None}),
    "Model.exact": (MODEL.exact, {"preset": None, NAME: 0.2}),
    "Model.along": (GENEVA.along, {"path": "campaign", "running": 0.5, "preset": None, "at": None}),
    "Game.select": (GAME.select, {"points": 0}),
    "Game.index": (GAME.index, {"profile": TARGET}),
    "Game.slice": (GENEVA.at().slice, {"first": "US", "second": "Russia",
                                       "profile": "press, strike, walk, restrain, push"}),
    "Equilibria.at": (FOUND.at, {"point": 0}),
    "Sweep[]": (SWEEP.__getitem__, {"point": 0}),
    "Sweep.game": (SWEEP.game, {"point": 0}),
    "Regimes.at": (REGIMES.at, {"value": 0.1}),
    "Regimes.nearest": (REGIMES.nearest, {"value": 0.1}),
    "Game.label": (GAME.label, {"profile": (0,) * len(MODEL.parties)}),
    "Game.outcome_of": (GAME.outcome_of, {"profile": (0,) * len(MODEL.parties)}),
    "Game.party_index": (GAME.party_index, {"party": MODEL.parties[0].id}),
    "Game.rationals": (GAME.rationals, {"point": 0}),
    "Equilibria.strategies": (FOUND.strategies, {"row": 0}),
    "Model.parameter": (MODEL.parameter, {"name": NAME}),
    "Model.check_range": (MODEL.check_range, {"name": NAME, "values": 0.2}),
    "ShareDeal.rounds": (DEAL.rounds, {"count": 2, "first": 0, "point": 0}),
    "ShareDeal.leverage": (DEAL.leverage, {"parameter": "control"}),
    "PackageDeal.contents": (LOTTERY.contents, {"name": "nash", "point": 0}),
    "PackageDeal.frontier": (LOTTERY.frontier, {"point": 0}),
    "IssueDeal.parts": (ISSUES.parts, {"name": "nash", "point": 0}),
    "IssueDeal.division": (ISSUES.division, {"point": 0}),
    "Levers.trade_off": (LEVERS.trade_off, {"first": "war_cost", "second": "control", "points": 3}),
}
WRONG = [None, object(), "text", "", b"bytes", 3.5, float("nan"), float("inf"), -3, -1, 0, 10**40, True, [], ["x", 1],
         [None], {}, {"a": 1}, {1, 2}, np.array([1.0, 2.0]), np.array("x"), np.zeros((2, 2)), (1, 2, 3), 1j, range(3),
         pd.DataFrame({"a": [1]}), MODEL, GENEVA, GAME, FOUND, SWEEP, REGIMES, print, Path("x")]


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_refused_in_one_line_or_taken(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if name in ("read_study", "replay"):
        ng.sweep_to(MODEL, "swept.parquet", **{NAME: [0.1, 0.2]}, method="pure")
    function, right = CALLS[name]
    function(**right)
    for argument in right:
        for wrong in WRONG:
            try:
                function(**{**right, argument: wrong})
            except NegotiationError as error:
                assert "\n" not in str(error) and len(str(error)) < 700, (argument, wrong)
            except BaseException as error:
                said = f"{name}({argument}={wrong!r:.60}) raised {type(error).__name__}: {error}"
                raise AssertionError(said) from error


@pytest.mark.parametrize(("call", "words"), [
    (lambda: ng.levers(GENEVA, "TALKS", over="control"),
     "over: found the text 'control'; allowed: a list of names, ['control']"),
    (lambda: ng.margins(GENEVA, "control"), "names: found the text 'control'"),
    (lambda: ng.margins(GENEVA, ["control", 3]), "names: found 3 in the list; allowed: a list of names"),
    (lambda: ng.sweep(GENEVA, presets="castello"), "presets: found the text 'castello'"),
    (lambda: ng.regimes(GAME, NAME), 'model: found a Game; allowed: a Model, such as ng.load("geneva-2016")'),
    (lambda: ng.sweep("geneva-2016", control=[0.1]), "model: found 'geneva-2016'; allowed: a Model, such as ng.load"),
    (lambda: ng.levers(GAME, "TALKS"), "model: found a Game; allowed: a Model"),
    (lambda: ng.refined(MODEL, FOUND), "game: found a Model; allowed: a Game, such as model.at(control=0.7)"),
    (lambda: ng.solve(FOUND), "game: found an Equilibria; allowed: a Game, such as model.at(control=0.7) or a Model"),
    (lambda: ng.sweep(GENEVA, path="campaign", points=-3), "points: found -3; allowed: a whole number from 1 to"),
    (lambda: ng.sweep(GENEVA, control=[0.1], chunk=-1), "chunk: found -1; allowed: a whole number from 1"),
    (lambda: ng.sweep(GENEVA, control=[0.1], chunk=2.5), "chunk: found 2.5; allowed: a whole number from 1"),
    (lambda: ng.regime_map(GENEVA, "control", "line", points=-3), "points: found -3; allowed: a whole number from 2"),
    (lambda: ng.levers(GENEVA, "TALKS", margin=-1), "margin: found -1; allowed: a finite number from 0"),
    (lambda: ng.levers(GENEVA, ["TALKS"]), "target: found a list; allowed: a str"),
    (lambda: GENEVA.at(control=True), "control: found True; allowed: a number, or a list of numbers"),
    (lambda: GENEVA.at(control="a"), "control: found 'a'; allowed: a number, or a list of numbers"),
    (lambda: GENEVA.at(control=None), "control: found None; allowed: a number, or a list of numbers"),
    (lambda: ng.sweep(GENEVA, control=[True, False]), "control: found a list; allowed: a number"),
    (lambda: ng.levers(GENEVA, "TALKS", control=True), "control: found True; allowed: a number"),
    (lambda: ng.bargain(GENEVA, line="a"), "line: found 'a'; allowed: a number"),
    (lambda: ng.bargain(GENEVA, disagreement=3),
     "disagreement: found 3; allowed: a profile or an outcome as text, or 5 payoffs, one a party"),
    (lambda: GAME.label(99), "profile: found 99; allowed: 2 positions of strategies, one a party"),
    (lambda: DEAL.rounds("a"), "count: found 'a'; allowed: a whole number from 1 to 1,000"),
    (lambda: ng.fictitious_play(GAME, rounds=0), "rounds: found 0; allowed: a whole number from 1"),
])
def test_the_line_says_what_was_found_and_what_is_allowed(call, words):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert words in str(caught.value) and isinstance(caught.value, TypeError)


@pytest.mark.parametrize("point", [3, -4, 1.0, "0", None, True])
def test_a_point_that_is_not_there_is_an_index_error(point):
    for take in (SWEEP.equilibria.at, SWEEP.__getitem__, SWEEP.game):
        with pytest.raises(PointError, match="there are 3 points; allowed: -3 to 2") as caught:
            take(point)
        assert isinstance(caught.value, IndexError)


def test_every_public_function_is_tried():
    public = {name for name in ng.__all__ if inspect.isfunction(getattr(ng, name))}
    assert public - {name.split()[0] for name in CALLS} == {"conflicts", "shipped", "schema"}


def test_types_stand_behind_the_lazy_names():
    """The names that a type checker sees are those that are resolved."""
    tree = ast.parse(Path(ng.__file__).read_text(encoding="utf-8"))
    branch = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {each.name: node.module for node in branch.body if isinstance(node, ast.ImportFrom) for each in node.names}
    assert seen.keys() == ng._HOME.keys()
    for name, module in seen.items():
        assert getattr(import_module(module), name) is getattr(ng, name)
    assert Path(ng.__file__).with_name("py.typed").exists()


SNIPPET = '''
from fractions import Fraction
import numpy as np
import negotiation as ng
model = ng.load("geneva-2016")
reveal_type(model)
reveal_type(ng.solve(model.at(control=0.7)))
reveal_type(ng.sweep(model, control=[0.1]).to_frame())
reveal_type(ng.sweep(model, control=[0.1])[0])
reveal_type(ng.regimes(model, "control").tipping[0].decimal)
reveal_type(ng.levers(model, "TALKS"))
try:
    ng.sweep(model, control=[0.1])
except ng.SweepInterrupted as stop:
    reveal_type(stop.partial)
reveal_type(ng.bargain(model, control=[Fraction(1, 3), np.int64(1), 0.7]))
reveal_type(ng.tu_game({"A": 1, "B": 0, "A+B": 2}).nucleolus())
ng.levers(model, 3)
ng.sweep(model, control="high")
ng.swep(model)
'''


@pytest.mark.slow
def test_a_user_s_script_is_checked_by_mypy(tmp_path):
    from mypy import api

    script = tmp_path / "script.py"
    script.write_text(SNIPPET)
    kept = Path(__file__).parents[1] / ".mypy_cache" / "script"
    out, _, code = api.run(["--cache-dir", str(kept), "--follow-imports=silent", "--ignore-missing-imports",
                            "--config-file=", str(script)])
    shown = [line.split('"')[1].split(".")[-1] for line in out.splitlines() if "Revealed type" in line]
    assert shown == ["Model", "Equilibria", "DataFrame", "Equilibria", "float", "Levers", "Sweep | None",
                     "PackageDeal", "Fraction | float]"], out
    faults = [line for line in out.splitlines() if ": error:" in line]
    assert code == 1 and len(faults) == 3 and "swep" in faults[2], out
    assert all("incompatible type" in each for each in faults[:2])
