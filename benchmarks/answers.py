"""Is every point answered? Every analysis, page and the brief over random points of every shipped model.

Each try ends in an answer, in one sentence (a NegotiationError of one line), or in a failure: anything else.
Run alone: `python -m benchmarks.answers MODEL COUNT`; pages are drawn without a browser.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator

import negotiation as ng
from benchmarks.points import Point, drawn
from negotiation.errors import NegotiationError
from negotiation.library import shipped
from negotiation.model import Model

COUNT = int(os.environ.get("ANSWERS", "20"))
"""Points of each model; 500 for the long run."""

Try = Callable[[Model, str, Point], object]


def _bargain(model: Model, name: str, point: Point) -> object:
    deal = ng.bargain(model, preset="", at=point)
    return repr(deal), deal.document(), deal.to_frame()


def _levers(model: Model, name: str, point: Point) -> object:
    target = next((each.id for each in model.outcomes), None)
    return target and model.parameters and repr(ng.levers(model, target, preset="", at=point))


def _regimes(model: Model, name: str, point: Point) -> object:
    over = next(iter(model.parameters), None)
    fixed = {name: value for name, value in point.items() if name != over}
    return over and repr(ng.regimes(model, over=over, preset="", at=fixed))


def _margins(model: Model, name: str, point: Point) -> object:
    return model.parameters and repr(ng.margins(model, preset="", at=point))


def _ripeness(model: Model, name: str, point: Point) -> object:
    over = next(iter(model.parameters), None)
    fixed = {name: value for name, value in point.items() if name != over}
    return over and repr(ng.ripeness(model, over=over, preset="", at=fixed))


def _refined(model: Model, name: str, point: Point) -> object:
    game = model.at("", at=point)
    return repr(ng.refined(game, ng.solve(game))), ng.correlated(game)


def _brief(model: Model, name: str, point: Point) -> object:
    from negotiation.view import brief

    return brief.page(_visit(model, name, point), ""), brief.commands(_visit(model, name, point))


def _visit(model: Model, name: str, point: Point, ordinal: bool = False) -> object:
    from negotiation.view.session.scenario import Address, Scenario
    from negotiation.view.session.visit import visit

    return visit(model, Address(Scenario(name, "", point), ordinal=ordinal))


def _page(id: str, ordinal: bool = False) -> Try:
    def draw(model: Model, name: str, point: Point) -> object:
        import streamlit as st

        from negotiation.view.pages import PAGES

        page = next(each for each in PAGES if each.id == id)
        here = _visit(model, name, point, ordinal)
        st.session_state["address"] = here.address  # type: ignore[attr-defined]
        return page.draw(ordinal)(here) if page.fits(model) else None

    return draw


TRIES: dict[str, Try] = {
    "bargain": _bargain, "levers": _levers, "regimes": _regimes, "margins": _margins, "ripeness": _ripeness,
    "refined": _refined, "brief": _brief,
    **{f"page {id}": _page(id) for id in ("now", "when", "levers", "leverage", "sure", "numbers", "model")},
    "page leverage, order only": _page("leverage", True),
}


def ends(attempt: Try, model: Model, name: str, point: Point) -> str:
    """Return how a try ends: "answer", "sentence", or what failed."""
    try:
        said = attempt(model, name, point)
    except NegotiationError as error:
        return "sentence" if "\n" not in str(error) else f"many lines: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    untold = "could not be computed" in str(said)
    return "sentence" if untold else "answer"


def tally(name: str, model: Model, points: list[Point]) -> Iterator[str]:
    """Yield a line a try: how many points ended in an answer, in a sentence, in a failure, and the first failures."""
    for what, attempt in TRIES.items():
        found: Counter[str] = Counter()
        failures: Counter[str] = Counter()
        for point in points:
            end = ends(attempt, model, name, point)
            found[end if end in ("answer", "sentence") else "failure"] += 1
            if end not in ("answer", "sentence"):
                failures[end[:120]] += 1
        yield (f"{name}, {what}: {found['answer']} answers, {found['sentence']} sentences, {found['failure']} failures"
               + "".join(f"\n    {count} x {end}" for end, count in failures.most_common(3)))


def run(names: list[str] | None = None) -> Iterator[str]:
    """Yield the tallies of all shipped models, or of those named."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    for name in names or shipped():
        model = ng.load(name)
        yield from tally(name, model, drawn(model, COUNT))


if __name__ == "__main__":
    for line in run(sys.argv[1:]):
        print(line, flush=True)
