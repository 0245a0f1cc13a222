import pytest

from partnerships.models import Activity
from procurement.bids.queries import StillSealed
from procurement.models import BidFile, Reading
from procurement.reading.operations import exclude_bid, read_bids, read_file, read_late_bidders
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import unseal
from tests.factories import bids
from tests.factories.files import PDF
from tests.factories.history import changes_of
from tests.factories.tenders import QuestionFactory


def test_every_reading_is_kept(opened, pat):
    sunrise, moray = opened.bids.all()
    told = read_bids(bids=[sunrise, moray], part="identity", by=pat, at=bids.AFTER)
    assert [told[bid.pk]["name"] for bid in (sunrise, moray)] == ["Sunrise Care", "Moray Friends"]
    assert list(Reading.objects.order_by("pk").values_list("bid", "person", "part", "read_at")) == [
        (sunrise.pk, pat.pk, "identity", bids.AFTER),
        (moray.pk, pat.pk, "identity", bids.AFTER),
    ]


def test_an_evaluator_reads_nothing_before_declaring(opened, edie, pat):
    [evaluator] = bids.appoint(opened, pat, edie)
    with pytest.raises(NotPermitted):
        read_bids(bids=opened.bids.all(), part="quality", by=edie, at=bids.AFTER)
    bids.declare_none(evaluator)
    assert len(read_bids(bids=opened.bids.all(), part="quality", by=edie, at=bids.AFTER)) == 2


def test_a_purchaser_who_evaluates_declares_first_too(opened, una, pat):
    opened.evaluators.filter(person=una).delete()
    bids.appoint(opened, pat, una)
    with pytest.raises(NotPermitted):
        read_bids(bids=opened.bids.all(), part="quality", by=una, at=bids.AFTER)


def test_late_and_withdrawn_bids_are_left_out(with_bids, pat, una):
    late = bids.record_a_bid(with_bids, pat, name="Tardy", at=bids.AFTER)
    bids.open_bids(with_bids, pat, una)
    told = read_bids(bids=with_bids.bids.all(), part="identity", by=pat, at=bids.AFTER)
    assert (len(told), late.pk in told) == (2, False)


def test_a_file_comes_out_as_it_went_in(published, figures, pat, una):
    question = QuestionFactory(tender=published)
    bids.record_a_bid(published, pat, files=[bids.attached(question.pk, "plan.pdf", "our plan")])
    bids.open_bids(published, pat, una)
    file = BidFile.objects.select_related("bid__tender").get()
    told, content = read_file(file=file, by=pat, at=bids.AFTER)
    assert (told["name"], told["content_type"], content) == ("plan.pdf", "application/pdf", PDF + b"our plan")


def test_excluding_needs_a_reason_that_is_sealed(opened, pat):
    bid = opened.bids.first()
    with pytest.raises(Invalid):
        exclude_bid(bid=bid, reason=" ", by=pat, at=bids.AFTER)
    excluded = exclude_bid(bid=bid, reason="A conviction of its director.", by=pat, at=bids.AFTER)
    assert (excluded.excluded_at, unseal(excluded.sealed_exclusion)) == (
        bids.AFTER,
        {"reason": "A conviction of its director."},
    )
    activity = Activity.objects.get(verb="bid.excluded")
    assert (activity.note, changes_of(activity), activity.is_private) == ("", {}, True)
    with pytest.raises(WrongState):
        exclude_bid(bid=bid, reason="Again", by=pat, at=bids.AFTER)


def test_who_may_not_exclude(opened, scorers, edie, pat, olivia):
    for person in (edie, olivia):
        with pytest.raises(NotPermitted):
            exclude_bid(bid=opened.bids.first(), reason="Ours", by=person, at=bids.AFTER)


def test_no_bid_is_excluded_once_prices_are_known(ranked, pat):
    with pytest.raises(WrongState):
        exclude_bid(bid=ranked.bids.first(), reason="Too dear", by=pat, at=bids.SCORING)


def test_purchasers_learn_who_sent_a_late_bid_once_the_others_are_open(with_bids, pat, una, edie, signed_in):
    late = bids.record_a_bid(with_bids, pat, name="Tardy Friends", at=bids.AFTER)
    with pytest.raises(StillSealed):
        read_late_bidders(tender=with_bids, by=pat, at=bids.AFTER)
    bids.open_bids(with_bids, pat, una)
    with pytest.raises(NotPermitted):
        read_late_bidders(tender=with_bids, by=edie, at=bids.AFTER)
    assert "Tardy Friends" in signed_in(pat).get(with_bids.url("bids")).content.decode()
    assert list(late.readings.values_list("person", "part")) == [(pat.pk, "identity")]
