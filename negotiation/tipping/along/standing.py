"""Where a line's equilibria stand: the one answer that regimes, margins, maps, single levers and ripeness read.

1. Payoffs are read as polynomials of the parameter (`line`); pure profiles by their deviation gains (`pure`).
2. Where a payoff is no polynomial (exp, log, sqrt, division by the parameter), by bounds (`certified`).
3. Mixed equilibria of two parties as rational functions (`mixed`), or by bounds; of more parties from `complete` at
   points, followed to where they end (`sampled`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from negotiation.arithmetic.polynomials import NotPolynomial
from negotiation.tipping.along.certified import certified_mixed, certified_pure, tied_throughout
from negotiation.tipping.along.conditions import Span
from negotiation.tipping.along.line import Line
from negotiation.tipping.along.mixed import TIES, TOO_MANY, Mixture, few_pairs, mixed_spans, ties
from negotiation.tipping.along.pure import pure_spans
from negotiation.tipping.along.sampling.sampled import Found, Sampling, sampled_method, sampled_spans
from negotiation.tipping.along.signs import Held
from negotiation.tipping.result import CERTIFIED, EXACT, SAMPLED, STANDS, TIED

UNMIXED = "mixed equilibria were not looked for"
ZERO = Fraction(0)


@dataclass(frozen=True)
class Stand:
    """An equilibrium and where it stands: each party's positions, how sure, how far ends may be off (None: unproved).

    `mixture` holds its weights where they are known as functions of the parameter; `branch` numbers those on the same
    supports that stand at once.
    """

    supports: tuple[tuple[int, ...], ...]
    spans: tuple[Span, ...]
    certainty: str = EXACT
    within: float | None = 0.0
    mixture: Mixture | None = None
    branch: int = 0

    @property
    def profile(self) -> tuple[int, ...]:
        """Return the positions of a pure profile."""
        return tuple(own for own, in self.supports)


@dataclass(frozen=True)
class Standings:
    """Where equilibria stand, pure ones first; what must be said of the list; where more mixed ones may stand.

    `gaps` None: that was not searched.
    """

    rows: list[Stand]
    notes: list[str]
    gaps: tuple[tuple[float, float], ...] | None = None


def standings(line: Line, mixed: bool, sampling: Sampling | None = None) -> Standings:
    """Return where every equilibrium stands.

    `sampling` says how mixed equilibria of three and more parties are looked for.
    """
    pure, reason = pure_standings(line)
    notes = [f"payoffs are no polynomials of {line.over} ({reason}): "
             "intervals are numerically certified, not exact"] if reason else []
    if not mixed:
        return Standings(pure, [*notes, UNMIXED])
    two = len(line.model.parties) == 2
    if two and not reason:
        found = [Stand(each.supports, each.spans, mixture=each) for each in mixed_spans(line)]
        return Standings(pure + found, list(_lacking(few_pairs(line), ties(line))))
    if two and few_pairs(line):
        found = [_certified(supports, held) for supports, held in certified_mixed(line).items()]
        return Standings(pure + found, [*notes, *_lacking(True, tied_throughout(line))])
    return _sampled(line, pure, notes, sampling or Sampling())


def pure_standings(
    line: Line, only: tuple[int, ...] | None = None, margin: Fraction = ZERO
) -> tuple[list[Stand], str]:
    """Return where pure profiles stand, in order of their positions, and why not exactly ('' where it is).

    `only`: one profile alone. `margin`: every deviation must lose at least this much (payoff units).
    """
    try:
        exact = pure_spans(line, only, margin)
        return [Stand(_alone(profile), tuple(spans)) for profile, spans in sorted(exact.items())], ""
    except NotPolynomial as reason:
        held = certified_pure(line, only, margin)
        return [_certified(_alone(profile), each) for profile, each in held.items()], str(reason)


def _alone(profile: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    return tuple((each,) for each in profile)


def _certified(supports: tuple[tuple[int, ...], ...], held: Held) -> Stand:
    return Stand(supports, tuple(held.spans), CERTIFIED if held.sure else TIED, held.off if held.sure else None)


def _lacking(few: bool, tied: bool) -> Iterator[str]:
    """Say what the list of two parties' mixed equilibria may lack."""
    if not few:
        yield TOO_MANY
    if tied:
        yield TIES


def _sampled(line: Line, pure: list[Stand], notes: list[str], sampling: Sampling) -> Standings:
    cuts = {end for each in pure for span in each.spans for end in (span.low, span.high)}
    sampled = sampled_spans(line, cuts, sampling)
    said = (f"mixed equilibria were sampled with method {sampled_method(line)}"
            f"{', each point proved complete' if sampled.complete else ', not every point proved complete'}: changes "
            f"are located to {sampling.fine:g} of the range")
    rows = pure + [_seen(each) for each in sampled.found]
    if sampled.gaps is None:
        return Standings(rows, [*notes, f"{said}; two changes between neighbouring points are not seen"])
    searched = _searched(line, sampled.gaps) + (f"; {sampled.why}" if sampled.why else "")
    return Standings(rows, [*notes, said + _share(sampled.found), searched], sampled.gaps)


def _share(found: Sequence[Found]) -> str:
    proved = sum(each.proof is not None for each in found)
    return f"; {proved} of {len(found)} are proved where they stand" if found else ""


def _searched(line: Line, gaps: Sequence[tuple[float, float]]) -> str:
    """Say in how much of a line equilibria may stand that are not listed."""
    size = float(line.domain[-1].high) - float(line.domain[0].low) or 1.0
    said = f"{line.over} was searched between the points too: "
    if not gaps:
        return f"{said}nowhere does a mixed equilibrium stand on strategies that are not listed there"
    parts = [(high - low) / size for low, high in gaps]
    return (f"{said}only in gaps may mixed equilibria stand on strategies that are not listed there: {len(gaps)}, the "
            f"longest {max(parts):.2g} of the range, together {sum(parts):.2g}")


def _seen(found: Found) -> Stand:
    if found.proof is None:
        return Stand(found.supports, found.spans, SAMPLED, None, branch=found.branch)
    within = found.proof.inside if found.proof.ended else None
    return Stand(found.supports, found.spans, STANDS, within, branch=found.branch)
