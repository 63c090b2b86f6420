"""Coalitions: published numbers, definitions by brute force, properties; the vote and the blocs of the Geneva model."""

from fractions import Fraction as F
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.alliances import values, worth
from negotiation.alliances.blocs import Blocs, bloc_game
from negotiation.alliances.division import Division
from negotiation.alliances.members import members, structures
from negotiation.errors import ModelError, NegotiationError
from negotiation.expectations import check
from negotiation.modelfile import faults, parse_model

GENEVA = ng.load("geneva-2016")


def game(count, value):
    return [F(value([i for i in range(count) if mask >> i & 1])) for mask in range(1 << count)]


def table(*rows):
    return np.array(rows, dtype=object)


def test_security_council_and_the_community_of_1958():
    council = ng.Voting(39, [7] * 5 + [1] * 10)
    assert council.shapley_shubik == (F(421, 2145),) * 5 + (F(4, 2145),) * 10
    assert council.banzhaf == (F(106, 635),) * 5 + (F(21, 1270),) * 10
    assert council.veto == ("1", "2", "3", "4", "5") and not council.null and not council.dictator
    eec = ng.Voting(12, [4, 4, 4, 2, 2, 1])
    assert eec.banzhaf == (F(5, 21),) * 3 + (F(1, 7),) * 2 + (F(0),) and eec.null == ("6",)
    assert ng.Voting(3, [3, 1, 1]).dictator == "1"


@pytest.mark.parametrize(("estate", "shares"), [(100, ["100/3"] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])])
def test_the_talmuds_estates_are_nucleoli(estate, shares):
    debts = [100, 200, 300]
    found = Division(game(3, lambda s: max(0, estate - sum(debts[i] for i in range(3) if i not in s))))
    assert found.nucleolus == tuple(map(F, shares)) and not found.core.empty


def test_the_airport_game_and_the_gloves():
    costs = [1, 2, 3]
    airport = game(3, lambda s: -max((costs[i] for i in s), default=0))
    assert Division(airport).nucleolus == (F(-1, 2), F(-3, 4), F(-7, 4))
    assert values.shapley(table(airport))[0].tolist() == [F(-1, 3), F(-5, 6), F(-11, 6)]
    gloves = ng.tu_game({"L+R": 1, "M+R": 1, "L+M+R": 1}, others=0)
    assert gloves.shapley() == {"L": F(1, 6), "M": F(1, 6), "R": F(2, 3)}
    assert gloves.nucleolus() == {"L": 0, "M": 0, "R": 1} and gloves.core().point == (0, 0, 1)
    assert gloves.owen(["L+M", "R"]) == {"L": F(1, 4), "M": F(1, 4), "R": F(1, 2)}
    majority = ng.tu_game({"A+B": 1, "A+C": 1, "B+C": 1, "A+B+C": 1}, others=0)
    core = majority.core()
    assert core.empty and core.balanced == {3: F(1, 2), 5: F(1, 2), 6: F(1, 2)} and core.demands == F(3, 2)
    assert majority.least_core()[0] == F(1, 3)


WORTHS = st.integers(2, 4).flatmap(lambda n: st.lists(st.integers(-9, 9), min_size=1 << n, max_size=1 << n))


def by_definition(v, count):
    """Shapley values as the mean over orders of arrival."""
    found = [F(0)] * count
    for order in permutations(range(count)):
        mask = 0
        for i in order:
            found[i] += v[mask | 1 << i] - v[mask]
            mask |= 1 << i
    return [each / factorial(count) for each in found]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(WORTHS, st.randoms(use_true_random=False))
