"""Names beside dots: none meets another name, a dot or the frame, and each is tied to its own dot.

A chart is as wide as its reader's screen. Names are therefore placed once for each of a few ranges of widths
(`BANDS`), with everything that a dot sweeps over while the width runs through the range kept free. All lengths are in
pixels, heights downwards from the top of the plot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

import numpy as np

BANDS = ((230, 290), (290, 370), (370, 470), (470, 600), (600, 780), (780, 1200))
"""Ranges of the plot's width."""
LETTER, LINE, LONG = 6.8, 14.0, 19
"""Width of a letter, height of a line, letters in a line."""
DOT, CLEAR, TIED = 6.0, 2.0, 13.0
"""Radius kept free round a dot, space kept round a name, and how far off a name may be without a line to its dot."""
AGAIN = 4
TOUCH = 10.0
"""How near two dots are that touch."""
RADII = (8.0, 14.0, 24.0, 36.0, 50.0, 66.0, 84.0, 104.0, 130.0, 160.0)
ANGLES = np.radians([-30, -60, 0, -90, 30, 60, 90, -120, -150, 180, 150, 120])
"""Where a name may stand, the first choice first: to the upper right, above, ..."""


@dataclass(frozen=True)
class Placed:
    """A name's box beside its dot, in pixels from the dot: left, top, right, bottom; where its line ends, if any."""

    align: str
    box: tuple[float, float, float, float]
    lead: tuple[float, float] | None


@dataclass(frozen=True)
class Name:
    """A name for one dot, or for dots that touch: their names one under another."""

    dots: tuple[int, ...]
    lines: tuple[str, ...]


def joined(names: Sequence[tuple[str, str]], dots: np.ndarray, height: float, width: float) -> list[Name]:
    """Return the names, those of dots that touch on a plot of this width as one; `dots` as in `place`.

    Parameters
    ----------
    names : kind and text, the k-th for the k-th dot; dots of two kinds touch only where they are one.
    """
    at, found = dots * (width, height), list[list[int]]()
    for k, (kind, _) in enumerate(names):
        near = [group for group in found
                if any(np.hypot(*(at[k] - at[j])) < (TOUCH if names[j][0] == kind else 1) for j in group)]
        found = [group for group in found if group not in near] + [[j for group in near for j in group] + [k]]
    return [_group(sorted(group), [text for _, text in names], at) for group in sorted(found, key=min)]


def _group(group: list[int], texts: Sequence[str], at: np.ndarray) -> Name:
    """Name dots that touch, the one nearest to their middle first."""
    middle = at[group].mean(axis=0)
    lines = [line for k in group for line in wrap(texts[k], LONG)]
    return Name(tuple(sorted(group, key=lambda k: float(np.hypot(*(at[k] - middle))))), tuple(lines))


def place(names: Sequence[Name], dots: np.ndarray, height: float, band: tuple[float, float]) -> list[Placed | None]:
    """Place names beside their dots for a range of widths; None where one finds no room.

    A name that finds none chooses again before the others, a few times.

    Parameters
    ----------
    names : the first choose first.
    dots : (K, 2) places of all dots, shares of the plot's width and height from its upper left corner.
    """
    order, best = list(range(len(names))), dict[int, Placed]()
    for _ in range(AGAIN):
        found = _placed([names[k] for k in order], dots, height, band)
        placed = {k: each for k, each in zip(order, found, strict=True) if each is not None}
        best = placed if len(placed) > len(best) else best
        before, order = order, sorted(order, key=lambda k: k in placed)
        if order == before:
            break
    return [best.get(k) for k in range(len(names))]


def _placed(names: Sequence[Name], dots: np.ndarray, height: float, band: tuple[float, float]) -> list[Placed | None]:
    span = np.array(band, dtype=float)
    at = np.stack([dots[:, :1] * span, np.broadcast_to(dots[:, 1:] * height, (len(dots), 2))])
    found: list[Placed | None] = []
    for name in names:
        k = name.dots[0]
        away = at - at[:, k: k + 1]
        low, high = away.min(axis=2).T, away.max(axis=2).T
        others = np.abs(dots[:, None] - dots[list(name.dots)]).max(axis=2).min(axis=1) > 1e-9
        before = [(other, each.dots[0]) for each, other in zip(names, found, strict=False) if other is not None]
        at_names = [j for _, j in before]
        for options in _options(name.lines):
            free = _inside(options, at[:, k], span, height) & _clear(options, low[others], high[others])
            if before and free.any():
                free &= _apart(options, [each for each, _ in before], low[at_names], high[at_names])
            if free.any():
                break
        found.append(_chosen(options, free))
    return found


@dataclass(frozen=True)
class _Options:
    """Some places of one name: boxes (M, 4), ends of lines (M, 2), whether a line is drawn (M,), alignment."""

    boxes: np.ndarray
    ends: np.ndarray
    tied: np.ndarray
    align: tuple[str, ...]


