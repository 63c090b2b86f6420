"""What does a change on the battlefield do to the bargaining table?

    import negotiation as ng
    model = ng.load("geneva-2016")
    print(ng.solve(model.at(control=0.7)))

Names are imported when they are first used, so that `import negotiation` costs nothing.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "load": "library",
    "shipped": "library",
    "Model": "model",
    "Parameter": "model",
    "Game": "game",
    "Party": "parties",
    "Strategy": "parties",
    "Equilibria": "equilibria",
    "NegotiationError": "errors",
    "SOLVERS": "solvers",
    "solve": "solvers",
    "refinements": "refine",
    "refined": "refine",
    "correlated": "solvers.correlated",
    "mediator_value": "solvers.correlated",
    "fictitious_play": "solvers.dynamics",
    "replicator": "solvers.dynamics",
    "sweep": "sweeps",
    "regimes": "tipping",
    "regime_map": "tipping",
    "margins": "tipping",
    "ripeness": "tipping",
    "levers": "inverse",
    "SOLUTIONS": "bargaining",
    "bargain": "bargaining",
    "write": "export",
    "check": "expectations",
}
"""Public name -> the module that it lives in."""

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'negotiation' has no attribute {name!r}")
    value = getattr(import_module(f"negotiation.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
