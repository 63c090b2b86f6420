"""Games in which each party knows its own type alone: the language, the agent form, and every method on it."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import negotiation as ng
from negotiation.modelfile import faults, parse_model
from tests.beliefs import COUPLE, Drawn


@pytest.fixture(scope="module")
def couple():
    return parse_model(COUPLE, "couple.toml")


def test_the_couple_has_osbornes_equilibria(couple):
    found = ng.solve(couple.bayesian().at())
    assert found.complete.all()
    rows = {label: [mix[k].tolist() for mix in found.mixtures] for k, label in enumerate(found.label)}
    assert rows.keys() == {"B / B / S", "B+S / B+S / S", "B+S / S / B+S"}
    assert np.allclose(rows["B+S / B+S / S"], [[2 / 3, 1 / 3], [2 / 3, 1 / 3], [0, 1]])
    assert np.allclose(rows["B+S / S / B+S"], [[1 / 3, 2 / 3], [0, 1], [2 / 3, 1 / 3]])


def test_agents_are_named_after_party_and_type(couple):
    form = couple.bayesian()
    assert [party.id for party in form.parties] == ["He", "She.wants", "She.avoids"]
    assert form.parties[2].label == "She (avoids)"
    assert [(agent.party, agent.type) for agent in form.agents] == [(0, 0), (1, 0), (1, 1)]
    assert len({party.look for party in form.parties}) == 3


def test_without_doubt_everybody_is_of_the_first_type(couple):
    game = couple.at()
    assert game.payoffs[0, 1].tolist() == [[1, 0], [0, 2]]
    assert couple.with_types(She="avoids").at().payoffs[0, 1].tolist() == [[0, 2], [1, 0]]
    assert set(ng.solve(game).label) == {"B / B", "S / S", "B+S / B+S"}


@pytest.mark.parametrize("end, first", [(1.0, "wants"), (0.0, "avoids")])
def test_at_the_ends_the_known_game_comes_back_with_what_the_other_type_would_do(couple, end, first):
    doubted = ng.solve(couple.bayesian().at(meets=end))
    known = ng.solve(couple.with_types(She=first).at())
    seen = [0, 1 if first == "wants" else 2]
    rows = np.hstack([doubted.mixtures[i] for i in seen])
    certain = np.hstack(known.mixtures)
    assert all(np.abs(certain - row).max(axis=1).min() < 1e-9 for row in rows)
    assert all(np.abs(rows - row).max(axis=1).min() < 1e-9 for row in certain)


def test_regimes_over_a_belief_are_exact(couple):
    found = ng.regimes(couple.bayesian(), "meets")
    ends = {row["label"]: (row["from"]["exact"], row["to"]["exact"]) for profile in ng.document(found)["profiles"]
            for row in [{"label": profile["label"], **each} for each in profile["intervals"]]}
    assert ends == {"B / B / S": ("1/3", "1"), "S / S / B": ("2/3", "1")}


@pytest.mark.parametrize("seed, strategies, types, prior, rows", [
    (0, (2, 2), (2, 2), False, False), (1, (3, 2), (1, 3), False, True), (2, (2, 2, 2), (2, 1, 2), True, False),
    (3, (2, 3), (2, 2), True, True)])
def test_interim_payoffs_are_those_of_a_loop(seed, strategies, types, prior, rows):
    drawn = Drawn(seed, strategies, types)
    form = parse_model(drawn.text(prior, rows), "drawn.toml").bayesian()
    table, floats = form.exact()[0], form.at().payoffs[0]
    for profile in np.ndindex(form.strategy_counts):
        mixtures = [[Fraction(int(k == own)) for k in range(strategies[i])]
                    for (i, _), own in zip(drawn.agents, profile, strict=True)]
        for a, (i, t) in enumerate(drawn.agents):
            wanted = drawn.interim(i, t, profile[a], mixtures)
            assert table[(a, *profile)] == wanted
            assert abs(floats[(a, *profile)] - float(wanted)) < 1e-12


@pytest.mark.parametrize("seed", range(6))
def test_two_parties_have_the_equilibria_of_their_supports(seed):
    drawn = Drawn(100 + seed, widest=1000)
    wanted = drawn.equilibria()
    found = ng.solve(parse_model(drawn.text(), "drawn.toml").bayesian().at())
    assert wanted is not None
    assert found.complete.all()
    rows = np.hstack(found.mixtures)
    certain = np.array([np.concatenate(each) for each in wanted])
    assert len(rows) == len(certain)
    assert all(np.abs(certain - row).max(axis=1).min() < 1e-6 for row in rows)


def test_three_parties_are_proved_and_judged_by_a_loop():
    drawn = Drawn(7, (2, 2, 2), (2, 2, 1), 1000)
    found = ng.solve(parse_model(drawn.text(), "drawn.toml").bayesian().at())
    assert found.complete.all()
    assert len(found) % 2 == 1
    assert max(drawn.regret([mix[k] for mix in found.mixtures]) for k in range(len(found))) < 1e-7


def test_types_of_equal_payoffs_play_the_game_without_types():
    text = COUPLE.replace("She.avoids*(He.S*She.B + 2*He.B*She.S)", "She.avoids*(He.B*She.B + 2*He.S*She.S)")
    model = parse_model(text, "couple.toml")
    known, doubted = ng.solve(model.at()), ng.solve(model.bayesian().at(meets=0.3))
    assert doubted.degenerate.all()  # only her average mixture counts, so there is a continuum
    rows = {tuple(np.round([he[0], 0.3 * one[0] + 0.7 * two[0]], 9))
            for he, one, two in zip(*doubted.mixtures, strict=True)}
    assert rows == {tuple(np.round([he[0], she[0]], 9)) for he, she in zip(*known.mixtures, strict=True)}


def test_permuting_types_changes_only_their_order(couple):
    head, one, two = COUPLE.split("[[types]]\n")
    two, payoffs = two.split("[payoffs]")
    swapped = parse_model(f"{head}[[types]]\n{two}[[types]]\n{one}[payoffs]{payoffs}", "couple.toml")
    here, there = ng.solve(couple.bayesian().at()), ng.solve(swapped.bayesian().at())
    rows = {tuple(np.round(np.concatenate([mix[k] for mix in here.mixtures]), 9)) for k in range(len(here))}
    back = [there.mixtures[i] for i in (0, 2, 1)]
    assert rows == {tuple(np.round(np.concatenate([mix[k] for mix in back]), 9)) for k in range(len(there))}


def test_splitting_a_type_in_equal_halves_changes_no_distribution(couple):
    halves = COUPLE.replace('probability = "1 - meets"', 'probability = "(1 - meets)/2"\n[[types]]\nparty = "She"\n'
                            'id = "flees"\nprobability = "(1 - meets)/2"')
    split = parse_model(halves.replace("She.avoids*", "(She.avoids + flees)*"), "couple.toml")
    whole, found = ng.solve(couple.bayesian().at()), ng.solve(split.bayesian().at())
    joined = {tuple(np.round([he[0], a[0], (b[0] + c[0]) / 2], 9))
              for he, a, b, c in zip(*found.mixtures, strict=True)}
    assert joined == {tuple(np.round([mix[k][0] for mix in whole.mixtures], 9)) for k in range(len(whole))}


def test_scaling_a_party_changes_no_equilibrium(couple):
    text = COUPLE.replace('She = "', 'She = "7 + 1000*(').replace('He.B*She.S)"', 'He.B*She.S))"')
    louder = parse_model(text, "c.toml")
    here, there = ng.solve(couple.bayesian().at()), ng.solve(louder.bayesian().at())
    assert list(here.label) == list(there.label)
    assert all(np.allclose(a, b) for a, b in zip(here.mixtures, there.mixtures, strict=True))


OWN = """
format = 1
title = "own"
[parameters.cost]
low = 0
high = 3
default = 1
[parameters.doubt]
low = 0
high = 1
default = 0.25
[[parties]]
id = "A"
strategies = [{ id = "fight" }, { id = "yield" }]
[[parties]]
id = "B"
strategies = [{ id = "push" }, { id = "wait" }]
[[types]]
party = "A"
id = "hard"
probability = "1 - doubt"
[[types]]
party = "A"
id = "soft"
label = "soft-hearted"
probability = "doubt"
set = { cost = "2*cost + half" }
[components]
half = "1/2"
pain = "fight*cost"
[payoffs]
A = "1 - pain + push"
B = "push*(3 - pain)"
[readouts]
hurt = "pain"
[outcomes.WAR]
patterns = ["fight, push"]
"""


def test_set_reaches_the_own_payoff_alone():
    model = parse_model(OWN, "own.toml")
    form = model.bayesian()
    table = form.exact()[0]  # A.hard, A.soft, B
    assert table[0, 0, 0, 0] == 1 - 1 + 1
    assert table[1, 0, 0, 0] == 1 - Fraction(5, 2) + 1
    assert table[2, 0, 0, 0] == 3 - 1  # B's own fear of A's pain is that of the scenario
    assert table[2, 0, 1, 0] == 3 - Fraction(3, 4)
    assert form.at().readouts["hurt"][0, 0, 1, 0] == pytest.approx(0.75)
    assert form.outcomes[0].mask[0, 0, 0] and form.outcomes[0].mask.sum() == 1
    assert model.with_types(A="soft").exact()[0][0, 0, 0] == Fraction(-1, 2)
    assert model.exact()[0][0, 0, 0] == 1


def test_the_first_type_is_lived_where_nobody_doubts():
    text = OWN.replace('probability = "1 - doubt"', 'probability = "1 - doubt"\nset = { cost = "0" }')
    model = parse_model(text, "own.toml")
    assert model.exact()[0][0, 0, 0] == 2
    assert model.exact()[0][1, 0, 0] == 2
    assert model.at().readouts["hurt"][0, 0, 0] == 1


def test_every_analysis_takes_the_agent_form(couple):
    form = couple.bayesian()
    sweep = ng.sweep(form, meets=[0.25, 0.5], method="complete").to_frame()
    assert set(sweep.loc[sweep["meets"] == 0.5, "label"]) == {"B / B / S", "B+S / B+S / S", "B+S / S / B+S"}
    assert [each["parameter"] for each in ng.document(ng.levers(form, target="S, S, B"))["single"]] == ["meets"]
    assert ng.margins(form).to_frame()["parameter"].tolist() == ["meets"]
    assert ng.refinements(form.at(), ng.solve(form.at())) is not None
    assert ng.correlated(form.at()) is not None
    assert ng.regimes(form, "meets", mixed=True).to_frame() is not None
    for method in ("pure", "logit", "complete"):
        assert ng.solve(form.at(), method).regret.max() < 1e-6


def test_a_caveat_on_complete_information_gives_way_where_parties_doubt():
    model = ng.load("geneva-2016")
    gone = set(model.caveats) - set(model.bayesian().caveats)
    assert [each.split(":")[0] for each in gone] == ["Complete information"]
    assert "each party knows its own" in model.bayesian().caveats[-1]


def test_results_say_that_there_is_doubt(couple, tmp_path):
    file = tmp_path / "couple.toml"
    file.write_text(COUPLE, encoding="utf-8")
    found = ng.solve(ng.load(file).bayesian().at())
    assert found.provenance.head()["bayesian"] is True
    assert "--bayesian" in found.provenance.command
    assert "bayesian" not in ng.solve(ng.load(file).at()).provenance.head()


def test_a_study_under_doubt_is_made_again(couple, tmp_path):
    file = ng.sweep_to(couple.bayesian(), tmp_path / "couple.parquet", meets=np.linspace(0, 1, 5), method="pure")
    assert "payoff She.avoids" in ng.read_study(file).to_frame()
    ng.replay(f"{file}.manifest.json")


def test_a_model_without_types_has_nobody_in_doubt():
    with pytest.raises(ng.ModelError, match="declares no types"):
        ng.load("us-russia").bayesian()
    with pytest.raises(ng.ModelError, match="'shy' is not a type of She"):
        parse_model(COUPLE, "c.toml").with_types(She="shy")


PRIOR = OWN.replace('probability = "1 - doubt"\n', "").replace('probability = "doubt"\n', "").replace(
    "[components]", """[[types]]
