import inspect
import re
from datetime import UTC, date, datetime

import pytest

from procurement.models import PriorInvolvement, Tender
from procurement.standstill.operations import hold_award, lift_hold
from procurement.tenders.engine import timetable as engine
from procurement.tenders.queries import announced_award, clocks, next_clock
from procurement.timetable.queries import SENTENCES, said_of
from tests.factories import bids
from tests.reading import MAIN, text_of

DEADLINE = datetime(2026, 4, 14, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, []),
        ({"notice_on": None}, ["Enter a date for the notice"]),
        (
            {"submission_deadline": datetime(2026, 3, 24, 12, tzinfo=UTC), "questions_close_on": None},
            [
                "Bidders have 21 whole days from the day after the notice: give them 30. "
                "Use 11:59pm on 1 April or midday on 2 April, or later"
            ],
        ),
        (
            {"submission_deadline": datetime(2026, 4, 18, 11, tzinfo=UTC)},
            ["Move the deadline from 18 April 2026 to a working day, such as 20 April 2026"],
        ),
        (
            {"questions_close_on": date(2026, 4, 10)},
            ["Close questions on 8 April 2026 or earlier: answers go out at least 6 days before the deadline"],
        ),
        (
            {"standstill_ends_on": date(2026, 6, 1)},
            ["The standstill has 6 days and needs 10: end it on 5 June 2026 or later"],
        ),
        (
            {"contract_starts_on": date(2026, 6, 5)},
            ["Start the contract on 8 June 2026 or later: it cannot be signed before"],
        ),
        (
            {"decision_on": date(2026, 4, 1)},
            [
                "Move the award decision (1 April 2026) to 14 April 2026 or later: it cannot come before the deadline for bids"
            ],
        ),
    ],
)
def test_findings_are_sentences_that_say_how_to_mend_them(fields, sentences, tender, figures):
    for name, value in fields.items():
        setattr(tender, name, value)
    assert [said.sentence for said in said_of(tender)] == sentences


def test_a_finding_names_its_rule_its_source_and_how_far_to_trust_it(tender, figures):
    tender.submission_deadline = datetime(2026, 3, 24, 12, tzinfo=UTC)
    tender.questions_close_on = None
    [said] = said_of(tender)
    assert (said.is_error, said.trust, said.needs_checking) == (True, "Guidance, not confirmed", True)
    assert said.source.startswith("Notice to deadline, bids submitted electronically: 30 days (")


def test_a_pack_after_the_notice_is_unusual_and_too_late_a_pack_an_error(tender, figures, charity):
    involvement = PriorInvolvement.objects.create(
        partnership=tender.partnership, organisation=charity, helped_design=True, disclosed_on=date(2026, 3, 12)
    )
    assert [(said.is_error, said.sentence) for said in said_of(tender)] == [
        (False, "The disclosure pack comes out on 12 March 2026, after the notice on 2 March 2026")
    ]
    involvement.disclosed_on = date(2026, 3, 20)
    involvement.save()
    assert [said.is_error for said in said_of(tender)] == [True, False]


def test_every_code_of_the_engine_has_its_sentence():
    source = inspect.getsource(engine)
    codes = set(re.findall(r'_error\("(\w+)"', source)) | set(re.findall(r'\(\("(\w+)"', source))
    codes |= {"disclosed_after_notice", "questions_close_too_late", "answers_too_late"}
    assert codes - set(SENTENCES) == set()


def test_three_queries_say_what_is_wrong_however_much_it_is(tender, figures, django_assert_num_queries):
    tender.submission_deadline = datetime(2026, 3, 12, 12, tzinfo=UTC)
    with django_assert_num_queries(3):
        assert len(said_of(tender)) == 3
    tender.questions_close_on = None
    with django_assert_num_queries(3):
        assert len(said_of(tender)) == 1


def test_after_the_award_the_real_days_count_not_the_planned_ones(award, ranked, signed_in, bo):
    """Planned for 26 May, decided on 1 June and told on the day: the standstill until 11 June is long enough."""
    tender = Tender.objects.get(pk=ranked.pk)
    assert tender.decision_on == date(2026, 5, 26)
    assert [said.sentence for said in said_of(tender) if "standstill" in said.sentence.lower()] == []
    days = {str(clock.label): clock.day for clock in clocks(tender, announced_award(tender), at=bids.DECIDED)}
    assert (days["Award decided"], days["Last bidder notified"], days["Standstill ends"]) == (
        date(2026, 6, 1),
        date(2026, 6, 1),
        award.standstill_ends_on,
    )
    page = signed_in(bo).get(tender.url("tender_dates")).content.decode()
    assert ("26 May 2026" in page, "1 June 2026" in page) == (False, True)


def test_a_late_notice_counts_the_standstill_from_itself(ranked, pat):
    award = bids.to_standstill(ranked, pat, electronic=False)
    tender = Tender.objects.get(pk=ranked.pk)
    assert (award.standstill_ends_on, said_of(tender)) == (date(2026, 6, 16), [])


def test_until_bidders_are_told_nobody_learns_the_day_of_the_award(ranked, pat):
    bids.to_standstill(ranked, pat, tell=False)
    tender = Tender.objects.get(pk=ranked.pk)
    assert (announced_award(tender), clocks(tender, at=bids.DECIDED)[3].day) == (None, date(2026, 5, 26))


def test_until_bidders_are_told_the_next_step_is_to_notify_them(ranked, pat, signed_in, bo):
    """The planned day of the decision is no next step once it is decided, and no standstill runs yet."""
    award = bids.to_standstill(ranked, pat, tell=False)
    tender = Tender.objects.get(pk=ranked.pk)
    step = next_clock(tender, at=bids.DECIDED)
    assert (step.words, step.day) == ("Every bidder is notified; the standstill begins with the last notice", None)
    assert tender.get_state_display() == "Award decided"
    client = signed_in(bo)
    for address in (tender.get_absolute_url(), tender.partnership.url("partnership_tender"), "/tenders/"):
        page = text_of(client.get(address), MAIN).lower()
        assert step.words.lower() in page
        assert ("award decided" in page, "next: award decision" in page) == (True, False)
    assert award.standstill_ends_on is None


def test_after_the_award_the_next_date_is_the_end_of_the_standstill(award, ranked, signed_in, bo):
    tender = Tender.objects.get(pk=ranked.pk)
    step = next_clock(tender, at=bids.DECIDED)
    assert (step.words, step.day) == ("Standstill ends", award.standstill_ends_on)
    assert tender.get_state_display() == "Standstill"


def test_an_open_challenge_is_the_next_step_until_it_is_settled(award, ranked, pat, bo, signed_in):
    hold = hold_award(award=award, reason="A bidder went to court", by=pat, at=bids.DECIDED)
    tender, client = Tender.objects.get(pk=ranked.pk), signed_in(bo)
    step = next_clock(tender, at=bids.DECIDED)
    assert (step.words.startswith("The challenge to the award"), step.day) == (True, None)
    for address in (tender.get_absolute_url(), tender.partnership.url("partnership_tender"), "/tenders/"):
        assert "challenge to the award" in text_of(client.get(address), MAIN)
    page = text_of(client.get(award.get_absolute_url()), MAIN)
    assert ("Contingency plans wait" in page, "now turn to their contingency plans" in page) == (True, False)
    lift_hold(hold=hold, outcome="Withdrawn", by=pat, at=bids.DECIDED)
    assert next_clock(Tender.objects.get(pk=ranked.pk), at=bids.DECIDED).words == "Standstill ends"
    assert "now turn to their contingency plans" in text_of(client.get(award.get_absolute_url()), MAIN)