def test_values_and_divisions_follow_their_definitions(drawn, random):
    v = [F(0), *map(F, drawn[1:])]
    count = len(v).bit_length() - 1
    shapley = values.shapley(table(v))[0].tolist()
    assert shapley == by_definition(v, count) and sum(shapley) == v[-1]
    banzhaf = values.banzhaf(table(v))[0].tolist()
    assert banzhaf == [sum(v[m | 1 << i] - v[m] for m in range(1 << count) if not m >> i & 1) / F(2**(count - 1))
                       for i in range(count)]
    alone, together = tuple(1 << i for i in range(count)), ((1 << count) - 1,)
    assert values.owen(table(v), alone)[0].tolist() == values.owen(table(v), together)[0].tolist() == shapley
    found = Division(v)
    x, excess = found.nucleolus, found.least_core[0]
    assert sum(x) == v[-1]
    slack = [sum(x[i] for i in members(m)) - v[m] for m in range(1, (1 << count) - 1)]
    if not found.core.empty:
        assert min(slack) >= 0 and max(-each for each in slack) == excess <= 0
    else:
        assert excess > 0 and found.core.demands > v[-1]
        for i in range(count):
            assert sum(w for m, w in found.core.balanced.items() if m >> i & 1) == 1
        assert sum(w * v[m] for m, w in found.core.balanced.items()) == found.core.demands
    order = list(range(count))
    random.shuffle(order)
    swapped = [v[sum(1 << order[i] for i in members(m))] for m in range(1 << count)]
    assert values.shapley(table(swapped))[0].tolist() == [shapley[order[i]] for i in range(count)]
    assert Division(swapped).nucleolus == tuple(x[order[i]] for i in range(count))
    other = [F(m % 5) for m in range(1 << count)]
    summed = [a + b for a, b in zip(v, other, strict=True)]
    assert values.shapley(table(summed))[0].tolist() == [
        a + b for a, b in zip(shapley, values.shapley(table(other))[0], strict=True)]


@settings(max_examples=30, deadline=None)
@given(WORTHS)
def test_no_division_on_a_lattice_has_smaller_sorted_excesses_than_the_nucleolus(drawn):
    v = [F(0), *map(F, drawn[1:])]
    count = len(v).bit_length() - 1
    found = Division(v)
    if count > 3 or not found.imputations:
        return
    def excesses(x):
        return sorted((v[m] - sum(x[i] for i in members(m)) for m in range(1, (1 << count) - 1)), reverse=True)
    best = excesses(found.nucleolus)
    for step in (F(1), F(1, 3)):
        for a, b in permutations(range(count), 2):
            x = list(found.nucleolus)
            x[a], x[b] = x[a] - step, x[b] + step
            if all(x[i] >= v[1 << i] for i in range(count)):
                assert excesses(x) >= best


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.integers(1, 20))
def test_generating_functions_count_what_enumeration_counts(weights, quota):
    vote = ng.Voting(quota, weights)
    assert vote.shapley_shubik == tuple(values.shapley(vote.worth)[0])
    assert vote.banzhaf_raw == tuple(values.banzhaf(vote.worth)[0])
    assert vote.null == tuple(str(i + 1) for i, own in enumerate(vote.swings) if not any(own))


def test_a_null_player_gets_nothing_and_equals_get_the_same():
    found = ng.tu_game({"A": 1, "B": 1, "C": 0, "A+B": 5, "A+C": 1, "B+C": 1, "A+B+C": 5})
    assert found.null == ("C",) and found.shapley()["C"] == 0 and found.nucleolus()["C"] == 0
    assert found.shapley()["A"] == found.shapley()["B"]


def test_the_settlement_vote_of_geneva():
    found = ng.power(GENEVA, "control")
    exact = [each for each, _ in found.breakpoints]
    assert exact[-1] == "56/65" and found.power[-1].vote.null == ("US", "Coalition", "Turkey")
    assert not found.power[-1].interval.start.closed
    assert "Above control = 56/65, United States, Saudi-backed coalition and Turkey are bystanders" in \
        " ".join(found.sentences())
    for row in found.power:
        ends = row.interval.start.number.fraction, row.interval.stop.number.fraction
        here = ng.coalitions(GENEVA, at={"control": sum(ends) / 2}).voting
        assert here.shapley_shubik == row.vote.shapley_shubik and here.null == row.vote.null
    # Every coalition that meets the quota somewhere does so at a breakpoint.
    weights = [lambda a: (1 - a) / 5, lambda a: 15 * a / 28, lambda a: (1 - a) / 2, lambda a: 3 * (1 - a) / 10,
               lambda a: 13 * a / 28]
    roots = set()
    for size in range(1, 6):
        for own in combinations(range(5), size):
            low, high = (sum(weights[i](F(a)) for i in own) - F(3, 5) for a in (0, 1))
            if low != high and 0 < -low / (high - low) < 1:
                roots.add(str(-low / (high - low)))
    assert set(exact) <= roots


