"""The one background task of no app: the sign of life that the health page reads."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "worker_seen_at"


@shared_task(name="psp.heartbeat")
def heartbeat() -> None:
    cache.set(HEARTBEAT, timezone.now().isoformat(), timeout=None)
