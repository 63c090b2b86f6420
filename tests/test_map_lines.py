"""The map and `regimes` read one engine: every line of a map crosses its borders at the tipping points of `regimes`."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest

import negotiation as ng
from negotiation.library import load, shipped
from negotiation.modelfile import parse_model
from negotiation.tipping.plane.grid import beside
from negotiation.tipping.plane.stretches import line

POINTS = 13
TWO = [name for name in shipped() if len(load(name).parameters) > 1]
TERMS = {
    "polynomial": ("x*y - 1/4", "(x - 0.501)*(x - 0.504)", "y - x**2", "2*x - y", "3*x*y**2 - y", "y**3 - x"),
    "tie": ("x - 1/2", "y - 1/2", "x - y", "0", "(x - 1/4)*(y - 3/4)", "(x - y)**2"),
    "max": ("max(x, y) - 1/2", "min(x, 1 - y)", "max(x - y, 0)", "min(x*y, 1/3) - 1/5"),
    "pole": ("1/(x - 0.3)", "y/(x - 0.3) - 1", "1/(1 + x) - y", "x/(y + 1/2) - 1/2"),
    "exp": ("exp(x) - 2*y - 1", "exp(x*y) - 3/2", "log(1 + x) - y", "sqrt(x + 1/10) - y"),
}

Change = tuple[float, frozenset[str], frozenset[str]]
LOCATED = 2e-6
NOWHERE = frozenset("-")
"""What stands where a constraint is broken."""


def crossed(found: ng.RegimeMap, axis: int, number: int) -> list[Change]:
    """Return where a line of the map crosses borders, with the sets on both sides."""
    at = (found.y, found.x)[axis][number]
    ends = found.lines[found.line][:, :, 1 - axis]
    rows = found.borders[(ends == at).all(axis=1)]
    sets = [*map(frozenset, found.sets), NOWHERE]
    return [(row[axis], sets[int(row[2])], sets[int(row[3])]) for row in rows]


def tipped(model: ng.Model, over: str, at: dict[str, float]) -> tuple[list[Change], float]:
    """Return the same of `regimes`, single points left out, and how far the two may be apart: 0 where all is exact."""
    try:
        found = ng.regimes(model, over, mixed=False, at=at)
    except ng.ParameterError:
        return [], 0.0
    run = model.parameters[over]
    rows = [(row.start.decimal, row.stop.decimal, frozenset(row.labels)) for row in found.regimes
            if row.start.number != row.stop.number]
    changes: list[Change] = []
    for one, two in pairwise([(run.low, run.low, NOWHERE), *rows, (run.high, run.high, NOWHERE)]):
        if one[1] != two[0]:
            changes += [(one[1], one[2], NOWHERE), (two[0], NOWHERE, two[2])]
        elif one[2] != two[2]:
            changes.append((two[0], one[2], two[2]))
    off = max((LOCATED * (run.high - run.low) + row.within if row.within is not None else math.inf
               for row in found.standings if not row.exact), default=0.0)
    return changes, off


def compared(model: ng.Model, found: ng.RegimeMap, axis: int, number: int) -> None:
    over, other = (found.first, found.second)[::1 if axis == 0 else -1]
    run, held = model.parameters[over], beside(model.parameters[other], POINTS)[number]
    size, grid = run.high - run.low, np.array([float(each) for each in beside(run, POINTS)])
    tips, off = tipped(model, over, {other: float(held)})
    seen, inside = ([each for each in rows if grid[0] + 1e-8 * size < each[0] < grid[-1] - 1e-8 * size]
                    for rows in (crossed(found, axis, number), tips))
    if not off:
        assert [each[1:] for each in seen] == [each[1:] for each in inside]
        np.testing.assert_allclose([each[0] for each in seen], [each[0] for each in inside], atol=1e-9 * size)
        return
    assert all(min(abs(each[0] - tip[0]) for tip in tips) <= off for each in seen)
    for low, high in pairwise(grid):
        met = [each for each in inside if low - off <= each[0] <= high + off]
        # Located: what lies between two points with equal sets is not seen.
        if met and met[0][1] != met[-1][2] and all(low + off < each[0] < high - off for each in met):
            assert any(low <= each[0] <= high for each in seen)


@pytest.mark.parametrize("name", TWO)
def test_lines_of_the_map_cross_borders_at_the_tipping_points_of_regimes(name: str) -> None:
    model, draw = load(name), np.random.default_rng(len(name))
    pairs = list(combinations(model.parameters, 2))
    for k in draw.permutation(len(pairs))[:3]:
        found = ng.regime_map(model, *pairs[k], points=POINTS)
        for axis in (0, 1):
            for number in draw.permutation(POINTS)[:3].tolist():
                compared(model, found, axis, number)


def drawn(kind: str, seed: int) -> ng.Model:
    """Return a random model of two parties over x and y, a constraint in every third."""
    draw = np.random.default_rng([seed, len(kind)])
    gains = [draw.choice(TERMS[kind] + TERMS["tie"]) for _ in range(4)]
    rule = '[[constraints]]\nrule = "x + 2*y <= 5/2"\nmessage = "m"\n' if seed % 3 == 0 else ""
    return parse_model(f'''format = 1
title = "Drawn"
parties = [{{ id = "A", strategies = [{{ id = "a" }}, {{ id = "b" }}] }},
           {{ id = "B", strategies = [{{ id = "c" }}, {{ id = "d" }}] }}]
payoffs = {{ A = "a*c*({gains[0]}) + a*d*({gains[1]})", B = "a*c*({gains[2]}) + b*c*({gains[3]})" }}
[parameters]
x = {{ low = 0, high = 1, default = 0.4 }}
y = {{ low = 0, high = 1, default = 0.3 }}
{rule}''')


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", TERMS)
def test_lines_of_random_maps_cross_borders_at_the_tipping_points_of_regimes(kind: str, seed: int) -> None:
    model = drawn(kind, seed)
    found = ng.regime_map(model, "x", "y", points=POINTS)
    for axis in (0, 1):
        for number in (0, 5, 6, POINTS - 1):
            compared(model, found, axis, number)


@pytest.mark.parametrize("kind", ["polynomial", "tie", "max", "exp"])
def test_the_nearest_borders_are_the_tips_of_the_two_lines_through_a_place(kind: str) -> None:
    model = drawn(kind, 1)
    found = ng.regime_map(model, "x", "y", points=5)
    for x, y in np.random.default_rng(2).uniform(size=(6, 2)).round(3).tolist() + [[0.5, 0.5], [0.25, 0.75]]:
        around = found.around(x, y)
        for over, other, value, sides in (("x", {"y": y}, x, ("left", "right")), ("y", {"x": x}, y, ("down", "up"))):
            tips = ng.regimes(model, over, mixed=False, at=other).tips
            for side, near in zip(sides, ([tip for tip in tips if tip <= value], [tip for tip in tips if tip >= value]),
                                  strict=True):
                assert around[side] is None or around[side].value in near
                if near and abs(near[-1 if side in ("left", "down") else 0] - value) > 1e-9:
                    assert around[side].value == near[-1 if side in ("left", "down") else 0]


def test_a_region_that_lies_between_two_lines_of_the_other_way_is_seen() -> None:
    model = parse_model('''format = 1
title = "Thin"
parties = [{ id = "A", strategies = [{ id = "a" }, { id = "b" }] }, { id = "B", strategies = [{ id = "c" }] }]
payoffs = { A = "a*(x - 0.501)*(x - 0.504)", B = "0" }
[parameters]
x = { low = 0, high = 1, default = 0.4 }
y = { low = 0, high = 1, default = 0.3 }
''')
    found = ng.regime_map(model, "x", "y", points=POINTS)
    assert sorted(set(found.borders[:, 0])) == list(ng.regimes(model, "x").tips) == [0.501, 0.504]
    assert [each.share for each in found.regions()] == pytest.approx([0.997, 0.003])
    assert found.around(0.4, 0.3)["right"].value == 0.501 and found.around(0.6, 0.3)["left"].value == 0.504


def test_a_grid_on_a_tie_draws_no_slivers() -> None:
    for name, first, second in (("fearon-crisis", "p", "cost_b"), ("forts", "odds", "cost")):
        found = ng.regime_map(load(name), first, second, points=21)
        assert sum(each.share for each in found.regions()) == pytest.approx(1)
        assert all(each.share > 1e-5 for each in found.regions())


def test_a_map_in_which_a_constraint_is_broken_throughout_has_no_sets() -> None:
    text = drawn("polynomial", 0).text
    text = text.replace("[parameters]\n", "[parameters]\nz = { low = 0, high = 1, default = 0.5 }\n")
    for rule, holds in (("z <= 1/2", False), ("x - x + z < 1", False), ("2*z*x**0 == 1", False), ("z >= 1/2", True)):
        model = parse_model(text.replace("x + 2*y <= 5/2", f"{rule} + 0*y"))
        found = ng.regime_map(model, "x", "y", points=5, z=1)
        assert ((found.cells >= 0) == holds).all() and ((found.faces >= 0) == holds).all()


def test_a_line_outside_the_domain_is_one_stretch_without_a_set() -> None:
    model = parse_model(drawn("polynomial", 0).text.replace("5/2", "1"))
    found = ng.regime_map(model, "x", "y", points=5)
    assert line(found.plane, 0, 0.9).between[:, :-1].sum() == 0 and line(found.plane, 0, 0.9).between[:, -1].all()


POLE = """format = 1
title = "pole"
[parameters]
x = { low = 0, high = 1, default = 0.3 }
y = { low = 0, high = 1, default = 0.3 }
[[parties]]
id = "A"
strategies = [{ id = "a" }, { id = "b" }]
[[parties]]
id = "B"
strategies = [{ id = "c" }, { id = "d" }]
[payoffs]
A = "a*(y - 0.3)/(x - 0.5)"
B = "c*(x - 0.25)"
"""


def test_a_grid_point_on_a_pole_lies_outside_the_domain() -> None:
    """It ended the whole map in an error, where `regimes` leaves out the pole."""
    model = parse_model(POLE)
    for points in (3, 11):
        found = ng.regime_map(model, "x", "y", points=points)
        assert (found.cells[:, points // 2] == -1).all() and (np.delete(found.cells, points // 2, axis=1) >= 0).all()
    assert not found.at(0.5, 0.6) and not found.standing(0.5, 0.6) and found.regions()
    beyond = found.around(0.45, 0.6)["right"]
    assert beyond is not None and beyond.value == 0.5
    assert found.around(0.5, 0.6)["up"] is None, "no line along the pole has a border"
