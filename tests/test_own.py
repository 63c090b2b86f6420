"""Own models without a browser: budgets, names that reach nothing else, forms that write into the text, the draft."""

from __future__ import annotations

import html
import json
import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import faces, sent, told
from streamlit.testing.v1 import AppTest
from test_app import answer, healthy, opened, words

from negotiation.errors import NegotiationError
from negotiation.expectations import check
from negotiation.library import load, shipped
from negotiation.modelfile import parse_model
from negotiation.view import headline
from negotiation.view.editing import draft, guide, keeper, start, textbook, verdict, writing
from negotiation.view.editing.forms import fields
from negotiation.view.editing.forms.outline import outline
from negotiation.view.editing.verdict import excerpt
from negotiation.view.pages import edit
from negotiation.view.session import own, scenario_file
from negotiation.view.session.scenario import Address, Scenario
from negotiation.view.session.visit import visit

pytestmark = pytest.mark.slow

CHICKEN = textbook.text("Chicken")
GENEVA = shipped()["geneva-2016"].read_text(encoding="utf-8")
PART = GENEVA.partition("[parameters.line]")[0] + "[payoffs]" + GENEVA.partition("[payoffs]")[2].partition("\n[")[0]
"""One parameter and the payoffs of it, as its author wrote them: read in a tenth of the time."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "_texts", type(own._texts)())


def owned_by(monkeypatch: pytest.MonkeyPatch, session: str) -> None:
    monkeypatch.setattr(own, "visitor", lambda: session)


def place(node: object, so: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Return where the text field stands: which child of which child, from the top of the page."""
    for k, child in getattr(node, "children", {}).items():
        if getattr(child, "type", "") == "text_area":
            return (*so, k)
        if found := place(child, (*so, k)):
            return found
    return ()


def test_faults_and_sliders_that_come_and_go_leave_the_text_field_where_it_is() -> None:
    """A field that moves is drawn anew by the browser: it loses the focus, and with it the keys typed meanwhile."""
    app = opened(page="edit", draft=own.keep(CHICKEN))
    app.session_state.edit_part = "Text"
    app.run()
    stands = place(app.main)
    for text in (CHICKEN.replace("format", "# format", 1), "wrong = [\n" + CHICKEN, CHICKEN.replace("Chicken", "Hen")):
        app.text_area[0].set_value(text).run()
        assert stands and place(app.main) == stands, text


# Budgets


def test_a_session_pushes_out_its_own_texts_first(monkeypatch: pytest.MonkeyPatch) -> None:
    owned_by(monkeypatch, "one")
    first = own.keep("# of the first")
    owned_by(monkeypatch, "two")
    mine = [own.keep(f"# {k}") for k in range(2 * own.KEPT_A_SESSION)]
    assert own.has(first)
    assert [own.has(name) for name in mine] == [False] * own.KEPT_A_SESSION + [True] * own.KEPT_A_SESSION


def test_the_fullest_session_gives_way_when_all_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    owned_by(monkeypatch, "modest")
    modest = own.keep("# modest")
    for session in range(20):
        owned_by(monkeypatch, f"greedy {session}")
        for k in range(own.KEPT_A_SESSION):
            own.keep(f"# {session} {k}")
    assert own.has(modest) and len(own._texts) == own.KEPT


def test_all_texts_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for session in range(4):
        owned_by(monkeypatch, f"{session}")
        for k in range(own.KEPT_A_SESSION):
            own.keep(f"# {k}".ljust(own.MOST_CHARACTERS))
    assert sum(len(each.text) for each in own._texts.values()) <= own.MOST_IN_ALL


def wide(parties: int, strategies: int, parameters: int = 1) -> str:
    sliders = "".join(f"[parameters.p{k}]\nlow = 0\nhigh = 1\ndefault = 0.5\n" for k in range(parameters))
    names = [[f"s{i}_{j}" for j in range(strategies)] for i in range(parties)]
    rows = [", ".join(f'{{ id = "{each}" }}' for each in row) for row in names]
    listed = "".join(f'[[parties]]\nid = "P{i}"\nstrategies = [{row}]\n' for i, row in enumerate(rows))
    sums = [" + ".join(f"{k}*{names[i][k]}*{names[(i + 1) % parties][k]}*p0" for k in range(strategies))
            for i in range(parties)]
    payoffs = "".join(f'P{i} = "{each}"\n' for i, each in enumerate(sums))
    return f'format = 1\ntitle = "wide"\n{sliders}{listed}[payoffs]\n{payoffs}'


