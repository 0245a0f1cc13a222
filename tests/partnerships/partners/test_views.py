import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.invitations.operations import invite
from partnerships.lifecycle.operations import waive_criterion
from partnerships.models import Invitation, PersonRole
from partnerships.organisations.operations import keep_words
from tests.conftest import NOON
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory, PersonRoleFactory
from tests.factories.people import UserFactory


def inside(partnership, rest="partners"):
    return f"/partnerships/{partnership.pk}/{rest}/"


def today(name):
    day = timezone.localdate()
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.fixture
def care(db):
    found = OrganisationFactory(name="Castle Care")
    keep_words([found])
    return found


@pytest.mark.parametrize(
    ("person", "status", "may"),
    [
        ("olivia", 200, True),
        ("pat", 200, True),
        ("ada", 200, True),
        ("bo", 200, False),
        ("edie", 200, False),
        ("otto", 404, False),
    ],
)
def test_everyone_in_it_sees_partners_and_people(partnership, person, status, may, request, signed_in):
    page = signed_in(request.getfixturevalue(person)).get(inside(partnership))
    text = page.content.decode()
    assert (page.status_code, "Add a partner" in text) == (status, may)
    if status == 200:
        # Staff of organisations that may bid are not told who evaluates.
        sees_evaluators = person in {"pat", "ada", "edie"}
        assert ("Northside Neighbours" in text, "May bid" in text) == (True, True)
        assert ("Edie Hall" in text) == sees_evaluators


def test_invitations_carry_the_partnership(partnership, olivia, signed_in):
    assert f"?partnership={partnership.pk}" in signed_in(olivia).get(inside(partnership)).content.decode()


def test_a_partner_is_found_then_added(partnership, care, olivia, signed_in):
    client, where = signed_in(olivia), inside(partnership, "partners/add")
    typed = {"organisation_words": "castle", "role": "partner", "brings": "A van", **today("joined_on")}
    found = client.post(where, typed | {"find": "organisation"}).content.decode()
    assert (f'value="{care.pk}"' in found, "A van" in found, "There is a problem" in found) == (True, True, False)
    assert partnership.members.count() == 3
    chosen = typed | {"organisation_found_for": "castle", "organisation": care.pk}
    page = client.post(where, chosen)
    assert (page.status_code, page["Location"]) == (302, inside(partnership))
    assert partnership.members.get(organisation=care).brings == "A van"


@pytest.mark.parametrize(
    "sent", [{}, {"find": "nonsense"}, {"organisation_words": "%" * 9000, "role": "king", "joined_on_day": "99"}]
)
def test_bad_input_adds_nobody(partnership, olivia, signed_in, sent):
    assert signed_in(olivia).post(inside(partnership, "partners/add"), sent).status_code == 422
    assert partnership.members.count() == 3


def test_a_partner_is_edited_and_leaves(partnership, olivia, bo, signed_in):
    client, own = signed_in(olivia), partnership.members.get(role="partner")
    sent = {"role": "partner", "may_bid": "on", "brings": "Forty volunteers", "identity_statement": "", "version": 1}
    assert client.post(inside(partnership, f"partners/{own.pk}/edit"), sent).status_code == 302
    own.refresh_from_db()
    assert own.brings == "Forty volunteers"
    assert client.post(inside(partnership, f"partners/{own.pk}/remove"), today("left_on")).status_code == 302
    assert client.get(inside(partnership, f"partners/{own.pk}/edit")).status_code == 404
    assert "former partner" in client.get(inside(partnership)).content.decode()


def test_the_last_lead_is_kept_in_words(partnership, olivia, signed_in):
    lead = partnership.members.get(role="lead_public")
    page = signed_in(olivia).post(inside(partnership, f"partners/{lead.pk}/remove"), today("left_on"))
    assert (page.status_code, "Name another “Lead public partner” first" in page.content.decode()) == (422, True)


def test_its_own_people_are_not_asked_for_the_role(partnership, bo, signed_in):
    own = partnership.members.get(role="partner")
    page = signed_in(bo).get(inside(partnership, f"partners/{own.pk}/edit")).content.decode()
    assert ('name="brings"' in page, 'name="role"' in page) == (True, False)


def test_a_person_is_offered_a_role_accepts_and_gives_it_up(partnership, olivia, otto, signed_in):
    client = signed_in(olivia)
    page = client.post(inside(partnership, "people/add"), {"person_words": "otto@example.org", "role": "observer"})
    assert page.status_code == 302
    assert "Offered, not answered yet" in client.get(inside(partnership)).content.decode()
    client = signed_in(otto)
    assert "Olivia Reid invites you" in client.get("/").content.decode()
    accepted = client.post(reverse("accept_own_invitation", args=[Invitation.objects.get().pk]))
    assert accepted.url == partnership.get_absolute_url()
    given = PersonRole.objects.get(person=otto)
    assert "Give up" in client.get(inside(partnership)).content.decode()
    assert client.post(inside(partnership, f"people/{given.pk}/end")).url == "/"
    assert PersonRole.objects.filter(person=otto).count() == 0


