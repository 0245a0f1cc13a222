"""Structured log lines with a request id, and nothing personal in them: ids and counts, never names, addresses or bid contents."""

import re
from typing import Any

import structlog

IDS = {"request_id", "task_id", "logger", "level", "timestamp", "instance"}
ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Links that open an account, and keys: long, and not the name of anything in the code.
SECRET = re.compile(r"(?<![\w-])(?=[\w-]*[0-9A-Z])[\w-]{32,}")


def _drop_personal(_: Any, __: str, event: Any) -> Any:
    """Remove the fields that libraries like to add and that name a person, and a request's path from what is said of it."""
    request = getattr(event.get("_record"), "request", None)
    path = getattr(request, "path", "")
    if path.strip("/"):
        # The path may hold a secret; the name of the route does not.
        match = getattr(request, "resolver_match", None)
        event["event"] = str(event["event"]).replace(path, match.view_name if match else "(no route)")
    for key in ("email", "ip", "user", "username", "request", "data"):
        event.pop(key, None)
    return event


def _hide_secrets(_: Any, __: str, event: Any) -> Any:
    """Mask addresses and secrets in whatever text is left, tracebacks among it."""
    for key, value in event.items():
        if key not in IDS and isinstance(value, str):
            event[key] = masked(value)
    return event


def masked(text: str) -> str:
    """Return a text without the addresses and secrets in it."""
    return SECRET.sub("(secret)", ADDRESS.sub("(address)", text))


SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _drop_personal,
)
# One list for the whole process: a logger keeps the list it first wrote with, and a test that captures lines changes it in place.
PROCESSORS: list[Any] = [
    structlog.stdlib.filter_by_level,
    *SHARED,
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]


def logging_config(*, as_json: bool, instance: str = "") -> dict[str, Any]:
    """Return the dictionary for ``logging.config``; JSON lines in production, readable lines elsewhere.

    Every line of production carries ``instance``: which of several machines or containers wrote it.
    """

    def name_instance(_: Any, __: str, event: Any) -> Any:
        return event | {"instance": instance} if instance else event

    structlog.configure(
        processors=PROCESSORS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    name_instance,
                    _hide_secrets,
                    renderer,
                ],
                "foreign_pre_chain": list(SHARED),
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "ERROR"},
            # A line for each request is for whoever runs a service; on one's own machine it hides the rest.
            "psp.core.middleware": {"level": "INFO" if as_json else "WARNING"},
            "psp.celery": {"level": "INFO" if as_json else "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
