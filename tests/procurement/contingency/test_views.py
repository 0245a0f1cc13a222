import pytest

from procurement.contingency.models import PARTS
from procurement.contingency.operations import write_plan
from procurement.models import ContingencyPlan
from tests.conftest import NOON
from tests.factories.people import MembershipFactory, UserFactory

CONTENT = {name: f"Secret words about {name}" for name in PARTS}


@pytest.fixture
def plan(partnership, charity, olivia):
    return write_plan(partnership=partnership, organisation=charity, content=CONTENT, by=olivia, at=NOON)


@pytest.mark.parametrize("who", ["pat", "edie", "bo", "ada", "otto", "root"])
def test_a_plan_is_not_there_for_anybody_else(who, plan, partnership, charity, signed_in, request):
    person = UserFactory(role="administrator", is_superuser=True) if who == "root" else request.getfixturevalue(who)
    client = signed_in(person)
    pages = [plan.get_absolute_url()]
    pages += [partnership.url(name, plan.pk) for name in ("edit_contingency_plan", "agree_contingency_plan")]
    pages += [partnership.url("write_contingency_plan", charity.pk)]
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert [client.post(page, CONTENT).status_code for page in pages] == [404] * 4


def test_others_see_only_that_there_is_a_plan(plan, partnership, signed_in, ada, otto):
    page = signed_in(ada).get(partnership.url("contingency_plans")).content.decode()
    assert ("Written, not agreed" in page, "None yet" in page, "Secret" in page) == (True, True, False)
    assert signed_in(otto).get(partnership.url("contingency_plans")).status_code == 404


def test_an_organisation_writes_reads_changes_and_agrees_its_plan(partnership, charity, signed_in, olivia):
    client = signed_in(olivia)
    write = partnership.url("write_contingency_plan", charity.pk)
    assert write in client.get(partnership.url("contingency_plans")).content.decode()
    answer = client.post(write, CONTENT)
    plan = ContingencyPlan.objects.get()
    assert (answer.url, "Secret words about staff" in client.get(answer.url).content.decode()) == (
        plan.get_absolute_url(),
        True,
    )
    edit = partnership.url("edit_contingency_plan", plan.pk)
    assert "Secret words about finance" in client.get(edit).content.decode()
    assert client.post(edit, CONTENT | {"staff": "All stay", "version": "1"}).status_code == 302
    agree = partnership.url("agree_contingency_plan", plan.pk)
    day = {"agreed_on_day": "1", "agreed_on_month": "6", "agreed_on_year": "2026"}
    assert client.post(agree, day).status_code == 302
    plan.refresh_from_db()
    assert (plan.content()["staff"], plan.agreed_by) == ("All stay", olivia)


def test_a_stale_change_shows_both_and_loses_neither(plan, partnership, signed_in, olivia):
    edit = partnership.url("edit_contingency_plan", plan.pk)
    client = signed_in(olivia)
    client.post(edit, CONTENT | {"staff": "All stay", "version": "1"})
    answer = client.post(edit, CONTENT | {"staff": "Two leave", "version": "1"})
    page = answer.content.decode()
    assert (answer.status_code, "All stay" in page, "Two leave" in page) == (422, True, True)


@pytest.mark.parametrize("wrong", [{"staff": ""}, {"finance": "x" * 20_000}])
def test_a_wrong_plan_is_shown_again(wrong, partnership, charity, signed_in, olivia):
    answer = signed_in(olivia).post(partnership.url("write_contingency_plan", charity.pk), CONTENT | wrong)
    assert (answer.status_code, ContingencyPlan.objects.count()) == (422, 0)


def test_a_council_person_finds_no_form_for_anothers_plan(partnership, council, charity, signed_in, pat):
    client = signed_in(pat)
    assert client.get(partnership.url("write_contingency_plan", charity.pk)).status_code == 404
    assert client.post(partnership.url("write_contingency_plan", council.pk), CONTENT).status_code == 422


def test_who_reads_it_is_named_on_the_form_and_changed_later(partnership, charity, signed_in, olivia):
    colleague = UserFactory(name="Cal Orr")
    MembershipFactory(person=colleague, organisation=charity)
    client, write = signed_in(olivia), partnership.url("write_contingency_plan", charity.pk)
    assert "Cal Orr" in client.get(write).content.decode()
    client.post(write, CONTENT)
    plan = ContingencyPlan.objects.get()
    assert list(plan.readers.all()) == [olivia]
    listed = signed_in(colleague).get(partnership.url("contingency_plans")).content.decode()
    assert ("ask Olivia Reid to name you" in listed, signed_in(colleague).get(plan.get_absolute_url()).status_code) == (
        True,
        404,
    )
    readers = partnership.url("name_plan_readers", plan.pk)
    assert signed_in(olivia).post(readers, {"readers": [colleague.pk]}).status_code == 302
    assert signed_in(colleague).get(plan.get_absolute_url()).status_code == 200
