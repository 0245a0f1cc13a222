"""A bid that was typed and could not be saved: nothing of it is lost before it is sealed, and nothing read once it is."""

import pytest
from django.test import Client

from partnerships.models import Activity, UnsavedForm
from procurement.bids.queries import saw_prices
from procurement.evaluators.operations import appoint_evaluator
from procurement.models import Bid
from procurement.scoring.operations import close_scoring
from psp.core.marks import mark_for
from psp.core.problems import Invalid
from tests.factories import bids
from tests.factories.organisations import OrganisationFactory
from tests.factories.tenders import QuestionFactory

SECRETS = ("WOMBAT PLAN", "98765.43", "Sunrise Care", "SC-7/26")


@pytest.fixture
def question(published, figures):
    return QuestionFactory(tender=published)


def typed_by(question, name="Sunrise Care", **more):
    day = {"received_at_day": 9, "received_at_month": 4, "received_at_year": 2026, "received_at_time": "10:30"}
    return {"name": name, "price": "98765.43", f"answer_{question.pk}": "WOMBAT PLAN", "once": "a" * 32} | day | more


def keep(client, person, url, typed):
    """Send a form of a person whose session has ended, then sign in again."""
    client.logout()
    assert "unsaved%3D" in client.post(url, typed | {"made_for": mark_for(person)}).headers["Location"]
    client.force_login(person)


def text(client, url):
    return client.get(url).content.decode()


@pytest.fixture
def browser(published, question, una, clock):
    """Una's browser, whose session ended while she typed a bid."""
    client = Client()
    with clock(bids.BEFORE):
        keep(client, una, published.url("record_bid"), typed_by(question, reference="SC-7/26"))
        yield client


def test_what_was_typed_stands_on_its_form_alone(browser, published):
    page = text(browser, "/unsaved/")
    assert [words for words in SECRETS if words in page] == []
    assert "It is confidential" in page
    form = text(browser, published.url("record_bid"))
    assert [words for words in SECRETS if words in form] == list(SECRETS)


def test_who_handles_the_bids_no_longer_reads_it_nowhere(browser, published, una):
    published.partnership.roles.filter(person=una).delete()
    assert browser.get(published.url("record_bid")).status_code == 404
    assert not any(words in text(browser, "/unsaved/") for words in SECRETS)


def test_once_it_is_sealed_it_is_forgotten_in_every_browser(browser, published, question, una):
    other = Client()
    keep(other, una, published.url("replace_bid"), typed_by(question, receipt="ABCD-EFGH", name="SUNRISE  care"))
    browser.post(published.url("record_bid"), typed_by(question, once="b" * 32))
    assert (Bid.objects.count(), UnsavedForm.objects.count()) == (1, 0)
    for client in (browser, other):
        assert not any(words in text(client, published.url("record_bid")) for words in SECRETS[:2])


def test_it_is_forgotten_when_a_colleague_seals_it(browser, published, pat):
    bids.record_a_bid(published, pat, name="Another Name", reference="SC-7/26")
    assert UnsavedForm.objects.count() == 0


def test_a_bidder_of_the_directory_is_known_by_its_entry_or_its_name(browser, published, pat, una, question):
    chosen = OrganisationFactory(name="Sunrise Care")
    keep(browser, una, published.url("record_bid"), typed_by(question, name="", organisation=chosen.pk, reference=""))
    assert UnsavedForm.objects.count() == 2
    bids.record_a_bid(published, pat, name="", organisation=chosen, reference="")
    assert UnsavedForm.objects.count() == 0


def test_a_bid_of_another_bidder_or_tender_and_any_other_form_are_kept(browser, published, una, pat, question):
    """They are recorded nowhere yet."""
    url = published.partnership.url("add_learning_point")
    keep(browser, una, url, {"title": "Sunrise Care", "name": "Moray Friends"})
    keep(browser, una, published.url("record_bid"), typed_by(question, name="", reference=""))
    bids.record_a_bid(published, pat, name="Moray Friends", reference="")
    assert UnsavedForm.objects.count() == 3


def test_what_a_refused_bid_would_have_made_forgotten_is_kept(browser, published, question):
    answer = browser.post(published.url("record_bid"), typed_by(question, price="-1", once="b" * 32))
    assert (answer.status_code, UnsavedForm.objects.count()) == (422, 1)


def test_who_opens_a_typed_bid_again_has_seen_its_price(browser, published, una, pat):
    assert saw_prices(published) == set()
    for _again in range(2):
        browser.get(published.url("record_bid"))
    entry = Activity.objects.get(verb="bid.typed_opened")
    assert (entry.actor, entry.is_private, saw_prices(published)) == (una, True, {una.pk})
    bids.record_a_bid(published, pat)
    with pytest.raises(Invalid, match="has seen its price"):
        appoint_evaluator(tender=published, person=una, is_chair=False, by=pat, at=bids.BEFORE)


def test_scoring_is_not_closed_with_somebody_who_opened_one_again(browser, published, una, pat, edie):
    browser.get(published.url("record_bid"))
    bids.record_a_bid(published, pat)
    bids.open_bids(published, pat, una)
    bids.appoint(published, pat, edie)
    published.evaluators.filter(person=una).update(task="quality")
    with pytest.raises(Invalid, match="typed a bid in"):
        close_scoring(tender=published, by=pat, at=bids.SCORING)


def test_who_scores_does_not_open_one_again(browser, published, una, pat):
    bids.appoint(published, pat, una, at=bids.BEFORE)
    answer = browser.get(published.url("record_bid"))
    assert (answer.status_code, "98765.43" in answer.content.decode()) == (403, False)
    assert UnsavedForm.objects.count() == 1


def test_who_asked_a_question_stands_on_its_form_alone(published, question, pat, clock):
    client = Client()
    with clock(bids.BEFORE):
        url = published.url("record_question")
        keep(client, pat, url, {"text": "Are lifts needed?", "asker": "Moray Friends"})
        assert "Moray Friends" not in text(client, "/unsaved/")
        assert "Moray Friends" in text(client, url)
