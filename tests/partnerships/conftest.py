import pytest
from django.core.cache import cache
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
    """Count the queries of a page of which nothing is kept: ``queries(client, url)``. What a process asks once is asked before."""

    def count(client, url):
        client.get(url)
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    return count
