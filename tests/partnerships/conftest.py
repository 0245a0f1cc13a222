import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.lifecycle.operations import load_gate_criteria
from partnerships.models import GateCriterion


@pytest.fixture
def without_gates(db):
    """Switch every criterion off, as an administrator may, so that a partnership can be walked through its states."""
    load_gate_criteria()
    GateCriterion.objects.update(is_active=False)


@pytest.fixture
def queries():
    """Count the queries of a page that was asked for once before: ``queries(client, url)``."""

    def count(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    return count
