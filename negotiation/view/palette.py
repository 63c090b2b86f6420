"""One visual language: a party is always one colour, dash and symbol; an outcome always one colour and one pattern.

Party colours are Okabe and Ito's that keep a contrast of 3:1 on white; outcome colours keep clear of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from negotiation.game import Outcome, Party
from negotiation.game.profiles import Support
from negotiation.model import Model


@dataclass(frozen=True)
class Look:
    """How one party or outcome is drawn; `dash` and `symbol` or `hatch` carry it without colour."""

    color: str
    dash: tuple[int, ...]
    symbol: str
    shape: str = "circle"
    hatch: str = ""


PARTY_LIGHT = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#333333", "#7A5195", "#8C6D1F", "#4B6A88")
PARTY_DARK = ("#4BA3DB", "#F08A3C", "#2CC79B", "#E09CC4", "#E6E6E6", "#B08CCB", "#C9A94A", "#8FB1D1")
DASHES = ((1, 0), (8, 3), (3, 2), (10, 3, 2, 3), (1, 2), (6, 2, 1, 2), (12, 4), (2, 4))
SYMBOLS = ("●", "■", "▲", "◆", "▼", "✚", "★", "⬟")
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right", "triangle-left")

AGREEMENT = ("#14808A", "#3E8E5A", "#2B6CA3")
CONFLICT = ("#7B4FA3", "#B3263E", "#A9741B", "#5B5EA6", "#8A4B2A", "#A34E86", "#4A3C73", "#6E5A10")
MIXED = "#566270"
OTHER = ("#5F6B7A", "#8A6D8F", "#6F7D4E", "#8A5A5A", "#4F7480", "#77705A")
HATCHES = ("///", "", "xxx", "|||", "...", "---")
STRIPES = {
    "": "",
    "///": "repeating-linear-gradient(-45deg,rgba(255,255,255,.55) 0 2px,transparent 2px 6px)",
    "xxx": "repeating-linear-gradient(45deg,rgba(255,255,255,.5) 0 1.5px,transparent 1.5px 6px),"
    "repeating-linear-gradient(-45deg,rgba(255,255,255,.5) 0 1.5px,transparent 1.5px 6px)",
    "|||": "repeating-linear-gradient(90deg,rgba(255,255,255,.55) 0 2px,transparent 2px 6px)",
    "...": "radial-gradient(rgba(255,255,255,.75) 1.2px,transparent 1.4px) 0 0/5px 5px",
    "---": "repeating-linear-gradient(0deg,rgba(255,255,255,.55) 0 2px,transparent 2px 5px)",
}
GLYPHS = {"": "", "///": "/", "xxx": "×", "|||": "|", "...": "•", "---": "–"}
"""The sign that is repeated for each hatch on a narrow bar."""



def party_look(parties: tuple[Party, ...], index: int, dark: bool = False) -> Look:
    """Return how a party is drawn: as its model says, others by their place among the looks that are left."""
    told = [party.look for party in parties]
    free = [k for k in range(len(PARTY_LIGHT)) if k + 1 not in told] or list(range(len(PARTY_LIGHT)))
    k = told[index] - 1 if told[index] else free[told[:index].count(0) % len(free)]
    return Look((PARTY_DARK if dark else PARTY_LIGHT)[k], DASHES[k], SYMBOLS[k], SHAPES[k])


DARKER = 0.7
DARKEST = 0.35
"""What is left of a colour's light in its second shade, and in its last one."""
LIGHTER = 0.65


@lru_cache(maxsize=4096)
def outcome_look(model: Model, outcome: str, played: Support | None = None) -> Look:
    """Return how an equilibrium is drawn: a named outcome by its kind and its place among those of its kind.

    An outcome's further profiles have another pattern, then a darker shade. What no outcome holds is drawn by its place
    among all such profiles, and all mixed ones alike.
    """
    profile = played.profile if played else None
    if played and profile is None:
        return _look(MIXED, "...")
    for kind, colors, hatches in KINDS:
        same = [each for each in model.outcomes if _kind(each) == kind]
        ids = [each.id for each in same]
        if outcome in ids:
            k = ids.index(outcome)
            taken = sum(int(each.mask.sum()) for each in same[k % len(colors):k:len(colors)])
            return _varied(colors, hatches, k, taken + _member(model, outcome, profile))
    u = _unnamed(model, profile)
    k = len(ids) + u
    taken = sum(int(each.mask.sum()) for each in same[k % len(OTHER)::len(OTHER)])
    return _varied(OTHER, HATCHES, k, taken + u // len(OTHER))


KINDS = (("agreement", AGREEMENT, ("", "---", "...")), ("conflict", CONFLICT, HATCHES), ("", OTHER, HATCHES))
"""The colours and patterns of each kind of outcome; those that no outcome holds come behind the last ones."""


def _kind(outcome: Outcome) -> str:
    return outcome.kind if outcome.kind in ("agreement", "conflict") else ""


def kind_color(kind: str, k: int = 0, dark: bool = False) -> str:
    """Return the colour of the k-th thing of a kind of outcome: an end of a war, a rule of selection.

    `dark`: for a line on dark paper, lighter.
    """
    colors = {"agreement": AGREEMENT, "conflict": CONFLICT}.get(kind, OTHER)
    color = colors[k % len(colors)]
    parts = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 - LIGHTER * (255 - part)):02X}" for part in parts) if dark else color


def _varied(colors: tuple[str, ...], hatches: tuple[str, ...], k: int, slot: int) -> Look:
    """Return the look in a slot of the k-th colour: one pattern after the other, then in a darker shade."""
    c = k % len(colors)
    return _look(_shaded(colors[c], slot // len(hatches)), hatches[(c + slot) % len(hatches)])


def _shaded(color: str, step: int) -> str:
    """Return a darker shade of a colour for each step, no two of the first fifty alike."""
    if not step:
        return color
    shade = DARKEST + (DARKER - DARKEST) * 0.93 ** (step - 1)
    return "#" + "".join(f"{round(shade * int(color[k : k + 2], 16)):02X}" for k in (1, 3, 5))


def _member(model: Model, outcome: str, profile: tuple[int, ...] | None) -> int:
    """Return a profile's place among those of its outcome, 0 for the one that bears the outcome's bare name."""
    named = next(each for each in model.outcomes if each.id == outcome)
    if profile is None:
        return 0
    others = [each for each in map(tuple, np.argwhere(named.mask).tolist()) if each != named.first]
    return [named.first, *others].index(profile)


def _unnamed(model: Model, profile: tuple[int, ...] | None) -> int:
    """Return a profile's place among those that no outcome holds; 0 for no profile."""
    if profile is None or not model.parties:
        return 0
    named = np.any([each.mask for each in model.outcomes] or [np.zeros(model.strategy_counts, bool)], axis=0)
    place = int(np.ravel_multi_index(profile, model.strategy_counts))
    return int((~named).ravel()[:place].sum())


def _look(color: str, hatch: str) -> Look:
    return Look(color, (1, 0), "■", hatch=hatch)
