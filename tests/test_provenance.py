"""Every file says what it is of: model, version, text, preset, path, every value, method, options, the command."""

import hashlib
import json
from fractions import Fraction
from html import unescape

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest

import negotiation as ng
from negotiation.errors import ExportError
from negotiation.library import shipped
from negotiation.report.export import EXCEL, Sheet, ready, render, write

GENEVA = "geneva-2016"


@pytest.fixture(scope="module")
def model():
    return ng.load(GENEVA)


def csv(path):
    table = pd.read_csv(path)
    assert not [name for name in table.columns if "negotiation" in str(name)]
    return json.dumps(json.loads(path.with_name(f"{path.stem}.csv-metadata.json").read_text())["notes"])


def xlsx(path):
    return "\n".join(" ".join(map(str, row)) for row in openpyxl.load_workbook(path)["settings"].values)


READ = {
    ".csv": csv, ".xlsx": xlsx,
    ".parquet": lambda path: pyarrow.parquet.read_schema(path).metadata[b"negotiation"].decode(),
    ".json": lambda path: path.read_text(), ".md": lambda path: path.read_text(), ".tex": lambda path: path.read_text(),
    ".html": lambda path: path.read_text(),
}
RESULTS = {
    "solve": lambda m: ng.solve(m.at("castello", line=0.6), "pure"),
    "sweep": lambda m: ng.sweep(m, path="campaign", points=5, preset="castello", method="pure"),
    "regimes": lambda m: ng.regimes(m, "control", preset="castello"),
    "margins": lambda m: ng.margins(m, ["control"], preset="castello"),
    "levers": lambda m: ng.levers(m, "TALKS", over=["war_cost"], preset="castello"),
    "bargain": lambda m: ng.bargain(m, "nash", preset="castello"),
    "payoffs": lambda m: m.at("castello"),
}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", READ)
@pytest.mark.parametrize("analysis", RESULTS)
def test_every_file_says_what_it_is_of(model, tmp_path, suffix, analysis):
    result = RESULTS[analysis](model)
    path = write(result, tmp_path / f"x{suffix}")
    said = READ[suffix](path)
    digest = hashlib.sha256(shipped()[GENEVA].read_bytes()).hexdigest()
    for part in (GENEVA, model.version, digest, "castello", *model.parameters, "0.9", analysis):
        assert part in said, part
    assert "campaign" in said or analysis != "sweep"
    verb = "export" if analysis == "payoffs" else analysis
    assert f"negotiation {verb} geneva-2016" in said and "preset=castello" in said
    if analysis == "levers":
        for sentence in result.sentences():
            assert suffix == ".json" or sentence[:40] in unescape(said), sentence


@pytest.mark.parametrize("suffix", READ)
def test_a_table_that_was_made_from_a_result_still_knows_it(model, tmp_path, suffix):
    table = RESULTS["sweep"](model).to_frame().head(3)
    said = READ[suffix](write(table, tmp_path / f"x{suffix}"))
    assert "campaign" in said and GENEVA in said and "castello" in said


def test_a_table_of_nothing_known_leaves_no_older_description(model, tmp_path):
    path = write(model.at(), tmp_path / "x.csv")
    beside = tmp_path / "x.csv-metadata.json"
    assert beside.exists() and json.loads(beside.read_text())["url"] == "x.csv"
    write(pd.DataFrame({"a": [1]}), path)
    assert not beside.exists()


def test_a_parquet_file_gives_its_provenance_back_to_pandas(model, tmp_path):
    path = write(RESULTS["solve"](model), tmp_path / "x.parquet")
    assert pd.read_parquet(path).attrs["negotiation"]["preset"] == "castello"


def test_the_parameters_that_differ_are_in_every_frame(model):
    two = ng.load("us-russia")
    name = next(iter(two.parameters))
    value = two.parameters[name].high
    game = two.at(**{name: value})
    for result in (game, ng.solve(game), ng.correlated(game), ng.fictitious_play(game, 3), ng.bargain(game),
                   ng.bargain(two, **{name: value}), ng.sweep(two, **{name: [value]}), ng.sweep(two, **{name: value})):
        assert result.to_frame()[name].eq(value).all(), type(result)
    frames = pd.concat([ng.solve(model.at(preset, control=c), "pure").to_frame()
                        for preset in ("castello", "geneva-suspended") for c in (0.2, 0.7)])
    assert not frames[["preset", "control"]].isna().any().any() and len(frames.groupby(["preset", "control"])) == 4
    assert ng.sweep(model, control=[0.2, 0.7], method="pure").equilibria.at(1).to_frame()["control"].eq(0.7).all()