@pytest.mark.parametrize(
    ("text", "said"),
    [(wide(4, 9), r"26,244 payoffs .*at most 20,000"), (wide(2, 2, 201), "201 parameters; the app opens at most 200")],
)
def test_what_is_too_large_to_show_is_refused_in_one_line(text: str, said: str) -> None:
    assert parse_model(text).parties
    with pytest.raises(NegotiationError, match=said):
        own.read(text, ".toml")


@pytest.mark.processor(120)
@pytest.mark.parametrize("page", ["now", "when", "numbers", "edit"])
@pytest.mark.parametrize("size", [(5, 5), (2, 50)])
def test_the_largest_models_that_are_taken_are_answered(size: tuple[int, int], page: str) -> None:
    assert words(opened(model=own.keep(wide(*size)), page=page)).endswith(".")


def test_names_with_underscores_in_a_row_have_sliders() -> None:
    text = wide(2, 2).replace("p0", "the__share___")
    assert words(opened(model=own.keep(text, name="own-a__b_" + own._seal(text, ".toml")))).endswith(".")


# Names reach nothing else

PATHS = ["../..", "../../etc/passwd", "/etc/passwd", "..%2f..%2fetc%2fpasswd", "geneva-2016.toml", "geneva-2016\0",
         "models/geneva-2016", "own-../../etc/passwd", "own-/etc/passwd", "own-\0", "own-%00", "file:///etc/passwd",
         "own-" + "x" * 5000, "\\\\host\\share", "C:\\boot.ini", "~root", "${HOME}", "own-"]


@pytest.mark.parametrize("name", dict.fromkeys([*PATHS, *map(quote, PATHS)]))
@pytest.mark.parametrize("key", ["model", "draft"])
def test_a_link_reaches_no_file(name: str, key: str) -> None:
    app = opened(**{key: name, "page": "edit"})
    assert words(app).startswith("At 70 % government control, talks collapse")
    shown = " ".join(each.value for each in [*app.warning, *app.text_area]) + answer(app)
    assert "root:" not in shown and "Traceback" not in shown
    assert key == "model" or app.session_state.draft_seen[0] == GENEVA
    assert not own._texts


@pytest.mark.parametrize("name", PATHS)
def test_a_scenario_file_reaches_no_file(name: str) -> None:
    document = {"format": scenario_file.FORMAT, "query": {"model": name, "draft": name}}
    query = scenario_file.read(json.dumps(document).encode())
    app = opened(**query)
    assert words(app).startswith("At 70 % government control, talks collapse")
    query = scenario_file.read(json.dumps({**document, "model_text": CHICKEN, "model_suffix": name}).encode())
    assert own.text(query["model"]) == (CHICKEN, ".toml")


def test_a_name_comes_back_only_with_its_text() -> None:
    name = own.keep(CHICKEN)
    assert own.bring_back(name, "# another", ".toml") == name and own.text(name)[0] == CHICKEN
    own._texts.clear()
    stranger = own.bring_back(name, "# another", ".toml")
    assert stranger != name and not own.has(name)
    assert own.bring_back(name, CHICKEN, ".toml") == name
    assert own.bring_back("../../etc/passwd", CHICKEN, ".sh").startswith(own.PREFIX)


def test_names_are_not_guessable() -> None:
    names = {own.keep(CHICKEN) for _ in range(own.KEPT_A_SESSION)}
    assert len(names) == own.KEPT_A_SESSION and all(len(each) > 30 for each in names)


# Writing into the text

TYPED = ["3 +", "stake", "0.70", "-1", ".5", "1e3", 'say "no"', "back\\slash", "line\nbreak", "'''", '"""', "\0", "]",
         "# not a comment", "é", "\u2028", " padded ", "𝒳"]


@pytest.mark.parametrize("typed", TYPED)
def test_whatever_is_typed_is_written_and_nothing_else_changes(typed: str) -> None:
    before = tomllib.loads(CHICKEN)
    new = writing.set_cells(CHICKEN, {"yield, yield": [typed, "3"]})
    after = tomllib.loads(new)
    assert after["payoffs"]["yield, yield"][0] == typed.strip()
    after["payoffs"]["yield, yield"][0] = "3"
    assert after == before
    assert tomllib.loads(writing.set_formula(PART, "payoffs", "US", typed))["payoffs"]["US"] == typed.strip()
    row = {"description": writing.string(typed), "low": writing.number("-0.50")}
    after = tomllib.loads(writing.set_entry(PART, "parameters", "control", row))["parameters"]["control"]
    assert after.get("description", "") == typed.strip() and after["low"] == -0.5


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
"""All that UTF-8 holds, as `st.text()` has it; told by category, which takes no search through a million characters."""


