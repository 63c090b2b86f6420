"""Make it your own, end to end: fields, faults, presets, files; nothing typed is lost, not even with the server."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from negotiation.expectations import check
from negotiation.library import load
from negotiation.modelfile import parse_model
from negotiation.view.editing import textbook
from negotiation.view.session import own
from tests.browser.barriers import barriers
from tests.browser.conftest import Server
from tests.browser.slow_line import SlowLine
from tests.browser.visitor import Visitor, expect

CLICK = {"open": "The open model", "template": "A template"}
EDITOR = "The model's text"


def started(user: Any, title: str = "Prisoner's dilemma") -> Any:
    """Open the page and start from a textbook game."""
    user.open("?page=edit").choose(".st-key-textbook", title)
    user.page.get_by_text("A model: 2 parties (2 x 2 strategies), 1 parameter.").wait_for()
    return user


def part(user: Any, name: str) -> Any:
    user.page.locator(".st-key-edit_part, [data-testid=stTabs]").get_by_role("tab", name=name, exact=True).click()
    user.page.locator(f".st-key-part_{name.lower()}").wait_for()
    return user.ready()


def editor(user: Any) -> Any:
    return user.page.get_by_role("textbox", name=EDITOR)


def filled(user: Any, label: str, value: str) -> None:
    """Type into a field and leave it."""
    field = user.page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Tab")


def shows(user: Any, words: str) -> None:
    """Wait until the text field holds these words."""
    user.page.wait_for_function(
        "words => document.querySelector('.st-key-editor textarea')?.value.includes(words)", arg=words
    )


def begins(page: Any, words: str) -> None:
    """Wait until the text field begins with these words."""
    page.wait_for_function(
        "words => document.querySelector('.st-key-editor textarea')?.value.startsWith(words)", arg=words
    )


def test_a_payoff_in_the_grid_changes_the_answer(visitor: Any) -> None:
    user = started(visitor())
    filled(user, "cooperate, cooperate: payoff of One", "9")
    filled(user, "cooperate, cooperate: payoff of Two", "stake + 5")
    part(user, "Text")
    shows(user, '"cooperate, cooperate" = ["9", "stake + 5"]')
    user.page.get_by_role("button", name="Open this model").click()
    user.until("cooperate, cooperate")
    assert "defect, defect" in user.answer
    other = visitor()
    other.page.goto(user.page.url)
    other.ready().answers(user.answer)


def test_a_mistake_in_a_field_is_said_there_and_can_be_undone(visitor: Any) -> None:
    user = started(visitor())
    filled(user, "cooperate, cooperate: payoff of One", "3 +")
    cell = user.page.locator(".st-key-cell_0_0")
    cell.get_by_role("alert").filter(has_text="Line 28: cooperate, cooperate, number 1: column 4").wait_for()
    expect(user.page.get_by_label("cooperate, cooperate: payoff of One")).to_have_value("3 +")
    expect(user.page.get_by_role("button", name="Open this model")).to_be_disabled()
    user.page.reload()
    user.ready()
    cell.get_by_role("alert").wait_for()
    expect(user.page.get_by_label("cooperate, cooperate: payoff of One")).to_have_value("3 +")
    filled(user, "defect, defect: payoff of Two", "nix")
    user.page.locator(".st-key-cell_1_1").get_by_role("alert").filter(has_text="'nix' is not a parameter").wait_for()
    expect(cell.get_by_role("alert")).to_have_count(1)
    user.page.get_by_role("button", name="Undo the edit").click()
    user.page.wait_for_function("!document.querySelector('.st-key-cell_1_1 [role=alert]')")
    expect(user.page.get_by_label("defect, defect: payoff of Two")).to_have_value("1")


def test_undo_goes_back_through_every_text_and_redo_forward(visitor: Any, server: Any) -> None:
    """The second redo comes before the first is drawn: what the browser holds of the field then is no typing."""
    with SlowLine(server.port, 0) as line:
        _undo_and_redo(started(visitor(door=line)), line)


def _undo_and_redo(user: Any, line: SlowLine) -> None:
    filled(user, "cooperate, cooperate: payoff of One", "7")
    part(user, "Text")
    shows(user, '["7", "3"]')
    user.page.get_by_role("button", name="Undo the edit").click()
    shows(user, '["3", "3"]')
    user.page.get_by_role("button", name="Undo the edit").click()
    shows(user, "Geneva and Aleppo")
    user.ready()
    line.delay = 0.3
    user.page.get_by_role("button", name="Redo the edit").click()
    user.page.wait_for_timeout(250)
    user.page.get_by_role("button", name="Redo the edit").click()
    shows(user, '["7", "3"]')
    user.page.get_by_text("A model: 2 parties (2 x 2 strategies), 1 parameter.").wait_for()


def test_a_formula_is_edited_drawn_and_refused_in_place(visitor: Any) -> None:
    user = visitor().open("?page=edit")
    user.choose(".st-key-formula_choice", "Payoff of Russia")
    field = user.page.get_by_role("textbox", name="Payoff of Russia")
    field.wait_for()
    before = field.input_value()
    field.fill(before + " + 7*contrl")
    field.press("Control+Enter")
    wrong = user.page.locator(".st-key-part_payoffs").get_by_role("alert")
    wrong.filter(has_text="'contrl' is not a parameter, component or strategy; did you mean 'control'?").wait_for()
    expect(field).to_have_value(before + " + 7*contrl")
    field.fill(before + " + 7*control")
    field.press("Control+Enter")
    expect(wrong).to_have_count(0)
    user.page.get_by_text("A model: 5 parties").wait_for()
    user.page.locator(".st-key-formulas_read .katex").wait_for()
    text = user.download("Download the file").decode()
    assert parse_model(text).payoffs[1].text == before + " + 7*control"
    assert len(text.splitlines()) == len(load("geneva-2016").text.splitlines())


def test_a_parameter_is_changed_and_one_added(visitor: Any, server: Any) -> None:
    with SlowLine(server.port, 0) as line:
        _changed_and_added(started(visitor(door=line)), line)


def _changed_and_added(user: Any, line: SlowLine) -> None:
    part(user, "Parameters")
    user.page.get_by_label("Highest", exact=True).fill("20")
    wrong = user.page.locator(".st-key-part_parameters [role=alert]")  # An open list hides all else from roles.
    _listed_while_applied(user, line, "30")
    wrong.filter(has_text="the default 30 is outside its range; allowed: 0 to 20").wait_for()
    _list_stays_at_its_field(user.ready())
    user.page.keyboard.press("Escape")
    expect(user.page.get_by_label("Default", exact=True)).to_have_value("30")
    _listed_while_applied(user, line, "12.50")
    expect(wrong).to_have_count(0)
    _list_stays_at_its_field(user.ready())
    user.page.get_by_role("option", name="a new parameter").click()
    user.page.get_by_label("Name in formulas").fill("two words")
    user.ready()
    for label, value in (("Lowest", "0"), ("Highest", "1"), ("Default", "0.5"), ("Label", 'A "quoted" one')):
        user.page.get_by_label(label, exact=True).fill(value)
    user.page.get_by_role("button", name="Add the parameter").click()
    user.page.get_by_role("alert").filter(has_text="The name is 'two words'").wait_for()
    expect(user.page.get_by_label("Label", exact=True)).to_have_value('A "quoted" one')
    user.page.get_by_label("Name in formulas").fill("pressure")
    user.page.get_by_role("button", name="Add the parameter").click()
    user.page.get_by_text("2 parameters").wait_for()
    model = parse_model(user.download("Download the file").decode())
    assert model.parameters["stake"].default == 12.5 and model.parameters["stake"].high == 20
    assert model.parameters["pressure"].label == 'A "quoted" one'


def _listed_while_applied(user: Any, line: SlowLine, default: str) -> None:
    """Change a parameter and open the list of parameters while that is on its way."""
    user.page.get_by_label("Default", exact=True).fill(default)
    line.be(1.0)
    user.page.get_by_role("button", name="Apply", exact=True).click()
    user.page.locator(".st-key-par_choice input").press("ArrowDown")
    user.page.get_by_role("listbox").wait_for()
    line.be(0)


def _list_stays_at_its_field(user: Any) -> None:
    """An open list stays open, and goes with its field when the page is scrolled."""
    field, listed = user.page.locator(".st-key-par_choice input"), user.page.get_by_role("listbox")
    expect(listed).to_be_visible()
    apart, before = (listed.bounding_box()["y"] - field.bounding_box()["y"]), field.bounding_box()["y"]
    user.page.mouse.wheel(0, 30)
    user.page.wait_for_function(
        "y => document.querySelector('.st-key-par_choice input').getBoundingClientRect().y !== y", arg=before)
    user.page.wait_for_timeout(100)
    assert listed.bounding_box()["y"] - field.bounding_box()["y"] == pytest.approx(apart, abs=1)


def test_the_draft_s_sliders_move_its_answer_and_come_back_with_a_reload(visitor: Any) -> None:
    user = visitor().open("?page=edit")
    user.page.get_by_role("button", name=CLICK["template"]).click()
    user.goes("draft=own-")
    draft, before = user.page.get_by_test_id("draft-answer"), user.answer
    expect(draft).to_contain_text("At 40 % control, they share")
    name = user.page.evaluate("new URLSearchParams(location.search).get('draft')")
    slider = user.page.locator(f"[id='slider-{name}_control']")
    slider.focus()
    for _ in range(25):
        user.page.keyboard.press("ArrowRight")
    expect(draft).to_contain_text("At 65 % control, they give in")
    assert user.answer == before and not user.page.get_by_text("Not changed").count()
    user.page.wait_for_function("location.search.includes('draft.control=0.65')")
    user.page.reload()
    expect(user.ready().page.get_by_test_id("draft-answer")).to_contain_text("At 65 % control, they give in")
    expect(slider).to_have_value("0.65")


def test_own_models_are_listed_by_title_after_the_page_is_opened_anew(browser: Any, restartable: Any) -> None:
    server, again = restartable
    user = started(Visitor(browser, server))
    user.page.get_by_role("button", name="Open this model").click()
    user.goes("model=own-")
    for lose in (lambda: None, again):
        lose()
        user.open()
        user.page.wait_for_function("window.negotiationKeeper?.listed")
        user.choose(".st-key-model_choice", "Prisoner's dilemma (own)").goes("model=own-")
    user.close()


def test_the_present_sliders_become_a_preset(visitor: Any, tmp_path: Path) -> None:
    user = visitor().open("?page=edit&control=0.61&line=0.4")
    part(user, "Presets")
    user.page.get_by_text("Changed from the defaults: control = 0.61, line = 0.4.").wait_for()
    user.page.get_by_label("Name", exact=True).fill("ceasefire")
    user.page.get_by_label("Label", exact=True).first.fill("A quiet week")
    user.page.get_by_label("Date (optional)").fill("2016-02-27")
    user.page.get_by_role("button", name="Save as a preset").click()
    user.goes("draft=")
    file = tmp_path / "mine.toml"
    file.write_bytes(user.download("Download the file"))
    model, geneva = load(file), load("geneva-2016")
    assert model.presets["ceasefire"].date == "2016-02-27" and model.presets["ceasefire"].label == "A quiet week"
    saved, expected = model.at("ceasefire"), geneva.at(control=0.61, line=0.4)
    assert (saved.payoffs == expected.payoffs).all()
    answer = user.answer
    user.page.get_by_role("button", name="Open this model").click()
    user.goes("model=own-")
    user.page.goto(re.sub("preset=[^&]*", "preset=ceasefire", user.page.url))
    user.until(answer)
    user.shows("A quiet week")


SCROLLED = """Math.max(...[...document.querySelectorAll('body *')]
    .filter(each => each.querySelector('[data-testid=answer]')).map(each => each.scrollTop))"""


def test_the_template_opens_and_passes_check(visitor: Any) -> None:
    user = visitor().open("?page=edit")
    user.page.get_by_role("button", name="A template").click()
    user.page.get_by_text("A model: 2 parties (2 x 2 strategies), 3 parameters").wait_for()
    model = parse_model(user.download("Download the file").decode())
    assert len(model.expectations) >= 2 and check(model) == []
    user.look(390, 844, "light").page.get_by_role("button", name="Open this model").click()
    user.until("they share")
    assert user.ready().page.evaluate(f"({SCROLLED})") == 0, "whoever opens a model reads it from its top"


BROKEN = {
    "not text": (b"\xff\xfe\x00", "not UTF-8"),
    "not a model": (b"title = 3", "Line 1: the file has no 'format'"),
    "code": (
        textbook.text("Chicken").replace('"3", "3"', "\"__import__('os').system('x')\", \"3\"").encode(),
        "Line 28",
    ),
    "too long": (b"#" * 300_000, "allowed: 256,000"),
}


def upload(user: Any, name: str, content: bytes) -> None:
    user.page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/toml", "buffer": content}
    )


def test_a_broken_upload_is_said_in_one_line_and_an_nfg_file_is_edited_as_text(visitor: Any) -> None:
    user = visitor().open("?page=edit")
    before = user.answer
    user.page.get_by_role("button", name="A file").click()
    for name, (content, said) in BROKEN.items():
        upload(user, "broken.toml", content)
        user.page.get_by_role("alert").filter(has_text=said).first.wait_for()
        assert "Traceback" not in user.page.inner_text("body")
        assert user.ready().answer == before, name
    upload(user, "game.nfg", b'NFG 1 R "g" { "A" "B" } { 2 2 } 3 3 0 5 5 0 1 1\n')
    user.page.get_by_text("A model: 2 parties").wait_for()
    user.page.get_by_text("which has no fields to fill in").wait_for()
    part(user, "Text")
    shows(user, "NFG 1 R")


def test_what_was_not_taken_over_survives_a_reload(visitor: Any) -> None:
    user = part(started(visitor()), "Text")
    editor(user).focus()
    user.page.keyboard.press("Control+Home")
    user.page.keyboard.type("# typed and never left\n")
    assert editor(user).evaluate("each => each === document.activeElement")
    user.page.reload()
    user.ready()
    shows(user, "# typed and never left\nformat = 1")
    user.page.wait_for_function("sessionStorage.getItem('negotiation.typed') === null")
    user.ready().page.get_by_role("button", name="Undo the edit").click()
    user.page.wait_for_function("!document.querySelector('.st-key-editor textarea').value.includes('never left')")
    user.page.reload()
    user.ready()
    part(user, "Text")
    assert "never left" not in editor(user).input_value()


def test_keys_typed_while_the_text_is_on_its_way_are_kept(visitor: Any) -> None:
    user = part(started(visitor()), "Text")
    editor(user).focus()
    user.page.keyboard.press("Control+Home")
    typed = "# one after another\n"
    for k, letter in enumerate(typed):
        user.page.keyboard.type(letter)
        if k % 3 == 0:
            user.page.keyboard.press("Control+Enter")
    user.page.keyboard.press("Control+Enter")
    user.ready()
    begins(user.page, typed + "format = 1")
    user.page.reload()
    user.ready()
    part(user, "Text")
    shows(user, typed + "format = 1")


def test_two_windows_of_one_browser_do_not_mix_their_typing(visitor: Any) -> None:
    user = part(started(visitor()), "Text")
    second = user.beside()
    second.page.goto(user.page.url)
    part(second.ready(), "Text")
    editor(user).focus()
    user.page.keyboard.press("Control+Home")
    user.page.keyboard.type("# the first window\n")
    second.page.reload()
    part(second.ready(), "Text")
    assert "first window" not in editor(second).input_value()
    editor(second).focus()
    second.page.keyboard.press("Control+Home")
    second.page.keyboard.type("# the second window\n")
    second.page.keyboard.press("Control+Enter")
    second.ready()
    user.page.keyboard.press("Control+Enter")
    user.page.get_by_text("Another window changed this draft meanwhile").wait_for()
    shows(user, "# the first window\nformat = 1")
    second.page.reload()
    part(second.ready(), "Text")
    begins(second.page, "# the second")


@pytest.fixture(scope="module")
def restartable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a server and a function that kills it and starts another on its port."""
    home = tmp_path_factory.mktemp("restartable")
    running = [Server(home)]

    def again(between: Callable[[], object] = lambda: None) -> None:
        os.killpg(running[-1].process.pid, signal.SIGKILL)
        running[-1].process.wait(10)
        between()
        running.append(Server(home, port=running[0].port))

    yield running[0], again
    running[-1].stop()


