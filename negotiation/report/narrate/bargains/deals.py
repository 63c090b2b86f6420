"""A bargain over one share in words: against another scenario, who gains by a step, whether it can be kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.bargaining import ShareDeal
from negotiation.bargaining.leverage import Leverage
from negotiation.bargaining.problem.disagreement import MAXIMIN
from negotiation.game import TOLERANCE
from negotiation.game.profiles import Support
from negotiation.model import Model, Parameter
from negotiation.report.narrate.naming import inside, of, profile_named
from negotiation.report.narrate.words import amount, listed, sentence
from negotiation.report.results.bargains.deals import AnyDeal
from negotiation.report.results.bargains.readings import ORIGINS, beyond, percentage_points, shifted
from negotiation.wording import percent, rounded

SMALL = 5e-4
"""Shares closer than this read the same."""

POWELL = (
    "A promise about tomorrow has to be worth keeping tomorrow. Who will be weaker then must expect that the terms are "
    "reopened, and may rather break off now, while it is strong (Powell 2006)."
)


def no_deal(model: Model, deal: AnyDeal, point: int = 0) -> str:
    """Say what happens without a deal and why that is taken: "Without a deal: talks collapse (as chosen)."."""
    why = ORIGINS[str(deal.disagreement.origin[point])]
    if deal.disagreement.label[point] == MAXIMIN:
        return sentence(f"without a deal each party has {why}")
    return sentence(f"without a deal: {without_deal(model, deal, point)} ({why})")


def without_deal(model: Model, deal: AnyDeal, point: int = 0) -> str:
    """Name what happens without a deal: an equilibrium or a profile by its name, else in its own words."""
    played = deal.disagreement.played[point]
    if played == MAXIMIN:
        return ORIGINS["security"]
    return inside(model, profile_named(model, played) if isinstance(played, Support) else played)


def share_range(deal: ShareDeal, point: int = 0) -> str:
    """Say the range of deals: "70.5–84.1 %"; '' where none exists."""
    low, high = (float(each) for each in deal.principals[point])
    return "" if np.isnan(low) else f"{rounded(100 * low, 1)}–{percent(high)}"


def step_words(parameter: Parameter, step: float) -> str:
    """Say a step of a slider: "10 percentage points" for a share, "0.3 x"."""
    said = amount(parameter, step)
    return said.replace("%", "percentage points") if said.endswith("%") else said


def acceptance(deal: ShareDeal, i: int, point: int = 0) -> str:
    """Say which shares a party accepts: "accepts from 70.5 %", "accepts up to 84.1 %", "accepts any share", "none"."""
    low, high = (float(np.asarray(each)[point]) for each in deal.division.span([i]))
    if low > high + TOLERANCE:
        return "accepts none"
    if low <= 0 and high >= 1:
        return "accepts any share"
    return f"accepts from {percent(low)}" if deal.division.side[i] == 0 else f"accepts up to {percent(high)}"


def deal_compared(model: Model, before: ShareDeal, after: ShareDeal, name: str = "the pinned scenario") -> str:
    """Say how a bargain differs from that of another scenario: its range, its solution, the terms, what war is."""
    old, new = share_range(before), share_range(after)
    if not old and not new:
        parts = ["no deal exists in either"]
    elif not old:
        parts = [f"a deal exists, {new}, where there was none"]
    elif not new:
        parts = [f"no deal exists any more, where the range was {old}"]
    elif old == new:
        parts = [f"the same range, {new}"]
    else:
        parts = [f"the range moved from {old} to {new}"]
    for said, was, now in (
        ("Nash", before.solutions["nash"].share, after.solutions["nash"].share),
        ("the terms on the table", before.table, after.table),
    ):
        if not np.isnan([was[0], now[0]]).any() and abs(was[0] - now[0]) >= SMALL:
            parts.append(f"{said} from {percent(was[0])} to {percent(now[0])}")
    was_war, war = (without_deal(model, each) for each in (before, after))
    other = f"; without a deal, {war} instead of {was_war}" if was_war != war else ""
    return sentence(f"compared with {name}: {', '.join(parts)}{other}")


def changes(slopes: Leverage, step: float) -> list[float]:
    """Return what a step of the parameter changes in each party's payoff at the Nash solution, by its slope."""
    return [float(slope) * step for slope in slopes.payoffs["nash"][0]]


