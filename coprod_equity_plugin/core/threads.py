"""Threads for work on arrays, most of which numpy lets run side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

_MOST = 4
Item, Result = TypeVar("Item"), TypeVar("Result")


@contextmanager
def in_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Iterator[Result]]:
    """Results of a function of each item, in order, as they come; outside the block, no thread of it runs any more.

    What an item's call raises is raised in its turn; leaving the block early drops the items that have not begun.
    """
    with ThreadPoolExecutor(max(1, min(_MOST, os.cpu_count() or 1))) as pool:
        try:
            yield pool.map(function, items)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
