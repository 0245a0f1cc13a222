"""Who is invited to evaluate is as private as who evaluates: no page, list or history tells bidders' staff, then or later."""

from datetime import timedelta

import pytest
from django.urls import reverse

from partnerships.activity.operations import record
from partnerships.contacts.operations import roles_through
from partnerships.invitations.operations import accept_invitation, decline_invitation, invite
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import edit_partnership
from partnerships.models import Activity, Invitation, Notice, PersonRole
from partnerships.offers.operations import resend_invitation, withdraw_invitation
from partnerships.people.operations import deactivate_person
from partnerships.reminders.queries import owed_by
from partnerships.roles.operations import offer_role
from partnerships.roles.queries import roles_of_people_of
from psp.core.missing import people_missing
from psp.core.problems import Invalid
from tests.conftest import NOON, TODAY
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory

BIDDERS = ["bo", "olivia", "otto"]
SECRET = ("Zelda Quist", "zelda@example.org")
PLACES = ("partnership", "partners", "history", "timeline", "partnership_reports")


@pytest.fixture
def zelda(db):
    return UserFactory(name="Zelda Quist", email="zelda@example.org")


@pytest.fixture
def offered(partnership, pat, zelda, otto):
    """Pat offers Zelda, who has an account, the role of an evaluator; Otto observes."""
    PersonRoleFactory(partnership=partnership, person=otto, role="observer")
    return offer_role(partnership=partnership, person=zelda, role="evaluator", by=pat, at=NOON)


def as_recorded_before(*entries, address="zelda@example.org"):
    """Take the entries of the history for such as were recorded before they were private, and named an address."""
    rows = Activity.objects.filter(pk__in=[entry.pk for entry in entries])
    rows.update(is_private=False)
    rows.filter(verb="person.invited").update(target_label=address)


def text_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def found_in(client, partnership):
    places = [partnership.url(name) for name in PLACES] + [partnership.url("history") + "?format=csv"]
    places += [
        reverse("home"),
        reverse("invitations"),
        reverse("invitations") + "?format=csv",
        reverse("notifications"),
    ]
    return [(place, words) for place in places for words in SECRET if words in text_of(client, place)]


@pytest.mark.parametrize("who", BIDDERS)
def test_no_page_tells_who_is_invited_or_accepts(who, offered, partnership, zelda, signed_in, clock, request):
    client = signed_in(request.getfixturevalue(who))
    with clock(NOON):
        assert found_in(client, partnership) == []
        accept_invitation(invitation=offered, by=zelda, at=NOON + timedelta(minutes=1))
        assert found_in(client, partnership) == []


def test_the_purchasing_side_reads_the_offer_on_the_partners_page(offered, partnership, pat, edie, signed_in, clock):
    with clock(NOON):
        assert "Zelda Quist" in text_of(signed_in(pat), partnership.url("partners"))
        assert "Zelda Quist" not in text_of(signed_in(edie), partnership.url("partners"))


def test_other_offers_are_read_as_before(partnership, olivia, pat, zelda, signed_in, clock):
    offer_role(partnership=partnership, person=zelda, role="contact", by=olivia, at=NOON)
    with clock(NOON):
        assert "Zelda Quist" in text_of(signed_in(pat), partnership.url("partners"))
        assert Activity.objects.visible_to(pat).filter(verb="person.invited").exists()


@pytest.mark.parametrize("answer", ["accepted", "declined", "withdrawn", "resent"])
def test_all_that_is_recorded_of_it_is_private(answer, offered, partnership, zelda, pat):
    acts = {
        "accepted": lambda: accept_invitation(invitation=offered, by=zelda, at=NOON),
        "declined": lambda: decline_invitation(invitation=offered, by=zelda, at=NOON),
        "withdrawn": lambda: withdraw_invitation(invitation=offered, by=pat, at=NOON),
        "resent": lambda: resend_invitation(invitation=offered, email=zelda.email, by=pat, at=NOON),
    }
    acts[answer]()
    entries = Activity.objects.filter(partnership=partnership)
    assert set(entries.values_list("is_private", flat=True)) == {True}
    assert entries.filter(verb=f"invitation.{answer}").exists()


