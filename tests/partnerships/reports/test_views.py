"""The pages of reports: for each role, sent twice, with nothing filled in, and with names that try to be markup."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from partnerships.models import PartnershipRole, PersonRole, Report
from partnerships.reports.operations import make_report
from tests.conftest import NOON, TODAY
from tests.factories.partnerships import PartnershipFactory
from tests.factories.people import UserFactory
from tests.factories.reports import ReportFactory, a_full_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(partnership, olivia):
    """A text report that is made."""
    made = ReportFactory(partnership=partnership, asked_by=olivia, format="text")
    make_report(report_id=made.pk, now=lambda: NOON)
    made.refresh_from_db()
    return made


def page(partnership, name="partnership_reports", *args):
    return reverse(name, args=[partnership.pk, *args])


def wanted(partnership, **more):
    return {"report": f"partnership:{partnership.pk}", "format": "text"} | more


NAMES = ["partnership_reports", "ask_for_report", "report", "download_report", "retry_report", "preview_report"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("olivia", 200), ("bo", 200), ("pat", 200), ("edie", 200), ("observer", 200), ("ada", 200), ("otto", 404)],
)
@pytest.mark.parametrize("name", NAMES)
def test_everyone_in_the_partnership_reads_its_report_and_nobody_else(
    request, signed_in, partnership, report, who, status, name
):
    person = UserFactory() if who == "observer" else request.getfixturevalue(who)
    if who == "observer":
        PersonRole.objects.create(partnership=partnership, person=person, role=PartnershipRole.OBSERVER)
    more = {"preview_report": ["partnership", partnership.pk]}.get(name, [report.pk] if name not in NAMES[:2] else [])
    answer = signed_in(person).get(page(partnership, name, *more))
    assert answer.status_code == status
    if name == "download_report" and status == 200:
        assert b"".join(answer.streaming_content).startswith(b"Manage public social partnerships")


def test_who_is_not_signed_in_is_asked_to(client, partnership, report):
    for name, more in (("partnership_reports", []), ("download_report", [report.pk])):
        assert client.get(page(partnership, name, *more)).status_code == 302


def test_a_report_of_another_partnership_is_not_there(signed_in, ada, partnership, report):
    other = PartnershipFactory()
    for name in ("report", "download_report", "retry_report"):
        assert signed_in(ada).get(page(other, name, report.pk)).status_code == 404
    assert signed_in(ada).get(page(other, "preview_report", "partnership", partnership.pk)).status_code == 404


@pytest.mark.parametrize("kind", ["nothing", "partnership"])
def test_there_is_no_preview_of_what_is_not_there(signed_in, olivia, partnership, kind):
    assert signed_in(olivia).get(page(partnership, "preview_report", kind, 999_999)).status_code == 404


def test_the_page_offers_each_report_in_each_format(signed_in, olivia, partnership):
    text = signed_in(olivia).get(page(partnership)).content.decode()
    assert text.count('<form method="post"') >= 1
    assert [text.count(f'<option value="{code}">') for code in ("pdf", "large_print", "html", "text")] == [1, 1, 1, 1]
    assert page(partnership, "preview_report", "partnership", partnership.pk) in text


def test_asking_twice_with_one_form_makes_one_report(signed_in, olivia, partnership):
    client = signed_in(olivia)
    sent = wanted(partnership, once="0123456789abcdef")
    answers = [client.post(page(partnership, "ask_for_report"), sent) for _ in range(2)]
    made = Report.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, made.get_absolute_url())] * 2


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"report": "partnership:1"},
        {"format": "pdf"},
        {"report": "nothing:1", "format": "pdf"},
        {"report": "x" * 100_000, "format": "y" * 100_000},
        {"report": "\x00", "format": "\x00"},
    ],
)
def test_a_form_that_asks_for_nothing_is_shown_again(signed_in, olivia, partnership, sent):
    answer = signed_in(olivia).post(page(partnership, "ask_for_report"), sent)
    assert (answer.status_code, Report.objects.count()) == (422, 0)


def test_nobody_asks_for_a_report_on_something_of_another_partnership(signed_in, olivia, partnership):
    other = PartnershipFactory()
    assert signed_in(olivia).post(page(partnership, "ask_for_report"), wanted(other)).status_code == 422
    assert Report.objects.count() == 0


def test_the_page_of_a_report_asks_for_itself_until_it_is_made(signed_in, olivia, partnership):
    report = ReportFactory(partnership=partnership, asked_by=olivia, step="laying_out", progress=40, state="running")
    client = signed_in(olivia)
    waiting = client.get(report.get_absolute_url()).content.decode()
    assert ("Laying the pages out" in waiting, "40% done" in waiting, "hx-trigger" in waiting) == (True, True, True)
    Report.objects.update(state="failed", error="The worker stopped")
    piece = client.get(report.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert ("The worker stopped." in piece, "Try again" in piece, "hx-trigger" in piece, "<html" in piece) == (
        True,
        True,
        False,
        False,
    )


def test_a_failed_report_is_tried_again_from_its_page(signed_in, olivia, partnership):
    report = ReportFactory(partnership=partnership, asked_by=olivia, state="failed", error="The worker stopped")
    url = page(partnership, "retry_report", report.pk)
    client = signed_in(olivia)
    assert client.post(url).url == report.get_absolute_url()
    report.refresh_from_db()
    assert report.state == "queued"
    assert client.post(url).status_code == 422


def test_a_report_is_downloaded_as_an_attachment_and_never_shown(signed_in, olivia, partnership, report):
    answer = signed_in(olivia).get(page(partnership, "download_report", report.pk))
    name = "kirkton-befriending-partnership-report-2026-06-03.txt"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    answer.close()


def test_the_right_to_read_it_is_asked_anew_at_the_download(signed_in, olivia, partnership, report):
    url = page(partnership, "download_report", report.pk)
    client = signed_in(olivia)
    assert client.get(url).getvalue()
    PersonRole.objects.filter(person=olivia).delete()
    partnership.members.filter(organisation__memberships__person=olivia).delete()
    assert client.get(url).status_code == 404


def test_a_report_that_is_not_made_is_not_there_and_one_whose_file_is_gone_cannot_be_read(
    signed_in, olivia, partnership, report
):
    waiting, client = ReportFactory(partnership=partnership, asked_by=olivia), signed_in(olivia)
    report.file.storage.delete(report.file.name)
    statuses = [client.get(page(partnership, "download_report", pk)).status_code for pk in (waiting.pk, report.pk)]
    assert statuses == [404, 503]


def test_earlier_reports_are_listed_with_who_made_them_and_their_hash(signed_in, olivia, partnership, report):
    text = signed_in(olivia).get(page(partnership)).content.decode()
    said = text.replace("<wbr>", "")
    assert (report.sha256 in said, "Olivia Reid" in text, "1 report" in text) == (True, True, True)


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 3), ("?format=pdf", 2), ("?kind=partnership", 3), ("?kind=sroi", 0), ("?state=done", 1), ("?q=zzz", 0)],
)
def test_the_list_is_filtered(signed_in, olivia, partnership, report, query, count):
    for _ in range(2):
        ReportFactory(partnership=partnership, format="pdf")
    found = signed_in(olivia).get(page(partnership) + query).context
    assert len(found["object_list"]) == count


def test_the_spreadsheet_lists_what_the_page_lists(signed_in, olivia, partnership, report):
    answer = signed_in(olivia).get(f"{page(partnership)}?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(lines), report.sha256 in lines[1]) == (2, True)


def test_the_list_asks_the_database_no_more_for_three_than_for_one(signed_in, olivia, partnership, queries):
    client = signed_in(olivia)
    ReportFactory(partnership=partnership)
    one = queries(client, page(partnership))
    for _ in range(2):
        ReportFactory(partnership=partnership)
    assert queries(client, page(partnership)) == one


class Tags(HTMLParser):
    """Collects what could run, load or lead somewhere."""

    def __init__(self):
        super().__init__()
        self.scripts, self.addresses, self.inline = 0, set(), []

    def handle_starttag(self, tag, attrs):
        self.scripts += tag in ("script", "iframe", "object", "img", "base")
        for name, value in attrs:
            if name in ("href", "src"):
                self.addresses.add(value)
            if name.startswith("on") or name == "style":
                self.inline.append((tag, name))


HOSTILE = '"><script>alert(1)</script><img src=//example.org/x onerror=alert(1)>'


def test_names_that_try_to_be_markup_stay_names(signed_in, olivia, partnership):
    a_full_partnership(partnership, olivia)
    for record, field in (
        (partnership, "name"),
        (partnership.members.first().organisation, "name"),
        (partnership.success_criteria.first(), "indicator"),
        (partnership.funding_lines.first(), "source_name"),
        (partnership.learning_points.first(), "happened"),
        (olivia, "name"),
    ):
        type(record)._base_manager.filter(pk=record.pk).update(**{field: HOSTILE[:150]})
    client = signed_in(olivia)
    text = client.get(page(partnership, "preview_report", "partnership", partnership.pk)).content.decode()
    tags = Tags()
    tags.feed(text)
    assert (tags.scripts, tags.inline) == (0, [])
    assert {address for address in tags.addresses if "example.org" in address} == set()
    assert "&lt;script&gt;alert(1)" in text


def test_the_preview_says_today_what_the_file_will_say(signed_in, olivia, partnership):
    a_full_partnership(partnership, olivia)
    partnership.success_criteria.update(due_on=TODAY)
    answer = signed_in(olivia).get(page(partnership, "preview_report", "partnership", partnership.pk))
    text = answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for words in ("money", "1 of 2 success criteria are met", "Meet where the people are", "Kirkton Trust"):
        assert words in text
    assert (text.count("<style"), text.count(" style=")) == (0, 0)


def test_a_made_file_is_kept_under_a_name_nobody_can_guess(report):
    assert report.file.name == f"reports/{report.key[:2]}/{report.key}-1.txt"
    assert len(report.key) >= 32
    assert ReportFactory().key != report.key
