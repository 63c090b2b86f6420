"""What stands beside a study's file: the question, who answered it, the command; nothing that differs between two runs.

A manifest says everything that is needed to ask again (`replay`), and to tell whether a begun study is of the same
question (`apart`).
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from negotiation.errors import StudyError
from negotiation.plain import Json
from negotiation.studies.study import Study, digest

FORMAT = 1

BESIDE = ".manifest.json"

PACKAGES = ("negotiation", "numpy", "scipy", "numba", "pandas", "pyarrow")
"""What the numbers and the bytes of a file come from."""


@cache
def versions() -> dict[str, str | None]:
    """Return the versions of what computes and writes here; None for what is not installed."""
    return {"python": platform.python_version(), "machine": platform.machine()} | {
        name: _version(name) for name in PACKAGES}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def place(path: Path) -> Path:
    """Return where the manifest of a file stands."""
    return path.with_name(path.name + BESIDE)


def begun(study: Study) -> dict[str, Json]:
    """Return the manifest of a study that is not finished."""
    question = dict(study.question)
    command = study.head.get("command")
    return {"format": FORMAT, "analysis": study.head.get("analysis"), "model": study.head.get("model"),
            "command": command, "question_sha256": digest(question), "question": question, "versions": versions(),
            "points": study.total, "chunks": study.blocks}


def text(manifest: Mapping[str, Json]) -> bytes:
    """Return a manifest as it is written: strict JSON."""
    return (json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read(path: Path) -> dict[str, Json]:
    """Read a manifest.

    Raises
    ------
    StudyError
        There is none, or it is none.
    """
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise StudyError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise StudyError(f"{path}: is not a manifest (no JSON)") from None
    if not isinstance(found, dict) or not isinstance(found.get("question"), dict) or "versions" not in found:
        raise StudyError(f"{path}: is not a manifest of a study; allowed: the {BESIDE} file beside one")
    if found.get("format") != FORMAT:
        raise StudyError(f"{path}: is a manifest of format {found.get('format')}; allowed: {FORMAT}")
    return found


def apart(then: Mapping[str, Json], now: Mapping[str, Json]) -> str:
    """Say in what two manifests ask or answer differently, '' where their rows are the same."""
    for name in [*then["question"], *now["question"]]:
        before, here = then["question"].get(name), now["question"].get(name)
        if before != here:
            return f"another {name.replace('_', ' ')}{_shown(before, here)}"
    for name in [*then["versions"], *now["versions"]]:
        before, here = then["versions"].get(name), now["versions"].get(name)
        if before != here:
            return f"{name} {before or 'missing'} then, {here or 'missing'} now"
    return ""


def _shown(then: Json, now: Json) -> str:
    """Show what differs, where it is short enough for a line: of two mappings, the first entry that differs."""
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        name = next(each for each in [*then, *now] if then.get(each) != now.get(each))
        return f": {name}{_shown(then.get(name), now.get(name))}"
    said = [json.dumps(each, ensure_ascii=False) for each in (then, now)]
    return f" ({said[0]} then, {said[1]} now)" if max(map(len, said)) <= 60 else ""
