"""What a shared instance must stand: texts that try to load things, work that takes long, sessions side by side."""

from __future__ import annotations

from typing import Any

from negotiation.view.pages import PAGES
from tests.browser.visitor import expect

PICTURE = "![x](http://198.51.100.7/x.png) [y](http://198.51.100.7) <img src=http://198.51.100.7/z.png> http://198.51.100.7"
HOSTILE = f'''format = 1
title = "{PICTURE}"
summary = "{PICTURE}"
caveats = ["{PICTURE}"]
default_preset = "first"

[[parties]]
id = "A"
label = "{PICTURE}"
description = "{PICTURE}"
strategies = [{{ id = "x", label = "{PICTURE}" }}, {{ id = "y" }}]

[[parties]]
id = "B"
strategies = [{{ id = "v", label = "{PICTURE}" }}, {{ id = "w" }}]

[parameters.p]
label = "{PICTURE}"
low = 0
high = 1
default = 0.4
low_label = "{PICTURE}"
description = "{PICTURE}"
source = "{PICTURE}"
theme = "{PICTURE}"

[parameters.q]
label = "{PICTURE}"
low = 0
high = 1
default = 0.4
kind = "assumption"
level = "advanced"
theme = "{PICTURE}"

[presets.first]
label = "{PICTURE}"
note = "{PICTURE}"
values = {{ p = 0.5 }}

[outcomes.good]
label = "{PICTURE}"
description = "{PICTURE}"
patterns = ["x, v"]
kind = "agreement"

[components.c]
label = "{PICTURE}"
formula = "2*p + q"

[payoffs]
A = "x*v*c - y*0.5"
B = "x*v - w*p"
'''


def opened(user: Any, text: str, said: str) -> Any:
    """Open a model text through the page of own models, which says of it what is `said`."""
    user.page.get_by_role("button", name="A file").click()
    user.page.locator("input[type=file]").first.set_input_files(
        {"name": "model.toml", "mimeType": "application/toml", "buffer": text.encode()}
    )
    user.page.get_by_text(said).first.wait_for()
    user.page.keyboard.press("Escape")
    user.page.get_by_role("button", name="Open this model").click()
    return user.goes("page=now")


def test_texts_of_a_model_load_nothing_and_link_nowhere(visitor: Any) -> None:
    user = opened(visitor().open("?page=edit"), HOSTILE, "A model: 2 parties (2 x 2 strategies), 2 parameters")
    for page in PAGES:
        if page.needs != "bargaining":
            user.tab(page.title)
        assert user.page.locator("img[src*='198.51'], a[href*='198.51']").count() == 0, page.id
    user.page.locator(".st-key-about button").first.click()
    user.page.get_by_text("What the words mean").wait_for()
    assert user.page.locator("img[src*='198.51'], a[href*='198.51']").count() == 0


def heavy(parameters: int = 60, strategies: int = 18) -> str:
    """Return a model with so many parameters and combinations that its margins take seconds, and a plain answer."""
    lines = ["format = 1", 'title = "Heavy"', ""]
    for party in "ABC":
        choices = ", ".join(f'{{ id = "{party.lower()}{j}" }}' for j in range(strategies))
        lines += ["[[parties]]", f'id = "{party}"', f"strategies = [{choices}]"]
    for k in range(parameters):
        lines += [f"[parameters.p{k}]", "low = 0", "high = 1", f"default = {0.3 + k / 200:.3f}"]
    lines.append("[payoffs]")
    for party in "ABC":
        terms = [f"p{k}*{'abc'[k % 3]}{k % strategies}*{'bca'[k % 3]}{(k + 3) % strategies}" for k in range(parameters)]
        lines.append(f'{party} = "{" + ".join(terms)} + 5*{party.lower()}0"')
    return "\n".join(lines) + "\n"


def test_long_work_shows_how_far_it_is_and_stops_on_a_click(visitor: Any) -> None:
    user = opened(visitor().open("?page=edit"), heavy(), "A model: 3 parties (18 x 18 x 18 strategies)")
    user.page.get_by_role("tab", name="How sure").click()
    user.page.get_by_text("Moving each slider alone").wait_for()
    user.page.locator(".st-key-stop button").first.click()
    user.page.get_by_text("Stopped. Nothing was lost").wait_for()
    user.tab("The model")
    user.page.get_by_text("Parameters and where they come from").wait_for()


def test_two_sessions_share_nothing(visitor: Any) -> None:
    one, two = visitor().open(), visitor().open()
    one.press("control", "ArrowLeft", 3).until("At 67 %")
    two.slider("line").focus()
    two.page.keyboard.press("ArrowRight")
    two.goes("line=0.31")
    one.ready().shows("At 67 %", "[data-testid=answer]")
    two.ready().shows("At 70 %", "[data-testid=answer]")
    expect(two.slider("control")).to_have_value("0.7")
    expect(one.slider("line")).to_have_value("0.3")


def test_a_link_reaches_no_other_file(visitor: Any) -> None:
    user = visitor()
    for name in ("../geneva-2016", "/etc/passwd", "%2e%2e%2fapp", "geneva-2016%00", "own-../../x"):
        user.open(f"?model={name}")
        assert user.answer.startswith("At 70 % government control"), name
        user.page.get_by_role("alert").first.wait_for()
