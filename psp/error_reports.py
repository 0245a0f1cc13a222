"""Reports of faults to a Sentry-compatible service, where SENTRY_DSN names one: what broke and where, nobody's data."""

from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration

from psp.core.release import release, version
from psp.log import masked

# What helps to find the lines of the log; the service's own ids, never a name or an address.
TAGS = ("request_id", "task", "task_id", "user_id")
# All that a report may hold in addition to what is made here.
KEPT = frozenset(
    {
        "event_id",
        "timestamp",
        "platform",
        "level",
        "exception",
        "release",
        "environment",
        "server_name",
        "sdk",
        "modules",
    }
)


def start(dsn: str, *, instance: str, environment: str) -> None:
    """Send reports from now on. One that cannot be sent is dropped: nothing waits for the service of reports."""
    sentry_sdk.init(
        dsn=dsn,
        release=f"{version()}+{release()}",
        environment=environment,
        server_name=instance,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        send_client_reports=False,
        auto_session_tracking=False,
        shutdown_timeout=2,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(signals_spans=False), CeleryIntegration()],
        before_send=without_personal_data,
    )


def without_personal_data(event: Any, _hint: Any) -> Any:
    """Return a report with the kinds and places of its exceptions, their words masked, and the ids of the log; nothing else."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    for value in (kept.get("exception") or {}).get("values") or []:
        value["value"] = masked(str(value.get("value") or ""))
        for frame in (value.get("stacktrace") or {}).get("frames") or []:
            frame.pop("vars", None)
    bound = structlog.contextvars.get_contextvars()
    kept["tags"] = {name: str(bound[name]) for name in TAGS if name in bound}
    if "user_id" in bound:
        kept["user"] = {"id": str(bound["user_id"])}
    return kept
