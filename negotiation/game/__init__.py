"""A game in strategic form: parties, payoffs, the judge of equilibria, and the rows that every method returns."""

from negotiation.game.game import (
    MAX_POINTS,
    TOLERANCE,
    Array,
    Game,
    Outcome,
    Party,
    numbered_parties,
    read_only,
    varying,
)

__all__ = ["MAX_POINTS", "TOLERANCE", "Array", "Game", "Outcome", "Party", "numbered_parties", "read_only", "varying"]
