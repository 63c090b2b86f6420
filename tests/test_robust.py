"""What the outside does to a command: one line, an exit code, nothing lost, no traceback, no wait."""

import ctypes
import errno
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path
from time import sleep

import pytest

from negotiation.cli import VERBS, common, main, robust
from negotiation.library import load, shipped
from negotiation.progress import report
from negotiation.solvers import solve

ROOT = Path(__file__).parents[1]
BIG = "1" + "0" * 302


def started(arguments, cwd, **given):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **given.pop("env", {})}
    # A shell that starts the tests in the background hands its children an ignored SIGINT.
    return subprocess.Popen([sys.executable, "-m", "negotiation", *arguments], cwd=cwd, env=environment, text=True,
                            **{
                                "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                                "preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **given})


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return stop.value.code or 0, out, err


@pytest.mark.timeout(60)
def test_devices_and_pipes_are_no_models(capsys, tmp_path):
    for name in ("zero.nfg", "zero.toml"):
        (tmp_path / name).symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.nfg")
    for name in ("zero.nfg", "zero.toml", "pipe.nfg"):
        code, out, err = run(capsys, "solve", str(tmp_path / name))
        assert (code, out) == (1, "")
        assert err == f"{name}: is a device or a pipe; allowed: a .toml, .nfg or .gmcr file\n"


@pytest.mark.parametrize("number", ["1e999", "-1e999", BIG, f"{BIG}/7"])
def test_a_payoff_too_large_for_a_float_is_refused_at_its_line(capsys, tmp_path, number):
    (tmp_path / "big.nfg").write_text(f'NFG 1 R "t"\n{{ "A" "B" }}\n\n{{ 1 1 }}\n\n{number} 1\n')
    code, _, err = run(capsys, "solve", str(tmp_path / "big.nfg"))
    assert code == 1 and err.startswith(f"big.nfg:6: '{number[:40]}' is too large a payoff; allowed: at most 1e+300")


@pytest.mark.parametrize("name", ["a" * 300 + ".nfg", "a" * 300 + ".toml", "a" * 300, "a/" * 200 + "b.toml"])
def test_a_file_name_too_long_is_one_line(capsys, name):
    for verb in ("solve", "check"):
        code, _, err = run(capsys, verb, name)
        assert code == 1 and len(err.splitlines()) == 1 and len(err) < 400
    code, _, err = run(capsys, "solve", "us-russia", "--to", f"{'a' * 300}.csv")
    assert code == 1 and err.endswith("cannot be written (File name too long)\n")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_device_is_said_once_and_a_closed_output_does_not_keep_a_file_from_being_written(tmp_path):
    with open("/dev/full", "w") as full:
        process = started(["show", "geneva-2016"], tmp_path, stdout=full)
        assert process.communicate(timeout=240)[1] == "the output cannot be written (No space left on device)\n"
        assert process.returncode == 1
    process = started(["solve", "us-russia", "--to", "kept.csv"], tmp_path, preexec_fn=lambda: os.close(1))
    assert process.communicate(timeout=240)[1] == "wrote kept.csv\n" and (tmp_path / "kept.csv").exists()


def test_a_reader_that_left_is_no_news(capsys):
    def left():
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    assert robust.guarded(left) == 1 and capsys.readouterr().err == ""


@pytest.mark.slow
def test_a_terminal_without_umlauts_shows_them_spelled_and_json_stays_json(tmp_path):
    text = shipped()["us-russia"].read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title"))
    (tmp_path / "m.toml").write_text(text.replace(title, 'title = "Grüße 😀"'), encoding="utf-8")
    plain = {"PYTHONIOENCODING": "ascii", "LANG": "C", "PYTHONUTF8": "0"}
    out, err = started(["show", "m.toml"], tmp_path, env=plain).communicate(timeout=240)
    assert "Gr\\u00fc\\u00dfe" in out and err == ""
    out, err = started(["show", "m.toml", "--format", "json"], tmp_path, env=plain).communicate(timeout=240)
    assert json.loads(out)["title"] == "Grüße 😀" and out.isascii() and err == ""


