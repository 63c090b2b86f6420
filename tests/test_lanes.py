"""Words before pages, one page after another; nobody waits for long, and one that waits can be ended."""

import threading
import time
from types import SimpleNamespace

import pytest
from streamlit.runtime.state import session_state_proxy

from negotiation.view.adapter import lanes


class Newer(BaseException):
    """Stands for Streamlit's request to begin anew."""


@pytest.fixture
def road(monkeypatch: pytest.MonkeyPatch):
    """Return two lanes, the list of what went along them in order, and how to send somebody there."""
    monkeypatch.setattr(session_state_proxy, "get_session_state", lambda: SimpleNamespace(_yield_callback=lambda: None))
    words = lanes.Lane(lease=20.0)
    pages, order = lanes.Lane(lease=20.0, ahead=words), []
    monkeypatch.setattr(lanes, "LANES", (words, pages))

    def send(lane, name, until=None):
        def go():
            with lanes.taken(lane):
                order.append(name)
                assert until is None or until.wait(20)

        waiting = len(lane.queue)
        thread = threading.Thread(target=go)
        thread.start()
        while name not in order and len(lane.queue) == waiting:
            time.sleep(0.001)
        return thread

    return SimpleNamespace(words=words, pages=pages, order=order, send=send)


def ended(*threads):
    for each in threads:
        each.join(20)
        assert not each.is_alive()


def test_words_go_first_and_each_lane_in_the_order_of_coming(road):
    end = threading.Event()
    first = road.send(road.pages, "page 1", end)
    held = threading.Event()
    answered = road.send(road.words, "words 1", held)
    assert road.order == ["page 1", "words 1"]
    rest = [road.send(lane, name) for lane, name in (
        (road.pages, "page 2"), (road.words, "words 2"), (road.pages, "page 3"), (road.words, "words 3"))]
    end.set()
    ended(first)
    assert road.order == ["page 1", "words 1"]
    held.set()
    ended(answered, *rest)
    assert road.order == ["page 1", "words 1", "words 2", "words 3", "page 2", "page 3"]


def test_one_that_takes_its_time_is_overtaken(road):
    road.words.lease = road.pages.lease = 0.0
    ends = [threading.Event() for _ in range(2)]
    slow = [road.send(road.words, "slow words", ends[0]), road.send(road.pages, "slow page", ends[1])]
    ended(road.send(road.words, "words"), road.send(road.pages, "page"))
    assert road.order == ["slow words", "slow page", "words", "page"]
    assert road.pages.going is None
    for each in ends:
        each.set()
    ended(*slow)


def test_nobody_looks_all_the_time_while_one_takes_longer_than_its_lease():
    """Dozens who look every millisecond would take the processor from those they wait for."""
    words, now = lanes.Lane(lease=0.3, going=lanes.Ticket(0.0), until=10.05), 10.0
    pages = lanes.Lane(lease=1.0, ahead=words, going=lanes.Ticket(0.0), until=9.0)
    assert pages.left(now) == pytest.approx(0.05)
    words.until = 9.0
    assert pages.left(now) == words.left(now) == lanes.GLANCE


def test_words_do_not_keep_a_page_for_ever(road, monkeypatch):
    monkeypatch.setattr(lanes, "PATIENCE", 0.0)
    end = threading.Event()
    held = road.send(road.words, "words", end)
    ended(road.send(road.pages, "page"))
    assert road.order == ["words", "page"]
    end.set()
    ended(held)


@pytest.fixture
def page(road, monkeypatch):
    """Return a page under way that sends a line whenever it is told to: how to tell it, the lines sent, its end."""
    sent, tell, context = [], threading.Semaphore(0), SimpleNamespace(_enqueue=lambda line: sent.append(line))
    monkeypatch.setattr(lanes, "get_script_run_ctx", lambda suppress_warning: context)

    def draw():
        with lanes.taken(road.pages):
            for line in range(3):
                tell.acquire()
                context._enqueue(line)

    thread = threading.Thread(target=draw)
    thread.start()
    while road.pages.going is None:
        time.sleep(0.001)
    yield SimpleNamespace(tell=tell, sent=sent, thread=thread)
    for _ in range(3):
        tell.release()
    ended(thread)
    assert sent == [0, 1, 2]
    context._enqueue("after")
    assert sent[-1] == "after"


def reached(sent, lines):
    end = time.monotonic() + 20
    while len(sent) < lines:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_a_page_under_way_stops_at_its_next_line_while_somebody_is_in_words(road, page):
    page.tell.release()
    reached(page.sent, 1)
    end = threading.Event()
    answered = road.send(road.words, "words", end)
    page.tell.release()
    waiting = road.send(road.pages, "next page")
    time.sleep(3 * lanes.GLANCE)
    assert page.sent == [0] and road.order == ["words"], "it went on, or its place was taken"
    end.set()
    ended(answered)
    reached(page.sent, 2)
    assert road.order == ["words"], "the next page waits for its end"
    page.tell.release()
    ended(waiting)
    assert road.order == ["words", "next page"]


def test_a_page_that_has_waited_long_goes_on_beside_words(road, page, monkeypatch):
    monkeypatch.setattr(lanes, "PATIENCE", 0.0)
    end = threading.Event()
    answered = road.send(road.words, "words", end)
    page.tell.release()
    reached(page.sent, 1)
    end.set()
    ended(answered)


def test_nothing_ends_a_callback_that_waits(road, monkeypatch):
    end, asked = threading.Event(), []
    held = road.send(road.words, "words", end)
    monkeypatch.setattr(session_state_proxy, "get_session_state",
                        lambda: SimpleNamespace(_yield_callback=lambda: asked.append(1)))

    def call():
        with lanes.taken(road.words, whole=True):
            road.order.append("callback")

    thread = threading.Thread(target=call)
    thread.start()
    time.sleep(2 * lanes.GLANCE)
    assert road.order == ["words"] and not asked
    end.set()
    ended(held, thread)
    assert road.order == ["words", "callback"] and not asked


def test_a_newer_message_ends_one_that_waits_and_the_next_goes(road, monkeypatch):
    end = threading.Event()
    held = road.send(road.words, "words", end)

    def asked():
        raise Newer

    monkeypatch.setattr(session_state_proxy, "get_session_state", lambda: SimpleNamespace(_yield_callback=asked))
    with pytest.raises(Newer), lanes.taken(road.words):
        raise AssertionError("it was not this one's turn")
    assert not road.words.queue
    monkeypatch.undo()
    end.set()
    ended(held)
    with lanes.taken(road.words):
        assert road.words.going is not None
    assert road.words.going is None


def test_one_that_fails_leaves_its_lane(road):
    with pytest.raises(ZeroDivisionError), lanes.taken(road.pages):
        raise ZeroDivisionError
    with lanes.taken(road.pages):
        pass
    assert road.pages.going is None and not road.pages.queue
