"""The play-head: which slider or path the charts run along, one step back or on, and playing it to its end.

Playing is driven by the browser's clock: a fragment asks again every BEAT seconds, so a closed page plays no further.
"""

from __future__ import annotations

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.plain import one
from negotiation.view import compute
from negotiation.view.panel.controls import step
from negotiation.view.session import clicks, state
from negotiation.view.session.visit import Visit

BEAT = 0.7
STEPS = 50
"""A step is the slider's own, or a fiftieth of its range if that is more."""


def row(visit: Visit, title: str, meaning: str | None = None) -> str:
    """Draw a section's title with the play-head's controls; return what the charts run along."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="along"):
        st.markdown(f"## {title}", width="content", help=meaning)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content", key="playhead"):
            over = _choose(visit)
            _buttons(visit, over)
    return over


def _choose(visit: Visit) -> str:
    model = visit.model
    names = [each.id for each in sorted(model.parameters.values(), key=lambda each: each.level != "main")]
    options = [path for path in model.paths if path not in model.parameters] + names
    labels = {path: f"Path: {each.label or path}" for path, each in model.paths.items()}
    labels |= {name: model.parameters[name].label or name for name in names}
    st.session_state.over_choice = visit.over
    st.selectbox(
        "Along",
        options,
        key="over_choice",
        label_visibility="collapsed",
        width=300,
        format_func=lambda each: f"along: {labels[each]}",
        on_change=_along_another,
    )
    return visit.over


def _along_another() -> None:
    """Follow another slider or path: the address bar and the distance to its tipping points change too."""
    st.session_state.playing = False
    state.go(over=st.session_state.over_choice)


def _buttons(visit: Visit, over: str) -> None:
    parameter, value = visit.model.parameters[compute.running(visit.model, over)], visit.value()
    playing = st.session_state.get("playing", False)
    ends = {"back": value <= parameter.low, "on": value >= parameter.high}
    for key, label, icon, sign in (("back", "Step back", "chevron_left", -1), ("on", "Step on", "chevron_right", 1)):
        if key == "on":
            st.button(
                "Pause" if playing else "Play",
                icon=":material/pause:" if playing else ":material/play_arrow:",
                key="play",
                type="tertiary",
                help="Move the slider on by itself, to the end of its range." if not playing else None,
                on_click=_toggle,
                args=(ends["on"], over, parameter.low),
            )
        clicks.button(
            label,
            icon=f":material/{icon}:",
            key=f"step_{key}",
            type="tertiary",
            disabled=ends[key],
            on_click=_go,
            args=(visit.model, over, sign),
        )


def stride(model: Model, over: str) -> float:
    """Return how far one step goes."""
    parameter = model.parameters[compute.running(model, over)]
    return max(step(parameter), (parameter.high - parameter.low) / STEPS)


def _go(model: Model, over: str, sign: int) -> None:
    """Step along; every slider that a path ties moves too."""
    parameter = model.parameters[compute.running(model, over)]
    here = state.address().scenario.values(model)[parameter.id]
    _set(model, over, min(max(round(here + sign * stride(model, over), 10), parameter.low), parameter.high))


def _set(model: Model, over: str, value: float) -> bool:
    name = compute.running(model, over)
    if compute.is_path(model, over):
        here = {k: v for k, v in state.address().scenario.values(model).items() if k != name}
        found = {k: one(v) for k, v in model.along(over, value, "", at=here).items()}
        moved = {k: round(found[k], 10) for k in (name, *model.paths[over].ties)}
    else:
        moved = {name: value}
    return state.set_values(moved)


def _toggle(at_end: bool, over: str, low: float) -> None:
    """Start or pause; playing from the end starts over."""
    st.session_state.playing = not st.session_state.get("playing", False)
    if st.session_state.playing:
        state.remember()
        if at_end:
            with state.as_one_step():
                _set(state.played(state.address().scenario), over, low)


def play(visit: Visit | None) -> None:
    """Go on playing, if it plays; the app calls it once at the end of each full run."""
    if visit is not None and visit.over and st.session_state.get("playing", False):
        st.session_state.beat = 0
        _beat(visit.model, visit.over)


@st.fragment(run_every=BEAT)
def _beat(model: Model, over: str) -> None:
    st.session_state.beat += 1
    if st.session_state.beat < 2 or not st.session_state.get("playing", False):
        return
    parameter = model.parameters[compute.running(model, over)]
    here = state.address().scenario.values(model)[parameter.id]
    with state.as_one_step():
        _go(model, over, 1)
    moved = state.address().scenario.values(model)[parameter.id]
    if moved <= here or moved >= parameter.high:
        st.session_state.playing = False
    st.rerun()


def off_path_words(visit: Visit) -> str:
    """Say which sliders stand off the chosen path, '' where none does."""
    model = visit.model
    off = compute.off_path(model, visit.at, visit.over)
    if not off:
        return ""
    here = compute.named(model, visit.at)
    parts = [
        f"{narrate.of(model, each)} is {narrate.amount(each, here[name])}, "
        f"the path has {narrate.amount(each, value)}"
        for name, value in off.items()
        for each in (model.parameters[name],)
    ]
    return narrate.sentence(f"the sliders stand off this path: {narrate.listed(parts)}")
