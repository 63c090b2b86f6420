"""A folder of broken models: each must be refused in one line with the file, the line and the words that it states."""

import re
from pathlib import Path

import pytest

from negotiation.errors import NegotiationError
from negotiation.library import load

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.toml"))


def refusal(path) -> str:
    with pytest.raises(NegotiationError) as caught:
        load(path)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_model_is_refused_with_line_and_words(path):
    line, *words = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: line ").split(" | ")
    message = refusal(path)
    assert message.startswith(f"{path.name}:{line}: ")
    for word in words:
        assert word in message
