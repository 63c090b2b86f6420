"""Shared settings: hypothesis is repeatable in CI, no test fails because others keep the machine busy, a text is
read as a model once, and garbage is not looked for among modules."""

import gc
import os
import signal
from collections.abc import Iterator
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, settings

import negotiation.modelfile
from negotiation.model import Model

settings.register_profile("default", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

read = lru_cache(maxsize=128)(negotiation.modelfile.parse_model)


def parse_model(data: bytes | str, file: str = "model.toml") -> Model:
    """Read a text as a model once: models are values, and the app keeps them too. What is refused is read each time."""
    return read(data, file)


negotiation.modelfile.parse_model = parse_model


def pytest_configure() -> None:
    gc.disable()  # What is imported stays.


def pytest_collection_finish() -> None:
    """Look for garbage from here on, rarely, and not among modules and tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


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
