"""Lines to a browser: in bundles, in order, the loop woken once; the theme read once and the same."""

from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.runtime import Runtime

from negotiation.view.adapter import post


@pytest.fixture(autouse=True)
def posting(monkeypatch):
    for owner, name in ((AppSession, "flush_browser_queue"), (Runtime, "_send_message"),
                        (Runtime, "_enqueued_some_message"), (app_session, "_populate_theme_msg")):
        plain = getattr(owner, name)
        monkeypatch.setattr(owner, name, getattr(plain, "__wrapped__", plain))
    post.at_once()


def line(number, finished=False):
    made = ForwardMsg()
    if finished:
        made.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    else:
        made.delta.new_element.html.body = str(number)
        made.metadata.delta_path.extend([0, number])
    return made


def test_all_that_is_ready_goes_in_order_and_few_bundles(monkeypatch):
    queue = ForwardMsgQueue()
    session = SimpleNamespace(_browser_queue=queue)
    assert AppSession.flush_browser_queue(session) == []
    lines = [line(k) for k in range(post.MOST + 5)] + [line(0, finished=True)]
    for each in lines:
        queue.enqueue(each)
    bundles, got = AppSession.flush_browser_queue(session), []
    assert [len(each.lines) for each in bundles] == [post.MOST, 6]
    to = SimpleNamespace(client=SimpleNamespace(write_forward_msg=got.append), script_run_count=0)
    for each in bundles:
        Runtime._send_message(None, to, each)
    assert got == lines and to.script_run_count == 1
    assert AppSession.flush_browser_queue(session) == []


def test_a_line_of_its_own_is_sent_too():
    got = []
    Runtime._send_message(None, SimpleNamespace(client=SimpleNamespace(write_forward_msg=got.append)), line(1))
    assert got == [line(1)]


def test_a_loop_that_is_about_to_wake_is_not_woken_again_and_then_is():
    due, ready = [], SimpleNamespace(count=0)
    ready.set = lambda: setattr(ready, "count", ready.count + 1)
    loop = SimpleNamespace(call_soon_threadsafe=lambda *call: due.append(call))
    runtime = SimpleNamespace(_get_async_objs=lambda: SimpleNamespace(eventloop=loop, need_send_data=ready))
    for _ in range(3):
        Runtime._enqueued_some_message(runtime)
    assert len(due) == 1 and ready.count == 0
    due[0][0](*due[0][1:])
    assert ready.count == 1
    Runtime._enqueued_some_message(runtime)
    assert len(due) == 2


def test_the_theme_is_what_the_settings_say_and_is_read_once(monkeypatch):
    asked, plain = [], config.get_options_for_section
    monkeypatch.setattr(config, "get_options_for_section", lambda section: asked.append(section) or plain(section))
    for section in ("theme", "theme.light", "theme.dark.sidebar"):
        wanted, first, again = (CustomThemeConfig() for _ in range(3))
        app_session._populate_theme_msg.__wrapped__(wanted, section)
        asked.clear()
        app_session._populate_theme_msg(first, section)
        app_session._populate_theme_msg(again, section)
        assert first == again == wanted
        assert asked == [section]


def test_it_is_done_once():
    before = AppSession.flush_browser_queue
    post.at_once()
    assert AppSession.flush_browser_queue is before