def test_the_leader_offers_no_role_the_purchaser_gives(partnership, olivia, pat, signed_in):
    assert 'value="purchaser"' not in signed_in(olivia).get(inside(partnership, "people/add")).content.decode()
    assert 'value="purchaser"' in signed_in(pat).get(inside(partnership, "people/add")).content.decode()


def test_the_lead_is_offered(partnership, olivia, bo, signed_in):
    client, where = signed_in(olivia), inside(partnership, "people/leader")
    assert "You lead until the person accepts" in client.get(where).content.decode()
    assert client.post(where, {"person_words": "Bo Quinn", "knows": "Consortia"}).status_code == 302
    assert PersonRole.objects.get(role="leader").person == olivia
    signed_in(bo).post(reverse("accept_own_invitation", args=[Invitation.objects.get().pk]))
    lead = PersonRole.objects.get(role="leader")
    assert (lead.person, lead.knows) == (bo, "Consortia")


def test_the_people_of_an_organisation_that_leaves_are_offered_for_ending_by_name(partnership, olivia, bo, signed_in):
    own = partnership.members.get(role="partner")
    client, where = signed_in(olivia), inside(partnership, f"partners/{own.pk}/remove")
    page = client.get(where).content.decode()
    words = "Bo Quinn, Partner contact – belongs to Northside Neighbours, which leaves"
    role = partnership.roles.get(person=bo)
    assert (words in page, f'value="{role.pk}" checked' in " ".join(page.split())) == (True, True)
    assert client.post(where, today("left_on") | {"ended": [role.pk]}).status_code == 302
    assert not partnership.roles.filter(person=bo).exists()


def test_of_a_council_that_leaves_the_purchasers_end_their_roles_themselves(partnership, olivia, pat, signed_in):
    MemberFactory(partnership=partnership, organisation=OrganisationFactory(kind="council"), role="lead_public")
    own = partnership.members.get(organisation__name="Kirkton Council")
    client, where = signed_in(olivia), inside(partnership, f"partners/{own.pk}/remove")
    page = client.get(where).content.decode()
    assert "Pat Lennox, Purchaser: the purchasers end this role" in page
    assert client.post(where, today("left_on") | {"ended": [partnership.roles.get(person=pat).pk]}).status_code == 302
    assert partnership.roles.filter(person=pat).exists()


def test_a_purchaser_of_the_council_takes_the_partnership_on(partnership, council, pat, olivia, signed_in):
    partnership.roles.filter(person=pat).delete()
    client, where = signed_in(pat), inside(partnership, "people/take-on")
    assert where in client.get(inside(partnership)).content.decode()
    assert client.post(where).url == inside(partnership)
    assert partnership.roles.get(person=pat).role == "purchaser"
    assert signed_in(olivia).get(where).status_code == 403


@pytest.mark.parametrize(
    ("person", "status"), [("olivia", 200), ("pat", 200), ("ada", 200), ("bo", 403), ("edie", 403), ("otto", 404)]
)
def test_who_changes_partners_and_people(partnership, person, status, request, signed_in):
    client = signed_in(request.getfixturevalue(person))
    own, role = partnership.members.get(role="lead_third_sector"), partnership.roles.get(role="leader")
    pages = [
        "partners/add",
        f"partners/{own.pk}/edit",
        f"partners/{own.pk}/remove",
        "people/add",
        "people/leader",
        f"people/{role.pk}/end",
    ]
    assert [client.get(inside(partnership, page)).status_code for page in pages] == [status] * 6


def test_the_page_asks_the_same_however_many(partnership, olivia, signed_in, queries):
    client = signed_in(olivia)
    before = queries(client, inside(partnership))
    for _ in range(3):
        MemberFactory(partnership=partnership)
        PersonRoleFactory(partnership=partnership, person=UserFactory())
    assert queries(client, inside(partnership)) == before <= 17


def test_where_the_last_bidder_left_before_the_tender_the_leader_can_say_that_none_bids(
    partnership, olivia, pat, signed_in
):
    def offers(person):
        return (
            inside(partnership, "criteria/bidders_named/waive")
            in signed_in(person).get(inside(partnership)).content.decode()
        )

    partnership.state = "tender"
    partnership.save()
    assert not offers(olivia)
    partnership.members.update(may_bid=False)
    assert (offers(olivia), offers(pat)) == (True, False)
    waive_criterion(partnership=partnership, code="bidders_named", reason="None of us bids", by=olivia, at=NOON)
    assert not offers(olivia)


def test_an_offered_role_leads_to_its_invitation_only_who_may_open_it(signed_in, partnership, olivia, pat, ada):
    asked = {"email": "new@example.org", "name": "New Person", "role": "development_officer"}
    offer = invite(**asked, partnership=partnership, partnership_role="observer", by=olivia, at=timezone.now())
    for person, may_open in ((olivia, True), (ada, True), (pat, False)):
        client = signed_in(person)
        page = client.get(inside(partnership)).content.decode()
        is_linked = f'href="{offer.get_absolute_url()}"' in page
        assert ("New Person" in page, is_linked) == (True, may_open)
        assert (client.get(offer.get_absolute_url()).status_code == 200) == may_open
