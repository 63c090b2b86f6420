"""A command that refuses an option given twice, where the second would silently win."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperOption


class Once(TyperCommand):
    """The command of a verb."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        flags = {flag: each for each in self.params if isinstance(each, TyperOption) and not each.multiple
                 for flag in (*each.opts, *each.secondary_opts)}
        given: set[str | None] = set()
        for word in args[:args.index("--")] if "--" in args else args:
            option = flags.get(word.partition("=")[0])
            if option is not None and option.name in given:
                raise typer.BadParameter("given twice; allowed: once", ctx, option)
            if option is not None:
                given.add(option.name)
        return super().parse_args(ctx, args)
