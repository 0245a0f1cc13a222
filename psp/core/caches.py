"""The cache. What it holds can be worked out again, so no page fails or waits long because it is away, frozen or full.

But for what guards the sign-in: attempts that are counted and codes that were used are kept in the process meanwhile.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from psp.core.breaker import Breaker

log = structlog.stdlib.get_logger(__name__)

PAUSE_SECONDS = 10
breaker = Breaker(PAUSE_SECONDS)
# How the sign-in library's keys begin: attempts of an address and an account, codes of second factors that were used.
GUARDS = "allauth"
# Each web process counts for itself: as many attempts are let through as there are processes, never without end.
meanwhile = LocMemCache("sign-in", {"OPTIONS": {"MAX_ENTRIES": 50_000}})
AWAY = object()


def guards(key: Any) -> bool:
    """Whether a key holds what guards the sign-in."""
    return str(key).startswith(GUARDS)


class Forgiving(BaseCache):
    """Holds nothing while what it stands on is away: reads find nothing, writes are lost, and the log says so.

    What guards the sign-in goes to ``meanwhile`` then, and counts there until it can be written again.
    """

    problems: tuple[type[Exception], ...] = ()
    breaker: Breaker | None = None

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        found = self._tried(default, super().get, key, default, version)
        return meanwhile.get(key, found, version) if guards(key) else found

    def get_many(self, keys: Any, version: Any = None) -> Any:
        return self._tried({}, super().get_many, keys, version)

    def has_key(self, key: Any, version: Any = None) -> Any:
        return self._tried(False, super().has_key, key, version) or (guards(key) and meanwhile.has_key(key, version))

    def set(self, key: Any, value: Any, *more: Any, **options: Any) -> Any:
        is_lost = self._tried(AWAY, super().set, key, value, *more, **options) is AWAY
        if guards(key):
            if is_lost:
                meanwhile.set(key, value, *more, **options)
            else:
                meanwhile.delete(key)

    def set_many(self, data: Any, *more: Any, **options: Any) -> Any:
        return self._tried(list(data), super().set_many, data, *more, **options)

    def add(self, key: Any, value: Any, *more: Any, **options: Any) -> Any:
        if guards(key) and meanwhile.has_key(key):
            return False
        added = self._tried(AWAY, super().add, key, value, *more, **options)
        if added is AWAY:
            return meanwhile.add(key, value, *more, **options) if guards(key) else True
        return added

    def touch(self, key: Any, *more: Any, **options: Any) -> Any:
        return self._tried(False, super().touch, key, *more, **options)

    def delete(self, key: Any, version: Any = None) -> Any:
        is_gone = guards(key) and meanwhile.delete(key, version)
        return self._tried(False, super().delete, key, version) or is_gone

    def delete_many(self, keys: Any, version: Any = None) -> Any:
        return self._tried(None, super().delete_many, keys, version)

    def clear(self) -> Any:
        return self._tried(None, super().clear)

    def _tried(self, without: Any, act: Callable[..., Any], *given: Any, **options: Any) -> Any:
        if self.breaker is not None and self.breaker.is_open():
            return without
        try:
            found = act(*given, **options)
        except self.problems as problem:
            if self.breaker is not None:
                self.breaker.failed()
            log.warning("cache_away", problem=type(problem).__name__)
            return without
        if self.breaker is not None:
            self.breaker.worked()
        return found


class ForgivingRedisCache(Forgiving, RedisCache):
    """On Redis. One that does not answer in time is left alone for some seconds."""

    problems = (RedisError,)
    breaker = breaker


class ForgivingFileCache(Forgiving, FileBasedCache):
    """In files of this machine, for the embedded mode. A full disk costs speed and nothing else."""

    problems = (OSError,)