@given(ANY, ANY)
def test_any_text_can_be_written(one: str, two: str) -> None:
    new = writing.set_cells(CHICKEN, {"yield, yield": [one, two]})
    written = tomllib.loads(new)["payoffs"]["yield, yield"]
    assert [str(each) for each in written] == [one.strip().replace("\r\n", "\n"), two.strip().replace("\r\n", "\n")]


def test_comments_and_layout_stay() -> None:
    new = writing.set_entry(start.TEMPLATE, "parameters", "control", {"default": writing.number("0.30")})
    old, now = start.TEMPLATE.splitlines(), new.splitlines()
    assert [(a, b) for a, b in zip(old, now, strict=True) if a != b] == [("default = 0.5", "default = 0.30")]
    values = writing.inline({"cost": writing.number("2")})
    new = writing.set_entry(start.TEMPLATE, "presets", "mine", {"values": values})
    assert [line for line in new.splitlines() if line.startswith("#")] == [each for each in old if each[:1] == "#"]
    assert parse_model(new).presets["mine"].values == {"cost": 2}


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(NegotiationError, match="change the text itself"):
        writing.set_formula("payoffs = 3", "payoffs", "US", "1")
    with pytest.raises(NegotiationError, match="change the text itself"):
        writing.set_entry("[parameters", "parameters", "p", {})


def test_a_table_is_written_in_place_and_goes_when_it_is_empty() -> None:
    values = {"quota": writing.formula("0.50"), "weights": {"Us": "", "Them": writing.formula("control / 2")}}
    new = writing.set_table(start.TEMPLATE, ("voting",), values)
    lines = zip(start.TEMPLATE.splitlines(), new.splitlines(), strict=False)
    changed = next((a, b) for a, b in lines if a != b)
    assert changed == ('quota = "1/2"', "quota = 0.50") and "# VOTING" in new and "# a party that is not named" in new
    assert tomllib.loads(new)["voting"]["weights"] == {"Them": "control / 2"}
    empty = dict.fromkeys(tomllib.loads(new)["voting"], "") | {"weights": {"Them": ""}}
    gone = writing.set_table(new, ("voting",), empty)
    assert "voting" not in tomllib.loads(gone) and parse_model(gone).voting is None
    both = {"blocs": ["You, Me"]}
    bare = writing.set_table(CHICKEN, ("coalitions", "structures", "both"), both)
    assert tomllib.loads(bare) == tomllib.loads(CHICKEN) | {"coalitions": {"structures": {"both": both}}}
    worth = writing.set_table(bare, ("coalitions", "worth"), {"You": 1}, whole=True)
    worth = writing.set_table(worth, ("coalitions", "worth"), {"Me": 2}, whole=True)
    assert tomllib.loads(worth)["coalitions"]["worth"] == {"Me": 2}


SIDES = """[[parties]]
id = "A"
strategies = [{ id = "a" }]
[[parties]]
id = "B"
strategies = [{ id = "b" }]
"""


@pytest.mark.parametrize("text", ["", "parties = 3", "parties = [1, 2]", "payoffs = []", "[[parties]]\nstrategies = 1",
                                  "presets.x = 1\nparameters = 2", "voting = 3\ncoalitions = []",
                                  f"{SIDES}\n[types]\nparty = 1", f"{SIDES}\n[unfolding]\nflow = 1\ndiscount = []",
                                  f"types = 3\nprior = [1]\n{SIDES}[[unfolding]]",
                                  f"{SIDES}\n[[types]]\nparty = 3\nset = 2\n[[prior]]\ntypes = {{ A = 1 }}",
                                  f"{SIDES}\n[voting]\nweights = 2\n[coalitions]\nstructures.x = 1\nworth = [1]",
                                  "[payoffs]\n'a, b' = 3\na = []", "[[payoffs]]"])
def test_the_forms_stand_any_toml(text: str) -> None:
    shape = outline(text)
    assert shape is not None
    app = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=240)
    app.query_params["page"], app.query_params["draft"] = "edit", own.keep(text)
    for part in edit.PARTS:
        app.session_state.edit_part = part
        app.run()
        assert not app.exception, part
        assert app.error[0].value.startswith("Line 1")


