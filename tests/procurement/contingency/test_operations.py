import re
from datetime import date

import pytest

from partnerships.contacts.operations import offer_membership, remove_membership
from partnerships.models import Activity, Membership, Notice
from partnerships.offers.operations import confirm_invitation
from partnerships.timeline.operations import make_plan
from procurement.contingency.models import PARTS
from procurement.contingency.operations import agree_plan, edit_plan, name_readers, write_plan
from procurement.contingency.queries import plans_of
from procurement.models import ContingencyPlan
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON, TODAY
from tests.factories.people import MembershipFactory, UserFactory, accept

CONTENT = {name: f"Secret words about {name}" for name in PARTS}


@pytest.fixture
def plan(partnership, charity, olivia):
    return write_plan(partnership=partnership, organisation=charity, content=CONTENT, by=olivia, at=NOON)


def test_a_plan_is_ciphertext_in_the_database_and_no_part_of_the_history(plan):
    assert plan.content() == CONTENT
    assert "Secret" not in str(ContingencyPlan.objects.values().get()) + str(list(Activity.objects.values()))
    assert Activity.objects.get().verb == "contingency_plan.written"


@pytest.mark.parametrize("who", ["pat", "bo", "edie", "ada", "otto"])
def test_only_the_organisations_own_people_write_change_and_see_a_plan(who, plan, partnership, charity, request):
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        write_plan(partnership=partnership, organisation=charity, content=CONTENT, by=person, at=NOON)
    with pytest.raises(NotPermitted):
        edit_plan(plan=plan, content=CONTENT, expected_version=1, by=person, at=NOON)
    with pytest.raises(NotPermitted):
        agree_plan(plan=plan, agreed_on=TODAY, expected_version=1, by=person, at=NOON)
    assert list(ContingencyPlan.objects.visible_to(person)) == []


def test_a_superuser_is_no_exception(plan):
    root = UserFactory(role="administrator", is_superuser=True)
    with pytest.raises(NotPermitted):
        edit_plan(plan=plan, content=CONTENT, expected_version=1, by=root, at=NOON)
    assert list(ContingencyPlan.objects.visible_to(root)) == []


def test_every_part_is_written(partnership, charity, olivia):
    with pytest.raises(Invalid) as refusal:
        write_plan(partnership=partnership, organisation=charity, content=CONTENT | {"staff": " "}, by=olivia, at=NOON)
    assert list(refusal.value.errors) == ["staff"]


def test_an_organisation_has_one_plan_and_only_if_it_may_bid(plan, partnership, charity, council, olivia, pat):
    with pytest.raises(Invalid):
        write_plan(partnership=partnership, organisation=charity, content=CONTENT, by=olivia, at=NOON)
    with pytest.raises(Invalid):
        write_plan(partnership=partnership, organisation=council, content=CONTENT, by=pat, at=NOON)


def test_a_plan_that_says_something_else_has_to_be_agreed_again(plan, olivia):
    agree_plan(plan=plan, agreed_on=date(2026, 6, 1), expected_version=1, by=olivia, at=NOON)
    edit_plan(plan=plan, content=CONTENT, expected_version=2, by=olivia, at=NOON)
    assert ContingencyPlan.objects.get().agreed_on == date(2026, 6, 1)
    edit_plan(plan=plan, content=CONTENT | {"staff": "All stay"}, expected_version=2, by=olivia, at=NOON)
    found = ContingencyPlan.objects.get()
    assert (found.agreed_on, found.agreed_by, found.content()["staff"]) == (None, None, "All stay")
    assert list(Activity.objects.order_by("pk").values_list("verb", flat=True)) == [
        "contingency_plan.written",
        "contingency_plan.agreed",
        "contingency_plan.edited",
    ]


def test_a_stale_change_and_a_day_ahead_are_refused(plan, olivia):
    with pytest.raises(StaleVersion):
        edit_plan(plan=plan, content=CONTENT | {"staff": "All stay"}, expected_version=5, by=olivia, at=NOON)
    with pytest.raises(Invalid):
        agree_plan(plan=plan, agreed_on=date(2026, 6, 4), expected_version=1, by=olivia, at=NOON)