def leverage(model: Model, deal: ShareDeal, slopes: Leverage, parameter: Parameter, step: float) -> str:
    """Say who gains and who loses how much from a step of a slider at the Nash solution."""
    label = of(model, parameter)
    if not deal.exists[0]:
        return sentence(f"no deal exists here, so {label} moves nobody's payoff from one")
    moved = changes(slopes, step)
    if np.isnan(moved).any():
        return "Without a deal parties would choose at random here; how a deal moves with the slider is not followed."
    order = sorted(range(len(moved)), key=lambda i: -abs(moved[i]))
    up = [f"{deal.parties[i].label} {rounded(moved[i])}" for i in order if moved[i] >= 5e-3]
    down = [f"{deal.parties[i].label} {rounded(-moved[i])}" for i in order if moved[i] <= -5e-3]
    raising, share = f"raising {label} by {step_words(parameter, step)}", slopes.share["nash"][0] * step
    if not up and not down and abs(share) < 5e-4:
        return sentence(f"{raising} moves neither the Nash solution nor anybody's payoff from it")
    opening = f"{raising} moves the Nash solution by {percentage_points(share, '+')}"
    parts = ([f"gives {listed(up)}"] if up else []) + ([f"takes from {listed(down)}"] if down else [])
    return sentence(f"{opening}: it {' and '.join(parts)}" if parts else f"{opening} and nobody's payoff by 0.01")


def jumps(parameter: Parameter, value: float, places: Sequence[tuple[float, float]]) -> str:
    """Say up to where the same follows without a deal: the nearest stretches, below and above, in which it changes."""
    below = [span for span in places if span[1] <= value]
    above = [span for span in places if span[0] >= value]
    on = [span for span in places if span[0] < value < span[1]]
    near = on or [*below[-1:], *above[:1]]
    if not near:
        return "Without a deal the same follows all along the slider, so nothing jumps."
    spans = [f"{amount(parameter, low)} and {amount(parameter, high)}" for low, high in near]
    if on:
        return sentence(f"what follows without a deal changes right here, between {spans[0]}: "
                        "the range and every payoff jump")
    return sentence(f"what follows without a deal changes, and everything jumps, between {' and between '.join(spans)}")


def kept(model: Model, deal: ShareDeal) -> list[str]:
    """Say whether a deal can be kept, side by side what breaking off now and keeping to it are worth; [] if unknown."""
    test = deal.commitment
    if test is None:
        return []
    if not deal.exists[0]:
        return ["No deal exists, so there is none to keep."]
    each = model.parameters[test.parameter]
    label = of(model, each)
    expected, shift = amount(each, float(test.shifted[0])), shifted(each, float(test.shift[0]))
    if not test.defined[0]:
        return [sentence(f"the assumed shift of {shift} would take {label} to {expected}, {beyond(test)}: whether a "
                         "deal can be kept is not said"), *_smallest(model, deal, each)]
    said: list[str] = []
    for k, i in enumerate(deal.division.principals):
        war = float(np.asarray(deal.division.strength(k))[0])
        peace = war - float(test.excess[0, k])
        would = "so it would rather break off now" if test.fights[0, k] else "so it can wait"
        opening = "if it does" if said else f"if {label} shifts to {expected} as assumed (expected shift {shift}, " \
            "an assumption)"
        said.append(sentence(
            f"{opening}, breaking off now is worth "
            f"{percent(war)} of all it could get to {deal.parties[i].label}, keeping to a deal at most "
            f"{percent(peace)}, {would}"))
    return [*said, *_smallest(model, deal, each)]


def _smallest(model: Model, deal: ShareDeal, each: Parameter) -> list[str]:
    """Say the smallest shift that would break every deal, upwards and downwards."""
    label, now = of(model, each), float(deal.parameters[each.id][0])
    said = []
    for way, word in (("up", "rise"), ("down", "fall")):
        found = deal.smallest_shift[way]
        shift, side, limit = found["shift"], found["side"], found["limit"]
        if shift is not None and side is not None:
            who = deal.parties[deal.division.principals[side]].label
            said.append(f"a {word} to {amount(each, now + shift)} ({shifted(each, shift)}), "
                        f"which {who} would break off to forestall")
        elif limit is None:
            said.append(f"no {word} within its range does")
        else:
            said.append(f"no {word} up to {amount(each, limit)} does, and the model allows none beyond it "
                        f"({found['reason']})")
    return [sentence(f"the smallest expected change of {label} that breaks every deal: {'; '.join(said)}")]
