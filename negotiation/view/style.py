"""The one style sheet: spacing, cards, and what the sliders' own widget cannot show (end words, the moment's mark)."""

from __future__ import annotations

from collections.abc import Mapping

from negotiation.model import Model
from negotiation.view.scenario import Scenario

SHEET = """
.block-container, [data-testid="stMainBlockContainer"] {max-width: 1180px}
.n-head {display:flex; flex-wrap:wrap; gap:.1rem .8rem; align-items:baseline; margin:0}
.n-head h1 {font-size:1.15rem; font-weight:650; margin:0; padding:0; letter-spacing:-.01em}
.n-soft {color:var(--n-soft); font-size:.875rem; line-height:1.45; margin:0}
.n-soft a {color:inherit; text-underline-offset:2px}
.n-answer {font-size:1.55rem; line-height:1.32; font-weight:600; letter-spacing:-.015em; margin:.15rem 0 .3rem; text-wrap:pretty; max-width:46em}
.n-answer b {font-weight:600}
.n-tip {font-size:.95rem; margin:0; color:var(--n-ink)}
.n-badge {display:inline-block; border:1px solid var(--n-line); border-radius:999px; padding:.05rem .6rem; font-size:.8rem; margin:.1rem .35rem .1rem 0; white-space:nowrap}
.n-badge.warn {border-color:#A9741B; color:var(--n-warn)}
.n-cards {display:grid; grid-template-columns:repeat(auto-fit,minmax(300px,1fr)); gap:.9rem; margin:.2rem 0 .4rem}
.n-sides {display:grid; grid-template-columns:1fr; gap:.2rem 2.2rem}
@container (min-width:620px) {.n-sides {grid-template-columns:1.5fr 1fr}}
.n-card {border:1px solid var(--n-line); border-radius:10px; padding:.85rem 1rem .75rem; background:var(--n-card); container-type:inline-size}
.n-card h3 {display:flex; align-items:center; gap:.5rem; font-size:1.05rem; font-weight:650; margin:0 0 .1rem; padding:0}
.n-swatch {width:1.1rem; height:1.1rem; border-radius:4px; flex:none}
.n-card table, .n-table {border-collapse:collapse; width:100%; font-size:.875rem; font-variant-numeric:tabular-nums}
.n-card td, .n-card th {padding:.22rem 0; vertical-align:top; border:0; border-top:1px solid var(--n-line); text-align:left; font-weight:400}
.n-card thead th {border-top:0; color:var(--n-soft); font-size:.78rem; padding-top:.3rem}
.n-card td.num, .n-card th.num {text-align:right; padding-left:.6rem; white-space:nowrap}
.n-card .who {white-space:nowrap; padding-right:.5rem}
.n-bar {display:block; height:4px; border-radius:2px; margin-top:3px}
.n-scroll {overflow:auto; max-height:34rem; border:1px solid var(--n-line); border-radius:10px}
.n-table th {position:sticky; top:0; background:var(--n-card); text-align:left; font-weight:600; padding:.5rem .6rem; border-bottom:1px solid var(--n-line); z-index:1; white-space:nowrap}
.n-table td {padding:.3rem .6rem; border-bottom:1px solid var(--n-line); white-space:nowrap}
.n-table td.num, .n-table th.num {text-align:right}
.n-table tr.eq td {background:var(--n-mark); font-weight:600}
.n-table td.best {font-weight:650}
.n-matrix th, .n-matrix td {text-align:center; padding:.7rem .8rem; border:1px solid var(--n-line); white-space:nowrap}
.n-matrix td.eq {box-shadow:inset 0 0 0 2.5px var(--n-ink)}
.n-matrix td.empty, .n-matrix th.empty {border:0}
.n-legend {display:flex; flex-wrap:wrap; gap:.2rem 1rem; font-size:.85rem; margin:.1rem 0 .2rem}
abbr[title] {text-decoration:underline dotted; text-underline-offset:3px; cursor:help}
:root {--n-ink:#1F2933; --n-soft:#566270; --n-line:#DDE2E8; --n-card:#FFFFFF; --n-mark:#EEF4F6; --n-warn:#7A5200; --n-accent:#0B5C7A}
.n-dark {display:none}
[class*="st-key-row_"] {position:relative; padding-bottom:1.05rem; margin-bottom:.1rem}
[class*="st-key-row_"]::before, [class*="st-key-row_"]::after {position:absolute; bottom:0; font-size:.78rem; line-height:1.1; color:var(--n-soft); max-width:48%; pointer-events:none}
[class*="st-key-row_"]::before {left:0}
[class*="st-key-row_"]::after {right:0; text-align:right}
[class*="st-key-row_"] > [class*="_typed"] {position:absolute; right:0; top:-.2rem; width:4.4rem; z-index:2}
[class*="st-key-row_"] > [class*="st-key-reset_"] {position:absolute; right:4.5rem; top:-.2rem; width:auto; z-index:2}
[class*="st-key-row_"] [data-testid="stNumberInput"] button {display:none}
[class*="st-key-row_"] [data-testid="stNumberInput"] input {padding:.1rem .45rem; text-align:right; font-size:.87rem; font-variant-numeric:tabular-nums}
[class*="st-key-row_"] [data-testid="stNumberInputContainer"] {height:1.7rem; min-height:0}
[class*="st-key-row_"] [data-testid="stSlider"] label {width:calc(100% - 6.2rem); min-height:1.5rem}
[class*="st-key-row_"] [data-testid="stSliderThumbValue"] {display:none}
[class*="st-key-row_"] [class*="st-key-reset_"] button {min-height:1.7rem; padding:0 .3rem}
[data-testid="stSliderTickBar"] {display:none}
@media print {[data-testid="stSidebar"], [data-testid="stHeader"], [class*="st-key-toolbar"] {display:none}}
@media (max-width: 768px) {[data-testid="stExpandSidebarButton"] {width:auto !important; padding:0 .6rem !important} [data-testid="stExpandSidebarButton"]::after {content:"Sliders"; font-size:.95rem; margin-left:.3rem; font-weight:600}}
@media (max-width: 640px) {[class*='st-key-toolbar'] button p {font-size:.85rem} .n-answer {font-size:1.25rem} .n-cards {grid-template-columns:1fr}}
"""