def _options(lines: tuple[str, ...]) -> Iterator[_Options]:
    """Return the places near a dot, then those farther off: boxes beside the end of a line, or above and below it."""
    for near in range(0, len(RADII), 2):
        yield _ring(RADII[near: near + 2], lines)


@lru_cache(maxsize=512)
def _ring(radii: tuple[float, ...], lines: tuple[str, ...]) -> _Options:
    wide, high = LETTER * max(map(len, lines)), LINE * len(lines)
    radius, angle, part = (each.ravel() for each in np.meshgrid(radii, ANGLES, (0.5, 1.0, 0.0), indexing="ij"))
    ends = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    side = np.where(np.abs(np.cos(angle)) < 0.3, 0, np.sign(np.cos(angle)))
    left = ends[:, 0] - wide * np.where(side == 0, part, (1 - side) / 2)
    top = ends[:, 1] - high * np.where(side == 0, (1 - np.sign(np.sin(angle))) / 2, part)
    boxes = np.stack([left, top, left + wide, top + high], axis=1)
    align = tuple({1.0: "left", -1.0: "right"}.get(float(each), "center") for each in side)
    return _Options(boxes, ends, radius > TIED, align)


def _inside(options: _Options, own: np.ndarray, span: np.ndarray, height: float) -> np.ndarray:
    """Return which boxes lie in the plot at both ends of the range of widths, and so in between."""
    left, top, right, bottom = options.boxes.T
    return np.asarray(
        (left[:, None] + own[0] >= 1).all(axis=1) & (right[:, None] + own[0] <= span - 1).all(axis=1)
        & (top + own[1, 0] >= 1) & (bottom + own[1, 0] <= height - 1)
    )


def _clear(options: _Options, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return which boxes and lines no other dot meets wherever it sweeps from `low` to `high` (K, 2).

    A name without a line must also be nearer to its own dot than to any other; where another touches it, a line helps.
    """
    if not len(low):
        return np.ones(len(options.boxes), dtype=bool)
    swept = np.concatenate([low - DOT, high + DOT], axis=1)
    apart = np.hypot(*np.where(np.abs(low) < np.abs(high), low, high).T) >= TOUCH
    near = np.where(options.tied, 0, TIED)[:, None]
    met = _meet((options.boxes + near * np.array([-1, -1, 1, 1]))[:, None], swept)
    cut = _cut(options.ends[:, None], swept) & options.tied[:, None] & apart
    return np.asarray(~(met | cut).any(axis=1))


def _apart(options: _Options, others: Sequence[Placed], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return which places keep clear of names placed before, whose dots sweep from `low` to `high` (K, 2)."""
    more = CLEAR * np.array([-1, -1, 1, 1])
    boxes = np.array([each.box for each in others]) + np.concatenate([low, high], axis=1) + more
    own, ends, tied = options.boxes[:, None], options.ends[:, None], options.tied[:, None]
    met = _meet(own, boxes) | _cut(ends, boxes) & tied
    lines = [k for k, each in enumerate(others) if each.lead is not None]
    if lines:
        start = np.concatenate(np.linspace(low[lines], high[lines], 5))
        end = start + np.array([others[k].lead for k in lines] * 5)
        met = np.concatenate([met, _cut_from(start, end, own + more) | _cross(ends, start, end) & tied], axis=1)
    return np.asarray(~met.any(axis=1))


def _meet(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return np.asarray((one[..., 0] < two[..., 2]) & (two[..., 0] < one[..., 2])
                      & (one[..., 1] < two[..., 3]) & (two[..., 1] < one[..., 3]))


def _cut(end: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Return whether the line from the own dot to `end` meets a box."""
    return _cut_from(np.zeros(2), end, box)


def _cut_from(start: np.ndarray, end: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Return whether a line meets a box: the part of it inside both strips is not empty (Liang and Barsky 1984)."""
    step = end - start
    step = np.where(np.abs(step) < 1e-9, 1e-9, step)
    first, last = (box[..., :2] - start) / step, (box[..., 2:] - start) / step
    into, out = np.minimum(first, last), np.maximum(first, last)
    enter, leave = np.maximum(into[..., 0], into[..., 1]), np.minimum(out[..., 0], out[..., 1])
    return np.asarray((enter <= leave) & (leave >= 0) & (enter <= 1))


def _cross(ends: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return which lines from the own dot cross the line from `start` to `end`."""
    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        u, v = b - a, c - a
        return np.asarray(np.sign(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]))

    zero = np.zeros(2)
    return np.asarray((side(zero, ends, start) != side(zero, ends, end))
                      & (side(start, end, zero) != side(start, end, ends)))


def _chosen(options: _Options, free: np.ndarray) -> Placed | None:
    """Return the first free place: near ones come before far ones."""
    if not free.any():
        return None
    m = int(free.argmax())
    x, y = (float(each) for each in options.ends[m])
    left, top, right, bottom = (float(each) for each in options.boxes[m])
    return Placed(options.align[m], (left, top, right, bottom), (x, y) if options.tied[m] else None)
