"""Models that are equal are found so once; what differs is never taken for the same."""

import copy
import pickle
from dataclasses import replace

import pytest

import negotiation as ng
from negotiation import equality
from negotiation.equality import MARK, equal


@pytest.fixture
def compared(monkeypatch):
    """Return the list of what is compared field by field."""
    seen, plain = [], equality._by_field
    monkeypatch.setattr(equality, "_by_field", lambda one, other: seen.append(type(one).__name__) or plain(one, other))
    return seen


def test_two_loads_of_a_model_are_compared_once(compared):
    one, two, three = (ng.load("us-russia") for _ in range(3))
    assert one == two and "Model" in compared
    compared.clear()
    assert one == two and two == one and {one: 1}[two] == 1 and equal([one], [two])
    assert not compared
    assert three == one
    compared.clear()
    assert three == two and not compared


def test_a_model_that_differs_is_another_whoever_bears_the_mark():
    one, two = ng.load("us-russia"), ng.load("us-russia")
    assert one == two
    other = replace(one, caveats=(*one.caveats, "One more"))
    assert other != one and other != two and one != "us-russia"
    agents = ng.load("geneva-2016")
    assert agents.bayesian() != agents and agents.bayesian() == agents.bayesian()


def test_a_copy_and_a_file_bear_no_mark():
    one, two = ng.load("us-russia"), ng.load("us-russia")
    plain = pickle.dumps(two)
    assert one == two and MARK in vars(one)
    assert pickle.dumps(two) == plain
    again = pickle.loads(plain)
    assert MARK not in vars(again) and MARK not in vars(copy.copy(one)) and again == one == copy.deepcopy(one)
