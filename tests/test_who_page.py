"""Who knows what? The page against the library, doubt switched on and off, every model at random points."""

from __future__ import annotations

import re
from html import escape, unescape

import numpy as np
import pytest
from pages import faces, html, moved, opened, told

import negotiation as ng
from negotiation.library import known, load
from negotiation.report.narrate import headline
from negotiation.report.narrate.bargains import accepted
from negotiation.report.results.beliefs import doubt as say
from negotiation.view import brief, compute
from negotiation.view.compute import beliefs as beliefs_at
from negotiation.view.compute.along import MOST_PROFILES
from negotiation.view.pages import PAGES, who
from negotiation.view.pages import next as next_page
from negotiation.view.pages.parts import accepted as accepted_page
from negotiation.view.panel import ahead, controls
from negotiation.view.session import catalog
from negotiation.view.session.scenario import Address, Scenario, read, write
from negotiation.view.session.visit import visit

pytestmark = pytest.mark.slow

BELIEVED = [name for name in known() if load(name).beliefs is not None]
BADGE = "each knows its own type alone"


def form(name: str) -> ng.Model:
    return catalog.doubted(load(name))


def words(shown: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)))


@pytest.mark.parametrize("name", BELIEVED)
def test_the_page_says_what_the_library_finds(name: str) -> None:
    _, shown = opened(model=name, page="who", bayesian="on")
    found = ng.doubt(load(name))
    assert BADGE in shown
    assert shown.count('data-testid="by-type"') == min(len(found), who.MOST_SHOWN)
    for each in str(found).splitlines():
        if "ing)" in each:
            assert each.strip() in words(shown).replace(" , ", ", ")
    known = [x for x, own in enumerate(found.types) if len(own) > 1]
    assert ("If only one party" in shown) == (len(known) > 1)
    if len(known) > 1:
        table = words(shown[shown.index("If only one party"):].split("</table>")[0])
        first = [say.span(*found.revealed[k, x, 0]) for k in range(min(len(found), who.MOST_WORTH)) for x in known]
        assert f"{found.parties[0].label} {' '.join(first)} {found.parties[1].label}" in table


@pytest.mark.parametrize("name", [each for each in known() if load(each).has_payoffs])
def test_off_every_model_says_who_could_be_what_or_how_to_say_it(name: str) -> None:
    app, shown = opened(model=name, page="who")
    assert BADGE not in shown
    if name in BELIEVED:
        assert "Everybody knows that" in shown and app.button(key="who_on")
    else:
        assert escape("[[types]]") in shown


def test_doubt_is_switched_on_and_off_and_undone_and_stands_in_the_link() -> None:
    app, _ = opened(model="geneva-2016", page="who", control="0.6")
    assert "doubt" not in told(app)["values"]
    app.button(key="who_on").click().run()
    assert not app.exception and BADGE in html(app)
    assert "bayesian=on" in told(app)["query"] and "control=0.6" in told(app)["query"]
    assert {"doubt", "readiness"} <= {face["name"] for face in faces(app)}
    moved(app, "doubt", 0.9)
    assert "10.0 %" in html(app) and "doubt=0.9" in told(app)["query"]
    app.toggle(key="doubt").set_value(False).run()
    assert not app.exception and BADGE not in html(app) and "doubt" not in told(app)["query"]
    for _ in range(2):
        app.button(key="undo").click().run()
        assert not app.exception and BADGE in html(app)
    app.button(key="undo").click().run()
    assert not app.exception and BADGE not in html(app) and told(app)["values"]["control"] == 0.6


@pytest.mark.parametrize("name", BELIEVED)
def test_a_link_comes_back_as_it_was_written(name: str) -> None:
    model = form(name)
    first = next(iter(model.parameters))
    here = Scenario(name, model.default_preset, doubt=True).set(model, {first: model.parameters[first].high})
    address = Address(here, "who", pin=Scenario(name, model.default_preset, doubt=True))
    assert read(write(address), model, name) == (address, [])


@pytest.mark.parametrize(("query", "said"), [
    ({"model": "us-russia", "bayesian": "on"}, "declares no types"), ({"bayesian": "yes"}, "only 'on' is known")])
def test_a_link_that_cannot_be_in_doubt_says_so(query: dict[str, str], said: str) -> None:
    app, shown = opened(page="who", **query)
    assert BADGE not in shown and any(said in each.value.replace("\\", "") for each in app.warning)


@pytest.mark.parametrize("page", [each.id for each in PAGES if each.fits(form("coalition-in-doubt"))])
def test_every_page_answers_for_parties_in_doubt(page: str) -> None:
    app, shown = opened(model="coalition-in-doubt", page=page, bayesian="on", pin="-", **{"pin.control": "0.9"})
    assert BADGE in shown and not app.warning
    assert app.session_state.page == next(each.title for each in PAGES if each.id == page)


