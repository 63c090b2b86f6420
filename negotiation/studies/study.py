"""A study: one question whose rows are computed block by block, anywhere and in any order.

A study is picklable. Each of its blocks is computed from the question alone, so that it does not matter where, when or
how often: the rows are the same to the bit. `files.stream` writes them, `executors` compute them, `files.replay` asks
again what a manifest says was asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from negotiation.errors import StudyError, unknown
from negotiation.plain import Json, plain
from negotiation.provenance import Provenance

if TYPE_CHECKING:
    import pandas as pd

STUDIES: dict[str, tuple[str, str]] = {
    "sweep": ("negotiation.studies.swept", "asked_again"),
    "unfold": ("negotiation.studies.wars", "asked_again"),
    "uncertainty": ("negotiation.sensitivity.streamed", "asked_again"),
}
"""Kind of study -> module and function that makes it from its question."""


class Study(Protocol):
    """What `stream` and `replay` ask of a study."""

    @property
    def question(self) -> Mapping[str, Json]:
        """Return all that decides the rows, as JSON can hold it; "study" is a key of STUDIES."""
        ...

    @property
    def head(self) -> Mapping[str, Json]:
        """Return what a file says of itself (`Provenance.head`)."""
        ...

    @property
    def total(self) -> int:
        """Return the number of points (or draws)."""
        ...

    @property
    def blocks(self) -> int:
        """Return the number of blocks; they are computed one by one, numbered from 0."""
        ...

    def span(self, block: int) -> tuple[int, int]:
        """Return the first point of a block and the one after its last."""
        ...

    def rows(self, block: int) -> pd.DataFrame:
        """Compute a block's tidy rows, at least one: the same columns in every block."""
        ...


class Chunked:
    """Points numbered through, in chunks of at most `chunk`: what studies share beside their question and rows.

    A study gives `chunk`, `total` and `origin`, what its rows are of.
    """

    if TYPE_CHECKING:
        @property
        def chunk(self) -> int: ...
        @property
        def total(self) -> int: ...
        @property
        def origin(self) -> Provenance: ...

    @cached_property
    def head(self) -> dict[str, Json]:
        return dict(plain(self.origin.head()))

    @property
    def blocks(self) -> int:
        return -(-self.total // self.chunk)

    def span(self, block: int) -> tuple[int, int]:
        return block * self.chunk, min(self.total, (block + 1) * self.chunk)


def digest(question: Mapping[str, Json]) -> str:
    """Return the SHA-256 of a question."""
    return sha256(json.dumps(question, sort_keys=True, allow_nan=False).encode()).hexdigest()


def asked_again(question: Mapping[str, Json]) -> Study:
    """Make the study of a question that was written down.

    Raises
    ------
    StudyError
        It is no question that this version knows.
    """
    kind = question.get("study")
    if kind not in STUDIES:
        raise StudyError(unknown("a kind of study", kind, STUDIES))
    module, function = STUDIES[str(kind)]
    return getattr(import_module(module), function)(question)
