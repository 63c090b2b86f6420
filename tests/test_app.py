"""The app without a browser: every slider to its ends, the state's way through the link, presets, undo, refusals."""

from __future__ import annotations

from contextlib import nullcontext
from html import escape
from pathlib import Path

import numpy as np
import pytest
from pages import faces, moved, shown, told
from shelf import WALKED
from streamlit.testing.v1 import AppTest

from negotiation.bargaining import bargain
from negotiation.errors import NegotiationError
from negotiation.library import load
from negotiation.progress import listening
from negotiation.refine import ranks
from negotiation.report import narrate
from negotiation.solvers import solve
from negotiation.tipping import margins
from negotiation.view import brief, compute, work
from negotiation.view.compute.cache import Store, cached
from negotiation.view.pages import PAGES
from negotiation.view.session import own, scenario
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import visit

pytestmark = pytest.mark.slow

APP = str(Path(__file__).parents[1] / "app.py")
GENEVA = load("geneva-2016")
BY_KIND = {kind: [each for each in GENEVA.parameters.values() if each.kind == kind] for kind in ("lever", "assumption")}


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=240)
    for name, value in query.items():
        app.query_params[name] = value
    return healthy(app.run())


def healthy(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    return app


def answer(app: AppTest) -> str:
    html = next(
        each.proto.html.body if hasattr(each.proto, "html") else each.value
        for each in app.get("html")
        if "n-answer" in str(each.proto)
    )
    return html.split('role="status"')[1].split("</p>")[0].split(">", 1)[1]


def test_a_page_at_the_very_tipping_point_says_so() -> None:
    """Where the only tipping point is right here, there is none below and none above."""
    app = opened(model="us-coalition", preset="-", control="0.8", page="when")
    assert "80 %" in " ".join(each.proto.body for each in app.get("html") if "n-tip" in each.proto.body)


def test_the_model_page_lists_every_outcome_and_every_preset() -> None:
    app = opened(model="geneva-2016", page="model")
    tables = {
        title: next(each.proto.body for each in app.get("html") if f"<th scope=\"col\">{title}" in each.proto.body
                    or f">{title}</th>" in each.proto.body)
        for title in ("outcome", "preset")
    }
    for each in GENEVA.presets.values():
        assert escape(each.label) in tables["preset"] and each.date in tables["preset"]
    for outcome in GENEVA.outcomes:
        first = [party.strategies[j].label for party, j in zip(GENEVA.parties, outcome.first, strict=True)]
        assert escape(outcome.label) in tables["outcome"] and escape(", ".join(first)) in tables["outcome"]


def words(app: AppTest) -> str:
    import re

    return re.sub("<[^>]+>", "", answer(app))


def test_the_first_visit_opens_on_the_answer() -> None:
    assert words(opened()) == (
        "At 70 % government control, talks collapse: it is the only equilibrium. "
        "Leaving “talks hold”, Russia would gain 0.24 points by striking, Iran 0.10 by pushing."
    )


@pytest.mark.parametrize("kind", ["lever", "assumption"])
def test_every_main_slider_of_geneva_at_its_ends(kind: str) -> None:
    app = opened()
    if kind == "assumption":
        app.segmented_control(key="kind_choice").set_value(kind).run()
    for parameter in BY_KIND[kind]:
        if parameter.level != "main":
            continue
        for value in (parameter.low, parameter.high):
            healthy(moved(app, parameter.id, value))
            refused = bool(app.warning)
            held = app.session_state.address.scenario.values(GENEVA)[parameter.id]
            assert held == (parameter.default if refused else value)
        app.session_state.address = Address(Scenario("geneva-2016", "geneva-suspended"))
        app.run()


@pytest.mark.parametrize("parameter", [each.id for each in GENEVA.parameters.values() if each.level != "main"])
def test_every_advanced_slider_of_geneva_at_its_ends(parameter: str) -> None:
    each = GENEVA.parameters[parameter]
    for value in (each.low, each.high):
        try:
            here = Scenario("geneva-2016", "geneva-suspended").set(GENEVA, {parameter: value})
        except NegotiationError as error:
            assert "must be at most 1" in str(error)
            continue
        at = compute.values(GENEVA, here.values(GENEVA))
        assert narrate.answer(GENEVA, compute.game(GENEVA, at), compute.now(GENEVA, at)).endswith(".")


@pytest.mark.parametrize("name", [each for each in WALKED if each != "geneva-2016"])
def test_every_slider_of_the_other_models_at_its_ends(name: str) -> None:
    app = opened(model=name)
    for face in faces(app):
        for value in (face["low"], face["high"]):
            healthy(moved(app, face["name"], value))
            assert shown(app, face["name"]) == value or told(app)["refused"][0] == face["name"]


@pytest.mark.parametrize("page", [page.id for page in PAGES])
@pytest.mark.parametrize("name", ["geneva-2016", "russia-coalition"])
def test_every_page_opens_from_a_link(name: str, page: str) -> None:
    app = opened(model=name, page=page)
    fits = {each.id for each in PAGES if each.fits(load(name))}
    if page in fits:
        assert app.session_state.page == next(each.title for each in PAGES if each.id == page)


def test_the_shelves_open_a_model_of_another_kind() -> None:
    app = opened(model="stag-hunt")
    app.session_state.shelves = True
    app.run()
    assert app.radio(key="shelf_textbook").value == "stag-hunt" and app.radio(key="shelf_historical").value is None
    app.radio(key="shelf_historical").set_value("bismarck-sea").run()
    assert healthy(app).selectbox(key="model_choice").value == "bismarck-sea"
    assert app.radio(key="shelf_textbook").value is None


def test_a_preset_and_undo_and_redo() -> None:
    app = opened()
    app.session_state.moments = True
    app.run().button(key=f"moment_to_{[*GENEVA.presets].index('fall')}").click().run()
    assert words(app).startswith("At 97 % government control")
    moved(app, "control", 0.5)
    assert words(app).startswith("At 50 %")
    healthy(app.button(key="undo").click().run())
    assert words(app).startswith("At 97 %")
    healthy(app.button(key="undo").click().run())
    assert words(app).startswith("At 70 %")
    healthy(app.button(key="redo").click().run())
    assert words(app).startswith("At 97 %")


def test_a_value_off_the_grid_is_taken_as_it_was_typed() -> None:
    app = moved(opened(), "control", 0.61537)
    assert shown(app, "control") == 0.61537
    assert app.session_state.address.scenario.changed == {"control": 0.61537}
    assert shown(healthy(moved(app, "control", 0.7)), "control") == 0.7
    assert not app.session_state.address.scenario.changed


def test_a_broken_constraint_is_said_and_changes_nothing() -> None:
    app = opened(offense="0.6")
    assert app.session_state.address.scenario.changed == {"offense": 0.6}
    moved(app, "arms", 0.3)
    assert "must be at most 1" in app.warning[0].value
    assert app.session_state.address.scenario.changed == {"offense": 0.6}
    assert shown(app, "arms") == 0.2


def test_a_pinned_scenario_is_compared_with() -> None:
    app = opened()
    app.button(key="pin").click().run()
    moved(app, "control", 0.8)
    text = " ".join(str(each.proto) for each in app.get("html"))
    assert "Compared with the pinned scenario (Geneva suspended)" in text and "against pin" in text


def test_the_pinned_scenario_is_named_with_what_was_changed_in_it() -> None:
    text = " ".join(str(each.proto) for each in opened(pin="fall", **{"pin.line": "0.4", "control": "0.6"}).get("html"))
    assert "pinned scenario (Fall of eastern Aleppo, supply line from Turkey 40 %)" in text


def test_a_gain_stands_beside_its_scale() -> None:
    text = " ".join(each.proto.body for each in opened().get("html"))
    game = GENEVA.at()
    low, high = (float(each(game.payoffs[0, game.party_index("Russia")])) for each in (np.min, np.max))
    part = 100 * max(each.gain for each in narrate.gains(game, narrate.agreement(game)[1])) / (high - low)
    assert f"Russia&#x27;s payoffs run from {low:.2f} to {high:.2f} here, so 0.24 is {part:.0f} % of its range" in text


BAD_LINKS = [
    ({"model": "../../etc/passwd"}, "there is no model"),
    ({"model": "own-unknown"}, "no longer kept"),
    ({"preset": "nowhere"}, "does not have"),
    ({"control": "much"}, "not a number"),
    ({"control": "7"}, "outside its range"),
    ({"control": "nan"}, "the value 'nan', which is not a number"),
    ({"control": "1e999"}, "the value '1e999', which is not a number"),
    ({"pin.control": "0.4"}, "pins no scenario"),
    ({"pin": "fall", "pin.control": "7"}, "outside its range"),
    ({"pin": "fall", "pin.control": "x"}, "gives pin.control the value 'x'"),
    ({"scale": "cardinal"}, "only 'ordinal' is known"),
    ({"over": "nothing"}, "does not have"),
    ({"page": "nothing"}, ""),
    ({"pin": "nowhere"}, "does not have"),
    ({"foo": "1"}, "mean nothing"),
]


@pytest.mark.parametrize(("query", "said"), BAD_LINKS)
def test_a_bad_link_opens_with_a_sentence(query: dict[str, str], said: str) -> None:
    app = opened(**query)
    assert words(app).startswith("At 70 % government control, talks collapse")
    assert said in " ".join(each.value for each in app.warning)


def test_one_bad_value_in_a_link_costs_no_other() -> None:
    app = opened(line="0.4", control="7", isis="0.25")
    assert app.session_state.address.scenario.changed == {"line": 0.4, "isis": 0.25}
    assert "control" in app.warning[0].value and len(app.warning) == 1


@pytest.mark.parametrize(("page", "key"), [("levers", "target"), ("when", "against"), ("leverage", "without"),
                                           ("now", "strand")])
def test_a_choice_in_a_link_that_is_not_on_offer_is_said(page: str, key: str) -> None:
    app = opened(page=page, **{key: "NOWHERE"})
    assert "NOWHERE" in " ".join(each.value for each in app.caption)


ADDRESSES = [
    Address(Scenario("geneva-2016", "geneva-suspended")),
    Address(Scenario("geneva-2016", "fall", {"control": 0.66, "line": 1 / 3}), page="when", over="campaign"),
    Address(Scenario("geneva-2016", "fall"), pin=Scenario("geneva-2016", "castello", {"isis": 0.25})),
    Address(Scenario("geneva-2016"), ordinal=True, choices={"target": "COLLAPSE", "without": "a, b"}),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_survives_its_link(address: Address) -> None:
    back, notices = scenario.read(scenario.write(address), GENEVA, "geneva-2016")
    assert not notices
    assert back.page == address.page and back.over == address.over
    assert back.ordinal == address.ordinal and back.choices == address.choices
    for one, two in ((back.scenario, address.scenario), (back.pin, address.pin)):
        assert (one is None) == (two is None)
        if one and two:
            assert one.preset == two.preset
            np.testing.assert_allclose(list(one.values(GENEVA).values()), list(two.values(GENEVA).values()), rtol=1e-11)


def test_the_whole_link_does_not_depend_on_presets() -> None:
    query = scenario.whole(ADDRESSES[1], GENEVA)
    assert query["v"] == "1" and set(GENEVA.parameters) <= set(query)


def test_the_cached_answer_is_the_library_s() -> None:
    at = compute.values(GENEVA, Scenario("geneva-2016", "castello").values(GENEVA))
    direct = solve(GENEVA.at("castello"), "complete")
    assert compute.now(GENEVA, at).label.tolist() == direct.label.tolist()
    np.testing.assert_allclose(compute.now(GENEVA, at).payoffs, direct.payoffs, atol=1e-12)


def test_tipping_points_of_the_ribbon_are_the_exact_ones() -> None:
    at = compute.values(GENEVA, Scenario("geneva-2016", "geneva-suspended").values(GENEVA))
    exact = compute.exact(GENEVA, at, "control")
    ends = sorted({round(point.decimal, 9) for point in exact.tipping})
    found = compute.along(GENEVA, at, "control")
    assert len(found.regimes.tips) == len(ends)
    np.testing.assert_allclose(found.regimes.tips, ends, atol=1e-5)


def test_own_models_are_bounded() -> None:
    with pytest.raises(NegotiationError, match="allowed"):
        own.keep("x" * 300_000)
    first = own.keep("format = 1")
    for k in range(own.KEPT):
        own.keep(f"# {k}")
    with pytest.raises(NegotiationError, match="no longer kept"):
        own.text(first)


def test_an_unfinished_proof_still_shows_every_pure_equilibrium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("negotiation.view.compute.point.SECONDS", 0.0)
    at = compute.values(GENEVA, Scenario("geneva-2016", "geneva-suspended", {"control": 0.5513}).values(GENEVA))
    found = compute.now.__wrapped__(GENEVA, at)
    assert not found.complete[0]
    pure = solve(compute.game(GENEVA, at), "pure")
    assert set(pure.label) <= set(found.label) and len(pure)
    assert "pure" in narrate.situation(found)


def test_how_sure_says_what_the_answer_hangs_on_and_who_could_break_it() -> None:
    app = opened(page="sure", control="0.5")
    shown = " ".join(str(each.proto) for each in app.get("html"))
    assert "who could break it together" in shown and "where gradual learning leads" in shown
    near = margins(GENEVA, control=0.5).rows[0]
    assert narrate.of(GENEVA, GENEVA.parameters[near.parameter]) in shown.split("hangs most on")[1][:80]
    assert any("A mediator" in each.value for each in app.markdown)


def test_the_disagreement_point_can_be_chosen() -> None:
    app = opened(page="leverage")
    before = " ".join(str(each.proto) for each in app.get("html"))
    assert "70.5 % to 84.1 %" in before
    app.selectbox(key="choice_without").set_value("press, pause, fight, supply, hold").run()
    after = " ".join(str(each.proto) for each in healthy(app).get("html"))
    chosen = bargain(GENEVA, disagreement="press, pause, fight, supply, hold").readings[0]
    assert chosen[:60] in after and "as chosen" in after and "70.5 % to 84.1 %" not in after


def html(app: AppTest) -> str:
    return " ".join(str(each.proto.body) for each in healthy(app).get("html"))


def test_moments_step_in_time() -> None:
    app = opened()
    moments = list(GENEVA.presets)
    at = moments.index("geneva-suspended")
    app.button(key="moment_chevron_right").click().run()
    assert healthy(app).session_state.address.scenario.preset == moments[at + 1]
    app.button(key="moment_chevron_left").click().run()
    app.button(key="moment_chevron_left").click().run()
    assert healthy(app).session_state.address.scenario.preset == moments[at - 1]
    app.session_state.moments = True
    app.run().button(key=f"moment_to_{len(moments) - 1}").click().run()
    assert app.button(key="moment_chevron_right").disabled


def test_an_order_of_payoffs_shows_no_amounts_and_no_mixed_equilibria() -> None:
    app = opened(control="0.6", scale="ordinal")
    here = GENEVA.at(control=0.6)
    assert f"{len(solve(here, 'pure'))} pure equilibria" in words(app)
    shown = html(app)
    best = int((ranks(here)[0, 1] == 1).argmax())
    assert "1 of 108" in shown and best >= 0 and "mixed" not in shown.split("n-cards")[1]
    assert not any(f"{value:.2f}" in shown.split("n-cards")[1].split("n-read")[0] for value in (4.28, 1.73))
    app = opened(scale="ordinal")
    assert words(app).endswith("Leaving “talks hold”, Russia would gain by striking, Iran by pushing.")
    app.toggle(key="ordinal").set_value(False).run()
    assert "0.24" in words(healthy(app)) and not app.session_state.address.ordinal


def test_without_amounts_leverage_is_who_prefers_what() -> None:
    shown = html(opened(scale="ordinal", page="leverage"))
    game = GENEVA.at()
    masks = {each.id: each.mask for each in game.outcomes}
    peace, war = masks["TALKS"].argmax(), masks["COLLAPSE"].argmax()
    row = shown.split("Outcomes against no deal")[1].split("Talks hold")[1].split("</tr>")[0]
    for i, party in enumerate(game.parties):
        gain = game.payoffs[0, i].flat[peace] - game.payoffs[0, i].flat[war]
        cell = row.split(f'data-label="{party.label}">')[1].split("<")[0]
        assert cell == ("▲ better" if gain > 0 else "▼ worse")
    assert "Kalai" not in shown


def test_what_a_lever_did_is_kept_apart_from_what_an_assumption_did() -> None:
    app = opened(control="0.5", isis="0.9")
    shown = html(app)
    assert "with your assumptions (1 changed)" in shown
    assert "Your assumptions alone, compared with the model&#x27;s own" in shown
    assert "Compared with the moment with your assumptions" in shown
    before, after = solve(GENEVA.at(isis=0.9), "pure"), solve(GENEVA.at(isis=0.9, control=0.5), "pure")
    kept = [label for label in after.label if label in before.label]
    assert kept
    moved = [found.payoffs[list(found.label).index(kept[0])] for found in (before, after)]
    card = shown.split(f'data-label="{kept[0]}"')[1]
    assert all(f"{change:+.2f}" in card for change in moved[1] - moved[0])
    only = html(opened(isis="0.9"))
    assert "the model&#x27;s own assumptions" in only and "Your assumptions alone" not in only


def test_on_a_path_the_answer_names_it_and_off_it_says_so() -> None:
    app = opened(over="campaign")
    assert words(app).startswith("On the path “the campaign”, at 70 % government control")
    shown = html(opened(over="campaign", control="0.5"))
    assert "supply line from Turkey is 30 %, the path has 50 %" in shown
    app.button(key="step_on").click().run()
    assert healthy(app).session_state.address.scenario.values(GENEVA)["line"] == pytest.approx(0.28)


PINNED = {
    "now": "against pin",
    "when": "pinned: holds",
    "levers": "needed when pinned",
    "leverage": "pinned",
    "allies": "In the pinned scenario: ",
    "sure": "In the pinned scenario",
    "next": "In the pinned scenario, from",
    "model": "pinned",
}


@pytest.mark.parametrize("page", PINNED)
def test_every_page_is_seen_against_the_pinned_scenario(page: str) -> None:
    assert PINNED[page] in html(opened(page=page, pin="fall"))


def test_the_numbers_as_differences_from_the_pinned_scenario() -> None:
    app = opened(page="numbers", pin="fall")
    app.segmented_control(key="numbers_shown").set_value("change").run()
    moved = (GENEVA.at().payoffs - GENEVA.at("fall").payoffs)[0]
    assert f"{moved[0].max():+.2f}" in html(app)


def test_long_work_shows_how_far_it_is_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    compute.cache.STORE.held.clear()
    seen: list[tuple[float, str]] = []
    place = type("Place", (), {"container": lambda self, **_: nullcontext(), "empty": lambda self: None})()
    bar = work.Bar(place, "work")  # type: ignore[arg-type]
    with monkeypatch.context() as quick, listening(bar.hear):
        quick.setattr(work, "PATIENCE", 0.0)
        quick.setattr(work, "BEAT", 0.0)
        quick.setattr(work.st, "progress", lambda share, text: seen.append((share, text)) or Progress(seen))
        quick.setattr(work.st, "button", lambda *_, **__: None)
        margins(GENEVA, ["control", "line", "terms"])
    assert [share for share, _ in seen] == [0, pytest.approx(1 / 3), pytest.approx(2 / 3)]
    app = opened(page="sure")
    app.session_state.stopped = ("sure", app.session_state.address.scenario.key)
    app.run()
    assert "Stopped" in app.info[0].value and "hangs most on" not in html(app)
    app.button(key="go_on").click().run()
    assert "hangs most on" in html(app)


def test_a_search_without_steps_can_be_stopped_too() -> None:
    """Wars without a pure equilibrium are solved one after the other, each within a budget of its own."""
    bar = work.Bar(None, "work")  # type: ignore[arg-type]
    bar.start -= work.BUDGET + 1
    with pytest.raises(work.Stopped), listening(bar.hear):
        solve(load("geneva-2016").at(), "complete", kernel="numpy")


class Progress:
    def __init__(self, seen: list[tuple[float, str]]) -> None:
        self.seen = seen

    def progress(self, share: float, text: str) -> None:
        self.seen.append((share, text))


def test_work_past_its_budget_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    compute.cache.STORE.held.clear()
    monkeypatch.setattr("negotiation.view.work.BUDGET", 0.0)
    app = opened(page="sure")
    assert "the most that one page may take" in app.info[0].value


def test_kept_results_stay_within_their_budget() -> None:
    store = Store(budget=80_000)
    for k in range(30):
        store.keep(k, np.zeros(500))
    assert store.weight <= 80_000 and store.find(29) is not None and store.find(0) is None
    store.keep("heavy", np.zeros(5_000))
    assert store.find("heavy") is None
    assert store.weight == sum(weight for _, weight in store.held.values())


def test_a_failure_is_not_remembered() -> None:
    calls = []

    @cached
    def fails_once(x: int) -> int:
        calls.append(x)
        if len(calls) == 1:
            raise NegotiationError("no")
        return x

    with pytest.raises(NegotiationError):
        fails_once(1)
    assert fails_once(1) == fails_once(1) == 1 and len(calls) == 2


def test_the_brief_answers_every_page_and_its_commands_repeat_it() -> None:
    here = Scenario("geneva-2016", "castello", {"control": 0.66, "isis": 0.7})
    text = brief.page(visit(GENEVA, Address(here, pin=Scenario("geneva-2016", "fall"))), "")
    for title, _ in brief.SECTIONS:
        assert not title or f"<h2>{title}</h2>" in text
    assert "<script" not in text and text.count("<svg") >= 4
    command = "negotiation solve geneva-2016 --preset=castello --set control=0.66 --set isis=0.7 --method complete"
    assert command in text
    said = solve(GENEVA.at("castello", control=0.66, isis=0.7), "complete")
    assert all(f'data-label="{label}"' in text for label in said.label)


def test_what_was_chosen_on_a_page_is_in_the_link() -> None:
    app = opened(page="levers")
    app.selectbox(key="choice_target").set_value("ESCALATION").run()
    assert "target=ESCALATION" in told(app)["query"]
    assert "“Escalation” is no equilibrium" in html(opened(page="levers", target="ESCALATION"))
    without = "press, pause, fight, supply, hold"
    assert bargain(GENEVA, disagreement=without).readings[0][:40] in html(opened(page="leverage", without=without))


def test_a_refusal_is_said_at_the_slider_and_forgotten_after_the_next_move() -> None:
    app = opened(offense="0.6")
    moved(app, "arms", 0.3)
    assert told(app)["refused"][0] == "arms" and "at most 1" in told(app)["refused"][1]
    moved(app, "control", 0.5)
    assert told(app)["refused"] == ["", ""]


def test_a_link_to_an_unknown_page_says_so() -> None:
    app = opened(page="take")
    assert any("'take'" in each.value for each in app.warning)
    assert opened(model="panama-canal").session_state.page == "Who has leverage?"


def test_what_a_link_was_refused_is_said_until_the_session_moves_on() -> None:
    app = opened(preset="nosuch")
    said = "the link names the preset 'nosuch'"
    assert any(said in each.value for each in app.warning)
    assert any(said in each.value for each in healthy(app.run()).warning), "drawn anew, as when a kernel is ready"
    app.toggle(key="ordinal").set_value(True).run()
    assert not any(said in each.value for each in healthy(app).warning)
