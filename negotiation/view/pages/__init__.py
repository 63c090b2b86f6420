"""The pages, read from top to bottom as answers to questions; one file and one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from negotiation.model import Model


@dataclass(frozen=True)
class Page:
    """A row of PAGES: its id in links, its title, its group, and the module of that id whose `draw` shows it.

    `needs` names what a model must have (`NEEDS`); `ordinal` the module that stands in where payoffs are read as an
    order only; `graph` the one that draws the page of a graph model, "" where the question needs payoffs.
    """

    id: str
    title: str
    group: str
    needs: str = ""
    ordinal: str = ""
    graph: str = ""

    def draw(self, ordinal: bool = False, graph: bool = False) -> Callable[[Any], None]:
        """Import the page when it is first opened."""
        name = self.graph if graph else self.ordinal if ordinal and self.ordinal else self.id
        return import_module(f"negotiation.view.pages.{name}").draw

    def fits(self, model: Model) -> bool:
        """Return whether the model has what the page needs."""
        if not model.has_payoffs:
            return bool(self.graph)
        return not self.needs or NEEDS[self.needs](model)


NEEDS: Mapping[str, Callable[[Model], bool]] = {
    "parameters": lambda model: bool(model.parameters),
    # Two parties bargain over lotteries of their outcomes, which needs no declared table.
    # In doubt the parties, not their agents, bargain.
    "bargaining": lambda model: bool((model.known or model).bargaining) or len((model.known or model).parties) == 2,
    "choices": lambda model: any(count > 1 for count in model.strategy_counts),
}
"""What a page may need of a model with payoffs."""


NOW, TIME, WHO, SURE, MODEL = GROUPS = ("Now", "Over time", "Who with whom", "How sure", "Model")
"""What the pages ask about, in the order on the screen."""

PAGES: tuple[Page, ...] = (
    Page("now", "What happens now?", NOW),
    Page("levers", "What would it take?", NOW, "parameters"),
    Page("when", "When does it change?", TIME, "parameters"),
    Page("next", "What happens next?", TIME),
    Page("leverage", "Who has leverage?", WHO, "bargaining", ordinal="instead.preferences"),
    Page("allies", "Who should ally?", WHO),
    Page("stable", "Is it stable?", WHO, "choices", graph="stable"),
    Page("sure", "How sure are we?", SURE),
    Page("who", "Who knows what?", SURE),
    Page("numbers", "Show me the numbers", MODEL),
    Page("model", "The model", MODEL, graph="instead.conflict"),
    Page("edit", "Make it your own", MODEL, graph="edit"),
)
