"""What is relied upon inside Streamlit, in Python: fails first, and says what changed, when Streamlit does."""

import ast
import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from streamlit import config
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.runtime.state import SessionState, session_state_proxy
from streamlit.runtime.state.safe_session_state import SafeSessionState

from negotiation.view.adapter.anew import draw_anew

VIEW = Path(__file__).parents[1] / "negotiation" / "view"


def test_the_version_is_one_that_was_tried():
    extras = tomllib.loads((VIEW.parents[1] / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    bound = next(each for each in map(Requirement, extras["app"]) if each.name == "streamlit")
    assert any(each.operator == "<" for each in bound.specifier), "Streamlit must be bounded above"
    assert bound.specifier.contains(version("streamlit"))


def test_every_setting_of_the_app_is_one_that_streamlit_knows():
    """Some, such as `runner.postScriptGC`, are not documented; one that Streamlit drops is passed over in silence."""
    said = tomllib.loads((VIEW.parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    theme = said.pop("theme")
    named = {f"{part}.{name}" for part, rows in said.items() for name in rows}
    named |= {f"theme.{name}" for name, value in theme.items() if not isinstance(value, dict)}
    assert "runner.postScriptGC" in named
    assert named <= set(config._config_options_template)


@pytest.mark.parametrize("path", sorted(VIEW.rglob("*.py")), ids=lambda path: str(path.relative_to(VIEW)))
def test_only_the_adapter_imports_what_is_not_public(path):
    names = [node.module for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit.")]
    allowed = {"streamlit.delta_generator"}
    assert path.parent.name == "adapter" or set(names) <= allowed, f"{path.name} leans on {names}"


@pytest.mark.parametrize("path", sorted({*VIEW.rglob("*.css"), *VIEW.rglob("*.py")}), ids=lambda path: path.name)
def test_only_the_adapter_names_what_streamlit_draws(path):
    text, inside = path.read_text(encoding="utf-8"), ('data-testid="st', "st-emotion", "react-aria", ".st-key-")
    assert path.parent.name == "adapter" or not any(each in text for each in inside)


def test_a_run_has_a_session_of_its_own_over_the_one_state():
    """`adapter.turns` ends no callback: what it replaces is there, and works as it takes it to."""
    shared, calls = SessionState(), []
    run = SafeSessionState(shared, lambda: calls.append("asked"))
    assert run._state is shared and SafeSessionState(shared, lambda: None)._state is shared
    run["x"] = 1
    assert calls, "a touch of the session no longer asks for a newer message"
    assert callable(SafeSessionState.on_script_will_rerun), "where callbacks run, as tests/test_turns.py tries"
    object.__setattr__(run, "_yield_callback", lambda: None)
    calls.clear()
    run["x"] = 2
    assert not calls and shared["x"] == 2
    assert callable(session_state_proxy.get_session_state)


def test_the_context_of_a_run_tells_its_session():
    assert get_script_run_ctx(suppress_warning=True) is None
    assert "session_id" in inspect.get_annotations(
        inspect.getmodule(get_script_run_ctx).ScriptRunContext)  # type: ignore[union-attr]


def test_each_line_of_a_run_goes_through_its_context():
    """`adapter.lanes` lets others go ahead there."""
    sent = inspect.getsource(inspect.getmodule(get_script_run_ctx).ScriptRunContext.enqueue)  # type: ignore[union-attr]
    assert "self._enqueue(msg_to_send)" in sent


def test_the_loop_takes_lines_from_each_session_and_sends_them_one_by_one():
    """`adapter.post` hands over bundles, and wakes it once: the names that it replaces, and who calls them how."""
    loop = inspect.getsource(Runtime._loop_coroutine)
    assert "active_session_info.session.flush_browser_queue()" in loop
    assert "for msg in msg_list:" in loop and "self._send_message(active_session_info, msg)" in loop
    assert "async_objs.need_send_data.clear()" in loop and "async_objs.need_send_data.wait()" in loop
    woken = inspect.getsource(inspect.unwrap(Runtime._enqueued_some_message))
    assert "eventloop.call_soon_threadsafe(async_objs.need_send_data.set)" in woken
    theme = inspect.signature(inspect.unwrap(app_session._populate_theme_msg))
    assert list(theme.parameters) == ["msg", "section"] and theme.parameters["section"].default == "theme"
    made = inspect.getsource(AppSession._create_new_session_message)
    assert "_populate_theme_msg(msg.new_session.custom_theme)" in made


def test_a_session_takes_a_wish_to_be_drawn_anew_from_another_thread():
    """`adapter.anew` finds a session by its id; its loop takes the wish as that of the watcher of files."""
    assert list(inspect.signature(Runtime.get_app_session).parameters) == ["self", "session_id"]
    assert list(inspect.signature(AppSession.request_rerun).parameters) == ["self", "client_state"]
    assert "self._event_loop = " in inspect.getsource(AppSession.__init__)
    draw_anew("nobody")
