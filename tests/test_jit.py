"""Compiled code on disk goes when a file that it was made from changes, not only the one that holds the function."""

from __future__ import annotations

import os
import subprocess
import sys
from time import time

import pytest

pytestmark = pytest.mark.slow

SCRIPT = """
from outer.inner.top import answer
print(answer(1.0))
"""
TOP = """
from negotiation.solvers.boxes.compiled.jit import jit
from outer.inner.part import added


@jit
def answer(x):
    return added(x)
"""
PART = """
from negotiation.solvers.boxes.compiled.jit import part


@part
def added(x):
    return x + {0}
"""


def test_code_on_disk_follows_every_file_it_was_made_from(tmp_path):
    folder = tmp_path / "outer" / "inner"
    folder.mkdir(parents=True)
    (folder / "top.py").write_text(TOP)

    def run(number, age):
        (folder / "part.py").write_text(PART.format(number))
        os.utime(folder / "part.py", (time() - age, time() - age))
        path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
        env = {**os.environ, "PYTHONPATH": path, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
        return float(subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True,
                                    check=True, cwd=tmp_path).stdout)

    assert run(1, 60) == 2.0
    kept = {each: each.stat().st_mtime_ns for each in (tmp_path / "cache").rglob("*.nbi")}
    assert run(1, 60) == 2.0
    assert kept and kept == {each: each.stat().st_mtime_ns for each in (tmp_path / "cache").rglob("*.nbi")}, "kept"
    assert run(2, 0) == 3.0
    assert run(3, -3600) == 3.0, "a date to come says nothing"
