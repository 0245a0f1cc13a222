from datetime import date

import pytest

from partnerships.activity.operations import broken_links
from partnerships.models import Activity, Invitation, Member, Notice, Partnership, PersonRole
from partnerships.offers.operations import MOST_TO_ONE_ADDRESS
from partnerships.starting.operations import start
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON, TODAY
from tests.factories.organisations import AreaFactory, OrganisationFactory, ServiceFactory
from tests.factories.people import accept


@pytest.fixture
def facts(council, charity, olivia):
    return {
        "name": "Castle Reuse",
        "need": "Families without furniture",
        "service": ServiceFactory(),
        "area": AreaFactory(),
        "lead_public": council,
        "lead_third_sector": charity,
        "leader": olivia,
        "planned_from": "design",
        "on": TODAY,
        "by": olivia,
        "at": NOON,
    }


def test_everything_is_there_at_once(facts, council, charity, olivia):
    started = start(**facts)
    assert (started.state, started.purchasing_council) == ("design", council)
    assert [(s.state, s.began_on) for s in started.spells.all()] == [("design", TODAY)]
    assert sorted(started.members.values_list("organisation__name", "role", "may_bid")) == [
        ("Good Company", "lead_third_sector", True),
        ("Kirkton Council", "lead_public", False),
    ]
    assert list(started.roles.values_list("person__name", "role")) == [("Olivia Reid", "leader")]
    assert (started.timeline.service_starts_on, started.timeline.is_recommended) == (date(2030, 7, 7), True)
    assert [a.verb for a in Activity.objects.order_by("number")] == [
        "partnership.started",
        "partner.added",
        "partner.added",
        "leader.named",
        "timeline.planned",
    ]
    assert broken_links() == []


def test_backwards_design_begins_when_the_plan_says(facts):
    started = start(**facts | {"planned_from": "service", "on": date(2031, 7, 1)})
    assert started.spells.get().began_on == date(2027, 5, 26)
    assert started.milestones.get(key="service_starts").planned_on == date(2031, 7, 1)


def test_backwards_from_a_day_too_near_it_begins_today(facts):
    started = start(**facts | {"planned_from": "funding", "on": date(2028, 3, 31)})
    assert (started.spells.get().began_on, started.timeline.funding_ends_on) == (TODAY, date(2028, 3, 31))


def test_whoever_starts_it_for_another_stays_in_it(facts, pat, olivia, edie):
    started = start(**facts | {"by": pat})
    assert list(started.roles.values_list("person__name", "role")) == [("Pat Lennox", "purchaser")]
    accept(Invitation.objects.get(person=olivia), at=NOON)
    assert sorted(started.roles.values_list("person__name", "role")) == [
        ("Olivia Reid", "leader"),
        ("Pat Lennox", "purchaser"),
    ]
    other = start(**facts | {"by": edie, "name": "Bridge Respite"})
    assert list(other.roles.values_list("person__name", "role")) == [("Edie Hall", "leader")]
    accept(Invitation.objects.get(person=olivia, accepted_at=None), at=NOON)
    assert sorted(other.roles.values_list("person__name", "role")) == [
        ("Edie Hall", "contact"),
        ("Olivia Reid", "leader"),
    ]


def test_the_councils_purchasers_are_asked_to_take_it_on(facts, pat):
    started = start(**facts)
    assert Notice.objects.get(person=pat).title == "Take on Castle Reuse: nobody purchases for it yet"
    assert started.purchasers_asked_on == TODAY


def test_an_administrator_starts_without_a_role(facts, ada):
    assert start(**facts | {"by": ada}).roles.filter(person=ada).count() == 0


def test_where_a_health_body_leads_a_council_is_named(facts, council):
    health = OrganisationFactory(kind="health")
    with pytest.raises(Invalid, match="Select the council"):
        start(**facts | {"lead_public": health})
    assert start(**facts | {"lead_public": health, "purchasing_council": council}).purchasing_council == council


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": date(9998, 1, 1)}, "between the years"),
        ({"name": " castle reuse "}, "Enter another name"),
    ],
)
def test_what_cannot_be_leaves_nothing_behind(facts, more, words):
    Partnership.objects.create(name="Castle Reuse", need="x", purchasing_council=facts["lead_public"])
    changes = {"name": "Another"} | more if "name" not in more else more
    with pytest.raises(Invalid, match=words):
        start(**facts | changes)
    assert (
        Partnership.objects.count(),
        Member.objects.count(),
        PersonRole.objects.count(),
        Activity.objects.count(),
    ) == (1, 0, 0, 0)


def test_a_lead_of_the_wrong_kind_leaves_nothing_behind(facts, charity):
    with pytest.raises(Invalid, match="Select another role"):
        start(**facts | {"lead_public": charity, "purchasing_council": facts["lead_public"]})
    assert (Partnership.objects.count(), Activity.objects.count()) == (0, 0)


def test_somebody_signed_out_starts_nothing(facts):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotPermitted):
        start(**facts | {"by": AnonymousUser()})


def test_one_person_is_offered_the_lead_of_any_number_of_partnerships_in_a_day(facts, edie, ada):
    for number in range(MOST_TO_ONE_ADDRESS + 1):
        start(**facts | {"name": f"Castle Reuse {number}", "leader": edie, "by": ada})
    assert Invitation.objects.open_at(NOON).filter(person=edie, partnership_role="leader").count() == number + 1
