"""How sure an answer is where parameters are guesses: likelihoods, what matters most, what history rules out."""

from __future__ import annotations

from collections.abc import Callable

from negotiation.game.profiles import Profile
from negotiation.model import Model
from negotiation.report.narrate.naming import of
from negotiation.report.narrate.words import amount, listed, sentence
from negotiation.report.results.bargains.readings import percentage_points
from negotiation.sensitivity.drawn.estimate import Estimate
from negotiation.sensitivity.nearest.records import Flip, Flips
from negotiation.sensitivity.result import Uncertainty
from negotiation.wording import percent

PARTS = {0.5: "half", 0.25: "a quarter", 0.2: "a fifth", 0.1: "a tenth", 0.05: "a twentieth"}
"""Spread -> how it is said; another one in per cent."""

MOVES = 3


def within(spread: float, share_of: str) -> str:
    """Say how far guesses reach: "within a fifth of these", "within a tenth of their sliders"."""
    part = PARTS.get(spread, percent(spread, 0))
    return f"within {part} of {'these' if share_of == 'value' else 'their sliders, about these'}"


def likely(found: Estimate) -> str:
    """Say a likelihood with its standard error; all or none of the draws are still not certainty.

    >>> likely(Estimate(0.712, 0.004, 10000)), likely(Estimate(1.0, 0.0001, 10000))
    ('71 % (standard error 0.4 percentage points)', 'all 10,000')
    """
    if not found.draws:
        return "none, since none is left"
    if found.value in (0.0, 1.0):
        return f"{'all' if found.value else 'none of'} {found.draws:,}"
    return f"{_share(found.value)} (standard error {percentage_points(found.error)})"


def _share(value: float) -> str:
    """Say a share in whole per cent; what is neither none nor all never reads so."""
    return "under 1 %" if 0 < value < 0.005 else "over 99 %" if 0.995 <= value < 1 else percent(value, 0)


def clause(found: Uncertainty, outcome: str) -> str:
    """Return what a headline says of an outcome: "in 71 % of the guesses within a fifth of these"; '' unknown."""
    row = found.chance(outcome)
    if row is None or not row.is_equilibrium.draws:
        return ""
    guess = found.plan.guesses.each[0]
    kept = " that history leaves" if found.history else ""
    return f"in {_share(row.is_equilibrium.value)} of the guesses {within(guess.spread, guess.within)}{kept}"


def matters(model: Model, found: Uncertainty) -> str:
    """Say which guess matters most, and how sure that is."""
    if not found.matters_most:
        return "No guess changes the answer within its distribution."
    names = listed([_label(model, name) for name in found.matters_most])
    rows = found.sobol.rows if found.sobol else ()
    if not rows:
        return sentence(f"moved one at a time, {names} changes most")
    best, rest = rows[0], [each for each in rows[1:] if each.total + each.total_confidence
                           >= rows[0].total - rows[0].total_confidence]
    said = f"the guess that matters most is {names}: {percent(min(best.total, 1.0), 0)} of the variance hangs on it"
    if rest:
        near = listed([_label(model, name) for each in rest[:2] for name in each.parameters])
        said += f"; {near} may matter as much, within the error of the estimate"
    return sentence(said)


def ends(model: Model, flip: Flip, name: str) -> str:
    """Say the smallest relative change of all guesses that ends an equilibrium, and what moves in it."""
    if flip.at_least is None:
        return sentence(f"no change of the guesses within their sliders ends “{name}”; that is proved")
    if flip.at_most is None:
        return sentence(f"“{name}” stays if every guess is off by less than {percent(flip.at_least)}; that is proved")
    moved = listed([f"{_label(model, each)} {amount(model.parameters[each], value)}"
                    for each, value in list(flip.moves.items())[:MOVES]])
    party = next(each.label for each in model.parties if each.id == flip.party)
    least = "" if flip.at_most - flip.at_least <= 1e-6 * flip.at_most else (
        f" (below {percent(flip.at_least, 2)} nothing does)")
    return sentence(f"“{name}” ends if every guess is off by {percent(flip.at_most, 2)} the wrong way{least}: {party} "
                    f"then leaves it; most by {moved}")


def joins(model: Model, flips: Flips, name: Callable[[Profile], str]) -> list[str]:
    """Say the smallest change found that makes another equilibrium appear; [] where none was found."""
    found = flips.joined
    if found is None or flips.joins is None:
        return []
    least = "" if found.at_most - flips.joins <= 1e-6 * found.at_most else (
        f" (below {percent(flips.joins, 2)} none does)")
    moved = listed([f"{_label(model, each)} {amount(model.parameters[each], value)}"
                    for each, value in list(found.moves.items())[:MOVES]])
    return [sentence(f"“{name(found.profile)}” becomes an equilibrium too if guesses are off by "
                     f"{percent(found.at_most, 2)}{least}; among them {moved}")]


def ruled_out(model: Model, found: Uncertainty) -> list[str]:
    """Say what history leaves, which observation rules out most, and which guess moved most."""
    past = found.history
    if past is None:
        return []
    said = [f"{past.survivors:,} of {past.draws:,} guesses have what was observed as an equilibrium at every date."]
    row = next((each for each in past.observations if each.preset == past.tells_most), None)
    if row is not None:
        said.append(sentence(f"“{model.presets[row.preset].label}” rules out most: it is possible in "
                             f"{_share(row.allowed.value)} of the guesses"))
    moved = past.parameters[0] if past.parameters else None
    if moved is not None and moved.posterior is not None:
        parameter = model.parameters[moved.parameter]
        said.append(sentence(f"{_label(model, moved.parameter)} moved most: its median from "
                             f"{amount(parameter, moved.prior[2])} to {amount(parameter, moved.posterior[2])}"))
    return [*said, *past.notes]


def _label(model: Model, name: str) -> str:
    return of(model, model.parameters[name])

