"""Forms that hold a whole bid, sent while the database is busy or after the session ended."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings

from procurement.models import Bid
from psp.core.marks import mark_for
from psp.core.sealing import unseal_bytes
from tests.factories.files import a_pdf
from tests.factories.tenders import QuestionFactory

BEFORE = datetime(2026, 4, 9, 10, tzinfo=UTC)
WORDS = "knocks on every door"


@pytest.fixture
def a_bid(published):
    question = published.questions.get()
    return {
        "name": "Sunrise Care",
        "price": "100000",
        "received_on_day": "9",
        "received_on_month": "4",
        "received_on_year": "2026",
        "received_time": "10:30",
        f"answer_{question.pk}": f"Sunrise Care {WORDS}.",
        f"file_{question.pk}": a_pdf("method.pdf", "on paper: every door"),
    }


@pytest.fixture
def url(published):
    QuestionFactory(tender=published)
    return published.url("record_bid")


@pytest.fixture
def client(url, signed_in, pat):
    return signed_in(pat)


def test_a_bid_that_met_a_locked_database_is_sealed_with_its_files(client, url, a_bid, locked, clock):
    with clock(BEFORE):
        client.get(url)
        locked()
        assert client.post(url, a_bid).status_code == 302
    [file] = Bid.objects.get().files.all()
    with file.sealed.open() as sealed:
        assert b"%PDF" in unseal_bytes(sealed.read())


def test_a_bid_that_could_not_be_sealed_comes_back_as_typed(client, url, a_bid, locked, clock):
    with clock(BEFORE):
        client.get(url)
        locked(for_good=True)
        answer = client.post(url, a_bid)
    page = answer.content.decode()
    assert (answer.status_code, WORDS in page, "You had chosen “method.pdf”. Choose it again." in page) == (
        409,
        True,
        True,
    )


def test_a_bid_sent_after_the_session_ended_is_kept_sealed_and_its_files_nowhere(
    client, url, a_bid, clock, pat, tmp_path
):
    with clock(BEFORE):
        del client.cookies[django_settings.SESSION_COOKIE_NAME]
        answer = client.post(url, a_bid | {"made_for": mark_for(pat)})
        assert answer.status_code == 302
        client.force_login(pat)
        page = client.get(url).content.decode()
    assert (WORDS in page, "Choose your files again: method.pdf." in page, Bid.objects.count()) == (True, True, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"every door" in path.read_bytes()] == []
