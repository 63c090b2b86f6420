"""The language of formulas: what is refused and where, and that its four readings agree."""

import pickle
from copy import deepcopy
from fractions import Fraction

import numpy as np
import pytest
import sympy
from formulas import VALUES, conditioned, trees, valued, written
from hypothesis import assume, given
from hypothesis import strategies as st

from negotiation.errors import ExpressionError
from negotiation.expression import (
    FUNCTIONS,
    evaluate,
    evaluate_condition,
    exact,
    growth,
    names,
    parse,
    parse_condition,
    read_number,
    to_sympy,
)

REFUSED = {
    "__import__('os').system('x')": "column 1: '_' is not allowed in a formula",
    "().__class__": "column 3: '.' is not allowed in a formula",
    "9**9**9": "column 5: a power of a power needs brackets",
    "9**999999999": "column 4: the exponent is '999999999'; allowed is a whole number from 0 to 16",
    "a**a": "column 4: the exponent is 'a'",
    "a**-1": "column 4: the exponent is '-'",
    "a**0.5": "column 4: the exponent is '0.5'",
    "a**(2)": "column 4: the exponent is '('",
    "a^2": "column 2: write a power as **, not ^",
    "1+" * 500_000 + "1": "the formula has 1,000,001 characters; at most 2,000 are allowed",
    "(" * 10_000 + ")" * 10_000: "the formula has 20,000 characters",
    "(" * 900 + "1" + ")" * 900: "brackets are nested more than 40 deep",
    "min(" * 60 + "1" + ",1)" * 60: "brackets are nested more than 40 deep",
    "1" + "+1" * 600: "the formula has more than 400 parts",
    "-" * 1500 + "a" + "**": "the exponent is ''",
    "": "column 1: found the end of the formula",
    "   ": "found the end of the formula",
    "a b": "column 3: found 'b' where an operator belongs",
    "a +": "found the end of the formula where a number, a name or '(' belongs",
    "a * * b": "column 5: found '*'",
    "(a": "found the end of the formula where ')' belongs",
    "a)": "column 2: found ')' where an operator belongs",
    "a < 1": "column 3: found '<' where an operator belongs",
    "a == 1": "column 3: found '==' where an operator belongs",
    "a = 1": "column 3: '=' is not allowed",
    "a if a else a": "column 3: found 'if' where an operator belongs",
    "lambda: 1": "column 7: ':' is not allowed",
    "[1, 2]": "column 1: '[' is not allowed",
    "{a}": "column 1: '{' is not allowed",
    "'a'": "is not allowed in a formula",
    "a.b.c": "column 4: '.' is not allowed",
    "a.__class__": "column 2: '.' is not allowed",
    "a; b": "column 2: ';' is not allowed",
    "a\nimport os": "column 3: found 'import' where an operator belongs",
    "a @ a": "column 3: '@' is not allowed",
    "a // a": "column 4: found '/'",
    "a % a": "column 3: '%' is not allowed",
    "1_000": "column 2: '_' is not allowed",
    "0x10": "column 2: found 'x10' where an operator belongs",
    "1j": "column 2: found 'j' where an operator belongs",
    "é": "is not allowed in a formula",
    "\uff41": "is not allowed in a formula",
    "\u0661": "is not allowed in a formula",
    "a\0": "column 2: '\\x00' is not allowed",
    "1e13": "is larger than 1e+12",
    "1e99": "is larger than 1e+12",
    "9" * 30: "is larger than 1e+12",
    "9" * 31: "is too long, or too large or small; allowed: at most 30 digits",
    "1." + "9" * 31: "is too long, or too large or small",
    "n" * 65: "column 65: found 'n' where an operator belongs",
    "eval(a)": "column 1: 'eval' is not a function",
    "sine(a)": "'sine' is not a function; allowed: min, max, exp, log, sqrt",
    "sin(a)": "column 1: 'sin' is not a function; did you mean 'min'?",
    "factorial(9)": "'factorial' is not a function; allowed: min, max, exp, log, sqrt",
    "a(1)": "'a' is not a function",
    "US.press(1)": "'US.press' is not a function",
    "exp(a, a)": "column 1: exp takes 1 argument, found 2",
    "max(a)": "column 1: max takes two or more arguments, found 1",
    "min()": "column 5: found ')'",
    "exp a": "column 5: found 'a' where an operator belongs",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:30]))
