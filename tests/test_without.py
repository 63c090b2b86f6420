"""What happens without a deal is the reader's choice on the page, in the link, in the brief and on the command line."""

from __future__ import annotations

import json
import shlex

import pytest
from pages import html, opened

from negotiation import cli
from negotiation.errors import NegotiationError
from negotiation.library import load
from negotiation.view import brief, compute
from negotiation.view.drawing import download
from negotiation.view.panel import without
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import Visit, visit

pytestmark = pytest.mark.slow

CHOICES = [
    ("us-russia", ""), ("us-russia", "press, strike"), ("us-russia", "maximin"),
    ("geneva-2016", ""), ("geneva-2016", "acquiesce, strike, walk, restrain, push"), ("geneva-2016", "maximin"),
]


def at(name: str, chosen: str) -> Visit:
    return visit(load(name), Address(Scenario(name, load(name).default_preset), choices={"without": chosen}))


@pytest.mark.parametrize(("name", "chosen"), CHOICES)
def test_the_brief_and_its_command_take_the_choice(
    name: str, chosen: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here = at(name, chosen)
    deal = compute.deal(here.model, here.at, without.chosen(here))
    line = dict(brief.commands(here))["Leverage"]
    assert ("--disagreement" in line) == bool(chosen)
    with pytest.raises(SystemExit):
        cli.main([*shlex.split(line)[1:], "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["disagreement"]["payoffs"] == pytest.approx(
        dict(zip([p.id for p in deal.parties], deal.disagreement.payoffs[0], strict=True)))
    assert "Without a deal" in brief.page(here, "")


@pytest.mark.parametrize("name", ["us-russia", "geneva-2016"])
def test_the_page_offers_the_choice_and_says_it(name: str) -> None:
    app, _ = opened(model=name, page="leverage")
    box = app.selectbox(key="choice_without")
    assert "what each can be sure of alone" in box.options
    box.select("maximin").run()
    assert not app.exception and "Without a deal each party has what each can be sure of alone" in html(app)


@pytest.mark.parametrize("control", [0.05, 0.5])
def test_by_order_only_the_page_says_why_it_cannot_compare(control: float) -> None:
    _, text = opened(model="geneva-2016", page="leverage", scale="ordinal", control=str(control), line="0.95")
    assert "Without a deal" in text


def test_a_file_is_made_once_and_says_why_it_cannot_be() -> None:
    calls: list[int] = []

    def failing() -> bytes:
        calls.append(1)
        raise NegotiationError("more rows than a sheet holds")

    made = download.Made(failing)
    for _ in range(2):
        with pytest.raises(NegotiationError):
            made()
    assert len(calls) == 1
    said = download.why("geneva-2016-brief.html", NegotiationError("no share"))
    assert said == "geneva-2016-brief.html could not be made: no share"
    unexpected = download.why("x.csv", IndexError("many\nlines"))
    assert "\n" not in unexpected and "IndexError" in unexpected


def test_a_failed_download_says_why_beside_its_button(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> str:
        raise NegotiationError("the table is full")

    monkeypatch.setattr(brief, "page", failing)
    app, _ = opened(page="leverage")
    app.session_state["share"] = True
    app.run()
    with pytest.raises(NegotiationError):
        app.session_state[f"{download.UNMADE}brief"]()  # what the click makes, in a thread of its own
    for _ in range(2):
        app.run()
        assert "brief.html could not be made: the table is full" in html(app), "until a file could be made"
    monkeypatch.setattr(brief, "page", lambda *_: "a brief")
    app.run()
    assert app.session_state[f"{download.UNMADE}brief"]() == "a brief"
    app.run()
    assert "could not be made" not in html(app)
