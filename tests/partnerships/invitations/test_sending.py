"""Sending invitations: limits, mails that fail, sending again to a corrected address."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.invitations.operations import accept_invitation, invite
from partnerships.invitations.reminders import invitations_due
from partnerships.mail.operations import deliver_mail
from partnerships.models import Activity, Invitation, Notice, OutgoingMail, User
from partnerships.offers.operations import (
    MOST_BY_ONE_PERSON,
    MOST_TO_ONE_ADDRESS,
    resend_invitation,
    withdraw_invitation,
)
from partnerships.offers.queries import mails_to_since, people_who_agree
from partnerships.reminders.queries import morning_of, owed_by
from psp.core.dates import london_date
from psp.core.mail import NotSent, Postbox
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.work import WorkState
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import MembershipFactory, UserFactory, accept

NEW = {"email": "new@example.org", "name": "New Person", "role": "development_officer"}


class Full(Postbox):
    """A mail server that refuses the recipient for good."""

    def send(self, message):
        raise NotSent("550 no such mailbox", is_final=True)


@pytest.fixture
def undelivered(olivia, charity):
    invitation = invite(**NEW, organisation=charity, by=olivia, at=NOON)
    deliver_mail(mail_id=invitation.mail_id, at=NOON, postbox=Full())
    return Invitation.objects.get()


def test_whoever_invited_is_told_that_the_mail_failed_and_corrects_the_address(undelivered, olivia, signed_in):
    assert undelivered.mail.state == WorkState.FAILED
    assert [(n.person, n.title) for n in Notice.objects.all()] == [(olivia, "Your invitation did not reach New Person")]
    (item,) = invitations_due(london_date(undelivered.expires_at), london_date(undelivered.expires_at))
    assert (item.people, item.title) == ((olivia.pk,), "Your invitation did not reach New Person")
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=3))
    client = signed_in(olivia)
    page = client.get(undelivered.get_absolute_url()).content.decode()
    assert ("could not be delivered" in page, "550 no such mailbox" in page) == (True, True)
    assert "Correct the address" in client.get(reverse("invitations")).content.decode()
    again = reverse("resend_invitation", args=[undelivered.pk])
    assert client.post(again, {"email": "newer@example.org"}).status_code == 302
    newer = Invitation.objects.get(replaced_by=None)
    assert (newer.email, newer.organisation, newer.mail.state) == (
        "newer@example.org",
        undelivered.organisation,
        WorkState.QUEUED,
    )
    changed = Activity.objects.get(verb="invitation.resent")
    assert changes_of(changed) == {"email": [None, None]}


def test_nobody_sends_more_than_a_days_worth_of_invitations(olivia):
    for number in range(MOST_BY_ONE_PERSON):
        invite(**NEW | {"email": f"p{number}@example.org"}, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="within a day"):
        invite(**NEW, by=olivia, at=NOON)
    assert invite(**NEW, by=olivia, at=NOON + timedelta(days=1, minutes=1)).pk


def test_no_address_is_sent_more_than_a_few_a_day_whoever_sends_them(olivia, pat, ada):
    senders = [olivia, pat, ada] * MOST_TO_ONE_ADDRESS
    for by in senders[:MOST_TO_ONE_ADDRESS]:
        invite(**NEW, by=by, at=NOON)
    last = Invitation.objects.latest("pk")
    with pytest.raises(Invalid, match="Call the person"):
        invite(**NEW, by=ada, at=NOON)
    with pytest.raises(Invalid, match="Call the person"):
        resend_invitation(invitation=last, email=last.email, by=last.invited_by, at=NOON)
    last.refresh_from_db()
    assert last.state_at(NOON) == "open"


def test_an_administrator_sends_again_as_it_was_and_nowhere_else(charity, olivia, ada):
    """Else they would let a puppet in under the name of one of the organisation's own people."""
    invitation = invite(**NEW, organisation=charity, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="Only Olivia Reid can send this to another address"):
        resend_invitation(invitation=invitation, email="puppet@example.org", by=ada, at=NOON)
    again = resend_invitation(invitation=invitation, email="NEW@example.org", by=ada, at=NOON)
    assert (again.invited_by, again.waits_for_yes) == (olivia, False)
    with pytest.raises(WrongState):
        resend_invitation(invitation=invitation, email="new@example.org", by=ada, at=NOON)