@pytest.mark.parametrize(("make", "command"), [
    (lambda m: ng.solve(m.at(control=Fraction(1, 3)), "pure"), "solve geneva-2016 --set control=1/3 --method pure"),
    (lambda m: ng.solve(m.at(""), "pure"), "solve geneva-2016 --preset='' --method pure"),
    (lambda m: ng.solve(m.at(control=[0.1, 0.2]), "pure").at(1), "solve geneva-2016 --set control=0.2 --method pure"),
    (lambda m: ng.sweep(m, control=np.linspace(0, 1, 11), line=[0.1, 0.7], method="pure"),
     "sweep geneva-2016 --over control=0:1:11 --over line=0.1,0.7 --method pure"),
    (lambda m: ng.regimes(m, "control", line=0.3), "regimes geneva-2016 --over control"),
    (lambda m: ng.regimes(m, path="campaign", mixed=False), "regimes geneva-2016 --path campaign --no-mixed"),
])
def test_the_command_says_what_was_asked(model, make, command):
    assert make(model).provenance.command == f"negotiation {command}"


@pytest.mark.parametrize("make", [
    lambda m: ng.solve(m.at(control=[0.1, 0.2], line=[0.3, 0.4]), "pure"),
    lambda m: ng.sweep(m, presets=["castello", "astana"], method="pure"),
    lambda m: ng.sweep(m, control=np.random.default_rng(0).random(500), method="pure"),
    lambda m: ng.solve(m.replace(title="other").at(), "pure"),
    lambda m: ng.solve(m.at().slice("US", "Russia", "press, strike, walk, restrain, push"), "pure"),
    lambda m: ng.correlated(m.at()),
    lambda m: ng.solve(ng.Game.from_payoffs([[1, 0]], [[0, 1]])),
])
def test_where_no_command_says_it_none_is_named(model, make):
    assert make(model).provenance.head()["command"] is None


def test_a_model_that_was_changed_no_longer_bears_its_text(model):
    assert model.replace(title="other").at().provenance.head()["text_sha256"] is None


def test_more_rows_than_a_sheet_holds_are_refused_early(tmp_path):
    words = r"a \.xlsx sheet holds 1,048,575 rows .* found 1,048,576 rows; allowed: \.csv or \.parquet"
    with pytest.raises(ExportError, match=words):
        ready(tmp_path / "x.xlsx", rows=EXCEL[0])
    assert ready(tmp_path / "x.xlsx", rows=EXCEL[0] - 1) and ready(tmp_path / "x.csv", rows=EXCEL[0])
    with pytest.raises(ExportError, match=r"allowed: \.csv or \.parquet"):
        render(pd.DataFrame({"a": np.zeros(EXCEL[0])}), ".xlsx")
    with pytest.raises(ExportError, match="there is no folder"):
        ready(tmp_path / "none" / "x.csv")


def test_a_sheet_of_a_page_is_written_as_it_stands(tmp_path):
    head = {"model": "m", "parameters": {"x": 1.0}}
    page = Sheet(pd.DataFrame({"equilibrium": ["Talks"]}), "tipping", head, ("Note.",))
    assert "- model: m\n- x: 1.0\n- Note.\n" in write(page, tmp_path / "x.md").read_text()


def test_an_nfg_file_is_exact_where_payoffs_are_rational(model, tmp_path):
    game = model.at(control=Fraction(1, 3))
    path = write(game, tmp_path / "x.nfg")
    back = ng.load(path)
    assert (back.exact()[0] == model.exact(control=Fraction(1, 3))[0]).all()
    assert "/" in path.read_text().split("negotiation export")[1]
    thirds = ng.Game.from_payoffs([[1 / 3, 0.1]], [[2e299, -0.0]])
    again = ng.load(write(thirds, tmp_path / "y.nfg")).at()
    assert (again.payoffs == thirds.payoffs).all() and "0.1 " in (tmp_path / "y.nfg").read_text()


@pytest.mark.gambit
def test_gambit_reads_the_comment_and_the_fractions(model, tmp_path):
    gambit = pytest.importorskip("pygambit")
    two = ng.load("us-russia")
    name = next(iter(two.parameters))
    value = Fraction(str(two.parameters[name].high)) / 3
    game = gambit.read_nfg(str(write(two.at(**{name: value}), tmp_path / "x.nfg")))
    exact = two.exact(**{name: value})[0]
    for i, player in enumerate(game.players):
        for profile in np.ndindex(*two.strategy_counts):
            assert Fraction(str(game[profile][player])) == exact[(i, *profile)]
