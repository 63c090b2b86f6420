"""The regions of a map as tables for a chart: outlines, stripes in the pattern of each outcome, names that fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from string import ascii_uppercase
from textwrap import wrap

import numpy as np
import pandas as pd

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.plain import Json
from negotiation.tipping.plane.regions import Region
from negotiation.view.charts.base import LINE, PAPER
from negotiation.view.compute import Map
from negotiation.view.palette import Look, outcome_look
from negotiation.wording import percent

SHOWN = 12
"""How many regions a page or a legend lists; the files hold all."""
WIDTH, HEIGHT = 900, 420
THIN = 0.3
LETTER, ROW, EDGE = 6.7, 15.0, 12.0
"""Width of a letter, height of a row of letters, and the margin kept round a name, in pixels."""
NARROW, WIDEST = 300, 100_000
"""The width of the plot on a narrow screen, and one that no screen has."""
PALE = 0.6
WAYS = {"///": ((1, -1),), "xxx": ((1, -1), (1, 1)), "|||": ((1, 0),), "---": ((0, 1),), "...": ((0, 1),)}
"""The directions of each pattern's stripes: each is a line a u + b v = c over a square of side 1."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a chart of a map needs: its names by letter, colours, and tables of outlines, stripes and labels."""

    names: tuple[str, ...]
    colors: tuple[str, ...]
    areas: pd.DataFrame
    stripes: pd.DataFrame
    labels: pd.DataFrame


