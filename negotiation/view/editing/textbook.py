"""Small games to start an own model from, as the text of model files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Cells = Sequence[Sequence[tuple[str, str]]]

GAMES: Mapping[str, tuple[str, tuple[str, str], tuple[str, str], Cells]] = {
    "Prisoner's dilemma": (
        "Both gain by cooperating, each gains more by defecting (Tucker 1950).",
        ("cooperate", "defect"),
        ("cooperate", "defect"),
        [[("3", "3"), ("0", "stake")], [("stake", "0"), ("1", "1")]],
    ),
    "Chicken": (
        "Each wants the other to give way; if neither does, both lose most (Russell 1959).",
        ("yield", "stand"),
        ("yield", "stand"),
        [[("3", "3"), ("1", "stake")], [("stake", "1"), ("0", "0")]],
    ),
    "Stag hunt": (
        "Trust pays if it is mutual; caution is safe (Rousseau 1755).",
        ("trust", "guard"),
        ("trust", "guard"),
        [[("stake", "stake"), ("0", "3")], [("3", "0"), ("2", "2")]],
    ),
    "Coordination with a conflict": (
        "Both want to agree, each on its own favourite (Luce and Raiffa 1957).",
        ("here", "there"),
        ("here", "there"),
        [[("stake", "2"), ("0", "0")], [("0", "0"), ("2", "stake")]],
    ),
    "Inspection": (
        "One inspects or not, the other complies or not; no pure equilibrium (Dresher 1962).",
        ("inspect", "wait"),
        ("comply", "cheat"),
        [[("-1", "0"), ("1", "-stake")], [("0", "0"), ("-2", "2")]],
    ),
}
"""Title -> what it is about, the row and the column party's strategies, the cells; `stake` is a slider from 0 to 8."""


def text(title: str) -> str:
    """Return a game as a model file."""
    about, rows, columns, cells = GAMES[title]
    lines = [
        f'"{row}, {column}" = ["{cells[i][j][0]}", "{cells[i][j][1]}"]'
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]
    return f'''format = 1
title = "{title}"
version = "1.0"
summary = "{about}"
caveats = ["A textbook game: the numbers are for practice."]

[parameters.stake]
label = "What is at stake"
low = 0
high = 8
default = 4
step = 0.1
description = "The payoff that the slider moves."
kind = "lever"
level = "main"

{_party("One", rows)}
{_party("Two", columns)}
[payoffs]
{chr(10).join(lines)}
'''


def _party(name: str, strategies: Sequence[str]) -> str:
    listed = ", ".join(f'{{ id = "{each}" }}' for each in strategies)
    return f'[[parties]]\nid = "{name}"\nlabel = "{name}"\nstrategies = [{listed}]\n'
