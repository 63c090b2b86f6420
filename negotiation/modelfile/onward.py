"""Read on after a fault of shape: put something harmless in its place, so that one reading tells of meaning too."""

from __future__ import annotations

from collections.abc import Callable

from negotiation.modelfile.faults import Where
from negotiation.modelfile.values import Toml

BARGAINING = "bargaining"

HARMLESS: dict[str, Callable[[], Toml]] = {
    "parameters": lambda: {"low": -1e12, "high": 1e12, "default": 0},
    "components": lambda: 0, "payoffs": lambda: 0, "readouts": lambda: 0,
    "presets": dict, "sources": lambda: {"label": ""}, "constraints": lambda: {"rule": "0 <= 1"},
    "correlations": lambda: {"parameters": [], "coefficient": 0},
    "expect": lambda: {"title": ""},
}
"""Section -> what an entry can be while the rest is read; its name stays, so that others may mention it."""

WHOLE: dict[str, Toml] = {"format": 1, "title": ""}
"""Top-level key -> its value while the rest is read."""

LEFT_OUT = ("outcomes", "paths")
"""Sections whose entries nothing else names."""

UNREAD = "?"
"""Stands for what cannot be read, and cannot be read itself: the fault at its key was told as one of shape."""

UNREAD_LISTS = ("parties", "patterns")
PARTS = ("values", "sides", "issues", "disagreement")
"""Keys of [bargaining] that the others cannot be judged without."""

NEEDED = ("parties", "payoffs")
"""Sections without which the rest cannot be read."""


def mended(tree: dict[str, Toml], where: Where, unknown_key: bool, missing: str = "") -> bool:
    """Take the fault at `where` out of the tree, a key that is missing there; return whether that was possible."""
    if where[:1] == (BARGAINING,) and BARGAINING not in tree:
        return True
    if unknown_key:
        return _removed(tree, where)
    if where[:1] == (BARGAINING,) and _bargaining(tree, (*where, missing) if missing else where):
        return True
    if len(where) < 2:
        return _top(tree, str(where[0]) if where else "")
    section, name = tree.get(str(where[0])), where[1]
    if where[0] == "parties" or (where[0] == "payoffs" and isinstance(tree["payoffs"].get(name), list)):
        return False
    if where[0] in HARMLESS:
        section[name] = HARMLESS[str(where[0])]()  # type: ignore[index]
    elif where[0] in LEFT_OUT and isinstance(section, dict):
        section.pop(name, None)
    else:
        tree.pop(str(where[0]), None)
    return True


def _bargaining(tree: Toml, where: Where) -> bool:
    """Put something unread at a key of the section; return whether the rest of it can be judged then."""
    whole = where[1:] if len(where) == 2 else where[-2:-1] if isinstance(where[-1], int) else ()
    if len(where) < 2 or set(whole) & set(PARTS):
        return False
    for part in where[:-1]:
        tree = tree[part]
    key = str(where[-1])
    if len(where) == 2:
        tree.pop(key, None)
    else:
        tree[where[-1]] = [UNREAD] if key in UNREAD_LISTS else {} if key == "points" else (
            f"x{where[-2]}" if key == "id" else "" if key in ("label", "description") else UNREAD)
    return True


def _top(tree: dict[str, Toml], key: str) -> bool:
    """Mend a section that is no table, or a key that is missing at the top."""
    if key in NEEDED or not all(section in tree for section in NEEDED):
        return False
    tree.pop(key, None)
    for name, value in WHOLE.items():
        tree.setdefault(name, value)
    return True


def _removed(tree: Toml, where: Where) -> bool:
    for part in where[:-1]:
        tree = tree[part]
    del tree[where[-1]]
    return True
