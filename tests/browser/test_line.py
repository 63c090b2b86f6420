"""No move is lost, however slow the line: a sample of what `python -m benchmarks.lines` does on every line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.browser.conftest import failure
from tests.browser.journeys import AGREE, JOURNEYS, START, agrees
from tests.browser.slow_line import SlowLine
from tests.browser.visitor import Visitor, expect

ANEW = """() => {
  const { face, root: { parentElement } } = negotiation.sliders.get('geneva-2016_control');
  negotiation.unmount(parentElement);
  negotiation.mount({ data: face, parentElement });
}"""
"""Take a slider away and mount it anew, as Streamlit does where a connection breaks in the middle of a page."""


LOST = """() => {
  const line = negotiation.line, transmit = line.transmit;
  line.transmit = () => {
    transmit.call(line);
    line.transmit = () => { line.sent = line.n; line.transmit = transmit; };
    line.take({ model: 'geneva-2016', name: 'control', value: 0.66, gesture: 999, held: false });
  };
}"""
"""Let the next message pass, and what is moved right after it be sent and lost."""


@pytest.fixture(scope="module")
def line(server: Any) -> Iterator[SlowLine]:
    with SlowLine(server.port, 0.0) as slow:
        yield slow


def test_while_it_is_dragged_the_outcome_and_the_next_change_are_there_over_any_line(visitor: Any, server: Any) -> None:
    with SlowLine(server.port, 0.1) as line:
        user = visitor(door=line).open("?over=control")
        user.page.wait_for_function("window.negotiation.ahead?.control")
        user.page.wait_for_selector("g.head_control_marks > line", state="attached")
        levels = user.page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])")
        assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
        ahead = user.page.evaluate("window.negotiation.ahead.control")
        line.cut()
        box = user.slider("control").bounding_box()
        at = [box["x"] + 8 + share * (box["width"] - 16) for share in (0.7, 0.6, 0.4)]
        user.page.mouse.move(at[0], box["y"] + box["height"] / 2)
        user.page.mouse.down()
        for x in at[1:]:
            user.page.mouse.move(x, box["y"] + box["height"] / 2, steps=5)
            said = user.page.locator(".st-key-geneva-2016_control .n-ahead")
            k = round(100 * float(user.slider("control").input_value()))
            expect(said).to_be_visible()
            expect(said.locator("b")).to_have_text(ahead["names"][k], use_inner_text=True)
            expect(said.locator("span")).to_have_text(ahead["tips"][k], use_inner_text=True)
            expect(user.page.locator("g.head_words_control_marks")).to_have_text(f"now {k} %")
            head = user.page.locator("g.head_control_marks > line")
            expect(head).to_have_attribute("transform", re.compile(rf"^translate\({10 * k},"))
            assert user.answer.startswith("At 70 %")
        user.page.mouse.up()
        line.mend()
        user.page.wait_for_function(AGREE, arg=k)


def test_numbers_that_people_type(visitor: Any) -> None:
    """One visit that types what cannot be taken, takes a step back from it, and types what can."""
    user = visitor().open("?offense=0.6")
    _a_number_that_cannot_be_taken_stays_as_it_was_typed(user)
    _a_refused_text_goes_when_an_undo_moves_its_slider(user)
    _numbers_are_read_as_people_type_them(user)


def _a_number_that_cannot_be_taken_stays_as_it_was_typed(user: Any) -> None:
    fault = user.page.locator(".st-key-geneva-2016_control .n-fault")
    for text, said in (("1,000", "two ways"), ("abc", "not a number"), ("300", "0 % to 100 %"), ("1/0", "not a")):
        user.typed("control").fill(text)
        user.typed("control").press("Enter")
        expect(fault).to_contain_text(said)
        expect(user.typed("control")).to_have_value(text)
        expect(user.slider("control")).to_have_value("0.7")
    user.typed("control").fill("")
    user.typed("control").press("Enter")
    expect(user.typed("control")).to_have_value("70")
    expect(fault).to_have_text("")
    user.typed("arms").fill("0,3")
    user.typed("arms").press("Enter")
    user.page.locator(".st-key-geneva-2016_arms .n-fault").get_by_text("must be at most 1").wait_for()
    expect(user.typed("arms")).to_have_value("0,3")
    expect(user.slider("arms")).to_have_value("0.2")


def _a_refused_text_goes_when_an_undo_moves_its_slider(user: Any) -> None:
    fault = user.page.locator(".st-key-geneva-2016_control .n-fault")
    user.press("control", "ArrowLeft").until("At 69 %")
    user.typed("control").fill("300")
    user.typed("control").press("Enter")
    expect(fault).to_contain_text("0 % to 100 %")
    user.page.get_by_role("button", name="Undo").click()
    user.until("At 70 %")
    expect(user.typed("control")).to_have_value("70")
    expect(fault).to_have_text("")


READ = {"0,2": 0.2, "62": 0.62, "62 %": 0.62, "61,5%": 0.615, "0.62": 0.62, "5/8": 0.625, "0.5 %": 0.005, ".7": 0.7,
        "1": 0.01, "6e1": 0.6, "100": 1, "0": 0}


def _numbers_are_read_as_people_type_them(user: Any) -> None:
    for text, value in READ.items():
        user.typed("control").fill(text)
        user.typed("control").press("Enter")
        assert float(user.slider("control").input_value()) == value, text
        assert float(user.typed("control").input_value()) == pytest.approx(100 * value), text
    user.typed("terms").fill("40 %")
    user.typed("terms").press("Enter")
    expect(user.slider("terms")).to_have_value("0.4")
    expect(user.typed("terms")).to_have_value("40")


def test_a_key_right_after_a_step_moves_the_value_that_was_gone_back_to(visitor: Any, line: SlowLine) -> None:
    """What stands where the browser goes is there before the server answers, other moments' values too."""
    line.be(0.0)
    user = visitor(door=line).open("?over=control")
    user.press("control", "ArrowLeft").until("At 69 %")
    user.page.wait_for_function(AGREE, arg=69)
    user.page.evaluate(ANEW)
    expect(user.slider("control")).to_be_focused()
    user.page.get_by_role("button", name="Later moment").click()
    user.page.wait_for_function("!location.search.includes('geneva-suspended') && !negotiation.line.unheard.length")
    later = user.slider("control").input_value()
    assert later != "0.69"
    user.typed("control").fill("300")
    user.typed("control").press("Enter")
    line.cut()
    for step, value in (("back", "0.69"), ("forward", later), ("back", "0.69")):
        user.page.evaluate(f"history.{step}()")
        expect(user.slider("control")).to_have_value(value)
    expect(user.typed("control")).to_have_value("69")
    expect(user.page.locator(".st-key-geneva-2016_control .n-fault")).to_have_text("")
    user.slider("control").focus()
    user.page.keyboard.press("ArrowLeft")
    expect(user.slider("control")).to_have_value("0.68")
    user.page.evaluate(LOST)
    line.mend()
    for at in (66, 69):
        user.page.wait_for_function(AGREE, arg=at)
        user.page.evaluate("history.back()")
    user.page.wait_for_function(AGREE, arg=70)  # One step further back there is no page, and closing it may hang.


