"""Equilibria at one point as a text for a reader: what results, what each party gets and plays."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import TYPE_CHECKING

from negotiation.cli.screen import width
from negotiation.wording import counted

if TYPE_CHECKING:
    from negotiation.game.equilibria import Equilibria


def listing(found: Equilibria, marks: bool = False) -> str:
    """Lay out a batch of one; with `marks`, also what tells the equilibria apart."""
    count = counted(len(found), "equilibrium", "equilibria")
    proved = "complete" if found.complete.all() else "not proved complete"
    lines = [f"{count} of {found.name} (method {found.method}, {proved})", *_warnings(found)]
    for row in range(len(found)):
        lines += ["", *_equilibrium(found, row, marks)]
    return "\n".join(lines)


def _warnings(found: Equilibria) -> list[str]:
    left = int(found.unresolved.sum())
    lines = ["! payoffs tie here; equilibria may come in continua"] if found.degenerate.any() else []
    if left:
        lines.append(f"! {counted(left, 'region')} left undecided: a continuum, a degenerate equilibrium, "
                     "or a spent budget")
    return lines


def _equilibrium(found: Equilibria, row: int, marks: bool) -> list[str]:
    kind = "pure" if found.pure[row] else "mixed"
    lines = [f"{row + 1}. {found.label[row]}", f"   {_outcome(found, row)}{kind}, regret {found.regret[row]:.1e}"]
    lines += _parties(found, row)
    if found.readouts:
        lines.append(_line("read-outs", {name: values[row] for name, values in found.readouts.items()}))
    if marks and found.marks:
        lines.append(_line("marks", {name: values[row] for name, values in found.marks.items()}))
    return lines


def _outcome(found: Equilibria, row: int) -> str:
    each = next((each for each in found.outcomes if each.id == found.outcome[row]), None)
    return "" if each is None else f"{each.id if each.label == each.id else f'{each.id} ({each.label})'}; "


def _parties(found: Equilibria, row: int) -> list[str]:
    """Return a line a party: name, payoff, strategies with their probabilities."""
    names = [each.label if each.label == each.id else f"{each.label} ({each.id})" for each in found.parties]
    payoffs = [f"{value:.6g}" for value in found.payoffs[row]]
    plays = [", ".join(id if len(played) == 1 else f"{id}: {weight:.6g}" for id, weight in played.items())
             for played in found.strategies(row).values()]
    wide, broad = max(map(len, ["party", *names])), max(map(len, ["payoff", *payoffs]))
    return [_filled(f"   {name:{wide}}  {payoff:>{broad}}  {played}", wide + broad + 7)
            for name, payoff, played in zip(["party", *names], ["payoff", *payoffs], ["plays", *plays], strict=True)]


def _line(title: str, values: Mapping[str, object]) -> str:
    shown = [f"{name} {text}" for name, value in values.items() if (text := _value(value))]
    return _filled(f"   {title}: {', '.join(shown)}", 5)


def _filled(text: str, indent: int) -> str:
    """Break a line at the terminal's width; the rest is indented, on a narrow one by no more than half of it."""
    return fill(text, width(), subsequent_indent=" " * min(indent, width() // 2), break_long_words=False,
                break_on_hyphens=False)


def _value(value: object) -> str:
    """Return a mark or a number as words; a mark that does not apply is left out."""
    if str(value) in ("True", "False"):
        return "yes" if value else "no"
    return "" if value != value else value if isinstance(value, str) else f"{value:.6g}"