def test_more_rows_than_excel_holds_are_refused_before_anything_is_computed(capsys, monkeypatch):
    monkeypatch.setattr("negotiation.studies.sweeps.sweep", lambda *_, **__: pytest.fail("it was computed"))
    code, _, err = run(capsys, "sweep", "geneva-2016", "--over", "control=0:1:2000000", "--to", "rows.xlsx")
    assert code == 1 and "1,048,575 rows" in err and ".csv or .parquet" in err
    for verb, *more in (["solve"], ["regimes", "--over", "control"], ["levers", "--target", "TALKS"], ["bargain"],
                        ["margins"], ["export"]):
        code, _, err = run(capsys, verb, "geneva-2016", *more, "--to", "nowhere/rows.csv")
        assert code == 1 and "there is no folder nowhere" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_whose_exception_compiled_code_drops_is_heeded_at_the_next_step(capsys, number):
    steps = []

    def program():
        callback = ctypes.CFUNCTYPE(None)(lambda: signal.raise_signal(number))
        for step in range(3):
            steps.append(step)
            callback()
            report("Working", step, 3)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert robust.guarded(program) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert steps == [0] and capsys.readouterr().err == "interrupted\n"


def test_a_signal_dropped_in_a_long_search_ends_it_at_its_next_look_at_the_clock(capsys):
    """A single `solve` reports no steps; a second Ctrl-C was needed where compiled code had swallowed the first."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def swallowed():
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        solve(load("geneva-2016").at(), "complete", kernel="numpy")

    try:
        assert robust.guarded(swallowed) == 130 and capsys.readouterr().err == "interrupted\n"
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_interrupted_search_says_that_nothing_is_kept_and_what_keeps_something(capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("negotiation.solvers.solve", interrupted)
    code, out, err = run(capsys, "solve", "us-russia")
    assert (code, out) == (130, "") and err.splitlines() == [
        "nothing was finished; --seconds N ends the search in time and keeps what was found", "interrupted"]


def test_the_first_ctrl_c_waits_for_the_file_and_the_second_does_not(capsys):
    written = []
    with pytest.raises(KeyboardInterrupt), robust.held():
        signal.raise_signal(signal.SIGINT)
        written.append("whole")
    assert written == ["whole"] and "being written" in capsys.readouterr().err
    with pytest.raises(KeyboardInterrupt), robust.held():
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        written.append("not this")
    assert written == ["whole"]


@pytest.mark.parametrize("error", [TypeError("two\nlines"), RecursionError(), MemoryError(), ZeroDivisionError("x")])
def test_a_mistake_of_ours_is_one_line(capsys, monkeypatch, error):
    def broken(*_, **__):
        raise error

    monkeypatch.setattr("negotiation.solvers.solve", broken)
    code, _, err = run(capsys, "solve", "us-russia")
    assert code == 1 and len(err.splitlines()) == 1


def test_options_given_twice_are_refused_in_every_verb(capsys):
    given = {"check": [], "app": ["--port", "1"], "models": ["--format", "csv"], "export": ["--to", "x.csv"],
             "new": ["--title", "x"]}
    for verb in VERBS:
        option = given.get(verb, ["--format", "csv"])
        if option:
            code, _, err = run(capsys, verb, "geneva-2016", *option, option[0] + "=" + option[1])
            assert code == 2 and "given twice; allowed: once" in err, verb
    assert run(capsys, "solve", "geneva-2016", "--preset", "castello", "--preset", "castello")[0] == 2


def test_over_takes_names_with_commas_in_every_verb(capsys):
    assert common.listed(["line, decisive", "control"]) == ["line", "decisive", "control"]
    assert list(common.grid(load("geneva-2016"), ["line,decisive", "control=0,1"])) == ["line", "decisive", "control"]
    for verb, *more in (["margins"], ["levers", "--target", "TALKS"], ["sweep"]):
        code, _, err = run(capsys, verb, "geneva-2016", "--over", "line, line", *more)
        assert (code, err) == (1, "--over line: given twice; allowed: once\n")
    for verb in ("regimes", "bargain"):
        code, _, err = run(capsys, verb, "geneva-2016", "--over", "line,decisive")
        assert code == 2 and "one parameter" in err


def test_seconds_and_budget_bound_a_method_that_takes_them(capsys):
    assert common.bounds(0.5, None) == {"seconds": 0.5} and common.bounds(None, None) == {}
    assert run(capsys, "solve", "us-russia", "--budget", "100000", "--seconds", "60")[0] == 0
    code, _, err = run(capsys, "solve", "geneva-2016", "--method", "pure", "--seconds", "1")
    assert code == 1 and "'seconds' is not an option of method pure" in err


def test_several_faults_of_a_file_are_counted_where_one_is_told(capsys, tmp_path):
    (tmp_path / "m.toml").write_text("format = 2\n")
    code, _, err = run(capsys, "solve", str(tmp_path / "m.toml"))
    assert code == 1 and err.endswith(" more: negotiation check FILE)\n")
    code, _, err = run(capsys, "check", str(tmp_path / "m.toml"))
    assert code == 1 and len(err.splitlines()) > 1


def test_an_interruption_that_met_exec_still_ends_with_130(tmp_path):
    """Python ends by the signal where one had met `exec` of a text, as dataclasses do, though it was handled."""
    script = ("import sys, signal, negotiation.cli.robust as robust\n"
              "def program():\n    exec('signal.raise_signal(signal.SIGINT)')\n"
              "import negotiation.cli as cli\ncli.program = lambda: lambda *arguments, **options: program()\n"
              "from negotiation.__main__ import main\nmain()\n")
    (tmp_path / "probe.py").write_text(script)
    done = subprocess.run([sys.executable, "-m", "probe"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)},
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


EARLY = """
import os, runpy, signal, sys
class Press:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            os.kill(os.getpid(), int(sys.argv[2]))
sys.meta_path.insert(0, Press())
place, number = sys.argv[1:]
try:
    runpy.run_module("negotiation", run_name="__main__", alter_sys=True)
