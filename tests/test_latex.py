"""Formulas as LaTeX: brackets where they are needed, names and values in their place."""

import re

import pytest
from formulas import trees
from hypothesis import given

from negotiation.expression import latex, names, parse


@pytest.mark.parametrize("text, expected", [
    ("a + b - c", "a + b - c"), ("a - (b + c)", "a - (b + c)"), ("a*(b + c)", r"a \, (b + c)"), ("-a", "-a"),
    ("a/b", r"\frac{a}{b}"), ("a**2", "a^{2}"), ("(a + b)**2", "(a + b)^{2}"), ("(a/b)**2", r"(\frac{a}{b})^{2}"),
    ("2*3", r"2 \cdot 3"), ("a - -b", "a + b"), ("0.25*line", r"0.25 \cdot \mathit{line}"), ("1/3", r"\frac{1}{3}"),
    ("air*x", r"\mathit{air} \cdot x"), ("air*(x+1)", r"\mathit{air} \, (x + 1)"),
    ("v_US*x", r"v_{\mathrm{US}} \, x"), ("Us.take", r"\mathit{Us}_{\mathrm{take}}"), ("q_a_b", r"q_{\mathrm{a\_b}}"),
    ("min(a, b)", r"\min(a, b)"), ("sqrt(a)", r"\sqrt{a}"), ("a*-1", r"a \, (-1)"), ("(a**2)**3", "(a^{2})^{3}"),
    ("-(a + b)", "-(a + b)"), ("a - (-b)*c", r"a - (-b) \, c"),
    ("(1/3)**2", r"(\frac{1}{3})^{2}"), ("(-a)**2", "(-a)^{2}"), ("(-2)**2", "(-2)^{2}"),
    ("lambda", r"\mathit{lambda}"), ("1e-7*a", r"\frac{1}{10000000} \, a"),
])
def test_latex(text, expected):
    assert latex(parse(text)) == expected


@given(trees)
def test_latex_brackets_match_and_every_name_is_shown(node):
    text = latex(node)
    assert text.count("{") == text.count("}") and text.count("(") == text.count(")")
    assert "--" not in text and "+ -" not in text
    for name in names(node):
        assert re.search(name.split(".")[0], text)


def test_latex_shows_values_in_the_place_of_names():
    assert latex(parse("a*x"), {"a": "0.7"}) == r"0.7 \, x"
