from datetime import date

import pytest

from partnerships.models import Timeline
from tests.factories.timeline import a_plan_far_ahead


@pytest.fixture
def plan(partnership):
    return a_plan_far_ahead(partnership, funding_ends_on=date(2094, 3, 31))


@pytest.fixture
def notice(plan, partnership):
    return partnership.milestones.get(key="notice_published")


def address(partnership, record, page="milestones", verb="move"):
    return f"/partnerships/{partnership.pk}/timeline/{page}/{record.pk}/{verb}/"


def day(on, **more):
    return {"on_day": on.day, "on_month": on.month, "on_year": on.year} | more


LATER = date(2100, 7, 19)


def test_what_would_move_is_shown_and_nothing_is_saved(partnership, notice, olivia, signed_in):
    page = signed_in(olivia).post(address(partnership, notice), day(LATER, preview="1", plan_version="1"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Contract notice published moves to 19 July 2100" in text
    assert "Deadline for tenders" in text
    assert "Money ends 6 years and 10 months before the service starts: on 31 March 2094, against" in text
    notice.refresh_from_db()
    assert notice.planned_on != LATER


def test_what_was_seen_is_then_saved(partnership, notice, olivia, signed_in):
    page = signed_in(olivia).post(address(partnership, notice), day(LATER, save="1", plan_version="1"))
    assert (page.status_code, page["Location"]) == (302, f"/partnerships/{partnership.pk}/timeline/")
    notice.refresh_from_db()
    assert notice.planned_on == LATER


def test_a_plan_that_changed_meanwhile_is_shown_anew(partnership, notice, olivia, signed_in):
    Timeline.objects.update(version=7)
    page = signed_in(olivia).post(address(partnership, notice), day(LATER, save="1", plan_version="1"))
    assert page.status_code == 422
    assert "The plan has changed since you opened this page" in page.content.decode()
    assert 'name="plan_version" value="7"' in page.content.decode()


def test_a_short_period_asks_for_its_reason_and_keeps_what_was_typed(partnership, plan, olivia, signed_in):
    pilot = partnership.periods.get(key="pilot")
    where = address(partnership, pilot, "periods", "length")
    client = signed_in(olivia)
    shown = client.post(where, {"months": "20", "days": "", "preview": "1", "plan_version": "1"}).content.decode()
    assert "days shorter than recommended" in shown
    assert 'name="reason"' in shown
    refused = client.post(where, {"months": "20", "days": "", "reason": "", "save": "1", "plan_version": "1"})
    assert refused.status_code == 422
    assert "shorter than recommended" in refused.content.decode()
    client.post(where, {"months": "20", "days": "", "reason": "Less money", "save": "1", "plan_version": "1"})
    pilot.refresh_from_db()
    assert (pilot.months, pilot.reason) == (20, "Less money")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"on_day": "31", "on_month": "2", "on_year": "2100", "save": "1", "plan_version": "1"},
        {"on_day": "1", "on_month": "1", "on_year": "2001", "preview": "1"},
        {"on_day": "x" * 10000, "on_month": "1", "on_year": "2100", "save": "1", "plan_version": "9" * 99},
    ],
)
def test_bad_input_is_said_beside_the_field(partnership, notice, olivia, signed_in, sent):
    page = signed_in(olivia).post(address(partnership, notice), sent)
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()


@pytest.mark.parametrize(
    "length", [{"months": "0", "days": "0"}, {"months": "-1"}, {"months": "9" * 400}, {"months": "a"}]
)
def test_a_length_that_is_none_is_refused(partnership, plan, olivia, signed_in, length):
    pilot = partnership.periods.get(key="pilot")
    page = signed_in(olivia).post(address(partnership, pilot, "periods", "length"), length | {"preview": "1"})
    assert page.status_code == 422


@pytest.mark.parametrize(
    ("person", "status"), [("olivia", 200), ("bo", 200), ("ada", 200), ("pat", 403), ("edie", 403), ("otto", 404)]
)
def test_who_moves_dates(partnership, plan, person, status, request, signed_in):
    pilot = partnership.periods.get(key="pilot")
    notice = partnership.milestones.get(key="notice_published")
    client = signed_in(request.getfixturevalue(person))
    pages = [
        address(partnership, notice),
        address(partnership, pilot, "periods"),
        address(partnership, pilot, "periods", "length"),
        f"/partnerships/{partnership.pk}/timeline/baseline/",
    ]
    assert [client.get(page).status_code for page in pages] == [status] * 4


def test_a_period_of_another_partnership_is_not_there(partnership, plan, ada, signed_in):
    assert signed_in(ada).get(f"/partnerships/{partnership.pk}/timeline/periods/99999/move/").status_code == 404


def test_only_a_short_period_has_a_page_for_its_reason(partnership, plan, olivia, signed_in):
    pilot = partnership.periods.get(key="pilot")
    where = address(partnership, pilot, "periods", "reason")
    client = signed_in(olivia)
    assert client.get(where).status_code == 404
    partnership.periods.filter(pk=pilot.pk).update(until=date(2092, 1, 5))
    assert client.get(where).status_code == 200
    assert client.post(where, {"reason": "The funder’s rules"}).status_code == 302
    pilot.refresh_from_db()
    assert pilot.reason == "The funder’s rules"


def test_the_plan_is_agreed_anew_with_a_reason(partnership, plan, olivia, signed_in):
    where = f"/partnerships/{partnership.pk}/timeline/baseline/"
    client = signed_in(olivia)
    assert client.post(where, {"reason": ""}).status_code == 422
    assert client.post(where, {"reason": "The board agreed"}).status_code == 302
    plan.refresh_from_db()
    assert plan.baseline_reason == "The board agreed"


def test_a_day_that_is_not_worked_gives_way_to_the_next_one_and_the_page_says_so(
    partnership, notice, olivia, signed_in
):
    """19 July 2100 is a Monday, the day before it a Sunday."""
    sent = day(date(2100, 7, 18), preview="1", plan_version="1")
    text = signed_in(olivia).post(address(partnership, notice), sent).content.decode()
    assert "18 July 2100 is not a working day in Scotland. The next one is 19 July 2100." in text
    assert "Contract notice published moves to 19 July 2100" in text
