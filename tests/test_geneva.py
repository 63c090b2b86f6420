"""geneva-2016 against its specification, written a second time in plain Python and exact numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.errors import ParameterError
from negotiation.library import load
from negotiation.solvers import solve

GENEVA = load("geneva-2016")
COLLAPSE = "press, strike, walk, restrain, push"
TALKS = "press, pause, talk, restrain, hold"


def test_main_sliders_of_geneva_are_never_refused_at_their_ends():
    main = [each for each in GENEVA.parameters.values() if each.level == "main"]
    assert len(main) == 16
    for each in main:
        assert len(GENEVA.at(**{each.id: [each.low, each.default, each.high]})) == 3


@pytest.mark.parametrize("values, words", [
    ({"air": 0.6}, "air + ground + synergy"), ({"defense": 0.7}, "defense + arms + troops"),
    ({"offense": 0.61}, "offense + arms + troops"), ({"q_base": 0.3}, "q_base + q_pause + q_hold + q_press"),
    ({"control": 1.2}, "allowed: 0 to 1"), ({"control": float("nan")}, "control = nan"),
])
def test_geneva_refuses_what_cannot_be(values, words):
    with pytest.raises(ParameterError) as caught:
        GENEVA.at(**values)
    assert words in str(caught.value)


def by_hand(p: dict, us: str, russia: str, coalition: str, turkey: str, iran: str) -> tuple[list, dict]:
    """Return payoffs and read-outs of one profile, written from the specification without arrays or parsing."""
    a, half = p["control"], Fraction(1, 2)
    press, arm, acq = (us == each for each in ("press", "arm", "acquiesce"))
    strike, talk, fight = russia == "strike", coalition == "talk", coalition == "fight"
    supply, inter, push = turkey == "supply", turkey == "intervene", iran == "push"
    reopened = p["corridor"] if inter else p["resupply"] if supply else 0
    line = p["line"] + (1 - p["line"]) * reopened
    aid = (p["arms"] if arm else 0) + (p["troops"] if inter else 0)
    pressure = (p["air"] if strike else 0) + (p["ground"] if push else 0) + (p["synergy"] if strike and push else 0)
    wg = pressure * (1 - line * (p["defense"] + aid))
    wo = line * (p["offense"] + aid) if fight else 0
    fall, broken = a * wg, (1 - a) * wo
    q = 0
    if talk:
        q = p["q_base"]
        if not strike:
            q += p["q_pause"] + (p["q_press"] if press else 0)
        if not push:
            q += p["q_hold"]
    war = a + a * (1 - a) * (wg - wo)
    share = q * (p["terms"] + p["leverage"] * (a - p["terms"])) + (1 - q) * war
    decisive = p["decisive"] * (1 - q) * (fall - broken)
    stalemate = 4 * p["war_cost"] * (1 - q) * (a - a * a)
    flow = (1 - q) * p["refugees"] * (strike + push) * half * (1 - (p["relief"] if inter else 0))

    gov, opp = share + decisive, 1 - share - decisive
    u_us = p["v_US"] * opp - p["k_US"] * stalemate
    u_us -= p["credibility"] if press and strike else 0
    u_us -= p["c_arm"] + p["blowback"] * p["isis"] if arm else 0
    u_us += p["isis_gain"] * p["isis"] * a - p["pride"] if acq else 0
    u_russia = p["v_Russia"] * gov - p["k_Russia"] * stalemate
    if strike:
        u_russia -= p["c_strike"]
        u_russia -= p["flak"] * line if arm else 0
        u_russia -= p["bad_faith"] * {"press": 2, "arm": 1, "acquiesce": 0}[us] if talk else 0
        u_russia -= p["clash"] * half if inter else 0
    u_coalition = p["v_Coalition"] * opp - p["k_Coalition"] * stalemate
    u_coalition -= p["humiliation"] * (strike + push) * half if talk else 0
    u_coalition -= p["blame"] * (2 if press else 1) * half if not talk and not strike else 0
    u_coalition -= p["c_fight"] * (2 - line) if fight else 0
    u_turkey = p["v_Turkey"] * opp - p["k_Turkey"] * stalemate - flow
    u_turkey -= p["c_supply"] * (2 if strike else 1) if supply else 0
    u_turkey -= p["c_intervene"] + (p["clash"] if strike else 0) if inter else 0
    u_iran = p["v_Iran"] * gov - p["k_Iran"] * stalemate
    u_iran -= p["c_push"] * (1 if strike else 1 + p["exposure"]) if push else 0
    readouts = {"Y": share, "q": q, "fall": fall, "broken": broken, "M": stalemate, "R": flow}
    return [u_us, u_russia, u_coalition, u_turkey, u_iran], readouts


def tables(p: dict) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the payoffs (5, 3, 2, 3, 3, 2) and the read-outs at parameter values, by hand."""
    payoffs = np.empty((5, 3, 2, 3, 3, 2), dtype=object)
    readouts = {name: np.empty((3, 2, 3, 3, 2), dtype=object) for name in ("Y", "q", "fall", "broken", "M", "R")}
    for index in np.ndindex(3, 2, 3, 3, 2):
        profile = [party.strategy_ids[j] for party, j in zip(GENEVA.parties, index, strict=True)]
        values, shown = by_hand(p, *profile)
        payoffs[(slice(None), *index)] = values
        for name, value in shown.items():
            readouts[name][index] = value
    return payoffs, readouts


