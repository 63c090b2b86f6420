"""Blocks one after another, in this process; the methods use its cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Result = TypeVar("Result")


class Here:
    """This process."""

    def each(self, work: Callable[[int], Result], blocks: Iterable[int]) -> Iterator[tuple[int, Result]]:
        for block in blocks:
            yield block, work(block)


def make(on: None) -> Here:
    return Here()
