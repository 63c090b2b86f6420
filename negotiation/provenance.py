"""What a result is of: the model and its text, where every parameter stood, the method, the command that repeats it.

Every result carries one `Provenance`; every file, document and table header is written from it and from nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from shlex import quote
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.equality import ByValue
from negotiation.plain import Json, Value, plain, single
from negotiation.references import References, cited

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
"""Number of the JSON format; it rises when a key goes or changes its meaning, not when one is added."""

MOST_LISTED = 200
"""Values of `--over name=a,b,c` in a command at most; a longer uneven list has no command."""

FLAGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "payoffs": ("export", ("to",)),
    "solve": ("solve", ("more", "seconds", "budget")),
    "sweep": ("sweep", ("points", "seconds", "budget")),
    "regimes": ("regimes", ("mixed", "prove")), "regime_map": ("map", ("points",)), "margins": ("margins", ()),
    "levers": ("levers", ("target", "margin")),
    "uncertainty": ("uncertainty", ("draws", "spread", "seed", "given", "over", "shape", "within", "sampling", "of",
                                    "along", "steps", "logit", "base")),
    "coalitions": ("coalitions", ("worth", "profile", "moves", "points")),
    "bargain": ("bargain", ("solution", "disagreement", "points")),
    "doubt": ("doubt", ()), "offer": ("offer", ("proposer", "type", "along")),
    "unfold": ("unfold", ("select", "horizon", "start", "discount", "points", "periods", "deal", "others", "what")),
    "stability": ("stability", ("concept", "coalitions", "unknown", "start", "improving", "inverse")),
    "model": ("show", ()), "models": ("models", ()),
}
"""Analysis -> its verb on the command line, and the options that the verb takes besides the common ones."""

DOUBTED = ("payoffs", "solve", "sweep", "regimes", "regime_map", "margins", "levers", "uncertainty", "stability")
"""The analyses that take --bayesian."""

HOW = ("kernel",)
"""Options that say how a result is computed and never which: a command is right without them."""


@dataclass(frozen=True, eq=False)
class Provenance(ByValue):
    """Where a result comes from.

    Attributes
    ----------
    analysis : what was asked, a key of FLAGS or a word of its own for what only the library does.
    model, version, digest : id, version and SHA-256 of the text of the model; '' where there is none.
    file : how the command line names the model: a shipped name, or a file as it was given; '' where it cannot.
    preset, stated : where values not given came from, '' for the parameters' own defaults; whether it was asked for.
    path, over : the path; the parameters that run, each with its values, None for its whole range.
    given, base : values given besides; what the preset says of every parameter.
    parameters : name -> values that it took, or a formula's text where a path ties it.
    method, options : of the analysis; an option of None was not given.
    finished, bayesian : points finished and planned, where the work was stopped; does each party know its type alone?
    """

    analysis: str = ""
    model: str = ""
    version: str = ""
    digest: str = ""
    file: str = ""
    preset: str = ""
    stated: bool = False
    path: str = ""
    over: Mapping[str, Value | None] = field(default_factory=dict)
    given: Mapping[str, Value] = field(default_factory=dict)
    base: Mapping[str, Value] = field(default_factory=dict)
    parameters: Mapping[str, Value | str] = field(default_factory=dict)
    method: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    finished: tuple[int, int] | None = None
    bayesian: bool = False

    def by(self, analysis: str, method: str = "", **options: object) -> Provenance:
        """Return the provenance of an analysis of the same points."""
        return replace(self, analysis=analysis, method=method, options={**self.options, **options})

    def taken(self, points: Sequence[int] | np.ndarray, parameters: Mapping[str, np.ndarray]) -> Provenance:
        """Return the provenance of some of the points; of one point, what ran before is given now."""
        if len(points) != 1:
            return replace(self, over={}, parameters=parameters, finished=None)
        moved = {name: float(values[0]) for name, values in parameters.items() if name in self.moving}
        return replace(self, over={}, path="", given={**self.given, **moved}, parameters=parameters, finished=None)

    @cached_property
    def moving(self) -> list[str]:
        """Return the parameters whose value is not the same everywhere."""
        return [name for name, values in self.parameters.items() if isinstance(_span(values), Mapping)]

    @cached_property
    def changed(self) -> dict[str, Value]:
        """Return the values given that are not the preset's."""
        return {name: value for name, value in self.given.items()
                if single(value) and not _same(value, self.base.get(name))}

    @property
    def differing(self) -> list[str]:
        """Return the parameters that a table shows: those that run, and those that were given."""
        return [name for name in self.parameters if name in self.moving or name in self.given]

    def columns(self, point: np.ndarray, beside: Collection[str] = ()) -> dict[str, np.ndarray]:
        """Return the leading columns of a table with one row for each entry of `point`: preset, what differs.

        `beside` names the table's other columns; see `column`.
        """
        asked = {"preset": np.full(len(point), self.preset, dtype=object)} if self.stated and self.preset else {}
        return asked | {column(name, beside): np.asarray(self.parameters[name])[point] for name in self.differing}

    def head(self) -> dict[str, Json]:
        """Return the first keys of every JSON document."""
        return {
            "format": FORMAT, "analysis": self.analysis or None, "model": self.model or None,
            "version": self.version, "text_sha256": self.digest or None, "preset": self.preset or None,
            "path": self.path or None, "over": list(self.over),
            "parameters": {name: _span(values) for name, values in self.parameters.items()},
            "method": self.method or None,
            "options": {name: plain(value) for name, value in self.options.items() if value is not None},
            "command": self.command or None, "references": list(map(str, cited(self.analysis, self.method))),
            **({"bayesian": True} if self.bayesian else {}), **self._interrupted(),
        }

    def _interrupted(self) -> dict[str, Json]:
        """Return what a partial result says of itself: it is not what the command of the whole gives."""
        if self.finished is None:
            return {}
        return {"partial": {"finished": self.finished[0], "planned": self.finished[1],
                            "command_of_the_whole": self._command() or None}}

    @property
    def _hidden(self) -> bool:
        """Return whether something runs that a command cannot say: a verb of one point, or points that are no grid."""
        takes = set() if self.analysis in ("solve", "payoffs", "doubt", "offer") else set(self.over)
        return self.bayesian > (self.analysis in DOUBTED) or bool(set(self.moving) - takes) > bool(self.path and takes)

    @cached_property
    def command(self) -> str:
        """Return the command that gives the result again; '' where the command line cannot say it."""
        return "" if self.finished else self._command()

    def _command(self) -> str:
        verb, flags = FLAGS.get(self.analysis, ("", ()))
        options = {name: value for name, value in self.options.items() if value is not None and name not in HOW}
        over = [_over(name, values) for name, values in self.over.items() if values is None or "points" not in options]
        named = bool(verb) and (bool(self.file) or self.analysis == "models")
        if not named or self._hidden or None in over or not set(options) <= set(flags):
            return ""
        words = [f"negotiation {verb} {quote(self.file)}" if self.file else f"negotiation {verb}"]
        words += ["--bayesian"] if self.bayesian else []
        words += [f"--preset={quote(self.preset)}"] if self.stated else []
        words += [f"--set {name}={_number(value)}" for name, value in self.changed.items()
                  if name not in self.over or self.analysis == "levers"]  # a lever that moves starts from its value
        words += [f"--path {self.path}"] if self.path else []
        # Regimes run through the path's own parameter by themselves.
        words += [f"--over {each}" for each in over] if not self.path or self.analysis == "sweep" else []
        words += [f"--method {self.method}"] if self.analysis in METHODS and NAME.fullmatch(self.method) else []
        return " ".join([*words, *(each for name, value in options.items() for each in _flag(name, value))])


