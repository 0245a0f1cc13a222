from dataclasses import replace
from datetime import date, datetime, time

import pytest

from procurement.tenders.engine.figures import START
from procurement.tenders.engine.findings import Finding, Severity, Trust, has_errors
from procurement.tenders.engine.timetable import Timetable, check_timetable
from psp.core.dates import LONDON
from psp.core.moments import MIDDAY, Moment

LAWFUL = Timetable(
    notice_on=date(2027, 3, 1),
    questions_close_on=date(2027, 3, 18),
    last_answer_on=date(2027, 3, 25),
    deadline=Moment.end(date(2027, 3, 31)),
    award_decided_on=date(2027, 5, 27),
    last_notice_on=date(2027, 6, 1),
    standstill_ends_on=date(2027, 6, 11),
    award_notice_on=date(2027, 6, 14),
    contract_starts_on=date(2027, 9, 30),
    disclosed_on=date(2027, 3, 1),
    has_prior_involvement=True,
)


def error(code, rule, **params):
    return Finding(Severity.ERROR, code, rule, params)


def test_nothing_is_found_in_a_lawful_timetable():
    assert check_timetable(LAWFUL) == []


EARLIEST = (Moment.end(date(2027, 3, 31)), Moment.at(date(2027, 4, 1), MIDDAY))


@pytest.mark.parametrize(
    "deadline",
    [
        Moment.end(date(2027, 3, 30)),
        Moment.of(datetime(2027, 3, 31, 0, 0, tzinfo=LONDON)),
        Moment.at(date(2027, 3, 31), time(9)),
        Moment.at(date(2027, 3, 31), MIDDAY),
    ],
)
def test_29_days_and_a_night_are_not_30_by_a_figure_yet_to_be_confirmed(deadline):
    found = check_timetable(replace(LAWFUL, deadline=deadline, last_answer_on=None))
    rule = START.open_procedure_electronic
    assert found == [error("deadline_too_early", rule, given=29, needed=30, earliest=EARLIEST)]
    assert (rule.trust, rule.trust.is_settled) == (Trust.GUIDE_UNCONFIRMED, False)


def test_on_paper_the_same_window_is_too_short():
    found = check_timetable(replace(LAWFUL, electronic=False))
    earliest = (Moment.end(date(2027, 4, 5)), Moment.at(date(2027, 4, 6), MIDDAY))
    assert found == [error("deadline_too_early", START.open_procedure, given=30, needed=35, earliest=earliest)]


def test_a_deadline_falls_on_a_working_day():
    found = check_timetable(replace(LAWFUL, deadline=Moment.end(date(2027, 5, 3))))
    assert found == [error("deadline_not_worked", START.working_last_day, day=date(2027, 5, 3), next=date(2027, 5, 4))]


def test_questions_and_answers_too_close_to_the_deadline_name_the_deadline_they_need():
    found = check_timetable(replace(LAWFUL, questions_close_on=date(2027, 3, 26), last_answer_on=date(2027, 3, 27)))
    rule, latest = START.answers_before_deadline, date(2027, 3, 25)
    moved = [Moment.end(date(2027, 4, 1)), Moment.end(date(2027, 4, 2))]
    assert found == [
        error("questions_close_too_late", rule, day=date(2027, 3, 26), needed=6, latest=latest, deadline=moved[0]),
        error("answers_too_late", rule, day=date(2027, 3, 27), needed=6, latest=latest, deadline=moved[1]),
    ]


@pytest.mark.parametrize(("day", "is_late"), [(date(2027, 7, 12), False), (date(2027, 7, 13), True)])
def test_an_award_notice_more_than_30_days_after_the_award_of_the_contract_is_late(day, is_late):
    """The standstill ends on 11 June 2027; the 30th day, 11 July, is a Sunday."""
    assert LAWFUL.standstill_ends_on == date(2027, 6, 11)
    late = [error("award_notice_late", START.award_notice, needed=30, due=date(2027, 7, 12))]
    assert check_timetable(replace(LAWFUL, award_notice_on=day)) == (late if is_late else [])


def test_a_challenge_that_outlasts_the_standstill_gives_the_award_notice_more_time():
    settled = replace(LAWFUL, contract_awarded_on=date(2027, 6, 30), award_notice_on=date(2027, 7, 30))
    assert check_timetable(settled) == []
    late = check_timetable(replace(settled, award_notice_on=date(2027, 7, 31)))
    assert [finding.code for finding in late] == ["award_notice_late"]


def test_a_standstill_of_nine_days_is_too_short_and_the_contract_waits_for_the_lawful_one():
    found = check_timetable(replace(LAWFUL, standstill_ends_on=date(2027, 6, 10), contract_starts_on=date(2027, 6, 11)))
    rule = START.standstill_electronic
    assert found == [
        error("standstill_too_short", rule, needed=10, given=9, earliest=date(2027, 6, 11)),
        error("contract_before_signature", rule, earliest=date(2027, 6, 14)),
    ]


def test_a_notice_by_post_makes_the_standstill_15_days():
    found = check_timetable(replace(LAWFUL, notices_electronic=False))
    assert found == [error("standstill_too_short", START.standstill, needed=15, given=10, earliest=date(2027, 6, 16))]


