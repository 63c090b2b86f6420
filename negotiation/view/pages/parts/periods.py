"""The play-head over the periods of a war: one back, one on, any one, or played by itself; its place is in the link."""

from __future__ import annotations

import streamlit as st

from negotiation.view.session import state

CHOICE, KEY = "unfold.period", "unfold_period"
FIRST = 6
BEAT = 0.7


def row(word: str, last: int) -> int:
    """Draw the play-head; return the period at which it stands."""
    here = _here(last)
    playing = st.session_state.get("periods_played", False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="periods"):
        if st.session_state.get(KEY) != here:
            st.session_state[KEY] = here
        st.slider(f"{word.capitalize()}s from the start", 0, last, key=KEY, on_change=_slid, width=340)
        for name, label, icon, by in (("back", "back", "chevron_left", -1), ("on", "on", "chevron_right", 1)):
            if name == "on":
                st.button("Pause" if playing else f"Play the {word}s", key="periods_play", type="tertiary",
                          icon=":material/pause:" if playing else ":material/play_arrow:", on_click=_toggle,
                          args=(here >= last,))
            st.button(f"One {word} {label}", icon=f":material/{icon}:", key=f"period_{name}", type="tertiary",
                      disabled=not 0 <= here + by <= last, on_click=_go, args=(here + by,))
    if playing:
        st.session_state.periods_beat = 0
        _beat(last)
    return here


def _here(last: int) -> int:
    written = state.address().choices.get(CHOICE, "")
    return min(int(written), last) if written.isdecimal() and len(written) < 5 else min(FIRST, last)


def _slid() -> None:
    st.session_state.periods_played = False
    _go(st.session_state[KEY])


def _go(period: int) -> None:
    others = {key: value for key, value in state.address().choices.items() if key != CHOICE}
    state.go(choices=others if period == FIRST else {**others, CHOICE: str(period)})


def _toggle(at_end: bool) -> None:
    st.session_state.periods_played = not st.session_state.get("periods_played", False)
    if st.session_state.periods_played and at_end:
        _go(0)


@st.fragment(run_every=BEAT)
def _beat(last: int) -> None:
    """Go one period on; not in the run that began it."""
    st.session_state.periods_beat += 1
    if st.session_state.periods_beat < 2 or not st.session_state.get("periods_played", False):
        return
    here = _here(last)
    if here < last:
        with state.as_one_step():
            _go(here + 1)
    if here + 1 >= last:
        st.session_state.periods_played = False
    st.rerun()
