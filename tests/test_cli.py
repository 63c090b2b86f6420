"""The command line: every verb, the JSON that users script against, exit codes, one-line errors."""

import json
import os
import signal
import socket
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

import negotiation
from negotiation.cli import EXAMPLES, VERBS, main
from negotiation.report.documents import schema
from negotiation.solvers import SOLVERS

COLLAPSE = "press / strike / walk / restrain / push"
PAYOFFS = {"US": "-2959/3125", "Russia": "45511/6250", "Coalition": "-1142/625", "Turkey": "-13627/6250",
           "Iran": "107981/12500"}


def run(capsys, *arguments):
    """Run the command line in this process: exit code, standard output, standard error."""
    with pytest.raises(SystemExit) as stop:
        main([str(each) for each in arguments])
    out, err = capsys.readouterr()
    return stop.value.code or 0, out, err


def test_solve_gives_the_exact_fractions_of_the_specification(capsys):
    code, out, _ = run(capsys, "solve", "geneva-2016", "--method", "pure", "--format", "json")
    document = json.loads(out)
    assert code == 0 and document["complete"] and document["method"] == "pure" and document["unresolved"] == 0
    (only,) = document["equilibria"]
    assert only["label"] == COLLAPSE and only["outcome"] == "COLLAPSE" and only["pure"] and only["regret"] == 0
    assert only["strategies"]["US"] == {"press": 1.0}
    for party, value in PAYOFFS.items():
        assert only["payoffs"][party] == pytest.approx(float(Fraction(value)), abs=1e-12)


def test_solve_prints_what_each_party_plays_and_gets(capsys):
    code, out, _ = run(capsys, "solve", "geneva-2016", "--set", "control=0.5")
    pure, mixed = out.split("\n\n")[1:3]
    assert code == 0 and out.startswith("5 equilibria of geneva-2016 (method complete, complete)\n")
    assert pure.splitlines()[:2] == [f"1. {COLLAPSE}", "   COLLAPSE (Talks collapse); pure, regret 0.0e+00"]
    words = [" ".join(line.split()) for line in pure.splitlines()[2:]]
    assert words[:3] == ["party payoff plays", "United States (US) -0.074 press", "Russia 5.248 strike"]
    assert words[6].startswith("read-outs: Y 0.65925, q 0") and len(words) == 7
    assert "Russia 3.9118 strike: 0.0980091, pause: 0.901991" in " ".join(mixed.split()) and "   mixed, " in mixed
    assert "marks: " not in out
    more = run(capsys, "solve", "geneva-2016", "--set", "control=0.5", "--more")[1]
    assert more.count("marks: certified yes, dimension 0, strict") == 5 and ", selected yes" in more
    assert " nan" not in more and "radius 0.05, " in more
    assert "Best correlated equilibrium" in more