DARK = """
:root {--n-ink:#E8ECF1; --n-soft:#A7B1BD; --n-line:#353E4A; --n-card:#1A2029; --n-mark:#22303A; --n-warn:#E0B45C; --n-accent:#6FC3E0}
"""


def sheet(dark: bool, model: Model, here: Scenario, base: Mapping[str, float]) -> str:
    """Return the style element for a session: the sheet, the theme's ink, and the words and marks of the sliders."""
    rules = [_ends(here.model, each.id, each.low_label, each.high_label) for each in model.parameters.values()]
    rules += [_mark(here.model, each.id, (base[each.id] - each.low) / ((each.high - each.low) or 1))
              for each in model.parameters.values() if each.id in here.changed]
    return f"<style>{SHEET}{DARK if dark else ''}{''.join(rules)}</style>"


def _class(model: str, parameter: str) -> str:
    return f".st-key-row_{model}_{parameter}"


def _ends(model: str, parameter: str, low: str, high: str) -> str:
    row = _class(model, parameter)
    return (f'{row}::before{{content:"{_quoted(low)}"}}{row}::after{{content:"{_quoted(high)}"}}')


def _mark(model: str, parameter: str, share: float) -> str:
    """Mark the moment's value on the track of a changed slider, and set a dot before its name."""
    row = _class(model, parameter)
    return (f"{row} [data-testid=stSlider]{{--n-at:{share:.4f}}}"
            f"{row} [data-testid=stSlider]::after{{opacity:1}}{row} label p::before{{content:'● ';color:var(--n-accent)}}")


def _quoted(text: str) -> str:
    return "".join(each if each.isalnum() or each in " -.,'" else f"\\{ord(each):x} " for each in text[:60]).replace("'", "\\27 ")
