"""The panel of sliders, built from the parameters: levers and assumptions apart, main ones in view, others by theme.

A slider holds no value: what it shows comes over the line, and moving it asks the state to change (`view/slider`).
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

import negotiation.library as library
import negotiation.report.narrate as narrate
from negotiation.library import card
from negotiation.model import Model, Parameter, Preset
from negotiation.view import slider
from negotiation.view.drawing import show
from negotiation.view.session import clicks, state
from negotiation.view.session.catalog import catalog
from negotiation.view.session.scenario import Scenario

KINDS = {"lever": "Levers", "assumption": "Assumptions"}
HELP = {
    "lever": "What someone could do: the things that a party, a mediator or the battlefield can move.",
    "assumption": "What the modeller believes: stakes, costs, odds. Move them to see whether an answer hangs on them.",
}
EVIDENCE = {
    "stated": "direction stated by the source, number estimated",
    "recorded": "public record",
    "estimate": "an estimate of the authors",
}


def panel(model: Model, here: Scenario) -> None:
    """Draw the whole panel."""
    _choose_model(here.model)
    if model.presets:
        _timeline(model, here)
    if not model.parameters:
        st.caption("This game has no parameters, so there is nothing to move." if model.has_payoffs else
                   "A graph model has moves and rankings, no numbers: there is nothing to slide.")
        return
    kind = _choose_kind(model, here)
    _reset_all(model, here)
    own = [each for each in model.parameters.values() if each.kind == kind]
    base = here.base(model)
    main = [each for each in own if each.level == "main"]
    for each in main:
        draw(here, each, base)
    themes = dict.fromkeys(each.theme or "Other" for each in own if each.level != "main")
    for theme in themes:
        _fold(here, kind, theme, [e for e in own if e.level != "main" and (e.theme or "Other") == theme], base)


def _choose_model(name: str) -> None:
    titles = catalog(state.address())
    options = list(titles) if name in titles else [name, *titles]
    st.session_state.model_choice = name
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="models"):
        st.selectbox(
            "Model",
            options,
            format_func=lambda each: titles.get(each, "Your own model"),
            key="model_choice",
            on_change=lambda: state.open_model(st.session_state.model_choice),
        )
        with st.popover("", icon=":material/menu_book:", help="All models, with what is known of each", key="shelves",
                        on_change="rerun") as opened:
            if opened.open:
                _shelves(name)


def _shelves(name: str) -> None:
    """List the shipped models by kind, each with its answer and whether its numbers are published."""
    for group in library.groups():
        cards = {each: card(path) for each, path in group.files.items()}
        key = f"shelf_{group.id}"
        st.session_state[key] = name if name in cards else None
        st.radio(
            group.label,
            [*cards],
            key=key,
            format_func={each: row.title for each, row in cards.items()}.__getitem__,
            captions=[f"{each.answer} Numbers: {each.numbers}." for each in cards.values()],
            help=group.about,
            on_change=lambda key=key: state.open_model(st.session_state[key]),  # type: ignore[misc]
        )


def preset_words(preset: Preset) -> str:
    """Say a preset with its date: "2016-02-03 · Geneva suspended"."""
    return " · ".join(filter(None, [narrate.dated(preset), preset.label or preset.id]))


def _timeline(model: Model, here: Scenario) -> None:
    """Show the moment with one step back and on in time; opened, all moments on a line, dated, with their notes."""
    options = list(model.presets) if model.default_preset else ["", *model.presets]
    options = options if here.preset in options else ["", *options]
    at = options.index(here.preset)
    show.html('<p class="n-label">Moment</p>')
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="moment"):
        _another_moment("Earlier moment", "chevron_left", options, at, -1)
        with st.popover(_moment(model, here.preset), key="moments", width="stretch", on_change="rerun") as moments:
            if moments.open:
                _moments(model, here.preset, options)
        _another_moment("Later moment", "chevron_right", options, at, 1)


def _moments(model: Model, preset: str, options: list[str]) -> None:
    """List all moments in order of time, each a button: as a choice of Streamlit's a key after it might come first."""
    with st.container(key="moment_list", gap=None):
        for k, each in enumerate(options):
            words = _moment(model, each)
            clicks.button(
                f"**{words}**" if each == preset else words,
                icon=f":material/radio_button_{'' if each == preset else 'un'}checked:",
                key=f"moment_to_{k}",
                type="tertiary",
                on_click=state.open_preset,
                args=(each,),
            )
            if each and model.presets[each].note:
                st.caption(show.plain(model.presets[each].note))