def test_what_is_not_in_the_language_is_refused_where_it_stands(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    message = str(caught.value)
    assert REFUSED[text] in message
    assert "\n" not in message and len(message) < 300


@pytest.mark.parametrize("value", [None, 1, 1.5, b"a", ["a"]])
def test_a_formula_is_text(value):
    with pytest.raises(ExpressionError, match="a formula is text, found"):
        parse(value)


@pytest.mark.parametrize("text, words", [
    ("a", "the end of the formula where a comparison"), ("a <", "the end of the formula"),
    ("a <= 1 <= 2", "column 8: found a second comparison; allowed: one a rule"),
    ("a != 1", "column 3: '!' is no comparison; allowed: <=, >=, ==, <, >"),
    ("a => 1", "'=' is no comparison"), ("", "the end of the formula"),
])
def test_a_condition_is_one_comparison(text, words):
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text)
    assert words in str(caught.value)


@pytest.mark.slow
@given(st.text(max_size=60) | st.text(alphabet="ab1.e+-*/(),<=> \n_^", max_size=60))
def test_any_text_is_a_formula_or_refused_in_one_line(text):
    for read in (parse, parse_condition):
        try:
            read(text)
        except ExpressionError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("text, value", [
    ("0.1 + 0.2", Fraction(3, 10)), ("1e-3", Fraction(1, 1000)), (".5", Fraction(1, 2)), ("5.", Fraction(5)),
    ("-2**2", Fraction(-4)), ("(-2)**2", Fraction(4)), ("2**0", Fraction(1)), ("1 - 2 - 3", Fraction(-4)),
    ("8/4/2", Fraction(1)), ("8/4*2", Fraction(4)), ("2*3/4*5", Fraction(15, 2)), ("2 + 3*4", Fraction(14)),
    ("--3", Fraction(3)), ("-+-3", Fraction(3)), ("2*-3", Fraction(-6)), ("1 - -3", Fraction(4)),
    ("-a*a", Fraction(-9, 100)),
    ("min(3, 1, 2)", Fraction(1)), ("max(1/2, 1/3)", Fraction(1, 2)), ("lambda", Fraction(-2, 5)),
    ("E*I", Fraction(5, 14)),
    ("US.press - S", Fraction(1)), ("beta + 1", Fraction(-2)), ("((((a))))", Fraction(3, 10)),
])
def test_arithmetic_binds_as_in_school_and_decimals_are_exact(text, value):
    node = parse(text)
    assert evaluate(node, VALUES, Fraction) == value
    assert np.isclose(evaluate(node, {name: float(each) for name, each in VALUES.items()}), float(value), rtol=1e-15)
    known = {name: sympy.Rational(each.numerator, each.denominator) for name, each in VALUES.items()}
    assert to_sympy(node, known) == sympy.Rational(value.numerator, value.denominator)


@given(trees)
def test_text_fractions_and_sympy_agree_exactly(node):
    value = valued(node)
    read = parse(written(node))
    assert evaluate(node, VALUES, Fraction) == value
    assert evaluate(read, VALUES, Fraction) == value
    known = {name: sympy.Rational(each.numerator, each.denominator) for name, each in VALUES.items()}
    assert to_sympy(read, known) == sympy.Rational(value.numerator, value.denominator)
    assert names(read).keys() == names(node).keys()


@given(trees)
def test_arrays_agree_with_fractions(node):
    value = valued(node)
    batch = {name: np.full(3, float(each)) for name, each in VALUES.items()}
    with np.errstate(all="ignore"):
        found = np.broadcast_to(evaluate(node, batch), 3)
    assume(conditioned(node))
    assert np.allclose(found, float(value), rtol=1e-9, atol=1e-9)


@given(trees)
def test_symbols_stay_plain_symbols(node):
    valued(node)
    expression = to_sympy(node)
    assert {str(symbol) for symbol in expression.free_symbols} <= set(VALUES)
    assert not expression.has(sympy.I, sympy.E)
    assert not expression.atoms(sympy.Float)


def test_names_that_sympy_and_python_use_are_ordinary():
    node = parse("lambda*E + I/S - beta**2 + Q*N*O + zeta + gamma + pi + None + True")
    assert {str(each) for each in to_sympy(node).free_symbols} == set(names(node))
    assert names(parse("a + b*a")) == {"a": 1, "b": 5}


@pytest.mark.parametrize("text, value", [
    ("exp(a)", np.exp(0.3)), ("log(line)", np.log(0.7)), ("sqrt(a)", np.sqrt(0.3))])
