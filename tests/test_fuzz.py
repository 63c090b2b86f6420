"""What the search for odd texts found (`python -m tests.fuzz`) stays answered; the search itself still finds."""

import multiprocessing
import time
from random import Random

import pytest

from tests.fuzz import __main__ as fuzz
from tests.fuzz import limits
from tests.fuzz.limits import SECONDS
from tests.fuzz.mutate import mutated
from tests.fuzz.parts import PARTS, TESTS, Part

FOUND = sorted((TESTS / "fuzz" / "found").glob("*/*"))


@pytest.mark.processor(2 * SECONDS)
@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_is_answered(path):
    assert PARTS[path.parent.name].read(path.read_bytes())


@pytest.mark.parametrize("part", ["nfg", "formula"])
def test_texts_made_of_real_ones_are_answered_in_many_ways(part):
    """A search that only made texts refused at their first letter would find nothing."""
    texts, random = list(dict.fromkeys(PARTS[part].texts())), Random(0)
    made = (mutated(texts, len(texts), PARTS[part].most, random) for _ in range(300))
    assert len({PARTS[part].read(each.encode("utf-8", "surrogatepass")) for each in made}) > 12


def test_a_text_that_was_slow_once_is_a_find_only_if_it_is_slow_again(monkeypatch, capsys):
    def slow(data):
        end = time.process_time() + (0.2 if data == b"slow" else 0)
        while time.process_time() < end:
            pass
        return "read"

    fork = multiprocessing.get_context("fork")
    monkeypatch.setattr(fuzz.multiprocessing, "get_context", lambda how: fork)
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    monkeypatch.setitem(PARTS, "tried", Part(lambda: iter(()), slow, 10))
    assert fuzz.again("tried", b"slow", "1.2 s").endswith(" s")
    assert not capsys.readouterr().out
    assert fuzz.again("tried", b"quick", "1.2 s") == ""
    assert "once 1.2 s, read again in" in capsys.readouterr().out