def letter(k: int) -> str:
    """Return the letter of the k-th largest region: A, B, ..., Z, AA, AB, ..."""
    return ascii_uppercase[k] if k < 26 else letter(k // 26 - 1) + ascii_uppercase[k % 26]


def part_of_map(share: float) -> str:
    """Say how much of the map a region covers."""
    return percent(share) if share >= 5e-4 else "below 0.1 %"


def looks(model: Model, drawn: Map, number: int) -> list[Look]:
    """Return how each equilibrium of a region is drawn."""
    return [outcome_look(model, each.outcome, each.played) for each in drawn.members[number]]


def mixed(color: str, theme: str) -> str:
    """Return a colour pale enough to write on: mixed with the paper."""
    parts = ([int(each[k:k + 2], 16) for k in (1, 3, 5)] for each in (color, PAPER[theme]))
    return "#" + "".join(f"{round(PALE * one + (1 - PALE) * two):02x}" for one, two in zip(*parts, strict=True))


@lru_cache(maxsize=64)
def regions_drawn(model: Model, drawn: Map, theme: str) -> Drawn:
    """Return the tables of a map; they do not depend on where the sliders stand."""
    names, colors, stripes, labels = [], [], [], []
    loops = []
    for k, region in enumerate(drawn.regions):
        kinds = looks(model, drawn, region.number)
        names.append(f"{letter(k)}  {narrate.region(drawn.names(region.number))}")
        colors.append(mixed(kinds[0].color, theme) if kinds else LINE[theme])
        loops += [(abs(_area(loop)), names[-1], loop) for loop in region.loops if _area(loop) > 0]
        stripes += _striped(drawn, region, kinds, theme)
        labels += _labels(drawn, region, letter(k), drawn.names(region.number))
    low, high = (np.array([axis[k] for axis in (drawn.found.x, drawn.found.y)]) for k in (0, -1))
    pixel = (high - low) / (WIDTH, HEIGHT)
    thin = [(area, name, _thinned(loop, pixel)) for area, name, loop in loops]
    return Drawn(tuple(names), tuple(colors), _outlines(thin), _broken(stripes), _placed(labels))


def _area(loop: np.ndarray) -> float:
    x, y = loop.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _thinned(loop: np.ndarray, pixel: np.ndarray) -> np.ndarray:
    """Leave out the points of an outline that lie within THIN pixels of the line between those kept.

    Douglas and Peucker (1973): a browser draws the map anew at every move of the cross-hair, point by point.
    """
    points = np.vstack([loop, loop[:1]]) / pixel
    kept = np.zeros(len(points), dtype=bool)
    far = int(np.hypot(*(points - points[0]).T).argmax())
    kept[[0, far, -1]] = True
    open_ = [(0, far), (far, len(points) - 1)]
    while open_:
        first, last = open_.pop()
        if last - first < 2:
            continue
        chord, inner = points[last] - points[first], points[first + 1:last] - points[first]
        off = np.abs(chord[0] * inner[:, 1] - chord[1] * inner[:, 0]) / (np.hypot(*chord) or 1.0)
        k = int(off.argmax())
        if off[k] > THIN:
            middle = first + 1 + k
            kept[middle] = True
            open_ += [(first, middle), (middle, last)]
    return np.asarray(loop[kept[:-1]])


def _outlines(loops: list[tuple[float, str, np.ndarray]]) -> pd.DataFrame:
    """Return closed outlines, the larger first, so that a hole is covered by what lies in it."""
    rows = []
    for k, (_, name, loop) in enumerate(sorted(loops, key=lambda each: -each[0])):
        closed = np.vstack([loop, loop[:1]])
        rows.append(pd.DataFrame({"x": closed[:, 0], "y": closed[:, 1], "what": name, "loop": k}))
    return _ordered(pd.concat(rows) if rows else pd.DataFrame(columns=["x", "y", "what", "loop"]))


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Number the points, since a chart would join them from left to right."""
    return table.assign(k=np.arange(len(table)))


def _striped(drawn: Map, region: Region, kinds: Sequence[Look], theme: str) -> list[tuple[str, str, np.ndarray]]:
    """Return the stripes of a region: one outcome's own pattern in white, or bands in the others' colours."""
    if len(kinds) < 2:
        hatch = kinds[0].hatch if kinds else ""
        return [(PAPER[theme], "dots" if hatch == "..." else "thin", _lines(drawn, region, way, 40, 0))
                for way in WAYS.get(hatch, ())]
    others = kinds[1:]
    return [(mixed(look.color, theme), "band", _lines(drawn, region, (1, -1), 24 / len(others), k / len(others)))
            for k, look in enumerate(others)]


def _lines(drawn: Map, region: Region, way: tuple[int, int], density: float, shift: float) -> np.ndarray:
    """Cut lines a u + b v = c by a region: (K, 2, 2) ends; `density` lines a side, moved by a part of a gap."""
    found = drawn.found
    low = np.array([found.x[0], found.y[0]])
    size = np.array([found.x[-1], found.y[-1]]) - low
    loops = [(loop - low) / size for loop in region.loops]
    start, end = np.concatenate(loops), np.concatenate([np.roll(loop, -1, axis=0) for loop in loops])
    c0, c1 = start @ way, end @ way
    levels = (np.arange(-np.ceil(density), np.ceil(2 * density) + 1) + 0.37 + shift) / density
    level, edge = np.nonzero((np.minimum(c0, c1) <= levels[:, None]) & (levels[:, None] < np.maximum(c0, c1)))
    part = (levels[level] - c0[edge]) / (c1[edge] - c0[edge])
    points = start[edge] + part[:, None] * (end[edge] - start[edge])
    along = points @ (-way[1], way[0])
    points = points[np.lexsort((along, level))]
    return np.asarray((points * size + low).reshape(-1, 2, 2))


def _broken(stripes: list[tuple[str, str, np.ndarray]]) -> pd.DataFrame:
    """Return stripes as one broken line a colour and kind."""
    rows = []
    for number, (color, kind, ends) in zip(count(), stripes):
        if len(ends):
            points = np.concatenate([ends, np.full((len(ends), 1, 2), np.nan)], axis=1).reshape(-1, 2)
            x, y = points.T
            rows.append(pd.DataFrame({"x": x, "y": y, "color": color, "kind": kind, "run": number}))
    return _ordered(pd.concat(rows) if rows else pd.DataFrame(columns=["x", "y", "color", "kind", "run"]))


def _labels(drawn: Map, region: Region, mark: str, names: Sequence[str]) -> list[dict[str, Json]]:
    """Return a region's name where it has most room, and its letter for where the name has none."""
    here = np.array([*drawn.groups, -2, -1])[drawn.found.cells] == region.number
    made = [label for text in _texts(names) if (label := _label(drawn, here, text))] if here.any() else []
    short = _label(drawn, here, [mark]) if here.any() else None
    least = min(made, key=lambda each: each["from"], default=None)
    best = next((each for each in made if each["from"] <= NARROW), least)
    if not short:
        return []
    return [short | {"to": best["from"] if best else WIDEST}, *([best] if best else [])]


def _label(drawn: Map, here: np.ndarray, text: list[str]) -> dict[str, Json] | None:
    """Return a text at its place, and from which width of the plot it fits."""
    wide = LETTER * max(map(len, text)) + EDGE
    spot = _spot(drawn, here, len(text), int(np.ceil(wide / NARROW * (len(drawn.found.x) - 1))) + 1)
    if spot is None:
        return None
    x, y, room = spot
    return {"x": x, "y": y, "text": "\n".join(text), "from": wide / room, "to": WIDEST}


def _texts(names: Sequence[str]) -> list[list[str]]:
    """Return a region's name in one to four rows, as even as its words allow."""
    text = narrate.region(names)
    found: dict[int, list[str]] = {}
    longest = max(map(len, re.split(r"(?<=-)|\s", text)))
    for rows in (1, 2, 3, 4):
        lines = wrap(text, max(longest, len(text) // rows + 3 * (rows > 1)), break_long_words=False)
        found.setdefault(len(lines), lines)
    return list(found.values())


def _spot(drawn: Map, here: np.ndarray, rows: int, enough: int) -> tuple[float, float, float] | None:
    """Return the middle of the widest place that is high enough for so many rows of text, and its part of the width.

    Of places at least `enough` grid cells wide, the one nearest to the region's middle.
    """
    x, y = drawn.found.x, drawn.found.y
    high = int(np.ceil((ROW * rows + 4) * (len(y) - 1) / HEIGHT)) + 1
    free = np.asarray(np.lib.stride_tricks.sliding_window_view(here, high, axis=0).all(axis=2))
    runs = np.zeros((free.shape[0], free.shape[1] + 1), dtype=int)
    for j in range(free.shape[1]):
        runs[:, j + 1] = (runs[:, j] + 1) * free[:, j]
    far = np.abs(np.arange(len(runs)) + high / 2 - np.nonzero(here)[0].mean())
    best = np.minimum(runs, enough) - far.reshape(-1, 1) / 100
    i, end = (int(each) for each in np.unravel_index(int(best.argmax()), runs.shape))
    while end + 1 < runs.shape[1] and runs[i, end + 1] > runs[i, end]:
        end += 1
    length = int(runs[i, end]) - 1
    if length < 1:
        return None
    first, last = end - 1 - length, end - 1
    return float((x[first] + x[last]) / 2), float((y[i] + y[i + high - 1]) / 2), length / (len(x) - 1)


def _placed(labels: list[dict[str, Json]]) -> pd.DataFrame:
    return pd.DataFrame(labels, columns=["x", "y", "text", "from", "to"])


def border_lines(drawn: Map) -> pd.DataFrame:
    """Return the borders of a map as broken lines, without the frame."""
    (x, y), rows = (drawn.found.x, drawn.found.y), []
    for region in drawn.regions:
        for loop in region.loops:
            ends = np.stack([loop, np.roll(loop, -1, axis=0)], axis=1)
            frame = np.zeros(len(ends), dtype=bool)
            for k, edges in ((0, (x[0], x[-1])), (1, (y[0], y[-1]))):
                for edge in edges:
                    frame |= (ends[:, :, k] == edge).all(axis=1)
            line = np.where(frame[:, None], np.nan, loop)
            rows.append(np.vstack([line, line[:1], [[np.nan, np.nan]]]))
    points = np.vstack(rows) if rows else np.zeros((0, 2))
    return _ordered(pd.DataFrame({"x": points[:, 0], "y": points[:, 1]}))
