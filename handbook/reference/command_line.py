"""The reference of the command line, from the parser itself."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from handbook.reference.markdown import code, table, words
from negotiation.cli import EXAMPLES, VERBS, program

INTRODUCTION = """# Reference: the command line

Made from the parser by `python -m handbook`. What the verbs share and how they behave in pipes and scripts is told in
[the command line](../command-line.md).
"""


def command_line() -> str:
    """Return the page: a section a verb, with its arguments, options and an example."""
    from typer.main import get_command

    typed = program()
    verbs = get_command(typed).commands
    types = {each.name: get_type_hints(each.callback) for each in typed.registered_commands}
    return "\n".join([INTRODUCTION, *(_verb(name, verbs[name], types[name]) for name in VERBS)])


def _verb(name: str, command: Any, types: Mapping[str, Any]) -> str:
    given = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join(["negotiation", name, *(["[OPTIONS]"] if options else []), *map(_usage, given)])
    rows = [(code(_named(each)), _takes(each, types[each.name]), words(each.help or "")) for each in given + options]
    return "\n".join([f"## {name}", words(inspect.cleandoc(command.help or "")), "", f"```\n{usage}\n```", "",
                      table(("argument or option", "takes", "does"), rows),
                      f"Example: `{EXAMPLES[name]}`\n"])


def _usage(argument: Any) -> str:
    named = _named(argument)
    return named if argument.required else f"[{named}]"


def _named(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return parameter.metavar or parameter.name.upper()
    value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    return ", ".join(parameter.opts + parameter.secondary_opts) + value


def _takes(parameter: Any, annotation: Any) -> str:
    """Say what is allowed: one of a list, or a kind of value with its bounds; and what holds where it is absent."""
    if getattr(parameter, "is_flag", False):
        return "nothing"
    kind = _innermost(annotation)
    if issubclass(kind, Enum):
        said = ", ".join(code(str(each.value)) for each in kind)
    else:
        ends = (("from", parameter.min), ("to", parameter.max))
        bounds = [f"{word} {end:g}" for word, end in ends if end is not None]
        said = " ".join([KINDS[kind], *bounds])
    usual = getattr(parameter.default, "value", parameter.default)
    return said + ("" if parameter.required or usual in (None, (), []) else f"; {usual} if absent")


def _innermost(annotation: Any) -> type:
    """Return the type of one value: of `list[str] | None` it is str."""
    inner = [each for each in get_args(annotation) if each is not type(None)]
    return _innermost(inner[0]) if inner else annotation


KINDS = {str: "text", int: "whole number", float: "number", Path: "file"}
