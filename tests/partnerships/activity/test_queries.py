import pytest

from partnerships.activity.operations import record
from partnerships.activity.queries import SEALED, done_among, done_anywhere, done_in
from tests.conftest import NOON
from tests.factories.partnerships import PartnershipFactory


def deeds(partnership, other, by):
    return done_in(partnership.pk, by=by), done_in(other.pk, by=by), done_anywhere()


def test_what_is_done_counts_in_its_partnership_and_anywhere(partnership, olivia):
    other = PartnershipFactory()
    here, there, anywhere = deeds(partnership, other, olivia)
    record(verb="partnership.edited", target=partnership, partnership=partnership, by=olivia, at=NOON)
    after = deeds(partnership, other, olivia)
    assert after[0] != here
    assert after[1:] == (there, anywhere + 1)


def test_what_is_shared_counts_in_every_partnership(partnership, olivia):
    other = PartnershipFactory()
    here, there, anywhere = deeds(partnership, other, olivia)
    record(verb="person.edited", target=olivia, by=olivia, at=NOON)
    after = deeds(partnership, other, olivia)
    assert (after[0] != here, after[1] != there, after[2]) == (True, True, anywhere + 1)


@pytest.mark.parametrize("verb", sorted(SEALED))
@pytest.mark.parametrize(
    ("name", "changes"), [("olivia", False), ("bo", False), ("edie", False), ("ada", False), ("pat", True)]
)
def test_what_is_done_to_sealed_bids_counts_for_purchasers_alone(partnership, verb, name, changes, request):
    person = request.getfixturevalue(name)

    def marks():
        return done_in(partnership.pk, by=person), done_among([partnership.pk], by=person)

    before = marks()
    record(verb=verb, target=partnership, partnership=partnership, by=None, at=NOON, is_private=True)
    after = marks()
    assert [earlier != later for earlier, later in zip(before, after, strict=True)] == [changes, changes]


def test_no_two_moments_share_a_mark(partnership, olivia, pat):
    """One more sealed and one more open thing never look like an earlier count of both."""
    marks = set()
    for verb in ("bid.recorded", "partnership.edited", "bid.withdrawn", "partnership.edited"):
        record(verb=verb, target=partnership, partnership=partnership, by=None, at=NOON)
        marks.add(done_in(partnership.pk, by=pat))
    assert len(marks) == 4
    assert done_in(partnership.pk, by=olivia) not in marks
