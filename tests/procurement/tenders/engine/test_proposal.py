from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.tenders.engine.proposal import USUAL, propose_from_contract_start, propose_from_notice
from procurement.tenders.engine.timetable import Timetable, check_timetable
from psp.core.moments import MIDDAY, Moment

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def test_a_tender_is_planned_forwards_from_its_notice():
    assert propose_from_notice(date(2027, 3, 1)) == Timetable(
        notice_on=date(2027, 3, 1),
        questions_close_on=date(2027, 3, 18),
        last_answer_on=date(2027, 3, 25),
        deadline=Moment.at(date(2027, 4, 1), MIDDAY),
        award_decided_on=date(2027, 5, 13),
        last_notice_on=date(2027, 5, 13),
        standstill_ends_on=date(2027, 5, 24),
        award_notice_on=date(2027, 5, 25),
        contract_starts_on=date(2027, 10, 1),
        disclosed_on=date(2027, 3, 1),
    )


def test_a_tender_is_planned_backwards_from_its_contract():
    planned = propose_from_contract_start(date(2028, 4, 1), electronic=False, notices_electronic=False)
    # At midday of Friday 1 October 2027 the last whole day is the Thursday; 35 days before it is Thursday 26 August.
    assert (planned.notice_on, planned.deadline) == (date(2027, 8, 26), Moment.at(date(2027, 10, 1), MIDDAY))
    assert (planned.award_decided_on, planned.standstill_ends_on) == (date(2027, 11, 12), date(2027, 11, 29))
    assert planned.contract_starts_on == date(2028, 4, 1)


@given(DAYS, st.booleans(), st.booleans(), st.sampled_from([None, Moment.end(date(2027, 3, 1))]))
def test_a_proposal_is_lawful_both_ways(day, electronic, notices_electronic, like):
    for propose in (propose_from_notice, propose_from_contract_start):
        assert (
            check_timetable(propose(day, electronic=electronic, notices_electronic=notices_electronic, like=like)) == []
        )


@given(DAYS)
def test_planning_back_from_a_planned_contract_never_makes_the_deadline_later(day):
    forwards = propose_from_notice(day)
    assert propose_from_contract_start(forwards.contract_starts_on).deadline <= forwards.deadline


@pytest.mark.parametrize("months", [0, 1])
def test_lengths_that_leave_no_room_before_the_contract_are_found(months):
    tight = replace(USUAL, contract_months=months)
    found = check_timetable(propose_from_contract_start(date(2027, 9, 1), lengths=tight))
    assert "contract_before_signature" in {finding.code for finding in found}


def test_forwards_the_contract_waits_for_the_signature_where_its_months_are_short():
    planned = propose_from_notice(date(2027, 3, 1), lengths=replace(USUAL, contract_months=1))
    assert planned.contract_starts_on == date(2027, 5, 25)
