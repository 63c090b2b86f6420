"""Is it stable? What the page says against the library, its drawing and path, graph models opened in the app."""

from __future__ import annotations

import re
from html import escape

import numpy as np
import pytest
from pages import GENEVA, NOW, PIN, html, moved, opened
from test_stability import random_graph

import negotiation as ng
from negotiation.conflict_graph import CONCEPTS, Stability, stability
from negotiation.conflict_graph.reasons import reasons
from negotiation.errors import NegotiationError
from negotiation.library import conflicts, known, load
from negotiation.modelfile import parse_model
from negotiation.report.narrate import stable as say
from negotiation.view import brief, charts
from negotiation.view.charts import Walk
from negotiation.view.compute import stable as compute
from negotiation.view.compute import values
from negotiation.view.pages import PAGES
from negotiation.view.session import own
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import visit

pytestmark = pytest.mark.slow

STATES = 'aria-label="Stability of every state"'


def at(name: str, **chosen: float) -> tuple[ng.Model, tuple[float, ...]]:
    model = load(name)
    return model, values(model, {each: float(value) for each, value in model.values(**chosen).items()})


@pytest.mark.parametrize("block", range(2))
def test_a_state_is_stable_where_every_better_move_is_answered_by_a_legal_sequence(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        graph = random_graph(seed)
        found, rank = stability(graph), graph.ranks[0]
        for i, party in enumerate(graph.parties):
            for s, concept in ((s, each) for s in range(len(graph.states)) for each in CONCEPTS):
                given = reasons(graph, s, party, concept)
                assert found.stable[concept][0, i, s] == all(each.answer is not None for each in given)
                gains = [graph.states[t] for t in np.flatnonzero(graph.moves[i, s]) if rank[i, t] > rank[i, s]]
                assert [each.move.stop for each in given] == gains
                for each in given:
                    for before, step in zip((each.move, *(each.answer or ())), each.answer or (), strict=False):
                        assert before.stop == step.start and before.party != step.party != party
                        assert graph.moves[graph.party(step.party), graph.state(step.start), graph.state(step.stop)]
                        assert step.improves or concept != "seq"
                    if each.answer:
                        assert rank[i, graph.state(each.answer[-1].stop)] <= rank[i, s]


def test_every_concept_may_be_the_reason_and_unknown_ones_are_refused() -> None:
    graph = random_graph(3)
    with pytest.raises(NegotiationError, match="stability concept"):
        reasons(graph, 0, graph.parties[0], "smart")


@pytest.mark.parametrize("name", sorted(conflicts()))
def test_every_graph_model_opens_and_only_pages_that_can_speak_of_it_stand_there(name: str) -> None:
    model = load(name)
    fits = [each.id for each in PAGES if each.fits(model)]
    assert fits == ["stable", "model", "edit"]
    for page in ("now", "model"):
        app, shown = opened(model=name, page=page)
        assert app.session_state.page == ("The model" if page == "model" else "Is it stable?")
        assert not app.warning and "equilibri" in shown
        assert escape(model.title, quote=False) in shown.replace("&#x27;", "'")


def test_the_model_chooser_offers_every_shipped_model() -> None:
    app, _ = opened()
    options = set(app.selectbox(key="model_choice").options)
    assert {load(name).title or name for name in known()} <= options
    app.selectbox(key="model_choice").set_value("elmira").run()
    assert not app.exception and not app.error and "Uniroyal delays" in html(app)


@pytest.mark.parametrize("name", [each for each in known() if max(load(each).strategy_counts) != 1])
def test_the_page_says_what_the_library_finds(name: str) -> None:
    model, here = at(name)
    found = stability(model)
    assert isinstance(found, Stability)
    _, shown = opened(model=name, page="stable")
    rows = re.findall("<tr.*?</tr>", shown.split(STATES)[1].split("</table>")[0])[1:]
    assert len(rows) == len(found.states)
    for s, row in enumerate(rows):
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        for concept, cell in zip(say.CONCEPTS, cells[2:], strict=True):
            held = found.stable[concept][0, :, s]
            stable = [party for party, marked in zip(found.graph.parties, held, strict=True) if marked]
            assert ("★" in cell) == held.all()
            assert held.all() or [party for party in found.graph.parties if f"&nbsp;{party}<" in f"{cell}<" or
                                  re.search(rf"&nbsp;{re.escape(party)}(?= |<)", cell)] == stable
    assert compute.stable(model, here).states == found.states


def test_groups_leave_and_whose_rankings_would_make_a_state_hold_are_said() -> None:
    chosen = {"stable.leave": "groups", "stable.rankings": "Uniroyal", "stable.begin": "s5"}
    _, shown = opened(model="elmira", page="stable", **chosen)
    found, cells = stability(load("elmira"), coalitions=True), shown.split(STATES)[1]
    assert found.equilibria("nash") == ("s8", "s9") and cells.count("left by MoE+Uniroyal") == 4
    assert "Together would leave it: Ministry of the Environment and Uniroyal Chemical." in shown
    asked = found.inverse("s5", "Uniroyal", "seq")
    assert f"under {asked.count:,} of its {asked.total:,} rankings" in shown and "it does now" in shown
    assert shown.count("Because it can move to") == len(asked.conditions) == 2


def test_the_384_of_720_rankings_and_every_condition_are_those_that_hold_ranking_by_ranking() -> None:
    model = load("syria-iraq-1975")
    graph = stability(model).graph
    said = say.rankings(model, graph, stability(model).inverse("s2", "Syria", "seq"))
    assert "under 384 of its 720 rankings" in said[0] and len(said) == 3
    rng = np.random.default_rng(3)
    for seed in range(8):
        graph = random_graph(seed)
        for concept in ("nash", "seq", "gmr", "smr"):
            i, s = int(rng.integers(len(graph.parties))), int(rng.integers(len(graph.states)))
            asked = stability(graph).inverse(graph.states[s], graph.parties[i], concept)
            for _ in range(10):
                ranks = graph.ranks.copy()
                ranks[0, i] = rng.permutation(len(graph.states))
                above = {graph.states[t] for t in np.flatnonzero(ranks[0, i] > ranks[0, i, s])}
                held = all(any(not above & set(each) for each in condition.sets) for condition in asked.conditions)
                other = type(graph)(graph.parties, graph.states, graph.moves, ranks)
                assert stability(other).stable[concept][0, i, s] == held


def test_read_as_an_order_the_page_says_the_same() -> None:
    pages = [opened(page="stable", **more)[1] for more in ({}, {"scale": "ordinal"})]
    assert len({each.split('data-testid="path"')[1].split(STATES)[1] for each in pages}) == 1


def test_the_pinned_scenario_stands_beside_it() -> None:
    _, shown = opened(page="stable", pin="castello")
    found, pinned = compute.stable(GENEVA, NOW), compute.stable(GENEVA, PIN)
    said = say.compared(GENEVA, pinned, found, "seq")
    assert said.split(": ")[0] in shown and "holds in the pinned one" in shown
    nodes = charts.moves(GENEVA, found, Walk(0, (), 0, "seq"), pinned=pinned).data["nodes"]
    held = {say.keys(GENEVA, found.graph)[s] for s in np.flatnonzero(pinned.equilibrium("seq")[0])}
    assert set(nodes[nodes["pinned"]]["key"]) == held & set(nodes["key"])


def test_a_path_is_gone_step_by_step_and_the_link_keeps_where() -> None:
    app, shown = opened(model="elmira", page="stable", **{"stable.goal": "s8"})
    assert "3 moves lead from s1" in shown and "move 1 is not better for who makes it" in shown
    assert "shaded" in shown or "Who would leave s1" in " ".join(each.value for each in app.markdown)
    app.button(key="walk_on").click().run()
    assert app.session_state.address.choices["stable.step"] == "1"
    assert "Who would leave s2" in " ".join(each.value for each in app.markdown)
    app.button(key="walk_back").click().run()
    assert "stable.step" not in app.session_state.address.choices
    app.button(key="walk_play").click().run()
    assert app.session_state.walking and app.button(key="walk_play").label == "Pause the path"
    app.button(key="walk_play").click().run()
    assert not app.session_state.walking


@pytest.mark.parametrize(("key", "value"), [
    ("step", "-1"), ("step", "99999999999"), ("step", "½"), ("begin", "x" * 300), ("goal", "0"), ("concept", "smart"),
    ("whose", "Nobody"), ("only", "no")])
def test_what_a_link_cannot_have_is_said_or_left_out(key: str, value: str) -> None:
    opened(model="cuban-missiles", page="stable", **{f"stable.{key}": value})


def test_a_moved_slider_moves_the_answer_and_no_state_of_a_small_graph() -> None:
    model = load("us-russia")
    app, before = opened(model="us-russia", page="stable")
    places = []
    for control in (0.3, 0.7):
        here = values(model, {each: float(value) for each, value in model.values(control=control).items()})
        found = compute.stable(model, here)
        nodes = charts.moves(model, found, Walk(0, (), 0, "nash")).data["nodes"]
        places.append(nodes[["key", "x", "y"]].to_numpy().tolist())
        steps = charts.moves(model, found, Walk(0, (), 0, "nash")).data["heads"]
        graph = found.graph
        better = sum(int((graph.moves[i] & graph.better(i)[0]).sum()) for i in range(2))
        assert len(steps) == better, "an arrow for every improvement"
    assert places[0] == places[1]
    moved(app, "control", 0.1)
    assert html(app) != before


def test_a_large_graph_is_drawn_in_part_and_the_path_is_in_it() -> None:
    found = compute.stable(GENEVA, NOW)
    start = compute.begins(GENEVA, found)
    assert found.graph.outcomes[start] == "TALKS"
    goal = compute.nearest(GENEVA, NOW, start, "seq")
    assert goal is not None
    steps = compute.path(GENEVA, NOW, start, goal)
    assert steps and all(each.improves for each in steps), "by improvements where that can be"
    walk = Walk(start, steps, len(steps), "seq")
    drawn = charts.drawn(found, walk)
    assert len(drawn) == 12 and {found.graph.state(each.stop) for each in steps} <= set(drawn)
    chart = charts.moves(GENEVA, found, walk)
    assert "12 of 108 states" in chart.alt and "3 of 3 moves made, now at 7" in chart.alt
    assert set(chart.data["heads"]["kind"]) == {"move", "taken"}


def test_a_path_that_there_is_not_and_one_that_ends_where_it_begins() -> None:
    model, here = at("elmira")
    found = compute.stable(model, here)
    assert compute.path(model, here, 8, 0) is None, "nobody comes back from abandoning"
    assert say.path(model, found.graph, 8, 0, None).startswith("No sequence of moves leads from s9")
    assert "begins where it ends" in say.path(model, found.graph, 0, 0, ())
    one = say.path(model, found.graph, 0, 4, compute.path(model, here, 0, 4))
    assert one.startswith("1 move leads") and one.endswith("better for who makes it.")


def test_states_without_a_label_are_said_by_their_options() -> None:
    names = say.names(load("prisoners"))
    assert names[0] == "Nobody does anything" and "A: Confess" in names[1]
    assert "Legal challenge" in say.names(load("garrison"))[3]


def test_too_many_states_are_said_in_a_sentence() -> None:
    model = own.read("NFG 1 R \"large\" { \"A\" \"B\" } { 21 21 }\n" + " ".join(["0"] * 882), ".nfg")
    with pytest.raises(NegotiationError, match="441 states; the page looks at up to 400"):
        compute.stable(model, ())
    name = own.keep("NFG 1 R \"large\" { \"A\" \"B\" } { 21 21 }\n" + " ".join(["0"] * 882), ".nfg")
    _, shown = opened(model=name, page="stable")
    assert "441 states" in shown


def test_a_graph_model_of_ones_own_is_written_checked_and_opened() -> None:
    text = load("elmira").text
    found, wrong = own.examine(text, ".toml")
    assert found is not None and not wrong
    name = own.keep(text.replace("Elmira 1991", "My river"))
    app, _ = opened(model=name, page="edit")
    assert any("A graph model: 3 parties, 9 states." in each.value for each in app.success)
    assert any("edit it under Text" in each.value for each in app.info)
    broken = own.examine(text.replace('"s7", "s3", "s4"', '"s7", "s3"', 1), ".toml")
    assert broken[0] is None and broken[1][0].line > 0
    assert "My river" in opened(model=name)[1]


def test_a_graph_with_too_many_states_is_not_opened() -> None:
    each = ('[[parties]]\nid = "P#"\noptions = [{ id = "a#" }, { id = "b#" }, { id = "c#" }]\n'
            '[rankings.P#]\nstatements = ["a#"]')
    text = "\n".join(['kind = "graph"', 'title = "Large"', *(each.replace("#", str(k)) for k in range(3))])
    assert parse_model(text, "large.toml")
    found, wrong = own.examine(text, ".toml")
    assert found is None and "512 states" in str(wrong[0])


@pytest.mark.parametrize("name", ["elmira", "garrison"])
def test_the_brief_of_a_graph_model(name: str) -> None:
    here = visit(load(name), Address(Scenario(name)))
    page = brief.page(here, "")
    assert "could not be computed" not in page and "<h2>Is it stable?</h2>" in page and "<svg" in page
    assert brief.commands(here) == [("Is it stable?", f"negotiation stability {name}")]
    assert "What it would take" not in page and "A model, not a forecast" in page


def test_a_pin_in_a_link_to_a_graph_model_is_left_out() -> None:
    app, _ = opened(model="elmira", pin="-")
    assert app.session_state.address.pin is None
