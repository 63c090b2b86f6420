"""What is asked of guesses is the reader's choice: how far they reach, which of them count, how they are drawn."""

from __future__ import annotations

import streamlit as st

from negotiation.view.compute import guesses
from negotiation.view.panel.choice import choose
from negotiation.view.session.visit import Visit

SPREADS = {"0.05": "within a twentieth", "0.1": "within a tenth", "0.2": "within a fifth", "0.4": "within two fifths"}
SEEDS = {str(seed): f"seed {seed}" for seed in range(guesses.SEED, guesses.SEED + 10)}
GIVEN = {"": "all of them", "observed": "those that fit what was observed"}


def asked(visit: Visit) -> guesses.Asked:
    """Return what the address asks for; what it cannot have is the default."""
    chosen = visit.address.choices
    spread = chosen.get("spread", "") if chosen.get("spread") in SPREADS else str(guesses.SPREAD)
    seed = chosen.get("seed", "") if chosen.get("seed") in SEEDS else str(guesses.SEED)
    past = chosen.get("given") == "observed" and _observed(visit)
    return guesses.Asked(float(spread), int(seed), past)


def draw(visit: Visit) -> None:
    """Let the reader choose."""
    with st.container(horizontal=True):
        choose("spread", "How far the guesses may be off", SPREADS, str(guesses.SPREAD), width=240)
        if _observed(visit):
            choose("given", "Which guesses count", GIVEN, "", width=300)
        choose("seed", "Drawn with", SEEDS, str(guesses.SEED), width=130)


def _observed(visit: Visit) -> bool:
    return any(each.observed for each in visit.model.presets.values())