@pytest.mark.parametrize("name", BELIEVED)
def test_what_is_sent_ahead_counts_the_equilibria_that_the_answer_counts(
    name: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where mixed equilibria are not looked for along a slider, nothing is sent: the answer at a point has them."""
    monkeypatch.setattr(compute.point, "_kernel", ["numpy"])
    model, rng, sent = form(name), np.random.default_rng(7), 0
    over = headline(model).id
    each, step = model.parameters[over], controls.step(model.parameters[over])
    for k in rng.integers(0, round((each.high - each.low) / step), 6):
        value = round(each.low + int(k) * step, 12)
        here = visit(model, Address(Scenario(name, model.default_preset, {over: value}, doubt=True), over=over))
        for said in ahead.words(here, "").values():
            rows = [part for part in said["names"][k].split("; ") if part != ahead.NOTHING]
            mixed = sum(int(re.search(r"\d+", part)[0]) for part in rows if part.endswith(" mixed"))
            assert mixed == (~here.now.pure).sum(), (value, rows)
            sent += 1
    assert sent == (0 if len(model.parties) > 2 and np.prod(model.strategy_counts) > MOST_PROFILES else 6)


def test_a_war_that_is_declared_is_not_said_to_be_missing_while_parties_doubt() -> None:
    _, shown = opened(page="next", bayesian="on")
    assert next_page.DOUBT in unescape(shown) and next_page.TWO_LINES[:40] not in shown


@pytest.mark.parametrize(("name", "page"), [("coalition-in-doubt", "leverage"), ("geneva-2016", "allies"),
                                            ("geneva-2016", "next")])
def test_a_question_that_is_not_asked_in_doubt_says_why_and_leads_to_where_it_is(name: str, page: str) -> None:
    app, shown = opened(model=name, page=page, bayesian="on")
    assert (BADGE in shown and "types are known" in shown) or "know each other's types" in unescape(shown)
    app.button(key="undoubt").click().run()
    assert not app.exception and not app.error and BADGE not in html(app)
    assert app.session_state.page == next(each.title for each in PAGES if each.id == page)


def test_the_vote_is_the_parties_whatever_their_types() -> None:
    shares = [re.findall(r"\d+\.\d %|bystander", words(opened(page="allies", scale="ordinal", **query)[1].split(
        "What each party weighs")[-1])) for query in ({"bayesian": "on"}, {})]
    assert shares[0] and shares[0] == shares[1]


def test_each_type_accepts_what_the_known_games_say_on_average() -> None:
    """Against `ng.bargain` of the games in which all types are known; values of private-cost are straight lines."""
    for resolve in (0.0, 0.3, 1.0):
        model, whole = form("private-cost"), load("private-cost")
        here = visit(model, Address(Scenario("private-cost", model.default_preset, {"resolve": resolve}, doubt=True)))
        rows = accepted.reservations(beliefs_at.offers(model, here.at))
        assert [(each.party, each.type) for each in rows] == [
            ("Challenger", ""), ("Defender", "resolved"), ("Defender", "reluctant")]
        known_ = [ng.bargain(whole.with_types(Defender=each), resolve=resolve) for each in ("resolved", "reluctant")]
        ends = np.stack([each.reservation[0] for each in known_])
        likely = np.array([resolve, 1 - resolve])
        assert [each.share for each in rows] == pytest.approx([float(likely @ ends[:, 0]), *ends[:, 1]])
        table = accepted_page._table(rows, "then", [])
        assert table["share"].tolist() == [each.share for each in rows] and "Defender" in set(table["party"])
        low, high = accepted.range_of(rows)
        assert (low, high) == pytest.approx((float(likely @ ends[:, 0]), float(ends[:, 1].min())))


def test_payoffs_read_as_an_order_say_nothing_of_what_is_expected() -> None:
    _, shown = opened(model="couple", page="who", bayesian="on", scale="ordinal")
    assert "not an order only" in shown and "by-type" not in shown


def test_the_pinned_scenario_stands_beside_it() -> None:
    _, shown = opened(model="private-cost", page="who", bayesian="on", pin="-", resolve="0.9", **{"pin.resolve": "0.1"})
    assert "In the pinned scenario 2 equilibria" in shown
    assert "In the pinned scenario: The best offer is 80.00 %" in shown
    assert "The best offer is 60.00 %" in shown


@pytest.mark.parametrize("name", BELIEVED)
def test_charts_draw_the_library_s_numbers_and_say_them(name: str) -> None:
    from negotiation.view import charts

    model = form(name)
    here = visit(model, Address(Scenario(name, model.default_preset, doubt=True)))
    over = (beliefs_at.principals(load(name)) and load(name).parties[beliefs_at.principals(load(name))[0]].id) or ""
    belief = who.believed(model, load(name).beliefs)[0]
    found = beliefs_at.along(model, here.at, belief, over)
    drawn = charts.outcomes_along(model, found, here.state(belief))
    rows = drawn.data["rows"]
    tops = rows.groupby(["lane", "x"])["high"].max() - rows.groupby(["lane", "x"])["low"].min()
    assert np.allclose(tops, 0.62)  # shares add up to one in every lane
    assert model.parameters[belief].label[1:] in drawn.alt
    if over:
        lines = charts.offers_along(model, found, here.state(belief)).data["lines"]
        top = lines.groupby("x")["worth"].max()
        assert np.allclose(top, found.offers.payoff)
    assert charts.figure(drawn, ".svg", ("title",)).startswith(b"<svg")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", BELIEVED)
def test_a_random_point_has_an_answer_or_one_sentence(name: str, seed: int) -> None:
    rng, model = np.random.default_rng(seed), form(name)
    moved_ = {each.id: str(rng.choice([each.low, each.high, rng.uniform(each.low, each.high)]))
              for each in rng.choice(list(model.parameters.values()), min(6, len(model.parameters)), replace=False)}
    query = {f".{key}" if key in ("page", "over") else key: value for key, value in moved_.items()}
    _, shown = opened(model=name, page="who", bayesian="on", **query)
    assert "This page could not be computed" not in shown


def test_the_brief_has_the_section_and_its_command() -> None:
    model = form("coalition-in-doubt")
    here = visit(model, Address(Scenario("coalition-in-doubt", model.default_preset, doubt=True)))
    page = brief.page(here, "")
    assert "Who knows what" in page and "who cannot tell" in page
    lines = dict(brief.commands(here))
    assert "doubt coalition-in-doubt" in lines["Who knows what"] and "--bayesian" not in lines["Who knows what"]
    assert "--bayesian" in lines["The answer"]
    assert compute.now(model, here.at).complete.all()
