"""A bargain over issues or lotteries: who gets what under each solution."""

from __future__ import annotations

from typing import Any

from negotiation.view import cards, show
from negotiation.view.visit import Visit


def draw(visit: Visit, deal: Any) -> None:
    """Draw the page."""
    show.html("".join(f'<p class="n-tip">{cards.escape(said)}</p>' for said in deal.readings[:1]))
