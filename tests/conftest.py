"""Shared settings: hypothesis is repeatable in CI, no test fails because others keep the machine busy, and a text is
read as a model once."""

import os
import signal
from collections.abc import Iterator
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, settings

import negotiation.modelfile

settings.register_profile("default", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

negotiation.modelfile.parse_model = lru_cache(maxsize=256)(negotiation.modelfile.parse_model)
"""Models are values: as in the app, one text read twice is one model. What is refused is read each time."""


@pytest.fixture(autouse=True)
def processor(request: pytest.FixtureRequest) -> Iterator[None]:
    """End a test marked `processor(seconds)` when it has used so many, not when others have."""
    mark = request.node.get_closest_marker("processor")
    if mark is None or not hasattr(signal, "SIGPROF"):
        yield
        return

    def stop(*_: object) -> None:
        pytest.fail(f"it takes more than {mark.args[0]} seconds of the processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, mark.args[0])
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)