def test_what_an_organisation_agreed_to_stands_for_the_same_address_alone(charity, olivia, ada):
    from partnerships.offers.operations import confirm_invitation

    invitation = invite(**NEW, organisation=charity, by=ada, at=NOON)
    assert OutgoingMail.objects.filter(address="new@example.org").count() == 0
    confirm_invitation(invitation=invitation, by=olivia, at=NOON)
    same = resend_invitation(invitation=invitation, email="new@example.org", by=ada, at=NOON)
    assert same.waits_for_yes is False
    other = resend_invitation(invitation=same, email="newer@example.org", by=ada, at=NOON)
    assert (other.waits_for_yes, OutgoingMail.objects.filter(address="newer@example.org").count()) == (True, 0)


@pytest.mark.parametrize("who", ["otto", "pat", "bo"])
def test_nobody_else_sends_it_again(charity, olivia, who, request):
    invitation = invite(**NEW, organisation=charity, by=olivia, at=NOON)
    with pytest.raises(NotPermitted):
        resend_invitation(invitation=invitation, email="x@example.org", by=request.getfixturevalue(who), at=NOON)


def test_who_left_since_lets_nobody_in(charity, olivia, otto):
    invitation = invite(**NEW | {"email": otto.email}, organisation=charity, by=olivia, at=NOON)
    olivia.memberships.all().delete()
    with pytest.raises(Invalid, match="can no longer invite you"):
        accept(invitation, at=NOON)
    assert not otto.memberships.exists()


def test_an_invitation_is_accepted_once(charity, olivia, otto):
    invitation = invite(**NEW | {"email": otto.email}, organisation=charity, by=olivia, at=NOON)
    accept_invitation(invitation=invitation, by=otto, at=NOON)
    with pytest.raises(Invalid, match="no longer open"):
        accept_invitation(invitation=invitation, by=otto, at=NOON)
    assert otto.memberships.count() == 1


def test_invitations_are_due_for_whoever_answers_them(partnership, charity, olivia, otto, ada):
    offered = invite(**NEW | {"email": otto.email}, organisation=charity, by=olivia, at=NOON)
    asked = invite(**NEW, organisation=charity, by=ada, at=NOON)
    last = london_date(offered.expires_at)
    assert {(item.title, item.people) for item in invitations_due(last, last)} == {
        ("Answer the invitation of Olivia Reid: Good Company", (otto.pk,)),
        ("Agree or refuse: Ada Munro invites New Person to Good Company", (olivia.pk,)),
    }
    assert [item.people for item in invitations_due(last, last, olivia.pk)] == [(olivia.pk,)]
    assert list(invitations_due(last, last, ada.pk)) == []
    assert asked.waits_for_yes


def test_an_invitation_that_has_run_out_is_owed_and_reminded_of_no_more(charity, olivia, otto, ada):
    offered = invite(**NEW | {"email": otto.email}, organisation=charity, by=olivia, at=NOON)
    invite(**NEW, organisation=charity, by=ada, at=NOON)
    last, people = london_date(offered.expires_at), (otto.pk, olivia.pk)
    for days_late, expected in ((0, {otto.pk, olivia.pk}), (1, set()), (7, set()), (14, set())):
        today = last + timedelta(days=days_late)
        owing = {pk for pk in people if owed_by(User.objects.get(pk=pk), last, today, today=today)}
        reminded = {reminder.person_id for reminder in morning_of(today).reminders}
        assert (owing, reminded) == (expected, expected)


