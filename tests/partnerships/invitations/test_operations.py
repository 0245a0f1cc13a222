from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from partnerships.invitations.operations import accept_invitation, find_invitation, invite, open_account
from partnerships.models import Activity, Invitation, OutgoingMail, PersonRole, User
from partnerships.offers.operations import withdraw_invitation
from psp.core.dates import end_of_day
from psp.core.problems import Invalid, NotPermitted
from tests.conftest import NOON
from tests.factories.organisations import OrganisationFactory

NEW = {"email": "New@example.org", "name": "New Person", "role": "development_officer"}


def secret_of(invitation):
    words = OutgoingMail.objects.get(address=invitation.email).letter.text
    return words.split("/invitations/accept/")[1].split("/")[0]


@pytest.mark.parametrize(
    ("by", "role", "may"),
    [
        ("olivia", "development_officer", True),
        ("olivia", "council_purchaser", False),
        ("pat", "council_purchaser", True),
        ("pat", "administrator", False),
        ("ada", "administrator", True),
    ],
)
def test_nobody_gives_more_than_their_role_lets_them(request, by, role, may):
    def send():
        return invite(**NEW | {"role": role}, by=request.getfixturevalue(by), at=timezone.now())

    if may:
        assert send().role == role
        return
    with pytest.raises(Invalid, match="Select a role you may give"):
        send()


def test_nobody_invites_where_they_have_no_say(partnership, otto, olivia):
    with pytest.raises(NotPermitted):
        invite(**NEW, partnership=partnership, partnership_role="contact", by=otto, at=timezone.now())
    with pytest.raises(Invalid, match="Purchasers and evaluators are named by the council’s purchasers"):
        invite(**NEW, partnership=partnership, partnership_role="evaluator", by=olivia, at=timezone.now())
    with pytest.raises(Invalid, match="Select your organisation or a partner of a partnership you lead"):
        invite(**NEW, organisation=OrganisationFactory(), by=olivia, at=timezone.now())


def test_the_link_opens_an_account_that_belongs_where_it_was_invited(partnership, charity, olivia):
    now = timezone.now()
    asked = NEW | {"organisation": charity, "partnership": partnership, "partnership_role": "observer"}
    invitation = invite(**asked, by=olivia, at=now)
    found = find_invitation(secret_of(invitation))
    with pytest.raises(Invalid, match="Choose unrelated words"):
        open_account(invitation=found, name="New Person", password="Summer2026Winter", at=now)
    person = open_account(invitation=found, name="New Person", password="correct horse battery", at=now)
    assert (person.email, person.role, person.emailaddress_set.get().verified) == (
        "new@example.org",
        "development_officer",
        True,
    )
    assert (person.belongs_to(charity.pk), partnership.roles.get(person=person).role) == (True, "observer")
    assert find_invitation(secret_of(invitation)).state_at(now) == "accepted"
    assert mail.outbox == []


def test_a_link_works_for_14_days_until_it_is_withdrawn_or_replaced(olivia):
    now = timezone.now()
    invitation = invite(**NEW, by=olivia, at=now)
    secret = secret_of(invitation)
    states = [find_invitation(secret).state_at(now + timedelta(days=days)) for days in (13, 15)]
    assert states == ["open", "expired"]
    second = invite(**NEW, by=olivia, at=now)
    assert find_invitation(secret).state_at(now) == "replaced"
    withdraw_invitation(invitation=second, by=olivia, at=now)
    second.refresh_from_db()
    assert (second.state_at(now), Invitation.objects.open_at(now).exists()) == ("withdrawn", False)


def test_only_the_owner_of_the_address_accepts(olivia, otto):
    invitation = invite(**NEW, by=olivia, at=timezone.now())
    with pytest.raises(NotPermitted, match="another e-mail address"):
        accept_invitation(invitation=invitation, by=otto, at=timezone.now())
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("role", ["leader", "contact"])
def test_who_accepts_takes_the_role_and_a_leader_hands_over(partnership, olivia, otto, role):
    now = timezone.now()
    invitation = invite(
        email=otto.email,
        name="Otto",
        role="development_officer",
        partnership=partnership,
        partnership_role=role,
        by=olivia,
        at=now,
    )
    accept_invitation(invitation=invitation, by=otto, at=now)
    assert partnership.roles.filter(person=otto, role=role).exists()
    assert PersonRole.objects.filter(partnership=partnership, role="leader").count() == 1
    assert Activity.objects.filter(verb__in=["leader.named", "role.granted"], partnership=partnership).count() == 1


def test_an_invitation_is_open_to_the_end_of_the_day_its_mail_names(olivia):
    invitation = invite(**NEW, by=olivia, at=NOON)
    assert invitation.expires_at == end_of_day(date(2026, 6, 17))
    assert "Open until: 17 June 2026" in OutgoingMail.objects.get().letter.text
