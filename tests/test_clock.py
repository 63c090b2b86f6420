"""Budgets: nonsense is refused, compiling is not counted, an interrupt comes through, boxes and bases are kept to."""

from __future__ import annotations

import signal
import threading
from time import process_time, sleep

import numpy as np
import pytest

from negotiation.errors import ArgumentError
from negotiation.game import Game
from negotiation.solvers import solve
from negotiation.solvers.clock import Clock

KERNELS = ("numba", "numpy")


def smooth(*shape, points=1):
    return Game(np.random.default_rng(5).standard_normal((points, len(shape), *shape)))


@pytest.mark.parametrize("method", ["complete", "support"])
@pytest.mark.parametrize("nonsense", [
    {"budget": "x"}, {"budget": -1}, {"budget": 2.5}, {"seconds": "x"}, {"seconds": -1}, {"seconds": float("nan")}])
def test_a_budget_that_is_no_amount_is_refused_in_one_line(method, nonsense):
    with pytest.raises(ArgumentError, match=next(iter(nonsense))):
        solve(smooth(2, 2), method, **nonsense)


@pytest.mark.parametrize("method", ["vertex", "lemke-howson", "logit"])
def test_so_are_seconds_of_the_engines_of_nashpy(method):
    with pytest.raises(ArgumentError, match="seconds"):
        solve(smooth(2, 2), method, seconds=float("nan"))


def test_endless_seconds_are_no_bound():
    assert solve(smooth(3, 3), seconds=float("inf")).complete[0] and solve(smooth(2, 2, 2), seconds=np.inf).complete[0]


def test_time_that_is_not_counted_moves_the_end():
    clock = Clock.of(10, 1.0)
    end = clock.deadline
    with clock.uncounted():
        sleep(0.05)
    assert 0.05 <= clock.deadline - end < 1.0 and clock.left == 10 and clock.going(9) and not clock.going(1)


@pytest.mark.slow
@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("shape", [(12, 12), (5, 5, 5)])
@pytest.mark.parametrize("budget", [40, 700])
def test_boxes_and_bases_are_kept_to(kernel, shape, budget, monkeypatch):
    clocks = []
    monkeypatch.setattr(Clock, "over", lambda self, over=Clock.over: clocks.append(self) or over(self))
    assert not solve(smooth(*shape), budget=budget, kernel=kernel).complete[0]
    assert max(clock.spent for clock in clocks) <= 1.2 * budget


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("shape", [(25, 25), (5, 5, 5)])
def test_an_interrupt_comes_through_at_once(kernel, shape):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # What runs in the background may ignore it.
    game = smooth(*shape)
    solve(smooth(*[2] * len(shape)), kernel=kernel)
    main, sent = threading.main_thread().ident, []

    def interrupt():
        sent.append(process_time())
        signal.pthread_kill(main, signal.SIGINT)

    timer = threading.Timer(0.3, interrupt)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            solve(game, kernel=kernel, seconds=60, budget=1 << 40)
    finally:
        timer.cancel()  # One that came later would end the process of the tests.
        signal.signal(signal.SIGINT, before)
    assert process_time() - sent[0] < 10


@pytest.mark.slow
def test_nothing_is_compiled_after_ready():
    """Whatever is asked, in floats and integers, one point or many: no budget pays for a compiler."""
    from negotiation.solvers.boxes import compiled as boxes
    from negotiation.solvers.two_party import compiled
    from negotiation.solvers.two_party.compiled import around, walk

    compiled.ready()
    boxes.ready(True)
    kernels = (boxes.decide_all, boxes.sift_all, boxes.grow, boxes._undominated, around.paired, around.prepared,
               walk.index, walk.walked)
    before = [len(each.signatures) for each in kernels]
    rng = np.random.default_rng(1)
    for shape in ((2, 2), (1, 3), (3, 1), (8, 9), (1, 1), (2, 2, 2), (3, 4, 3), (1, 2, 3), (2, 2, 2, 2)):
        for points in (1, 3):
            for payoffs in (rng.standard_normal((points, len(shape), *shape)), np.zeros((points, len(shape), *shape)),
                            rng.integers(0, 3, (points, len(shape), *shape)) * 10.0 ** rng.integers(-9, 9)):
                solve(Game(payoffs), kernel="numba", seconds=5)
    assert [len(each.signatures) for each in kernels] == before
