"""What an upgrade makes of plans and memberships that are there."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.utils import timezone

from partnerships.invitations.operations import invite
from partnerships.models import Invitation, Partnership
from procurement.models import Conflict, ContingencyPlan
from tests.conftest import NOON
from tests.factories.people import MembershipFactory, UserFactory

upgrade = import_module("procurement.migrations.0012_name_plan_readers")
later = import_module("procurement.migrations.0016_end_reading_of_plans")
address = import_module("partnerships.migrations.0016_address_open_invitations").address


def test_plans_stay_readable_for_the_people_of_the_day_who_do_not_administer(partnership, charity, olivia, ada):
    for person in (ada, UserFactory(is_superuser=True), UserFactory(is_active=False)):
        MembershipFactory(person=person, organisation=charity)
    plan = ContingencyPlan.objects.create(partnership=partnership, organisation=charity)
    upgrade.name_readers(apps, None)
    assert list(plan.readers.all()) == [olivia]


def test_a_stake_of_before_stays_closed_until_it_is_decided(partnership, pat, edie, bo, council):
    northside = bo.memberships.get().organisation
    MembershipFactory(person=edie, organisation=northside)
    partnership.members.filter(organisation=council).update(may_bid=True)
    for _again in range(2):
        upgrade.flag_conflicts(apps, None)
    assert [(row.person, row.organisation, row.closes) for row in Conflict.objects.all()] == [(edie, northside, True)]


def test_open_invitations_reach_the_home_page_and_councils_are_asked_from_today(partnership, charity, olivia, otto):
    known = invite(email=otto.email, name="Otto", role="development_officer", organisation=charity, by=olivia, at=NOON)
    invite(email="new@example.org", name="New", role="development_officer", by=olivia, at=NOON + timedelta(hours=1))
    Invitation.objects.update(person=None)
    Partnership.objects.update(purchasers_asked_on=None)
    address(apps, None)
    assert list(Invitation.objects.exclude(person=None)) == [known]
    assert Partnership.objects.get().purchasers_asked_on == timezone.localdate()


def test_who_left_before_reads_nothing_if_they_come_back(partnership, charity, olivia, bo):
    plan = ContingencyPlan.objects.create(partnership=partnership, organisation=charity)
    plan.readers.set([olivia, bo])
    later.end_reading(apps, None)
    assert list(plan.readers.all()) == [olivia]
