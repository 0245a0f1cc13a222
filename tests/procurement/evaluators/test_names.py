"""Who evaluates is known to the purchasing side alone: no page, list, export, report or history tells bidders' staff."""

import pytest
from django.urls import reverse

from partnerships.activity.operations import record
from partnerships.milestones.forms import people_of as owners_to_choose
from partnerships.models import Activity, PersonRole
from partnerships.partners.queries import people_of
from partnerships.reports.operations import ask_for_report, make_report
from partnerships.roles.operations import end_role, take_role
from tests.conftest import NOON
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory

BIDDERS = ["bo", "olivia"]
OUTSIDE = [*BIDDERS, "otto"]
SECRET = ("Edie Hall", "edie@example.org", "Evaluator")


@pytest.fixture(autouse=True)
def _observed(partnership, otto):
    """Otto belongs to no partner and observes."""
    PersonRoleFactory(partnership=partnership, person=otto, role="observer")


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_page_export_or_search_names_an_evaluator(who, with_bids, signed_in, edie, pat, request):
    partnership, client = with_bids.partnership, signed_in(request.getfixturevalue(who))
    take_role(partnership=partnership, role="evaluator", by=UserFactory(name="Nora Fell"), offered_by=pat, at=NOON)
    places = [
        *(partnership.url(name) for name in ("partnership", "partners", "history", "timeline", "documents")),
        *(partnership.url(name) for name in ("partnership_tender", "prior_involvements", "readiness")),
        *(with_bids.url(name) for name in ("tender", "tender_dates", "tender_criteria", "tender_documents")),
        partnership.url("history") + "?format=csv",
        reverse("home"),
        reverse("tenders"),
        reverse("notifications"),
    ]
    for place in places:
        answer = client.get(place)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        found = [words for words in (*SECRET, "Nora Fell") if words in text]
        assert (place, answer.status_code, found) == (place, 200, [])
    assert client.get(with_bids.url("evaluators")).status_code == 404
    page = client.get(edie.get_absolute_url()).content.decode()
    assert ("evaluator" in page.lower(), partnership.name in page) == (False, False)


@pytest.mark.parametrize("who", ["pat", "edie", "ada"])
def test_the_purchasing_side_and_administrators_see_them(who, partnership, signed_in, request):
    client = signed_in(request.getfixturevalue(who))
    for name in ("partners", "partnership"):
        assert "Edie Hall" in client.get(partnership.url(name)).content.decode()


@pytest.mark.parametrize("who", ["pat", "edie", "ada"])
def test_a_stake_in_a_bidder_hides_them_from_anybody(who, partnership, signed_in, edie, charity, request):
    """Edie, who evaluates herself, still sees her own role and no other's."""
    person = request.getfixturevalue(who)
    PersonRoleFactory(partnership=partnership, person=UserFactory(name="Nora Fell"), role="evaluator")
    MembershipFactory(person=person, organisation=charity)
    client = signed_in(type(person).objects.get(pk=person.pk))
    page = client.get(partnership.url("partners")).content.decode()
    assert ("Nora Fell" in page, "Edie Hall" in page) == (False, who == "edie")


@pytest.mark.parametrize("who", [*OUTSIDE, "pat", "edie"])
def test_a_report_names_no_evaluator_whoever_makes_it(who, partnership, request, clock):
    """A report travels."""
    person = request.getfixturevalue(who)
    with clock(NOON):
        report = ask_for_report(
            partnership=partnership, kind="partnership", subject=partnership, format="text", by=person, at=NOON
        )
        assert make_report(report_id=report.pk, now=lambda: NOON)
    report.refresh_from_db()
    with report.file.open("rb") as file:
        text = file.read().decode()
    assert ("Olivia Reid" in text, [words for words in SECRET if words in text]) == (True, [])


