import pytest
from django.core.files.storage import default_storage

from partnerships.documents.operations import add_document, add_version, archive_document
from partnerships.models import Document
from tests.conftest import NOON
from tests.factories.files import PDF, a_pdf, upload


@pytest.fixture
def minutes(partnership, olivia):
    return add_document(partnership=partnership, file=a_pdf(), by=olivia, at=NOON, title="Minutes of May")


def status(client, url):
    answer = client.get(url)
    if answer.streaming:
        # Reading a download to its end closes its file.
        b"".join(answer.streaming_content)
    return answer.status_code


def pages(document):
    inside = f"/partnerships/{document.partnership_id}/documents/"
    one = f"{inside}{document.pk}/"
    return [inside, f"{inside}add/", one, f"{one}edit/", f"{one}versions/add/", f"{one}versions/1/", f"{one}archive/"]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("olivia", [200] * 7),
        ("pat", [200] * 7),
        ("bo", [200] * 7),
        ("ada", [200] * 7),
        ("edie", [200, 200, 200, 403, 403, 200, 403]),
        ("otto", [404] * 7),
    ],
)
def test_who_opens_what(minutes, signed_in, person, expected, request):
    client = signed_in(request.getfixturevalue(person))
    assert [status(client, url) for url in pages(minutes)] == expected


def test_nobody_else_opens_a_restricted_document_by_any_of_its_addresses(minutes, signed_in, edie):
    Document.objects.update(is_restricted=True)
    client = signed_in(edie)
    assert [client.get(url).status_code for url in pages(minutes)] == [200, 200, 404, 404, 404, 404, 404]
    assert "Minutes of May" not in client.get(pages(minutes)[0]).content.decode()
    assert "Minutes of May" not in b"".join(client.get(f"{pages(minutes)[0]}?format=csv").streaming_content).decode()


def test_a_document_of_another_partnership_is_not_found_under_this_one(minutes, signed_in, ada):
    from tests.factories.partnerships import PartnershipFactory

    other = PartnershipFactory()
    assert signed_in(ada).get(f"/partnerships/{other.pk}/documents/{minutes.pk}/versions/1/").status_code == 404


def test_a_download_is_an_attachment_that_no_browser_guesses_at(minutes, signed_in, olivia):
    add_version(document=minutes, file=upload('Prìomh "phlana"; x.pdf', PDF), by=olivia, at=NOON)
    answer = signed_in(olivia).get(f"{minutes.get_absolute_url()}versions/2/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == ("attachment; filename*=utf-8''Pr%C3%AComh%20%22phlana%22%3B%20x.pdf")


def test_a_file_that_is_gone_is_said_to_be_lost_and_never_that_the_address_is_wrong(minutes, signed_in, olivia):
    default_storage.delete(minutes.versions.get().file.name)
    client = signed_in(olivia)
    lost, unknown = (client.get(f"{minutes.get_absolute_url()}versions/{n}/") for n in (1, 2))
    assert (lost.status_code, unknown.status_code) == (503, 404)
    assert (lost["X-Request-ID"] in lost.content.decode(), "Check the address" in lost.content.decode()) == (
        True,
        False,
    )


def test_a_form_sent_twice_files_one_document(partnership, signed_in, olivia):
    client, url = signed_in(olivia), f"/partnerships/{partnership.pk}/documents/add/"
    for _ in range(2):
        answer = client.post(url, {"file": a_pdf(), "title": "Plan", "kind": "plan", "once": "a" * 32})
        assert answer.status_code == 302
    assert Document.objects.get().get_absolute_url() == answer.url


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file for “File”"),
        ({"file": upload("page.pdf", b"<html>")}, "This file ends in .pdf but holds something else"),
        ({"file": upload("page.html", b"<html>")}, "Choose a file of one of these kinds"),
        ({"file": upload("a.pdf", b"")}, "This file is empty"),
        ({"file": a_pdf(), "title": "x" * 300}, "Shorten this to 200 characters"),
        ({"file": a_pdf(), "kind": "none"}, "Choose one of the answers offered"),
    ],
)
def test_what_cannot_be_filed_is_said_and_nothing_is_kept(partnership, signed_in, olivia, data, words):
    url = f"/partnerships/{partnership.pk}/documents/add/"
    answer = signed_in(olivia).post(url, {"title": "Plan", "kind": "plan"} | data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Document.objects.count() == 0


def test_the_list_finds_by_file_name_and_leaves_archived_ones_out(partnership, signed_in, olivia):
    plan = add_document(partnership=partnership, file=a_pdf("costs.pdf"), by=olivia, at=NOON, title="Plan", kind="plan")
    add_document(partnership=partnership, file=a_pdf("old.pdf"), by=olivia, at=NOON, title="Old")
    archive_document(document=Document.objects.get(title="Old"), by=olivia, at=NOON)
    client, url = signed_in(olivia), partnership.url("documents")

    def titles(query):
        return {document.title for document in client.get(url + query).context["object_list"]}

    assert titles("") == {"Plan"}
    assert titles("?q=costs") == {plan.title}
    assert titles("?q=nothing") == set()
    assert titles("?archived=yes") == {"Old"}
    assert titles("?kind=plan&sort=-title&page=99") == {"Plan"}


def test_the_list_and_its_csv_cost_the_same_for_one_and_three(
    partnership, signed_in, olivia, django_assert_max_num_queries
):
    client, url = signed_in(olivia), partnership.url("documents")
    counts = []
    for number in (1, 2):
        for n in range(number):
            document = add_document(partnership=partnership, file=a_pdf(f"{number}{n}.pdf"), by=olivia, at=NOON)
            add_version(document=document, file=a_pdf(words=f"{number}{n}"), by=olivia, at=NOON)
        with django_assert_max_num_queries(20) as captured:
            client.get(url)
            b"".join(client.get(f"{url}?format=csv").streaming_content)
        counts.append(len(captured.captured_queries))
    assert Document.objects.count() == 3
    assert counts[0] == counts[1]


def test_an_empty_list_says_what_it_is_for(partnership, signed_in, edie):
    page = signed_in(edie).get(partnership.url("documents")).content.decode()
    assert "No documents yet" in page
    assert partnership.url("add_document") in page
