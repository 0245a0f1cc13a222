"""Before the opening, nothing a bid says stands in plain anywhere: tables, files, logs, mails, pages, fault reports."""

import base64
import logging
import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.files.storage import Storage, default_storage
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.log import AdminEmailHandler

from partnerships.models import PartnershipRole, Role
from procurement.models import Bid, BidFile
from psp.core import reports
from tests.factories import bids
from tests.factories.files import upload
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import UserFactory
from tests.factories.tenders import QuestionFactory

# What is sealed is sealed before it reaches a database.
pytestmark = pytest.mark.once

NAME, REFERENCE, ANSWER, FILE, PRICE = "Zephyrine Quill", "ZQ-REF-4711", "xylophone visits", "zq-method.pdf", "98765.43"
CONTENT = b"the wombat plan"
SECRETS = [NAME, REFERENCE, ANSWER, FILE, PRICE, CONTENT.decode(), "98,765.43"]
# Larger than what a temporary file would be written for.
LARGE = b"%PDF-1.7\n" + CONTENT + b"\n" + b"0" * 3_000_000


class BrokenStorage(Storage):
    """A place that keeps nothing."""

    def _save(self, name, content):
        raise OSError("The disk is full")

    def exists(self, name):
        return False


def forms_of(word):
    """A word as it stands, in small letters, and as the encodings somebody might store it in."""
    plain = word.encode()
    return {
        plain,
        plain.lower(),
        base64.b64encode(plain).rstrip(b"=")[:-1],
        plain.hex().encode(),
        word.encode("utf-16-le"),
    }


def found_in(haystack):
    haystack = haystack if isinstance(haystack, bytes) else str(haystack).encode()
    return {word for word in SECRETS if any(form in haystack or form in haystack.lower() for form in forms_of(word))}