def test_others_see_only_that_there_is_a_plan(plan, partnership, olivia, ada, django_assert_num_queries):
    agree_plan(plan=plan, agreed_on=TODAY, expected_version=1, by=olivia, at=NOON)
    ada.organisation_ids  # asked once a request  # noqa: B018
    with django_assert_num_queries(2):
        seen = plans_of(partnership, ada)
    assert [(row.organisation.name, row.exists, row.agreed_on, row.plan_id) for row in seen] == [
        ("Good Company", True, TODAY, None),
        ("Northside Neighbours", False, None, None),
    ]
    assert [row.plan_id for row in plans_of(partnership, olivia)] == [plan.pk, None]


@pytest.mark.parametrize("state", ["pilot", "evaluation", "tender"])
def test_the_milestone_is_reached_when_the_last_plan_is_agreed(state, plan, partnership, olivia, bo):
    partnership.state = state
    partnership.save()
    make_plan(partnership=partnership, planned_from="design", on=date(2022, 1, 10), by=olivia, at=NOON)
    milestone = partnership.milestones.get(key="contingency_planned")
    agree_plan(plan=plan, agreed_on=TODAY, expected_version=1, by=olivia, at=NOON)
    milestone.refresh_from_db()
    assert milestone.done_on is None
    other = bo.memberships.get().organisation
    theirs = write_plan(partnership=partnership, organisation=other, content=CONTENT, by=bo, at=NOON)
    agree_plan(plan=theirs, agreed_on=TODAY, expected_version=1, by=bo, at=NOON)
    milestone.refresh_from_db()
    assert milestone.done_on == TODAY
    edit_plan(plan=theirs, content=CONTENT | {"staff": "All stay"}, expected_version=2, by=bo, at=NOON)
    milestone.refresh_from_db()
    assert milestone.done_on is None


def test_an_organisation_that_left_needs_no_plan(plan, partnership, olivia):
    partnership.members.filter(may_bid=True).update(left_on=TODAY)
    assert plans_of(partnership, olivia) == []


def a_member(charity, **more):
    person = UserFactory(**more)
    MembershipFactory(person=person, organisation=charity)
    return person


def reads(person, plan):
    person.forget()
    return ContingencyPlan.objects.visible_to(person).filter(pk=plan.pk).exists()


def test_the_organisations_people_of_the_day_read_it_and_who_joins_later_does_not(partnership, charity, olivia):
    colleague, administrator = a_member(charity), a_member(charity, role="administrator")
    plan = write_plan(partnership=partnership, organisation=charity, content=CONTENT, by=olivia, at=NOON)
    later = a_member(charity)
    assert [reads(person, plan) for person in (olivia, colleague, administrator, later)] == [True, True, False, False]
    for outsider in (administrator, later):
        with pytest.raises(NotPermitted):
            edit_plan(plan=plan, content=CONTENT, expected_version=1, by=outsider, at=NOON)
        with pytest.raises(NotPermitted):
            name_readers(plan=plan, readers=[outsider], by=outsider, at=NOON)
    name_readers(plan=plan, readers=[later], by=olivia, at=NOON)
    assert [reads(person, plan) for person in (olivia, colleague, later)] == [True, False, True]
    assert Notice.objects.get(person=later).title == "You may read the contingency plan of Good Company"


def test_nobody_of_another_organisation_and_no_administrator_is_named(plan, charity, olivia, bo):
    for person in (bo, a_member(charity, role="administrator")):
        with pytest.raises(Invalid) as refusal:
            name_readers(plan=plan, readers=[person], by=olivia, at=NOON)
        assert list(refusal.value.errors) == ["readers"]


def test_a_reader_who_leaves_or_comes_to_administer_reads_it_no_more(plan, charity, olivia):
    colleague = a_member(charity)
    name_readers(plan=plan, readers=[colleague], by=olivia, at=NOON)
    colleague.role = "administrator"
    colleague.save()
    assert not reads(colleague, plan)
    olivia.memberships.all().delete()
    assert not reads(olivia, plan)


