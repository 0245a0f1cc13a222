from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.reminders.engine import Reminder, lead_between, owners_in_words, reminders_between
from psp.core.due import DueItem

DUE = date(2026, 7, 1)
OLIVIA, PAT, BO = 1, 2, 3
ACTIVE = {OLIVIA, PAT, BO}


def an_item(due_on=DUE, people=(PAT,), leaders=(OLIVIA,), key="milestone:1"):
    return DueItem("milestone", key, "Sign the MoU", due_on, "/", people=people, leaders=leaders)


def days(number):
    return timedelta(days=number)


def told(today, *, since=None, items=None, active=ACTIVE):
    since = today - days(1) if since is None else since
    return [
        (r.person_id, r.lead, r.is_escalation)
        for r in reminders_between(items or [an_item()], since=since, today=today, active=active)
    ]


def test_an_item_is_announced_28_7_and_1_days_before_on_the_day_and_every_week_when_late():
    sent = {}
    for offset in range(-40, 30):
        today = DUE + days(offset)
        lead = lead_between(DUE, since=today - days(1), today=today)
        if lead is not None:
            sent[offset] = lead
    assert sent == {-28: 28, -7: 7, -1: 1, 0: 0, 7: -7, 14: -14, 21: -21, 28: -28}


@pytest.mark.parametrize(
    ("last_swept", "today", "lead"),
    [
        (-29, -27, 28),  # down on the day of the first notice: it goes out a day late
        (-30, -3, 7),  # two were missed: the more urgent one says it all
        (-8, 3, 0),  # a week, a day and the day itself were missed
        (-40, 45, -42),  # a long time away: six weeks late, once
        (-27, -8, None),  # nothing was missed
        (1, 6, None),
    ],
)
def test_after_downtime_only_the_most_urgent_missed_notice_goes_out(last_swept, today, lead):
    assert lead_between(DUE, since=DUE + days(last_swept), today=DUE + days(today)) == lead


@given(st.integers(-400, 40), st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_however_the_sweeps_fall_no_notice_comes_twice_and_each_is_more_urgent_than_the_last(start, gaps):
    since, leads = DUE + days(start), []
    for gap in gaps:
        today = since + days(gap)
        lead = lead_between(DUE, since=since, today=today)
        if lead is not None:
            leads.append(lead)
            assert since < DUE - days(lead) <= today
        since = today
    assert leads == sorted(set(leads), reverse=True)


@given(st.integers(0, 300), st.integers(1, 60))
def test_a_sweep_begun_again_with_the_same_start_gives_the_same_notices(offset, gap):
    today = DUE + days(offset)
    once = reminders_between([an_item()], since=today - days(gap), today=today, active=ACTIVE)
    assert reminders_between([an_item()], since=today - days(gap), today=today, active=ACTIVE) == once


def test_the_leader_hears_of_what_somebody_else_owes_a_week_after_it_was_due():
    assert told(DUE) == [(PAT, 0, False)]
    assert told(DUE + days(7)) == [(OLIVIA, -7, True), (PAT, -7, False)]
    assert told(DUE + days(14)) == [(OLIVIA, -14, True), (PAT, -14, False)]


def test_a_leader_who_owes_it_is_told_once_and_not_as_an_escalation():
    items = [an_item(people=(OLIVIA, PAT), leaders=(OLIVIA,))]
    assert told(DUE + days(7), items=items) == [(OLIVIA, -7, False), (PAT, -7, False)]


def test_what_nobody_active_owes_reaches_the_leader_from_the_first_notice():
    assert told(DUE - days(28), active={OLIVIA}) == [(OLIVIA, 28, True)]
    assert told(DUE - days(28), items=[an_item(people=())]) == [(OLIVIA, 28, True)]


def test_somebody_whose_account_is_closed_gets_nothing():
    assert told(DUE + days(7), active={PAT}) == [(PAT, -7, False)]
    assert told(DUE + days(7), active=set()) == []


def test_an_item_two_sources_name_is_told_once():
    assert told(DUE, items=[an_item(), an_item()]) == [(PAT, 0, False)]


def test_every_worker_lists_the_notices_in_the_same_order():
    items = [an_item(key=f"milestone:{n}", people=(BO, PAT, OLIVIA)) for n in range(5)]
    expected = reminders_between(items, since=DUE - days(1), today=DUE, active=ACTIVE)
    assert reminders_between(reversed(items), since=DUE - days(1), today=DUE, active=ACTIVE) == expected
    assert expected[0] == Reminder(items[0], OLIVIA, 0)


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ((PAT,), "Pat Lennox"),
        ((PAT, BO), "Pat Lennox and Bo Quinn"),
        ((OLIVIA, PAT, BO), "Olivia Reid, Pat Lennox and Bo Quinn"),
        ((PAT, PAT, 99), "Pat Lennox"),
        ((), ""),
    ],
)
def test_owners_are_named_in_words(people, words):
    names = {OLIVIA: "Olivia Reid", PAT: "Pat Lennox", BO: "Bo Quinn"}
    assert owners_in_words(an_item(people=people), names) == words


def test_owners_who_are_not_named_to_others_show_neither_by_name_nor_by_who_hears_first():
    named, nobody = (replace(an_item(people=people), known_as="the purchasers") for people in ((PAT,), ()))
    assert owners_in_words(named, {PAT: "Pat Lennox"}) == owners_in_words(nobody, {}) == "the purchasers"
    assert told(DUE, items=[nobody]) == []