finally:
    if place == "negotiation.after":
        os.kill(os.getpid(), int(number))
"""
"""The program, and a key pressed while it reads the file of a module, or when it has said all that it says."""


@pytest.mark.slow
@pytest.mark.parametrize("place", ["negotiation.cli", "negotiation.cli.robust", "negotiation.progress", "typer",
                                   "negotiation.cli.common", "numpy", "negotiation.cli.verbs.about.export",
                                   "negotiation.after"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_program_that_is_stopped_while_its_files_are_read_says_one_line_or_none(place, number):
    # A shell that starts the tests in the background hands its children an ignored SIGINT.
    done = subprocess.run([sys.executable, "-c", EARLY, place, str(int(number))], capture_output=True, text=True,
                          cwd=ROOT, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    assert done.returncode == 130, done.stderr
    assert done.stderr in ("", "interrupted\n") or (place == "negotiation.after" and "Usage" in done.stderr)


def test_a_script_that_calls_main_keeps_its_own_signals(capsys):
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert run(capsys, "models")[0] == 0 and run(capsys, "solve", "nowhere")[0] == 1
        assert all(signal.getsignal(number) is signal.default_int_handler for number in before)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_terminal_is_told_how_far_work_is(monkeypatch):
    class Terminal(StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    with robust.shown():
        for k in range(8):
            report("searching between points", 100 * k, 1000)
            sleep(0.1)
    assert "searching between points: 70 %" in sys.stderr.getvalue()
    monkeypatch.setattr(sys, "stderr", StringIO())
    with robust.shown():
        report("searching between points", 1, 2)
    assert not sys.stderr.getvalue(), "a file is told nothing"
