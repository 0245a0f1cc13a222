import pytest

from partnerships.lifecycle.operations import load_gate_criteria
from partnerships.models import GateCriterion


@pytest.fixture
def without_gates(db):
    """Switch every criterion off, as an administrator may, so that a partnership can be walked through its states."""
    load_gate_criteria()
    GateCriterion.objects.update(is_active=False)
