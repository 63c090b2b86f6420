"""A scenario as a file: its address, and the text of the model where it is of the user's own making."""

from __future__ import annotations

import json

from negotiation.errors import NegotiationError
from negotiation.model import Model
from negotiation.view.session import own, scenario
from negotiation.view.session.scenario import Address

FORMAT = "negotiation scenario 1"
MOST_BYTES = 600_000


def write(address: Address, model: Model) -> str:
    """Return the file: every value is written out, so that it keeps its meaning."""
    document: dict[str, object] = {"format": FORMAT, "title": model.title, "query": scenario.whole(address, model)}
    if own.is_own(address.scenario.model):
        document["model_text"], document["model_suffix"] = own.text(address.scenario.model)
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read(data: bytes) -> dict[str, str]:
    """Return the query parameters that a file holds; keep the model that comes with it.

    Raises NegotiationError in one line where it is no scenario file.
    """
    try:
        document = json.loads(data[:MOST_BYTES].decode("utf-8"))
        fits = document["format"] == FORMAT
        query = {str(name): str(value) for name, value in document["query"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NegotiationError("this file is not a saved scenario; save one under Share and open that") from None
    if not fits:
        raise NegotiationError(f"this file has the format '{str(document['format'])[:40]}'; allowed: '{FORMAT}'")
    if "model_text" in document:
        query["model"] = own.keep(str(document["model_text"]), str(document.get("model_suffix")))
        own.model(query["model"])
    return query