def exactly(values: dict) -> dict[str, Fraction]:
    return {name: Fraction(str(value)) for name, value in values.items()}


@st.composite
def settings_of_geneva(draw) -> dict[str, Fraction]:
    """Draw values on a grid of a thousandth of each range; groups under a constraint are scaled down to it."""
    values = {}
    for name, each in GENEVA.parameters.items():
        low, high = Fraction(str(each.low)), Fraction(str(each.high))
        values[name] = low + (high - low) * Fraction(draw(st.integers(0, 1000)), 1000)
    for group in (("air", "ground", "synergy"), ("q_base", "q_pause", "q_hold", "q_press")):
        total = sum(values[name] for name in group)
        values |= {name: values[name] / max(total, 1) for name in group}
    for first in ("defense", "offense"):
        values[first] = min(values[first], max(0, 1 - values["arms"] - values["troops"]))
    values["troops"] = min(values["troops"], 1 - values["arms"])
    return values


@given(settings_of_geneva())
@settings(max_examples=20)
def test_geneva_equals_its_formulas_written_by_hand(values):
    payoffs, readouts = tables(values)
    game = GENEVA.at(**{name: float(value) for name, value in values.items()})
    assert np.allclose(game.payoffs[0], payoffs.astype(float), rtol=0, atol=1e-12)
    for name, table in readouts.items():
        assert np.allclose(game.readouts[name][0], table.astype(float), rtol=0, atol=1e-12)
    assert (GENEVA.exact(**values)[0] == payoffs).all()


@pytest.mark.parametrize("preset", GENEVA.presets)
def test_pure_equilibria_of_every_preset_by_exact_search(preset):
    payoffs, _ = tables(exactly(GENEVA.values(preset)))
    expected = set()
    for index in np.ndindex(payoffs.shape[1:]):
        best = [max(payoffs[(i, *index[:i], slice(None), *index[i + 1:])]) for i in range(5)]
        if all(payoffs[(i, *index)] == best[i] for i in range(5)):
            expected.add(GENEVA.at().label(index))
    assert set(solve(GENEVA.at(preset=preset), "pure").label) == expected


def test_geneva_at_the_default_in_exact_numbers():
    game, exact = GENEVA.at(), GENEVA.exact()[0]
    collapse, talks = game.index(COLLAPSE), game.index(TALKS)
    assert exact[(slice(None), *collapse)].tolist() == [
        Fraction(-2959, 3125), Fraction(45511, 6250), Fraction(-1142, 625), Fraction(-13627, 6250),
        Fraction(107981, 12500)]
    gains = {(party.id, strategy.id): exact[(i, *talks[:i], j, *talks[i + 1:])] - exact[(i, *talks)]
             for i, party in enumerate(game.parties) for j, strategy in enumerate(party.strategies)}
    assert {key: gain for key, gain in gains.items() if gain > 0} == {
        ("Russia", "strike"): Fraction(593, 2500), ("Iran", "push"): Fraction(12831, 125000)}


def test_geneva_is_exactly_as_specified_in_numbers_and_names():
    assert GENEVA.strategy_counts == (3, 2, 3, 3, 2)
    defaults = GENEVA.values("")
    stakes = [defaults[name] for name in ("v_US", "v_Russia", "v_Coalition", "v_Turkey", "v_Iran")]
    assert stakes == [4, 8, 10, 6, 9]
    assert [GENEVA.presets[name].values["control"] for name in GENEVA.presets] == [
        0.15, 0.40, 0.45, 0.50, 0.70, 0.80, 0.66, 0.80, 0.70, 0.97, 1]
    assert GENEVA.default_preset == "geneva-suspended"
    assert GENEVA.values() == defaults, "the default preset is the parameters' defaults"
    assert [preset.id for preset in GENEVA.presets.values() if not preset.approximate] == [
        "stalemate", "geneva-suspended", "seed-literal", "cessation"]
    campaign = GENEVA.at(path="campaign", control=[0.0, 0.25, 1.0])
    assert campaign.parameters["line"].tolist() == [1.0, 0.75, 0.0]