def column(name: str, beside: Collection[str]) -> str:
    """Return the name of a parameter's column; one that bears another column's name says that it is a parameter."""
    return f"parameter {name}" if name == "preset" or name in beside else name


METHODS = ("solve", "doubt", "sweep", "bargain", "uncertainty")
"""The analyses whose method is the user's choice on the command line."""

NAME = re.compile(r"[a-z][a-z-]*")
"""A method that can be asked for by name; several words say what an analysis does."""


class Shown:
    """What a notebook shows as HTML."""

    def _repr_html_(self) -> str:
        return shown(self, "html")


class Tabled(Shown, ByValue):
    """A result with a provenance and a table: when two are equal, and how a notebook shows it.

    What is said of a result, as a table, as text or as a document, is said in `report.results`, one file a result.
    """

    provenance: Provenance

    @property
    def references(self) -> References:
        """Return the works whose methods the result used; `.bibtex` is their BibTeX."""
        return cited(self.provenance.analysis, self.provenance.method)

    def to_frame(self) -> pd.DataFrame:
        """Return the result as a table; its columns are described in docs/output.md."""
        return told(self, "frame")

    def __repr__(self) -> str:
        return told(self, "text")

    def chart(self) -> Any:
        """Return the result as an Altair chart, a `altair.Chart` or `LayerChart`; raises ExportError where it has none.

        Altair is optional (`pip install altair`); which results have a chart stands in `negotiation.report.notebook`.
        """
        return shown(self, "chart")


