"""`uncertainty` against what is known: closed forms, the Ishigami function, enumeration on a grid, honest errors.

    python -m benchmarks uncertainty

Likelihoods of the six bilateral games are differences of exact regime ends. Indices of the Ishigami function (Ishigami
and Homma 1990) are known. Conditioning is compared with every cell of a grid. An error is honest if the truth lies
within one of them in about two of three runs; both samplings are asked.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import negotiation as ng
from benchmarks.timing import seconds
from negotiation.model import Model
from negotiation.modelfile import parse_model
from negotiation.sensitivity import growing

BILATERAL = ("us-russia", "russia-coalition", "turkey-russia", "turkey-iran", "us-coalition", "russia-iran")
QUICK = {"logit": 0, "base": 0}
SEEDS, CELLS, DRAWS = 40, 2000, 3000

TEXT = """
format = 1
title = "Two guesses"
[parameters.x]
low = LOW
high = HIGH
default = MIDDLE
[parameters.y]
low = LOW
high = HIGH
default = MIDDLE
[parameters.z]
low = LOW
high = HIGH
default = MIDDLE
[[parties]]
id = "A"
strategies = [{id = "stay"}, {id = "go"}]
[[parties]]
id = "B"
strategies = [{id = "wait"}, {id = "act"}]
[payoffs]
A = "go*(x + y - 1)"
B = "act*(x - y*y)"
[outcomes.GONE]
patterns = ["go, *"]
[outcomes.ACTED]
patterns = ["*, act"]
[outcomes.CALM]
patterns = ["stay, wait"]
[presets.then]
observed = ["GONE", "CALM"]
"""


def model(low: float = 0.0, high: float = 1.0) -> Model:
    return parse_model(TEXT.replace("LOW", repr(low)).replace("HIGH", repr(high)).replace(
        "MIDDLE", repr((low + high) / 2)))


def run() -> Iterator[str]:
    yield from closed_forms()
    yield from ishigami()
    yield grid()
    yield from latency()


def closed_forms() -> Iterator[str]:
    """Compare every likelihood of the bilateral games with the length of its regimes, over many seeds."""
    for sampling in ("sobol", "random"):
        scores = np.array([score for name in BILATERAL for seed in range(SEEDS)
                           for score in _scores(ng.load(name), seed, sampling)])
        yield (f"closed forms, {sampling}: {len(scores)} likelihoods, within 1 error {np.mean(abs(scores) <= 1):.0%}, "
               f"2 {np.mean(abs(scores) <= 2):.0%}, 3 {np.mean(abs(scores) <= 3):.1%}; "
               f"largest {abs(scores).max():.1f}, root mean square {np.sqrt(np.mean(scores**2)):.2f}")


def _scores(each: Model, seed: int, sampling: str) -> Iterator[float]:
    low, high = 0.4, 0.9
    found = ng.uncertainty(each, 1000, 0.25, seed, over=["control"], within="range", control=0.65, sampling=sampling,
                           **QUICK)
    lengths: dict[str, float] = {}
    for row in ng.regimes(each, "control", mixed=False).standings:
        key = row.outcome or row.label
        lengths[key] = lengths.get(key, 0.0) + sum(max(0.0, min(high, span.stop.decimal) - max(low, span.start.decimal))
                                                   for span in row.intervals) / (high - low)
    for key, length in lengths.items():
        row = found.chance(key)
        if row is not None and 0 < length < 1:
            yield (row.is_equilibrium.value - length) / row.is_equilibrium.error


def ishigami() -> Iterator[str]:
    """Compare SALib's indices, through `of`, with the known ones; a = 7, b = 0.1."""
    def function(game: ng.Game) -> np.ndarray:
        x, y, z = (game.parameters[name] for name in "xyz")
        return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    a, b = 7.0, 0.1
    whole = a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18 + 0.5
    first = {"x": 0.5 * (1 + b * np.pi**4 / 5) ** 2 / whole, "y": a**2 / 8 / whole, "z": 0.0}
    total = {"x": 1 - first["y"], "y": first["y"], "z": b**2 * np.pi**8 * (1 / 18 - 1 / 50) / whole}
    found = ng.uncertainty(model(-np.pi, np.pi), 16, 0.5, within="range", over=["x", "y", "z"], of=function, logit=0,
                           base=8192)
    for row in found.sobol.rows if found.sobol else ():
        name = row.parameters[0]
        yield (f"Ishigami {name}: first {row.first:.4f} (+- {row.first_confidence:.4f}; known {first[name]:.4f}), "
               f"total {row.total:.4f} (+- {row.total_confidence:.4f}; known {total[name]:.4f})")


def grid() -> str:
    """Compare what survives an observation, and what is likely then, with every cell of a grid."""
    middle = (np.arange(CELLS) + 0.5) / CELLS
    x, y = middle[:, None], middle[None, :]
    gone, acts = x + y > 1, x > y * y
    left = gone | ~acts
    scores = []
    for seed in range(2 * SEEDS):
        found = ng.uncertainty(model(), DRAWS, 0.5, seed, {"then": ["GONE", "CALM"]}, within="range", over=["x", "y"],
                               **QUICK)
        row = found.chance("GONE")
        if row is not None:
            scores.append((row.is_equilibrium.value - gone.sum() / left.sum()) / row.is_equilibrium.error)
    return (f"conditioning on a grid of {CELLS**2:,} cells: {len(scores)} likelihoods, within 1 error "
            f"{np.mean(np.abs(scores) <= 1):.0%}, 3 {np.mean(np.abs(scores) <= 3):.1%}, largest "
            f"{np.max(np.abs(scores)):.1f}, root mean square {np.sqrt(np.mean(np.square(scores))):.2f}")


def latency() -> Iterator[str]:
    """Time geneva-2016: the first answer, 10,000 draws, the whole with Sobol indices, with history."""
    geneva = ng.load("geneva-2016")
    next(growing(geneva))
    yield f"geneva-2016, first answer (1,024 draws): {seconds(lambda: next(growing(geneva))):.2f} s"
    yield (f"geneva-2016, first answer given history: "
           f"{seconds(lambda: next(growing(geneva, given='observed'))):.2f} s")
    yield f"geneva-2016, 10,000 draws: {seconds(lambda: ng.uncertainty(geneva, **QUICK)):.2f} s"
    yield f"geneva-2016, 10,000 draws, selection, Sobol indices: {seconds(lambda: ng.uncertainty(geneva)):.2f} s"