def test_alpha_is_exact_and_agrees_with_the_linear_programs_in_floating_point():
    one = worth.alpha(GENEVA.at(control=0.71))[0]
    two = worth.alpha(GENEVA.at(control=[0.71, 0.3]))[0]
    assert np.abs(one.astype(float) - two).max() < 1e-9 and all(isinstance(each, F) for each in one[1:])
    pennies = ng.Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert worth.alpha(pennies)[0].tolist() == [0, 0, 0, 0]
    assert worth.beta(pennies)[0].tolist() == [0, 1, 1, 0]
    assert worth.exact_value(np.array([[3, -1], [-2, 4]], dtype=object)) == 1


def test_a_structures_equilibria_are_those_of_its_bloc_game():
    here = GENEVA.at(control=0.45)
    blocs = Blocs(here)
    assert len(structures(5)) == 52 and blocs.masks.shape[:2] == (1, 52)
    for structure in structures(5)[::7]:
        found = ng.solve(bloc_game(here, structure), "pure")
        assert len(found) == blocs.equilibria(structure).sum()
    alone = tuple(1 << i for i in range(5))
    assert int(blocs.equilibria(alone).sum()) == len(ng.solve(here, "pure"))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=24, max_size=24))
def test_joint_best_replies_with_ties_by_brute_force(drawn):
    payoffs = np.array(drawn, dtype=float).reshape(1, 3, 2, 2, 2)
    blocs = Blocs(ng.Game(payoffs))
    for structure in structures(3):
        for at in np.ndindex(2, 2, 2):
            holds = all(all(payoffs[0][list(own)].sum(axis=0)[at] >= payoffs[0][list(own)].sum(axis=0)[to]
                            for to in np.ndindex(2, 2, 2) if all(to[i] == at[i] for i in range(3) if i not in own))
                        for own in map(members, structure))
            assert blocs.equilibria(structure)[(0, *at)] == holds


def test_where_a_structure_holds_and_a_party_switches_is_what_the_points_say():
    two = ng.load("us-russia")
    found = ng.power(two, "control", moves=True)
    assert found.switches
    for value in (0.13, 0.37, 0.61, 0.88):
        here = {row.label: row for row in ng.coalitions(two, at={"control": value}).structures}
        for structure, held in found.holds.items():
            labels = {each.label for each, spans in held if any(value in span for span in spans)}
            assert labels == {each.profile.label for each in here[structure].equilibria}
            moving = {(row.party, row.to) for row in found.switches if row.structure == structure
                      and not row.transfers and any(value in span for span in row.intervals)}
            assert moving == {(each.party, each.to) for each in here[structure].moves if each.possible}


MODEL = """
format = 1
title = "A vote"
[parameters]
a = { low = 0, high = 1, default = 0.5 }
[[parties]]
id = "X"
strategies = [{ id = "x" }]
[[parties]]
id = "Y"
strategies = [{ id = "y" }]
[payoffs]
X = 0
Y = 0
[voting]
quota = "1/2"
weights = { X = "a", Y = "1 - a" }
[coalitions]
worth = { "X" = 0, "X, Y" = "2*a" }
others = 0
structures = { both = { blocs = ["X, Y"] } }
"""


