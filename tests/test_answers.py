"""Every analysis, page and the brief end in an answer or one sentence, at points of every kind and in random models."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import numpy as np
import pytest
from pages import undrawn
from shelf import REST, WALKED

from benchmarks.answers import TRIES, ends
from benchmarks.points import drawn
from negotiation.library import load
from negotiation.modelfile import parse_model
from negotiation.solvers import solve
from negotiation.tipping import regimes
from negotiation.tipping.along.sampling import sampled
from negotiation.view import charts

pytestmark = pytest.mark.slow

POINTS = 4
"""Points of each shipped model, one of each kind; `python -m benchmarks answers` tries more."""


@pytest.fixture(autouse=True)
def unlogged() -> Iterator[None]:
    """Pages are drawn here without a browser, and Streamlit would log so at each part of them."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(("name", "points"), [*((name, POINTS) for name in WALKED), *((name, 1) for name in REST)])
def test_shipped_models_are_answered_at_points_of_every_kind(
    name: str, points: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every model is asked everything: those of the walks at several points, the rest at one (`shelf`).

    The charts of its brief are drawn at the first one; elsewhere they are made.
    """
    model = load(name)
    for k, point in enumerate(drawn(model, points, seed=5)):
        if k == 1:
            monkeypatch.setattr(charts, "figure", undrawn)
        for what, attempt in TRIES.items():
            assert ends(attempt, model, name, point) in ("answer", "sentence"), (what, point)


def test_points_of_every_kind_are_drawn() -> None:
    model = load("geneva-2016")
    points = drawn(model, 24)
    batch = {name: np.array([each[name] for each in points]) for name in model.parameters}
    found = solve(model.at("", **batch), "pure")
    assert len(np.unique(found.point)) < found.points and found.degenerate.any()
    assert any(each[name] in (p.low, p.high) for each in points for name, p in model.parameters.items())


def random_model(seed: int) -> str:
    """Write a model of one's own: two or three parties, formulas of small whole numbers, a table with a fallback."""
    rng = np.random.default_rng(seed)
    parties = "ABC"[: 2 + seed % 2]
    profiles = list(np.ndindex((2,) * len(parties)))
    lines = ['format = 1', 'title = "Random"', '[parameters.t]', "low = 0", "high = 1", "default = 0.5"]
    for id in parties:
        lines += ["[[parties]]", f'id = "{id}"', 'strategies = [{ id = "yes" }, { id = "no" }]']
    lines.append("[payoffs]")
    for profile in profiles:
        key = ", ".join(("yes", "no")[j] for j in profile)
        cells = ", ".join(f'"{a} + {b}*t"' for a, b in rng.integers(-3, 4, (len(parties), 2)))
        lines.append(f'"{key}" = [{cells}]')
    all_yes, all_no = (", ".join([word] * len(parties)) for word in ("yes", "no"))
    lines += ["[outcomes.DEAL]", 'kind = "agreement"', f'patterns = ["{all_yes}"]',
              "[outcomes.WAR]", 'kind = "conflict"', f'patterns = ["{", ".join(["no"] + ["*"] * (len(parties) - 1))}"]']
    if seed % 3:
        lines += ["[bargaining]", "[bargaining.values]", 'A = "4*share"',
                  *(f'{id} = "3 - 3*share"' for id in parties[1:]),
                  "[[bargaining.sides]]", 'id = "one"', 'parties = ["A"]', 'principal = "A"',
                  "[[bargaining.sides]]", 'id = "two"', f"parties = {list(parties[1:])!r}".replace("'", '"'),
                  'principal = "B"', "[bargaining.disagreement]", f'patterns = ["{all_no}"]', 'favourite = "A"',
                  f'fallback = "{all_no}"', "[bargaining.shift]", 'parameter = "t"', 'by = "0.2"']
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(6))
def test_random_models_are_answered(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "figure", undrawn)
    model = parse_model(random_model(seed), "random.toml")
    for point in drawn(model, 2, seed):
        for what, attempt in TRIES.items():
            assert ends(attempt, model, model.id, point) in ("answer", "sentence"), (what, point, random_model(seed))


def test_a_line_whose_rounds_are_used_up_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values laid beside the last ends were never looked at, and a page ended in a KeyError."""
    monkeypatch.setattr(sampled, "ROUNDS", 1)
    assert regimes(load("geneva-2016"), "control", preset="castello", mixed=True).standings
