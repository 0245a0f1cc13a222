"""A hold that is being placed while the nightly deletion comes to what it keeps."""

from datetime import timedelta

import pytest

from partnerships.models import Invitation
from partnerships.retention.operations import carry_out, place_hold
from tests.conftest import NOON
from tests.factories.at_once import ON_POSTGRESQL, while_it_waits_to_commit

pytestmark = ON_POSTGRESQL


@pytest.mark.parametrize("is_everywhere", [True, False])
def test_the_deletion_waits_for_the_hold_and_keeps_what_it_covers(ada, olivia, partnership, is_everywhere):
    invited = {"email": "new@example.org", "invited_by": olivia, "token_hash": "0" * 64, "expires_at": NOON}
    Invitation.objects.create(partnership=partnership, **invited)
    where = None if is_everywhere else partnership

    def hold():
        place_hold(rule="invitations", partnership=where, reason="A court case", by=ada, at=NOON)

    later = NOON + timedelta(days=400)
    assert while_it_waits_to_commit(hold, lambda: carry_out(at=later)) == ["done", "done"]
    assert Invitation.objects.count() == 1