@pytest.mark.parametrize("is_kept", [True, False])
def test_entries_recorded_before_they_were_private_are_kept_back_too(
    is_kept, offered, partnership, pat, zelda, bo, ada, charity, signed_in
):
    """Whether or not the invitation was deleted since: the role was taken up by its owner, at the same moment."""
    accept_invitation(invitation=offered, by=zelda, at=NOON + timedelta(hours=1))
    entries = Activity.objects.filter(partnership=partnership)
    as_recorded_before(*entries)
    if not is_kept:
        Invitation.objects.all().delete()
        PersonRole.objects.filter(person=zelda).delete()
    verbs = {"person.invited", "invitation.accepted", "role.granted"}
    assert set(Activity.objects.visible_to(pat).filter(pk__in=entries).values_list("verb", flat=True)) == verbs
    assert not Activity.objects.visible_to(bo).filter(pk__in=entries).exists()
    assert not Activity.objects.open_to_all().filter(pk__in=entries).exists()
    assert "Zelda" not in text_of(signed_in(bo), partnership.url("history"))
    assert Activity.objects.visible_to(ada).filter(pk__in=entries).count() == 3
    MembershipFactory(person=ada, organisation=charity)
    assert not Activity.objects.visible_to(type(ada).objects.get(pk=ada.pk)).filter(pk__in=entries).exists()


def test_an_entry_that_names_the_role_is_kept_back_whoever_it_was_and_wherever_the_invitation_is(offered, bo, pat):
    Invitation.objects.all().delete()
    Activity.objects.update(is_private=False)
    [entry] = Activity.objects.filter(verb="person.invited")
    assert entry.target_label == "Kirkton Befriending, evaluator"
    assert Activity.objects.visible_to(pat).filter(pk=entry.pk).exists()
    assert not Activity.objects.visible_to(bo).filter(pk=entry.pk).exists()


def test_earlier_entries_of_a_declined_offer_are_kept_back(offered, partnership, zelda, bo, pat):
    decline_invitation(invitation=offered, by=zelda, at=NOON + timedelta(hours=1))
    as_recorded_before(*Activity.objects.filter(partnership=partnership))
    assert Activity.objects.visible_to(pat).filter(partnership=partnership).count() == 2
    assert not Activity.objects.visible_to(bo).filter(partnership=partnership).exists()


def test_earlier_entries_of_other_invitations_stay(partnership, olivia, zelda, bo):
    offer = offer_role(partnership=partnership, person=zelda, role="contact", by=olivia, at=NOON)
    accept_invitation(invitation=offer, by=zelda, at=NOON)
    assert Activity.objects.visible_to(bo).filter(partnership=partnership).count() == 3
    Invitation.objects.all().delete()
    assert Activity.objects.visible_to(bo).filter(partnership=partnership).count() == 3
    assert Activity.objects.open_to_all().filter(partnership=partnership).count() == 3


def test_the_filter_of_the_history_lists_nobody_who_only_accepted_to_evaluate(
    offered, partnership, zelda, bo, pat, signed_in
):
    accept_invitation(invitation=offered, by=zelda, at=NOON)
    as_recorded_before(*Activity.objects.filter(partnership=partnership))
    for person, names in ((bo, False), (pat, True)):
        page = signed_in(person).get(partnership.url("history"))
        people = page.context["filter"].form.fields["person"].queryset
        assert people.filter(pk=zelda.pk).exists() is names


