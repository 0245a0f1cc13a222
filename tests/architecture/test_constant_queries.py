"""Every list asks the database as often for three more rows as for the first."""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships import models as hub
from partnerships.documents.operations import add_document
from partnerships.invitations.operations import invite
from partnerships.proposals.operations import propose_change
from procurement.models import Clarification, Conflict, Threshold
from psp.core.lists import RecordList
from tests.architecture.access_table import every_place
from tests.factories.design import an_involvement
from tests.factories.files import a_pdf
from tests.factories.notifications import NoticeFactory, OutgoingMailFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory, PartnershipFactory, PersonRoleFactory
from tests.factories.people import UserFactory
from tests.factories.studies import ScheduleFactory, StudyFactory
from tests.factories.tenders import PublishedTenderFactory

# How often the database is asked is the same whichever it is.
pytestmark = pytest.mark.once

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
numbers = count(1)


def one_more_partnership(person):
    made = PartnershipFactory()
    MemberFactory(partnership=made, role="lead_public")
    PersonRoleFactory(partnership=made, person=person, role="leader")
    return made


def one_more_learning_point(partnership, person):
    words = {"stage": "pilot", "theme": "partners", "happened": "Nobody came.", "learned": "The bus stops at four."}
    title = f"Lesson {next(numbers)}"
    hub.LearningPoint.objects.create(partnership=partnership, title=title, written_by=person, written_at=NOON, **words)


def one_more_import(person):
    made = hub.RegisterImport.objects.create(
        original_name="r.csv", size=1, sha256="0" * 64, started_by=person, started_at=NOON, next_attempt_at=NOON
    )
    hub.ImportRow.objects.create(register_import=made, number=2, kind="new", said={})


def one_more_report(partnership, person):
    about = {"kind": "partnership", "subject_id": next(numbers), "subject_label": "Kirkton"}
    hub.Report.objects.create(partnership=partnership, asked_by=person, asked_at=NOON, next_attempt_at=NOON, **about)


def one_more_commitment(partnership):
    promised = {"monthly": 2_000, "starts_on": date(2027, 1, 1), "until": date(2028, 1, 1)}
    hub.Commitment.objects.create(partnership=partnership, organisation=OrganisationFactory(), **promised)


def one_more_threshold():
    code = f"threshold-{next(numbers)}"
    facts = {"source": "Notice", "trust": "law", "amount": 50_000, "includes_vat": True, "valid_from": date(2026, 1, 1)}
    Threshold.objects.create(code=code, name=code, **facts)


def one_more_file():
    name = f"documents/ab12/{next(numbers)}.pdf"
    facts = {"size": 1, "written_at": NOON, "found_at": NOON, "delete_from": date(2026, 7, 3)}
    hub.QuarantinedFile.objects.create(name=name, **facts)


# Name of the list: how to add a row, given the partnership and the person who looks.
MORE = {
    "organisations": lambda place, person: OrganisationFactory(),
    "tenders": lambda place, person: PublishedTenderFactory(partnership=one_more_partnership(person)),
    "studies": lambda place, person: StudyFactory(partnership=one_more_partnership(person)),
    "learning": lambda place, person: one_more_learning_point(one_more_partnership(person), person),
    "partnership_learning": one_more_learning_point,
    "programme": lambda place, person: one_more_partnership(person),
    "partnerships": lambda place, person: one_more_partnership(person),
    "documents": lambda place, person: add_document(
        partnership=place, file=a_pdf(words=str(next(numbers))), by=person, at=NOON
    ),
    "commitments": lambda place, person: one_more_commitment(place),
    "involvement_log": an_involvement,
    "history": an_involvement,
    "mail_queue": lambda place, person: OutgoingMailFactory(),
    "notifications": lambda place, person: NoticeFactory(person=person),
    "storage": lambda place, person: one_more_file(),
    "retention_holds": lambda place, person: hub.RetentionHold.objects.create(
        rule=f"rule-{next(numbers)}", reason="An audit", placed_by=person, placed_at=NOON
    ),
    "verifications": lambda place, person: hub.Verification.objects.create(
        asked_by=person, asked_at=NOON, next_attempt_at=NOON
    ),
    "people": lambda place, person: UserFactory(),
    "invitations": lambda place, person: invite(
        email=f"new{next(numbers)}@example.org", name="New", role="development_officer", by=person, at=NOON
    ),
    "proposals": lambda place, person: propose_change(
        organisation=OrganisationFactory(),
        subject="organisation",
        act="change",
        values={"about": "X"},
        by=person,
        at=NOON,
    ),
    "conflicts": lambda place, person: Conflict.objects.create(
        partnership=place, person=person, organisation=OrganisationFactory(), closes=False, found_at=NOON
    ),
    "register_imports": lambda place, person: one_more_import(person),
    "partnership_reports": one_more_report,
    "rates": lambda place, person: ScheduleFactory(code=f"rate-{next(numbers)}", edition=str(next(numbers))),
    "thresholds": lambda place, person: one_more_threshold(),
    "clarifications": lambda place, person: Clarification.objects.create(
        tender=place.tenders.get(), number=next(numbers), asked_on=date(2026, 3, 9), text="How many visits?"
    ),
}
FOR_ADMINISTRATORS = {"mail_queue", "people", "register_imports", "storage", "verifications", "retention_holds"}
# Counted where their rows can be made: in the tests of their own slice.
ELSEWHERE = {"register_import_rows", "bids"}


def test_every_list_is_counted():
    lists = {
        name
        for name, place in every_place().items()
        if isinstance(place.view, type) and issubclass(place.view, RecordList) and not name.endswith("@sealed")
    }
    assert sorted(lists ^ (set(MORE) | ELSEWHERE)) == []


@pytest.mark.parametrize("name", MORE)
def test_a_list_asks_as_often_for_four_rows_as_for_one(signed_in, partnership, olivia, ada, name):
    person = ada if name in FOR_ADMINISTRATORS else olivia
    kwargs = {"partnership": partnership.pk} if "partnership" in every_place()[name].parts else {}
    if name == "clarifications":
        kwargs["tender"] = PublishedTenderFactory(partnership=partnership).pk
    address, client = reverse(name, kwargs=kwargs), signed_in(person)

    def queries():
        client.get(address)
        cache.clear()  # what is kept asks nothing
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    MORE[name](partnership, person)
    one = queries()
    for _more in range(3):
        MORE[name](partnership, person)
    assert queries() == one
