"""Models of the users' own: kept by a random name that only the link holds, so that a reload loses nothing typed.

Bounded in number and size; nothing here reads a file or runs text: the model language's own reader does the parsing.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.modelfile import parse_model
from negotiation.nfgfile import parse_nfg

PREFIX = "own-"
KEPT = 300
MOST_CHARACTERS = 256_000

_texts: OrderedDict[str, tuple[str, str]] = OrderedDict()
_lock = Lock()


def is_own(name: str) -> bool:
    return name.startswith(PREFIX)


def keep(text: str, suffix: str = ".toml", name: str = "") -> str:
    """Keep a text under a name (a new random one if empty) and return the name; the oldest texts give way."""
    if len(text) > MOST_CHARACTERS:
        raise NegotiationError(f"the model has {len(text):,} characters; allowed: {MOST_CHARACTERS:,}")
    name = name or PREFIX + secrets.token_urlsafe(12)
    with _lock:
        _texts[name] = (text, suffix)
        _texts.move_to_end(name)
        while len(_texts) > KEPT:
            _texts.popitem(last=False)
    return name


def text(name: str) -> tuple[str, str]:
    """Return a kept text and its suffix."""
    with _lock:
        if name not in _texts:
            raise NegotiationError(
                "this link names a model that was typed in and is no longer kept; upload its file again"
            )
        return _texts[name]


def model(name: str) -> Model:
    """Return the model that a kept text describes; raises ModelError at the line."""
    return read(*text(name))


@lru_cache(maxsize=64)
def read(source: str, suffix: str) -> Model:
    """Read a model from text."""
    return (parse_nfg if suffix == ".nfg" else parse_model)(source, f"model{suffix}")