def test_the_lines_around_a_fault_are_escaped() -> None:
    text = 'format = 1\ntitle = "<img src=x onerror=alert(1)>\n'
    shown = excerpt(text, own.examine(text, ".toml")[1][0])
    assert "<img" not in shown and "&lt;img" in shown


# The draft


def typed(app: AppTest, label: str, value: str) -> AppTest:
    next(each for each in app.text_input if each.label == label).set_value(value)
    return app.run()


def test_the_template_passes_check() -> None:
    assert check(own.read(start.TEMPLATE, ".toml")) == []


def test_a_cell_changes_the_draft_and_undo_brings_it_back() -> None:
    app = opened(page="edit")
    healthy(app.button(key="from_template").click().run())
    typed(app, "offer, accept: payoff of Us", "1")
    assert '"offer, accept" = ["1", "7 - 2*control"]' in healthy(app).session_state.draft_seen[0]
    typed(app, "offer, accept: payoff of Us", "1 +")
    line = 1 + start.TEMPLATE.split('"offer, accept" =')[0].count("\n")
    assert app.error[0].value.startswith(f"Line {line}\\:") and app.button(key="open_own").disabled
    healthy(app.button(key="undo_edit").click().run())
    assert next(each.value for each in app.text_input if each.label == "offer, accept: payoff of Us") == "1"
    for _ in range(2):
        app.button(key="undo_edit").click().run()
    assert healthy(app).session_state.draft_seen[0] == GENEVA and app.button(key="undo_edit").disabled


def faults(app: AppTest) -> list[str]:
    return [each.proto.body for each in app.get("html") if "n-fault" in each.proto.body]


def fill(app: AppTest, label: str, value: str) -> None:
    next(each for each in (*app.text_input, *app.text_area) if each.label.startswith(label)).set_value(value)


def test_the_vote_and_the_structures_are_forms() -> None:
    app = opened(page="edit")
    app.session_state.edit_part = "Coalitions"
    healthy(app.button(key="from_template").click().run())
    fill(app, "Quota", "2/3")
    fill(app, "Weight of Them", "1 - contrl")
    app.button(key="voting_apply").click().run()
    text = app.session_state.draft_seen[0]
    line = 1 + text.split('Them = "1 - contrl"')[0].count("\n")
    assert 'quota = "2/3"' in text and app.error[0].value.startswith(f"Line {line}\\:")
    assert any(f"Line {line}: Them" in each and "contrl" in each for each in faults(app))
    fill(app, "Weight of Them", "1 - control")
    healthy(app.button(key="voting_apply").click().run())
    assert not app.error
    app.selectbox(key="structure_choice").set_value("").run()
    app.text_input(key="structure_new_id").set_value("apart")
    fill(app, "Blocs", "Us\nThem")
    healthy(app.button(key="structure_apply").click().run())
    assert not app.error and app.selectbox(key="structure_choice").value == "apart"
    fill(app, "Worths", "Us, Them 3")
    healthy(app.button(key="worth_apply").click().run())
    assert any("allowed are parties, = and a worth" in each for each in faults(app))
    fill(app, "Worths", "Us, Them = 10*control\nUs = 1")
    fill(app, "Worth of all others", "0")
    healthy(app.button(key="worth_apply").click().run())
    model = parse_model(app.session_state.draft_seen[0])
    assert not app.error and [each.id for each in model.coalitions.structures] == ["together", "apart"]
    assert {mask: each.text for mask, each in model.coalitions.worth.items()} == {1: "1", 2: "0", 3: "10*control"}


def pressed(app: AppTest) -> AppTest:
    """Return the app after a step that may leave a fault in the draft."""
    assert not app.exception, app.exception[0].message
    return app


