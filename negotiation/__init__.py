"""What does a change on the battlefield do to the bargaining table?

    import negotiation as ng
    model = ng.load("geneva-2016")
    print(ng.solve(model.at(control=0.7)))

Names are imported when they are first used, so that `import negotiation` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOME = {
    "load": "library",
    "shipped": "library",
    "Model": "model",
    "Parameter": "model.declarations",
    "Game": "game",
    "Party": "game.parties",
    "Strategy": "game.parties",
    "Equilibria": "game.equilibria",
    "SOLVERS": "solvers",
    "solve": "solvers",
    "refinements": "refine",
    "refined": "refine",
    "Correlated": "solvers.correlated",
    "correlated": "solvers.correlated",
    "mediator_value": "solvers.correlated",
    "Trajectory": "solvers.peers.dynamics",
    "fictitious_play": "solvers.peers.dynamics",
    "replicator": "solvers.peers.dynamics",
    "Sweep": "studies.sweeps",
    "SweepInterrupted": "studies.sweeps",
    "StudyInterrupted": "studies.files.stream",
    "sweep_to": "studies.swept",
    "read_study": "studies.files.stored",
    "replay": "studies.files.replay",
    "sweep": "studies.sweeps",
    "Regimes": "tipping.result",
    "regimes": "tipping",
    "RegimeMap": "tipping.plane.mapped",
    "regime_map": "tipping",
    "Margins": "tipping",
    "margins": "tipping",
    "Ripeness": "tipping.ripe",
    "ripeness": "tipping",
    "Levers": "inverse.result",
    "levers": "inverse",
    "Doubt": "incomplete.reading",
    "doubt": "incomplete",
    "Offer": "incomplete.proposal",
    "offer": "incomplete",
    "Uncertainty": "sensitivity.result",
    "uncertainty": "sensitivity",
    "uncertainty_to": "sensitivity.streamed",
    "unfold_to": "studies.wars",
    "ConflictGraph": "conflict_graph",
    "Stability": "conflict_graph",
    "StabilityAlong": "conflict_graph",
    "stability": "conflict_graph",
    "conflicts": "library",
    "SOLUTIONS": "bargaining",
    "ShareDeal": "bargaining",
    "PackageDeal": "bargaining",
    "IssueDeal": "bargaining",
    "bargain": "bargaining",
    "Coalitions": "alliances.result",
    "coalitions": "alliances",
    "tu_game": "alliances",
    "Voting": "alliances.voting",
    "PowerAlong": "alliances.along",
    "power": "alliances.along",
    "Point": "model.point",
    "Provenance": "provenance",
    "StochasticGame": "unfolding.game.stochastic",
    "War": "unfolding.war",
    "unfold": "unfolding",
    "document": "report.documents",
    "schema": "report.documents",
    "write": "report.export",
    "check": "expectations",
    "NegotiationError": "errors",
    "ArgumentError": "errors",
    "ExportError": "errors",
    "ModelError": "errors",
    "ParameterError": "errors",
    "PointError": "errors",
    "SolverError": "errors",
    "StudyError": "errors",
}
"""Public name -> the module that it lives in."""

__all__ = ["__version__", *_HOME]


if TYPE_CHECKING:
    from negotiation.alliances import coalitions as coalitions
    from negotiation.alliances import tu_game as tu_game
    from negotiation.alliances.along import PowerAlong as PowerAlong
    from negotiation.alliances.along import power as power
    from negotiation.alliances.result import Coalitions as Coalitions
    from negotiation.alliances.voting import Voting as Voting
    from negotiation.bargaining import SOLUTIONS as SOLUTIONS
    from negotiation.bargaining import IssueDeal as IssueDeal
    from negotiation.bargaining import PackageDeal as PackageDeal
    from negotiation.bargaining import ShareDeal as ShareDeal
    from negotiation.bargaining import bargain as bargain
    from negotiation.conflict_graph import ConflictGraph as ConflictGraph
    from negotiation.conflict_graph import Stability as Stability
    from negotiation.conflict_graph import StabilityAlong as StabilityAlong
    from negotiation.conflict_graph import stability as stability
    from negotiation.errors import ArgumentError as ArgumentError
    from negotiation.errors import ExportError as ExportError
    from negotiation.errors import ModelError as ModelError
    from negotiation.errors import NegotiationError as NegotiationError
    from negotiation.errors import ParameterError as ParameterError
    from negotiation.errors import PointError as PointError
    from negotiation.errors import SolverError as SolverError
    from negotiation.errors import StudyError as StudyError
    from negotiation.expectations import check as check
    from negotiation.game import Game as Game
    from negotiation.game.equilibria import Equilibria as Equilibria
    from negotiation.game.parties import Party as Party
    from negotiation.game.parties import Strategy as Strategy
    from negotiation.incomplete import doubt as doubt
    from negotiation.incomplete import offer as offer
    from negotiation.incomplete.proposal import Offer as Offer
    from negotiation.incomplete.reading import Doubt as Doubt
    from negotiation.inverse import levers as levers
    from negotiation.inverse.result import Levers as Levers
    from negotiation.library import conflicts as conflicts
    from negotiation.library import load as load
    from negotiation.library import shipped as shipped
    from negotiation.model import Model as Model
    from negotiation.model.declarations import Parameter as Parameter
    from negotiation.model.point import Point as Point
    from negotiation.provenance import Provenance as Provenance
    from negotiation.refine import refined as refined
    from negotiation.refine import refinements as refinements
    from negotiation.report.documents import document as document
    from negotiation.report.documents import schema as schema
    from negotiation.report.export import write as write
    from negotiation.sensitivity import uncertainty as uncertainty
    from negotiation.sensitivity.result import Uncertainty as Uncertainty
    from negotiation.sensitivity.streamed import uncertainty_to as uncertainty_to
    from negotiation.solvers import SOLVERS as SOLVERS
    from negotiation.solvers import solve as solve
    from negotiation.solvers.correlated import Correlated as Correlated
    from negotiation.solvers.correlated import correlated as correlated
    from negotiation.solvers.correlated import mediator_value as mediator_value
    from negotiation.solvers.peers.dynamics import Trajectory as Trajectory
    from negotiation.solvers.peers.dynamics import fictitious_play as fictitious_play
    from negotiation.solvers.peers.dynamics import replicator as replicator
    from negotiation.studies.files.replay import replay as replay
    from negotiation.studies.files.stored import read_study as read_study
    from negotiation.studies.files.stream import StudyInterrupted as StudyInterrupted
    from negotiation.studies.sweeps import Sweep as Sweep
    from negotiation.studies.sweeps import SweepInterrupted as SweepInterrupted
    from negotiation.studies.sweeps import sweep as sweep
    from negotiation.studies.swept import sweep_to as sweep_to
    from negotiation.studies.wars import unfold_to as unfold_to
    from negotiation.tipping import regime_map as regime_map
    from negotiation.tipping import regimes as regimes
    from negotiation.tipping import ripeness as ripeness
    from negotiation.tipping.margins import Margins as Margins
    from negotiation.tipping.margins import margins as margins
    from negotiation.tipping.plane.mapped import RegimeMap as RegimeMap
    from negotiation.tipping.result import Regimes as Regimes
    from negotiation.tipping.ripe import Ripeness as Ripeness
    from negotiation.unfolding import unfold as unfold
    from negotiation.unfolding.game.stochastic import StochasticGame as StochasticGame
    from negotiation.unfolding.war import War as War
else:
    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module 'negotiation' has no attribute {name!r}")
        value = getattr(import_module(f"negotiation.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
