"""Files made when they are asked for; one that cannot be made says why in the app.

Streamlit makes such a file in a thread of its own and reports a failure without its reason. The failure is kept with
the button, the page is drawn anew at once, and the reason stands beside the button until a file could be made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape
from threading import Lock
from typing import Any

import streamlit as st

from negotiation.errors import NegotiationError
from negotiation.view.adapter.anew import draw_anew
from negotiation.view.adapter.visitors import visitor

UNMADE = "unmade_"
UNEXPECTED = "an unexpected error, {}; the other files and pages still work"


@dataclass
class Made:
    """A file that is made once, whoever asks first; `failed` is called where it cannot be made.

    `told`: why an earlier try failed.
    """

    make: Callable[[], bytes | str]
    failed: Callable[[], None] = lambda: None
    told: Exception | None = None
    lock: Lock = field(default_factory=Lock)
    result: bytes | str | None = None
    failure: Exception | None = None

    def __call__(self) -> bytes | str:
        with self.lock:
            if self.result is None and self.failure is None:
                try:
                    self.result, self.told = self.make(), None
                except Exception as error:
                    if not isinstance(error, NegotiationError):
                        logging.getLogger("negotiation.view").exception("a file for saving")
                    self.failure = self.told = error
                    self.failed()
        if self.failure is not None:
            raise self.failure
        assert self.result is not None
        return self.result


def why(name: str, error: Exception) -> str:
    """Say why a file could not be made, in one sentence."""
    known = isinstance(error, NegotiationError)
    return f"{name} could not be made: {error if known else UNEXPECTED.format(type(error).__name__)}"


def button(label: str, make: Callable[[], bytes | str], key: str, file_name: str, **more: Any) -> None:
    """Draw a button that makes and saves a file; where it could not be made, it says why beside it.

    The click runs nothing else: a rerun would take the address away from under a file that is on its way, and the
    button would turn for ever. Where no file comes there is nothing to take away, and the page is drawn anew.
    """
    before: Made | None = st.session_state.get(f"{UNMADE}{key}")
    told = before.told if before is not None else None
    made = Made(make, partial(draw_anew, visitor()), told)
    st.session_state[f"{UNMADE}{key}"] = made
    st.download_button(label, data=made, key=key, file_name=file_name, on_click="ignore", **more)
    if told is not None:
        st.html(f'<p class="n-soft" role="alert">{escape(why(file_name, told))}</p>')
