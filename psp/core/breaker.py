"""A circuit breaker: a part that does not answer is left alone for a while, so that pages do not wait for it in turn."""

import threading
import time
from collections.abc import Callable


class StorageAway(OSError):
    """The file storage did not answer, or not in time."""


class Breaker:
    """Open for ``pause`` seconds after a failure; then one caller tries while the others still go without.

    Each process has its own, and asks no other. Safe between threads.
    """

    def __init__(self, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.pause, self._clock = pause, clock
        self._lock = threading.Lock()
        self._closed_from: float | None = None

    def is_open(self) -> bool:
        """Say whether to go without. The caller who gets False first after a pause is the one who tries."""
        with self._lock:
            if self._closed_from is None:
                return False
            if self._clock() < self._closed_from:
                return True
            self._closed_from = self._clock() + self.pause
            return False

    def failed(self) -> None:
        """Note that the part did not answer."""
        with self._lock:
            self._closed_from = self._clock() + self.pause

    def worked(self) -> None:
        """Note that the part answered."""
        with self._lock:
            self._closed_from = None
