"""The line between the browser and its session: what is sent is taken up once and in order."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest
from pages import APP, faces, mounted, moved, sent, shown, told
from streamlit.testing.v1 import AppTest

from negotiation.library import load
from negotiation.report.narrate import row_name
from negotiation.solvers import solve
from negotiation.view.compute.point import load_kernels

pytestmark = pytest.mark.slow

GENEVA = load("geneva-2016")


@pytest.fixture(scope="module", autouse=True)
def kernel() -> None:
    """Have the kernel ready: until it is, the headline speaks of pure choices."""
    load_kernels()


def along(name: str, app: AppTest) -> dict[str, Any]:
    return json.loads(mounted(app, "ahead")[0].json)[name]


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=240)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def move(name: str, value: object, gesture: int, **more: object) -> dict[str, Any]:
    return {"model": "geneva-2016", "name": name, "value": value, "gesture": gesture, "held": False, **more}


def test_one_gesture_is_one_step_to_undo() -> None:
    app = opened()
    for value in (0.69, 0.68, 0.67):
        moved(app, "control", value, gesture=1)
    moved(app, "line", 0.4, gesture=2)
    moved(app, "line", 0.41, gesture=3)
    seen = []
    for _ in range(3):
        app.button(key="undo").click().run()
        here = app.session_state.address.scenario.values(GENEVA)
        seen.append((here["control"], here["line"]))
    assert seen == [(0.67, 0.4), (0.67, 0.3), (0.7, 0.3)]


def test_a_gesture_that_goes_on_after_an_undo_is_a_step_of_its_own() -> None:
    app = moved(moved(opened(), "control", 0.69, gesture=1), "control", 0.68, gesture=1)
    app.button(key="undo").click().run()
    moved(app, "control", 0.6, gesture=1)
    app.button(key="undo").click().run()
    assert shown(app, "control") == 0.7


def test_what_is_sent_twice_counts_once_and_what_is_sent_together_counts_in_order() -> None:
    app = sent(opened(), move("control", 0.6, 1), move("line", 0.4, 2), move("control", 0.5, 3))
    assert (shown(app, "control"), shown(app, "line"), told(app)["heard"]) == (0.5, 0.4, 3)
    app.button(key="undo").click().run()
    assert shown(app, "control") == 0.6
    sent(app, move("control", 0.1, 3, n=2), move("line", 0.2, 3, n=3))
    assert (shown(app, "control"), shown(app, "line")) == (0.6, 0.4)


def test_a_moment_chosen_among_the_moves_is_gone_to_in_its_place() -> None:
    app = opened()
    app.session_state["moments"] = True
    first = next(iter(GENEVA.presets))
    assert first != GENEVA.default_preset
    sent(app.run(), move("line", 0.6, 1), {"click": "moment_to_0"}, move("control", 0.6, 2))
    here = app.session_state.address.scenario
    assert (here.preset, here.changed, told(app)["heard"]) == (first, {"control": 0.6}, 3)


def test_keys_pressed_before_a_click_on_undo_come_before_it() -> None:
    app = moved(opened(), "control", 0.6)
    app.button(key="undo").click()
    moved(app, "control", 0.5)
    assert shown(app, "control") == 0.6


def test_a_click_among_the_moves_is_done_in_its_place() -> None:
    """As when all arrives at once: keys after a button are not what it takes back, pins or covers."""
    app = moved(opened(), "control", 0.5)
    sent(app, {"click": "undo"}, move("control", 0.69, 2), {"click": "pin"}, move("control", 0.6, 3))
    here = app.session_state.address
    assert here.pin.changed == {"control": 0.69} and shown(app, "control") == 0.6
    sent(app, {"click": "undo"}, {"click": "undo"}, {"click": "redo"})
    assert shown(app, "control") == 0.69
    sent(app, {"click": "moment_chevron_right"}, move("control", 0.79, 4))
    assert (told(app)["values"]["control"], app.session_state.address.scenario.preset) == (0.79, "seed-literal")
    sent(app, {"click": "to_pin"}, {"click": "step_on"})
    assert app.session_state.address.scenario.preset == "geneva-suspended" and shown(app, "control") == 0.71
    sent(app, {"click": "moment_chevron_left"}, {"click": "moment_chevron_left"})
    assert app.session_state.address.scenario.preset == "vienna-2254"
    sent(app, {"click": "to_pin"}, {"click": "reset_all"}, {"click": "pin"}, {"click": "to_pin"},
         {"click": "open_own"}, {"click": 3})
    assert shown(app, "control") == 0.7 and app.session_state.address.pin is None and told(app)["heard"] == 20


def test_a_drag_that_ends_refused_leaves_no_trace_however_much_of_it_was_heard() -> None:
    for heard in ((), (0.22,), (0.21, 0.23)):
        app = opened(offense="0.6")
        for value in heard:
            moved(app, "arms", 0.2 - value / 2, gesture=7, held=True)
        moved(app, "arms", 0.3, gesture=7)
        assert shown(app, "arms") == 0.2 and told(app)["refused"][0] == "arms"
        assert "must be at most 1" in told(app)["refused"][1]
        assert app.session_state.address.scenario.changed == {"offense": 0.6}


def test_back_and_forward_are_what_the_browser_says_and_nothing_else() -> None:
    app = moved(moved(opened(), "control", 0.6), "control", 0.5)
    sent(app, {"query": "?model=geneva-2016&preset=geneva-suspended&control=0.6"})
    assert shown(app, "control") == 0.6 and "control=0.6" in told(app)["query"]
    app.query_params["control"] = "0.9"
    assert shown(app.run(), "control") == 0.6


def test_what_is_sent_ahead_is_what_the_answer_says_there() -> None:
    app = opened(over="control")
    ahead = along("control", app)
    assert set(ahead["fixed"]) == set(GENEVA.parameters) - {"control"}
    for k in (0, 30, 61, 62, 63, 75, 76, 100):
        moved(app, "control", k / 100)
        said = " ".join(each.proto.body for each in app.get("html"))
        assert f"the answer {escape(ahead['tips'][k])}." in said, k
        pure = solve(GENEVA.at(control=k / 100), "pure")
        names = {row_name(pure, row) for row in range(len(pure))}
        assert {each for each in ahead["names"][k].split("; ") if not each.endswith(" mixed")} == names, k
        assert along("control", app) == ahead


def test_a_position_that_a_constraint_refuses_is_said_ahead_and_refused_when_it_is_reached() -> None:
    app = opened(offense="0.6", over="arms")
    ahead, face = along("arms", app), next(each for each in faces(app) if each["name"] == "arms")
    refused = [k for k, name in enumerate(ahead["names"]) if name.startswith("not possible here")]
    assert refused and refused[-1] == len(ahead["names"]) - 1
    for k in (refused[0] - 1, refused[0], refused[-1]):
        moved(app, "arms", face["low"] + k * face["step"])
        assert (told(app)["refused"][0] == "arms") == (k in refused)


def test_the_slider_under_the_hand_is_looked_ahead_along_and_no_other_can_be_named() -> None:
    app = opened(over="control")
    states, line = app._tree.get_widget_states(), mounted(app, "line")[-1]
    for hand, names in (("line", {"control", "line"}), ("nothing", {"control"}), (3, {"control"})):
        message = {"sent": {"session": told(app)["session"], "moves": [], "hand": hand}}
        states.widgets.add(id=line.id, json_value=json.dumps(message))
        app._run(states)
        assert not app.exception and set(json.loads(mounted(app, "ahead")[0].json)) == names


NONSENSE = [
    None, 3, "x", [], {}, {"n": 1}, {"n": "x", "query": 3}, move("nothing", 0.5, 1, n=1),
    move("control", float("nan"), 1, n=1),
    move("control", "x", 1, n=1), move("control", 0.5, 1, n=1, model="panama-canal"), move("control", 0.5, 1, n=1e999),
    move("control", 7.0, 1, n=1), {"n": 1, "query": "model=" + "x" * 50_000},
]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: str(each)[:40])
def test_nonsense_on_the_line_changes_nothing(nonsense: object) -> None:
    app = opened(control="0.65")
    states, line = app._tree.get_widget_states(), mounted(app, "line")[-1]
    session, good = told(app)["session"], move("control", 0.5, 1, n=1)
    for message in ({"session": session, "moves": [nonsense]}, {"session": "x", "moves": [good]}, nonsense):
        states.widgets.add(id=line.id, json_value=json.dumps({"sent": message}))
        app._run(states)
        assert not app.exception and shown(app, "control") in (0.65, 0.7)
