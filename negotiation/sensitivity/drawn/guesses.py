"""Which parameters are guesses, and what is believed of each: a point of the unit cube becomes a value of each.

A guess is one point of the cube, whatever the moment: who guesses a stake high in February guesses it high in July. At
every moment the distribution lies about the value that stands there, cut off at the ends of the parameter's range.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation.equality import ByValue
from negotiation.errors import ModelError, ParameterError
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.declarations import Distribution, Parameter
from negotiation.modelfile.sections.guesses import SLACK, matrix
from negotiation.plain import Json

WITHIN = ("value", "range")
"""What a spread is a share of: the value that stands there, or the parameter's range."""

NORMAL = 0.5
"""Standard deviation of a normal guess, as a part of the spread: about 95 % lie within it."""

NARROW = 1e-300
"""A spread below this is none: floating point cannot divide by it."""


@dataclass(frozen=True)
class Guess:
    """One uncertain parameter: its distribution, and the spread that it takes where it has no numbers of its own."""

    parameter: Parameter
    distribution: Distribution
    spread: float
    within: str

    @property
    def id(self) -> str:
        return self.parameter.id

    def size(self, centre: float) -> float:
        """Return the unit of a relative change: the value's size, or the range."""
        return abs(centre) if self.within == "value" else self.parameter.high - self.parameter.low

    def ends(self, centre: float) -> tuple[float, float, float]:
        """Return low, peak and high; of a normal one its mean, two deviations either way. The range is not cut yet."""
        given = self.distribution
        if not given.numbered:
            half = self.spread * self.size(centre)
            return centre - half, centre, centre + half
        shift = float(centre) - float(self.parameter.default)
        if given.shape == "normal":
            mean, two = float(given.mean or 0.0) + shift, float(given.deviation or 0.0) / NORMAL
            return mean - two, mean, mean + two
        low, high = float(given.low or 0.0) + shift, float(given.high or 0.0) + shift
        return low, (low + high) / 2 if given.mode is None else float(given.mode) + shift, high

    def values(self, share: Array, centre: float) -> Array:
        """Return the quantiles at shares (P,) of the distribution about `centre`, cut to the parameter's range."""
        low, peak, high = self.ends(float(centre))
        bottom, top = self.parameter.low, self.parameter.high
        outside = self.distribution.shape != "normal" and (low >= top or high <= bottom)
        if not high - low > NARROW or outside:
            return np.full(len(share), min(max(peak, bottom), top))
        quantile = {"uniform": _uniform, "triangular": _triangular, "normal": _normal}[self.distribution.shape]
        return np.clip(quantile(share, low, peak, high, bottom, top), bottom, top)


def _uniform(share: Array, low: float, peak: float, high: float, bottom: float, top: float) -> Array:
    low, high = max(low, bottom), min(high, top)
    return low + share * (high - low)


def _triangular(share: Array, low: float, peak: float, high: float, bottom: float, top: float) -> Array:
    width, rise = high - low, (peak - low) / (high - low)

    def below(x: float) -> float:
        z = min(max((x - low) / width, 0.0), 1.0)
        return z * z / rise if z < rise else 1.0 - (1.0 - z) ** 2 / (1.0 - rise) if rise < 1 else 1.0

    first, last = below(bottom), below(top)
    q = first + share * (last - first)
    return low + width * np.where(q < rise, np.sqrt(q * rise), 1.0 - np.sqrt((1.0 - q) * (1.0 - rise)))


def _normal(share: Array, low: float, peak: float, high: float, bottom: float, top: float) -> Array:
    from scipy.special import ndtr, ndtri

    deviation = max(high - peak, peak - low) * NORMAL  # alike but for rounding
    first, last = (float(ndtr((end - peak) / deviation)) for end in (bottom, top))
    return peak + deviation * np.asarray(ndtri(first + share * (last - first)))


@dataclass(frozen=True, eq=False)
class Guesses(ByValue):
    """All uncertain parameters, with the correlations of their normal scores (K, K)."""

    each: tuple[Guess, ...]
    correlations: Array

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(guess.id for guess in self.each)

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """Return the number of each parameter's group: those that are correlated, directly or through others."""
        groups = list(range(len(self.each)))
        for k, j in np.argwhere(np.triu(self.correlations, 1) != 0).tolist():
            one, other = groups[k], groups[j]
            groups = [one if each == other else each for each in groups]
        return tuple(groups)

    def correlated(self, cube: Array) -> Array:
        """Return independent points of the cube (P, K) as guesses that are high together (a Gaussian copula)."""
        tied = np.flatnonzero((self.correlations != np.eye(len(self.each))).any(axis=1))
        if not len(tied):
            return cube
        from scipy.special import ndtr, ndtri

        cube = cube.copy()
        scores = np.asarray(ndtri(np.clip(cube[:, tied], 1e-16, 1 - 1e-16)))
        cube[:, tied] = ndtr(scores @ _root(self.correlations[np.ix_(tied, tied)]))
        return cube


def _root(table: Array) -> Array:
    """Return the symmetric square root of a positive semidefinite matrix, which may be singular."""
    sizes, vectors = np.linalg.eigh(table)
    return np.asarray((vectors * np.sqrt(np.maximum(sizes, 0.0))) @ vectors.T)


def guesses(
    model: Model, over: Sequence[str] | None, spread: float, shape: str, within: str, moving: Collection[str],
    beyond: Collection[str] = (),
) -> Guesses:
    """Return what is uncertain: the parameters named, else those that the model marks as guesses.

    `moving` run along a slider or path and are none; `beyond` are parameters that matter though no payoff uses them.

    Raises
    ------
    ParameterError, ModelError
        A name is unknown or runs, nothing is uncertain, or no distribution has all correlations.
    """
    names = [model.parameter(name).id for name in dict.fromkeys(over)] if over is not None else [
        name for name in _marked(model, beyond) if name not in moving]
    if clash := next((name for name in names if name in moving), None):
        raise ParameterError(f"{clash}: it runs along the slider or path; allowed: parameters that do not")
    if not names:
        raise ParameterError(f"{model.id} has no parameter that is uncertain; allowed: names, as `over`")
    table = matrix(model.correlations, names)
    if np.linalg.eigvalsh(table).min() < -SLACK:
        raise ModelError(f"{model.id}: no distribution has all its correlations together")
    return Guesses(tuple(Guess(each, each.distribution or Distribution(shape), spread, within)
                         for each in (model.parameters[name] for name in names)), table)


def _marked(model: Model, beyond: Collection[str]) -> list[str]:
    """Return the parameters that matter and are assumptions, or have a distribution; else all but a path's, else all.

    A lever stands where someone put it; an assumption is what the modeller believes (docs/models.md).
    """
    used = [each for name, each in model.parameters.items() if name in model.formulas.wanted or name in beyond]
    paths = {name for path in model.paths.values() for name in (path.over, *path.ties)}
    believed = [each.id for each in used if each.kind == "assumption" or each.distribution is not None]
    return believed or [each.id for each in used if each.id not in paths] or [each.id for each in used]


def described(guess: Guess, centre: float) -> dict[str, Json]:
    """Return a guess as plain values: where it stands, its shape, the ends within the range."""
    ends = guess.values(np.array([0.0, 1.0]) if guess.distribution.shape != "normal" else np.array([0.025, 0.975]),
                        centre)
    return {"parameter": guess.id, "now": float(centre), "shape": guess.distribution.shape, "low": float(ends[0]),
            "high": float(ends[1])}
