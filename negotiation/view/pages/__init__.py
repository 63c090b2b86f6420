"""The pages, read from top to bottom as answers to questions; one file and one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from negotiation.model import Model


@dataclass(frozen=True)
class Page:
    """A row of PAGES: its id in links, its title, and the module of that name whose `draw` shows it.

    `needs` names what a model must have; `ordinal` the module that stands in where payoffs are read as an order only.
    """

    id: str
    title: str
    needs: str = ""
    ordinal: str = ""

    def draw(self, ordinal: bool = False) -> Callable[[Any], None]:
        """Import the page when it is first opened."""
        name = self.ordinal if ordinal and self.ordinal else self.id
        return import_module(f"negotiation.view.pages.{name}").draw

    def fits(self, model: Model) -> bool:
        """Return whether the model has what the page needs."""
        return not self.needs or bool(getattr(model, self.needs))


PAGES: tuple[Page, ...] = (
    Page("now", "What happens now?"),
    Page("when", "When does it change?", "parameters"),
    Page("levers", "What would it take?", "parameters"),
    Page("leverage", "Who has leverage?", "bargaining", ordinal="preferences"),
    Page("sure", "How sure are we?"),
    Page("numbers", "Show me the numbers"),
    Page("model", "The model"),
    Page("edit", "Make it your own"),
)