@pytest.fixture(scope="module")
def travellers() -> Iterator[list[Visitor]]:
    standing: list[Visitor] = []
    yield standing
    for each in standing:
        each.close()


@pytest.fixture
def traveller(
    browser: Any, server: Any, line: SlowLine, travellers: list[Visitor], request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Return who goes on journeys, where each of them starts; the page is loaded for the first one."""
    line.be(0.0)
    if not travellers:
        travellers.append(Visitor(browser, server, door=line))
        travellers[0].open(BEGIN)
    user = travellers.pop()  # who cannot go back to the start goes nowhere else
    yield _at_the_start(user)
    assert not user.abroad, "a request left this machine"
    if failed := failure(request):
        line.mend()
        user.close(failed)
    else:
        travellers.append(user)


BEGIN = "?model=geneva-2016&preset=geneva-suspended&over=control"
BACK = {"pin=": "Unpin", "preset=seed-literal": "Earlier moment"}
"""What a journey left in the address -> the button that takes it out again."""


def _at_the_start(user: Visitor) -> Visitor:
    """Take back what the last journey did: after it the address is that of a page just opened."""
    if "page=when" in user.ready().page.url:
        user.tab("What happens now?")
    for left, name in BACK.items():
        if left in user.ready().page.url:
            user.page.get_by_role("button", name=name, exact=True).click()
            user.page.wait_for_function("left => !location.search.includes(left)", arg=left)
    user.ready().typed("control").fill(str(START))
    user.typed("control").press("Enter")
    user.page.wait_for_function(AGREE, arg=START)
    assert user.ready().page.url.replace("&page=now", "").endswith(BEGIN), user.page.url
    return user


@pytest.mark.parametrize("name", JOURNEYS)
def test_slider_words_and_address_agree_at_the_end(traveller: Visitor, line: SlowLine, name: str) -> None:
    line.be(0.4, 0.05)
    agrees(traveller, line, JOURNEYS[name])


def test_a_finger_drags_the_slider_in_the_drawer(browser: Any, server: Any, line: SlowLine) -> None:
    """On a telephone, behind a slow line: the page does not scroll away under the finger, and all agree at the end."""
    line.be(0.0)
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    user = Visitor(browser, server, 390, 844, door=line, shared=context).open("?over=control")
    line.be(0.2, 0.05)
    user.page.get_by_test_id("stExpandSidebarButton").tap()
    user.page.wait_for_selector('[data-testid="stSidebar"][data-collapsed="false"]')
    user.slider("control").scroll_into_view_if_needed()
    finger = context.new_cdp_session(user.page)
    for start, end in ((0.7, 0.5), (0.5, 0.62)):
        box = user.slider("control").bounding_box()
        at = [box["x"] + 8 + (start + (end - start) * k / 12) * (box["width"] - 16) for k in range(13)]
        y = box["y"] + box["height"] / 2
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": at[0], "y": y}]})
        for x in at[1:]:
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        here = round(100 * float(user.slider("control").input_value()))
        assert abs(here - 100 * end) <= 1
        user.page.wait_for_function(AGREE, arg=here)
    context.close()
