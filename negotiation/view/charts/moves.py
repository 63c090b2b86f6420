"""A conflict as a graph: states on a ring, each party's moves in its colour, dash and symbol, a path standing out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

import numpy as np
import pandas as pd

from negotiation.conflict_graph import ConflictGraph, Stability, Step
from negotiation.game import Array
from negotiation.model import Model
from negotiation.report.narrate import stable
from negotiation.view.charts.base import INK, PAPER, SOFT, Chart, base
from negotiation.view.charts.legend import Key
from negotiation.view.palette import outcome_look, party_look

MOST = 12
"""States of a drawing: names beside twelve do not meet. Of larger graphs those of the path and what leads from it."""

HEIGHT, ROUND, BEND, POINTS = 408, 164, 0.12, 9
"""Pixels of the drawing and of the ring's half height; how far what is no improvement is bent; points of a bend."""

WIDE, LETTERS = 540, 18
"""Pixels of width from which names stand beside the states, letters of a line of a name."""

HALF = f"(width < {WIDE} ? width / 2 - 28 : min(width / 2 - 145, 230))"
"""The ring's half width, so that names fit into the drawing."""


@dataclass(frozen=True)
class Walk:
    """What stands out: the path, how many of its steps are taken, the concept that says which states hold."""

    start: int
    steps: tuple[Step, ...]
    taken: int
    concept: str

    def here(self, graph: ConflictGraph) -> int:
        """Return the state in which the parties are after the steps taken."""
        return graph.state(self.steps[self.taken - 1].stop) if self.taken else self.start


def drawn(found: Stability, walk: Walk) -> list[int]:
    """Return the states to draw in their order on the ring, neighbours one move apart where that can be."""
    graph = found.graph
    way = [walk.start, *(graph.state(each.stop) for each in walk.steps)]
    better = np.logical_or.reduce([graph.moves[i] & graph.better(i)[0] for i in range(len(graph.parties))])
    leads = [to for s in way for to in np.flatnonzero(better[s]).tolist()]
    held = [s for concept in ("nash", walk.concept) for s in np.flatnonzero(found.equilibrium(concept)[0]).tolist()]
    kept = set(list(dict.fromkeys([*way, *leads, *held, *range(len(graph.states))]))[:MOST])
    return [s for s in _ring(graph.moves.any(axis=0).tobytes(), len(graph.states)) if s in kept]


@lru_cache(maxsize=64)
def _ring(moves: bytes, size: int) -> tuple[int, ...]:
    """Walk through all states by moves, the lowest not yet met first; by the moves alone, so no slider turns it."""
    linked = np.frombuffer(moves, dtype=bool).reshape(size, size)
    linked = linked | linked.T
    order, left = list[int](), dict.fromkeys(range(size))
    here = 0
    while left:
        del left[here]
        order.append(here)
        here = next((s for s in left if linked[here, s]), next(iter(left), 0))
    return tuple(order)


def moves(model: Model, found: Stability, walk: Walk, theme: str = "light", pinned: Stability | None = None) -> Chart:
    """Draw the states, every improvement between them as an arrow, the path, and which states hold."""
    graph, states = found.graph, drawn(found, walk)
    angle = np.pi / 2 - (np.arange(len(states)) + 0.5) * 2 * np.pi / max(len(states), 1)
    at = {s: (float(np.cos(a)), float(np.sin(a))) for s, a in zip(states, angle, strict=True)}
    edges = list(_edges(graph, at, walk))
    nodes = pd.DataFrame([_node(model, found, walk, s, at[s], pinned) for s in states])
    curves = pd.DataFrame([row for k, each in enumerate(edges) for row in _curve(k, each, at)],
                          columns=["edge", "k", "x", "y", "party", "kind"])
    heads = pd.DataFrame([_head(model, graph, each, at, theme) for each in edges],
                         columns=["a", "b", "x", "y", "dx", "dy", "party", "kind", "sign", "words"])
    named = [(each, pd.DataFrame(nodes[nodes["lines"] > k].assign(text=nodes["name"].str[k])))
             for k, each in enumerate(("first", "second"))]
    data = {"curves": curves, "heads": heads, "nodes": nodes.drop(columns="name"),
            **{each: table.drop(columns="name") for each, table in named}}
    return Chart("moves", _spec(model, graph, theme), data, _alt(model, found, walk, states),
                 tuple(_keys(model, pinned)))


@dataclass(frozen=True)
class Edge:
    """A move that is drawn; `kind` is move, or on the path taken or ahead.

    What is no improvement is bent outwards, apart from the way back, which may be one.
    """

    mover: int
    start: int
    stop: int
    kind: str
    improves: bool = True