def test_an_organisation_that_is_asked_reads_no_role(partnership, pat, zelda, signed_in, clock):
    """Somebody is invited to a partner and to evaluate at once: its people agree to the first and do not learn the second."""
    partner, mo = OrganisationFactory(name="Castle Care"), UserFactory(name="Mo Ferris")
    MemberFactory(partnership=partnership, organisation=partner)
    MembershipFactory(person=mo, organisation=partner)
    facts = {"email": zelda.email, "name": zelda.name, "role": "development_officer", "organisation": partner}
    facts |= {"partnership": partnership, "partnership_role": "evaluator"}
    with clock(NOON):
        invitation = invite(by=pat, at=NOON, **facts)
        client = signed_in(mo)
        urls = [invitation.get_absolute_url(), reverse("invitations"), reverse("invitations") + "?format=csv"]
        pages = [text_of(client, url) for url in urls]
        owed = [item.title for item in owed_by(mo, TODAY, TODAY + timedelta(days=30), today=TODAY)]
    told = Notice.objects.get(person=mo).title
    for words in (*pages, told, *owed):
        assert ("evaluator" in words.lower(), "Kirkton" in words) == (False, False)
    assert all("Castle Care" in words for words in (*pages, told))
    assert "Kirkton Befriending, evaluator" in text_of(signed_in(pat), reverse("invitations"))


@pytest.mark.parametrize(("who", "counts"), [("olivia", False), ("bo", False), ("otto", False), ("pat", True)])
def test_how_many_score_is_counted_for_those_who_may_know(who, counts, partnership, request):
    partnership.roles.filter(role="evaluator").delete()
    Partnership.objects.update(state="pilot")
    rows = people_missing(Partnership.objects.get(), request.getfixturevalue(who))
    assert any("to score bids" in row.sentence for row in rows) is counts


def test_a_refused_change_of_the_council_names_no_evaluator(partnership, pat, olivia):
    change = {"changes": {"purchasing_council": OrganisationFactory(kind="council")}, "by": olivia, "at": NOON}
    with pytest.raises(Invalid) as refusal:
        edit_partnership(partnership=partnership, expected_version=1, **change)
    assert ("Pat Lennox" in str(refusal.value), "Edie Hall" in str(refusal.value)) == (True, False)
    partnership.roles.filter(role="purchaser").delete()
    with pytest.raises(Invalid) as refusal:
        edit_partnership(partnership=partnership, expected_version=1, **change)
    assert "Edie Hall" not in str(refusal.value)


def test_an_organisation_that_leaves_or_loses_somebody_learns_no_such_role(
    partnership, zelda, charity, olivia, bo, pat
):
    member = partnership.members.get(organisation=charity)
    membership = MembershipFactory(person=zelda, organisation=charity)
    role = PersonRoleFactory(partnership=partnership, person=zelda, role="evaluator")
    for person, roles in ((olivia, []), (bo, []), (pat, [role])):
        assert [found for found in roles_of_people_of(member, person) if found.person == zelda] == roles
        assert roles_through(membership, person) == roles
    assert roles_through(membership, zelda) == [role]


def test_who_sees_to_a_condition_is_nobody_who_only_evaluates(submitted, pat, edie, signed_in):
    page = signed_in(pat).get(submitted.partnership.url("decide_readiness", submitted.pk))
    people = page.context["form"].people.values()
    assert ("Edie Hall" in map(str, people), "Olivia Reid" in map(str, people)) == (False, True)


@pytest.mark.parametrize("has_stake", [True, False])
def test_closing_an_account_tells_an_administrator_of_a_bidder_no_such_role(
    has_stake, partnership, edie, ada, pat, charity, signed_in
):
    if has_stake:
        MembershipFactory(person=ada, organisation=charity)
    client = signed_in(ada)
    for name in ("deactivate_person", "change_role"):
        page = text_of(client, reverse(name, args=[edie.pk]))
        assert ("Evaluator" in page) is not has_stake
    handover = deactivate_person(person=edie, successor=pat, by=ada, at=NOON)
    assert (handover.left_open, bool(handover.confidential)) == ([], not has_stake)
    assert "valuator" not in Activity.objects.get(verb="person.deactivated").note


def test_what_was_noted_of_a_closed_account_is_kept_from_an_administrator_of_a_bidder(partnership, edie, ada, charity):
    note = "left open: Evaluator of Kirkton Befriending"
    entry = record(verb="person.deactivated", target=edie, by=ada, at=NOON, note=note, is_private=True)
    assert Activity.objects.visible_to(ada).filter(pk=entry.pk).exists()
    MembershipFactory(person=ada, organisation=charity)
    assert not Activity.objects.visible_to(type(ada).objects.get(pk=ada.pk)).filter(pk=entry.pk).exists()
