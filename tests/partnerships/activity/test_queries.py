from partnerships.activity.operations import record
from partnerships.activity.queries import done_anywhere, done_in
from tests.conftest import NOON
from tests.factories.partnerships import PartnershipFactory


def deeds(partnership, other):
    return done_in(partnership.pk), done_in(other.pk), done_anywhere()


def test_what_is_done_counts_in_its_partnership_and_anywhere(partnership, olivia):
    other = PartnershipFactory()
    here, there, anywhere = deeds(partnership, other)
    record(verb="partnership.edited", target=partnership, partnership=partnership, by=olivia, at=NOON)
    assert deeds(partnership, other) == (here + 1, there, anywhere + 1)


def test_what_is_shared_counts_in_every_partnership(partnership, olivia):
    other = PartnershipFactory()
    here, there, anywhere = deeds(partnership, other)
    record(verb="person.edited", target=olivia, by=olivia, at=NOON)
    assert deeds(partnership, other) == (here + 1, there + 1, anywhere + 1)
