"""The graph model: definitions against a brute force, implications, known games, files, the inverse question."""

from fractions import Fraction
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

import negotiation as ng
from negotiation.conflict_graph import CONCEPTS, inverse, routes, stability
from negotiation.conflict_graph.along import runs, signs
from negotiation.conflict_graph.graph import ConflictGraph
from negotiation.conflict_graph.reasons import reasons
from negotiation.errors import ModelError
from negotiation.expectations import check
from negotiation.library import conflicts, load
from negotiation.modelfile import parse_model


def sequences(moves, group, start, allowed):
    """Follow legal sequences move by move."""
    seen, waiting, found = set(), [(start, None)], set()
    while waiting:
        s, last = waiting.pop()
        for i in group:
            for t in range(moves.shape[1]):
                if i != last and moves[i, s, t] and allowed(i, s, t) and (t, i) not in seen:
                    seen.add((t, i))
                    found.add(t)
                    waiting.append((t, i))
    return found


def holds(moves, rank, i, s, concept):
    """Say the definition for one party and state."""
    others = [j for j in range(len(rank)) if j != i]

    def deterred(s1):
        answers = sequences(moves, others, s1, lambda j, a, b: concept != "seq" or rank[j, b] > rank[j, a])
        return any(rank[i, s2] <= rank[i, s] and (concept != "smr" or all(
            rank[i, s3] <= rank[i, s] for s3 in np.flatnonzero(moves[i, s2]))) for s2 in answers)

    gains = [s1 for s1 in np.flatnonzero(moves[i, s]) if rank[i, s1] > rank[i, s]]
    return not gains if concept == "nash" else all(deterred(s1) for s1 in gains)


def random_graph(seed, points=1):
    rng = np.random.default_rng(seed)
    count, size = rng.integers(2, 5), rng.integers(2, 8)
    moves = rng.random((count, size, size)) < rng.choice([0.15, 0.3, 0.6])
    moves[:, np.arange(size), np.arange(size)] = False
    return ConflictGraph(tuple("ABCD"[:count]), tuple(f"s{k}" for k in range(size)), moves,
                         rng.integers(0, size, (points, count, size)))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_five_hundred_random_graphs_say_what_the_definitions_say(block):
    for seed in range(50 * block, 50 * block + 50):
        graph = random_graph(seed)
        found = stability(graph).stable
        for concept in CONCEPTS:
            wanted = [[holds(graph.moves, graph.ranks[0], i, s, concept) for s in range(len(graph.states))]
                      for i in range(len(graph.parties))]
            assert (found[concept][0] == wanted).all(), (seed, concept)
        assert (found["nash"] <= found["smr"]).all() and (found["smr"] <= found["gmr"]).all()
        assert (found["nash"] <= found["seq"]).all() and (found["seq"] <= found["gmr"]).all()


def test_a_batch_says_what_its_points_say_one_by_one():
    graph = random_graph(7, points=5)
    whole = stability(graph)
    for p in range(5):
        one = stability(ConflictGraph(graph.parties, graph.states, graph.moves, graph.ranks[p]))
        assert all((whole.stable[concept][p] == one.stable[concept][0]).all() for concept in CONCEPTS)


def test_parties_permuted_are_results_permuted():
    graph = random_graph(11)
    order = list(range(len(graph.parties)))[::-1]
    turned = ConflictGraph(tuple(graph.parties[i] for i in order), graph.states, graph.moves[order],
                           graph.ranks[:, order])
    for concept in CONCEPTS:
        assert (stability(turned).stable[concept] == stability(graph).stable[concept][:, order]).all()


def test_coalitions_of_one_are_the_parties():
    graph = random_graph(3)
    alone, all_ = stability(graph), stability(graph, coalitions=True)
    for concept in ("nash", "gmr", "smr"):
        assert (all_.stable[concept][:, :len(graph.parties)] == alone.stable[concept]).all()


@pytest.mark.parametrize("name", sorted(conflicts()))
def test_a_shipped_conflict_proves_what_it_states(name):
    assert not check(load(name))


def test_together_ministry_and_company_leave_the_stalemate():
    found = stability(load("elmira"), concept="nash", coalitions=True)
    assert "s5" not in found.stable_for("nash", "MoE+Uniroyal")
    assert "s5" in stability(load("elmira")).equilibria("nash")


@pytest.mark.parametrize("concept", CONCEPTS)
def test_rankings_are_counted_as_by_trying_them_all(concept):
    graph = ConflictGraph.of(load("syria-iraq-1975"))
    for state in graph.states:
        count = 0
        for order in permutations(range(6)):
            ranks = graph.ranks[0].copy()
            ranks[0] = order
            count += holds(graph.moves, ranks, 0, graph.state(state), concept)
        found = inverse(graph, state, "Syria", concept)
        assert (found.count, found.total) == (count, 720)
    assert concept != "seq" or inverse(graph, "s2", "Syria", "seq").count == 384


@pytest.mark.parametrize("name", ["us-russia", "turkey-iran", "geneva-2016"])
def test_nash_stable_states_of_a_game_are_its_pure_equilibria(name):
    game = load(name).at()
    assert set(stability(game, concept="nash").equilibria("nash")) == set(ng.solve(game, "pure").label)


def test_along_a_parameter_nash_is_what_regimes_say_and_points_agree():
    model = load("us-russia")
    found = ng.stability(model, "control")
    exact = ng.regimes(model, "control", mixed=False)
    assert [(row.label, row.intervals) for row in found.regimes["nash"].standings] == [
        (row.label, row.intervals) for row in exact.standings]
    for value in (0.0, 0.3, 0.5, 0.61, 0.8, 1.0):
        here = stability(model, control=value)
        for concept in CONCEPTS:
            assert {row.label for row in found.regimes[concept].at(value)} == set(here.equilibria(concept))


