"""`import negotiation` against `import numpy`, each in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.timing import Comparison, compare


def run() -> list[Comparison]:
    def starting(module: str) -> None:
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)

    return [compare("import negotiation, against import numpy", lambda: starting("negotiation"), 1,
                    lambda: starting("numpy"), 1, 0.5, runs=9, unit="start")]
