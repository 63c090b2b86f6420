"""The library's verbs on the command line; one file a verb, VERBS lists them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

VERBS: tuple[str, ...] = (
    "models", "show", "check", "solve", "sweep", "regimes", "map", "margins", "levers", "bargain", "coalitions",
    "stability", "unfold", "doubt", "offer", "uncertainty", "export", "replay", "new", "app",
)
"""Each verb is the function of its own name in `negotiation.cli.verbs.<verb>`; its docstring is its help."""

ABOUT = ("models", "show", "check", "export", "replay", "new", "app")
"""Those that ask a model nothing new; their files stand in `negotiation.cli.verbs.about`."""

EXAMPLES = {
    "models": "negotiation models",
    "show": "negotiation show geneva-2016",
    "check": "negotiation check geneva-2016 us-russia",
    "solve": "negotiation solve geneva-2016 --set control=0.5 --set line=1/3 --format json",
    "sweep": "negotiation sweep geneva-2016 --over control=0:1:201 --method pure --to sweep.csv",
    "regimes": "negotiation regimes geneva-2016 --over control --preset castello",
    "map": "negotiation map geneva-2016 --over control,line --points 21",
    "margins": "negotiation margins geneva-2016 --over control --over line",
    "levers": "negotiation levers geneva-2016 --target TALKS --over control,terms",
    "bargain": "negotiation bargain geneva-2016 --over control=0:1:11 --format csv",
    "unfold": "negotiation unfold geneva-2016 --deal TALKS",
    "doubt": "negotiation doubt geneva-2016 --set doubt=0.4",
    "offer": "negotiation offer geneva-2016 --proposer Coalition --along doubt",
    "uncertainty": "negotiation uncertainty geneva-2016 --draws 2000 --spread 0.2 --seed 7 --given observed",
    "stability": "negotiation stability elmira",
    "coalitions": "negotiation coalitions geneva-2016 --set control=0.9",
    "export": "negotiation export geneva-2016 --what payoffs --to payoffs.xlsx",
    "replay": "negotiation replay sweep.parquet.manifest.json",
    "new": "negotiation new my-talks --sections outcomes,expectations",
    "app": "negotiation app geneva-2016",
}
"""Verb -> a command that works as it stands, shown at the end of its help."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the input is at fault, 2 wrong usage, 130 interrupted.

    Whatever goes wrong is one line on standard error.
    """
    from negotiation.cli.robust import guarded

    sys.exit(guarded(lambda: program()(arguments, prog_name="negotiation")))


def program() -> typer.Typer:
    """Return the parser of all verbs; calling it runs one."""
    import typer

    from negotiation.cli.common import about
    from negotiation.cli.once import Once

    verbs = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None,
                        pretty_exceptions_enable=False)
    verbs.callback()(about)
    for verb in VERBS:
        folder = "verbs.about" if verb in ABOUT else "verbs"
        function = getattr(import_module(f"negotiation.cli.{folder}.{verb}"), verb)
        verbs.command(verb, cls=Once, epilog=f"\b\nExample:\n  {EXAMPLES[verb]}")(function)
    return verbs
