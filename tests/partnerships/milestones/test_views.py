from datetime import date

import pytest

from partnerships.models import Dependency, Milestone
from tests.factories.timeline import a_plan, a_plan_far_ahead


@pytest.fixture
def plan(partnership):
    return a_plan_far_ahead(partnership)


@pytest.fixture
def vision(plan, partnership):
    return partnership.milestones.get(key="vision_agreed")


def inside(partnership, rest):
    return f"/partnerships/{partnership.pk}/timeline/{rest}/".replace("//", "/")


def test_a_milestone_is_added_once_however_often_it_is_sent(plan, partnership, olivia, bo, signed_in):
    pilot = partnership.periods.get(key="pilot")
    sent = {
        "title": "Newsletter",
        "period": pilot.pk,
        "on_day": 5,
        "on_month": 2,
        "on_year": 2091,
        "owner": bo.pk,
        "once": "abc",
    }
    for _ in range(2):
        page = signed_in(olivia).post(inside(partnership, "milestones/add"), sent)
        assert (page.status_code, page["Location"]) == (302, inside(partnership, ""))
    added = Milestone.objects.get(title="Newsletter")
    assert (added.owner, added.planned_on) == (bo, date(2091, 2, 5))


def test_only_people_of_the_partnership_see_to_milestones(plan, partnership, olivia, otto, signed_in):
    sent = {"title": "x", "on_day": 5, "on_month": 2, "on_year": 2091, "owner": otto.pk}
    assert signed_in(olivia).post(inside(partnership, "milestones/add"), sent).status_code == 422


@pytest.mark.parametrize("sent", [{}, {"title": "x" * 5000, "period": "zz", "on_day": "40", "owner": "-1"}])
def test_bad_input_is_said(plan, partnership, olivia, signed_in, sent):
    page = signed_in(olivia).post(inside(partnership, "milestones/add"), sent)
    assert (page.status_code, "There is a problem" in page.content.decode()) == (422, True)


def test_a_milestone_is_edited(vision, partnership, olivia, bo, signed_in):
    where = inside(partnership, f"milestones/{vision.pk}/edit")
    assert f'value="{vision.title}"' in signed_in(olivia).get(where).content.decode()
    page = signed_in(olivia).post(where, {"title": "Vision", "owner": bo.pk, "version": 1})
    vision.refresh_from_db()
    assert (page.status_code, vision.title, vision.owner) == (302, "Vision", bo)
    stale = signed_in(olivia).post(where, {"title": "Mine", "owner": "", "version": 1})
    assert (stale.status_code, "Mine" in stale.content.decode(), "Vision" in stale.content.decode()) == (
        422,
        True,
        True,
    )


def test_the_owner_of_a_gate_is_not_asked_for(plan, partnership, olivia, signed_in):
    gate = partnership.milestones.get(key="pilot_starts")
    page = signed_in(olivia).get(inside(partnership, f"milestones/{gate.pk}/edit")).content.decode()
    assert ('name="owner"' in page, "Remove this milestone" in page) == (False, False)


def test_a_milestone_is_reached_opened_and_removed(plan, partnership, olivia, signed_in):
    type(plan).objects.update(starts_on=date(2026, 1, 5))
    first = partnership.milestones.get(key="first_return")
    client, where = signed_in(olivia), inside(partnership, f"milestones/{first.pk}")
    assert client.post(f"{where}complete/", {"on_day": 1, "on_month": 6, "on_year": 2026}).status_code == 302
    first.refresh_from_db()
    assert first.done_on == date(2026, 6, 1)
    assert client.post(f"{where}reopen/").status_code == 302
    first.refresh_from_db()
    assert first.done_on is None
    assert client.post(f"{where}remove/").status_code == 302
    assert Milestone.objects.filter(pk=first.pk).count() == 0


def test_a_gate_is_refused_in_words(plan, partnership, olivia, signed_in):
    gate = partnership.milestones.get(key="pilot_starts")
    page = signed_in(olivia).post(
        inside(partnership, f"milestones/{gate.pk}/complete"), {"on_day": 1, "on_month": 6, "on_year": 2026}
    )
    assert (page.status_code, "cannot be marked by hand" in page.content.decode()) == (422, True)


def test_links_are_added_and_removed(plan, partnership, olivia, signed_in):
    client = signed_in(olivia)
    first, later = (partnership.milestones.get(key=key) for key in ("first_return", "midpoint_review"))
    sent = {"predecessor": first.pk, "successor": later.pk, "lag_days": 3}
    assert client.post(inside(partnership, "links/add"), sent).status_code == 302
    link = Dependency.objects.get(predecessor=first, successor=later)
    loop = client.post(
        inside(partnership, "links/add"), {"predecessor": later.pk, "successor": first.pk, "lag_days": 0}
    )
    assert (loop.status_code, "First return of figures → Midpoint review" in loop.content.decode()) == (422, True)
    assert client.post(inside(partnership, f"links/{link.pk}/remove")).status_code == 302
    assert Dependency.objects.filter(pk=link.pk).count() == 0


@pytest.mark.parametrize(
    ("person", "status"), [("olivia", 200), ("bo", 200), ("ada", 200), ("pat", 403), ("edie", 403), ("otto", 404)]
)
def test_who_changes_milestones(vision, partnership, person, status, request, signed_in):
    client, link = signed_in(request.getfixturevalue(person)), Dependency.objects.first()
    verbs = [f"milestones/{vision.pk}/{verb}" for verb in ("edit", "complete", "reopen", "remove")]
    pages = ["milestones/add", "links/add", f"links/{link.pk}/remove", *verbs]
    assert [client.get(inside(partnership, page)).status_code for page in pages] == [status] * 7


def test_a_milestone_of_another_partnership_is_not_there(vision, ada, signed_in, charity):
    from tests.factories.partnerships import PartnershipFactory

    other = PartnershipFactory()
    a_plan(other)
    assert signed_in(ada).get(inside(other, f"milestones/{vision.pk}/edit")).status_code == 404


def test_a_day_that_is_not_worked_is_asked_about(plan, partnership, olivia, signed_in):
    sent = {"title": "Meeting", "on_day": 3, "on_month": 2, "on_year": 2091, "on_working_day": "on"}
    page = signed_in(olivia).post(inside(partnership, "milestones/add"), sent)
    assert page.status_code == 422
    assert "3 February 2091 is not a working day in Scotland." in page.content.decode()
    kept = signed_in(olivia).post(inside(partnership, "milestones/add"), sent | {"on_working_day": ""})
    assert (kept.status_code, Milestone.objects.get(title="Meeting").planned_on) == (302, date(2091, 2, 3))


def test_only_an_own_milestone_asks_whether_it_needs_a_working_day(vision, partnership, olivia, signed_in):
    own = Milestone.objects.create(partnership=partnership, key="own_1", title="Fair", planned_on=date(2091, 2, 3))
    asked = {
        row.key: 'name="on_working_day"' in signed_in(olivia).get(inside(partnership, f"milestones/{row.pk}/edit")).text
        for row in (vision, own)
    }
    assert asked == {"vision_agreed": False, "own_1": True}
