"""Draws -> the result: counted with their errors, among the guesses that history leaves."""

from __future__ import annotations

import numpy as np

from negotiation.game import Array
from negotiation.plain import one
from negotiation.provenance import Provenance
from negotiation.sensitivity.bands import Bands, bands
from negotiation.sensitivity.drawn.estimate import share
from negotiation.sensitivity.drawn.guesses import described
from negotiation.sensitivity.drawn.marks import Key, Marks
from negotiation.sensitivity.drawn.sample import Plan, Sample, first
from negotiation.sensitivity.history import history, survivors
from negotiation.sensitivity.result import Chance, Guessed, Known, Uncertainty
from negotiation.wording import percent

BANDED = 1024
"""Draws of which bands are made at most."""


def laid(plan: Plan, sample: Sample, known: Known, origin: Provenance) -> Uncertainty:
    """Return the result of a sample."""
    marks, left, split = sample.marks[0], survivors(plan, sample), _split(plan, sample)
    past = history(plan, sample)
    rows = sorted((_chance(key, marks, known.chosen, split, left) for key in _keys(marks, known.chosen)),
                  key=lambda row: -np.nan_to_num(row.is_equilibrium.value, nan=-1.0))
    chosen = marks.complete if left is None else marks.complete[left]
    undecided = 1.0 - float(chosen.mean()) if len(chosen) else 0.0
    return Uncertainty(
        plan.model.id, plan.model.version, sample.draws, plan.seed, sample.rejected,
        sample.draws if left is None else int(left.sum()),
        tuple(Guessed(**described(each, one(plan.moments[0].point[each.id]))) for each in plan.guesses.each),
        tuple(rows), share(marks.count == 0, split, left), share(marks.count > 1, split, left),
        share(np.asarray(marks.ripe.any(axis=1)), split, left), undecided, past, _bands(plan, sample, known, left),
        tuple(_notes(plan, sample, known, undecided)) + (past.notes if past else ()), known, plan, sample,
        origin.by("uncertainty", plan.method, draws=sample.draws))


def _split(plan: Plan, sample: Sample) -> Array | None:
    return sample.split if plan.sampling == "sobol" else None


def _keys(marks: Marks, chosen: Marks | None) -> list[Key]:
    return list(dict.fromkeys([*marks.keys, *(chosen.keys if chosen else ())]))


def _chance(key: Key, marks: Marks, chosen: Marks | None, split: Array | None, left: Array | None) -> Chance:
    selected = None
    if chosen is not None:
        count = len(chosen.count)
        selected = share(chosen.column(key), None if split is None else split[:count],
                         None if left is None else left[:count])
    # A mixture that the logit branch selects is none of what method pure looks for.
    looked = left if key in marks.keys or key[0] else np.zeros(len(marks.count), dtype=bool)
    held, only, ripe = (share(marks.column(key, what), split, looked) for what in ("held", "only", "ripe"))
    prior = share(marks.column(key), split, None if looked is left else looked)
    return Chance(*key, held, only, ripe, selected, prior)


def _bands(plan: Plan, sample: Sample, known: Known, left: Array | None) -> Bands | None:
    if known.along is None:
        return None
    along, x = known.along
    some = np.arange(sample.draws) if left is None else np.flatnonzero(left)
    count = int(some[BANDED - 1]) + 1 if len(some) > BANDED else sample.draws
    among = None if left is None else left[:count]
    return bands(plan, plan.moments[0], first(sample, count), along, np.array(x), among)


def _notes(plan: Plan, sample: Sample, known: Known, undecided: float) -> list[str]:
    said, here = [], plan.moments[0].point
    same = next((each for each in plan.moments[1:] if each.observed and each.point == here), None)
    if same is not None:
        said.append(f"The scenario is {same.preset} itself: that {' or '.join(same.observed)} is an equilibrium there "
                    "was put in and is no finding.")
    if sample.rejected:
        said.append(f"{percent(sample.rejected)} of the guesses drawn break a constraint and were rejected.")
    if undecided:
        said.append(f"In {percent(undecided)} of the guesses the method proved nothing about further equilibria; they "
                    "count as not the only one.")
    if plan.method == "pure":
        said.append("Pure equilibria are counted; method complete counts mixed ones too.")
    if known.flips and known.flips.still:
        said.append(f"{', '.join(known.flips.still)}: at zero, so a share of the value leaves it there.")
    if known.flips and known.flips.note:
        said.append(known.flips.note)
    if known.sobol and known.sobol.broken:
        said.append(f"Sobol indices lift the constraints, since they need independent guesses; "
                    f"{percent(known.sobol.broken)} of their points break one.")
    return said
