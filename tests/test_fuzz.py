"""What the search for odd texts found (`python -m tests.fuzz`) stays answered; the search itself still finds."""

from random import Random

import pytest

from tests.fuzz.limits import SECONDS
from tests.fuzz.mutate import mutated
from tests.fuzz.parts import PARTS, TESTS

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