def every_table():
    """Read every row of every table as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                yield table, repr(row)


def every_file(*folders):
    for folder in folders:
        for path in Path(folder).rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()


@pytest.fixture
def typed(published, request):
    question = QuestionFactory(tender=published)
    return {
        "name": NAME,
        "reference": REFERENCE,
        "price": PRICE,
        "received_at_day": "9",
        "received_at_month": "4",
        "received_at_year": "2026",
        "received_at_time": "10:30",
        f"answer_{question.pk}": ANSWER,
        f"file_{question.pk}": upload(FILE, LARGE, "application/pdf"),
        "pricing": upload(FILE, LARGE, "application/pdf"),
    }


@pytest.fixture
def sealed(published, figures, typed, signed_in, clock, pat, una, settings, tmp_path, caplog, capfd):
    """A bid recorded through its page, once with a slip first, replaced once, and the tender past its deadline."""
    # A temporary file would be written here, where it cannot.
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    caplog.set_level(logging.DEBUG)
    with clock(bids.BEFORE):
        client = signed_in(pat)
        assert client.post(published.url("record_bid"), typed | {"received_at_time": "25:99"}).status_code == 422
        for name in list(typed):
            if hasattr(typed[name], "seek"):
                typed[name].seek(0)
        assert client.post(published.url("record_bid"), typed).status_code == 302
        receipt = published.bids.get().receipt
        for name in list(typed):
            if hasattr(typed[name], "seek"):
                typed[name].seek(0)
        assert client.post(published.url("replace_bid"), typed | {"receipt": receipt}).status_code == 302
    assert (Bid.objects.count(), BidFile.objects.count()) == (2, 4)
    return published


def test_no_table_file_log_or_mail_holds_a_word_of_it(sealed, tmp_path, caplog, capfd, mailoutbox):
    told = [(table, found_in(row)) for table, row in every_table() if found_in(row)]
    files = [(name, found_in(content)) for name, content in every_file(tmp_path) if found_in(content)]
    printed = capfd.readouterr()
    mails = "".join(str(mail.message()) for mail in mailoutbox)
    assert (told, files, found_in(caplog.text), found_in(printed.out + printed.err), found_in(mails)) == (
        [],
        [],
        set(),
        set(),
        set(),
    )


def test_the_search_for_words_would_find_them(sealed, partnership):
    """The test above can fail: what is put in plain is found, in a table, encoded, and in a file."""
    partnership.need = f"Ask {NAME}"
    partnership.save()
    assert [found_in(row) for _table, row in every_table() if found_in(row)] == [{NAME}]
    assert found_in(base64.b64encode(f"x {ANSWER}".encode()[2:])) == {ANSWER}
    assert found_in(ANSWER.encode().hex()) == {ANSWER}


def test_files_lie_under_names_that_tell_nothing(sealed):
    stored = [file.sealed.name for file in BidFile.objects.all()]
    assert [re.fullmatch(r"bids/[0-9a-f]{4}/[\w-]{32}", name) is None for name in stored] == [False] * 4
    for name in stored:
        with default_storage.open(name) as file:
            assert file.read(5) == b"gAAAA"


@pytest.fixture
def sue(partnership):
    """A superuser who named herself purchaser and evaluator."""
    person = UserFactory(name="Sue Park", role=Role.ADMINISTRATOR, is_superuser=True)
    for role in (PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR):
        PersonRoleFactory(partnership=partnership, person=person, role=role)
    return person


def addresses(tender, partnership):
    """Every page without arguments of its own, every page of the partnership and the tender, and a search for its bidders."""
    inside = {"partnership": partnership.pk, "tender": tender.pk}
    for name in sorted({key for key in get_resolver().reverse_dict if isinstance(key, str) and "logout" not in key}):
        for arguments in ({}, {"partnership": partnership.pk}, inside):
            with suppress(NoReverseMatch):
                yield reverse(name, kwargs=arguments)
    yield f"{reverse('search')}?q={NAME[:5]}"
    yield f"{reverse('search')}?q={ANSWER[:9]}"


def admin_addresses():
    """Every list of the administration pages, and the page of every record of procurement."""
    for model in admin.site._registry:
        kind = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{kind}_changelist")
        if model._meta.app_label == "procurement":
            yield from (reverse(f"{kind}_change", args=[pk]) for pk in model._base_manager.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("at", "names"),
    [(bids.BEFORE, ["pat", "sue"]), (bids.AFTER, ["olivia", "ada", "sue"])],
    ids=["before the deadline", "after it, not opened"],
)
def test_no_page_list_search_export_feed_or_admin_page_shows_it_to_anybody(
    sealed, partnership, signed_in, clock, at, names, request
):
    shown, visited = set(), 0
    for name in names:
        with clock(at):
            client = signed_in(request.getfixturevalue(name))
            for address in sorted({*addresses(sealed, partnership), *admin_addresses()}):
                queries = [""]
                for query in queries:
                    answer = client.get(address + query)
                    visited += 1
                    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                    if not query and b"format=csv" in body:
                        queries.append("?format=csv")
                    shown |= {(name, address, word) for word in found_in(body)}
    assert (shown, visited > 100) == (set(), True)


def test_the_bids_page_tells_receipts_and_times_alone(sealed, signed_in, clock, pat):
    with clock(bids.BEFORE):
        page = signed_in(pat).get(sealed.url("bids"))
        csv = signed_in(pat).get(sealed.url("bids") + "?format=csv")
    receipts = [bid.receipt in page.content.decode() for bid in Bid.objects.all()]
    assert (receipts, page["Cache-Control"], csv["Content-Type"]) == (
        [True, True],
        "no-store, private",
        page["Content-Type"],
    )


def test_no_report_knows_of_bids_before_the_opening(sealed, pat, olivia, ada):
    told, made = set(), 0
    for kind in reports.kinds():
        for person in (pat, olivia, ada):
            for subject in kind.subjects_in(sealed.partnership_id, person):
                made += 1
                said = repr([kind.cover(subject, bids.AFTER), *reports.chapters_of(kind, subject, bids.AFTER)])
                told |= {(kind.code, word) for word in found_in(said)}
    assert (told, made > 0) == (set(), True)


def test_a_fault_while_a_bid_is_sealed_reports_nothing_of_it(
    published, figures, typed, client, clock, pat, settings, caplog, mailoutbox, monkeypatch
):
    settings.ADMINS = [("Ada", "ada@example.org")]
    settings.DEBUG = False
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.BrokenStorage"}}
    handler = AdminEmailHandler(include_html=True)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    client.raise_request_exception = False
    client.force_login(pat)
    try:
        with clock(bids.BEFORE):
            assert client.post(published.url("record_bid"), typed).status_code == 500
    finally:
        logger.removeHandler(handler)
    report = "".join(mail.body + "".join(content for content, _kind in mail.alternatives) for mail in mailoutbox)
    assert ("The disk is full" in report, found_in(report), found_in(caplog.text)) == (True, set(), set())
    assert Bid.objects.count() == 0


def test_a_forged_request_records_nothing(published, figures, typed, clock, pat):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(pat)
    with clock(bids.BEFORE):
        assert client.post(published.url("record_bid"), typed).status_code == 403
    assert Bid.objects.count() == 0


def test_a_bidder_of_the_directory_is_not_linked_to_the_tender(published, figures, pat):
    QuestionFactory(tender=published)
    organisation = OrganisationFactory(name=NAME)
    bids.record_a_bid(published, pat, organisation=organisation, name="")
    rows = [table for table, row in every_table() if found_in(row)]
    assert set(rows) <= {"partnerships_organisation", "partnerships_organisationword"}
