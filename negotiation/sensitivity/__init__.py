"""How sure is the answer, where parameters are guesses? Likelihoods, what matters most, what history rules out."""

from negotiation.sensitivity.analysis import growing, more, uncertainty

__all__ = ["growing", "more", "uncertainty"]
