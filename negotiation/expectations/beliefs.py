"""What a block states of a game under doubt: outcomes, payoffs, war by miscalculation, what knowing is worth."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.expectations.scene import Scene
from negotiation.game import TOLERANCE
from negotiation.incomplete.figures import figure, figures


def doubts(scene: Scene) -> Iterator[str]:
    """Compare numbers of `doubt` at an equilibrium, "strike, pause, talk" = { "P(TALKS)" = a formula, ... }."""
    places = figures(scene.model)
    for text, wanted in scene.expectation.doubt.items():
        label = scene.label(text)
        rows = scene.rows(label)
        for name, formula in wanted.items():
            found = figure(scene.doubted, places[name])[rows]
            yield from scene.compare(f"{name} at {label}", formula, found, scene.found.point[rows], TOLERANCE)
