"""The models on offer: shipped, given on the command line, of the user's own making; a link may name no other."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic

import streamlit as st

import negotiation.library as library
from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.view.session import own
from negotiation.view.session.scenario import Address, Scenario

FIRST = "geneva-2016"


def catalog(address: Address) -> dict[str, str]:
    """Return the models on offer, id -> title: the command line's, the session's own, the shipped ones."""
    named = argument()
    local = {named.stem: load(named.stem).title or named.stem} if named else {}
    return local | _own_titles(address) | {name: library.card(path).title
                                           for group in library.groups() for name, path in group.files.items()}


def _own_titles(address: Address) -> dict[str, str]:
    """Return the own models opened in this session or browser that are still kept, the latest first; twins by number.

    The draft that the link names is one of them, so that a reload beside another model does not lose it.
    """
    here = address.scenario.model
    opened: list[str] = st.session_state.setdefault("own_opened", [])
    if own.is_own(here) and here not in opened:
        opened.insert(0, here)
    kept = [name for name in opened if own.has(name)]
    draft, texts = address.draft, [own.text(name) for name in kept]
    if own.is_own(draft) and own.has(draft) and own.text(draft) not in texts:
        kept.append(draft)
    titles: dict[str, str] = {}
    for name in kept:
        found = own.examine(*own.text(name))[0]
        if found is not None:
            title = f"{found.title or 'No title'} ({'draft' if name == draft else 'own'})"
            twins = sum(each.startswith(title) for each in titles.values())
            titles[name] = f"{title} {twins + 1}" if twins else title
    return titles


def argument() -> Path | None:
    """Return the model file given after `--` on the command line, if any; links may name no other file."""
    text = sys.argv[1] if len(sys.argv) > 1 else ""
    return Path(text) if text.endswith(tuple(library.READERS)) and Path(text).is_file() else None


def first() -> str:
    """Return the model of a first visit."""
    named = argument()
    text = sys.argv[1] if len(sys.argv) > 1 else ""
    return named.stem if named else text if text in library.known() else FIRST


def load(name: str) -> Model:
    """Return a model that a link may name: shipped, given on the command line, or of the user's own making."""
    named = argument()
    if named and name == named.stem:
        return _read(str(named), named.stat().st_mtime_ns)
    if own.is_own(name):
        return own.model(name)
    path = _known(int(monotonic())).get(name)
    if path is None:
        raise NegotiationError(f"there is no model '{name[:40]}' here; showing {first()} instead")
    return _read(str(path), path.stat().st_mtime_ns)


def played(here: Scenario) -> Model:
    """Return the model of a scenario, in agent form where its parties doubt each other."""
    return doubted(load(here.model)) if here.doubt else load(here.model)


@lru_cache(maxsize=1)
def _known(second: int) -> Mapping[str, Path]:
    """Return the shipped models, looked for once a second: a page asks many times."""
    return library.known()


@lru_cache(maxsize=64)
def doubted(model: Model) -> Model:
    """Return the agent form of a model; raises NegotiationError where it has no types or is too large for a page."""
    found = model.bayesian()
    own.not_too_large(found)
    return found


@lru_cache(maxsize=64)
def _read(path: str, changed: int) -> Model:
    return library.load(Path(path))
