"""Progress of ``core`` shown by a Processing feedback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qgis.core import QgsProcessingFeedback

from ..core.progress import Progress


class FeedbackProgress(Progress):
    """Passes progress, messages and cancel between ``core`` and QGIS.

    Parameters
    ----------
    feedback
        The running algorithm's feedback.
    """

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback

    def set(self, percent: float) -> None:
        self._feedback.setProgress(percent)

    def info(self, text: str) -> None:
        self._feedback.pushInfo(text)

    def warning(self, text: str) -> None:
        self._feedback.pushWarning(text)

    def is_cancelled(self) -> bool:
        return self._feedback.isCanceled()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        def stop() -> None:
            interrupt()

        self._feedback.canceled.connect(stop)
        try:
            self.check()
            yield
        except Exception:
            self.check()
            raise
        finally:
            self._feedback.canceled.disconnect(stop)
