"""Chart specifications in Vega-Lite: built once a shape, the data swapped in, so that a slider redraws no axes.

A chart is plain data (`Chart`): a specification with named datasets, and the sentence that stands for it where it
cannot be seen. `negotiation.view.drawing.show` draws it; `figure` writes it as SVG or PNG.
"""

from negotiation.view.charts.allies import power, structure
from negotiation.view.charts.bargains import deals
from negotiation.view.charts.bargains.deals_along import deals_along
from negotiation.view.charts.bargains.issues import issues
from negotiation.view.charts.bargains.lottery import lottery
from negotiation.view.charts.base import Chart, figure
from negotiation.view.charts.beliefs import colors as belief_colors
from negotiation.view.charts.beliefs import offers_along, outcomes_along
from negotiation.view.charts.guesses import bands, likelihoods, moved, tornado
from negotiation.view.charts.margins import margins
from negotiation.view.charts.moves import Walk, drawn, moves
from negotiation.view.charts.payoffs import PURE_LINES, payoffs, strands
from negotiation.view.charts.plane.plane import plane
from negotiation.view.charts.plane.regions import letter
from negotiation.view.charts.reach import reach, trade_off
from negotiation.view.charts.ribbon import ribbon
from negotiation.view.charts.unfolding.by_state import breaking, lanes, played_at, runs, values
from negotiation.view.charts.unfolding.fan import colors, ends, fan
from negotiation.view.palette import MIXED

__all__ = [
    "MIXED",
    "PURE_LINES",
    "Chart",
    "Walk",
    "bands",
    "belief_colors",
    "breaking",
    "colors",
    "deals",
    "deals_along",
    "drawn",
    "ends",
    "fan",
    "figure",
    "issues",
    "lanes",
    "letter",
    "likelihoods",
    "lottery",
    "margins",
    "moved",
    "moves",
    "offers_along",
    "outcomes_along",
    "payoffs",
    "plane",
    "played_at",
    "power",
    "reach",
    "ribbon",
    "runs",
    "strands",
    "structure",
    "tornado",
    "trade_off",
    "values",
]
