"""Long studies: the same file to the bit whoever computed it and however often it was killed; nothing is lost."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest
from studies import Squares, sha, slow_first, twice

import negotiation as ng
from negotiation.cli import main
from negotiation.errors import ArgumentError, ExportError, ParameterError, StudyError
from negotiation.progress import listening
from negotiation.solvers.cores import at_most
from negotiation.studies.executors import executor, ordered
from negotiation.studies.files import lock, whole
from negotiation.studies.files.parts import Parts
from negotiation.studies.files.stream import StudyInterrupted, stream
from negotiation.studies.study import STUDIES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
GENEVA = ng.load("geneva-2016")
GRID = {"control": np.linspace(0, 1, 31), "line": [0.3, 0.5, 0.75]}


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    monkeypatch.setitem(STUDIES, "squares", ("studies", "squares"))


@pytest.fixture
def whole_file(tmp_path):
    return sha(stream(Squares(), tmp_path / "whole.parquet"))


@pytest.mark.parametrize("asked", [
    {**GRID, "method": "pure"},
    {"path": "campaign", "points": 41, "method": "pure", "presets": ["castello", "geneva-suspended"]},
    {"control": np.linspace(0.4, 0.6, 5), "preset": "castello", "at": {"isis": 0.7}, "options": {"budget": 3}},
    {"control": 0.5, "method": "pure"},
], ids=["grid", "presets", "budget", "point"])
def test_a_file_has_the_rows_of_the_sweep_in_memory(tmp_path, asked):
    path = ng.sweep_to(GENEVA, tmp_path / "x.parquet", chunk=7, **asked)
    table, found = pd.read_parquet(path), ng.sweep(GENEVA, chunk=7, **asked)
    pd.testing.assert_frame_equal(table, found.to_frame(), check_exact=True)
    assert table.attrs["negotiation"] == json.loads(json.dumps(found.provenance.head()))
    assert len(set(table["point"])) == len(found) and sorted(os.listdir(tmp_path)) == [
        "x.parquet", "x.parquet.manifest.json"]
    if "options" in asked:
        assert not table["complete"].all()


def test_a_point_without_an_equilibrium_and_what_is_undecided_keep_their_rows(tmp_path):
    model = ng.load("us-russia")
    path = ng.sweep_to(model, tmp_path / "x.parquet", control=np.linspace(0, 1, 21), method="pure", chunk=4)
    table = pd.read_parquet(path)
    assert set(table["point"]) == set(range(21)) and (table["label"] == "").any()
    path = ng.sweep_to(GENEVA, tmp_path / "y.parquet", control=[0.0, 0.5], options={"budget": 1})
    cut, same = pd.read_parquet(path), ng.sweep(GENEVA, control=[0.0, 0.5], options={"budget": 1}).equilibria
    assert not cut["complete"].any()
    assert cut.drop_duplicates("point")["unresolved"].tolist() == same.unresolved.tolist()


def test_processes_give_the_same_file_to_the_bit(tmp_path):
    files = [ng.sweep_to(GENEVA, tmp_path / f"{on}.parquet", executor=on, chunk=8, control=np.linspace(0, 1, 30))
             for on in (None, 2)]
    assert sha(files[0]) == sha(files[1])
    one, two = (Path(f"{each}.manifest.json").read_text() for each in files)
    assert one.replace("None.parquet", "2.parquet") == two


def test_a_sweep_in_memory_takes_the_same_executors():
    here, there = (ng.sweep(GENEVA, executor=on, chunk=20, method="pure", **GRID) for on in (None, 2))
    assert here.equilibria == there.equilibria


def test_the_number_of_cores_does_not_change_a_bit():
    game = GENEVA.at(control=np.linspace(0, 1, 400))
    with at_most(1):
        one = ng.solve(game, "complete")
    assert one == ng.solve(game, "complete")


def test_results_come_in_order_when_they_are_asked_for_in_order():
    blocks = range(9)
    assert list(ordered(executor(2).each(slow_first, blocks), blocks)) == [(each, each) for each in blocks]
    assert dict(executor(2).each(twice, blocks)) == {each: 2 * each for each in blocks}


def test_processes_work_from_standard_input_without_a_guard():
    code = "from negotiation.studies.executors import executor\nprint(dict(executor(2).each(abs, range(3))))"
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    assert sorted(eval(done.stdout).items()) == [(0, 0), (1, 1), (2, 2)]


def test_a_process_that_dies_is_replaced(tmp_path, whole_file):
    study = Squares(folder=str(tmp_path), bad={2: "die_once", 5: "die_once"})
    assert sha(stream(study, tmp_path / "x.parquet", 2)) == whole_file
    assert (tmp_path / "2").read_text() == "xx" and (tmp_path / "3").read_text() == "x"


def test_a_chunk_that_ends_every_process_is_one_sentence_and_the_rest_is_kept(tmp_path, whole_file):
    study = Squares(folder=str(tmp_path), bad={4: "die"})
    words = (r"chunk 4 ended the process that computed it 3 times in a row .*; [\d,]+ of 20 points are finished "
             r"and kept, --resume \(resume=True\) goes on$")
    with pytest.raises(StudyError, match=words):
        stream(study, tmp_path / "x.parquet", 2)
    assert (tmp_path / "4").read_text() == "xxx" and not (tmp_path / "x.parquet").exists()
    assert sha(stream(Squares(), tmp_path / "x.parquet", resume=True)) == whole_file


@pytest.mark.parametrize("on", [None, 1])
@pytest.mark.parametrize(("bad", "error", "words"), [
    ("fail", ParameterError, "control = 2 is outside its range"),
    ("starve", StudyError, "points 6 to 8 need more memory than there is; smaller chunks need less; "),
])
def test_what_a_chunk_raises_arrives(tmp_path, on, bad, error, words):
    with pytest.raises(error, match=words):
        stream(Squares(bad={2: bad}), tmp_path / "x.parquet", on)


def test_ctrl_c_keeps_what_is_finished_and_resume_computes_only_the_rest(tmp_path, whole_file):
    with pytest.raises(StudyInterrupted, match=r"12 of 20 points are finished and kept, --resume goes on") as stop:
        stream(Squares(bad={4: "interrupt"}), tmp_path / "x.parquet")
    assert (stop.value.finished, stop.value.planned) == (12, 20)
    with pytest.raises(StudyError, match=r"begun before, 4 of 7 chunks are finished; allowed: --resume"):
        stream(Squares(), tmp_path / "x.parquet")
    assert sha(stream(Squares(folder=str(tmp_path)), tmp_path / "x.parquet", resume=True)) == whole_file
    assert not any((tmp_path / str(block)).exists() for block in range(4))


def test_what_another_question_has_finished_is_not_said_to_go_on(tmp_path):
    with pytest.raises(StudyInterrupted):
        stream(Squares(bad={4: "interrupt"}), tmp_path / "x.parquet")
    with pytest.raises(StudyError, match=r"was begun with another .*; allowed: the same question, or a new name$"):
        ng.sweep_to(GENEVA, tmp_path / "x.parquet", control=[0.1, 0.2], method="pure", resume=True)


def test_another_question_is_refused_with_what_differs(tmp_path):
    asked = {"control": [0.1, 0.2, 0.3], "method": "pure"}
    path = ng.sweep_to(GENEVA, tmp_path / "x.parquet", **asked)
    with pytest.raises(ExportError, match=r"x\.parquet: exists already; allowed: a new name, or --resume"):
        ng.sweep_to(GENEVA, path, **asked)
    before = sha(path), os.stat(path).st_mtime_ns
    assert ng.sweep_to(GENEVA, path, resume=True, **asked) == path
    for other, words in [({"control": [0.1, 0.2, 0.4]},
                          r'another grid: control \(\{"from": 0.1, "to": 0.3, "points": 3\} then'),
                         ({"method": "logit"}, r'another method \("pure" then, "logit" now\)'),
                         ({"at": {"isis": 0.7}}, "another values: isis"), ({"chunk": 2}, "another chunk"),
                         ({"preset": "castello"}, "another presets")]:
        with pytest.raises(StudyError, match=f"was begun with {words}"):
            ng.sweep_to(GENEVA, path, resume=True, **{**asked, **other})
    with pytest.raises(StudyError, match=r'another model \("geneva-2016" then, "us-russia" now\)'):
        ng.sweep_to(ng.load("us-russia"), path, resume=True, **asked)
    assert before == (sha(path), os.stat(path).st_mtime_ns)


def test_other_versions_are_refused(tmp_path, monkeypatch):
    with pytest.raises(StudyInterrupted):
        stream(Squares(bad={4: "interrupt"}), tmp_path / "x.parquet")
    from negotiation.studies.files import manifest

    monkeypatch.setattr(manifest, "versions", lambda: {"numpy": "9.9"})
    with pytest.raises(StudyError, match=r"was begun with python .* then, missing now"):
        stream(Squares(), tmp_path / "x.parquet", resume=True)


def test_a_chunk_that_the_disk_did_not_keep_is_computed_again(tmp_path, whole_file):
    with pytest.raises(StudyInterrupted):
        stream(Squares(bad={4: "interrupt"}), tmp_path / "x.parquet")
    spoiled = tmp_path / "x.parquet.parts" / "0000001.arrow"
    spoiled.write_bytes(spoiled.read_bytes()[:20])
    with pytest.raises(StudyError, match="0000001.arrow: was spoiled on the disk and is removed"):
        stream(Squares(), tmp_path / "x.parquet", resume=True)
    assert sha(stream(Squares(), tmp_path / "x.parquet", resume=True)) == whole_file


def test_two_writers_on_one_name_the_second_is_refused(tmp_path, whole_file):
    path = tmp_path / "x.parquet"
    Parts(path).make()
    with lock.held(Parts(path).lock), pytest.raises(StudyError, match=r"x\.parquet: another writer is at it"):
        stream(Squares(), path)
    assert sha(stream(Squares(), path)) == whole_file


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("after", [0, 1, 3, 8])
def test_a_disk_that_refuses_is_one_sentence_and_nothing_is_lost(tmp_path, monkeypatch, whole_file, number, after):
    """At the first file, among the chunks, while they are joined."""
    real, calls = os.fsync, []

    def fsync(handle):
        calls.append(handle)
        if len(calls) > 2 * after and len(calls) % 2:
            raise OSError(number, os.strerror(number))
        return real(handle)

    monkeypatch.setattr(whole.os, "fsync", fsync)
    with pytest.raises(ExportError, match=rf"x\.parquet: cannot be written \({os.strerror(number)}\)"):
        stream(Squares(), tmp_path / "x.parquet")
    monkeypatch.undo()
    STUDIES["squares"] = ("studies", "squares")
    assert not (tmp_path / "x.parquet").exists()
    assert not list(tmp_path.rglob("*.writing")) and (tmp_path / "x.parquet.parts").exists() == (after > 1)
    assert sha(stream(Squares(), tmp_path / "x.parquet", resume=True)) == whole_file


def test_a_file_or_a_folder_that_is_in_the_way_stays(tmp_path):
    (tmp_path / "a.parquet").write_text("mine")
    (tmp_path / "b.parquet").mkdir()
    for resume in (False, True):
        with pytest.raises(ExportError, match=r"a\.parquet: exists already"):
            stream(Squares(), tmp_path / "a.parquet", resume=resume)
    with pytest.raises(ExportError, match=r"b\.parquet: cannot be written \(it is a folder\)"):
        stream(Squares(), tmp_path / "b.parquet")
    with pytest.raises(ExportError, match=r"there is no folder"):
        stream(Squares(), tmp_path / "none" / "b.parquet")
    with pytest.raises(ExportError, match=r"a study is written as \.parquet, not as '\.csv'"):
        stream(Squares(), tmp_path / "b.csv")
    assert (tmp_path / "a.parquet").read_text() == "mine"


@pytest.mark.parametrize("on", [0, True, -1, 2.5, ["a"]])
def test_what_is_no_executor_is_refused(tmp_path, on):
    with pytest.raises(ArgumentError, match="executor: found"):
        stream(Squares(), tmp_path / "x.parquet", on)
    assert not (tmp_path / "x.parquet").exists()


def command(*words, cwd):
    return subprocess.Popen([sys.executable, "-m", "negotiation", *words], cwd=cwd, text=True,
                            env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """Return a function that answers with the hash of the file that a command writes when nobody kills it."""
    @cache
    def written(*words):
        whole_one = tmp_path_factory.mktemp("unbroken") / "whole.parquet"
        with pytest.raises(SystemExit) as end:
            main([*words, "--to", str(whole_one)])
        assert not end.value.code
        return sha(whole_one)

    return written


SWEEP = ["sweep", "geneva-2016", "--over", "control=0:1:201", "--over", "line=0:1:11", "--method", "pure", "--chunk",
         "50"]
UNFOLD = ["unfold", "forts", "--over", "odds=0.3:0.7:17", "--chunk", "1"]


@pytest.mark.parametrize(("words", "workers", "blocks"), [
    (SWEEP, [], 45), (SWEEP, ["--workers", "2"], 45), (UNFOLD, [], 17)], ids=["sweep", "sweep, processes", "unfold"])
def test_kills_at_random_moments_then_resume_give_the_same_file(tmp_path, unbroken, words, workers, blocks):
    whole_one, words, killed = unbroken(*words), [*words, "--to"], tmp_path / "killed.parquet"
    chance, kills = random.Random(7), 0
    for _ in range(2):
        process = command(*words, "killed.parquet", "--resume", *workers, cwd=tmp_path)
        parts = Parts(killed)
        already = parts.count(blocks)
        while process.poll() is None and parts.count(blocks) <= already + chance.randint(0, 10):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        process.stderr.close()
    last = command(*words, "killed.parquet", "--resume", *workers, cwd=tmp_path)
    assert last.wait() == 0 and kills and "wrote killed.parquet" in last.stderr.read()
    assert whole_one == sha(killed) and sorted(os.listdir(tmp_path)) == [
        f"killed.parquet{more}" for more in ("", ".manifest.json")]


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=":0"
                                  ) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield client


@pytest.mark.parametrize(("write", "model", "asked"), [
    (ng.sweep_to, "geneva-2016", {"chunk": 8, "control": np.linspace(0, 1, 30)}),
    (ng.unfold_to, "forts", {"chunk": 2, "odds": [0.3, 0.4, 0.5, 0.55, 0.6, 0.7], "select": "welfare"}),
    (ng.uncertainty_to, "geneva-2016", {"chunk": 60, "draws": 200}),
], ids=["sweep", "unfold", "uncertainty"])
def test_a_cluster_gives_the_same_file_to_the_bit(tmp_path, client, write, model, asked):
    here = write(ng.load(model), tmp_path / "a.parquet", **asked)
    there = write(ng.load(model), tmp_path / "b.parquet", executor=client, **asked)
    assert sha(here) == sha(there) and client.status == "running"
    assert ng.replay(there, client.scheduler.address).equal


def test_what_a_chunk_raises_on_a_cluster_arrives(tmp_path, client):
    with pytest.raises(ParameterError, match="control = 2 is outside its range"):
        stream(Squares(bad={2: "fail"}), tmp_path / "x.parquet", client)


def test_a_scheduler_that_is_lost_is_one_sentence_and_the_rest_is_kept(tmp_path, whole_file):
    distributed = pytest.importorskip("distributed")
    from negotiation.progress import listening

    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0"
                                  ) as cluster:
        def lose(what, done, total):
            if what == "Solving" and done >= 6 and cluster.status.name == "running":
                cluster.close(timeout=5)

        words = r"^the Dask scheduler at .* is lost; [\d,]+ of 20 points are finished and kept"
        with listening(lose), pytest.raises(StudyError, match=words):
            stream(Squares(wait=0.3), tmp_path / "x.parquet", distributed.Client(cluster, set_as_default=False))
    assert sha(stream(Squares(), tmp_path / "x.parquet", resume=True)) == whole_file


def test_a_cluster_that_is_not_there_is_one_sentence(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    with pytest.raises(StudyError, match="no Dask scheduler answers at nonsense://x"):
        stream(Squares(), tmp_path / "x.parquet", "nonsense://x")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StudyError, match=r"needs the package 'distributed'; install negotiation\[cluster\]"):
        stream(Squares(), tmp_path / "x.parquet", "tcp://127.0.0.1:1")
    assert not list(tmp_path.iterdir())


def test_processes_end_with_their_owner(tmp_path):
    code = "from studies import *\nfrom negotiation.studies.files.stream import stream\n" \
           f"stream(Squares(folder={str(tmp_path)!r}, wait=30), {str(tmp_path / 'x.parquet')!r}, 2)"
    owner = subprocess.Popen([sys.executable, "-c", code], start_new_session=True,
                             env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"})
    import psutil

    while len(workers := psutil.Process(owner.pid).children()) < 2:
        time.sleep(0.05)
    owner.kill()
    owner.wait()
    gone, alive = psutil.wait_procs(workers, timeout=120)
    assert len(gone) == 2 and not alive


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return stop.value.code or 0, out, err


def test_the_command_line_streams_resumes_and_refuses(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["sweep", "us-russia", "--over", "control=0:1:21", "--method", "pure", "--to", "x.parquet"]
    assert run(capsys, *words) == (0, "", "wrote x.parquet\n")
    code, _, err = run(capsys, *words)
    assert code == 1 and err.startswith("x.parquet: exists already") and err.count("\n") == 1
    assert run(capsys, *words, "--resume") == (0, "", "x.parquet: was finished already\n")
    code, _, err = run(capsys, *[each.replace("21", "22") for each in words], "--resume")
    assert code == 1 and err.startswith("x.parquet: was begun with another grid: control: points (21 then, 22 now)")
    for more in (["--resume"], ["--to", "x.csv", "--resume"], ["--workers", "2", "--dask", "tcp://a:1"]):
        assert run(capsys, *words[:-2], *more)[0] == 2
    written = json.loads((tmp_path / "x.parquet.manifest.json").read_text())
    assert written["command"] == "negotiation sweep us-russia --over control=0:1:21 --method pure"
    assert written["question"]["model text"] == ng.load("us-russia").text and written["sha256"] == sha("x.parquet")


def test_a_replay_says_equal_or_the_first_rows_that_differ(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = ng.sweep_to(GENEVA, "x.parquet", chunk=5, method="pure", presets=["castello", "geneva-suspended"],
                       control=np.linspace(0, 1, 11), line=[0.3])
    assert run(capsys, "replay", "x.parquet.manifest.json", "--workers", "2") == (
        0, "x.parquet: equal, 25 rows to the bit\n".replace("25", str(len(pd.read_parquet(path)))), "")
    with pyarrow.parquet.ParquetFile(path) as file:
        groups = [file.read_row_group(k) for k in range(file.num_row_groups)]
    names = groups[0].column_names
    place = names.index("payoff Russia")
    changed = groups[2]["payoff Russia"].to_numpy().copy()
    changed[0] = 7.0
    groups[2] = groups[2].set_column(place, "payoff Russia", pyarrow.array(changed))
    with pyarrow.parquet.ParquetWriter(path, groups[0].schema) as writer:
        for group in groups:
            writer.write_table(group)
    code, out, _ = run(capsys, "replay", "x.parquet")
    row, rows = sum(len(group) for group in groups[:2]), sum(map(len, groups))
    assert code == 1 and out.splitlines()[0] == f"x.parquet: 1 of {rows} rows differ"
    assert out.splitlines()[1].startswith(f"row {row} (point 10): payoff Russia 7.0 then, ")
    code, out, _ = run(capsys, "replay", "x.parquet", "--format", "json")
    found = json.loads(out)
    assert code == 1 and found["rows_that_differ"] == 1 and found["first"][0]["column"] == "payoff Russia"


def test_a_replay_finds_a_changed_text_and_missing_rows(tmp_path):
    path = stream(Squares(), tmp_path / "x.parquet")
    table = pyarrow.parquet.read_table(path)
    groups = [table.slice(3 * k, 3) for k in range(7)]
    groups[1] = groups[1].set_column(2, "word", pyarrow.array(["", "no", "5"], pyarrow.large_string()))
    groups[6] = groups[6].slice(0, 1)
    with pyarrow.parquet.ParquetWriter(path, table.schema) as writer:
        for group in groups:
            writer.write_table(group.cast(table.schema))
    found = ng.replay(path)
    assert not found.equal and found.differ == 3
    assert [(each.row, each.column) for each in found.first] == [(3, "word"), (4, "word"), (19, "row")]


@pytest.mark.parametrize(("content", "words"), [
    (None, r"cannot be read \(No such file or directory\)"), ("{", "is not a manifest"),
    ("[]", "is not a manifest of a"),
    ('{"question": {}, "versions": {}, "format": 9}', "format 9; allowed: 1"),
    ('{"question": {"study": "swept"}, "versions": {}, "format": 1, "rows": 1}', "did you mean 'sweep'"),
    ('{"question": {"study": "sweep"}, "versions": {}, "format": 1, "rows": 1}', "question cannot be read"),
])
def test_a_manifest_that_is_none_is_one_line(capsys, tmp_path, content, words):
    path = ng.sweep_to(ng.load("us-russia"), tmp_path / "x.parquet", control=[0.1], method="pure")
    beside = tmp_path / "x.parquet.manifest.json"
    beside.unlink() if content is None else beside.write_text(content)
    with pytest.raises(StudyError, match=words):
        ng.replay(path)
    code, _, err = run(capsys, "replay", str(path))
    assert code == 1 and err.count("\n") == 1


def test_a_model_made_in_python_has_no_text_to_keep(tmp_path):
    with pytest.raises(ParameterError, match="has no text that a manifest could keep"):
        ng.sweep_to(GENEVA.replace(title="mine"), tmp_path / "x.parquet", control=[0.1])


@pytest.mark.parametrize(("asked", "words"), [
    ({"allepo": [0, 1]}, "'allepo' is not a parameter"), ({"control": [0.1, 1.5]}, "outside its range"),
    ({"control": [0.1], "method": "magic"}, "'magic' is not a method"),
    ({"control": [0.1], "options": {"magic": 1}}, "'magic' is not an option of method complete"),
])
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(tmp_path, asked, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.sweep_to(GENEVA, tmp_path / "x.parquet", **asked)
    assert not os.path.exists(tmp_path / "x.parquet")


def test_a_question_is_asked_again_with_its_fractions(tmp_path):
    from fractions import Fraction

    path = ng.sweep_to(GENEVA, tmp_path / "x.parquet", control=[0.1, 0.2], at={"isis": Fraction(1, 3)}, method="pure")
    assert ng.read_study(path).study().question == json.loads(
        (tmp_path / "x.parquet.manifest.json").read_text())["question"]
    assert ng.replay(path).equal


def test_a_dataset_has_the_grid_as_dimensions_and_the_units_as_attributes(tmp_path):
    path = ng.sweep_to(GENEVA, tmp_path / "x.parquet", method="pure", chunk=10, **GRID)
    found = ng.sweep(GENEVA, method="pure", **GRID)
    data, table = found.to_xarray(), found.to_frame()
    assert ng.read_study(path).to_xarray().identical(data)
    assert data["equilibria"].dims == ("control", "line") and data["equilibria"].shape == found.shape
    assert data["control"].attrs["units"] == GENEVA.parameters["control"].unit
    counts = table[table["label"] != ""].groupby("point").size().reindex(range(len(found)), fill_value=0)
    assert data["equilibria"].values.reshape(-1).tolist() == counts.tolist()
    for point in range(0, len(found), 11):
        here = np.unravel_index(point, found.shape)
        names = set(found[point].outcome) - {""}
        assert set(data["named_outcome"].values[data["outcome_holds"].values[here]]) == names
    row = 17
    assert data["payoff"].sel(party="Russia").values[row] == found.equilibria.payoffs[row, 1]
    assert data["label"].values[row] == found.equilibria.label[row]
    assert data["complete"].all() and data["solved"].all()


def test_a_dataset_of_a_stopped_sweep_says_which_points_were_reached():
    def stop(what, done, total):
        if done >= 6:
            raise KeyboardInterrupt

    with listening(stop), pytest.raises(ng.SweepInterrupted) as stopped:
        ng.sweep(GENEVA, control=np.linspace(0, 1, 10), method="pure", chunk=3)
    data = stopped.value.partial.to_xarray()
    assert data["solved"].values.tolist() == data["complete"].values.tolist() == [True] * 6 + [False] * 4


def test_a_dataset_of_a_path_carries_what_the_path_ties():
    data = ng.sweep(GENEVA, path="campaign", points=11, method="pure", presets=["castello", "geneva-suspended"]
                    ).to_xarray()
    assert data["line"].dims == ("preset", "control") and data["equilibria"].dims == ("preset", "control")
    np.testing.assert_allclose(data["line"].values, 1 - data["control"].values[None] * np.ones((2, 1)))
