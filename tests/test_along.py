"""Along a slider: one truth in headline, page and command line, mixed equilibria among it."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from sys import modules

import numpy as np
import pytest

import negotiation as ng
from negotiation.arithmetic.algebraic import Algebraic
from negotiation.modelfile import parse_model
from negotiation.tipping.along.line import line
from negotiation.tipping.along.sampling.sampled import Piece, Sampling, _beside
from negotiation.tipping.analysis import regimes_on
from negotiation.view import compute, headline
from negotiation.view.compute import cache
from negotiation.view.pages import when
from negotiation.view.panel import ahead
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import visit

GENEVA = ng.load("geneva-2016")
TWO = """
format = 1
title = "two lines"
[parameters.t]
label = "Tee"
low = 0
high = 1
default = 0.5
[[parties]]
id = "One"
strategies = [{ id = "a" }, { id = "b" }]
[[parties]]
id = "Two"
strategies = [{ id = "x" }, { id = "y" }]
[payoffs]
One = "a*(t - 0.501)*(t - 0.504)"
Two = "x"
"""


def test_headline_page_and_command_line_say_the_same_two_points(tmp_path, capsys):
    from negotiation.cli import main

    file = tmp_path / "two.toml"
    file.write_text(TWO)
    model = parse_model(TWO, "two.toml")
    here = visit(model, Address(Scenario("two", ""), over="t"))
    assert "0.501" in headline.words(here)
    assert compute.along(model, here.at, "t").regimes.tips == (0.501, 0.504)
    assert "0.501" in when._nearest(here, compute.exact(model, here.at, "t"))[0]
    with pytest.raises(SystemExit):
        main(["regimes", str(file), "--over", "t", "--format", "json"])
    said = json.loads(capsys.readouterr().out)["tipping"]
    assert {each["exact"] for each in said} == {"501/1000", "63/125"}


@pytest.fixture(scope="module")
def found():
    return regimes_on(line(GENEVA, "control", None, GENEVA.point()), GENEVA.point(), True, Sampling())


def test_the_mixed_equilibria_of_geneva_change_where_they_do(found):
    mixed = [point.decimal for point in found.tipping if "+" in point.label]
    for value in (0.14339930332, 0.14521913922, 0.1466400):
        assert min(abs(each - value) for each in mixed) < 1e-6
    for value in (0.14, 0.144, 0.1455, 0.15, 0.2, 0.5):
        solved = set(ng.solve(GENEVA.at(control=value), "complete").label)
        assert {row.label for row in found.at(value)} == solved


def test_the_headline_counts_what_its_tipping_points_speak_of(found):
    assert np.allclose(found.around(0.14), (0.1344840360, 0.1433993033)) and np.allclose(found.around(0.15)[0], 0.14664)


@pytest.mark.parametrize("name", ["geneva-2016", "us-russia"])
def test_by_order_only_nothing_of_what_is_said_speaks_of_mixed_equilibria(name):
    model, slider = ng.load(name), {"geneva-2016": "control"}.get(name) or next(iter(ng.load(name).parameters))
    found = compute.along(model, compute.values(model, model.values()), slider, True)
    assert all(row.pure for row in found.regimes.standings) and not found.due
    assert not any("+" in label for row in found.regimes.regimes for label in row.labels)
    assert [*found.regimes.notes] == ["mixed equilibria were not looked for"]
    assert found.regimes.provenance.options["mixed"] is False
    if name == "geneva-2016":
        assert np.allclose(found.regimes.around(0.14), (0.13408619, 0.15379478))


def test_every_end_of_a_followed_equilibrium_is_one(found):
    """Just inside the solver has it, just outside it has one less on its supports."""
    ends = [(row.label, each, inward, end) for row in found.standings if not row.pure for each in row.intervals
            for inward, end in ((1, each.start), (-1, each.stop)) if not end.edge]
    step = 2e-5
    inside, outside = (GENEVA.at(control=np.array([end.decimal + sign * inward * step for _, _, inward, end in ends]))
                       for sign in (1, -1))
    here, there = ng.solve(inside, "complete"), ng.solve(outside, "complete")
    for k, (label, each, inward, end) in enumerate(ends):
        if each.stop.decimal - each.start.decimal > 4 * step:
            inside, outside = ((solved.label[solved.point == k] == label).sum() for solved in (here, there))
            beyond = [row.label for row in found.at(end.decimal - inward * step)]
            assert inside > outside == beyond.count(label)

@pytest.mark.slow
def test_the_headline_does_not_depend_on_when_the_kernel_is_ready(monkeypatch):
    """Until it is, what is missing is said; then every reader has the mixed equilibria."""
    here = visit(GENEVA, Address(Scenario("geneva-2016", "", {"control": 0.14}), over="control"))
    patient = replace(modules["negotiation.view.compute.along"].SAMPLING, seconds=600.0, points=51)
    monkeypatch.setattr(modules["negotiation.view.compute.along"], "SAMPLING", patient)
    monkeypatch.setattr(cache, "STORE", cache.Store())  # What is sampled so thinly here is nobody else's answer.
    monkeypatch.setattr(compute.point, "_kernel", [])
    early = compute.along(GENEVA, here.at, "control")
    assert early.due and headline.DUE in headline.tip(here) and "in pure choices" in headline.tip(here)
    assert not compute.along(GENEVA, here.at, "control", ordinal=True).due and not ahead.words(here, "")
    said = set()
    for kernel in ("numba", "numpy"):
        monkeypatch.setattr(compute.point, "_kernel", [kernel])
        assert not compute.along(GENEVA, here.at, "control").due and compute.at_hand(GENEVA, here.at, "control")
        said.add((headline.words(here), ahead.words(here, "")["control"]["tips"][14]))
    assert len(said) == 1 and "being computed" not in headline.words(here)


def test_beside_one_end_of_two_equilibria_is_looked_once():
    piece = Piece(Algebraic.rational(Fraction(0)), Algebraic.rational(Fraction(1)), [0.0, 0.5, 1.0])
    assert _beside([piece], [0.2, 0.2 + 1e-16, 0.2 + 2e-6], 1e-5) == pytest.approx([0.2 - 1e-5, 0.2 + 1e-5])
    assert len(piece.at) == 5


def test_the_app_and_the_library_find_the_same_along_a_slider(monkeypatch):
    """The brief names the command that repeats it: the numbers of mixed equilibria too, and what is said of them."""
    monkeypatch.setattr(compute.point, "_kernel", ["numba"])
    for control, more in ((0.14, {}), (0.3, {"line": 0.03, "arms": 0.28})):
        point = visit(GENEVA, Address(Scenario("geneva-2016", "", {"control": control, **more}), over="control"))
        here = ng.document(compute.along(GENEVA, point.at, "control").regimes)
        there = ng.document(ng.regimes(GENEVA, "control", mixed=True, **more))
        for each in ("notes", "profiles", "regimes", "tipping"):
            assert here[each] == there[each]
        assert any(not row["pure"] for row in there["profiles"])
