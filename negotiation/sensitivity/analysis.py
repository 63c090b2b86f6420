"""`uncertainty`: how sure is the answer, where payoffs are guesses?

1. What is uncertain, and at which moments the model is looked at (`asking`).
2. Draws, solved in batches (`drawn`).
3. As the parameters stand: radii, the smallest change that flips the answer (`nearest`), what matters most (`indices`).
4. Counted with their errors (`drawn.estimate`), conditioned (`history`), along a slider or path (`bands`): `laid`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from negotiation.arguments import needed, whole
from negotiation.model import Model
from negotiation.plain import Json, Value
from negotiation.sensitivity.asking import BASE, FIRST, LEAST, MOST, POINTS, SELECTED, Given, asking_of, known_of
from negotiation.sensitivity.drawn.sample import grown
from negotiation.sensitivity.laying import laid
from negotiation.sensitivity.quantities import Of
from negotiation.sensitivity.result import Known, Uncertainty


def uncertainty(
    model: Model,
    draws: int = 10_000,
    spread: float = 0.2,
    seed: int = 7,
    given: Given = None,
    *,
    over: Sequence[str] | None = None,
    shape: str = "uniform",
    within: str = "value",
    sampling: str = "sobol",
    method: str = "pure",
    of: Of | None = None,
    along: str | None = None,
    points: int = POINTS,
    logit: int = SELECTED,
    base: int = BASE,
    preset: str | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Uncertainty:
    """Find how likely each outcome is where the parameters are guesses, and what that hangs on.

    Parameters
    ----------
    draws, seed, sampling : guesses to keep; "sobol" (32 independent scrambles) or "random". The same seed gives the
        same guesses; more draws begin with those of fewer.
    spread, within, shape : a guess lies within this share of the value that stands there ("value") or of the range of
        the slider ("range"), "uniform", "triangular", or "normal" with two standard deviations as the spread; always
        cut to the range. What a model file says of a parameter (`distribution`) goes before.
    over : what is uncertain; None means the assumptions among the parameters that payoffs use, and those with a
        distribution in the file. Where the battlefield stands is no guess unless it is named.
    given : condition on what was observed: "observed" (all that the presets say), presets, "PRESET=OUTCOME" texts, or a
        mapping of presets to outcomes.
    method : the solver; "pure" counts pure equilibria only, "complete" mixed ones too.
    of : the numeric result whose sensitivity is asked for: an outcome's id (1 where it is an equilibrium), "slack X"
        (the least that leaving X loses), "equilibria", "payoff PARTY" (where the logit branch selects), "bargain nash",
        "bargain reservation PARTY", or a function from a Game of P points to (P,). None: the slack of the answer now.
    along, points : a slider or path, and positions on it, for bands of probability.
    logit, base : draws at which the logit selection is traced; rows of the Saltelli design, a power of two; 0: none.
    preset, at, values : the scenario.

    Raises
    ------
    ParameterError, ModelError, SolverError
        A name is unknown, nothing is uncertain, or nearly no guess keeps the constraints.

    >>> from negotiation.library import load
    >>> found = uncertainty(load("geneva-2016"), draws=512, logit=0, base=0)
    >>> found.chance("COLLAPSE").is_equilibrium.value > 0.5
    True
    """
    asking = asking_of(model, draws, spread, seed, given, over=over, shape=shape, within=within, sampling=sampling,
                       method=method, of=of, along=along, points=points, logit=logit, base=base, preset=preset, at=at,
                       **values)
    sample = grown(asking.plan, None, draws)
    return laid(asking.plan, sample, known_of(asking, sample), asking.origin)


def growing(model: Model, draws: int = 10_000, spread: float = 0.2, seed: int = 7, given: Given = None,
            **options: Json) -> Iterator[Uncertainty]:
    """Yield the result of `uncertainty` as it grows; arguments and errors as there.

    The first comes after 1024 draws, fewer with history. What hangs on the scenario alone comes second, then draws
    double; the logit selection, Sobol indices and bands come last. The last one equals what `uncertainty` returns; who
    stops listening stops the work.
    """
    asking = asking_of(model, draws, spread, seed, given, **options)
    size = min(max(LEAST, FIRST // len(asking.plan.moments)), draws)
    sample = grown(asking.plan, None, size)
    yield laid(asking.plan, sample, Known(), asking.origin)
    known = known_of(replace(asking, logit=0, base=0, along=None), sample)
    while size < draws:
        yield laid(asking.plan, sample, known, asking.origin)
        size = min(2 * size, draws)
        sample = grown(asking.plan, sample, size)
    yield laid(asking.plan, sample, known, asking.origin)
    yield laid(asking.plan, sample, known_of(asking, sample, known), asking.origin)


def more(found: Uncertainty, draws: int) -> Uncertainty:
    """Return a result with further draws; what does not hang on their number stays.

    >>> from negotiation.library import load
    >>> part = uncertainty(load("russia-iran"), draws=300, logit=0, base=0)
    >>> more(part, 200) == uncertainty(load("russia-iran"), draws=500, logit=0, base=0)
    True
    """
    needed("found", found, Uncertainty)
    whole("draws", draws, 1, MOST - found.draws)
    sample = grown(found.plan, found.sample, found.draws + draws)
    return laid(found.plan, sample, found.known, found.provenance)