def _edges(graph: ConflictGraph, at: dict[int, tuple[float, float]], walk: Walk) -> Iterator[Edge]:
    """Yield the improvements between states that are drawn, then the steps of the path."""
    steps = {(graph.party(each.party), graph.state(each.start), graph.state(each.stop)): (k, each.improves)
             for k, each in enumerate(walk.steps)}
    for i in range(len(graph.parties)):
        marks = graph.moves[i] & graph.better(i)[0]
        for s in at:
            yield from (Edge(i, s, to, "move") for to in np.flatnonzero(marks[s]).tolist()
                        if to in at and (i, s, to) not in steps)
    for each, (k, improves) in steps.items():
        yield Edge(*each, "taken" if k < walk.taken else "ahead", improves)


def _bent(edge: Edge, at: Mapping[int, tuple[float, float]], t: Array) -> Array:
    """Return points of the way from one state to another, (T, 2)."""
    a, b = np.array(at[edge.start]), np.array(at[edge.stop])
    across = np.array([b[1] - a[1], a[0] - b[0]])
    outwards = 0 if edge.improves else 1 if across @ (a + b) > 1e-9 else -1
    middle = (a + b) / 2 + 2 * BEND * outwards * across
    t = t[:, None]
    return (1 - t) ** 2 * a + 2 * t * (1 - t) * middle + t**2 * b


def _curve(k: int, edge: Edge, at: dict[int, tuple[float, float]]) -> Iterator[dict[str, object]]:
    for n, (x, y) in enumerate(_bent(edge, at, np.linspace(0, 1, POINTS)).tolist()):
        yield {"edge": k, "k": n, "x": x, "y": y, "party": str(edge.mover), "kind": edge.kind}


def _head(model: Model, graph: ConflictGraph, edge: Edge, at: dict[int, tuple[float, float]], theme: str
          ) -> dict[str, object]:
    i = edge.mover
    (a, b), (x, y), (u, v) = _bent(edge, at, np.array([0.37, 0.57, 0.61])).tolist()
    states = stable.keys(model, graph)
    return {"a": a, "b": b, "x": x, "y": y, "dx": u - x, "dy": v - y, "party": str(i), "kind": edge.kind,
            "sign": party_look(model.parties, i, theme == "dark").symbol,
            "words": f"{graph.labels[i]}: {states[edge.start]} to {states[edge.stop]}"}


def _node(model: Model, found: Stability, walk: Walk, s: int, place: tuple[float, float], pinned: Stability | None
          ) -> dict[str, object]:
    graph, outcome = found.graph, found.graph.outcomes[s]
    name = stable.names(model)[s]
    lines = wrap(name, LETTERS, max_lines=2, placeholder=" …") or [""]
    held = [label for concept, (label, _) in stable.CONCEPTS.items() if found.equilibrium(concept)[0, s]]
    return {"x": place[0], "y": place[1], "key": stable.keys(model, graph)[s], "name": lines, "lines": len(lines),
            "held": bool(found.equilibrium(walk.concept)[0, s]),
            "pinned": pinned is not None and bool(pinned.equilibrium(walk.concept)[0, s]),
            "here": s == walk.here(graph),
            "status": s == (walk.start if graph.status_quo is None else graph.status_quo),
            "color": outcome_look(model, outcome).color if outcome else SOFT["light"],
            "lift": -12 if place[1] > 0.8 else 12 if place[1] < -0.8 else 0, "words": name,
            "side": "left" if place[0] >= 0 else "right",
            "holds": ", ".join(held) or "under no concept"}


def _scale(half: str, middle: str, turn: bool = False) -> dict[str, object]:
    ends = [{"expr": f"{middle} - {half}"}, {"expr": f"{middle} + {half}"}]
    return {"domain": [-1, 1], "range": ends[::-1] if turn else ends, "zero": False, "nice": False}


def _spec(model: Model, graph: ConflictGraph, theme: str) -> dict[str, object]:
    looks = [party_look(model.parties, i, theme == "dark") for i in range(len(graph.parties))]
    ids = [str(i) for i in range(len(looks))]
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": _scale(HALF, "width / 2")}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": _scale(str(ROUND), "height / 2", turn=True)}
    color = {"field": "party", "type": "nominal", "legend": None,
             "scale": {"domain": ids, "range": [each.color for each in looks]}}
    dash = {"field": "party", "type": "nominal", "legend": None,
            "scale": {"domain": ids, "range": [list(each.dash) for each in looks]}}
    kinds = ["move", "ahead", "taken"]

    def by_kind(values: list[float]) -> dict[str, object]:
        return {"field": "kind", "type": "nominal", "legend": None, "scale": {"domain": kinds, "range": values}}

    turned = {"expr": f"atan2(datum.dx * {HALF}, datum.dy * {ROUND}) * 180 / PI"}
    place: dict[str, object] = {"x": x, "y": y}
    middle = {"x": {**x, "field": "a"}, "y": {**y, "field": "b"}}
    layers: list[dict[str, object]] = [
        {"data": {"name": "curves"}, "mark": {"type": "line", "interpolate": "basis", "aria": False},
         "encoding": {**place, "order": {"field": "k", "type": "quantitative"},
                      "detail": {"field": "edge", "type": "nominal"}, "color": color, "strokeDash": dash,
                      "strokeWidth": by_kind([1.3, 3.2, 4.6]), "opacity": by_kind([0.5, 0.75, 1])}},
        {"data": {"name": "heads"}, "mark": {"type": "point", "shape": "triangle", "filled": True, "angle": turned},
         "encoding": {**place, "color": color, "size": by_kind([70, 150, 220]), "opacity": by_kind([0.75, 0.9, 1]),
                      "tooltip": [{"field": "words", "title": "better for"}]}},
        {"data": {"name": "heads"}, "mark": {"type": "point", "shape": "circle", "size": 150, "filled": True,
                                             "color": PAPER[theme], "opacity": 1, "aria": False}, "encoding": middle},
        {"data": {"name": "heads"}, "mark": {"type": "text", "fontSize": 11, "aria": False},
         "encoding": {**middle, "color": color, "text": {"field": "sign", "type": "nominal"}}},
        *_states(place, theme),
        *(_label(place, name, "dy", shift, theme) for name, shift in (("first", 0), ("second", 15))),
    ]
    return {**base(theme, HEIGHT), "autosize": {"type": "none"}, "padding": 0, "layer": layers}