def test_types_and_a_prior_are_forms() -> None:
    """From nobody in doubt to two types and a prior, a fault told at its field, and back; the rest stays as it was."""
    app = opened(page="edit", draft=own.keep(SIDES_IN_DOUBT))
    app.session_state.edit_part = "Types"
    app.run()
    for id, chance in (("calm", "1 - p"), ("angry", "q")):
        app.selectbox(key="type_choice").set_value("").run()
        fill(app, "Name in formulas", id)
        fill(app, "How likely", chance)
        fill(app, "What this type lives", "cost = 2*cost" if id == "angry" else "")
        pressed(app.button(key="type_apply").click().run())
    text = app.session_state.draft_seen[0]
    line = 1 + text.split('probability = "q"')[0].count("\n")
    assert any(f"Line {line}: " in each and "q" in each for each in faults(app)) and app.error
    stands = places(app)
    fill(app, "How likely", "p")
    fill(app, "Label", "angry at last")
    pressed(app.button(key="type_apply").click().run())
    model = parse_model(app.session_state.draft_seen[0])
    assert not app.error and places(app) == stands
    assert [(each.id, each.label, each.probability.text, dict(each.set).keys()) for each in model.beliefs.types[0]] == [
        ("calm", "calm", "1 - p", set()), ("angry", "angry at last", "p", {"cost"})]
    fill(app, "Probabilities", "A calm = 1 - p\nA angry")
    pressed(app.button(key="prior_apply").click().run())
    assert any("Line 2 is" in each for each in faults(app))
    fill(app, "Probabilities", "A calm = 1 - p\nA angry = p")
    pressed(app.button(key="prior_apply").click().run())
    assert any("prior" in each for each in faults(app)) and "[[prior]]" in app.session_state.draft_seen[0]
    for choice in ("0", "1"):
        app.selectbox(key="type_choice").set_value(choice).run()
        fill(app, "How likely", "")
        pressed(app.button(key="type_apply").click().run())
    model = parse_model(app.session_state.draft_seen[0])
    assert not app.error and [each.text for each in model.beliefs.prior.values()] == ["1 - p", "p"]
    fill(app, "Probabilities", "")
    pressed(app.button(key="prior_apply").click().run())
    for _ in range(2):
        app.selectbox(key="type_choice").set_value("0").run()
        pressed(app.button(key="type_remove").click().run())
    left = app.session_state.draft_seen[0]
    assert tomllib.loads(left) == tomllib.loads(SIDES_IN_DOUBT) and "# kept" in left and not app.error


def places(app: AppTest) -> list[tuple[str, tuple[int, ...]]]:
    """Return where every field stands, as `place`."""
    found: list[tuple[str, tuple[int, ...]]] = []

    def walk(node: object, so: tuple[int, ...]) -> None:
        for k, child in getattr(node, "children", {}).items():
            if getattr(child, "type", "") in ("text_area", "text_input", "selectbox"):
                found.append((child.label, (*so, k)))
            walk(child, (*so, k))

    walk(app.main, ())
    return found


SIDES_IN_DOUBT = f"""format = 1
title = "Sides"
# kept
[parameters.p]
low = 0
high = 1
default = 0.5
[parameters.cost]
low = 0
high = 1
default = 0.5
{SIDES}[payoffs]
A = "-cost"
B = "0"
"""


def test_how_the_war_unfolds_is_a_form_that_leaves_alone_what_was_not_changed() -> None:
    app = opened(page="edit")
    app.session_state.edit_part = "Unfolding"
    app.run()
    before = app.session_state.draft_seen[0]
    assert next(each for each in app.text_area if each.label.startswith("Flow")).value.startswith("US = (-k_US*M0")
    fill(app, "Drift", "0")
    fill(app, "What a period later", "0.9")
    pressed(app.button(key="unfolding_apply").click().run())
    assert not app.error
    now, then = (tomllib.loads(each)["unfolding"] for each in (app.session_state.draft_seen[0], before))
    assert now == then | {"drift": 0, "discount": "0.9"} or now == then | {"drift": 0, "discount": 0.9}
    fill(app, "Standing", "US = contrl")
    pressed(app.button(key="unfolding_apply").click().run())
    line = 1 + app.session_state.draft_seen[0].split('US = "contrl"')[0].count("\n")
    assert any(f"Line {line}: " in each and "contrl" in each for each in faults(app))
    for label in ("State", "Along", "Number", "A period", "Drift", "Spread", "What a period later", "Standing", "Flow"):
        fill(app, label, "")
    pressed(app.button(key="unfolding_apply").click().run())
    assert tomllib.loads(app.session_state.draft_seen[0])["unfolding"].keys() <= {"ends", "moves"}


