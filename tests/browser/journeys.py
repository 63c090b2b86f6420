"""What people do with a slider, to be done on lines of any speed: at the end slider, words and address must agree.

Each journey takes a visitor and the line, and returns the percentage at which everything must stand when all is quiet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

START, LATER = 70, 80
"""Where the slider stands at first, and at the next moment."""

AGREE = """at => {
  const line = window.negotiation?.line, range = document.querySelector('[id="slider-geneva-2016_control"]');
  const app = document.querySelector('[data-testid=stApp]');
  const found = new URLSearchParams(location.search).get('control');
  return line && range && !line.unheard.length && app.dataset.testConnectionState === 'CONNECTED'
    && app.dataset.testScriptState === 'notRunning'
    && Math.abs(Number(range.value) - at / 100) < 1e-9
    && document.querySelector('[data-testid=answer]').innerText.includes(`t ${at} %`)
    && Math.abs(Number(found ?? 0.7) - at / 100) < 1e-9;
}"""
STATE = """() => JSON.stringify([location.search, document.querySelector('[data-testid=answer]')?.innerText.slice(0, 9),
  document.getElementById('slider-geneva-2016_control')?.value, window.negotiation?.line?.unheard,
  window.negotiation?.line?.data.query, window.negotiation?.line?.n, window.negotiation?.line?.heard,
  document.activeElement?.id || document.activeElement?.tagName,
  {...document.querySelector('[data-testid=stApp]')?.dataset}])"""
Journey = Callable[[Any, Any], float]


def press(user: Any, times: int, key: str = "ArrowLeft", apart: int = 300) -> None:
    user.slider("control").focus()
    for _ in range(times):
        user.page.keyboard.press(key)
        user.page.wait_for_timeout(apart)


def click(user: Any, name: str) -> None:
    user.page.get_by_role("button", name=name, exact=True).first.click()


def chosen(user: Any, title: str) -> None:
    """Choose a model whose title begins so."""
    user.page.locator(".st-key-model_choice input").press("ArrowDown")
    user.page.get_by_role("option", name=title).first.click()


def keys(user: Any, line: Any) -> float:
    """Six presses, 0.3 s apart."""
    press(user, 6)
    return START - 6


def quick_keys(user: Any, line: Any) -> float:
    """A dozen presses as fast as they go, there and back."""
    press(user, 8, apart=20)
    press(user, 3, "ArrowRight", apart=20)
    return START - 5


def drag(user: Any, line: Any) -> float:
    """Drag the thumb there, a little back, and let go."""
    box = user.slider("control").bounding_box()
    left, middle = box["x"] + 8, box["y"] + box["height"] / 2
    user.page.mouse.move(left + 0.7 * (box["width"] - 16), middle)
    user.page.mouse.down()
    for k in range(20):
        user.page.mouse.move(left + (0.7 - 0.012 * k) * (box["width"] - 16), middle)
        user.page.wait_for_timeout(50)
    user.page.mouse.move(left + 0.52 * (box["width"] - 16), middle)
    user.page.mouse.up()
    return round(100 * float(user.slider("control").input_value()), 9)


def typed(user: Any, line: Any) -> float:
    """Two numbers, one right after the other."""
    for text in ("61,5", "58"):
        user.typed("control").fill(text)
        user.typed("control").press("Enter")
    return 58


def undo(user: Any, line: Any) -> float:
    """Keys, a typed number, undo without waiting, redo, undo."""
    press(user, 3, apart=60)
    user.typed("control").fill("50")
    user.typed("control").press("Enter")
    user.page.wait_for_function("!document.querySelector('.st-key-undo button').disabled")
    click(user, "Undo")
    user.page.wait_for_function("!document.querySelector('.st-key-redo button').disabled")
    click(user, "Redo")
    user.page.wait_for_function("document.querySelector('.st-key-redo button').disabled")
    click(user, "Undo")
    return START - 3


def pages(user: Any, line: Any) -> float:
    """Keys, another page, keys."""
    press(user, 2)
    user.page.get_by_role("tab", name="Over time").click()
    press(user, 2)
    user.page.wait_for_function("location.search.includes('page=when')")
    return START - 4


def play(user: Any, line: Any) -> float:
    """Play, pause, a key."""
    click(user, "Play")
    return paused(user)


def paused(user: Any) -> float:
    """Wait until it played to 74 %, pause, a key."""
    user.page.wait_for_function("Number(document.getElementById('slider-geneva-2016_control').value) >= 0.74")
    click(user, "Pause")
    user.page.wait_for_function("document.querySelector('.st-key-play button').innerText.includes('Play')")
    user.ready()
    at = round(100 * user.page.evaluate("window.negotiation.line.data.values.control"))
    press(user, 1)
    return at - 1


def pin(user: Any, line: Any) -> float:
    """A key, pin, keys."""
    press(user, 1)
    click(user, "Pin")
    press(user, 2)
    user.page.wait_for_function("location.search.includes('pin.control=0.69')")
    return START - 3


def back(user: Any, line: Any) -> float:
    """Two keys, each answered; back twice, forward, a key."""
    for at in (69, 68):
        press(user, 1)
        user.page.wait_for_function(AGREE, arg=at)
    user.page.go_back()
    user.page.wait_for_function(AGREE, arg=69)
    user.page.go_back()
    user.page.go_forward()
    press(user, 1)
    return START - 2


def taken_back(user: Any, line: Any) -> float:
    """A typed number, answered; undo and at once a key, redo and at once two keys."""
    user.typed("control").fill("50")
    user.typed("control").press("Enter")
    user.page.wait_for_function(AGREE, arg=50)
    click(user, "Undo")
    press(user, 1, apart=0)
    user.page.wait_for_function(AGREE, arg=START - 1)
    click(user, "Undo")
    user.page.wait_for_function(AGREE, arg=START)
    click(user, "Redo")
    press(user, 2, apart=20)
    return START - 3


def moments(user: Any, line: Any) -> float:
    """A key, a later moment and at once two keys, as fast as they go."""
    press(user, 1, apart=20)
    click(user, "Later moment")
    press(user, 2, apart=20)
    return LATER - 2


def listed(user: Any, line: Any) -> float:
    """A key, a later moment from the list of all, and at once two keys."""
    press(user, 1, apart=20)
    user.page.locator(".st-key-moments button").first.click()
    user.page.locator(".st-key-moment_list").get_by_role("button", name="The news post").click()
    press(user, 2, apart=20)
    user.page.keyboard.press("Escape")
    return LATER - 2


def models(user: Any, line: Any) -> float:
    """A key, another model, a key there, back to the first, and a key as soon as its slider is there."""
    press(user, 1)
    chosen(user, "Turkey and Russia")
    user.page.wait_for_function("!document.getElementById('slider-geneva-2016_control')")
    user.page.locator("input[type=range]:enabled").first.press("ArrowRight")
    chosen(user, "Geneva and Aleppo")
    user.page.locator("[id='slider-geneva-2016_control']:enabled").press("ArrowLeft")
    return START - 1


def played_by_hand(user: Any, line: Any) -> float:
    """Play, and keys while it plays: it goes on from where they moved it. Pause, a key."""
    click(user, "Play")
    for at in (0.72, 0.74):
        user.page.wait_for_function(f"Number(document.getElementById('slider-geneva-2016_control').value) >= {at}")
        press(user, 2, apart=20)
    return paused(user)


def reconnect(user: Any, line: Any) -> float:
    """Keys; the line breaks; keys; it comes back; keys."""
    press(user, 2)
    line.cut()
    press(user, 2)
    line.mend()
    press(user, 2)
    return START - 6


JOURNEYS: dict[str, Journey] = {each.__name__: each for each in (
    keys, quick_keys, drag, typed, undo, pages, play, pin, back, taken_back, moments,
    listed, played_by_hand, reconnect, models)}


def agrees(user: Any, line: Any, journey: Journey) -> None:
    """Do a journey on an open page; everything must agree in the end, and stay so."""
    at = journey(user, line)
    try:
        user.page.wait_for_function(AGREE, arg=at)
    except Exception as error:
        raise AssertionError(f"{journey.__name__}: not {at} %: {user.page.evaluate(STATE)}") from error
    user.page.wait_for_timeout(200)
    assert user.page.evaluate(AGREE, at), journey.__name__