def _states(place: dict[str, object], theme: str) -> Iterator[dict[str, object]]:
    """Yield the layers of the states: where the parties are, what holds, the pinned twin, the disc with its sign."""
    circle = {"type": "point", "shape": "circle", "filled": False, "opacity": 1}

    def ring(test: str, size: float, **more: object) -> dict[str, object]:
        return {"data": {"name": "nodes"}, "transform": [{"filter": f"datum.{test}"}],
                "mark": {**circle, "size": size, "aria": False, **more}, "encoding": place}

    yield ring("here", 2500, strokeWidth=0, fill="#F2C14E")
    yield ring("pinned", 2050, strokeWidth=1.6, stroke=INK[theme], strokeDash=[3, 3])
    yield ring("held", 1500, strokeWidth=2.4, stroke=INK[theme], fill=PAPER[theme])
    color = {"field": "color", "type": "nominal", "legend": None, "scale": None}
    tip = [{"field": "key", "title": "state"}, {"field": "words", "title": "what"}, {"field": "holds"}]
    yield {"data": {"name": "nodes"}, "mark": {**circle, "size": 900, "fill": PAPER[theme], "strokeWidth": 2.6},
           "encoding": {**place, "stroke": color, "tooltip": tip}}
    yield {"data": {"name": "nodes"}, "mark": {"type": "text", "fontSize": 12, "fontWeight": 600, "color": INK[theme]},
           "encoding": {**place, "text": {"field": "key", "type": "nominal"}}}
    yield {"data": {"name": "nodes"}, "transform": [{"filter": "datum.status"}],
           "mark": {"type": "text", "text": "⚑", "fontSize": 17, "dy": -24, "dx": 9, "color": INK[theme],
                    "aria": False}, "encoding": place}


def _label(place: dict[str, object], name: str, along: str, shift: int, theme: str) -> dict[str, object]:
    """Return a line of the names beside the states, where the screen is wide enough."""
    away = {"expr": "datum.side == 'left' ? 27 : -27"}
    return {"data": {"name": name},
            "mark": {"type": "text", "align": {"expr": "datum.side"}, "dx": away, "fontSize": 12, "color": INK[theme],
                     "dy": {"expr": f"datum.lift + (datum.lines > 1 ? -7 : 0) + {shift}"},
                     "text": {"expr": f"width < {WIDE} ? '' : datum.text"}, "aria": False},
            "encoding": place}


def _alt(model: Model, found: Stability, walk: Walk, states: Sequence[int]) -> str:
    graph, keys = found.graph, stable.keys(model, found.graph)
    held = [keys[s] for s in states if found.equilibrium(walk.concept)[0, s]]
    way = "; ".join(f"{graph.labels[graph.party(each.party)]} to {keys[graph.state(each.stop)]}" for each in walk.steps)
    return (f"Moves between {len(states)} of {len(graph.states)} states, an arrow to what the mover prefers. "
            f"{stable.CONCEPTS[walk.concept][0].capitalize()} equilibria: {', '.join(held) or 'none'}. "
            f"The path from {keys[walk.start]}: {way or 'no move'}; "
            f"{walk.taken} of {len(walk.steps)} moves made, now at {keys[walk.here(graph)]}.")


def _keys(model: Model, pinned: Stability | None) -> Iterator[Key]:
    for i, party in enumerate(model.parties):
        look = party_look(model.parties, i)
        yield Key(f"{party.label} moves", ((look.symbol, look.color),))
    yield Key("thick: the path; ringed: holds; shaded: where it stands; flag: where it began")
    if pinned is not None:
        yield Key("dashed ring: holds in the pinned scenario")
