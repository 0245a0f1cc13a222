"""The cache on Redis. What it holds can be worked out again, so a page never fails because Redis is away."""

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.stdlib.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    """Holds nothing while Redis is away: reads find nothing, writes are lost, and the log says so."""

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._tried(default, super().get, key, default, version)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        return self._tried({}, super().get_many, keys, version)

    def has_key(self, key: Any, version: Any = None) -> Any:
        return self._tried(False, super().has_key, key, version)

    def set(self, key: Any, value: Any, *more: Any, **options: Any) -> Any:
        return self._tried(None, super().set, key, value, *more, **options)

    def add(self, key: Any, value: Any, *more: Any, **options: Any) -> Any:
        # As if it were new: a limit that cannot be counted does not shut anybody out.
        return self._tried(True, super().add, key, value, *more, **options)

    def touch(self, key: Any, *more: Any, **options: Any) -> Any:
        return self._tried(False, super().touch, key, *more, **options)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._tried(False, super().delete, key, version)

    def _tried(self, without: Any, act: Any, *given: Any, **options: Any) -> Any:
        try:
            return act(*given, **options)
        except RedisError as problem:
            log.warning("cache_away", problem=type(problem).__name__)
            return without
