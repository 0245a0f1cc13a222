"""The page that Prometheus reads: requests, and how the service is. Guarded by a token, and not there without one."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views import View
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from psp import health
from psp.core.access import Public


class HealthCollector:
    """Gives what the health page says as gauges, asked at the moment of reading."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = health.report(self.at)
        yield _gauge("psp_up", "1 while pages work", found["status"] != "down")
        yield _gauge("psp_well", "1 while nothing needs a look (health page: ok)", found["status"] == "ok")
        yield _gauge("psp_database_up", "1 while the database answers", found["database"] == health.OK)
        yield _gauge("psp_broker_up", "1 while the broker answers", found["broker"] == health.OK)
        yield _gauge("psp_storage_up", "1 while the file storage is well", found.get("storage") == health.OK)
        if (seen := found["worker"]["seen_seconds_ago"]) is not None:
            yield _gauge("psp_worker_seen_seconds", "Seconds since a worker's last sign of life", seen)
        if queue := found["mail_queue"]:
            yield _gauge("psp_mail_queued", "Mails that wait", queue["queued"])
            yield _gauge("psp_mail_failed", "Mails that failed", queue["failed"])
            yield _gauge("psp_mail_oldest_seconds", "Seconds the oldest mail has waited", queue["oldest_seconds"])
        if isinstance(verified := found.get("verification"), dict) and "problems" in verified:
            yield _gauge("psp_verification_problems", "Problems the last verification found", verified["problems"])


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))


class Metrics(Public, View):
    """Answer requests that send METRICS_TOKEN as ``Authorization: Bearer …``; answer 404 to all others."""

    answers_without_database = True
    passive = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if not _has_token(request):
            raise Http404
        registry: Any = CollectorRegistry()
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            MultiProcessCollector(registry)
        else:
            registry.register(REGISTRY)
        registry.register(HealthCollector(timezone.now()))
        response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
        response["Cache-Control"] = "no-store"
        return response


def _has_token(request: HttpRequest) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN
    return bool(known) and kind.lower() == "bearer" and constant_time_compare(token.strip(), known)
