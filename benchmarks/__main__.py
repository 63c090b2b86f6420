"""Run all benchmarks, or those named on the command line; each prints a line per comparison."""

import importlib
import sys

BENCHMARKS = ("start_up", "pure_sweep", "two_party", "enummixed", "complete", "bargaining", "regimes", "answers",
              "uncertainty", "unfolding", "allies", "beliefs")

for name in sys.argv[1:] or BENCHMARKS:
    try:
        for line in importlib.import_module(f"benchmarks.{name}").run():
            print(line, flush=True)
    except ModuleNotFoundError as error:
        print(f"{name}: skipped, needs the package {error.name}", flush=True)