def test_a_model_file_declares_votes_worths_and_structures():
    model = parse_model(MODEL)
    found = ng.coalitions(model, at={"a": F(1, 3)})
    assert found.kind == "declared" and found.exact and found.shapley() == {"X": F(1, 3), "Y": F(1, 3)}
    assert found.voting.dictator == "Y" and found.owen("both") == found.shapley()
    assert [each for each, _ in ng.power(model, "a").breakpoints] == ["1/2"]


@pytest.mark.parametrize(("old", "new", "said"), [
    ('Y = "1 - a" }', 'Z = "1 - a" }', "'Z' is not a party"),
    ('weights = { X = "a"', 'weights = { X = "b"', "'b' is not a parameter"),
    ('quota = "1/2"', 'quata = "1/2"', "'quata' is not a key here"),
    ('others = 0', '', "no worth for the coalition 'Y'"),
    ('blocs = ["X, Y"]', 'blocs = ["X", "X, Y"]', "X stands in 2 blocs"),
    ('"X, Y" = "2*a"', '"X, X" = "2*a"', "names X twice"),
    ('quota = "1/2"', 'quota = "x"', "'x' is not a parameter"),
])
def test_faults_in_the_sections_are_told_in_a_line(old, new, said):
    assert old in MODEL
    (fault, *_) = faults(MODEL.replace(old, new, 1))
    assert said in str(fault) and "\n" not in str(fault) and fault.line


def test_bad_arguments_are_refused():
    for wrong in (lambda: ng.coalitions(GENEVA, "gamma"), lambda: ng.coalitions(3), lambda: ng.Voting(0, [1]),
                  lambda: ng.Voting(1, [-1]), lambda: ng.coalitions(GENEVA).owen("moon"),
                  lambda: ng.coalitions(GENEVA).owen(["US+Mars"]), lambda: ng.tu_game({"A+B": 1}),
                  lambda: ng.coalitions(GENEVA, "declared")):
        with pytest.raises(NegotiationError):
            wrong()
    with pytest.raises(ModelError, match="no pure equilibrium"):
        ng.coalitions(ng.Game.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), "equilibrium")


def test_results_print_as_a_table_with_what_must_be_said():
    shown = repr(ng.coalitions(GENEVA, control=0.9))
    assert shown.startswith("Coalitions of geneva-2016: 5 parties, worths alpha\n") and "core: " in shown
    assert "United States, Saudi-backed coalition and Turkey have become bystanders" in shown
    along = repr(ng.power(GENEVA, "control"))
    assert along.startswith("Power in geneva-2016 over control\n") and "(56/65, 1]" in along
    assert repr(ng.Voting(2, [1, 1])).startswith("Voting [2; 1, 1]\n")


@pytest.mark.parametrize(("worth", "said"), [
    ({"A, B": 1, "A": 0}, "found the coalition 'A, B'; allowed: each party once, joined by"), ({"A+": 1}, "'A+'"),
    ({"A+A": 1}, "'A+A'"), ({"A+B": 1, "B + A": 2}, "'B + A' stands twice; the other is 'A+B'")])
def test_a_misspelt_coalition_is_refused_in_a_line(worth, said):
    with pytest.raises(ng.NegotiationError) as found:
        ng.tu_game(worth, others=0)
    assert said in str(found.value) and "\n" not in str(found.value)


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new", "said"), [
    ('quota = "3/5"', "quota = 0", "voting.quota is 0; allowed: a quota above 0"),
    ('quota = "3/5"', 'quota = "1/(control - control)"', "voting.quota is not a finite number"),
    ('quota = "3/5"', 'quota = "control - 1"', "voting.quota is"),
    ('Iran = "13*control/28"', 'Iran = "control - 1"', "voting.weights.Iran is")])
def test_check_tells_where_a_vote_makes_no_sense(old, new, said):
    text = GENEVA.text.partition("[[expect]]")[0]
    assert old in text
    found = check(parse_model(text.replace(old, new), "own.toml"))
    line = 1 + text.split(old)[0].count("\n")
    assert found[0].startswith(f"own.toml:{line}: ") and said in found[0]
