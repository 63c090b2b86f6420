"""What a notebook shows: HTML of every kind, charts by Altair where it is there, and two notebooks that are true."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

import negotiation as ng
from handbook.notebooks import NAMES, executed, stored
from negotiation.report.notebook import CHARTS


@cache
def results() -> dict[str, Any]:
    """Return a result of every kind that has a chart."""
    model, geneva, forts = ng.load("us-russia"), ng.load("geneva-2016"), ng.load("forts")
    game, war = model.at(control=0.4), ng.unfold(forts)
    found = [
        ng.regimes(model, "control"), ng.regime_map(ng.load("shifting-power"), "shifted", "shift", points=(7, 5)),
        ng.power(geneva, "control"), game, ng.solve(game), ng.sweep(model, control=[0, 0.3, 0.55, 0.9]),
        ng.bargain(geneva), ng.bargain(ng.load("panama-canal")), ng.bargain(model),
        ng.stability(ng.load("elmira")), ng.Voting(39, [7] * 5 + [1] * 10), war, war.fan(),
        ng.uncertainty(forts, draws=32),
    ]
    return {type(each).__name__: each for each in found}


class Balance(HTMLParser):
    """Follows what is opened and closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open += [tag] if tag not in ("br", "hr") else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.slow
def test_every_kind_is_shown_as_html_and_as_a_chart_with_something_in_it() -> None:
    assert set(CHARTS) == set(results())
    for name, each in results().items():
        page, spec = Balance(), each.chart().to_dict()
        page.feed(each._repr_html_())
        assert not page.open and repr(each), name
        marks = len(re.findall("'values': \\[{", str(spec)))
        assert marks and ("layer" in spec or "mark" in spec), name
        assert "nan" not in str(spec).lower().replace("nano", ""), name


def test_models_show_what_they_are_and_run_nothing_that_an_author_wrote() -> None:
    for name in ("geneva-2016", "elmira", "panama-canal"):
        model = ng.load(name)
        page, text = Balance(), replace(model, title="<script>alert(1)</script>")._repr_html_()
        page.feed(text)
        assert not page.open and "<script" not in text and "&lt;script" in text and "<table>" in text


def test_states_without_names_are_drawn_by_their_ids() -> None:
    assert "'s4'" in str(ng.stability(ng.load("chicken")).chart().to_dict())


def test_a_bimatrix_shows_best_replies() -> None:
    prisoners = ng.Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    assert re.findall(r"<td>([^<]*|<b>.*?)</td>", prisoners._repr_html_())[-1] == "<b>1</b>, <b>1</b>"


def test_what_has_no_chart_says_so_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ng.load("us-russia")
    for each, words in [(ng.margins(model), "Margins has no chart"), (ng.load("geneva-2016").at(), "of 5 parties"),
                        (ng.solve(model.at(control=[0.1, 0.2])), "one point"),
                        (model.at(control=[0.1, 0.2]), "at 2 points"),
                        (ng.sweep(model, control=[0.1], method="pure"), "nothing to draw")]:
        with pytest.raises(ng.NegotiationError, match=words) as said:
            each.chart()
        assert "\n" not in str(said.value)
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ng.NegotiationError, match="pip install altair"):
        results()["Regimes"].chart()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_what_a_run_of_it_shows(name: str) -> None:
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    assert executed(name) == stored(name), "run: python -m handbook notebooks"
