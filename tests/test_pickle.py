"""Every result pickles, copies, and is the same in another process, where it is computed again as well."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.equality import equal
from negotiation.errors import ExpressionError, NotFiniteError
from negotiation.modelfile import parse_model
from negotiation.provenance import Tabled
from negotiation.refine import refined
from negotiation.solvers.logit import branch

pytestmark = pytest.mark.slow

CURVED = """
format = 1
title = "Curved"
[[parties]]
id = "A"
strategies = [{id = "stay"}, {id = "go"}]
[[parties]]
id = "B"
strategies = [{id = "wait"}, {id = "act"}]
[parameters.t]
low = 0
high = 1
default = 0.3
[payoffs]
A = "go*(exp(t) - sqrt(2)*act)"
B = "act*(log(1 + t) - 1/4*go)"
"""
PLANE = CURVED.replace("[payoffs]", "[parameters.s]\nlow = 0\nhigh = 1\ndefault = 0.3\n[payoffs]").replace(
    "exp(t) - sqrt(2)*act", "t - s*act").replace("log(1 + t) - 1/4*go", "t - go*s")
GENEVA, BILATERAL, ISSUES = ng.load("geneva-2016"), ng.load("russia-coalition"), ng.load("panama-canal")


def game(**values: float) -> ng.Game:
    return GENEVA.at(**values)


MADE: dict[str, Callable[[float], Any]] = {
    "Model": lambda x: GENEVA,
    "Point": lambda x: GENEVA.point(control=x),
    "Game": lambda x: game(control=x),
    "Equilibria": lambda x: ng.solve(game(control=x)),
    "Equilibria, refined": lambda x: refined(game(control=x), ng.solve(game(control=x))),
    "Sweep": lambda x: ng.sweep(GENEVA, control=np.linspace(x, 1, 7), method="pure"),
    "Correlated": lambda x: ng.correlated(game(control=x)),
    "Trajectory": lambda x: ng.fictitious_play(BILATERAL.at(control=x), rounds=20),
    "Branch": lambda x: branch(BILATERAL.at(control=x)),
    "Regimes": lambda x: ng.regimes(GENEVA, "control", line=x),
    "Regimes, mixed": lambda x: ng.regimes(BILATERAL, "control"),
    "Regimes, curved": lambda x: ng.regimes(parse_model(CURVED), "t"),
    "RegimeMap": lambda x: ng.regime_map(GENEVA, "control", "line", points=5, terms=x),
    "Margins": lambda x: ng.margins(BILATERAL, control=x),
    "Ripeness": lambda x: ng.ripeness(GENEVA, "control", line=x),
    "Levers": lambda x: ng.levers(GENEVA, "TALKS", control=x, over=("control", "line")),
    "TradeOff": lambda x: ng.levers(GENEVA, "TALKS", control=x, over=("control", "line")).trade_off("control", "line"),
    "Uncertainty": lambda x: ng.uncertainty(GENEVA, 200, logit=16, base=8, given="observed", along="control", points=3,
                                            control=x),
    "ShareDeal": lambda x: ng.bargain(GENEVA, control=x),
    "PackageDeal": lambda x: ng.bargain(BILATERAL.at(control=x)),
    "IssueDeal": lambda x: ng.bargain(ISSUES),
    "Coalitions": lambda x: ng.coalitions(GENEVA, control=x),
    "PowerAlong": lambda x: ng.power(GENEVA, "control", moves=False, line=x),
    "Voting": lambda x: ng.Voting(x, [0.5, 0.3, 0.2]),
    "Stability": lambda x: ng.stability(GENEVA, control=x),
    "StabilityAlong": lambda x: ng.stability(parse_model(PLANE), "t", s=x),
    "Doubt": lambda x: ng.doubt(ng.load("couple"), willing=x),
    "Offer": lambda x: ng.offer(ng.load("private-cost"), resolve=x),
    "War": lambda x: ng.unfold(GENEVA, horizon=2, points=5, method="pure", control=x),
    "Provenance": lambda x: game(control=x).provenance,
}


def test_no_kind_of_result_is_left_out() -> None:
    public = {name for name in dir(ng) if isinstance(getattr(ng, name), type) and issubclass(getattr(ng, name), Tabled)}
    assert public <= {name.split(",")[0] for name in MADE}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was made here, and it after another process compared it with its own and sent it back."""
    here = {name: make(0.7) for name, make in MADE.items()}
    file = tmp_path_factory.mktemp("pickled") / "results"
    file.write_bytes(pickle.dumps(here))
    paths = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parents[1])))
    told = subprocess.run([sys.executable, "-c", OTHER, str(file)], capture_output=True, text=True, timeout=200,
                          env={**os.environ, "PYTHONPATH": paths})
    assert told.returncode == 0, told.stderr[-2000:]
    return here, pickle.loads(file.read_bytes())


OTHER = """
import pickle, sys
from pathlib import Path
file = Path(sys.argv[1])
found = pickle.loads(file.read_bytes())
import test_pickle as test
unequal = [name for name, make in test.MADE.items() if not test.equal(found[name], make(0.7))]
assert not unequal, unequal
file.write_bytes(pickle.dumps(found))
"""


@pytest.mark.parametrize("name", MADE)
def test_a_result_is_the_same_in_another_process(name: str, elsewhere: tuple[dict[str, Any], dict[str, Any]]) -> None:
    here, back = elsewhere[0][name], elsewhere[1][name]
    assert back is not here and equal(back, here)
    for each in (back, copy.copy(here), copy.deepcopy(here)):
        assert each == here and hash(each) == hash(here)
    if isinstance(here, Tabled):
        assert ng.document(back) == ng.document(here)


@pytest.mark.parametrize("name", sorted(MADE.keys() - {"Model", "IssueDeal", "Regimes, mixed", "Regimes, curved"}))
def test_results_of_other_points_are_not_equal(name: str, elsewhere: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert elsewhere[0][name] != MADE[name](0.71)


@pytest.mark.parametrize("error", [
    ExpressionError("x"), ng.ArgumentError("x"), ng.ExportError("x"), ng.ModelError("x", 3, ("payoffs", "A")),
    NotFiniteError("A's payoff", "t = 0", 1, (0, 1), 2),
], ids=lambda error: type(error).__name__)
def test_an_error_is_the_same_in_another_process(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error) and again.args == error.args
    assert {name: value for name, value in vars(again).items() if name != "every"} == \
        {name: value for name, value in vars(error).items() if name != "every"}


def test_an_interrupted_sweep_is_the_same_in_another_process() -> None:
    swept = ng.sweep(GENEVA, control=np.linspace(0, 1, 5), method="pure")
    again = pickle.loads(pickle.dumps(ng.SweepInterrupted(swept)))
    assert again.partial == swept
