"""Sweeps: the batch equals its points one by one; grids, paths, chunks, interruption and resumption."""

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import ArgumentError, NegotiationError, ParameterError, SolverError
from negotiation.studies.sweeps import SweepInterrupted


@pytest.fixture(scope="module")
def geneva():
    return ng.load("geneva-2016")


def test_a_batch_equals_its_points_one_by_one(geneva):
    control = np.linspace(0, 1, 23)
    batch = geneva.at(control=control)
    for p, value in enumerate(control):
        np.testing.assert_allclose(batch.payoffs[p], geneva.at(control=value).payoffs[0], rtol=0, atol=1e-13)
    swept = ng.sweep(geneva, control=control, method="pure").equilibria
    for p, value in enumerate(control):
        alone = ng.solve(geneva.at(control=value), "pure")
        assert swept.at(p).label.tolist() == alone.label.tolist()
        np.testing.assert_allclose(swept.at(p).payoffs, alone.payoffs, atol=1e-12)


def test_a_grid_is_the_product_of_its_axes_the_last_running_fastest(geneva):
    found = ng.sweep(geneva, control=[0.2, 0.7], line=[0.3, 0.5, 0.75], method="pure")
    assert found.shape == (2, 3) and found.over == ("control", "line") and found.finished
    assert found.equilibria.parameters["control"].tolist() == [0.2] * 3 + [0.7] * 3
    assert found.equilibria.parameters["line"].tolist() == [0.3, 0.5, 0.75] * 2
    assert found.to_frame().columns[:3].tolist() == ["point", "control", "line"]


def test_a_path_ties_its_parameters(geneva):
    found = ng.sweep(geneva, path="campaign", points=11, method="pure")
    values = found.equilibria.parameters
    np.testing.assert_allclose(values["line"], 1 - values["control"])
    assert found.equilibria.points == 11


@pytest.mark.parametrize("chunk", [1, 4, 7, 100])
def test_chunks_do_not_change_the_answer(geneva, chunk):
    whole = ng.sweep(geneva, path="campaign", points=21, method="pure").to_frame()
    parts = ng.sweep(geneva, path="campaign", points=21, method="pure", chunk=chunk).to_frame()
    assert whole.drop(columns="regret").equals(parts.drop(columns="regret"))


def test_an_interrupted_sweep_keeps_what_was_finished_and_resumes(geneva, monkeypatch):
    import negotiation.studies.sweeps as room

    calls = []

    def solve(*arguments, **options):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return ng.solve(*arguments, **options)

    monkeypatch.setattr(room, "solve", solve)
    with pytest.raises(SweepInterrupted) as stop:
        ng.sweep(geneva, control=np.linspace(0, 1, 10), method="pure", chunk=3)
    partial = stop.value.partial
    assert partial.equilibria.points == 6 and not partial.finished
    whole = ng.sweep(geneva, control=np.linspace(0, 1, 10), method="pure", chunk=3, resume=partial)
    assert whole.finished
    assert whole.to_frame().equals(ng.sweep(geneva, control=np.linspace(0, 1, 10), method="pure").to_frame())


@pytest.mark.parametrize(("values", "words"), [
    ({"allepo": [0, 1]}, "'allepo' is not a parameter of geneva-2016"),
    ({"control": [0, 1.5]}, "control = 1.5 is outside its range; allowed: 0 to 1"),
    ({"control": "high"}, "control: found 'high'; allowed: a number, or a list of numbers"),
    ({"control": []}, "control: found an empty list; allowed: a list of numbers"),
    ({"control": [[0.1], [0.2]]}, "or a list of numbers"),
    ({"path": "campain"}, "did you mean 'campaign'"),
    ({"preset": "vienna"}, "is not a preset of geneva-2016"),
    ({"control": 0.5, "method": "magic"}, "'magic' is not a method"),
    ({"control": 0.5, "method": "support"}, "takes 2 parties, geneva-2016 has 5"),
    ({"path": "campaign", "line": [0.1, 0.2]}, "line: the path 'campaign' sets it; allowed: control, and"),
    ({name: np.zeros(4000) for name in ("control", "line")}, "has 16,000,000 points; allowed: at most 10,000,000"),
    ({"control": 0.5, "method": "pure", "options": {"budget": 9}}, "'budget' is not an option of method pure"),
    ({"air": 0.9}, "(broken: air + ground + synergy <= 1)"),
])
def test_bad_requests_are_one_line(geneva, values, words):
    with pytest.raises((ParameterError, SolverError, ArgumentError)) as caught:
        ng.sweep(geneva, **values)
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert isinstance(caught.value, NegotiationError)


