from datetime import date
from decimal import Decimal

import pytest

from evaluation.models import DiscountSchedule, Study
from evaluation.sroi.operations import add_price_index
from evaluation.studies.operations import edit_study, return_study, start_study, submit_study
from partnerships.models import Activity, Notice
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON
from tests.factories.studies import ScheduleFactory

D = Decimal


def fields(**more):
    return {"title": "Lunch club", "kind": "forecast", "schedule": ScheduleFactory(), "price_base_year": 2026} | more


@pytest.mark.parametrize("who", ["olivia", "edie", "bo", "ada"])
def test_those_who_prepare_start_a_study(partnership, request, who):
    person = request.getfixturevalue(who)
    study = start_study(partnership=partnership, by=person, at=NOON, **fields())
    assert (study.state, study.edition, study.ratio) == ("draft", 1, None)
    assert Activity.objects.get(verb="study.started").actor == person


@pytest.mark.parametrize("who", ["pat", "otto"])
def test_others_do_not(partnership, request, who):
    with pytest.raises(NotPermitted):
        start_study(partnership=partnership, by=request.getfixturevalue(who), at=NOON, **fields())
    assert Study.objects.count() == 0


def test_a_rate_goes_with_the_flat_schedule_only(study, olivia):
    with pytest.raises(Invalid) as refused:
        start_study(partnership=study.partnership, by=olivia, at=NOON, **fields(flat_rate=D(4)))
    assert set(refused.value.errors) == {"flat_rate"}
    flat = DiscountSchedule.objects.get(code="flat")
    start_study(partnership=study.partnership, by=olivia, at=NOON, **fields(schedule=flat, flat_rate=D(4)))


def test_an_index_needs_the_year_prices_are_brought_to(study, olivia):
    index = add_price_index(
        by=olivia, at=NOON, name="Deflators", edition="2026", source="Test", indices={2020: D(90), 2026: D(100)}
    )
    with pytest.raises(Invalid) as refused:
        edit_study(
            study=study, by=olivia, at=NOON, expected_version=1, changes={"price_index": index, "price_base_year": None}
        )
    assert set(refused.value.errors) == {"price_base_year"}


def test_other_settings_give_other_figures_at_once(wheels, olivia):
    edit_study(study=wheels, by=olivia, at=NOON, expected_version=wheels.version, changes={"timing": "start_of_year"})
    wheels.refresh_from_db()
    assert (wheels.figures["total_present_value"], wheels.figures["ratio"]) == ("84602.90", "1.9965")


def test_an_index_brings_prices_of_another_year_to_those_of_the_study(small, olivia):
    index = add_price_index(
        by=olivia, at=NOON, name="Deflators", edition="2026", source="Test", indices={2020: D(80), 2026: D(100)}
    )
    small.outcomes.update(price_year=2020)
    edit_study(study=small, by=olivia, at=NOON, expected_version=1, changes={"price_index": index})
    small.refresh_from_db()
    assert small.figures["total_present_value"] == "2415.46"


def test_two_people_editing_a_study_do_not_overwrite_each_other(study, olivia, edie):
    edit_study(study=study, by=edie, at=NOON, expected_version=1, changes={"purpose": "To learn"})
    with pytest.raises(StaleVersion):
        edit_study(study=study, by=olivia, at=NOON, expected_version=1, changes={"purpose": "To win"})
    study.refresh_from_db()
    assert study.purpose == "To learn"


def test_typing_figures_does_not_make_an_open_settings_form_stale(small, olivia):
    from evaluation.value_map.operations import refresh_figures

    refresh_figures(small, at=NOON)
    edit_study(study=small, by=olivia, at=NOON, expected_version=1, changes={"due_on": date(2027, 1, 4)})
    small.refresh_from_db()
    assert small.due_on == date(2027, 1, 4)


def test_the_leader_submits_and_the_purchasers_hear_of_it(small, olivia, pat):
    submit_study(study=small, by=olivia, at=NOON)
    small.refresh_from_db()
    assert (small.state, small.submitted_by, small.submitted_at) == ("submitted", olivia, NOON)
    notice = Notice.objects.get()
    assert (notice.person, notice.title) == (pat, "Approve the evaluation “Lunch club, forecast 2027”")


@pytest.mark.parametrize("left", ["nobody", "the leader"])
def test_it_is_submitted_to_somebody_or_not_at_all(small, olivia, pat, left):
    role = small.partnership.roles.get(person=pat)
    role.delete()
    if left == "the leader":
        small.partnership.roles.create(person=olivia, role="purchaser")
    with pytest.raises(Invalid, match="Nobody can approve it: that takes a purchaser of Kirkton Council"):
        submit_study(study=small, by=olivia, at=NOON)
    small.refresh_from_db()
    assert (small.state, Notice.objects.count()) == ("draft", 0)


@pytest.mark.parametrize("who", ["edie", "bo", "pat", "otto"])
def test_nobody_else_submits(small, request, who):
    with pytest.raises(NotPermitted):
        submit_study(study=small, by=request.getfixturevalue(who), at=NOON)


def test_a_submitted_study_is_not_edited_or_submitted_again(small, olivia):
    submit_study(study=small, by=olivia, at=NOON)
    with pytest.raises(WrongState):
        submit_study(study=small, by=olivia, at=NOON)
    with pytest.raises(WrongState, match="waiting for approval"):
        edit_study(study=small, by=olivia, at=NOON, expected_version=2, changes={"purpose": "x"})


@pytest.mark.parametrize("who", ["olivia", "pat"])
def test_it_is_returned_with_the_reason(small, olivia, request, who):
    submit_study(study=small, by=olivia, at=NOON)
    return_study(study=small, note="The quantity is last year’s", by=request.getfixturevalue(who), at=NOON)
    small.refresh_from_db()
    assert (small.state, small.submitted_by) == ("draft", None)
    assert Activity.objects.get(verb="study.returned").note == "The quantity is last year’s"


def test_returning_needs_a_reason_and_a_right(small, olivia, pat, edie):
    submit_study(study=small, by=olivia, at=NOON)
    with pytest.raises(Invalid):
        return_study(study=small, note=" ", by=pat, at=NOON)
    with pytest.raises(NotPermitted):
        return_study(study=small, note="No", by=edie, at=NOON)