def test_a_killed_server_loses_neither_the_draft_nor_the_scenario(browser: Any, restartable: Any) -> None:
    server, again = restartable
    user = Visitor(browser, server)
    try:
        started(user)
        filled(user, "cooperate, cooperate: payoff of One", "9")
        filled(user, "cooperate, cooperate: payoff of Two", "9")
        user.page.get_by_role("button", name="Open this model").click()
        user.until("cooperate, cooperate")
        user.page.locator("[class*=_stake] input[type=text]").fill("5")
        user.page.locator("[class*=_stake] input[type=text]").press("Enter")
        user.goes("stake=5").tab("Make it your own")
        part(user, "Text")
        filled(user, EDITOR, editor(user).input_value().replace("format = 1", "# of the draft\nformat = 1"))
        user.ready()
        address, answer = user.page.url, user.answer
        user.page.wait_for_function("Object.keys(localStorage).filter(k => k.startsWith('negotiation.')).length >= 2")
        editor(user).focus()
        user.page.keyboard.press("Control+Home")
        user.page.keyboard.type("# unfinished\n")
        again()
        user.page.goto(address)
        user.ready().until(answer)
        model = re.search(r"model=(own-[\w-]+)", address)
        assert model and model[0] in user.page.url and "stake=5" in user.page.url
        shows(user, "# unfinished\n")
        assert "# of the draft" in editor(user).input_value()
        assert user.page.get_by_text("no longer kept").count() == 0
        stranger = Visitor(browser, server)
        stranger.page.goto(address)
        stranger.ready().answers(answer)
        stranger.close()
    finally:
        user.close()