CALL = {"control": [0.1, 0.5, 0.9], "method": "pure"}


@pytest.mark.parametrize(("other", "what"), [
    ({"control": [0.1, 0.5, 0.8]}, "grid"), ({"control": [0.1, 0.5, 0.9], "line": [0.3, 0.4]}, "grid"),
    ({"line": 0.4}, "value of line"), ({"preset": "castello"}, "preset"), ({"presets": ["geneva-suspended"]}, "preset"),
    ({"method": "complete"}, "method"), ({"method": "complete", "options": {"budget": 9}}, "method"),
    ({"path": "campaign"}, "path"), ({"model": ng.load("russia-coalition")}, "model"),
])
def test_a_sweep_of_another_call_is_not_resumed(geneva, other, what):
    partial = ng.sweep(geneva, **CALL)
    model = other.pop("model", geneva)
    with pytest.raises(ParameterError, match=f"resume: the partial sweep has another {what}; allowed: the same"):
        ng.sweep(model, **{**CALL, **other}, resume=partial)


def test_a_model_read_twice_is_the_same_and_an_option_is_not(geneva):
    partial = ng.sweep(geneva, **CALL)
    assert ng.sweep(ng.load("geneva-2016"), **CALL, resume=partial).to_frame().equals(partial.to_frame())
    asked = {"control": [0.1, 0.5], "method": "complete"}
    begun = ng.sweep(geneva, **asked, options={"seconds": 20.0})
    with pytest.raises(ParameterError, match=r"another set of options \(seconds = 20.0 then, seconds = 10.0 now\)"):
        ng.sweep(geneva, **asked, options={"seconds": 10.0}, resume=begun)


def test_a_sweep_is_a_sequence_of_its_points(geneva):
    found = ng.sweep(geneva, control=np.linspace(0, 1, 5), method="pure")
    assert len(found) == len(list(found)) == 5
    for k, each in enumerate(found):
        game = found.game(k)
        assert game.parameters["control"][0] == k / 4 and each.label.tolist() == found[k].label.tolist()
        assert ng.solve(game, "pure").label.tolist() == each.label.tolist() == found[k - 5].label.tolist()
    assert found.equilibria.at(-1).parameters["control"] == 1


@pytest.mark.parametrize("values", [{}, {"control": [0.2, 0.7]}, {"path": "campaign", "points": 4}])
def test_a_sweep_over_presets_is_the_sweeps_of_each(geneva, values):
    names = ["castello", "geneva-suspended", "astana"]
    found = ng.sweep(geneva, presets=names, method="pure", chunk=3, **values)
    alone = [ng.sweep(geneva, preset=name, method="pure", **values) for name in names]
    assert found.over[0] == "preset" and found.shape[0] == 3 and found.planned == sum(map(len, alone))
    assert [each.label.tolist() for each in found] == [each.label.tolist() for one in alone for each in one]
    table = found.to_frame()
    assert table.columns[:2].tolist() == ["point", "preset"] and set(table["preset"]) == set(names)
    for name, one in zip(names, alone, strict=True):
        mine = table[table["preset"] == name]
        assert mine["label"].tolist() == one.to_frame()["label"].tolist()
        for parameter in one.equilibria.provenance.moving:
            assert mine[parameter].tolist() == one.to_frame()[parameter].tolist()


def test_points_without_an_equilibrium_are_rows():
    model = ng.load("geneva-2016")
    cost = [2.1, 0.5]
    counts = [len(ng.solve(model.at(c_strike=each), "pure")) for each in cost]
    assert counts == [0, 1]
    found = ng.sweep(model, c_strike=cost, method="pure")
    table = found.to_frame()
    assert table["point"].tolist() == [0, 1] and table["c_strike"].tolist() == cost
    assert table["label"].tolist()[0] == "" and table["complete"].dtype == bool and table["strict"].tolist()[0] is False
    assert np.isnan(table["payoff US"][0]) and table["method"].eq("pure").all()
    assert ng.document(found)["without_equilibria"] == 1 and ng.document(found)["equilibria"][0]["payoff US"] is None
    none = ng.sweep(model, c_strike=[2.1], method="pure").to_frame()
    assert len(none) == 1 and none["label"].tolist() == [""]


def test_equilibria_without_a_row_can_be_refined(geneva):
    game = geneva.at(c_strike=2.1)
    assert len(ng.refined(game, ng.solve(game, "pure"))) == 0
