"""The one style sheet: spacing, cards, the sliders."""

from __future__ import annotations

from pathlib import Path

from negotiation.view import adapter, slider

SHEET = Path(__file__).with_name("sheet.css").read_text(encoding="utf-8")
DARK = (
    ":root {--n-ink:#E8ECF1; --n-soft:#A7B1BD; --n-line:#353E4A; --n-card:#1A2029; --n-paper:#14181F; "
    "--n-mark:#22303A; --n-warn:#E0B45C; --n-fault:#FF9A8F; --n-accent:#6FC3E0; --n-press:#14181F}"
)


def sheet(dark: bool) -> str:
    """Return the style element for a session: the sheet, the sliders', the theme's ink."""
    return f"<style>{SHEET}{adapter.SHEET}{slider.sheet()}{DARK if dark else ''}</style>"
