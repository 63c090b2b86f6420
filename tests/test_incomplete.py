"""What equilibria under doubt mean, and offers to somebody whose type is not known."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import negotiation as ng
from negotiation.modelfile import parse_model
from tests.beliefs import Drawn

SEPARATING = "strike / pause / talk"


@pytest.fixture(scope="module")
def doubted():
    return ng.doubt(ng.load("coalition-in-doubt"))


def test_a_separating_equilibrium_is_said_by_type(doubted):
    said = str(doubted)
    assert doubted.found.label.tolist() == [SEPARATING]
    assert "Russia strikes if resolved and pauses if overstretched (separating); " in said
    assert "Saudi-backed coalition talks, who cannot tell." in said
    assert "talks under a pause with 30.0 % (Russia overstretched)" in said
    assert doubted.chance[0] == pytest.approx([0.3, 0])


@pytest.mark.parametrize("doubt, ways", [
    (0.5, {"pooling": 0, "separating": 1, "semi-separating": 2})])
def test_the_couple_separates_once(doubt, ways):
    found = ng.doubt(ng.load("couple"), willing=doubt)
    told = [found.told_apart(e, 1) for e in range(len(found))]
    assert {name: told.count(name) for name in ways} == ways
    assert found.told_apart(0, 0) == ""


def test_equal_play_is_pooling():
    found = ng.doubt(ng.load("private-cost"))
    assert {found.told_apart(e, 1) for e in range(len(found))} == {"pooling"}


@pytest.mark.parametrize("seed", range(3))
def test_readings_are_those_of_a_loop(seed):
    """Payoffs before types are known, and the worth of a secret, combination by combination and profile by profile."""
    drawn = Drawn(200 + seed, (2, 3), (2, 2), 50)
    model = parse_model(drawn.text(), "drawn.toml")
    found = ng.doubt(model)
    for e in range(len(found)):
        mixtures = [mix[e] for mix in found.found.mixtures]
        ante, secret = np.zeros(2), np.zeros(2)
        for types in product(range(2), range(2)):
            chance = float(drawn.likely(types))
            x, y = mixtures[types[0]], mixtures[2 + types[1]]
            for i in range(2):
                table = drawn.payoffs[(*types, i)]
                now = x @ table @ y
                best = (table @ y).max() if i == 0 else (x @ table).max()
                ante[i] += chance * now
                secret[i] += chance * (best - now)
        assert found.ante[e] == pytest.approx(ante)
        assert found.secret[e] == pytest.approx(secret, abs=1e-9)
    assert found.chances.sum() == pytest.approx(1)


def test_known_games_stand_beside_the_one_under_doubt(doubted):
    assert [sorted(each.label) for each in doubted.known] == [["strike / walk"], ["pause / talk"]]
    assert doubted.known_ante[0, 1].tolist() == pytest.approx([0.7 * 1.2 + 0.3 * 6.6] * 2)
    assert doubted.ante[0, 1] == pytest.approx(0.7 * 0.2 + 0.3 * 6.6)
    assert doubted.open[0, 1] == pytest.approx([0.7, 0.7])
    assert doubted.miscalculation[0] == pytest.approx([0, 0])


def test_war_by_miscalculation_is_war_where_all_would_have_agreed():
    found = ng.doubt(ng.load("coalition-in-doubt"), doubt=0.1)
    assert found.found.label.tolist() == ["strike / pause / walk"]
    assert found.miscalculation[0] == pytest.approx([0.1, 0.1])
    assert "War by miscalculation: with 10.0 %" in str(found)


def test_knowing_can_hurt():
    """She is better off where he cannot tell what she wants."""
    found = ng.doubt(ng.load("couple"))
    assert (found.open[0, 1] < 0).all()
    assert (found.secret >= 0).all()


def test_batches_are_read_like_points():
    model, values = ng.load("coalition-in-doubt"), [0.1, 0.3]
    both = ng.doubt(model, doubt=values)
    for p, value in enumerate(values):
        alone = ng.doubt(model, doubt=value)
        assert np.allclose(both.ante[both.found.point == p], alone.ante)
        assert np.allclose(both.miscalculation[both.found.point == p], alone.miscalculation)


# Offers


def test_the_offer_is_the_risk_return_trade_off():
    model = ng.load("private-cost")
    found = ng.offer(model, resolve=np.array([0, 0.25, 0.5, 1]))
    assert found.share.tolist() == pytest.approx([0.8, 0.8, 0.6, 0.6])
    assert found.refused.tolist() == pytest.approx([0, 0.25, 0, 0])
    assert found.payoff.tolist() == pytest.approx([0.8, 0.75 * 0.8 + 0.25 * 0.3, 0.6, 0.6])


@pytest.mark.parametrize("strength, cost, price", [("1/2", "1/5", "1/10"), ("1/3", "1/7", "1/11"), (0.4, 0.1, 0.15)])
def test_the_jump_is_exact(strength, cost, price):
    """Risky against safe: (1 - q) * 2*price = q * (cost + price)."""
    at = {name: Fraction(str(value)) for name, value in (("strength", strength), ("cost", cost), ("price", price))}
    [jump] = ng.offer(ng.load("private-cost"), at=at).jumps("resolve")
    assert Fraction(jump.exact) == 2 * at["price"] / (at["cost"] + 3 * at["price"])
    assert (jump.before, jump.after) == (1, 0)


@pytest.mark.parametrize("seed", range(8))
def test_no_share_on_a_fine_grid_is_better(seed):
    rng = np.random.default_rng(seed)
    at = {"resolve": rng.random(), "strength": rng.random(), "cost": rng.random() / 2, "price": rng.random() / 2}
    found = ng.offer(ng.load("private-cost"), at=at)
    limits = [1 - (1 - at["strength"] - cost) for cost in (at["price"], 3 * at["price"])]
    chances = [at["resolve"], 1 - at["resolve"]]
    war = at["strength"] - at["cost"]
    best = max(sum(chance * (share if share <= limit else war) for chance, limit in zip(chances, limits, strict=True))
               for share in np.linspace(0, 1, 20_001))
    assert best <= found.payoff[0] + 1e-9
    assert found.payoff[0] <= best + 1e-3


def test_a_jump_that_is_no_chance_alone_is_followed():
    [jump] = ng.offer(ng.load("private-cost")).jumps("cost")
    assert jump.exact == ""
    assert jump.value == pytest.approx(0.5, abs=1e-6) or jump.value < 0.5


def varied(*changes):
    """Return the private cost of war with parts of its text replaced."""
    text = ng.load("private-cost").text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_model(text, "varied.toml")


CHANCE = ('[components]', '[components]\nchance = "resolve"\ndear = "2 + 2*resolve"')


def test_a_belief_that_passes_through_a_component_is_exact():
    found = ng.offer(varied(CHANCE, ('"resolve"\nsource', '"chance"\nsource'))).jumps("resolve")
    assert [(each.exact, each.before, each.after) for each in found] == [("2/5", 1, 0)]


def test_a_belief_that_moves_a_cost_through_a_component_is_followed():
    """Reluctant at a price of (2 + 2 q) p: the gain (1 - q)(1 + 2 q) p equals the loss q (cost + p)."""
    [jump] = ng.offer(varied(CHANCE, ('"3*price"', '"dear*price"'))).jumps("resolve")
    assert jump.exact == ""
    assert (1 - jump.value) * (1 + 2 * jump.value) * 0.1 == pytest.approx(jump.value * 0.3)


def test_a_type_that_accepts_nothing_is_no_candidate():
    """Where war is best the jump is from no offer: the first type, which no share satisfies, is worth the same."""
    stubborn = """[[types]]
