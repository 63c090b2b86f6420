"""The example notebooks: executed by `python -m handbook notebooks`, and shown as pages of the documentation.

A notebook of `notebooks/` is stored with its outputs; a test runs it again and compares them. Its page is made from
the stored file alone, so that the documentation needs no kernel.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "notebooks"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.ipynb")))

Cell = dict[str, Any]


def stored(name: str) -> dict[str, Any]:
    """Return a notebook as it is stored."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
    return found


def executed(name: str) -> dict[str, Any]:
    """Return a notebook, run anew in a kernel of its own, without what differs from run to run; needs `nbclient`."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    NotebookClient(book, timeout=240, coalesce_streams=True, resources={"metadata": {"path": str(FOLDER)}}).execute()
    found: dict[str, Any] = json.loads(nbformat.writes(book))
    found["metadata"] = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                         "language_info": {"name": "python"}}
    for number, cell in enumerate(found["cells"]):
        cell["id"], cell["metadata"] = f"cell-{number + 1}", {}
        for output in cell.get("outputs", ()):
            if "image/svg+xml" in output.get("data", {}):
                output["data"]["text/plain"] = ["a chart"]
    return found


def write(name: str) -> None:
    """Run a notebook and store it."""
    text = json.dumps(executed(name), indent=1, ensure_ascii=False) + "\n"
    (FOLDER / f"{name}.ipynb").write_text(text, encoding="utf-8")


def pages() -> dict[str, Callable[[], str]]:
    """Return the pages and pictures of all notebooks: file in docs/ -> its text."""
    found: dict[str, Callable[[], str]] = {}
    for name in NAMES:
        found[f"notebooks/{name}.md"] = lambda name=name: _page(name)  # type: ignore[misc]
        for k, _ in enumerate(_pictures(name)):
            found[f"notebooks/{name}-{k + 1}.svg"] = lambda name=name, k=k: list(_pictures(name))[k]  # type: ignore[misc]
    return found


def _page(name: str) -> str:
    """Return a notebook as Markdown: its text, its code, what the code showed."""
    parts, drawn = [], 0
    for cell in stored(name)["cells"]:
        source = _joined(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        for output in cell["outputs"]:
            data = output.get("data", {})
            if "image/svg+xml" in data:
                drawn += 1
                parts.append(f"![Chart {drawn}]({name}-{drawn}.svg)")
            elif "text/markdown" in data:
                parts.append(_joined(data["text/markdown"]))
            elif "text/html" in data:
                parts.append(f'<div class="shown">\n{_joined(data["text/html"]).strip()}\n</div>')
            else:
                parts.append(f"```text\n{_joined(data.get('text/plain', output.get('text', ''))).rstrip()}\n```")
    source = f"\n*This page is the notebook `notebooks/{name}.ipynb`; a test runs it and compares what it shows.*\n"
    return "\n\n".join(parts) + "\n" + source


def _pictures(name: str) -> Iterator[str]:
    for cell in stored(name)["cells"]:
        for output in cell.get("outputs", ()):
            if "image/svg+xml" in output.get("data", {}):
                yield _joined(output["data"]["image/svg+xml"])


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
