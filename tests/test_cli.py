"""The command line: every verb, the JSON that users script against, exit codes, one-line errors."""

import json
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from negotiation.cli import VERBS, main
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


def test_models_show_and_check(capsys):
    assert "geneva-2016" in run(capsys, "models")[1]
    shown = run(capsys, "show", "geneva-2016")[1]
    assert "wg = " in shown and "Syrian government" in shown and "estimate" in shown
    assert json.loads(run(capsys, "show", "geneva-2016", "--format", "json")[1])["parameters"][0]["id"] == "control"
    code, out, _ = run(capsys, "check", "geneva-2016")
    assert code == 0 and "expectations hold" in out


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
    (["export", "geneva-2016", "--to", "x.pdf"], 1, "cannot write '.pdf' files; allowed: .csv"),
    (["export", "geneva-2016", "--to", "/nowhere/x.csv"], 1, "cannot be written"),
    (["solve", "."], 1, "is a directory"),
    (["solve", "geneva-2016", "--set", "control"], 2, "is not NAME=VALUE"),
    (["solve"], 2, "Missing argument"),
    (["sweep", "geneva-2016"], 2, "--over"),
    (["sweep", "geneva-2016", "--over", "control=0:1"], 2, "is not NAME=LOW:HIGH:POINTS"),
    (["no-such-verb"], 2, "No such command"),
])
def test_faults_and_wrong_usage(capsys, arguments, code, words):
    found, out, err = run(capsys, *arguments)
    assert found == code and words in err and out == "" and "Traceback" not in err
    assert code == 2 or len(err.strip().splitlines()) == 1


def test_an_interruption_keeps_what_was_finished(tmp_path):
    target = tmp_path / "rows.csv"
    command = [sys.executable, "-m", "negotiation", "sweep", "geneva-2016", "--over", "control=0:1:3000000",
               "--method", "pure", "--to", str(target)]
    # A shell that starts the tests in the background hands its children an ignored SIGINT.
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in err
    assert "finished" in err and target.exists()


def test_it_works_from_any_directory(tmp_path):
    environment = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run([sys.executable, "-m", "negotiation", "models"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=True)
    assert "geneva-2016" in done.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_and_is_documented(capsys, verb):
    code, out, _ = run(capsys, verb, "--help")
    assert code == 0 and "Usage: negotiation " + verb in out
    assert f"`{verb}" in (Path(__file__).parents[1] / "docs" / "command-line.md").read_text()
