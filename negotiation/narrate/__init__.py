"""Say a result in a plain sentence: an equilibrium, who would leave a profile, a change, a tipping point.

Pure functions from results to English; no numbers are computed here beyond reading them off and rounding.
"""

from negotiation.narrate.change import breaks, compared, tipping, tipping_point
from negotiation.narrate.firm import jointly, mediator, notes, together, undecided, withstands
from negotiation.narrate.levers import beside, blocked, in_pinned, move, target_name, what_it_takes
from negotiation.narrate.margins import beyond, hangs_on, moved
from negotiation.narrate.now import (
    MIXED,
    Gain,
    agreement,
    answer,
    choices,
    gains,
    headline,
    leaving,
    order,
    outcome_named,
    ripe,
    row_name,
    situation,
    standing,
    temptation,
)
from negotiation.narrate.words import MEANINGS, amount, distinct, gerund, listed, lower_first, number, place, sentence

__all__ = [
    "MEANINGS",
    "MIXED",
    "Gain",
    "agreement",
    "amount",
    "answer",
    "beside",
    "beyond",
    "blocked",
    "breaks",
    "choices",
    "compared",
    "distinct",
    "gains",
    "gerund",
    "hangs_on",
    "headline",
    "in_pinned",
    "jointly",
    "leaving",
    "listed",
    "lower_first",
    "mediator",
    "move",
    "moved",
    "notes",
    "number",
    "order",
    "outcome_named",
    "place",
    "ripe",
    "row_name",
    "sentence",
    "situation",
    "standing",
    "target_name",
    "temptation",
    "tipping",
    "tipping_point",
    "together",
    "undecided",
    "what_it_takes",
    "withstands",
]
