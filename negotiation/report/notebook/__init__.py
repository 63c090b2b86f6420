"""How models and results are shown in a notebook: HTML beside the text of `repr`, and charts by Altair.

HTML needs nothing but the library. A chart is asked for (`result.chart()`) and is Altair's own object, so that a reader
sizes, themes, combines and saves it by Altair's means; a result that is not asked is shown as its table.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from negotiation.errors import ExportError
from negotiation.report.notebook.pages import html as html

CHARTS: dict[str, str] = {
    "Regimes": "stretches", "RegimeMap": "areas", "PowerAlong": "stretches",
    "Game": "payoffs", "Equilibria": "payoffs", "Sweep": "payoffs",
    "ShareDeal": "bargains", "PackageDeal": "bargains", "IssueDeal": "bargains",
    "Stability": "shares", "Voting": "shares", "Uncertainty": "shares", "Fan": "shares", "War": "shares",
}
"""Type of result -> the file in `charts/` that draws it; the function there bears the type's name in small letters."""

ALTAIR = "charts need Altair, which is not installed here: pip install altair"


def chart(result: object) -> Any:
    """Return a result as an Altair chart.

    Raises
    ------
    ExportError
        Altair is missing, results of the kind have no chart, or this one has too much, or nothing, to draw.
    """
    name = next((kind.__name__ for kind in type(result).__mro__ if kind.__name__ in CHARTS), "")
    if not name:
        raise ExportError(f"{type(result).__name__} has no chart; allowed: {', '.join(CHARTS)}")
    try:
        import_module("altair")
    except ImportError:
        raise ExportError(ALTAIR) from None
    return getattr(import_module(f"negotiation.report.notebook.charts.{CHARTS[name]}"), name.lower())(result)