def test_a_page_left_open_goes_on_where_it_was(browser: Any, restartable: Any) -> None:
    """The server is killed and started again under a page with text that was not taken over: no reload."""
    server, again = restartable
    user = Visitor(browser, server)
    try:
        part(started(user), "Text")
        user.page.wait_for_function("Object.keys(localStorage).some(k => k.startsWith('negotiation.'))")
        editor(user).focus()
        user.page.keyboard.press("Control+Home")
        user.page.keyboard.type("# unfinished\n")
        session = user.page.evaluate("window.negotiationKeeper.session")
        app = '[data-testid="stApp"]{}([data-test-connection-state="CONNECTED"])'
        again(lambda: user.page.wait_for_selector(app.format(":not")))
        user.page.wait_for_selector(app.format(":is"))
        begins(user.page, "# unfin")
        editor(user).press("Control+Home")
        user.page.keyboard.type("# and on\n")
        editor(user).press("Control+Enter")
        user.page.wait_for_function("session => window.negotiationKeeper.session !== session", arg=session)
        user.page.wait_for_function("sessionStorage.getItem('negotiation.typed') === null")
        user.ready()
        shows(user, "# and on\n# unfinished\nformat = 1")
        user.page.get_by_text("A model: 2 parties").wait_for()
        assert '# and on\n# unfinished\nformat = 1\ntitle = "Prisoner' in user.download("Download the file").decode()
    finally:
        user.close()


def test_no_serious_barrier_in_any_part(visitor: Any) -> None:
    """In the light, in the dark and on a telephone; each part is drawn anew in its look, as going there does."""
    user = started(visitor())
    user.page.locator("[class*='st-key-own-'] input[type=range]").first.focus()
    user.page.keyboard.press("ArrowRight")
    assert not barriers(user.goes("draft.")), "the draft's slider moved"
    filled(user, "cooperate, cooperate: payoff of One", "3 +")
    user.page.locator(".st-key-cell_0_0").get_by_role("alert").wait_for()
    for look in ((1440, 900, "light"), (1440, 900, "dark"), (390, 900, "light")):
        user.look(*look)
        for name in ("Payoffs", "Parameters", "Presets", "Coalitions", "Text"):
            found = barriers(part(user, name))
            assert not found, (look, name, found)
            assert user.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_a_link_to_what_nobody_keeps_says_so(visitor: Any) -> None:
    user = visitor()
    user.page.goto(f"{user.server.url}/?model={own.PREFIX}nobody0123456789&page=edit&draft={own.PREFIX}nothing")
    user.ready()
    user.page.get_by_text("is no longer kept; upload its file again").wait_for()
    user.shows("talks collapse", "[data-testid=answer]")
