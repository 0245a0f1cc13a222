import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Organisation, RegisterImport
from partnerships.taxonomies.operations import load_areas
from tests.factories.register import a_file, a_row
from tests.partnerships.imports.steps import CLOCK, applied, preview, undone, upload, work

pytestmark = pytest.mark.django_db
UPLOAD = "/organisations/register/new/"


@pytest.fixture(autouse=True)
def _today(db, monkeypatch):
    """Workers live in the time of the pages, and know the places the register names."""
    monkeypatch.setattr(CLOCK, "at", max(CLOCK.at, timezone.now()))
    load_areas()


def sent(*rows, content=None):
    return {"register": "oscr", "file": SimpleUploadedFile("register.csv", content or a_file(*rows).getvalue())}


@pytest.mark.parametrize("person", ["olivia", "pat", "edie", "bo", "otto"])
def test_imports_are_for_administrators(signed_in, request, person):
    found = preview(a_row())
    client = signed_in(request.getfixturevalue(person))
    pages = [client.get(reverse(name)).status_code for name in ("register_imports", "import_register")]
    names = ("register_import", "apply_registerimport", "undo_registerimport", "resume_registerimport")
    of_one = [client.get(reverse(name, args=[found.pk])).status_code for name in names]
    rows = client.get(reverse("register_import_rows", args=[found.pk, "new"])).status_code
    assert (pages, of_one, rows) == ([403, 403], [404] * 4, 404)
    assert client.post(UPLOAD, sent()).status_code == 403
    assert "register" not in client.get("/organisations/").content.decode().lower().split("<main")[1]


def test_an_administrator_uploads_looks_applies_and_undoes(signed_in, ada):
    client = signed_in(ada)
    answer = client.post(UPLOAD, sent(a_row(), a_row("SC1", Charity_Name="", Website="none")))
    found = RegisterImport.objects.get()
    assert (answer.status_code, answer.url) == (302, found.get_absolute_url())
    page = client.get(answer.url).content.decode()
    assert "Reading the file" in page
    assert "Waiting for its turn" in page
    work(found)
    page = client.get(answer.url).content.decode()
    assert "1 new, 0 changed, 0 gone" in page
    assert "Example Befriending" in page
    assert "“none” is not the address of a website" in page
    assert Organisation.objects.count() == 0
    apply_url = reverse("apply_registerimport", args=[found.pk])
    assert client.get(apply_url).status_code == 200
    assert client.post(apply_url).status_code == 302
    assert client.post(apply_url).status_code == 422
    assert "0 of 1 rows done" in client.get(answer.url).content.decode()
    work(found)
    assert "The directory is up to date with the register" in client.get(answer.url).content.decode()
    assert client.post(reverse("undo_registerimport", args=[found.pk])).status_code == 302
    work(found)
    assert "The import is undone" in client.get(answer.url).content.decode()
    assert Organisation.objects.count() == 0


def test_a_file_too_large_for_memory_and_an_archive_are_taken_in(signed_in, ada, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    client, packed = signed_in(ada), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("CharityExport.csv", a_file().getvalue())
    for content in (a_file().getvalue(), packed.getvalue()):
        assert client.post(UPLOAD, sent(content=content)).status_code == 302
        assert work(RegisterImport.objects.latest("pk")).counts["new"] == 1


def test_the_page_that_asks_how_far_it_is_is_told_to_reload_at_the_end(signed_in, ada):
    client, found = signed_in(ada), upload()
    asked = {"headers": {"HX-Request": "true"}}
    assert "HX-Refresh" not in client.get(found.get_absolute_url(), **asked).headers
    work(found)
    assert client.get(found.get_absolute_url(), **asked).headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get(found.get_absolute_url()).headers


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, {"register", "file"}),
        ({"register": "oscr"}, {"file"}),
        ({"register": "moon", "file": SimpleUploadedFile("a.csv", b"x")}, {"register"}),
        ({"register": "oscr", "file": SimpleUploadedFile("a.csv", b"")}, {"file"}),
        ({"register": "oscr", "file": SimpleUploadedFile("a.csv", b"MZ\x00\x01" * 999, "text/csv")}, {"file"}),
        ({"register": "oscr", "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}, {"file"}),
    ],
)
def test_a_wrong_upload_is_explained_beside_the_file(signed_in, ada, data, wrong):
    answer = signed_in(ada).post(UPLOAD, data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)
    assert not RegisterImport.objects.exists()


