import pytest

from partnerships.documents.operations import add_document, add_version, archive_document
from partnerships.evidence.operations import attach_evidence, detach_evidence, give_anew
from partnerships.evidence.queries import evidence_for, evidence_of
from partnerships.models import Activity, Document, Evidence
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON
from tests.factories.design import an_involvement
from tests.factories.files import a_pdf, upload
from tests.factories.partnerships import PartnershipFactory


@pytest.fixture
def entry(partnership, olivia):
    return an_involvement(partnership, olivia)


@pytest.fixture
def photo(partnership, olivia):
    return add_document(partnership=partnership, file=a_pdf("photo.pdf"), by=olivia, at=NOON, title="Photo")


def add_url(entry, label="partnerships.involvement"):
    return f"/partnerships/{entry.partnership_id}/evidence/{label}/{entry.pk}/add/"


def test_a_document_bears_something_out_once(entry, photo, olivia):
    evidence = attach_evidence(document=photo, target=entry, by=olivia, at=NOON, note="page 2")
    assert [(e.document, e.note, e.added_by) for e in evidence_of(entry, olivia)] == [(photo, "page 2", olivia)]
    with pytest.raises(Invalid, match="already"):
        attach_evidence(document=photo, target=entry, by=olivia, at=NOON)
    assert detach_evidence(evidence=evidence, by=olivia, at=NOON) == entry
    assert evidence_of(entry, olivia) == []
    verbs = [a.verb for a in Activity.objects.filter(verb__startswith="evidence").order_by("number")]
    assert verbs == ["evidence.added", "evidence.removed"]


def test_evidence_stays_as_it_was_given_when_a_newer_version_comes(entry, photo, olivia, signed_in):
    evidence = attach_evidence(document=photo, target=entry, by=olivia, at=NOON)
    first = photo.versions.get()
    add_version(document=photo, file=a_pdf("photo.pdf", "another"), by=olivia, at=NOON)
    [shown] = evidence_of(entry, olivia)
    assert (shown.version, shown.url) == (first, first.url)
    text = signed_in(olivia).get(entry.get_absolute_url()).content.decode()
    assert (first.url in text, "version 1" in text) == (True, True)
    give_anew(Evidence.objects.filter(pk=evidence.pk))
    assert evidence_of(entry, olivia)[0].version.number == 2


def test_those_who_may_change_it_alone_give_evidence(entry, photo, otto, bo):
    with pytest.raises(NotPermitted):
        attach_evidence(document=photo, target=entry, by=otto, at=NOON)
    assert attach_evidence(document=photo, target=entry, by=bo, at=NOON).added_by == bo


def test_documents_out_of_reach_are_refused(entry, photo, olivia, bo, pat):
    other = PartnershipFactory()
    Document.objects.filter(pk=photo.pk).update(partnership=other)
    photo.refresh_from_db()
    hidden = add_document(partnership=entry.partnership, file=a_pdf(), by=pat, at=NOON, is_restricted=True)
    old = add_document(partnership=entry.partnership, file=a_pdf("old.pdf"), by=olivia, at=NOON)
    archive_document(document=old, by=olivia, at=NOON)
    for document in (photo, hidden, old):
        with pytest.raises(Invalid, match="Select a document"):
            attach_evidence(document=document, target=entry, by=bo, at=NOON)
    assert Evidence.objects.count() == 0


def test_evidence_of_a_restricted_document_shows_only_to_those_who_see_it(entry, pat, edie):
    hidden = add_document(partnership=entry.partnership, file=a_pdf(), by=pat, at=NOON, is_restricted=True)
    attach_evidence(document=hidden, target=entry, by=pat, at=NOON)
    assert ([e.document for e in evidence_of(entry, pat)], evidence_of(entry, edie)) == ([hidden], [])
    assert "evidence.added" not in [a.verb for a in Activity.objects.visible_to(edie)]


def test_the_evidence_of_many_is_one_query(partnership, entry, photo, olivia, django_assert_num_queries):
    others = [an_involvement(partnership, olivia, title=f"Afternoon {n}") for n in range(3)]
    for target in (entry, *others):
        attach_evidence(document=photo, target=target, by=olivia, at=NOON)
    olivia.roles_by_partnership  # noqa: B018  asked once a request
    with django_assert_num_queries(1):
        found = evidence_for([entry, *others], olivia)
        titles = {pk: [e.document.get_absolute_url() for e in given] for pk, given in found.items()}
    assert titles == {target.pk: [photo.get_absolute_url()] for target in (entry, *others)}


def test_a_file_sent_with_the_form_is_filed_and_given(entry, signed_in, olivia):
    data = {
        "file": upload("group.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 9),
        "title": "Group",
        "note": "back row",
    }
    answer = signed_in(olivia).post(add_url(entry), data)
    assert (answer.status_code, answer.url) == (302, entry.get_absolute_url())
    assert [(e.document.title, e.document.kind, e.note) for e in evidence_of(entry, olivia)] == [
        ("Group", "evidence", "back row")
    ]


def test_a_refused_file_keeps_the_choice_of_documents(entry, photo, signed_in, olivia):
    client = signed_in(olivia)
    answer = client.post(add_url(entry), {"file": upload("a.pdf", b"x"), "note": "typed"})
    assert answer.status_code == 422
    assert 'value="typed"' in answer.content.decode()
    both = client.post(add_url(entry), {"file": a_pdf(), "document": photo.pk})
    none = client.post(add_url(entry), {})
    assert "not both" in both.content.decode()
    assert "Choose a document or send a file" in none.content.decode()
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    "label", ["partnerships.user", "partnerships.partnership", "no.such", "nonsense", "auth.group"]
)
def test_only_records_that_take_evidence_have_a_page_for_it(entry, signed_in, ada, label):
    assert signed_in(ada).get(add_url(entry, label)).status_code == 404


@pytest.mark.parametrize(("person", "expected"), [("olivia", 200), ("edie", 200), ("ada", 200), ("otto", 404)])
def test_who_opens_the_forms(entry, photo, olivia, signed_in, person, expected, request):
    evidence = attach_evidence(document=photo, target=entry, by=olivia, at=NOON)
    client = signed_in(request.getfixturevalue(person))
    remove = f"/partnerships/{entry.partnership_id}/evidence/{evidence.pk}/remove/"
    assert [client.get(url).status_code for url in (add_url(entry), remove)] == [expected] * 2


def test_an_observer_reads_and_gives_nothing(entry, partnership, otto, signed_in):
    partnership.roles.create(person=otto, role="observer")
    client = signed_in(otto)
    assert [client.get(url).status_code for url in (entry.get_absolute_url(), add_url(entry))] == [200, 403]


def test_taking_evidence_back_leaves_the_document(entry, photo, olivia, signed_in):
    evidence = attach_evidence(document=photo, target=entry, by=olivia, at=NOON)
    answer = signed_in(olivia).post(f"/partnerships/{entry.partnership_id}/evidence/{evidence.pk}/remove/")
    assert (answer.url, Evidence.objects.count(), Document.objects.count()) == (entry.get_absolute_url(), 0, 1)