def random_model(seed):
    """Write a game of three parties whose payoffs are small polynomials of t, so that many meet at the same places."""
    rng = np.random.default_rng(seed)
    counts = (2, 3, 2)
    lines = ["format = 1", 'title = "Random"', "[parameters.t]", "low = 0", "high = 1", "default = 0.5"]
    for i, count in enumerate(counts):
        lines += ["[[parties]]", f'id = "P{i}"', "strategies = [" + ", ".join(
            f'{{ id = "p{i}{j}" }}' for j in range(count)) + "]"]
    lines += ["[payoffs]"]
    for profile in np.ndindex(counts):
        row = [f'"{a} + {b}*t + {c}*t**2"' for a, b, c in rng.integers((-2, -4, -1), (3, 5, 2), (3, 3))]
        lines += [f'"{", ".join(f"p{i}{j}" for i, j in enumerate(profile))}" = [{", ".join(row)}]']
    return parse_model("\n".join(lines).replace("+ -", "- "), "random.toml")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_along_a_parameter_every_concept_holds_where_points_say_so(seed):
    """At random places, in the middle between neighbouring ends, and at ends that a decimal can write."""
    model = random_model(seed)
    found = ng.stability(model, "t")
    ends = {0.0, 1.0} | {end.decimal for each in found.regimes.values() for row in each.standings
                         for span in row.intervals for end in (span.start, span.stop)}
    exact = {end.decimal for each in found.regimes.values() for row in each.standings for span in row.intervals
             for end in (span.start, span.stop)
             if "sqrt" not in end.exact and 10**6 % Fraction(end.exact).denominator == 0}
    places = sorted(ends)
    values = [*np.random.default_rng(seed).random(20), *(np.array(places[1:]) + places[:-1]) / 2, *exact]
    here = stability(model, t=np.array(values))
    assert len(places) > 4 and len(exact) > 2
    for concept in CONCEPTS:
        for p, value in enumerate(values):
            assert {row.label for row in found.regimes[concept].at(value)} == set(here.equilibria(concept, p)), value


def test_who_breaks_a_state_next_door_has_an_improvement_that_nothing_deters():
    model = random_model(2)
    found = ng.stability(model, "t")
    seen = 0
    for concept, each in found.regimes.items():
        for row in each.standings:
            for span in row.intervals:
                graph = ConflictGraph.of(model.at(t=min(span.stop.decimal + 1e-6, 1.0)))
                for by in span.stop.breakers if span.stop.closed else ():
                    ways = [each.move.stop.split(" / ") for each in reasons(graph, row.label, by.party, concept)
                            if each.answer is None]
                    assert any(by.to in way for way in ways)
                    seen += 1
    assert seen > 5


def test_a_path_is_legal_and_shortest():
    graph = ConflictGraph.of(load("elmira"))
    way = routes(graph).to("s8")
    assert [step.party for step in way] == ["MoE", "Uniroyal", "Local"]
    assert routes(graph, improving=True).to("s8") is None


RIVER = Path("docs/stability.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]


def test_the_example_of_the_documentation_works():
    model = parse_model(RIVER, "river.toml")
    assert not check(model)
    assert len(model.states) == 8 and model.unknown.any() and model.moves.any()
    by_mode = [stability(model, unknown=mode).stable["gmr"].sum() for mode in "abcd"]
    assert by_mode[0] <= min(by_mode) and max(by_mode) == by_mode[3]


@pytest.mark.parametrize(("old", "new", "said"), [
    ('"release * escalate"', '"relaese"', "'relaese'"), ('"s2", "s1"', '"s2", "s99"', "'s99'"),
    ('status_quo = "s1"', 'status_quo = "s0"', "'s0'"), ("statements = [", "order = [", "'attack == 0'"),
    ('id = "Down"', 'id = "Up"', "stands twice"), ('moves = "up" }]', 'moves = "left" }]', "'left'"),
    ('kind = "graph"', 'kind = "grahp"', "kind: found 'grahp'; allowed: 'graph'"),
    ('excludes = ["s1"]', "equilibria = []", "expected the nash equilibria none, found"),
    ('excludes = ["s1"]', "", "expects nothing"), ('excludes = ["s1"]', 'includes = ["s1"]', "expected s1"),
])
def test_a_fault_is_one_line_with_its_place(old, new, said):
    try:
        lines = check(parse_model(RIVER.replace(old, new), "river.toml"))
    except ModelError as error:
        lines = [str(error)]
    assert lines and lines[0].startswith("river.toml:") and said in lines[0]


def test_along_a_parameter_memory_is_bounded_and_stretches_change_nothing(monkeypatch):
    model = load("us-russia")
    whole = ng.stability(model, "control")
    monkeypatch.setattr(runs, "BYTES", 1)
    monkeypatch.setattr(runs, "MEETS", 1)
    parts = ng.stability(model, "control")
    for concept in CONCEPTS:
        assert parts.regimes[concept].to_frame().equals(whole.regimes[concept].to_frame())
    monkeypatch.setattr(signs, "MOST_PAIRS", 3)
    with pytest.raises(ModelError, match="pairs of payoffs would be compared; allowed: up to 3"):
        ng.stability(model, "control")


def test_what_needs_payoffs_refuses_a_graph_model():
    with pytest.raises(ModelError, match="no payoffs"):
        load("elmira").at()
    with pytest.raises(ModelError, match="no parameters"):
        ng.stability(load("elmira"), "control")
