"""The legend of a picture on its own: what the page says beside a chart stands below the drawing in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from negotiation.plain import Json

LETTER = 7.2
"""Pixels of a letter, at most."""
SIGN = 14
"""Pixels from a sign to the next one, or to its words."""
GAP = 24
"""Pixels between two entries."""
ROW = 18


@dataclass(frozen=True)
class Key:
    """One entry: words, after the signs that they explain, each in its colour."""

    words: str
    signs: tuple[tuple[str, str], ...] = ()


PINNED = Key("dashed: the pinned scenario")


def explained(whole: Mapping[str, object], legend: Sequence[Key], width: int, ink: str) -> dict[str, object]:
    """Return a picture with its legend below."""
    place = {"x": {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, width], "nice": False}},
             "y": {"field": "y", "type": "ordinal", "axis": None}, "text": {"field": "text", "type": "nominal"},
             "color": {"field": "color", "type": "nominal", "scale": None, "legend": None}}
    below = {"width": width, "height": {"step": ROW}, "view": {"stroke": None},
             "data": {"values": list(_laid(legend, width, ink))}, "encoding": place,
             "mark": {"type": "text", "align": "left", "fontSize": 12}}
    shared = ("$schema", "background", "title", "padding", "config", "datasets")
    drawn = _sized({name: value for name, value in whole.items() if name not in (*shared, "autosize")}, whole)
    return {**{name: whole[name] for name in shared if name in whole}, "vconcat": [drawn, below],
            "resolve": {"scale": {"color": "independent"}}}


def _laid(legend: Sequence[Key], width: int, ink: str) -> Iterator[dict[str, object]]:
    """Place the entries, as many in a row as fit; words longer than a row go on below their own beginning.

    Signs stand apart from words: only they are coloured, since a colour that is pale enough to fill a field cannot be
    read as a letter; and fonts that lack a sign would draw its words in another hand too.
    """
    x, y = 0.0, 0
    for key in legend:
        indent = SIGN * len(key.signs)
        lines = wrap(key.words, int((width - indent) / LETTER))
        wide = indent + LETTER * max(map(len, lines))
        x, y = (0.0, y + 1) if x and x + wide > width else (x, y)
        for k, (sign, color) in enumerate(key.signs):
            yield {"x": x + SIGN * k, "y": y, "text": sign, "color": color}
        for k, line in enumerate(lines):
            yield {"x": x + indent, "y": y + k, "text": line, "color": ink}
        x, y = x + wide + GAP, y + len(lines) - 1


def _sized(part: Json, whole: Mapping[str, object]) -> Json:
    """Write the size into expressions: inside a picture of two parts "width" and "height" are no part's own."""
    if isinstance(part, Mapping):
        return {name: re.sub(r"\b(width|height)\b", lambda met: str(whole[met[0]]), each)
                if name == "expr" and isinstance(each, str) else _sized(each, whole) for name, each in part.items()}
    return [_sized(each, whole) for each in part] if isinstance(part, list) else part
