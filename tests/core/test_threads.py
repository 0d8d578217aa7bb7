"""Work in threads ends with the block that began it."""

from __future__ import annotations

import threading
import time

import pytest

from coprod_equity_plugin.core.threads import in_threads


def taken(function, items, stop=None):
    """Results up to one, after which the block is left with an error."""
    found = []
    with in_threads(function, items) as results:
        for result in results:
            found.append(result)
            if result == stop:
                raise RuntimeError(found)
    return found


def test_results_come_in_the_order_of_the_items():
    wait = threading.Event()

    def square(number):
        if number == 0:
            wait.wait(0.05)  # later items are ready before
        return number**2

    assert taken(square, range(20)) == [number**2 for number in range(20)]


def test_an_error_comes_in_its_turn():
    with pytest.raises(ZeroDivisionError):
        taken(lambda number: 1 / (7 - number), range(20))
    assert taken(lambda number: 1 / (7 - number), range(7)) == [1 / (7 - number) for number in range(7)]


def test_leaving_early_drops_what_has_not_begun_and_leaves_no_thread():
    before, begun = threading.active_count(), []

    def work(number):
        begun.append(number)
        time.sleep(0.001)
        return number

    with pytest.raises(RuntimeError, match=r"\[0, 1, 2\]"):
        taken(work, range(5000), stop=2)
    assert threading.active_count() == before
    assert len(begun) < 5000
