"""The reference of the Python API, from its signatures and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from typing import Any

import negotiation as ng
from handbook.reference.markdown import code, prose, table, words
from negotiation.report.results import file_of

INTRODUCTION = """# Reference: the Python API

Made from signatures and docstrings by `python -m handbook`: the names of `import negotiation as ng`. A result has
`to_frame()` ([columns](tables.md)), `provenance`, `references`, and is written by `ng.write` ([JSON](json.md)).

In signatures `Value` is what a parameter takes (a number, a fraction, or a list or an array of them), `Array` a NumPy
array, `Json` a value as JSON holds it, `AnyDeal` a ShareDeal or a PackageDeal (an IssueDeal is one), `Grouping` a
coalition structure (its name, or its blocs as texts or bit masks), `Amount` a fraction or a float, `Worth` an amount
or an array (P,) of them.
"""


def python_api() -> str:
    """Return the page: functions, then classes, then errors, then tables of names."""
    things = {name: getattr(ng, name) for name in ng.__all__ if name != "__version__"}
    functions = {name: each for name, each in things.items() if inspect.isfunction(each)}
    classes = {name: each for name, each in things.items() if inspect.isclass(each)}
    errors = {name: each for name, each in classes.items() if issubclass(each, Exception)}
    rest = {name: each for name, each in things.items() if name not in functions and name not in classes}
    parts = [INTRODUCTION, "## Functions\n", *(_function(name, each) for name, each in sorted(functions.items())),
             "## Classes\n", *(_class(name, each) for name, each in sorted(classes.items()) if name not in errors),
             "## Errors\n", table(("error", "is a", "raised when"), (
                 (code(name), code(each.__mro__[1].__name__), _first(each)) for name, each in sorted(errors.items()))),
             "## Tables of names\n", *(_names(name, each) for name, each in sorted(rest.items()))]
    return "\n".join(parts)


def _function(name: str, function: Any) -> str:
    told = prose(inspect.getdoc(function) or "")
    return f"### ng.{name}\n```text\n{_signature(f'ng.{name}', function)}\n```\n\n{told}\n"


def _class(name: str, kind: Any) -> str:
    members = list(_members(kind))
    return "\n".join([f"### ng.{name}\n", prose(_doc(kind)), "", table(("member", "is"), members)])


def _members(kind: Any) -> Iterator[tuple[str, str]]:
    """Yield fields, then what else is public and documented, of the class and what it derives from in this package."""
    if dataclasses.is_dataclass(kind):
        for each in dataclasses.fields(kind):
            if not each.name.startswith("_"):
                yield code(each.name), code(each.type if isinstance(each.type, str) else each.type.__name__)
    seen: set[str] = set()
    for base in kind.__mro__:
        if not base.__module__.startswith("negotiation"):
            continue
        for name, member in vars(base).items():
            inner = getattr(member, "func", getattr(member, "fget", getattr(member, "__func__", member)))
            if name.startswith("_") or name in seen or not inspect.isfunction(inner) or not inspect.getdoc(inner):
                continue
            seen.add(name)
            called = inspect.isfunction(member) or hasattr(member, "__func__")
            yield code(_signature(name, inner, bound=True) if called else name), _first(_told(kind, name) or inner)


def _told(kind: type, name: str) -> Any:
    """Return the function that makes a result's table, which says what a row is; None of any other member."""
    return getattr(file_of(kind), "frame", None) if name == "to_frame" else None


def _signature(name: str, function: Any, bound: bool = False) -> str:
    """Write a signature, on one line where it fits."""
    signature = inspect.signature(function)
    given = list(signature.parameters.values())[1 if bound else 0:]
    line = _plain(name + str(signature.replace(parameters=given)))
    if len(line) <= 100 or bound:
        return line
    star = next((k for k, each in enumerate(given) if each.kind is each.KEYWORD_ONLY), None)
    parts = [_plain(str(each)) for each in given]
    if star is not None:
        parts.insert(star, "*")
    ending = signature.return_annotation
    return f"{name}(\n" + "".join(f"    {each},\n" for each in parts) + (
        ")" if ending is signature.empty else _plain(f") -> {ending}"))


def _plain(text: str) -> str:
    """Take the quotes from annotations, which are texts."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)


def _first(thing: Any) -> str:
    """Return the first paragraph of a docstring."""
    return words((_doc(thing)).split("\n\n")[0].replace("\n", " "))


def _doc(thing: Any) -> str:
    """Return a docstring; not the one that a dataclass makes of its fields."""
    text = inspect.getdoc(thing) or ""
    return "" if text.startswith(f"{thing.__name__}(") else text


def _names(name: str, names: Any) -> str:
    return f"### ng.{name}\n" + ", ".join(code(each) for each in names) + "\n"
