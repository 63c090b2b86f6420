"""Sweeps: the batch equals its points one by one; grids, paths, chunks, interruption and resumption."""

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import NegotiationError, ParameterError, SolverError
from negotiation.sweeps import SweepInterrupted


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
    import negotiation.sweeps as room

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
    ({"control": "high"}, "parameter values must be numbers"),
    ({"control": []}, "allowed: a list of numbers"),
    ({"control": [[0.1], [0.2]]}, "allowed: a list of numbers"),
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
    with pytest.raises((ParameterError, SolverError)) as caught:
        ng.sweep(geneva, **values)
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert isinstance(caught.value, NegotiationError)
