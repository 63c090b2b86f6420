"""What the tests of pages share: the Geneva model at its presets, a page opened from a link, contrast."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from negotiation.library import load
from negotiation.view import compute

APP = str(Path(__file__).parents[1] / "app.py")
GENEVA = load("geneva-2016")


def at(preset: str, **values: float) -> compute.Values:
    """Return a preset's values, some of them changed."""
    return compute.values(GENEVA, GENEVA.values(preset, **values))


NOW, PIN = at("geneva-suspended"), at("castello")


def opened(**query: str) -> tuple[AppTest, str]:
    """Return the app opened from a link, and its HTML."""
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and not app.error
    return app, html(app)


def html(app: AppTest) -> str:
    return " ".join(each.proto.body for each in app.get("html"))


def luminance(color: str) -> float:
    parts = [int(color[k:k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)