def test_the_same_file_again_is_said_to_change_nothing(signed_in, ada):
    applied(preview(a_row()))
    client, again = signed_in(ada), preview(a_row())
    page = client.get(again.get_absolute_url()).content.decode()
    assert "This file was applied before" in page
    assert reverse("apply_registerimport", args=[again.pk]) not in page
    answer = client.post(reverse("apply_registerimport", args=[again.pk]))
    assert (answer.status_code, Organisation.objects.get().version) == (422, 1)


def test_the_same_file_is_offered_again_while_those_gone_are_not_closed(signed_in, ada):
    applied(preview(a_row(), a_row(Charity_Number="SC000001", Charity_Name="Gone")))
    applied(preview(a_row()))
    again = preview(a_row())
    page = signed_in(ada).get(again.get_absolute_url()).content.decode()
    assert reverse("apply_registerimport", args=[again.pk]) in page


def test_another_file_that_changes_nothing_can_be_recorded_as_a_check(signed_in, ada):
    applied(preview(a_row()))
    page = signed_in(ada).get(preview(a_row(Notes="another file")).get_absolute_url()).content.decode()
    assert "Nothing would change" in page
    assert "Record the check" in page


def test_a_failed_step_says_why_and_offers_to_go_on(signed_in, ada):
    found = upload()
    RegisterImport.objects.update(state="failed", error="The disk is full")
    client = signed_in(ada)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "The disk is full" in page
    assert client.post(reverse("resume_registerimport", args=[found.pk])).status_code == 302
    assert work(found).is_previewed


def test_each_kind_of_row_has_a_list_with_what_changes_and_a_spreadsheet(signed_in, ada):
    applied(preview(a_row(), a_row("SC1", Charity_Name="=Gone")))
    found = preview(a_row(Charity_Name="Example Visits", Website="none"), a_row("SC2"))
    client = signed_in(ada)

    def listed(which, **query):
        page = client.get(reverse("register_import_rows", args=[found.pk, which]), query)
        return [(shown.row.name, shown.changes) for shown in page.context["object_list"]]

    assert listed("changed") == [("Example Visits", [("Name", "Example Befriending", "Example Visits")])]
    assert listed("gone") == [("=Gone", [("Open or closed", "Open", "Closed")])]
    assert [name for name, _ in listed("problems")] == ["Example Visits"]
    assert listed("new", name="zzz") == []
    assert len(listed("new", name="sc000002")) == 1
    answer = client.get(reverse("register_import_rows", args=[found.pk, "gone"]), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[1] == ["", "SC000001", "'=Gone", "Open or closed: Open → Closed", "", ""]
    assert client.get(reverse("register_import_rows", args=[found.pk, "spaceships"])).status_code == 404


def test_what_an_undo_left_alone_is_listed(signed_in, ada, otto):
    from tests.factories.organisations import ContactFactory

    found = applied(preview(a_row()))
    ContactFactory(organisation=Organisation.objects.get())
    undone(found)
    page = signed_in(ada).get(found.get_absolute_url()).content.decode()
    assert "Left as they are: 1" in page


@pytest.mark.parametrize("name", ["register_import", "register_imports", "register_import_rows"])
def test_pages_take_the_same_queries_for_one_row_and_three(signed_in, ada, name):
    client, counts = signed_in(ada), []
    for number in (1, 3):
        found = preview(*(a_row(f"SC{n}") for n in range(1, number + 1)))
        if name == "register_imports":
            for _ in range(number - 1):
                upload(by=ada)
        args = {"register_imports": [], "register_import_rows": [found.pk, "new"]}.get(name, [found.pk])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=args)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("sign", ["\x00", "\x1f"])
def test_signs_that_no_text_has_end_in_words(signed_in, ada, sign):
    client = signed_in(ada)
    answer = client.post(UPLOAD, sent(content=a_file(a_row()).getvalue().replace(b"Good", f"G{sign}d".encode())))
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        done = work(RegisterImport.objects.get())
        assert client.get(done.get_absolute_url()).status_code == 200
