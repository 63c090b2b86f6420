"""What the tests of pages share: the Geneva model at its presets, a page opened from a link, contrast."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from negotiation.library import load
from negotiation.view import charts, compute

APP = str(Path(__file__).parents[1] / "app.py")
GENEVA = load("geneva-2016")

manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
"""Every AppTest reads the metadata of all that is installed, which costs more than drawing the page: read it once."""


def at(preset: str, **values: float) -> compute.Values:
    """Return a preset's values, some of them changed."""
    return compute.values(GENEVA, GENEVA.values(preset, **values))


NOW, PIN = at("geneva-suspended"), at("castello")


def opened(**query: str) -> tuple[AppTest, str]:
    """Return the app opened from a link, and its HTML."""
    app = AppTest.from_file(APP, default_timeout=240)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and not app.error
    return app, html(app)


def html(app: AppTest) -> str:
    return " ".join(each.proto.body for each in app.get("html"))


def undrawn(chart: charts.Chart, suffix: str, caption: tuple[str, ...] = ()) -> bytes:
    """Stand in for `charts.figure` where no drawing is read: what would be drawn is made, which is what can fail."""
    assert json.dumps(chart.whole(caption)) and suffix == ".svg" and not nameless(chart)
    return b"<svg></svg>"


def nameless(chart: charts.Chart) -> list[str]:
    """Return the datasets of single lines that have no point: to a screen reader each would be a picture of nothing."""
    layers = [each for each in chart.spec.get("layer", ()) if each.get("mark", {}).get("type") == "line"]
    single = [each for each in layers if each["mark"].get("aria", True) and not each["encoding"].keys() & PARTS]
    return [each["data"]["name"] for each in single if not len(chart.data[each["data"]["name"]])]


PARTS = {"color", "detail", "strokeDash"}
"""What parts a line into several, of which there are none where there are no points."""


def luminance(color: str) -> float:
    parts = [int(color[k:k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# The sliders, as the browser moves them: a component that AppTest has no name for, so its messages are made here.


def mounted(app: AppTest, name: str) -> list[Any]:
    """Return what is on the page of one of the app's own components, in order."""
    return [each.proto for each in app.get("bidi_component") if each.proto.component_name == f"negotiation_{name}"]


def faces(app: AppTest) -> list[dict[str, Any]]:
    """Return what each slider on the page shows (`slider.Face`)."""
    return [json.loads(each.json) for each in mounted(app, "slider")]


def told(app: AppTest) -> dict[str, Any]:
    """Return what the server last said to the browser over the line: `values`, `query`, `refused`, `heard`."""
    return json.loads(mounted(app, "line")[-1].json)


def shown(app: AppTest, name: str) -> float:
    """Return the value that a slider shows."""
    return told(app)["values"][name]


def sent(app: AppTest, *moves: dict[str, Any]) -> AppTest:
    """Send moves over the line as one message, and run the page."""
    line, here = mounted(app, "line")[-1], told(app)
    numbered = [{"n": here["heard"] + k, **each} for k, each in enumerate(moves, 1)]
    states = app._tree.get_widget_states()
    message = {"sent": {"session": here["session"], "moves": numbered}}
    states.widgets.add(id=line.id, json_value=json.dumps(message))
    return app._run(states)


def moved(app: AppTest, name: str, value: float, gesture: int | None = None, held: bool = False) -> AppTest:
    """Move a slider to a value; without a number, a gesture of its own."""
    here = told(app)
    gesture = 1_000 + here["heard"] if gesture is None else gesture
    return sent(app, {"model": here["model"], "name": name, "value": value, "gesture": gesture, "held": held})
