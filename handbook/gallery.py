"""The table of the shipped models: source, whether the numbers are published, the answer that the file proves."""

from __future__ import annotations

from handbook.pictures import shown
from negotiation.library import GRAPHS, groups, load
from negotiation.model import Model
from negotiation.model.conflict import Conflict

INTRODUCTION = """# The library of models

Made from the model files by `python -m handbook`; a test keeps it up to date. Each model loads by its name from
anywhere (`ng.load("bismarck-sea")`, `negotiation solve bismarck-sea`), and `negotiation check NAME` proves what its
file states.

*Published*: the payoffs stand in the source named and were confirmed there or in a text that quotes it. *Unconfirmed*:
a source is said to hold them, but nobody could read it again for this file. *Illustrative*: the structure is the
source's, or nobody's, and the numbers are the file's own; a formula that is published holds for any of them. The
caveats of each file say more. Each picture is drawn from the file by `result.chart()`, at the model's defaults.
"""

WORDS = {"published": "published", "unconfirmed": "unconfirmed", "illustrative": "illustrative", "": "not said"}


def gallery() -> str:
    """Return the page: a table a group, a row a model."""
    parts = [INTRODUCTION]
    for group in groups():
        rows = "\n".join(_row(name, load(name)) for name in group.files)
        drawn = "\n\n".join(_drawn(name, load(name)) for name in group.files)
        parts.append(f"## {group.label}\n{group.about}\n\n| model | numbers | answer | proved | source |\n"
                     f"|---|---|---|---|---|\n{rows}\n\n{drawn}\n")
    return "\n".join(parts) + f"\nThe models in `{GRAPHS}/` are read by [stability](stability.md).\n"


def _drawn(name: str, model: Model) -> str:
    """Return a model's picture with what it shows."""
    said = shown(model)
    return f"**`{name}`**: {said}.\n\n![{name}: {said}](pictures/{name}.svg)"


def _row(name: str, model: Model) -> str:
    stated = len(model.statements if isinstance(model, Conflict) else model.expectations)
    sources = "; ".join(each.label for each in model.sources.values())
    cells = (f"`{name}`: {model.title}", WORDS[model.numbers], model.answer, f"{stated}", sources)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
