"""The war as it unfolds over parameters, into a file: every point afresh, resumable, the same to the bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from studies import sha

import negotiation as ng
from negotiation.cli import main
from negotiation.studies.wars import WarStudy

pytestmark = pytest.mark.slow

FORTS = ng.load("forts")
ASKED = {"odds": [0.3, 0.5, 0.6], "forts": [2, 4], "cost": 0.05, "chunk": 2}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return ng.unfold_to(FORTS, tmp_path_factory.mktemp("wars") / "whole.parquet", **ASKED)


def test_a_row_is_the_war_of_its_point_by_each_rule(path):
    rows = pd.read_parquet(path)
    assert len(rows) == 12 and rows["point"].tolist() == [k // 2 for k in range(12)]
    for row in rows.to_dict("records"):
        war = ng.unfold(FORTS, odds=row["odds"], forts=row["forts"], cost=0.05).brackets[row["rule"]]
        chances, duration = war.ends_at()
        assert [row[f"P({id})"] for id in war.end_ids] == chances.tolist() and row["duration"] == duration
        assert [row["value Attacker"], row["value Defender"]] == (war.at_start @ war.values).tolist()
        assert row["status"] == war.status and row["states of agreement"] == war.holds().sum()
        assert row["start"] == row["forts"]


def test_processes_and_a_resumed_sweep_give_the_same_file_to_the_bit(path, tmp_path, monkeypatch):
    assert sha(ng.unfold_to(FORTS, tmp_path / "two.parquet", executor=2, **ASKED)) == sha(path)
    done, rows = [], WarStudy.rows

    def stopping(self, block):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(block)
        return rows(self, block)

    monkeypatch.setattr(WarStudy, "rows", stopping)
    with pytest.raises(KeyboardInterrupt):
        ng.unfold_to(FORTS, tmp_path / "stopped.parquet", **ASKED)
    monkeypatch.setattr(WarStudy, "rows", lambda self, block: done.append(block) or rows(self, block))
    assert sha(ng.unfold_to(FORTS, tmp_path / "stopped.parquet", resume=True, **ASKED)) == sha(path)
    assert sorted(done) == [0, 1, 2], "what was finished is not computed again"


def test_the_answer_does_not_hang_on_the_direction(path, tmp_path):
    back = ng.unfold_to(FORTS, tmp_path / "back.parquet", **{**ASKED, "odds": ASKED["odds"][::-1]})
    keys = ["odds", "forts", "rule"]
    one, other = (pd.read_parquet(each).drop(columns="point").sort_values(keys, ignore_index=True)
                  for each in (path, back))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_it_is_read_back_as_a_dataset_and_replayed(path):
    study = ng.read_study(path)
    data = study.to_xarray()
    assert dict(data.sizes) == {"odds": 3, "forts": 2, "rule": 2} and data["odds"].attrs["units"] == "probability"
    rows = study.to_frame()
    one = rows[(rows["odds"] == 0.6) & (rows["forts"] == 4) & (rows["rule"] == "conflict")]
    assert float(data["P(won)"].sel(odds=0.6, forts=4, rule="conflict")) == one["P(won)"].item()
    assert data.attrs["model"] == "forts" and data["status"].dtype.kind == "U"
    assert ng.replay(path).equal


def run(words):
    with pytest.raises(SystemExit) as stop:
        main(words)
    return stop.value.code


def test_the_command_line_writes_it_and_says_what_it_does_not_take(tmp_path, capsys):
    asked = ["unfold", "forts", "--over", "odds=0.4:0.6:3", "--start", "3", "--select", "welfare"]
    assert run([*asked, "--to", str(tmp_path / "x.parquet")]) == 0
    rows = pd.read_parquet(tmp_path / "x.parquet")
    assert rows["rule"].tolist() == ["welfare", "agreement", "conflict"] * 3 and set(rows["start"]) == {3.0}
    assert np.isclose(rows["odds"], np.repeat([0.4, 0.5, 0.6], 3)).all()
    for more, words in ((["--to", "x.csv"], "NAME.parquet"), ([], "NAME.parquet"),
                        (["--to", "y.parquet", "--deal", "SETTLEMENT"], "without --over")):
        assert run([*asked, *more]) == 2
        assert words in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(("asked", "words"), [
    ({}, "nothing is swept"), ({"odds": [0.4, 2]}, "odds"), ({"odds": [0.4, 0.5], "select": "best"}, "best"),
    ({"odds": [0.4], "start": 40}, "start")])
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(tmp_path, asked, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.unfold_to(FORTS, tmp_path / "x.parquet", **asked)
    assert not list(tmp_path.iterdir())
