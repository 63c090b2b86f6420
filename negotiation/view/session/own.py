"""Models of the users' own: kept by a random name that only the link holds, so that a reload loses nothing typed.

Bounded in number and size, for all and for each session; nothing here reads a file or runs text: the model language's
own reader does the parsing. A name ends with a seal of the text it was first given for; the name of an opened model,
whose text never changes, can therefore be given back with that text and with no other.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from threading import Lock

from negotiation.errors import ModelError, NegotiationError
from negotiation.expectations import everything, senseless
from negotiation.library import PARSERS, parsed
from negotiation.model import Model
from negotiation.view.adapter.visitors import visitor
from negotiation.view.compute.stable import MOST_STATES, states

PREFIX = "own-"
KEPT = 300
KEPT_A_SESSION = 30
MOST_CHARACTERS = 256_000
MOST_IN_ALL = 20_000_000
MOST_PAYOFFS = 20_000
MOST_PARAMETERS = 200
SUFFIXES = tuple(PARSERS)


@dataclass(frozen=True)
class Kept:
    """A text, its suffix, and the session that keeps it."""

    text: str
    suffix: str
    owner: str


_texts: OrderedDict[str, Kept] = OrderedDict()
_lock = Lock()


def is_own(name: str) -> bool:
    return name.startswith(PREFIX)


def keep(text: str, suffix: str = ".toml", name: str = "") -> str:
    """Keep a text under a name (a new random one if empty) and return the name; the oldest texts give way."""
    text = plain(text)
    if len(text) > MOST_CHARACTERS:
        raise NegotiationError(f"the model has {len(text):,} characters; allowed: {MOST_CHARACTERS:,}")
    suffix = suffix if suffix in SUFFIXES else ".toml"
    name = name or PREFIX + secrets.token_urlsafe(9) + _seal(text, suffix)
    with _lock:
        _texts[name] = Kept(text, suffix, visitor())
        _texts.move_to_end(name)
        _give_way(_texts[name].owner)
    return name


def plain(text: str) -> str:
    """Return a text with the line ends that a browser's text field uses, without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _give_way(owner: str) -> None:
    """Drop the oldest texts of a session that keeps too many, then those of the sessions that keep most."""
    mine = [name for name, each in _texts.items() if each.owner == owner]
    for name in mine[:-KEPT_A_SESSION]:
        del _texts[name]
    while len(_texts) > KEPT or sum(len(each.text) for each in _texts.values()) > MOST_IN_ALL:
        sizes: dict[str, int] = {}
        for each in _texts.values():
            sizes[each.owner] = sizes.get(each.owner, 0) + 1
        most = max(sizes.values())
        del _texts[next(name for name, each in _texts.items() if sizes[each.owner] == most)]


def has(name: str) -> bool:
    with _lock:
        return name in _texts


def text(name: str) -> tuple[str, str]:
    """Return a kept text and its suffix."""
    with _lock:
        if name not in _texts:
            raise NegotiationError(
                "this link names a model that was typed in and is no longer kept; upload its file again"
            )
        return _texts[name].text, _texts[name].suffix


def bring_back(name: str, text: str, suffix: str) -> str:
    """Keep a text again that a browser kept; its name is given back if it was made for this text, else a new one."""
    if has(name):
        return name
    return keep(text, suffix, name if is_own(name) and name.endswith(_seal(plain(text), suffix)) else "")


def _seal(text: str, suffix: str) -> str:
    return hashlib.sha256(f"{suffix}\n{text}".encode("utf-8", "replace")).hexdigest()[:16]


def model(name: str) -> Model:
    """Return the model that a kept text describes; raises ModelError at the line."""
    return read(*text(name))


def read(source: str, suffix: str) -> Model:
    """Read a model from text."""
    found, wrong = examine(source, suffix)
    if found is None:
        raise wrong[0]
    return found


@lru_cache(maxsize=64)
def examine(source: str, suffix: str) -> tuple[Model | None, tuple[ModelError, ...]]:
    """Return the model that a text describes, or None and what is wrong with it, line by line.

    Refused is also what reads but makes no sense somewhere, so that no page has to say so later.
    """
    try:
        found = parsed(source, suffix)
        not_too_large(found)
    except ModelError as error:
        return None, tuple(everything(error))
    wrong = senseless(found)
    return (None, tuple(wrong)) if wrong else (found, ())


def not_too_large(found: Model) -> None:
    """Refuse what the library reads but a page could not show at the pace of a slider."""
    if not found.has_payoffs and states(found) > MOST_STATES:
        raise ModelError(f"the graph has {states(found):,} states; the app opens at most {MOST_STATES}, "
                         "the command line more")
    payoffs = prod(found.strategy_counts) * len(found.parties)
    if payoffs > MOST_PAYOFFS:
        raise ModelError(
            f"the game has {payoffs:,} payoffs (combinations times parties); the app opens at most {MOST_PAYOFFS:,}, "
            "the command line more"
        )
    if len(found.parameters) > MOST_PARAMETERS:
        raise ModelError(
            f"the model has {len(found.parameters):,} parameters; the app opens at most {MOST_PARAMETERS}, "
            "the command line more"
        )