@pytest.mark.parametrize("button", ["undo_edit", "from_open"])
def test_what_was_typed_before_a_button_is_written_where_it_was_typed(button: str) -> None:
    """As when both arrive at once and the button's turn comes first: the formula's part of the text is gone by then."""
    app = opened(page="edit")
    healthy(app.button(key="from_template").click().run())
    app.session_state.edit_part = "Payoffs"
    app.run()
    area = next(each for each in app.text_area if each.key.startswith("formula_components_held"))
    area.set_value("9*control")
    healthy(app.button(key=button).click().run())
    assert not app.session_state.notices
    typed_text = start.TEMPLATE.replace('"10*control"', '"9*control"', 1)
    if button == "undo_edit":
        assert app.session_state.draft_seen[0] == start.TEMPLATE
        app.button(key="redo_edit").click().run()
    else:
        assert app.session_state.draft_seen[0] == GENEVA
        app.button(key="undo_edit").click().run()
    assert healthy(app).session_state.draft_seen[0] == typed_text


def test_the_draft_keeps_the_last_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert draft.DEPTH == 50
    monkeypatch.setattr(draft, "DEPTH", 6)
    app = opened(page="edit")
    app.button(key="from_template").click().run()
    for k in range(draft.DEPTH + 2):
        app.session_state.edit_part = "Payoffs"
        typed(app, "offer, accept: payoff of Us", str(k))
    assert len(app.session_state.draft_past) == draft.DEPTH


def test_two_changes_that_come_before_the_page_is_drawn_are_both_kept_and_opened() -> None:
    app = opened(page="edit")
    app.button(key="from_template").click().run()
    app.session_state.edit_part = "Payoffs"
    app.run()
    one, two = (next(each for each in app.text_input if each.label == label)
                for label in ("offer, accept: payoff of Us", "insist, fight: payoff of Us"))
    one.set_value("11"), two.set_value("12")
    healthy(app.run())
    healthy(app.button(key="open_own").click().run())
    for text in (app.session_state.draft_seen[0], own.text(app.session_state.address.scenario.model)[0]):
        rows = tomllib.loads(text)["payoffs"]
        assert str(rows["offer, accept"][0]) == "11" and str(rows["insist, fight"][0]) == "12"


def test_a_row_of_a_larger_model_is_edited() -> None:
    rows = "\n".join(f'"{a}, {b}, {c}" = [1, 2, 3]' for a in "uv" for b in "wx" for c in "yz")
    parties = "".join(f'[[parties]]\nid = "{name}"\nstrategies = [{{ id = "{s[0]}" }}, {{ id = "{s[1]}" }}]\n'
                      for name, s in (("A", "uv"), ("B", "wx"), ("C", "yz")))
    app = opened(page="edit", draft=own.keep(f'format = 1\ntitle = "t"\n{parties}[payoffs]\n{rows}\n'))
    app.selectbox(key="row_2_C").set_value("z").run()
    typed(healthy(app), "B", "7.50")
    assert '"u, w, z" = [1, 7.50, 3]' in healthy(app).session_state.draft_seen[0]


def test_a_reading_of_the_library_is_the_present_scenario_s() -> None:
    app = opened(page="edit", control="0.61", line="0.4")
    app.session_state.edit_part = "Presets"
    app.run()
    app.text_input(key="preset_id").set_value("bad name")
    app.button(key="FormSubmitter:save_preset-Save as a preset").click().run()
    assert any("The name is &#x27;bad name" in str(each.proto) for each in app.get("html"))
    assert app.text_input(key="preset_id").value == "bad name"
    app.text_input(key="preset_id").set_value("mine")
    app.button(key="FormSubmitter:save_preset-Save as a preset").click().run()
    model = parse_model(healthy(app).session_state.draft_seen[0])
    expected = load("geneva-2016").at(control=0.61, line=0.4)
    assert (model.at("mine").payoffs == expected.payoffs).all()


def submit(app: AppTest, key: str) -> str:
    """Press a form's button; return the draft's text."""
    next(each for each in app.button if each.key == key or str(each.key).startswith(f"FormSubmitter:{key}")
         ).click().run()
    assert not app.exception
    return str(app.session_state.draft_seen[0])