@pytest.mark.parametrize(("who", "sees"), [("bo", False), ("olivia", False), ("edie", True), ("pat", True)])
def test_who_makes_reports_tells_nobody_who_evaluates(who, sees, partnership, edie, signed_in, request):
    asked = {"kind": "partnership", "subject": partnership, "format": "text", "at": NOON}
    ask_for_report(partnership=partnership, by=edie, **asked)
    client = signed_in(request.getfixturevalue(who))
    for place in ("partnership_reports", "history", "partnership"):
        for query in ("", "?format=csv"):
            answer = client.get(partnership.url(place) + query)
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
            if place != "partnership":
                assert (place, answer.status_code, "Edie Hall" in text) == (place, 200, sees)
            elif not sees:
                assert "Edie Hall" not in text
    assert not Activity.objects.open_to_all().filter(actor=edie).exists()


@pytest.mark.parametrize(
    ("who", "sees"), [("bo", False), ("olivia", False), ("otto", False), ("pat", False), ("ada", True)]
)
def test_the_history_of_a_role_given_and_ended_is_private(who, sees, partnership, pat, request):
    nora = UserFactory(name="Nora Fell")
    role = take_role(partnership=partnership, role="evaluator", by=nora, offered_by=pat, at=NOON)
    end_role(role=role, by=pat, at=NOON)
    rows = Activity.objects.filter(verb__startswith="role.")
    assert set(rows.values_list("is_private", flat=True)) == {True}
    assert Activity.objects.visible_to(request.getfixturevalue(who)).filter(pk__in=rows).exists() is sees


def test_entries_recorded_before_they_were_private_are_kept_back_too(
    partnership, pat, bo, edie, ada, charity, signed_in
):
    role = PersonRole.objects.get(person=edie)
    entry = record(verb="role.granted", target=role, partnership=partnership, by=pat, at=NOON)
    Activity.objects.filter(pk=entry.pk).update(is_private=False)
    assert entry.target_label == "Edie Hall, Evaluator"
    seen = {person.name: Activity.objects.visible_to(person).filter(pk=entry.pk).exists() for person in (pat, bo, ada)}
    assert seen == {"Pat Lennox": True, "Bo Quinn": False, "Ada Munro": True}
    assert not Activity.objects.open_to_all().filter(pk=entry.pk).exists()
    assert "Edie Hall" not in signed_in(bo).get(partnership.url("partnership")).content.decode()
    MembershipFactory(person=ada, organisation=charity)
    ada = type(ada).objects.get(pk=ada.pk)
    assert not Activity.objects.visible_to(ada).filter(pk=entry.pk).exists()


def test_nobody_is_offered_as_an_owner_who_only_evaluates(partnership, edie, pat):
    assert edie not in owners_to_choose(partnership)
    assert pat in owners_to_choose(partnership)
    PersonRoleFactory(partnership=partnership, person=edie, role="observer")
    assert edie in owners_to_choose(partnership)


def test_without_somebody_who_asks_only_what_all_may_know_is_listed(partnership):
    assert [str(role) for role in people_of(partnership)] == [
        "Olivia Reid, Project leader",
        "Bo Quinn, Partner contact",
        "Pat Lennox, Purchaser",
        "Otto Vane, Observer",
    ]


@pytest.mark.parametrize("name", ["personrole", "activity", "changedfield"])
def test_the_admin_names_none_to_an_administrator_of_a_bidder(name, partnership, pat, ada, charity, signed_in):
    take_role(partnership=partnership, role="evaluator", by=UserFactory(name="Nora Fell"), offered_by=pat, at=NOON)
    url = reverse(f"admin:partnerships_{name}_changelist")
    assert "Nora Fell" in signed_in(ada).get(url).content.decode()
    MembershipFactory(person=ada, organisation=charity)
    assert "Nora Fell" not in signed_in(ada).get(url).content.decode()


def test_the_admin_lists_no_evaluation_to_an_administrator_of_a_bidder(in_moderation, ada, charity, signed_in):
    names = ("evaluator", "score", "reading")
    for name in names:
        page = signed_in(ada).get(reverse(f"admin:procurement_{name}_changelist")).content.decode()
        assert ("Edie Hall" in page or name == "reading") is True
    MembershipFactory(person=ada, organisation=charity)
    for name in names:
        page = signed_in(ada).get(reverse(f"admin:procurement_{name}_changelist")).content.decode()
        assert "Edie Hall" not in page
