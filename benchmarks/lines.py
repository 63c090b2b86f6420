"""Journeys of a slider on slow lines, many rounds each: `python -m benchmarks.lines [ROUNDS] [TRIP_MS ...]`.

A round is wrong when slider, words and address do not agree once the line is quiet. Not part of `python -m benchmarks`:
it takes most of an hour.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 15
TRIPS_MS = (100, 200, 600)
JITTER = 0.25
"""Of the one-way delay."""


def run(rounds: int = ROUNDS, trips: tuple[int, ...] = TRIPS_MS, only: str = "") -> Iterator[str]:
    """Yield a line for each journey on each line: wrong rounds of all rounds."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, Server, executable
    from tests.browser.journeys import JOURNEYS, STATE, agrees
    from tests.browser.slow_line import SlowLine
    from tests.browser.visitor import Visitor

    server = Server(Path(tempfile.mkdtemp()))
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=executable(), args=[*FLAGS, "--no-sandbox"])
            for trip in trips:
                with SlowLine(server.port, trip / 1000, JITTER * trip / 2000) as line:
                    user = Visitor(browser, server, door=line)
                    for name, journey in JOURNEYS.items():
                        if only not in name:
                            continue
                        wrong = []
                        for k in range(rounds):
                            user.open("?over=control")
                            try:
                                agrees(user, line, journey)
                            except Exception as error:
                                line.mend()
                                wrong.append(f"round {k}: {type(error).__name__} {user.page.evaluate(STATE)}")
                        yield f"line of {trip} ms, {name}: {len(wrong)} of {rounds} rounds wrong {wrong or ''}".rstrip()
                    user.close()
    finally:
        server.stop()


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    for said in run(*([numbers[0]] if numbers else []), *([tuple(numbers[1:])] if numbers[1:] else [])):
        print(said, flush=True)