def test_an_administrator_who_lets_a_puppet_in_reads_nothing(plan, charity, olivia, ada, edie):
    """Neither the first invited to an organisation that everybody left, nor one whom its people let in."""
    accept(confirmed(offer_membership(organisation=charity, person=edie, by=ada, at=NOON), olivia), at=NOON)
    assert not reads(edie, plan)
    olivia.memberships.all().delete()
    edie.memberships.all().delete()
    puppet = UserFactory()
    accept(offer_membership(organisation=charity, person=puppet, by=ada, at=NOON), at=NOON)
    assert not reads(puppet, plan)
    assert [row.may_write for row in plans_of(plan.partnership, puppet)] == [True, False]


def confirmed(invitation, by):
    return confirm_invitation(invitation=invitation, by=by, at=NOON)


def test_where_nobody_is_left_to_read_it_a_new_plan_takes_its_place_unread(plan, partnership, charity, olivia):
    agree_plan(plan=plan, agreed_on=TODAY, expected_version=1, by=olivia, at=NOON)
    olivia.memberships.all().delete()
    newcomer = a_member(charity)
    fresh = CONTENT | {"staff": "New words"}
    written = write_plan(partnership=partnership, organisation=charity, content=fresh, by=newcomer, at=NOON)
    assert (written.pk, written.content(), written.agreed_on) == (plan.pk, fresh, None)
    assert (reads(newcomer, written), reads(olivia, written)) == (True, False)


def test_a_plan_rewritten_after_the_page_was_opened_is_not_agreed(plan, partnership, signed_in, olivia):
    address = partnership.url("agree_contingency_plan", plan.pk)
    read = re.search(r'name="version" value="(\d+)"', signed_in(olivia).get(address).content.decode())
    first = next(iter(CONTENT))
    edit_plan(plan=plan, content=CONTENT | {first: "Close."}, expected_version=plan.version, by=olivia, at=NOON)
    sent = {"agreed_on_day": "3", "agreed_on_month": "6", "agreed_on_year": "2026", "version": read[1]}
    assert signed_in(olivia).post(address, sent).status_code == 422
    plan.refresh_from_db()
    assert plan.agreed_on is None
    assert signed_in(olivia).post(address, sent | {"version": str(plan.version)}).status_code == 302


def test_who_left_and_came_back_reads_the_plan_once_a_reader_names_them(plan, charity, olivia, signed_in):
    mo = UserFactory(name="Mo Ferris")
    MembershipFactory(person=mo, organisation=charity)
    name_readers(plan=plan, readers=[mo], by=olivia, at=NOON)
    assert signed_in(mo).get(plan.get_absolute_url()).status_code == 200
    remove_membership(membership=Membership.objects.get(person=mo), by=olivia, at=NOON)
    assert signed_in(mo).get(plan.get_absolute_url()).status_code == 404
    accept(offer_membership(organisation=charity, person=mo, by=olivia, at=NOON), at=NOON)
    assert signed_in(mo).get(plan.get_absolute_url()).status_code == 404
    assert [row.plan_id for row in plans_of(plan.partnership, mo)] == [None, None]
    name_readers(plan=plan, readers=[mo], by=olivia, at=NOON)
    assert signed_in(mo).get(plan.get_absolute_url()).status_code == 200


def test_who_leaves_one_organisation_goes_on_reading_the_plan_of_another(plan, partnership, charity, olivia, bo):
    northside = bo.memberships.get().organisation
    other = write_plan(partnership=partnership, organisation=northside, content=CONTENT, by=bo, at=NOON)
    MembershipFactory(person=bo, organisation=charity)
    name_readers(plan=plan, readers=[bo], by=olivia, at=NOON)
    remove_membership(membership=bo.memberships.get(organisation=charity), by=olivia, at=NOON)
    assert (bo in plan.readers.all(), bo in other.readers.all()) == (False, True)