party = "B"
id = "bold"
[[types]]
party = "B"
id = "meek"
[[prior]]
types = { A = "hard", B = "bold" }
probability = "1/2 - doubt/2"
[[prior]]
types = { A = "soft", B = "meek" }
probability = "1/2"
[[prior]]
types = { A = "hard", B = "meek" }
probability = 0
[[prior]]
types = { A = "soft", B = "bold" }
probability = "doubt/2"
[components]""").replace('B = "push*(3 - pain)"', 'B = "push*(3 - pain) + meek*wait"')


def test_a_prior_gives_beliefs_by_type():
    form = parse_model(PRIOR, "prior.toml").bayesian()
    table = form.exact(doubt=0.5)[0]  # A.hard, A.soft, B.bold, B.meek; bold: hard 1/4, soft 1/4
    assert table[2, 0, 1, 0, 0] == 3 - Fraction(1, 2)
    assert table[3, 0, 1, 0, 0] == 3
    assert table[3, 1, 0, 1, 1] == 1
    assert ng.regimes(form, "doubt", at={"cost": 2}) is not None


def test_a_type_that_cannot_be_has_no_beliefs():
    form = parse_model(PRIOR, "prior.toml").bayesian()
    with pytest.raises(ng.ParameterError, match=r"A.hard cannot be, so the prior does not say") as said:
        form.at(doubt=1)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("text, old, new, said", [
    (COUPLE, 'party = "She"\nid = "wants"', 'party = "Sho"\nid = "wants"', "15: 'Sho' is not a party"),
    (COUPLE, 'probability = "meets"\n', "", "14: the type 'wants' of She has no 'probability'"),
    (COUPLE, '"1 - meets"', '"1 - meets/2"', "17: the probabilities of She's types add up to 1.25 where meets = 0.5"),
    (COUPLE, '"1 - meets"', '"3/2 - meets"', "17: the probabilities of She's types add up to 1.5"),
    (COUPLE.replace('"meets"', '"2*meets"'), '"1 - meets"', '"1 - 2*meets"',
     "21: the probability of the type 'avoids' of She is -1 where meets = 1; allowed: 0 or more"),
    (COUPLE, 'id = "avoids"', 'id = "S"', "20: 'S' is both a type of She and a strategy of She"),
    (COUPLE, 'id = "avoids"', 'id = "meets"', "20: 'meets' is both a type of She and a parameter"),
    (COUPLE, 'id = "avoids"', 'id = "wants"', "20: the type 'wants' of She stands twice"),
    (COUPLE, '"1 - meets"', '"1 - meats"', "21: probability: column 5: 'meats' is not a parameter"),
    (COUPLE, '"1 - meets"', '"1 - He.B"', "21: probability: column 5: 'He.B' is not a parameter"),
    (COUPLE, '"meets"', '"meets"\nset = { meats = "1" }', "18: 'meats' is not a parameter"),
    (COUPLE, "She.avoids*", "She.flees*", "'She.flees' is not a parameter"),
    (COUPLE, '"meets"', '"meets"\nset = 3', "18: "),
    (PRIOR, 'probability = 0', 'probability = "1/7"', "the probabilities of all combinations of types add up to 1.14"),
    (PRIOR, 'types = { A = "hard", B = "meek" }', 'types = { A = "hard" }', "names no type of B"),
    (PRIOR, 'types = { A = "hard", B = "meek" }', 'types = { A = "hard", B = "mild" }', "'mild' is not a type of B"),
    (PRIOR, 'types = { A = "hard", B = "meek" }', 'types = { A = "hard", B = "bold" }', "stands twice"),
    (PRIOR, 'id = "bold"', 'id = "bold"\nprobability = "1"', "has a probability, and a [[prior]] gives it another"),
])
def test_faults_have_file_and_line(text, old, new, said):
    assert old in text
    found = [str(each) for each in faults(text.replace(old, new, 1), "m.toml")]
    assert any(each.startswith("m.toml:") and said in each and "\n" not in each for each in found), found


def test_what_nothing_proves_is_refused_where_it_fails():
    text = COUPLE.replace('"meets"', '"exp(meets)/(1 + exp(meets))"').replace('"1 - meets"', '"1/(1 + exp(meets))"')
    form = parse_model(text, "c.toml").bayesian()
    assert form.at(meets=0.3).payoffs.shape == (1, 3, 2, 2, 2)
    assert any("add up to 1" in each.message for each in form.constraints)


def test_an_expectation_may_speak_of_the_game_under_doubt():
    block = """
