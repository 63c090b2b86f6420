"""Does a model's [bargaining] section make sense at given points? What `bargain` would refuse there, key by key."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from negotiation.bargaining.deals.issues import worth_of
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.setting import Setting
from negotiation.bargaining.problem.soundness import Unsound, points_of, sides_of, table_of, values_of
from negotiation.game import Array
from negotiation.model import Model


def unsound(model: Model, points: Mapping[str, Array], size: int) -> list[Unsound]:
    """Return what makes no sense at points (P,); no strategy moves these formulas, so no equilibrium is needed."""
    section = model.bargaining
    if section is None or not (section.issues or len(section.sides) == 2):
        return []
    if section.issues:
        return list(points_of(worth_of(model, points, section.issues, size), model.parties, section.issues))
    words, shape = np.full(size, "", dtype=object), (size, len(model.parties))
    setting = Setting(model)
    with np.errstate(all="ignore"):
        division = setting.unchecked(points, NoDeal(np.zeros(shape), np.zeros(shape, dtype=int), words, words))
        return [*sides_of(division), *values_of(division, model.parties), *table_of(setting.table(division))]
