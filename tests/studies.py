"""Studies for tests: small ones, and workers that misbehave; other processes import this file."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd


def sha(path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@dataclass(frozen=True)
class Squares:
    """The squares of 0 to total - 1; `folder` is where it notes what it computed, and is no part of the question."""

    total: int = 20
    size: int = 3
    folder: str = ""
    wait: float = 0
    bad: dict[int, str] = field(default_factory=dict)

    @property
    def question(self) -> dict[str, Any]:
        return {"study": "squares", "total": self.total, "size": self.size}

    @property
    def head(self) -> dict[str, Any]:
        return {"analysis": "squares", "model": "none", "command": None}

    @property
    def blocks(self) -> int:
        return -(-self.total // self.size)

    def span(self, block: int) -> tuple[int, int]:
        return block * self.size, min(self.total, (block + 1) * self.size)

    def rows(self, block: int) -> pd.DataFrame:
        time.sleep(self.wait)
        if self.folder:
            with open(Path(self.folder, f"{block}"), "a") as file:
                file.write("x")
        if block in self.bad:
            globals()[self.bad[block]](self, block)
        points = range(*self.span(block))
        # Whole numbers where every point has one, else floats: blocks differ in type.
        return pd.DataFrame({"point": points, "square": [each * each if each % 7 else None for each in points],
                             "word": [str(each) if each % 2 else "" for each in points]})


def squares(question) -> Squares:
    return Squares(question["total"], question["size"])


def die_once(study: Squares, block: int) -> None:
    if len(Path(study.folder, f"{block}").read_text()) == 1:
        os.kill(os.getpid(), 9)


def die(study: Squares, block: int) -> None:
    os.kill(os.getpid(), 9)


def fail(study: Squares, block: int) -> None:
    from negotiation.errors import ParameterError

    raise ParameterError("control = 2 is outside its range; allowed: 0 to 1")


def starve(study: Squares, block: int) -> None:
    raise MemoryError


def interrupt(study: Squares, block: int) -> None:
    raise KeyboardInterrupt


def twice(block: int) -> int:
    print("this is no answer")
    return 2 * block


def slow_first(block: int) -> int:
    time.sleep(0.5 if block == 0 else 0)
    return block
