"""Names in charts: laid out at random points, no two meet, none covers a dot, each is tied to its own dot."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from shelf import WALKED

from negotiation.bargaining import bargain
from negotiation.library import load
from negotiation.view import charts
from negotiation.view.charts import Chart, labels
from negotiation.view.charts.bargains.lottery import HEIGHT

pytestmark = pytest.mark.slow

PAIRS = [name for name in WALKED if len(load(name).parties) == 2 and load(name).bargaining is None]
LETTER = 6.6
"""An average letter of the charts' font at 12 pixels, in bold."""


def drawn(name: str, seed: int, count: int = 6) -> list[Chart]:
    model, rng = load(name), np.random.default_rng(seed)
    points = [{p.id: float(rng.uniform(p.low, p.high)) for p in model.parameters.values()} for _ in range(count)]
    deals = [bargain(model, at=point) for point in points]
    return [charts.lottery(model, deal, pinned=other) for deal, other in zip(deals, [None, *deals], strict=False)]


def shown(chart: Chart, width: float) -> tuple[list[dict], np.ndarray]:
    """Return the names at a width of the plot, each with its dot, box and line in pixels, and all dots."""
    frame = chart.data["frame"][["x", "y"]].to_numpy()

    def pixels(table: pd.DataFrame) -> np.ndarray:
        x, y = ((table[["x", "y"]].to_numpy(dtype=float) - frame[0]) / (frame[1] - frame[0])).T
        return np.stack([x * width, (1 - y) * HEIGHT], axis=1)

    table = chart.data["labels"]
    table = table[(table["from"] <= width) & (width < table["to"])]
    names = []
    for at, row in zip(pixels(table), table.to_dict("records"), strict=True):
        lines = row["text"].split("\n")
        wide, high = LETTER * max(map(len, lines)), 14 * len(lines)
        left = at[0] + row["dx"] - wide * {"left": 0, "center": 0.5, "right": 1}[row["align"]]
        top = at[1] + row["dy"]
        line = at + np.linspace(0, 1, 200)[:, None] * np.array([row["lx"], row["ly"]])
        names.append({"dot": at, "box": (left, top, left + wide, top + high), "line": line, "text": " ".join(lines)})
    return names, np.concatenate([pixels(chart.data[each]) for each in ("none", "points", "outcomes")])


def off(box: tuple[float, float, float, float], points: np.ndarray) -> np.ndarray:
    """Return how far points are from a box, 0 inside."""
    nearest = np.clip(points, box[:2], box[2:])
    return np.hypot(*(points - nearest).T)


@pytest.mark.parametrize("name", PAIRS)
def test_names_of_a_lottery_meet_no_other_name_and_no_dot(name: str) -> None:
    rng = np.random.default_rng(7)
    for chart in drawn(name, 7):
        for width in rng.uniform(235, 1100, 6):
            names, dots = shown(chart, width)
            assert names
            for each in names:
                left, top, right, bottom = each["box"]
                assert left >= 0 and right <= width and top >= 0 and bottom <= HEIGHT, each
                others = dots[np.hypot(*(dots - each["dot"]).T) > labels.TOUCH * width / 235]
                assert not len(others) or off(each["box"], others).min() > 4, each
                own = off(each["box"], each["dot"][None])[0]
                tied = np.ptp(each["line"], axis=0).max() > 0
                assert tied or own < 15, each
                assert tied or not len(others) or off(each["box"], others).min() > own, each
                for point in others:
                    assert np.hypot(*(each["line"] - point).T).min() > 3, each
            for one, two in combinations(names, 2):
                assert off(one["box"], two["line"]).min() > 0 or not np.ptp(two["line"], axis=0).max(), (one, two)
                met = (one["box"][0] < two["box"][2] and two["box"][0] < one["box"][2]
                       and one["box"][1] < two["box"][3] and two["box"][1] < one["box"][3])
                assert not met, (one, two)


def test_nearly_every_solution_has_its_name_in_the_lottery_on_a_telephone_and_a_desk() -> None:
    missed = {300: 0, 800: 0}
    every = 0
    for name in PAIRS:
        for chart in drawn(name, 11):
            now = chart.data["points"].query("when == 'now'")["name"]
            every += len(now)
            for width in missed:
                texts = " ".join(each["text"] for each in shown(chart, width)[0])
                missed[width] += sum(each not in texts for each in now)
    assert every > 150 and missed[300] < 0.06 * every and missed[800] < 0.02 * every, missed
