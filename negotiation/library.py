"""Find a model: a shipped one by name, or a file by path; the suffix picks the reader."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import import_module
from os import PathLike, scandir
from os.path import exists
from pathlib import Path

from negotiation.arguments import needed
from negotiation.errors import ModelError, unknown
from negotiation.model import Model
from negotiation.plain import Json

READERS: dict[str, tuple[str, str]] = {
    ".toml": ("negotiation.modelfile", "read_model"),
    ".nfg": ("negotiation.nfgfile", "read_nfg"),
    ".gmcr": ("negotiation.modelfile.conflict.gmcr", "read_gmcr"),
}
"""Suffix -> module and function that reads such a file."""

PARSERS: dict[str, tuple[str, str]] = {
    ".toml": ("negotiation.modelfile", "parse_model"),
    ".nfg": ("negotiation.nfgfile", "parse_nfg"),
    ".gmcr": ("negotiation.modelfile.conflict.gmcr", "parse_gmcr"),
}
"""Suffix -> module and function that reads the text of such a file."""


FILES = "a .toml, .nfg or .gmcr file"
"""The files that are read, in words."""

REFUSED: dict[str, str] = {
    ".efg": "extensive games are not read; let Gambit write its strategic form, a .nfg file: "
            "pygambit.read_efg(FILE).to_nfg()",
}
"""Suffix -> why such a file is not read, and what to do."""


@cache
def folder() -> Path:
    """Return the folder of shipped models: inside an installed wheel, or beside the package in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "models"
    return inside if inside.is_dir() else here.parent / "models"


@dataclass(frozen=True)
class Group:
    """Shipped models of one kind, as one folder holds them; `files` name -> file, in the order of their names."""

    id: str
    label: str
    about: str
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Card:
    """What a list says of a model: read from the head of its file, without building it."""

    title: str
    answer: str
    numbers: str


@cache
def card(path: Path) -> Card:
    """Return what a list says of a shipped model."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Card(*(str(table.get(key, "")) for key in ("title", "answer", "numbers")))


FOLDERS = "folders.toml"
"""What names the folders of shipped models, beside them."""

GRAPHS = "conflicts"
"""The folder of the models without payoffs."""


def groups() -> tuple[Group, ...]:
    """Return the shipped models by kind, in the order of `models/folders.toml`."""
    root = folder()
    parts = [root / FOLDERS, *(root / each.name for each in scandir(root) if each.is_dir())]
    found = _groups(root, tuple(sorted((each.name, each.stat().st_mtime_ns) for each in parts)))
    return tuple(replace(each, files=dict(each.files)) for each in found)


@lru_cache(maxsize=1)
def _groups(root: Path, changed: tuple[tuple[str, int], ...]) -> tuple[Group, ...]:
    """Read the folders, which a page asks for many times; a file that comes or goes changes its folder."""
    table = tomllib.loads((root / FOLDERS).read_text(encoding="utf-8"))
    return tuple(Group(id, row["label"], row["about"],
                       {path.stem: path for path in sorted((root / id).glob("*.toml"))})
                 for id, row in table.items())


def shipped() -> dict[str, Path]:
    """Return the shipped models that have payoffs, name -> file, by kind."""
    return {name: path for group in groups() if group.id != GRAPHS for name, path in group.files.items()}


def conflicts() -> dict[str, Path]:
    """Return the shipped graph models, name -> file."""
    return {name: path for group in groups() if group.id == GRAPHS for name, path in group.files.items()}


def known() -> dict[str, Path]:
    """Return all shipped models, those with payoffs first, name -> file."""
    return shipped() | conflicts()


def load(name: str | Path) -> Model:
    """Load a shipped model by name, or a model file by path.

    Raises
    ------
    ModelError
        One line: the file, the line where there is one, what was found, what is allowed.

    >>> load("geneva-2016").parties[0].label
    'United States'
    """
    needed("name", name, str, PathLike)
    if not str(name).strip():
        raise ModelError(f"name: found {str(name)!r:.20}; allowed: a shipped model's name, or {FILES}")
    here = known()
    if isinstance(name, str) and name in here:
        return replace(_reader(".toml")(here[name]), file=name)
    path = Path(name)
    if path.suffix in READERS:
        if not exists(path):  # Path.exists raises on a name that is too long.
            raise ModelError(f"{path.name[:100]}: no such file")
        return replace(_reader(path.suffix)(path), file=str(name))
    if (suffix := path.suffix.lower()) in REFUSED:
        raise ModelError(f"{path.name[:100]}: {REFUSED[suffix]}")
    if exists(path):
        what = "a directory" if path.is_dir() else f"a '{path.suffix}' file"
        raise ModelError(f"{path.name}: is {what}; allowed: {FILES}")
    raise ModelError(unknown("a shipped model, nor a file", str(name), here))


def kept(model: Model) -> dict[str, Json]:
    """Return what a question says of its model, so that `read_again` makes it again."""
    return {"model": model.id, "model text": model.text, **({"bayesian": True} if model.agents else {})}


def read_again(question: Mapping[str, Json]) -> Model:
    """Return the model of a question that was kept; raises ModelError as `load`."""
    text, name = question["model text"], question["model"]
    suffix = suffix_of(text)
    model = parsed(text, suffix, name)
    return model.bayesian() if question.get("bayesian") else model


def suffix_of(text: str) -> str:
    """Return of which kind of file a model's text is, by how it begins."""
    begins = text.lstrip("\ufeff \t\r\n")
    return ".nfg" if begins.startswith("NFG") else ".gmcr" if begins.startswith("{") else ".toml"


def parsed(text: str, suffix: str, name: str = "model") -> Model:
    """Return the model that the text of a file of this kind holds; raises ModelError as `load`."""
    module, function = PARSERS[suffix]
    model: Model = getattr(import_module(module), function)(text, f"{name}{suffix}")
    return model


def _reader(suffix: str) -> Callable[[Path], Model]:
    module, function = READERS[suffix]
    return getattr(import_module(module), function)
