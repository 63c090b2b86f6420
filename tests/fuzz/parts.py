"""What reads a user's text, what it begins from, and what must hold of every answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np

from negotiation.errors import MAX_LENGTH, NegotiationError
from negotiation.expression import evaluate, growth, is_exact, latex, names, parse, parse_condition
from negotiation.library import known, load
from negotiation.model import Model
from negotiation.modelfile import parse_model
from negotiation.modelfile.formulas import MAX_GROWTH
from negotiation.nfgfile import parse_nfg, to_nfg
from negotiation.view.session import scenario

TESTS = Path(__file__).parents[1]
NFG = (
    'NFG 1 R "Selten" { "Player 1" "Player 2" }\n{ { "1" "2" "3" } { "1" "2" } }\n"A comment"\n'
    '1 1 0 2 0 2\n1 1 0 3 2 0\n',
    'NFG 1 R "An \\"outcome\\" game" { "A" "B" }\n{ { "up" "down" } { "left" "right" } }\n'
    '{\n{ "first" 1/3, -2.5 }\n{ "" 1e1 7 }\n}\n1 2 0 1\n',
    'NFG 1 D "" { "" "" } { 2 2 }\n1 1 2 2 3 3 4 4\n',
)
LINKS = (
    "v=1&model=geneva-2016&preset=castello&control=0.66&page=when&over=control&scale=ordinal&pin=fall&pin.control=0.9",
    "model=geneva-2016&preset=-&bayesian=on&who.belief=x&target=COLLAPSE&draft=own-1&draft.control=0.3&spread=0.2",
    "model=elmira&preset=-&stable.concept=nash", "model=couple&bayesian=on", "model=no-such-model&preset=&control=",
)
AT = np.array([-2.0, 0.0, 0.5, 3.0])


@dataclass(frozen=True)
class Part:
    """`read` answers a text by a word for what it said, and raises on anything that must not be; `most` characters."""

    texts: Callable[[], Iterator[str]]
    read: Callable[[bytes], str]
    most: int


def _said(error: NegotiationError) -> str:
    """Return the error without what it quotes; an AssertionError where it is no line for a person."""
    line = str(error)
    assert line and line.isprintable() and len(line) <= MAX_LENGTH + 4, f"no line for a person: {line!r:.200}"
    return re.sub(r"'[^']*'|\d[\d,.]*", "_", line)[:60]


def _files() -> Iterator[str]:
    for path in (*known().values(), *sorted((TESTS / "broken").glob("*.toml"))):
        yield path.read_text(encoding="utf-8")


def _model(data: bytes) -> str:
    try:
        model = parse_model(data)
    except NegotiationError as error:
        lines = data.count(b"\n") + data.count(b"\r") + 2
        for each in getattr(error, "every", (error,)):
            _said(each)
            assert 0 <= each.line <= lines, f"line {each.line} of {lines}"
        return _said(error)
    for preset in ("", *list(model.presets)[:3]) if model.has_payoffs else ():
        game = model.at(preset)
        assert np.isfinite(game.payoffs).all(), f"a payoff that is not finite at '{preset}'"
    return "a model"


def _formulas() -> Iterator[str]:
    def strings(tree: Any) -> Iterator[str]:
        if isinstance(tree, str):
            yield tree
        for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
            yield from strings(each)
    for text in map(tomllib.loads, (path.read_text(encoding="utf-8") for path in known().values())):
        for key in ("components", "payoffs", "constraints", "readouts"):
            yield from strings(text.get(key, {}))


def _formula(data: bytes) -> str:
    text, said = data.decode("utf-8", "surrogatepass"), ""
    try:
        parse_condition(text)
    except NegotiationError as error:
        said = _said(error)
    try:
        tree = parse(text)
    except NegotiationError as error:
        return said + _said(error)
    inside = names(tree)
    latex(tree)
    with np.errstate(all="ignore"):
        evaluate(tree, dict.fromkeys(inside, AT))
    if is_exact(tree) and growth(tree, {}) <= MAX_GROWTH:
        try:
            evaluate(tree, dict.fromkeys(inside, Fraction(355, 113)), Fraction)
        except NegotiationError as error:
            return _said(error)
    return "a formula"


def _games() -> Iterator[str]:
    yield from NFG
    yield from (to_nfg(load(name).at()) for name in ("game-of-chicken", "nine-equilibria", "us-russia"))


def _game(data: bytes) -> str:
    try:
        model = parse_nfg(data)
        game = model.at()
    except NegotiationError as error:
        return _said(error)
    if game.payoffs.size <= 10_000:
        again = parse_nfg(to_nfg(game)).at()
        assert (again.payoffs == game.payoffs).all(), "what is written does not read back the same"
    return "a game"


@cache
def _played(name: str, doubt: bool) -> Model:
    model = load(name)
    try:
        return model.bayesian() if doubt else model
    except NegotiationError:
        return model


def _links() -> Iterator[str]:
    yield from LINKS
    for name in ("geneva-2016", "us-russia", "panama-canal", "couple", "elmira"):
        model = load(name)
        for preset in ("", *model.presets):
            address = scenario.Address(scenario.Scenario(name, preset), "now")
            yield urlencode(scenario.whole(address, model))


def _link(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    try:
        query: Mapping[str, str] = dict(parse_qsl(text, keep_blank_values=True))
    except ValueError:
        return "no query"
    name = query.get("model", "geneva-2016")
    model = _played(name if name in known() else "geneva-2016", query.get(scenario.DOUBT) == scenario.ON)
    address, notices = scenario.read(query, model, name)
    for each in notices:
        _said(NegotiationError(each))
        assert len(each) <= MAX_LENGTH, f"a notice of {len(each)} characters"
    assert len(notices) <= 3 * len(query) + 3
    if model.has_payoffs:
        model.at(address.scenario.preset, at=address.scenario.changed)
    written = scenario.write(address)
    again, more = scenario.read(written, model, name)
    assert again == address, f"read again it is another address: {written!r:.300}"
    assert set(more) <= set(notices), f"read again it says {more!r:.200}"
    return "; ".join(re.sub(r"'[^']*'|\d[\d,.]*", "_", each)[:40] for each in notices[:3]) or "a link"


PARTS: dict[str, Part] = {
    "model": Part(_files, _model, 60_000),
    "formula": Part(_formulas, _formula, 4_000),
    "nfg": Part(_games, _game, 60_000),
    "link": Part(_links, _link, 8_000),
}