def _moment(model: Model, preset: str) -> str:
    return show.plain(preset_words(model.presets[preset])) if preset else "The model's defaults"


def _another_moment(label: str, icon: str, options: list[str], at: int, by: int) -> None:
    clicks.button(
        label,
        icon=f":material/{icon}:",
        key=f"moment_{icon}",
        type="tertiary",
        disabled=not 0 <= at + by < len(options),
        on_click=_step,
        args=(options, by),
    )


def _step(options: list[str], by: int) -> None:
    """Go to the moment before or after the one that stands there by now."""
    here = state.address().scenario.preset
    at = options.index(here) + by if here in options else -1
    if 0 <= at < len(options):
        state.open_preset(options[at])


def _choose_kind(model: Model, here: Scenario) -> str:
    kinds = [kind for kind in KINDS if any(each.kind == kind for each in model.parameters.values())]
    counts = {kind: sum(model.parameters[name].kind == kind for name in here.changed) for kind in kinds}
    if len(kinds) < 2:
        return kinds[0]
    if st.session_state.get("kind_choice") not in kinds:
        st.session_state.kind_choice = kinds[0]
    return str(
        st.segmented_control(
            "What to move",
            kinds,
            key="kind_choice",
            required=True,
            width="stretch",
            label_visibility="collapsed",
            help=" ".join(HELP.values()),
            format_func=lambda kind: KINDS[kind] + (f" ● {counts[kind]}" if counts[kind] else ""),
        )
    )


def _reset_all(model: Model, here: Scenario) -> None:
    clicks.button(
        "Reset all sliders to the moment" if model.presets else "Reset all sliders",
        icon=":material/restart_alt:",
        key="reset_all",
        on_click=state.reset,
        disabled=not here.changed,
        width="stretch",
        type="tertiary",
    )


def _fold(here: Scenario, kind: str, theme: str, members: list[Parameter], base: Mapping[str, float]) -> None:
    changed = sum(each.id in here.changed for each in members)
    label = f"{theme} · {changed} changed" if changed else theme
    fold = st.expander(show.plain(label), key=f"fold_{here.model}_{kind}_{theme}", on_change="rerun")
    if fold.open:
        with fold:
            for each in members:
                draw(here, each, base)


def step(parameter: Parameter) -> float:
    """Return a slider's step: the model's, or a hundredth of the range."""
    return float(parameter.step or (parameter.high - parameter.low) / 100 or 0.01)


def key(model: str, parameter: str) -> str:
    """Return a slider's widget key."""
    return f"{model}_{parameter}"


def face(model: str, parameter: Parameter, base: float, place: str = "") -> slider.Face:
    """Return what a slider shows; a share is shown and typed in per cent, as it is said everywhere else."""
    share = parameter.is_share
    unit = "" if share or parameter.unit in ("", "-") else parameter.unit
    name = parameter.label or parameter.id
    return slider.Face(
        model,
        parameter.id,
        f"{name} ({unit})" if unit else name,
        float(parameter.low),
        float(parameter.high),
        step(parameter),
        float(base),
        100.0 if share else 1.0,
        "%" if share else unit,
        (parameter.low_label, parameter.high_label),
        (narrate.amount(parameter, parameter.low), narrate.amount(parameter, parameter.high)),
        help_lines(parameter),
        place,
    )


def help_lines(parameter: Parameter) -> list[str]:
    """Return what a parameter means, its source and the kind of evidence, a paragraph each."""
    unit = f" Unit: {parameter.unit}." if parameter.unit not in ("", "-") else ""
    ends = [f"{narrate.amount(parameter, value)} ({word})" for value, word in (
        (parameter.low, parameter.low_label or "lowest"), (parameter.high, parameter.high_label or "highest"))]
    parts = [f"{parameter.description}{unit} From {ends[0]} to {ends[1]}."]
    if parameter.source:
        parts.append(f"Source ({EVIDENCE.get(parameter.evidence, parameter.evidence)}): {parameter.source}")
    return parts


def draw(here: Scenario, parameter: Parameter, base: Mapping[str, float], place: str = "") -> None:
    """Draw a slider of a scenario's model; where it stands comes over the line. `place` names a second one of it."""
    where = f"{place}_{key(here.model, parameter.id)}" if place else key(here.model, parameter.id)
    slider.slider(face(here.model, parameter, base[parameter.id], place), where)