@pytest.mark.parametrize("columns", [10, 20, 60])
def test_solve_breaks_long_lines_between_words_on_a_terminal(capsys, monkeypatch, columns):
    whole = run(capsys, "solve", "geneva-2016", "--set", "control=0.5")[1]
    monkeypatch.setattr("negotiation.cli.screen.is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    narrow = run(capsys, "solve", "geneva-2016", "--set", "control=0.5")[1]
    assert narrow.split() == whole.split() and len(narrow.splitlines()) > len(whole.splitlines())
    assert columns < 60 or all(len(line) <= 60 for line in narrow.splitlines() if line[:2].strip() == "")


def test_solve_says_what_it_left_undecided_and_where_nothing_was_found(capsys, tmp_path):
    ties, pennies = tmp_path / "ties.nfg", tmp_path / "pennies.nfg"
    ties.write_text('NFG 1 R "Ties" { "A" "B" "C" } { 2 2 2 }\n' + "1 " * 24 + "\n")
    out = run(capsys, "solve", ties)[1]
    assert "\n! payoffs tie here" in out and "\n! 1 region left undecided: a continuum" in out
    pennies.write_text('NFG 1 R "Pennies" { "A" "B" } { 2 2 }\n1 0 0 1 0 1 1 0\n')
    assert run(capsys, "solve", pennies, "--method", "pure")[1].startswith("0 equilibria of pennies (method pure")


@pytest.mark.parametrize(("columns", "shown", "hidden"), [
    (80, ["control", "label", "outcome"], "31 columns (payoff US, ...)"),
    (120, ["control", "label", "outcome", "payoff US", "payoff Russia", "payoff Coalition"],
     "28 columns (payoff Turkey, payoff Iran, point, pure, Y, q, fall, ...)"),
    (1000, ["point", "control", "label", "outcome", "pure", "payoff US", "method"], None),
])
def test_a_wide_table_keeps_the_columns_that_fit_a_terminal(capsys, monkeypatch, columns, shown, hidden):
    monkeypatch.setattr("negotiation.cli.screen.is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = run(capsys, "sweep", "geneva-2016", "--over", "control=0:1:3", "--method", "pure")
    lines = out.splitlines()
    assert code == 0 and all(len(line) <= columns for line in lines)
    assert all(name in lines[0] for name in shown) and len(lines) == 6 + (hidden is not None)
    assert ("left out" in out) == (hidden is not None)
    if hidden:
        assert " ".join(shown) == " ".join(lines[0].split())
        assert lines[-1] == f"left out: {hidden}; --to FILE or --format csv has all"


def test_a_long_table_keeps_its_first_rows_on_a_terminal_and_all_elsewhere(capsys, monkeypatch):
    arguments = ["sweep", "russia-coalition", "--over", "control=0:1:101", "--method", "pure"]
    whole = run(capsys, *arguments)[1].splitlines()
    assert len(whole) > 101 and "P(Russia pause)" in whole[0] and "left out" not in whole[-1]
    monkeypatch.setattr("negotiation.cli.screen.is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "1000")
    lines = run(capsys, *arguments)[1].splitlines()
    assert [line.split() for line in lines[:61]] == [line.split() for line in whole[:61]]
    assert lines[61:] == [f"left out: rows 61 to {len(whole) - 1}; --to FILE or --format csv has all"]


@pytest.mark.parametrize(("arguments", "shown", "hidden"), [
    (["regimes", "geneva-2016", "--over", "control"], "from to outcomes", "4 columns (labels, from exact, ...)"),
    (["bargain", "geneva-2016", "--over", "control=0:1:3"], "control without a deal range low range high", "10 col"),
])
def test_other_wide_tables_are_cut_too(capsys, monkeypatch, arguments, shown, hidden):
    monkeypatch.setattr("negotiation.cli.screen.is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    lines = run(capsys, *arguments)[1].splitlines()
    assert shown in [" ".join(line.split()) for line in lines]
    assert [line for line in lines if line.startswith(f"left out: {hidden}")]


def test_more_tells_the_equilibria_apart(capsys):
    code, out, _ = run(capsys, "solve", "geneva-2016", "--set", "control=0.5", "--more", "--format", "json")
    document = json.loads(out)
    assert code == 0 and document["complete"] and len(document["equilibria"]) == 5
    assert sum(each["selected"] for each in document["equilibria"]) == 1
    talks = next(each for each in document["equilibria"] if each["outcome"] == "TALKS")
    assert talks["coalition"] == "Russia+Iran" and talks["radius"] > 0 and not talks["pareto_dominated"]
    assert document["mediator"]["adds"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("method", [name for name in SOLVERS if name != "gambit"])
def test_a_gambit_file_is_solved_by_every_method(capsys, tmp_path, method):
    file = tmp_path / "stag-hunt.nfg"
    file.write_text('NFG 1 R "Stag hunt" { "A" "B" } { { "stag" "hare" } { "stag" "hare" } }\n4 4 3 0 0 3 2 2\n')
    code, out, _ = run(capsys, "solve", file, "--method", method, "--format", "json")
    found = {each["label"] for each in json.loads(out)["equilibria"]}
    assert code == 0 and found and found <= {"stag / stag", "hare / hare", "stag+hare / stag+hare"}
    assert len(found) == {"pure": 2, "logit": 1}.get(method, len(found)) and max(
        each["regret"] for each in json.loads(out)["equilibria"]) < 1e-6


def test_sweep_over_a_grid_and_along_a_path(capsys):
    code, out, _ = run(capsys, "sweep", "geneva-2016", "--over", "control=0:1:11", "--over", "line=0.3,0.75",
                       "--method", "pure", "--format", "json")
    document = json.loads(out)
    assert code == 0 and document["points"] == 22 and document["over"] == ["control", "line"]
    code, out, _ = run(capsys, "sweep", "geneva-2016", "--path", "campaign", "--points", "5", "--method", "pure",
                       "--format", "csv")
    assert code == 0 and out.splitlines()[0].startswith("point,control")


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "md", "tex", "parquet", "html", "nfg"])
def test_export_writes_every_format(capsys, tmp_path, suffix):
    target = tmp_path / f"payoffs.{suffix}"
    code, _, err = run(capsys, "export", "geneva-2016", "--to", target)
    assert code == 0 and target.stat().st_size > 1000 and "wrote" in err


def test_settings_presets_and_fractions(capsys):
    code, out, _ = run(capsys, "solve", "geneva-2016", "--preset", "castello", "--set", "line=1/4", "--method", "pure",
                       "--format", "json")
    values = json.loads(out)["parameters"]
    assert code == 0 and values["line"] == 0.25 and values["control"] == 0.8 and values["clash"] == 0.5


@pytest.mark.slow
def test_models_show_and_check(capsys):
    assert "geneva-2016" in run(capsys, "models")[1]
    shown = run(capsys, "show", "geneva-2016")[1]
    assert "wg = " in shown and "Syrian government" in shown and "estimate" in shown
    assert "  castello: control 0.8, line 0.05, clash 0.5" in shown and "  geneva-suspended: nothing" in shown
    assert json.loads(run(capsys, "show", "geneva-2016", "--format", "json")[1])["parameters"][0]["id"] == "control"
    code, out, _ = run(capsys, "check", "geneva-2016", "panama-canal")
    assert code == 0 and out == "geneva-2016: ok (26 expectations hold)\npanama-canal: ok (1 expectation holds)\n"


def test_check_gives_a_line_an_error_and_exit_code_1(capsys, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('format = 1\ntitle = "x"\nallepo = 3\n')
    code, out, err = run(capsys, "check", bad, tmp_path / "none.toml")
    assert code == 1 and out == ""
    assert err.splitlines()[0].startswith("bad.toml:3:") and "none.toml: no such file" in err.splitlines()[1]


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (["solve", "geneva-2061"], 1, "did you mean 'geneva-2016'?"),
    (["solve", "geneva-2016", "--set", "allepo=1"], 1, "'allepo' is not a parameter of geneva-2016"),
    (["solve", "geneva-2016", "--set", "control=2"], 1, "outside its range; allowed: 0 to 1"),
    (["solve", "geneva-2016", "--set", "control=nan"], 1, "not a finite number"),
    (["solve", "geneva-2016", "--set", "control=__import__"], 1, "is not a number; allowed: 0.7 or 7/10"),
    (["solve", "geneva-2016", "--preset", "castelo"], 1, "did you mean 'castello'?"),
    (["solve", "geneva-2016", "--method", "magic"], 1, "'magic' is not a method"),
    (["sweep", "geneva-2016", "--over", "control=0:2:5"], 1, "outside its range"),
    (["sweep", "geneva-2016", "--path", "march"], 1, "is not a path"),
    (["solve", "geneva-2016", "--set", "control=0.3", "--set", " control = 0.4"], 1,
     "--set control: given twice; allowed: once"),
    (["export", "geneva-2016", "--to", "x.csv", "--set", "control=0.3", "--set", "control=0.3"], 1, "given twice"),
    (["sweep", "geneva-2016", "--over", "control=0:1:3", "--over", "control"], 1,
     "--over control: given twice; allowed: once"),
    (["sweep", "geneva-2016", "--over", "control=0:1:3", "--set", "control=0.3"], 1,
     "--set control: --over control sweeps it; allowed: one of the two"),
    (["bargain", "geneva-2016", "--over", "control=0:1:3", "--set", "control=0.3"], 1, "--over control sweeps it"),
    (["regimes", "geneva-2016", "--over", "control", "--set", "control=0.3"], 1, "--over control sweeps it"),
    (["sweep", "geneva-2016", "--path", "campaign", "--over", "line"], 1,
     "--over line: --path campaign sets it; allowed: parameters that the path does not set, and --over control"),
    (["sweep", "geneva-2016", "--path", "campaign", "--set", "line=0.3"], 1, "--set line: --path campaign sets it"),
    (["bargain", "geneva-2016", "--path", "campaign", "--set", "line=0.3"], 1, "--set line: --path campaign sets it"),
    (["bargain", "geneva-2016", "--path", "campaign", "--set", "control=0.3"], 1, "--path campaign runs over it"),
    (["regimes", "geneva-2016", "--path", "campaign", "--set", "line=0.3"], 1, "--set line: --path campaign sets it"),
    (["sweep", "geneva-2016", "--path", "campaign", "--set", "control=0.3"], 1,
     "--set control: --path campaign runs over it; allowed: --over control=LOW:HIGH:POINTS for a part of the path"),
    (["sweep", "geneva-2016", "--path", "campaign", "--over", "air"], 1,
     "--over air: --path campaign runs over control alone; allowed: --over control, or no path"),
    (["levers", "geneva-2016", "--target", "TALKS", "--over", "air,terms,air"], 1, "--over air: given twice"),
    (["sweep", "geneva-2016", "--over", "control=0:1:2000", "--over", "line=0:1:2000", "--to", "x.xlsx"], 1,
     "found 4,000,000 rows; allowed: .csv or .parquet"),
    (["export", "geneva-2016", "--to", "x.pdf"], 1, "cannot write '.pdf' files; allowed: .csv"),
    (["export", "geneva-2016", "--to", "/nowhere/x.csv"], 1, "cannot be written"),
    (["solve", "."], 1, "is a directory"),
    (["solve", "geneva-2016", "--set", "control"], 2, "is not NAME=VALUE"),
    (["solve", "geneva-2016", "--set", "preset=1"], 1, "'preset' is not a parameter of geneva-2016"),
    (["sweep", "geneva-2016", "--over", "control=0:1:5000", "--over", "line=0:1:5000"], 1,
     "the grid over control, line has 25,000,000 points; allowed: at most 10,000,000"),
    (["regimes", "geneva-2016", "--over", "control=0:1:5"], 2, "is not NAME; a parameter runs through its whole range"),
    (["map", "geneva-2016", "--over", "control"], 2, "'control' is not two names A,B"),
    (["map", "geneva-2016", "--over", "control=0:1:3,line"], 2, "is not two names A,B"),
    (["map", "geneva-2016", "--over", "control,lime"], 1, "did you mean 'line'?"),
    (["map", "geneva-2016", "--over", "control,line", "--set", "line=0.3"], 1, "--set line: --over line sweeps it"),
    (["map", "geneva-2016", "--over", "control,line", "--points", "1"], 2, "is not N or N,M, each from 2"),
    (["solve"], 2, "Missing argument"),
    (["sweep", "geneva-2016"], 2, "--over"),
    (["sweep", "geneva-2016", "--over", "control=0:1"], 2, "is not NAME=LOW:HIGH:POINTS"),
    (["no-such-verb"], 2, "No such command"),
])
def test_faults_and_wrong_usage(capsys, arguments, code, words):
    found, out, err = run(capsys, *arguments)
    assert found == code and words in err and out == "" and "Traceback" not in err
    assert code == 2 or len(err.strip().splitlines()) == 1


def test_a_map_says_its_borders_and_each_set_once(capsys):
    asked = "map", "shifting-power", "--over", "shifted,shift", "--points", "5,7"
    code, out, _ = run(capsys, *asked)
    assert code == 0 and "5 x 7 points" in out and "shifted = 1: Declining is indifferent" in out
    assert out.count("PEACE; WAR") == 1
    rows = run(capsys, *asked, "--format", "csv")[1].splitlines()
    assert rows[0] == "shifted,shift,regime,name,labels" and len(rows) == 36


def test_a_port_that_is_taken_is_said_before_an_address(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, out, err = run(capsys, "app", "--port", str(other.getsockname()[1]))
    assert code == 1 and not out and "is taken; allowed: another one, such as --port" in err


INTERRUPTED = """
import os, signal
import negotiation.studies.sweeps as sweeps
from negotiation.cli import main

said = sweeps.report

def report(what, done, total):
    said(what, done, total)
    if done == 64:
        os.kill(os.getpid(), signal.{number})
        signal.sigtimedwait([], 0)

sweeps.CHUNK_NUMBERS, sweeps.report = 32 * 5 * 108, report
main({arguments})
"""
"""A command that gets a signal after the second of its blocks of 32 points."""


def interrupted(folder, number, *arguments):
    """Run a command that is interrupted; return its exit code, what it printed and what it said."""
    script = INTERRUPTED.format(number=number, arguments=list(arguments))
    # A shell that starts the tests in the background hands its children an ignored SIGINT.
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=folder, timeout=240,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    assert done.returncode == 130 and "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.stderr


SWEEP = ["sweep", "geneva-2016", "--over", "control=0:1:101", "--method", "pure"]


@pytest.mark.slow
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_an_interruption_keeps_what_was_finished_and_says_how_much_of_what_it_is(tmp_path, number):
    _, err = interrupted(tmp_path, number, *SWEEP, "--to", "rows.csv")
    assert "finished 64 of 101 points" in err and err.endswith("interrupted\n")
    about = json.loads((tmp_path / "rows.csv-metadata.json").read_text())["notes"][0]["negotiation"]
    assert about["command"] is None and about["partial"] == {
        "finished": 64, "planned": 101, "command_of_the_whole": f"negotiation {' '.join(SWEEP)}"}


@pytest.mark.slow
def test_an_interrupted_sweep_as_json_is_not_complete(tmp_path):
    out, err = interrupted(tmp_path, "SIGTERM", *SWEEP, "--format", "json")
    found = json.loads(out)
    assert "finished 64 of 101 points" in err and found["points"] == 64 and found["complete"] is False
    assert found["command"] is None and found["partial"]["planned"] == 101
    jsonschema.validate(found, schema())


def test_an_export_that_fits_no_sheet_is_refused_before_the_game_is_computed(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("negotiation.report.export.EXCEL", (20, 16_384))
    monkeypatch.setattr("negotiation.report.export.write", lambda *_: pytest.fail("the game was computed"))
    code, _, err = run(capsys, "export", "geneva-2016", "--to", str(tmp_path / "x.xlsx"))
    assert code == 1 and "a .xlsx sheet holds 19 rows" in err


def test_it_works_from_any_directory(tmp_path):
    environment = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run([sys.executable, "-m", "negotiation", "models"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=True)
    assert "geneva-2016" in done.stdout


def test_it_says_its_version(capsys):
    assert run(capsys, "--version") == (0, f"negotiation {negotiation.__version__}\n", "")


@pytest.mark.slow
@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "app"])
def test_the_example_in_a_verbs_help_works(capsys, monkeypatch, tmp_path, verb):
    monkeypatch.chdir(tmp_path)
    example = EXAMPLES[verb]
    if verb == "replay":
        run(capsys, "sweep", "us-russia", "--over", "control=0:1:3", "--to", "sweep.parquet")
    assert run(capsys, verb, "--help")[1].endswith(f"\n  Example:\n    {example}\n")
    code, out, err = run(capsys, *example.split()[1:])
    assert code == 0 and (out or "wrote" in err)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_and_is_documented(capsys, verb):
    code, out, _ = run(capsys, verb, "--help")
    assert code == 0 and "Usage: negotiation " + verb in out
    assert f"`{verb}" in (Path(__file__).parents[1] / "docs" / "command-line.md").read_text()


def test_margins_gives_the_nearest_change_of_each_parameter(capsys):
    code, out, _ = run(capsys, "margins", "geneva-2016", "--over", "refugees", "--over", "control", "--format", "json")
    near, free = json.loads(out)["margins"]
    assert code == 0 and near["above"]["exact"] == "3/4" and near["above"]["gone"] == [COLLAPSE]
    assert free == {"parameter": "refugees", "now": 1.0, "distance": None, "below": None, "above": None}
    code, out, err = run(capsys, "margins", "geneva-2016", "--over", "control", "--over", "control")
    assert code == 1 and out == "" and err == "--over control: given twice; allowed: once\n"
    assert run(capsys, "margins", "geneva-2016")[1].splitlines()[0] == COLLAPSE
