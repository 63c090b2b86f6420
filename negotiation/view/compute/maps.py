"""The map over two sliders: regions of the same equilibria by name, cached for all places of the two sliders."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import negotiation.report.narrate as narrate
from negotiation.model import Model
from negotiation.tipping import regime_map
from negotiation.tipping.plane.mapped import Beyond, RegimeMap
from negotiation.tipping.plane.regions import Region
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Values, laid, named

CELLS = 51
SMALL = 21
LARGE_GAME = 400
"""Profiles beyond which a map is sampled coarsely."""


@dataclass(frozen=True, eq=False)
class Map:
    """A map with its regions: `groups` (S,) numbers the region of each set, `members` names the equilibria of each."""

    found: RegimeMap
    groups: tuple[int, ...]
    members: tuple[tuple[narrate.Member, ...], ...]
    regions: tuple[Region, ...]

    def names(self, number: int) -> list[str]:
        """Return the names of a region's equilibria; of one unknown to the map, none."""
        return [each.name for each in self.members[number]] if 0 <= number < len(self.members) else []

    def here(self, x: float, y: float) -> list[str]:
        """Return the names of the equilibria at a place."""
        return [each.name for each in narrate.members(self.found.plane.model, self.found.standing(x, y))]

    def around(self, x: float, y: float) -> dict[str, Beyond | None]:
        """Return the nearest borders of a place that are drawn."""
        return self.found.around(x, y, self.groups)


def over_two(model: Model, at: Values, first: str, second: str) -> Map:
    """Return the map over two parameters, the others held."""
    fixed = [
        model.parameters[name].low if name in (first, second) else value for name, value in named(model, at).items()
    ]
    return _over_two(model, tuple(fixed), first, second)


@cached
def _over_two(model: Model, fixed: Values, first: str, second: str) -> Map:
    size = CELLS if prod(model.strategy_counts) <= LARGE_GAME else SMALL
    held = {name: value for name, value in named(model, fixed).items() if name not in (first, second)}
    found = regime_map(model, first, second, points=size, at=laid(model, held))
    numbers: dict[tuple[narrate.Member, ...], int] = {}
    groups = tuple(
        numbers.setdefault(narrate.members(model, each), len(numbers)) for each in found.profiles
    )
    return Map(found, groups, tuple(numbers), tuple(found.regions(groups)))