def shown(result: object, how: str) -> Any:
    """Return a model or a result as a notebook shows it, by the room above all: "html" or "chart"."""
    from importlib import import_module

    return getattr(import_module("negotiation.report.notebook"), how)(result)


def told(result: object, what: str, *given: object) -> Any:
    """Return what the room `report` says of a result; it lies above all results, so it is asked by name."""
    from importlib import import_module

    return import_module("negotiation.report.results").said(result, what)(result, *given)


def stamped(frame: pd.DataFrame, provenance: Provenance) -> pd.DataFrame:
    """Let a table carry its provenance, so that it can be written later (`DataFrame.attrs`)."""
    frame.attrs["negotiation"] = provenance.head()
    return frame


def _span(values: Value | str) -> Json:
    """Return a parameter's one value, or the lowest and the highest of several."""
    if isinstance(values, str):
        return values
    array = np.asarray(values, dtype=float)
    low, high = float(array.min()), float(array.max())
    return low if low == high else {"from": low, "to": high}


def _same(value: Value, base: Value | None) -> bool:
    """Return whether two values are the same number; a decimal is never a fraction that it only rounds to."""
    return value is base or (isinstance(value, Fraction) == isinstance(base, Fraction) and bool(value == base))


def _number(value: Json) -> str:
    return str(value) if isinstance(value, Fraction) else repr(float(value)).removesuffix(".0")


def _over(name: str, values: Value | None) -> str | None:
    """Return what follows `--over`, None where the values are too many and not even."""
    if values is None:
        return name
    array = np.asarray(values, dtype=float)
    if len(array) > 2 and np.array_equal(array, np.linspace(array[0], array[-1], len(array))):
        return f"{name}={_number(array[0])}:{_number(array[-1])}:{len(array)}"
    return f"{name}={','.join(map(_number, array))}" if len(array) <= MOST_LISTED else None


def _flag(name: str, value: object) -> list[str]:
    """Return an option as the command line writes it: once, once for each text, or as a switch."""
    if isinstance(value, bool):
        return [f"--{'' if value else 'no-'}{name}"]
    if isinstance(value, str):
        return [f"--{name} {quote(value)}"]
    if isinstance(value, Sequence | np.ndarray):
        texts = [each for each in value if isinstance(each, str)]
        return [f"--{name} {quote(each)}" for each in texts] if texts else [f"--{name}={','.join(map(_number, value))}"]
    return [f"--{name} {_number(value)}"]
