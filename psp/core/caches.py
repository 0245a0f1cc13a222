"""The cache. What it holds can be worked out again, so no page fails or waits long because it is away, frozen or full."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from psp.core.breaker import Breaker

log = structlog.stdlib.get_logger(__name__)

PAUSE_SECONDS = 10
breaker = Breaker(PAUSE_SECONDS)


class Forgiving(BaseCache):
    """Holds nothing while what it stands on is away: reads find nothing, writes are lost, and the log says so."""

    problems: tuple[type[Exception], ...] = ()
    breaker: Breaker | None = None

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._tried(default, super().get, key, default, version)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        return self._tried({}, super().get_many, keys, version)

    def has_key(self, key: Any, version: Any = None) -> Any:
        return self._tried(False, super().has_key, key, version)

    def set(self, key: Any, value: Any, *more: Any, **options: Any) -> Any:
        return self._tried(None, super().set, key, value, *more, **options)

    def set_many(self, data: Any, *more: Any, **options: Any) -> Any:
        return self._tried(list(data), super().set_many, data, *more, **options)

    def add(self, key: Any, value: Any, *more: Any, **options: Any) -> Any:
        # As if it were new: a limit that cannot be counted does not shut anybody out.
        return self._tried(True, super().add, key, value, *more, **options)

    def touch(self, key: Any, *more: Any, **options: Any) -> Any:
        return self._tried(False, super().touch, key, *more, **options)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._tried(False, super().delete, key, version)

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
