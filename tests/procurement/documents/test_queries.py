"""Bidders rely on what was published; nobody who may bid reads a tender's drafts."""

import pytest

from partnerships.documents.operations import add_version, archive_document, edit_document
from partnerships.models import Document
from procurement.documents.operations import add_documents
from procurement.involvement.operations import record_involvement
from procurement.publication.operations import publish_tender
from psp.core.problems import WrongState
from tests.conftest import NOON
from tests.factories.files import a_pdf
from tests.factories.people import MembershipFactory
from tests.factories.tenders import PUBLISHED_AT, PlainDocumentFactory, TenderDocumentFactory


@pytest.fixture
def given(complete, pat):
    """The tender's document as bidders were given it: version 1, published."""
    row = complete.documents.first()
    add_version(document=row.document, file=a_pdf("invitation.pdf"), by=pat, at=NOON)
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("who", ["olivia", "bo", "pat", "ada"])
def test_what_bidders_were_given_does_not_change_under_them(given, who, request):
    person, document = request.getfixturevalue(who), given.document
    document.owner = person
    document.save()
    changes = {"is_restricted": True}
    for change in (
        lambda: add_version(document=document, file=a_pdf("other.pdf", "other"), by=person, at=NOON),
        lambda: edit_document(
            document=document, changes=changes, expected_version=document.version, by=person, at=NOON
        ),
        lambda: archive_document(document=document, by=person, at=NOON),
    ):
        with pytest.raises(WrongState):
            change()
    document.refresh_from_db()
    assert (document.versions.count(), document.is_restricted, document.archived_at) == (1, False, None)


def test_the_pages_say_why_and_link_to_the_version_given(given, signed_in, pat, bo):
    client = signed_in(pat)
    page = client.get(given.document.get_absolute_url()).content.decode()
    assert ("is published with the tender" in page, "Add a new version" in page) == (True, False)
    for name in ("tender", "tender_documents"):
        assert given.version_given.url in signed_in(bo).get(given.tender.url(name)).content.decode()


def test_a_cancelled_tender_holds_nothing(given, pat):
    given.tender.state = "cancelled"
    given.tender.save()
    assert add_version(document=given.document, file=a_pdf("new.pdf", "new"), by=pat, at=NOON).number == 2


def test_a_leader_whose_organisation_may_bid_reads_no_restricted_draft(tender, olivia, pat, may_bid_of_olivia):
    draft = PlainDocumentFactory(partnership=tender.partnership, is_restricted=True, owner=pat)
    pack = PlainDocumentFactory(partnership=tender.partnership, is_restricted=True, owner=pat)
    letter = PlainDocumentFactory(partnership=tender.partnership, is_restricted=True, owner=pat)
    add_documents(tender=tender, documents=[draft], kind="specification", by=pat, at=NOON)
    record_involvement(
        partnership=tender.partnership,
        organisation=may_bid_of_olivia,
        by=pat,
        at=NOON,
        helped_design=True,
        how="Wrote it.",
        information="All.",
        disclosed="",
        pack=pack,
        disclosed_on=None,
        extra_days=0,
    )
    assert set(Document.objects.visible_to(olivia)) == {letter}
    assert set(Document.objects.visible_to(pat)) == {draft, pack, letter}
    MembershipFactory(person=pat, organisation=may_bid_of_olivia)
    pat = type(pat).objects.get(pk=pat.pk)
    draft.owner = olivia
    draft.save()
    assert set(Document.objects.visible_to(pat)) == {pack, letter}


@pytest.mark.parametrize("is_restricted", [True, False])
def test_a_leader_who_speaks_for_no_bidder_reads_no_draft_either(tender, olivia, pat, ada, is_restricted):
    """Nobody outside the purchasing side does, whatever the document allowed before it became a paper of the tender."""
    tender.partnership.members.update(may_bid=False)
    row = TenderDocumentFactory(tender=tender, document__is_restricted=is_restricted, document__owner=olivia)
    for person in (olivia, ada):
        assert row.document not in Document.objects.visible_to(person)
    assert row.document in Document.objects.visible_to(pat)


@pytest.fixture
def may_bid_of_olivia(tender, olivia):
    """The organisation Olivia speaks for, which may bid."""
    member = tender.partnership.members.filter(may_bid=True).first()
    if not olivia.organisation_ids & {member.organisation_id}:
        MembershipFactory(person=olivia, organisation=member.organisation)
        olivia.__dict__.pop("organisation_ids", None)
    return member.organisation
