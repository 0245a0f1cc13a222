from datetime import date

import pytest


def inside(partnership, rest=""):
    return f"/partnerships/{partnership.pk}/timeline/{rest}"


def test_a_plan_is_made_from_the_page(partnership, olivia, signed_in):
    sent = {"planned_from": "service", "on_day": 1, "on_month": 7, "on_year": 2090}
    page = signed_in(olivia).post(inside(partnership, "plan/"), sent)
    assert (page.status_code, page["Location"]) == (302, inside(partnership))
    assert partnership.milestones.get(key="service_starts").planned_on == date(2090, 7, 1)
    again = signed_in(olivia).post(inside(partnership, "plan/"), sent)
    assert (again.status_code, "has a plan already" in again.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "sent", [{}, {"planned_from": "moon", "on_day": "1"}, {"planned_from": "design", "on_year": "9999"}]
)
def test_bad_input_makes_no_plan(partnership, olivia, signed_in, sent):
    assert signed_in(olivia).post(inside(partnership, "plan/"), sent).status_code == 422
    assert partnership.periods.count() == 0


@pytest.mark.parametrize(("person", "status"), [("bo", 200), ("ada", 200), ("pat", 403), ("edie", 403), ("otto", 404)])
def test_who_makes_a_plan(partnership, person, status, request, signed_in):
    assert signed_in(request.getfixturevalue(person)).get(inside(partnership, "plan/")).status_code == status
