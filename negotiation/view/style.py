"""The one style sheet: spacing, cards, and what the sliders' own widget cannot show (end words, the moment's mark)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from negotiation.model import Model
from negotiation.view.scenario import Scenario

SHEET = Path(__file__).with_name("sheet.css").read_text(encoding="utf-8")
DARK = (
    ":root {--n-ink:#E8ECF1; --n-soft:#A7B1BD; --n-line:#353E4A; --n-card:#1A2029; --n-paper:#14181F; "
    "--n-mark:#22303A; --n-warn:#E0B45C; --n-fault:#FF9A8F; --n-accent:#6FC3E0} "
    '[data-testid^="stBaseButton-primary"]:not(:disabled) {color:#14181F}'
)


def sheet(dark: bool, model: Model, here: Scenario, base: Mapping[str, float]) -> str:
    """Return the style element for a session: the sheet, the theme's ink, and the words and marks of the sliders."""
    rules = [_ends(here.model, each.id, each.low_label, each.high_label) for each in model.parameters.values()]
    rules += [
        _mark(here.model, each.id, (base[each.id] - each.low) / ((each.high - each.low) or 1))
        for each in model.parameters.values()
        if each.id in here.changed
    ]
    return f"<style>{SHEET}{DARK if dark else ''}{''.join(rules)}</style>"


def _class(model: str, parameter: str) -> str:
    return f".st-key-row_{model}_{parameter}"


def _ends(model: str, parameter: str, low: str, high: str) -> str:
    row = _class(model, parameter)
    return f'{row}::before{{content:"{_quoted(low)}"}}{row}::after{{content:"{_quoted(high)}"}}'


def _mark(model: str, parameter: str, share: float) -> str:
    """Mark the moment's value on the track of a changed slider, and set a dot before its name."""
    row = _class(model, parameter)
    return (
        f"{row} [data-testid=stSlider]{{--n-at:{share:.4f}}}"
        f"{row} [data-testid=stSlider]::after{{opacity:1}}"
        f"{row} label p::before{{content:'●';position:absolute;left:-.8rem;color:var(--n-accent)}}"
    )


def _quoted(text: str) -> str:
    return "".join(each if each.isalnum() or each in " -.,'" else f"\\{ord(each):x} " for each in text[:60]).replace(
        "'", "\\27 "
    )
