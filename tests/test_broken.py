"""What is refused and in which words: a folder of broken models, hostile files, mutations of sound models."""

import os
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.errors import NegotiationError
from negotiation.expectations import check
from negotiation.library import load, shipped
from negotiation.modelfile import parse_model

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.toml"))

SOUND = """format = 1
title = "Two neighbours and a well"
default_preset = "today"

[parameters.control]
low = 0
high = 1
default = 0.5

[[constraints]]
rule = "control <= 1"

[[parties]]
id = "Us"
strategies = [{ id = "share" }, { id = "take" }]

[[parties]]
id = "Them"
strategies = [{ id = "wait" }, { id = "raid" }]

[components]
gain = { formula = "control*take", label = "Gain" }

[payoffs]
Us = "gain - raid"
Them = "raid*(2 - 3*gain)"

[readouts]
gain = "gain"

[outcomes.PEACE]
patterns = ["share, wait", "take, *"]

[presets.today]
values = { control = 0.7 }

[paths.drift]
over = "control"
ties = {}

[[expect]]
title = "Raids"
over = { control = [0, 0.6, 3] }
method = "support"
includes = ["take, raid"]
"""

REFUSED_BYTES = {
    "not UTF-8": (SOUND.replace("well", "Brünn").encode("latin-1"), "is not UTF-8 text (byte 43)"),
    "binary": (bytes(range(256)) * 4, "is not UTF-8 text"),
    "zeros": (b"\0" * 100, ":1: invalid statement"),
    "empty": (b"", ":1: the file has no 'format'; it is required"),
    "too large": (SOUND.encode() + b"#" * 2**18, "at most 262,144 are allowed"),
    "formula of 1 MB": (SOUND.replace("gain - raid", "1+" * 500_000 + "1").encode(), "at most 262,144 are allowed"),
    "formula of 200 KB": (SOUND.replace("gain - raid", "1+" * 100_000 + "1").encode(),
                          ":25: Us: the formula has 200,001 characters; at most 2,000 are allowed"),
    "10,000 brackets": (SOUND.replace("gain - raid", "(" * 10_000 + "1" + ")" * 10_000).encode(),
                        ":25: Us: the formula has 20,001 characters"),
    "10,000 lists": (SOUND.encode() + b"x = " + b"[" * 10_000, ":1: brackets are nested too deep"),
    "a key of 9,999 letters": (SOUND.encode() + b"[parameters." + b"k" * 9_999 + b"]", "kkk... has no 'low'"),
    "a key of two lines": (SOUND.encode() + b'[parameters."a\\nb"]\nlow = 0', r"a\nb"),
}


def refusal(path) -> str:
    """Return the one line with which a file is refused."""
    with pytest.raises(NegotiationError) as caught:
        load(path)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 700
    return message


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_model_is_refused_with_line_and_words(path):
    line, *words = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: line ").split(" | ")
    message = refusal(path)
    assert message.startswith(f"{path.name}:{line}: ")
    for word in words:
        assert word in message


@pytest.mark.parametrize("name", REFUSED_BYTES)
def test_hostile_bytes_are_refused(name, tmp_path):
    data, words = REFUSED_BYTES[name]
    file = tmp_path / "hostile.toml"
    file.write_bytes(data)
    message = refusal(file)
    assert message.startswith("hostile.toml")
    assert words in message


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "model.yaml").write_text("a: 1")
    assert "folder.toml: is a directory" in refusal(tmp_path / "folder.toml")
    assert "pipe.toml: is a device or a pipe" in refusal(tmp_path / "pipe.toml")
    assert "model.yaml: is a '.yaml' file; allowed: " in refusal(tmp_path / "model.yaml")
    assert "none.toml: no such file" in refusal(tmp_path / "none.toml")
    assert "'geneva-2015' is not a shipped model" in refusal("geneva-2015")
    assert "did you mean 'geneva-2016'?" in refusal("geneva-2015")


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path):
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert load(file).presets["today"].values == {"control": 0.7}
    file.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("gain - raid", "gian").replace("\n", "\r\n").encode())
    assert refusal(file).startswith("windows.toml:25: Us: column 1: 'gian'")


def test_the_sound_model_is_sound():
    """The mutations below start from a model that loads and holds."""
    assert check(parse_model(SOUND)) == []


TEXTS = [SOUND] * 4 + [path.read_text(encoding="utf-8") for path in shipped().values() if path.stat().st_size < 10_000]
FRAGMENTS = ["", "[", "]", "{", "}", '"', "'", '"""', "=", ",", "\n", ".", "#", "\\", "nan", "-1", "1e400", "true",
             "0x10", "1979-05-27", "[[parties]]", "[payoffs]", '"*, *"', "**", "\0", "\r", "\u2028", "é", "9" * 400,
             "control", "gain", "take", "/0", "log(0)", '"nope"', "[[expect]]", "[bargaining]", "1e11"]


@st.composite
def mutants(draw) -> str:
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 0, 1, 1, 3, 12, 60]))
        text = text[:start] + draw(st.sampled_from(FRAGMENTS) | st.text(max_size=5)) + text[start + length:]
    return text


@given(mutants())
def test_a_mutated_model_loads_or_is_refused_in_one_line(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            faults = check(parse_model(text, "mutant.toml"))
        except NegotiationError as error:
            faults = [str(error)]
            assert faults[0].startswith("mutant.toml")
    assert all("\n" not in fault for fault in faults)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_in_one_line(data):
    with pytest.raises(NegotiationError) as caught:
        parse_model(data, "noise.toml")
    assert str(caught.value).startswith("noise.toml")
