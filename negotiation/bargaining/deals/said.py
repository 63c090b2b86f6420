"""What every deal says of itself: verdict, reasons, tables and document, told by the room `report`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from negotiation.provenance import Tabled, told

if TYPE_CHECKING:
    import pandas as pd


class Deal(Tabled):
    """A bargain at P points."""

    @cached_property
    def verdicts(self) -> list[str]:
        """Return one of the standard sentences a point: "A deal exists but cannot be kept." and the like."""
        return told(self, "verdicts")

    @cached_property
    def readings(self) -> list[str]:
        """Return the verdict, why, and what the parties get or where the table's terms stand, at every point."""
        return told(self, "readings")

    def summary(self) -> pd.DataFrame:
        """Return the columns of `to_frame` that fit a terminal."""
        return told(self, "summary")

    def document(self) -> dict[str, object]:
        """Return the JSON document: everything at a batch of one, rows of the table at more points."""
        return told(self, "document")