def test_somebody_invited_before_they_had_an_account_finds_it_on_their_home_page(signed_in, charity, olivia):
    invite(**NEW, organisation=charity, by=olivia, at=timezone.now())
    person = UserFactory(email="new@example.org")
    assert "Olivia Reid invites you" in signed_in(person).get("/").content.decode()


def test_the_organisation_agrees_or_refuses_on_the_page(signed_in, charity, olivia, ada, otto):
    waiting = invite(**NEW, organisation=charity, by=ada, at=timezone.now())
    client = signed_in(olivia)
    assert "waits for your agreement" in client.get(charity.get_absolute_url()).content.decode()
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert "Ada Munro does not speak for Good Company" in page
    assert client.post(reverse("refuse_invitation", args=[waiting.pk])).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.refused_by, Notice.objects.filter(person=ada).count()) == (olivia, 1)
    second = invite(**NEW, organisation=charity, by=ada, at=timezone.now())
    assert client.post(reverse("confirm_invitation", args=[second.pk])).status_code == 302
    assert OutgoingMail.objects.filter(address="new@example.org").exists()
    assert signed_in(otto).get(second.get_absolute_url()).status_code == 404


def test_the_list_is_filtered_and_comes_as_a_spreadsheet(signed_in, charity, olivia, otto):
    invite(**NEW, organisation=charity, by=olivia, at=timezone.now())
    invite(**NEW | {"email": otto.email, "name": "Otto"}, by=olivia, at=timezone.now() - timedelta(days=20))
    client, url = signed_in(olivia), reverse("invitations")
    found = {state: len(client.get(url, {"state": state}).context["object_list"]) for state in ("open", "expired", "")}
    assert found == {"open": 1, "expired": 1, "": 2}
    text = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
    assert ("Good Company" in text, "Waiting for an answer" in text, "Expired" in text) == (True, True, True)


def test_other_organisations_are_no_business_of_a_member(signed_in, olivia, charity, bo):
    other = OrganisationFactory()
    MembershipFactory(person=bo, organisation=other)
    invite(**NEW, organisation=other, by=bo, at=timezone.now())
    assert len(signed_in(olivia).get(reverse("invitations")).context["object_list"]) == 0


def test_the_mail_of_an_invitation_withdrawn_before_it_goes_is_withheld(olivia, charity, mailoutbox):
    asked = {"role": "development_officer", "organisation": charity, "by": olivia, "at": NOON}
    invitation = invite(email="new@example.org", name="New Person", **asked)
    withdraw_invitation(invitation=invitation, by=olivia, at=NOON)
    with Postbox() as postbox:
        assert deliver_mail(mail_id=invitation.mail_id, at=NOON, postbox=postbox) is False
    mail = OutgoingMail.objects.get(pk=invitation.mail_id)
    assert (mail.is_withheld, mail.sealed, mailoutbox) == (True, "", [])


def test_the_invited_person_is_not_asked_to_agree_for_the_organisation(charity, olivia, ada, otto):
    """Otto belongs to the charity already; an administrator offers him another place there."""
    MembershipFactory(person=otto, organisation=charity)
    invitation = Invitation(email=otto.email, person=otto, organisation=charity, invited_by=ada, needs_yes=True)
    assert list(people_who_agree(invitation)) == [olivia]
    assert [person.has_perm("partnerships.confirm_invitation", invitation) for person in (olivia, otto, ada)] == [
        1,
        0,
        0,
    ]


def test_notices_about_invitations_are_mailed_and_count_as_no_invitation(charity, olivia, ada, mailoutbox):
    for number in range(MOST_TO_ONE_ADDRESS):
        invite(**NEW | {"email": f"p{number}@example.org"}, organisation=charity, by=ada, at=NOON)
    with Postbox() as postbox:
        for mail in OutgoingMail.objects.filter(address=olivia.email):
            assert deliver_mail(mail_id=mail.pk, at=NOON, postbox=postbox) is True
    assert {mail.subject.split(":")[0] for mail in mailoutbox} == {"Agree or refuse"}
    assert mails_to_since(olivia.email, NOON) == 0
