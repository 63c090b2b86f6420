"""Every LaTeX table that is written is well-formed and compiles; what it needs stands in its first lines."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache

import pandas as pd
import pytest

import negotiation as ng
from negotiation.report.export import render

SIGNS = pd.DataFrame({"a_b & 50%": ["[0, 1/2)", "*", "", r"x\y ~ ^ {z} # $5 _", "two\n\nlines", "é < ö > ß"],
                      "[half]": [0.5, float("nan"), -1e-9, 1e12, True, None]})
FAR = pd.DataFrame({"Алеппо": ["≥ 0", "→"]})


@cache
def tables() -> dict[str, str]:
    """Return a table of every kind of result that has one."""
    model, conflict = ng.load("us-russia"), ng.load("elmira")
    game, moved = model.at(control=0.4), ng.load("shifting-power")
    war = ng.unfold(moved)
    found = {
        "signs": SIGNS, "long": pd.concat([SIGNS] * 9), "one row": SIGNS.head(1), "no row": SIGNS.head(0),
        "game": game, "equilibria": ng.solve(game), "sweep": ng.sweep(model, control=[0, 0.3, 0.55, 0.9]),
        "regimes": ng.regimes(model, "control"), "margins": ng.margins(model),
        "table": ng.regimes(model, "control").table(), "levers": ng.levers(model, "ESCALATION"),
        "map": ng.regime_map(moved, "shifted", "shift", points=(5, 5)),
        "share": ng.bargain(ng.load("geneva-2016")), "issues": ng.bargain(ng.load("panama-canal")),
        "stability": ng.stability(conflict), "power": ng.power(ng.load("geneva-2016"), "control"),
        "vote": ng.Voting(39, [7] * 5 + [1] * 10), "war": war, "fan": war.fan(),
        "doubt": ng.doubt(ng.load("private-cost")), "uncertainty": ng.uncertainty(ng.load("forts"), draws=32),
    }
    return {name: render(each, ".tex").decode() for name, each in found.items()}


def bare(text: str) -> str:
    """Return a table's text without its comments and without what is escaped."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("% "))
    return re.sub(r"\\[\\&%$#_{}~^]|\\textbackslash|\\textasciitilde|\\textasciicircum", "", kept)


def test_tables_are_balanced_escaped_and_name_their_packages() -> None:
    for name, text in tables().items():
        body = bare(text)
        assert re.findall(r"\\begin\{(\w+)\}", text) == re.findall(r"\\end\{(\w+)\}", text) != [], name
        assert body.count("{") == body.count("}") and not re.search(r"[%$#_^~]", body), name
        assert text.startswith(r"% needs \usepackage[T1]{fontenc} and \usepackage{booktabs"), name
        assert ("longtable" in body) == ("longtable}" in text.splitlines()[0]), name
        columns = len(re.search(r"\\begin\{\w+\}\{([lrc]+)\}", text)[1])
        for line in body.split("\\toprule")[1].splitlines():
            assert line.startswith(("\\", "{}")) or not line.strip() or line.count("&") == columns - 1, (name, line)
            assert not line.startswith(("[", "*")), (name, line)
    assert "LuaLaTeX" in render(FAR, ".tex").decode() and "LuaLaTeX" not in tables()["signs"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex (.ci/run installs it)")
def test_all_tables_compile_in_one_document(tmp_path) -> None:
    for k, text in enumerate(tables().values()):
        (tmp_path / f"t{k}.tex").write_text(text, encoding="utf-8")
    inputs = "\n\\clearpage\n".join(rf"\input{{t{k}}}" for k in range(len(tables())))
    (tmp_path / "all.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs,longtable}\n"
        f"\\begin{{document}}\\tiny\n{inputs}\n\\end{{document}}\n", encoding="utf-8")
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"], cwd=tmp_path,
                          capture_output=True, timeout=120)
    assert not done.returncode, done.stdout.decode("latin-1")[-1500:]
    assert (tmp_path / "all.pdf").stat().st_size > 10_000
