"""The library's verbs on the command line; one file a verb, VERBS lists them."""

from __future__ import annotations

import sys
from importlib import import_module

VERBS: tuple[str, ...] = ("models", "show", "check", "solve", "sweep", "regimes", "levers", "bargain", "export", "app")
"""Each verb is the function of its own name in `negotiation.cli.verbs.<verb>`; its docstring is its help."""

FAULT = 1


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the input is at fault, 2 wrong usage, 130 interrupted.

    The input's faults go to standard error, one line each.
    """
    import typer

    from negotiation.errors import NegotiationError

    program = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None,
                          pretty_exceptions_enable=False, help="What does the battlefield do to the bargaining table?")
    for verb in VERBS:
        program.command(verb)(getattr(import_module(f"negotiation.cli.verbs.{verb}"), verb))
    try:
        program(arguments, prog_name="negotiation")
    except NegotiationError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        sys.exit(FAULT)
