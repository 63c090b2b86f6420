"""The app starts on a machine where Streamlit has never run: in a terminal, with an empty home, without a question."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from negotiation.view.compute.prepare import COMPILE

pty = pytest.importorskip("pty", reason="a terminal of its own needs a POSIX system")


@pytest.mark.slow
def test_the_app_opens_without_a_question(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    child, terminal = pty.fork()
    if child == 0:
        environment = {**os.environ, "HOME": str(tmp_path), "BROWSER": "true"}
        arguments = [sys.executable, "-m", "negotiation", "app", "geneva-2016", "--port", str(port)]
        os.execve(sys.executable, arguments, environment)
    try:
        for _ in range(1000):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                    assert answer.read() == b"ok"
                    break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail("the app did not open within minutes; it may be waiting for an answer")
        said = os.read(terminal, 4096)
        assert f"http://localhost:{port}".encode() in said and b"Email" not in said and b"skills" not in said
    finally:
        os.kill(child, 15)
        os.waitpid(child, 0)
        os.close(terminal)


@pytest.mark.slow
def test_a_compiler_ends_with_the_server_that_waits_for_it(tmp_path: Path) -> None:
    """However the server ends: its end of the pipe is closed, and nobody needs the kernels any more."""
    nothing_kept = {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", COMPILE], env={**os.environ, **nothing_kept},
                          stdin=subprocess.PIPE) as compiler:
        with pytest.raises(subprocess.TimeoutExpired):
            compiler.wait(2)
        assert compiler.stdin is not None
        compiler.stdin.close()
        assert compiler.wait(15) == 0, "compiling everything takes longer"