def test_what_is_believed_of_guesses_is_fields() -> None:
    app = opened(page="edit")
    app.session_state.edit_part, app.session_state.par_choice = "Parameters", "v_US"
    app.run()
    fill(app, "What is believed", "normal: 0.5")
    assert submit(app, "parameter_v_US") == GENEVA and any("0.5" in each and "such as" in each for each in faults(app))
    fill(app, "What is believed", "triangular: low = 1, mode = 2.50, high = 4")
    text = submit(app, "parameter_v_US")
    assert 'distribution = { shape = "triangular", low = 1, mode = 2.50, high = 4 }' in text or (
        'distribution = {shape = "triangular", low = 1, mode = 2.50, high = 4}' in text)
    assert parse_model(text).parameters["v_US"].distribution.shape == "triangular"
    fill(app, "What is believed", "")
    assert submit(app, "parameter_v_US") == GENEVA, "what was typed and taken back leaves the text as it was"
    fill(app, "Parameters and their correlation", "v_US, v_Russia")
    assert submit(app, "correlations_apply") == GENEVA and any("Line 1 is" in each for each in faults(app))
    fill(app, "Parameters and their correlation", "v_US, v_Russia = 0.50\nv_Iran, v_Turkey, cost = 2")
    submit(app, "correlations_apply")
    assert app.error and any("correlations" in each or "cost" in each or "2" in each for each in faults(app))
    fill(app, "Parameters and their correlation", "v_US, v_Russia = 0.50")
    found = parse_model(submit(app, "correlations_apply")).correlations
    assert [(each.parameters, each.coefficient) for each in found] == [(("v_US", "v_Russia"), 0.5)]
    fill(app, "Parameters and their correlation", "")
    assert "[[correlations]]" not in submit(app, "correlations_apply")


def test_what_was_observed_is_a_field_of_its_moment() -> None:
    app = opened(page="edit")
    app.session_state.edit_part, app.session_state.preset_edit = "Presets", "fall"
    app.run()
    before = parse_model(GENEVA).presets["fall"].observed
    field = next(each for each in app.text_input if each.label == "Outcome seen then")
    assert field.value == ", ".join(before)
    fill(app, "Outcome seen then", "TALKS, COLLAPSE")
    assert parse_model(submit(app, "preset_fall")).presets["fall"].observed == ("TALKS", "COLLAPSE")
    fill(app, "Outcome seen then", "TALK")
    submit(app, "preset_fall")
    assert app.error and any("TALK" in each for each in faults(app))
    fill(app, "Outcome seen then", ", ".join(before))
    assert parse_model(submit(app, "preset_fall")).presets["fall"].observed == before


def test_the_keeper_s_script_is_fixed_and_calls_nobody() -> None:
    assert "fetch" not in keeper.SCRIPT and "http" not in keeper.SCRIPT and "innerHTML" not in keeper.SCRIPT
    assert "eval" not in keeper.SCRIPT and "{{" not in keeper.SCRIPT


def draft_answer(app: AppTest) -> str:
    return next((each.proto.body for each in app.get("html") if "draft-answer" in each.proto.body), "")


def test_a_draft_says_its_own_answer_and_not_the_open_model_s() -> None:
    app = opened(page="edit")
    healthy(app.button(key="from_template").click().run())
    model = own.read(start.TEMPLATE, ".toml")
    there = visit(model, Address(Scenario(model.id, "today")))
    assert html.escape(headline.said(there)) in draft_answer(app)
    assert "Control of the well" in [each["label"] for each in faces(app)]
    before = draft_answer(app)
    typed(app, "offer, accept: payoff of Them", "0")
    assert draft_answer(healthy(app)) not in ("", before)
    typed(app, "offer, accept: payoff of Them", "0 +")
    assert not app.exception and not draft_answer(app)


def test_what_a_draft_states_of_itself_is_proved_when_asked() -> None:
    app = opened(page="edit", draft=own.keep(load("us-russia").text))
    blocks = len(load("us-russia").expectations)
    assert blocks and f"({blocks} blocks" in app.button(key="prove_stated").label
    healthy(app.button(key="prove_stated").click().run())
    assert any(each.value.startswith("What it states holds") for each in app.success)
    assert "prove_stated" not in [each.key for each in app.button]
    wrong = load("us-russia").text + '\n[[expect]]\ntitle = "Nobody strikes"\ncount = 17\n'
    app = opened(page="edit", draft=own.keep(wrong))
    healthy(app.button(key="prove_stated").click().run())
    line = 1 + wrong[:wrong.index("count = 17")].count("\n")
    assert f"Line {line}: 'Nobody strikes'" in app.warning[0].value.replace("\\", "")


