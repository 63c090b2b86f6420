"""`negotiation new NAME`"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

SCHEMA = "negotiation.schema.json"
"""The file beside a new model from which an editor completes."""


def new(
    name: Annotated[str, typer.Argument(help="Name of the model; NAME.toml is written in this folder.")],
    title: Annotated[str, typer.Option(help="Title of the model.")] = "",
    sections: Annotated[str, typer.Option(
        metavar="NAME,...", help="Only these sections, and what they need: sources, constraints, readouts, outcomes, "
        "presets, paths, bargaining, unfolding, voting, coalitions, expectations; 'none' for none of them. Without it "
        "all.")] = "",
    schema: Annotated[bool, typer.Option(
        "--schema", help=f"Write {SCHEMA} too, and name it in the file: editors complete keys from it.")] = False,
) -> None:
    """Write a commented model to start from: it loads, holds what it states, and explains every section."""
    import json

    from negotiation.modelfile.authors import editors_schema, template

    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    only = None if not sections else [each.strip() for each in sections.split(",") if each.strip() not in ("", "none")]
    text = template(title or path.stem.replace("-", " ").replace("_", " ").capitalize(), only)
    _written(path, f"#:schema ./{SCHEMA}\n{text}" if schema else text)
    print(f"{path}: written; change it, then: negotiation check {shlex.quote(str(path))}")
    if schema and not (beside := path.with_name(SCHEMA)).exists():
        _written(beside, json.dumps(editors_schema(), indent=1, ensure_ascii=False) + "\n")
        print(f"{beside}: written")


def _written(path: Path, text: str) -> None:
    """Write a file that was not there; one line where that cannot be."""
    from negotiation.errors import ModelError

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ModelError(f"{path.name}: is there already; allowed: another name") from None
    except OSError as error:
        raise ModelError(f"{str(path)[:100]}: cannot be written ({error.strerror})") from None
    except ValueError:
        raise ModelError(f"{str(path)[:100]!r}: is no file name") from None
