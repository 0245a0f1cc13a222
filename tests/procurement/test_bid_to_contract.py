"""The walk from the first bid to the contract, through the pages, as the people who do it."""

import re
from datetime import UTC, datetime

import pytest

from procurement.models import Award, Bid, Score
from tests.factories.files import a_pdf
from tests.factories.tenders import QuestionFactory


@pytest.fixture
def walk(published, figures, signed_in, clock):
    """Sends a form of the tender as a person at a moment and returns the answer, which must lead on."""

    def send(person, at, page, /, *args, **data):
        with clock(at):
            answer = signed_in(person).post(published.url(page, *args), data)
        context = answer.context or {}
        problems = context.get("form").errors if context.get("form") is not None else context.get("missing", "")
        assert (answer.status_code, page) == (302, page), problems
        published.refresh_from_db()
        return answer

    return send


def a_bid(tender, name, price):
    question = tender.questions.get()
    return {
        "name": name,
        "price": price,
        "received_at_day": "9",
        "received_at_month": "4",
        "received_at_year": "2026",
        "received_at_time": "10:30",
        f"answer_{question.pk}": f"{name} knocks on every door.",
        f"file_{question.pk}": a_pdf("method.pdf", name),
    }


def cells(client, url, **fields):
    """Fill in every cell of a sheet alike."""
    page = client.get(url).content.decode()
    sent = dict(re.findall(r'name="(cell-\d+-\d+-(?:version|mark))" value="([^"]*)"', page))
    codes = {name.rsplit("-", 1)[0] for name in sent}
    return sent | {f"{code}-{name}": value for code in codes for name, value in fields.items()}


def test_from_the_first_bid_to_the_contract(published, walk, clock, signed_in, pat, una, edie, evan, olivia):
    question = QuestionFactory(tender=published)
    before = datetime(2026, 4, 9, 10, tzinfo=UTC)
    after = datetime(2026, 4, 14, 11, tzinfo=UTC)
    walk(pat, before, "record_bid", **a_bid(published, "Sunrise Care", "£100,000"))
    walk(pat, before, "record_bid", **a_bid(published, "Moray Friends", "105000"))
    walk(pat, after, "open_bids")
    assert published.state == "published"
    walk(una, after, "open_bids")
    assert published.state == "opened"
    for person in (pat, una):
        walk(person, after, "declare_interests", has_interest="no")
    for person, chairs in ((edie, "on"), (evan, "")):
        walk(pat, after, "appoint_evaluator", person=person.pk, is_chair=chairs)
        walk(person, after, "declare_interests", has_interest="no")
        with clock(after):
            typed = cells(signed_in(person), published.url("score_question", question.pk), points="3", comment="Good.")
        walk(person, after, "score_question", question.pk, **typed)
        walk(person, after, "lock_scores")
    assert Score.objects.filter(is_complete=True).count() == 4
    walk(pat, after, "close_scoring")
    with clock(after):
        typed = cells(signed_in(edie), published.url("moderate_question", question.pk), points="3", rationale="Agreed.")
    walk(edie, after, "moderate_question", question.pk, **typed)
    walk(pat, after, "close_moderation")
    assert published.state == "ranked"
    with clock(after):
        page = signed_in(edie).get(published.url("result")).content.decode()
    assert "Sunrise Care is ranked first" in page
    decided = datetime(2026, 6, 1, 9, tzinfo=UTC)
    walk(una, decided, "award_tender", reasons="It reaches more people.")
    on = {"sent_on_day": "1", "sent_on_month": "6", "sent_on_year": "2026", "is_electronic": "yes"}
    for bid in Bid.objects.all():
        walk(una, decided, "record_notice", bid=bid.pk, **on)
    signed = {"signed_on": "12 6 2026", "starts_on": "1 10 2026", "ends_on": "30 9 2029"}
    parts = {
        f"{name}_{part}": typed
        for name, day in signed.items()
        for part, typed in zip(("day", "month", "year"), day.split(), strict=True)
    }
    walk(una, datetime(2026, 6, 12, 9, tzinfo=UTC), "conclude_tender", value="100,000", **parts)
    assert (published.state, Award.objects.get().contract.supplier_name) == ("concluded", "Sunrise Care")
    page = signed_in(olivia).get(published.url("award")).content.decode()
    assert "Sunrise Care has the contract" in page
