"""Uncertainty as tables, as sentences, as text, and as the JSON document that users script against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negotiation.provenance import stamped
from negotiation.report.narrate.sure import ends, joins, likely, matters, ruled_out
from negotiation.sensitivity.bands import Bands
from negotiation.sensitivity.drawn.estimate import Estimate
from negotiation.sensitivity.drawn.marks import Key
from negotiation.sensitivity.history import QUANTILES, History, survivors
from negotiation.sensitivity.indices import Bar, Indices
from negotiation.sensitivity.nearest.records import Flips
from negotiation.sensitivity.result import Chance, Guessed, Uncertainty

if TYPE_CHECKING:
    import pandas as pd

MOST_SAID = 4
"""Outcomes that sentences name; the table has all of them."""


def frame(found: Uncertainty) -> pd.DataFrame:
    """Return one row an outcome at the scenario: its likelihoods with their standard errors."""
    import pandas as pd

    rows = []
    for each in found.outcomes:
        row: dict[str, object] = {"outcome": each.outcome, "label": each.label}
        for name in ("is_equilibrium", "is_only", "ripe", "selected", "prior"):
            share: Estimate | None = getattr(each, name)
            row |= {name: share.value if share else float("nan"),
                    f"{name} standard error": share.error if share else float("nan")}
        rows.append(row)
    columns = list(rows[0]) if rows else ["outcome", "label"]
    return stamped(pd.DataFrame(rows, columns=columns), found.provenance)


def draws(found: Uncertainty) -> pd.DataFrame:
    """Return one row a guess: its parameters, what is an equilibrium at the scenario, whether it survives."""
    import pandas as pd

    here, marks = found.plan.moments[0], found.sample.marks[0]
    places = found.plan.places(found.sample.cube, here)
    columns: dict[str, object] = {name: places[name] for name in found.plan.guesses.names}
    columns |= {f"equilibrium {outcome or label}": marks.held[:, k] for k, (outcome, label) in enumerate(marks.keys)}
    left = survivors(found.plan, found.sample)
    columns |= {"equilibria": marks.count} | ({} if left is None else {"survives": left})
    return stamped(pd.DataFrame(columns), found.provenance)


def text(found: Uncertainty) -> str:
    head = f"Uncertainty of {found.name}: {found.draws:,} guesses, seed {found.seed}"
    return "\n".join([head, *(f"  {sentence}" for sentence in sentences(found))])


def sentences(found: Uncertainty) -> list[str]:
    """Say what is likely, what matters most, what flips the answer, what history rules out, and what to know."""
    model = found.plan.model
    said = [f"{each.name}: an equilibrium in {likely(each.is_equilibrium)}, the only one in {likely(each.is_only)}."
            for each in found.outcomes[:MOST_SAID] if each.is_equilibrium.value > 0]
    if found.ripe.value > 0:
        said.append(f"Talks are ripe in {likely(found.ripe)}.")
    if found.matters_most:
        said.append(matters(model, found))
    if found.flips:
        said += [ends(model, row, row.profile.outcome or row.profile.label) for row in found.flips.rows]
        said += joins(model, found.flips, lambda each: each.outcome or each.label)
    history = ruled_out(model, found)
    return [*said, *(each for each in history if each not in found.notes), *found.notes]


def document(found: Uncertainty) -> dict[str, object]:
    """Return the document of `uncertainty --format json`."""
    return {
        "draws": found.draws, "seed": found.seed, "rejected": found.rejected, "survivors": found.survivors,
        "guesses": [_guess(each) for each in found.guesses],
        "outcomes": [_chance(each) for each in found.outcomes],
        "no_equilibrium": _estimate(found.none), "several": _estimate(found.several), "ripe": _estimate(found.ripe),
        "undecided": found.undecided, "of": found.of, "matters_most": list(found.matters_most),
        "tornado": [_bar(each) for each in found.tornado], **_indices(found.sobol),
        "radii": [{"label": each.profile.label, "outcome": each.profile.outcome or None, "radius": each.radius,
                   "party": each.party, "to": each.to} for each in found.radii],
        "flips": _flips(found.flips), "history": _history(found.history), "bands": _bands(found.bands),
        "sentences": sentences(found), "notes": list(found.notes),
    }


def _estimate(found: Estimate | None) -> dict[str, object] | None:
    return None if found is None else {"value": found.value, "standard_error": found.error, "draws": found.draws}


def _guess(each: Guessed) -> dict[str, object]:
    return {"parameter": each.parameter, "now": each.now, "shape": each.shape, "low": each.low, "high": each.high}


def _chance(each: Chance) -> dict[str, object]:
    return {
        "outcome": each.outcome or None, "label": each.label or None, "is_equilibrium": each.is_equilibrium.value,
        "standard_error": each.is_equilibrium.error, "is_only": each.is_only.value,
        "is_only_standard_error": each.is_only.error, "ripe": each.ripe.value,
        "ripe_standard_error": each.ripe.error, "selected": _estimate(each.selected), "prior": _estimate(each.prior)}


def _names(keys: Sequence[Key]) -> list[str]:
    return [outcome or label for outcome, label in keys]


def _bar(each: Bar) -> dict[str, object]:
    return {"parameter": each.parameter, "now": each.now, "low": each.low, "high": each.high, "at_low": each.at_low,
            "at_high": each.at_high, "swing": each.swing, "held_low": _names(each.held_low),
            "held_high": _names(each.held_high)}


def _indices(found: Indices | None) -> dict[str, object]:
    if found is None:
        return {"sobol": [], "sobol_design": None}
    rows = [{"parameters": list(each.parameters), "first": each.first, "first_confidence": each.first_confidence,
             "total": each.total, "total_confidence": each.total_confidence} for each in found.rows]
    return {"sobol": rows, "sobol_design": {"of": found.of, "points": found.points, "mean": found.mean,
                                            "variance": found.variance, "broken": found.broken,
                                            "left_out": found.left_out}}


def _flips(found: Flips | None) -> dict[str, object] | None:
    if found is None:
        return None
    rows = [{"label": each.profile.label, "outcome": each.profile.outcome or None, "at_least": each.at_least,
             "at_most": each.at_most, "party": each.party or None, "to": each.to or None, "moves": dict(each.moves),
             "shares": dict(each.shares), "proof": each.proof} for each in found.rows]
    other = found.joined
    joining = None if found.joins is None else {
        "at_least": found.joins, "label": found.joins_profile.label if found.joins_profile else None,
        "at_most": other.at_most if other else None, "joined": other.profile.label if other else None,
        "moves": dict(other.moves) if other else {}}
    return {"at_least": found.at_least, "equilibria": rows, "joins": joining, "still": list(found.still),
            "note": found.note or None}


def _history(found: History | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "draws": found.draws, "survivors": found.survivors, "tells_most": found.tells_most or None,
        "observations": [{"preset": each.preset, "outcomes": list(each.outcomes), "allowed": _estimate(each.allowed),
                          "survivors_without": each.without} for each in found.observations],
        "quantiles": list(QUANTILES),
        "parameters": [{"parameter": each.parameter, "prior": list(each.prior),
                        "posterior": None if each.posterior is None else list(each.posterior),
                        "distance": each.distance} for each in found.parameters],
        "elsewhere": [{"preset": each.preset or None, "outcome": each.outcome or None, "label": each.label or None,
                       "prior": _estimate(each.prior), "posterior": _estimate(each.posterior)}
                      for each in found.elsewhere],
    }


def _bands(found: Bands | None) -> dict[str, object] | None:
    if found is None:
        return None
    rows = [{"outcome": outcome or None, "label": label or None, "is_equilibrium": [each.value for each in row],
             "standard_error": [each.error for each in row]} for (outcome, label), row in found.rows.items()]
    return {"over": found.over, "path": found.path or None, "x": list(found.x), "draws": found.draws,
            "left_out": list(found.left_out), "outcomes": rows}