def test_functions_without_exact_values(text, value):
    node = parse(text)
    floats = {name: float(each) for name, each in VALUES.items()}
    assert evaluate(node, floats) == pytest.approx(value, rel=1e-15)
    known = {name: sympy.Rational(each.numerator, each.denominator) for name, each in VALUES.items()}
    assert float(to_sympy(node, known)) == pytest.approx(value, rel=1e-14)
    with pytest.raises(ExpressionError, match="has no exact value"):
        evaluate(node, VALUES, Fraction)


def test_division_by_zero_is_infinite_in_floats_and_an_error_in_fractions():
    node = parse("1/(a - 3/10)")
    assert not np.isfinite(evaluate(node, {"a": np.array([0.3])})).any()
    with pytest.raises(ExpressionError, match="division by zero"):
        evaluate(node, VALUES, Fraction)


@pytest.mark.parametrize("text, left, expected", [
    ("a <= 1/2", [0.4, 0.5, 0.6], [True, True, False]), ("a < 1/2", [0.4, 0.5, 0.6], [True, False, False]),
    ("a >= 1/2", [0.4, 0.5, 0.6], [False, True, True]), ("a > 1/2", [0.4, 0.5, 0.6], [False, False, True]),
    ("2*a == 1", [0.4, 0.5, 0.6], [False, True, False]),
])
def test_conditions(text, left, expected):
    assert evaluate_condition(parse_condition(text), {"a": np.array(left)}).tolist() == expected


def test_slack_widens_what_includes_its_end_and_nothing_else():
    near = {"a": np.array([0.5 + 1e-13])}
    assert evaluate_condition(parse_condition("a <= 0.5"), near, 1e-12).all()
    assert evaluate_condition(parse_condition("a == 0.5"), near, 1e-12).all()
    assert evaluate_condition(parse_condition("a > 0.5"), near, 1e-12).all()
    assert not evaluate_condition(parse_condition("a < 0.5"), near, 1e-12).any()
    assert not evaluate_condition(parse_condition("a <= 0.5"), near).any()


@pytest.mark.parametrize("value, expected", [
    (0.1, Fraction(1, 10)), (1, Fraction(1)), (Fraction(1, 3), Fraction(1, 3)), (np.float64(0.7), Fraction(7, 10)),
    (1e-7, Fraction(1, 10**7)), (np.int64(3), Fraction(3)), (-0.0, Fraction(0)),
])
def test_a_float_means_its_shortest_decimal(value, expected):
    assert exact(value) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "x", None, [1]])
def test_what_is_no_finite_number_has_no_exact_value(value):
    with pytest.raises(ExpressionError, match="is not a finite number"):
        exact(value)


def test_growth_multiplies_through_powers_and_components():
    assert growth(parse("a*b + c"), {}) == 2
    assert growth(parse("(a*b)**3"), {}) == 6
    assert growth(parse("x**2*y"), {"x": 5, "y": 3}) == 13
    assert growth(parse("min(x, a)"), {"x": 5}) == 5


def test_every_function_has_its_readings():
    for name, row in FUNCTIONS.items():
        node = parse(f"{name}({', '.join(['a'] * (row.arity or 2))})")
        assert hasattr(sympy, row.sympy)
        assert np.isfinite(evaluate(node, {"a": 0.3}))
        assert to_sympy(node).free_symbols == {sympy.Symbol("a", real=True)}


@pytest.mark.parametrize(("text", "fraction"), [
    ("1/3", "1/3"), (" 0.7 ", "7/10"), ("-1.5/.5", "-3"), ("+2", "2"), ("3.", "3"), ("1e-3", "1/1000"),
    ("1 / 3", "1/3"), ("0/5", "0"), ("0.1e2/0.3", "100/3")])
def test_plain_numbers_are_read_exactly_and_keep_their_fraction(text, fraction):
    number = read_number(text)
    assert number.fraction == exact(number) == Fraction(fraction) and number == float(Fraction(fraction))
    assert exact(pickle.loads(pickle.dumps(number))) == exact(deepcopy(number)) == Fraction(fraction)


@pytest.mark.parametrize("text", [
    "", "/", "1/", "/3", "1/2/3", "1+1", "2*3", "x", "1/x", "(1)", "1_000", "１/3", "0x10", "--1", "1e1234",
    "9" * 65, "1 2"])
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(ExpressionError, match="is not a number; allowed: 0.7 or 7/10"):
        read_number(text)


@pytest.mark.parametrize("text", ["nan", "-inf", "Infinity", "1/0", "0/0.0", "1e999"])
def test_what_is_not_finite_is_refused(text):
    with pytest.raises(ExpressionError, match="is not a finite number"):
        read_number(text)