[[expect]]
title = "one pure equilibrium"
bayesian = true
method = "complete"
includes = ["B, B, S"]
excludes = ["S, S, B"]
mixtures = { "B+S, S, B+S" = [["1/3", "2/3"], [0, 1], ["2/3", "1/3"]] }
"""
    assert ng.check(parse_model(COUPLE + block, "c.toml")) == []
    wrong = ng.check(parse_model(COUPLE + block.replace('excludes = ["S, S, B"]', 'excludes = ["B, B, S"]'), "c.toml"))
    assert len(wrong) == 1 and "c.toml:" in wrong[0]
    short = ng.check(parse_model(COUPLE + block.replace("bayesian = true", ""), "c.toml"))
    assert any("names the strategies of 3 parties; allowed: 2" in each for each in short)


def test_what_only_beliefs_are_made_of_is_no_parameter_where_nobody_doubts(couple):
    assert not couple.parameters and list(couple.bayesian().parameters) == ["meets"]
    with pytest.raises(ng.ParameterError, match="'meets' is not a parameter"):
        couple.at(meets=0.3)
    own = parse_model(OWN + '[presets.p]\nvalues = { doubt = 1, cost = 2 }\n', "own.toml")
    assert list(own.parameters) == ["cost"] and own.presets["p"].values == {"cost": 2}
    assert own.bayesian().point("p")["doubt"] == 1


def test_all_combinations_are_told_apart():
    drawn = Drawn(11, (2, 2), (2, 2))
    model = parse_model(drawn.text(), "drawn.toml")
    for types in product(range(2), range(2)):
        known = model.with_types(p0=f"t0{types[0]}", p1=f"t1{types[1]}").at().payoffs[0]
        assert np.array_equal(known, drawn.payoffs[types])


@pytest.mark.parametrize("label, said", [
    ('" "', "is empty"),
    ('"keen\\nto meet"', "line break"),
    (f'"{"x" * 41}"', "has 41 characters; allowed: 40"),
    ('"Avoids"', "is another type's too"),
])
def test_a_label_that_reads_badly_is_told_at_its_line(label, said):
    text = COUPLE.replace('id = "wants"', f'id = "wants"\nlabel = {label}', 1)
    lines = text.splitlines()
    at = [k for k, line in enumerate(lines, 1) if line.startswith("label = " + label)]
    found = [str(each) for each in faults(text, "m.toml")]
    assert len(found) == 1 and said in found[0], found
    assert "Avoids" in label or found[0].startswith(f"m.toml:{at[0]}:")