party = "Defender"
id = "stubborn"
probability = "1/10"
set = { price = "-2" }

[[types]]
party = "Defender"
id = "resolved"
"""
    model = varied(
        ('[[types]]\nparty = "Defender"\nid = "resolved"\n', stubborn), ('"1 - resolve"', '"9/10*(1 - resolve)"'),
        ('"resolve"\nsource', '"9/10*resolve"\nsource'),
        ('"war*(strength - cost)', '"war*(strength - cost + 3/5*Defender.reluctant)'))
    [jump] = ng.offer(model).jumps("resolve")
    around = ng.offer(model, resolve=0.5 + np.array([-1e-6, 1e-6]))
    assert (jump.exact, jump.before, jump.after) == ("1/2", *around.best) == ("1/2", 3, 1)


def test_the_coalition_offers_what_a_resolved_side_takes():
    found = ng.offer(ng.load("geneva-2016"), "Coalition")
    assert found.shares[0, 0] == pytest.approx(0.70511, abs=1e-9)  # the reservation share of the game without types
    assert found.shares[0, 1] < found.shares[0, 0]
    [jump] = found.jumps("doubt")
    assert "/" in jump.exact
    around = ng.offer(ng.load("geneva-2016"), "Coalition", doubt=jump.value + np.array([-1e-6, 1e-6]))
    assert around.best.tolist() == [jump.before, jump.after]


@pytest.mark.parametrize("call, said", [
    (lambda: ng.offer(ng.load("us-russia")), "declares no types"),
    (lambda: ng.offer(ng.load("couple")), "declares no share to divide"),
    (lambda: ng.offer(ng.load("geneva-2016"), "Iran"), "'Iran' is not a principal"),
    (lambda: ng.offer(ng.load("private-cost"), type="rich"), "is not a type of Challenger"),
    (lambda: ng.offer(ng.load("private-cost"), along="reslove"), "'reslove' is not a parameter"),
    (lambda: ng.doubt(ng.load("us-russia")), "declares no types"),
])
def test_what_cannot_be_offered_is_refused_in_one_line(call, said):
    with pytest.raises(ng.NegotiationError, match=said) as found:
        call()
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("ask", [ng.coalitions, ng.bargain, lambda form: ng.coalitions(form.at()),
                                 lambda form: ng.power(form, "doubt")])
def test_types_of_one_party_form_no_coalition_and_strike_no_deal(ask):
    """They were taken for parties who sit at the table together; where all types are known, there is an answer."""
    model = ng.load("coalition-in-doubt")
    with pytest.raises(ng.ModelError, match=r"doubt each other's types, and what .* all types are"):
        ask(model.bayesian())
    assert ng.coalitions(model.bayesian(Russia="stretched")).game is not None
