"""How gunicorn serves the site, from the environment: ``gunicorn --config python:psp.web_server psp.wsgi``."""

import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from psp.environment import Environment
from psp.log import logging_config

_env = Environment(os.environ)
_host = _env.str("HOST", default="127.0.0.1")
bind = f"{f'[{_host}]' if ':' in _host else _host}:{_env.count('PORT', default=8000, least=0, most=65535)}"
worker_class = "gthread"
workers = _env.count("WEB_WORKERS", default=2, least=1, most=64)
threads = _env.count("WEB_THREADS", default=4, least=1, most=64)
# Loaded once and then forked: a start that must not be ends here with one sentence, instead of in worker after worker.
preload_app = True
# A worker now and then starts afresh, so that a slow leak in a library never adds up.
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
# The sign of life is a file; on a disk under load, writing it can take longer than the patience of gunicorn.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
_production = _env.choice("PSP_ENV", ("embedded", "production"), default="embedded") == "production"
logconfig_dict = logging_config(
    as_json=_production, instance=(_env.str("INSTANCE", default="") or socket.gethostname()) if _production else ""
)
logconfig_dict["loggers"]["gunicorn.error"] = {
    "handlers": ["console"],
    "level": "INFO" if _production else "WARNING",
    "propagate": False,
}

# Each worker counts in a file of its own; the page of metrics adds them up.
if _env.str("METRICS_TOKEN", default=""):
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="psp-metrics-")


def child_exit(server: Any, worker: Any) -> None:
    """Keep the counts of a worker that ended, and let go of what described only it."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Let go of the counts when the whole server ends."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