def test_a_longer_standstill_ends_on_a_working_day_and_holds_the_contract_back():
    changes = {"standstill_ends_on": date(2027, 6, 12), "contract_starts_on": date(2027, 6, 13)}
    assert check_timetable(replace(LAWFUL, **changes)) == [
        error("standstill_end_not_worked", START.working_last_day, day=date(2027, 6, 12), next=date(2027, 6, 14)),
        error("contract_before_signature", START.standstill_electronic, earliest=date(2027, 6, 14)),
    ]


def test_a_standstill_longer_than_the_law_asks_holds_the_contract_back_to_its_own_end():
    changes = {"standstill_ends_on": date(2027, 6, 18), "contract_starts_on": date(2027, 6, 18)}
    found = check_timetable(replace(LAWFUL, **changes))
    assert found == [error("contract_before_signature", START.standstill_electronic, earliest=date(2027, 6, 21))]


def test_the_contract_waits_for_a_standstill_not_yet_planned():
    changes = {"last_notice_on": None, "standstill_ends_on": None, "contract_starts_on": date(2027, 6, 7)}
    found = check_timetable(replace(LAWFUL, **changes))
    # 27 May and 10 days is a Sunday, so the standstill ends on Monday 7 June.
    assert found == [error("contract_before_signature", START.standstill_electronic, earliest=date(2027, 6, 8))]


def test_a_disclosure_pack_after_the_notice_leaves_others_the_whole_window():
    found = check_timetable(replace(LAWFUL, disclosed_on=date(2027, 3, 2)))
    rule = START.prior_involvement
    assert found == [
        Finding(
            Severity.WARNING,
            "disclosed_after_notice",
            rule,
            {"disclosed": date(2027, 3, 2), "notice": date(2027, 3, 1)},
        ),
        error(
            "disclosure_too_late",
            rule,
            needed=30,
            earliest=(Moment.end(date(2027, 4, 1)), Moment.at(date(2027, 4, 2), MIDDAY)),
        ),
    ]


def test_a_disclosure_pack_after_the_notice_in_a_long_window_is_only_unusual():
    found = check_timetable(replace(LAWFUL, disclosed_on=date(2027, 3, 2), deadline=Moment.end(date(2027, 4, 1))))
    assert [finding.code for finding in found] == ["disclosed_after_notice"]
    assert not has_errors(found)


def test_prior_involvement_needs_a_disclosure_pack():
    found = check_timetable(replace(LAWFUL, disclosed_on=None))
    assert found == [error("disclosure_missing", START.prior_involvement)]
    assert check_timetable(replace(LAWFUL, disclosed_on=None, has_prior_involvement=False)) == []


def test_without_notice_and_deadline_a_tender_is_not_planned():
    found = check_timetable(Timetable())
    assert found == [
        error("date_missing", START.order, date="notice_on"),
        error("date_missing", START.order, date="deadline"),
    ]


def test_dates_out_of_order_are_named_in_pairs():
    found = check_timetable(replace(LAWFUL, award_decided_on=date(2027, 3, 15), award_notice_on=None))
    assert found == [
        error(
            "dates_out_of_order",
            START.order,
            earlier="deadline",
            first=date(2027, 3, 31),
            later="award_decided_on",
            second=date(2027, 3, 15),
        )
    ]


def test_everything_wrong_is_found_at_once():
    wrong = Timetable(
        notice_on=date(2027, 3, 1),
        last_answer_on=date(2027, 3, 19),
        deadline=Moment.end(date(2027, 3, 20)),
        award_decided_on=date(2027, 4, 1),
        standstill_ends_on=date(2027, 4, 5),
        award_notice_on=date(2027, 6, 1),
        contract_starts_on=date(2027, 4, 6),
        has_prior_involvement=True,
    )
    found = check_timetable(wrong)
    assert [finding.code for finding in found] == [
        "deadline_not_worked",
        "deadline_too_early",
        "answers_too_late",
        "award_notice_late",
        "standstill_too_short",
        "contract_before_signature",
        "disclosure_missing",
    ]
    assert has_errors(found)


def test_a_window_whose_last_whole_day_is_a_sunday_ends_with_the_monday():
    # 30 days from 26 February end on Sunday 28 March; the Monday after Easter is worked in Scotland.
    monday = Moment.at(date(2027, 3, 29), MIDDAY)
    found = check_timetable(Timetable(notice_on=date(2027, 2, 26), deadline=monday))
    assert found == [
        error(
            "window_end_not_worked",
            START.working_last_day,
            last=date(2027, 3, 28),
            earliest=(Moment.end(monday.day), Moment.at(date(2027, 3, 30), MIDDAY)),
        )
    ]
    assert check_timetable(Timetable(notice_on=date(2027, 2, 26), deadline=Moment.end(monday.day))) == []


def test_days_added_for_prior_involvement_lengthen_the_window_and_the_time_with_the_pack():
    found = check_timetable(replace(LAWFUL, extra_days=10, disclosed_on=date(2027, 3, 2)))
    rule = START.open_procedure_electronic
    earliest = (Moment.end(date(2027, 4, 12)), Moment.at(date(2027, 4, 13), MIDDAY))
    assert [one for one in found if one.severity is Severity.ERROR] == [
        error("deadline_too_early", rule, given=30, needed=40, earliest=earliest),
        error("disclosure_too_late", START.prior_involvement, needed=40, earliest=earliest),
    ]
    later = replace(LAWFUL, extra_days=10, deadline=Moment.end(date(2027, 4, 12)), last_answer_on=None)
    assert not has_errors(check_timetable(later))
