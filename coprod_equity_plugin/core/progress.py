"""The progress and cancel protocol between long work in ``core`` and whoever watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .errors import Cancelled


class Progress:
    """Silent progress: what ``core`` functions take when nobody watches; the base of those that somebody does.

    A function that takes a ``progress`` calls :meth:`set` with 0-100 of its own work and :meth:`check` in every loop.
    Give a callee its share of the bar with :meth:`part`.
    """

    def set(self, percent: float) -> None:
        """Show how much of the work is done, 0-100."""

    def info(self, text: str) -> None:
        """Tell the user something worth reading in the log. Never a household's data."""

    def warning(self, text: str) -> None:
        """Tell the user something that may change how the result is read."""

    def is_cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return False

    def check(self) -> None:
        """Raise :class:`~coprod_equity_plugin.core.errors.Cancelled` if the user asked to stop."""
        if self.is_cancelled():
            raise Cancelled

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Call ``interrupt`` from another thread when the user cancels inside the block.

        For work that cannot look at :meth:`check` by itself, such as a running DuckDB query
        (``with progress.interrupting(connection.interrupt): ...``). Whatever the interrupted work raises is turned
        into ``Cancelled``.
        """
        try:
            yield
        except Exception:
            self.check()
            raise

    def part(self, start: float, stop: float) -> Progress:
        """Give a callee its own 0-100, shown as ``start`` to ``stop`` of this one."""
        return _Part(self, start, stop)


class _Part(Progress):
    def __init__(self, parent: Progress, start: float, stop: float) -> None:
        self._parent, self._start, self._stop = parent, start, stop

    def set(self, percent: float) -> None:
        self._parent.set(self._start + (self._stop - self._start) * percent / 100.0)

    def info(self, text: str) -> None:
        self._parent.info(text)

    def warning(self, text: str) -> None:
        self._parent.warning(text)

    def is_cancelled(self) -> bool:
        return self._parent.is_cancelled()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        with self._parent.interrupting(interrupt):
            yield
