"""How gunicorn serves the site, from the environment: ``gunicorn --config python:psp.web_server psp.wsgi``."""

import os
from pathlib import Path

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
logconfig_dict = logging_config(as_json=_production)
logconfig_dict["loggers"]["gunicorn.error"] = {
    "handlers": ["console"],
    "level": "INFO" if _production else "WARNING",
    "propagate": False,
}
