"""Who could ally with whom: what coalitions are worth, who has power, which blocs hold, who would switch.

worth          characteristic functions of a game; declared: what a model file says
values         Shapley, Banzhaf, Owen; division: core, least core, nucleolus
voting         weighted votes, at a point; along: where power and allegiance change, exactly
blocs          the game among blocs; switching: who would change sides
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import negotiation.alliances.worth as worths
from negotiation.alliances.declared import structures_of, voting_of, worth_of
from negotiation.alliances.members import DOUBT, MOST_PARTIES, Amount, Structure
from negotiation.alliances.result import Coalitions
from negotiation.alliances.voting import Voting
from negotiation.arguments import Missing, needed, number, text, wrong
from negotiation.errors import ArgumentError, ModelError, unknown
from negotiation.expression import exact
from negotiation.game import Array, Game
from negotiation.game.parties import Party, Strategy, refuse_agents
from negotiation.game.profiles import alternatives, profile
from negotiation.model import Model
from negotiation.plain import Value
from negotiation.provenance import Provenance
from negotiation.solvers.pure import solve

KINDS = (*worths.WORTHS, "equilibrium", "declared")
"""Where worths can come from."""

SUMS = ("Worths add up utilities of different parties: that they can be compared and passed on is an added "
        "assumption.")

__all__ = ["KINDS", "Coalitions", "Voting", "coalitions", "tu_game"]


def coalitions(
    source: Model | Game | Voting,
    worth: str | None = None,
    *,
    preset: str | None = None,
    path: str | None = None,
    profile: str | Sequence[str] | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> Coalitions:
    """Find what coalitions are worth at P points, and with it everything that follows.

    Parameters
    ----------
    worth : one of KINDS: "alpha" (what a coalition can secure, mixed), "beta" (what the others cannot keep it from, in
        pure strategies), "equilibrium" (its best joint reply to the others' part of a pure equilibrium), "declared"
        (the file's [coalitions]). None takes "declared" where a file gives worths, else "alpha".
    preset, path, at, values : the points, as in `Model.at`; arrays broadcast together to P points.
    profile : the profile that "equilibrium" starts from; None takes the game's first pure equilibrium.

    Raises
    ------
    ArgumentError, ModelError, ParameterError
        The kind is unknown, there are more than 12 parties, there is no pure equilibrium to reply to.

    >>> from negotiation.library import load
    >>> coalitions(load("geneva-2016"), control=0.9).voting.null
    ('US', 'Coalition', 'Turkey')
    """
    needed("source", source, Model, Game, Voting)
    text("worth", worth)
    text("preset", preset)
    if worth is not None and worth not in KINDS:
        raise ArgumentError(f"worth: {unknown('a kind of worth', worth, KINDS)}")
    if isinstance(source, Voting):
        return _vote(source)
    refuse_agents(source.name if isinstance(source, Game) else source.id, source.parties, DOUBT)
    if isinstance(source, Game):
        return _of_game(source, worth or "alpha", profile, (), {}, source.provenance.by("coalitions"))
    game = source.at(preset, path, at=at, **values)
    point = source.point(preset, at=game.parameters)
    asked = source.point(preset, at=at, **values)
    origin = source.origin("coalitions", asked, path, game.parameters, worth=worth)
    votes = voting_of(source, asked if path is None else point, origin.by("voting"))
    given = worth_of(source, asked if path is None else point) if worth in (None, "declared") else None
    if given is None:
        if worth == "declared":
            raise ModelError(f"{source.id} gives no worths in [coalitions]; allowed: {', '.join(KINDS[:-1])}")
        return _of_game(game, worth or "alpha", profile, votes, structures_of(source), origin)
    table, sure = given
    return Coalitions(source.id, source.parties, table, "declared", sure, game.parameters, game, votes,
                      structures_of(source), (), origin)


def _of_game(game: Game, kind: str, profile: str | Sequence[str] | None, votes: tuple[Voting, ...],
             named: Mapping[Structure, str], origin: Provenance) -> Coalitions:
    worths.few(game)
    notes: tuple[str, ...] = (SUMS,)
    if kind == "equilibrium":
        at, said = _reply_to(game, profile)
        table, notes = worths.at_equilibrium(game, at), (*notes, said)
    else:
        table = worths.WORTHS[kind](game)
    sure = game.exact is None or all(each is not None for each in game.exact.tables(0))
    return Coalitions(game.name, game.parties, table, kind, sure, game.parameters, game, votes, named, notes, origin)


def _reply_to(game: Game, given: str | Sequence[str] | None) -> tuple[tuple[int, ...], str]:
    """Return the profile that coalitions reply to, and say which it is."""
    if given is not None:
        at = game.index(given)
        return at, f"Coalitions reply to {profile(game.parties, at).label}."
    if game.points > 1:
        raise ArgumentError('profile: worth "equilibrium" at several points needs the profile to reply to')
    found = solve(game)
    if not len(found):
        raise ModelError(f"{game.name} has no pure equilibrium there; name the profile to reply to, or use alpha")
    at = tuple(int(each[0].argmax()) for each in found.mixtures)
    others = f", the first of {len(found)} pure equilibria" if len(found) > 1 else ""
    return at, f"Coalitions reply to {found.label[0]}{others}."


def _vote(vote: Voting) -> Coalitions:
    """Return the game in which a winning coalition is worth 1."""
    parties = tuple(Party(str(name), (Strategy("vote"),)) for name in vote.members)
    return Coalitions("voting", parties, vote.worth, "declared", True, votes=(vote,),
                      provenance=Provenance("coalitions"))


def tu_game(worth: Mapping[str, Amount], others: Amount | None = None, name: str = "game") -> Coalitions:
    """Return a game that is given by v(S): coalition ("A+B") -> number; `others` is the worth of those not named.

    >>> gloves = tu_game({"L+R": 1, "M+R": 1, "L+M+R": 1}, others=0)
    >>> {party: str(value) for party, value in gloves.shapley().items()}
    {'L': '1/6', 'M': '1/6', 'R': '2/3'}
    """
    text("name", name)
    if not isinstance(worth, dict) or not worth or not all(isinstance(each, str) for each in worth):
        raise wrong("worth", worth, 'a mapping of coalitions to numbers, such as {"A": 0, "B": 0, "A+B": 1}')
    _spelt(worth)
    ids = sorted({id for each in worth for id in alternatives(each)})
    if len(ids) > MOST_PARTIES:
        raise ArgumentError(f"worth: found {len(ids)} parties; allowed: {MOST_PARTIES}")
    for each, value in (*worth.items(), ("others", others if others is not None else 0)):
        number(each, Missing() if value is None else value)
    table: Array = np.full((1, 1 << len(ids)), None, dtype=object)
    table[0, 0] = exact(0)
    for each, value in worth.items():
        table[0, sum(1 << ids.index(id) for id in set(alternatives(each)))] = exact(value)
    missing = table[0] == np.array(None)
    if missing.any() and others is None:
        raise ArgumentError(f"worth: {int(missing.sum())} coalitions have none; give them, or others=0")
    table[0, missing] = exact(others or 0)
    parties = tuple(Party(id, (Strategy("member"),)) for id in ids)
    return Coalitions(name or "game", parties, table, "declared", True, provenance=Provenance("coalitions"))


def _spelt(worth: Mapping[str, object]) -> None:
    """Refuse coalitions that are misspelt or stand twice."""
    seen: dict[frozenset[str], str] = {}
    for each in worth:
        ids = alternatives(each)
        if not all(ids) or "," in each or len({*ids}) < len(ids):
            raise ArgumentError(f"worth: found the coalition '{each[:40]}'; allowed: each party once, joined by +, "
                                "such as 'A+B'")
        if (other := seen.setdefault(frozenset(ids), each)) != each:
            raise ArgumentError(f"worth: the coalition '{each[:40]}' stands twice; the other is '{other[:40]}'")
