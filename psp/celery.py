"""The Celery app. Start it with ``celery -A psp.celery worker`` and ``celery -A psp.celery beat``.

Celery only rings the bell: what has to be done is a row in the database with a lease, so a lost or doubled
message loses nothing and does nothing twice.
"""

import os

from celery import Celery

from psp.broker import use_whole_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")

use_whole_files()
app = Celery("psp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