def test_the_draft_s_sliders_move_its_own_answer_and_not_the_open_model() -> None:
    app = opened(page="edit", control="0.7")
    healthy(app.button(key="from_template").click().run())
    name, model = app.session_state.address.draft, own.read(start.TEMPLATE, ".toml")
    move = {"model": name, "name": "control", "value": 0.9, "gesture": 1, "held": False}
    before, open_now = draft_answer(app), answer(app)
    sent(app, move)
    assert told(healthy(app))["draft"]["values"]["control"] == 0.9 and told(app)["values"]["control"] == 0.7
    there = visit(model, Address(Scenario(model.id, "today", {"control": 0.9})))
    assert html.escape(headline.said(there)) in draft_answer(app) != before
    assert answer(app) == open_now and "draft.control=0.9" in told(app)["query"]
    sent(app, {**move, "value": 7.0})
    assert "outside its range" in told(app)["draft"]["refused"][1] and told(app)["draft"]["values"]["control"] == 0.9
    app.button(key="open_own").click().run()
    assert told(healthy(app))["values"]["control"] == 0.9


def test_where_the_draft_s_sliders_stand_comes_back_with_the_link() -> None:
    app = healthy(opened(page="edit", draft=own.keep(start.TEMPLATE), **{"draft.control": "0.9", "draft.gone": "3"}))
    assert told(app)["draft"]["values"]["control"] == 0.9 and not app.warning
    typed(app, "offer, accept: payoff of Them", "0")
    assert told(healthy(app))["draft"]["values"]["control"] == 0.9, "an edit leaves the sliders where they are"
    app.button(key="from_template").click().run()
    assert told(healthy(app))["draft"]["values"]["control"] == 0.4, "another text begins at its own moment"


def test_a_large_draft_is_not_computed_while_it_is_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "MOST_PAYOFFS", 7)
    app = opened(page="edit")
    healthy(app.button(key="from_template").click().run())
    assert "computed when you open it" in draft_answer(app)


def test_the_format_s_help_is_the_document() -> None:
    app = opened(page="edit")
    assert not any("bargaining.sides" in each.value for each in app.markdown)
    app.session_state.format_help = True
    assert any("[[bargaining.sides]]" in each.value for each in healthy(app.run()).markdown)
    assert ".md)" not in guide.text()


def test_the_model_page_has_the_bargain_and_the_symbols() -> None:
    shown = healthy(opened(model=own.keep(start.TEMPLATE), page="model"))
    formulas = [each.value for each in shown.latex]
    for symbol in ("v_{\\mathrm{Us}}", "v_{\\mathrm{Them}}", "\\mathrm{table}", "\\delta_{\\mathrm{ours}}",
                   "w_{\\mathrm{theirs}}", "\\rho_{\\mathrm{ours}}", "\\Delta\\,\\mathrm{control}"):
        assert any(symbol in each for each in formulas), symbol
    assert any("symbol" in each.proto.body and "repair" in each.proto.body for each in shown.get("html"))


def test_the_formula_that_is_chosen_is_the_formula_that_is_shown() -> None:
    app = opened(page="edit")
    assert app.selectbox(key="formula_choice").value[0] == "payoffs"
    app.button(key="from_template").click().run()
    assert healthy(app).session_state.formula_choice == ("components", "held")
    assert app.selectbox(key="formula_choice").value == ("components", "held")


def test_own_models_stay_listed_by_title() -> None:
    name = own.keep(start.TEMPLATE)
    app = healthy(opened(model=name))
    assert "Two neighbours and a well (own)" in app.selectbox(key="model_choice").options
    app.selectbox(key="model_choice").set_value("us-russia").run()
    assert "Two neighbours and a well (own)" in healthy(app).selectbox(key="model_choice").options
    app.selectbox(key="model_choice").set_value(name).run()
    assert "they share" in answer(healthy(app))


def test_a_draft_in_the_link_is_listed_and_opens_under_a_name_of_its_own() -> None:
    name = own.keep(start.TEMPLATE)
    app = healthy(opened(model="us-russia", draft=name))
    assert "Two neighbours and a well (draft)" in app.selectbox(key="model_choice").options
    app.selectbox(key="model_choice").set_value(name).run()
    assert "they share" in answer(healthy(app)) and app.session_state.address.scenario.model != name
    assert "Two neighbours and a well (own)" in app.selectbox(key="model_choice").options


def test_what_a_field_held_when_it_was_drawn_is_no_typing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser sends a field of an earlier text as new where a run was cut short before it drew it."""
    held = {"drawn": {"formula_components_gone": (1, "a*b")}, "formula_components_gone.1": "a*b"}
    monkeypatch.setattr(fields.st, "session_state", type("State", (dict,), {"__getattr__": dict.__getitem__})(held))
    fields.watch(lambda: pytest.fail("nothing was typed"), "formula_components_gone")
    fields.take("formula_components_gone")
    fields.settle()
    assert not fields.changed("formula_never_drawn")
