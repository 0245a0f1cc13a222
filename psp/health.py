"""The state of what the service needs: database, broker, workers and mail. Counts and times, nothing about people."""

import contextlib
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection

from partnerships.mail.queries import mail_queue
from psp.core import health, schema
from psp.core.release import version
from psp.tasks import HEARTBEAT

OK, AWAY = "ok", "away"
# A worker shows a sign of life every half minute; four missed ones are no accident.
WORKER_SILENT_AFTER = timedelta(minutes=2)
# Mail goes within seconds; what is older waits for a mail server that is away.
MAIL_STUCK_AFTER = timedelta(minutes=15)


def report(at: datetime) -> dict[str, Any]:
    """Look at everything and return it as the health page says it; ``status`` is "ok", "degraded" or "down".

    Only a database that is away is down: with anything else missing the pages still work, and nothing is lost.
    """
    database = _database()
    found: dict[str, Any] = {
        "status": OK,
        "version": version(),
        "database": database,
        "broker": _broker(),
        "worker": {"seen_seconds_ago": _worker_seen(at)},
        "mail_queue": None,
    }
    if database == AWAY:
        return found | {"status": "down"}
    queue = mail_queue()
    oldest = max(int((at - queue.oldest_at).total_seconds()), 0) if queue.oldest_at else 0
    found["mail_queue"] = {"queued": queue.queued, "failed": queue.failed, "oldest_seconds": oldest}
    seen = found["worker"]["seen_seconds_ago"]
    registered = health.findings(at)
    found |= {code: finding.state for code, finding in registered.items()}
    is_well = (
        all(finding.is_well for finding in registered.values())
        and found["broker"] == OK
        and seen is not None
        and seen <= WORKER_SILENT_AFTER.total_seconds()
        and oldest <= MAIL_STUCK_AFTER.total_seconds()
    )
    return found | {"status": OK if is_well else "degraded"}


@health.check("schema")
def schema_state(at: datetime) -> health.Finding:
    """Say whether the database has this version's schema: the start checks it, and a database can be changed afterwards."""
    matches = not schema.mismatch()
    return health.Finding(OK if matches else "mismatch", is_well=matches)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return AWAY
    return OK


def _broker() -> str:
    try:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            # A queue that is empty may not be there; that the broker says so is answer enough.
            with contextlib.suppress(*broker.channel_errors):
                broker.default_channel.queue_declare(current_app.conf.task_default_queue, passive=True)
    except Exception:  # every transport has its own errors
        return AWAY
    return OK


def _worker_seen(at: datetime) -> int | None:
    try:
        seen = cache.get(HEARTBEAT)
    except Exception:  # the cache lives with the broker and goes away with it
        return None
    return max(int((at - datetime.fromisoformat(seen)).total_seconds()), 0) if seen else None
