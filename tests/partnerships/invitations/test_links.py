"""What the link of an invitation says to whoever opens it, and the way on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.invitations.operations import invite
from partnerships.models import Invitation, Membership, OutgoingMail, User
from psp.core.problems import Invalid
from tests.factories.people import UserFactory

NEW = {"email": "new@example.org", "name": "New Person", "role": "development_officer"}


@pytest.fixture
def invitation(partnership, charity, olivia):
    asked = {"organisation": charity, "partnership": partnership, "partnership_role": "observer"}
    return invite(**NEW, **asked, by=olivia, at=timezone.now())


def link_of(invitation):
    text = OutgoingMail.objects.filter(address=invitation.email).latest("pk").letter.text
    return "/invitations/accept/" + text.split("/invitations/accept/")[1].split()[0]


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_mail_and_page_name_who_invites_to_what_and_until_when(client, invitation):
    letter = OutgoingMail.objects.get().letter
    page = text_of(client.get(link_of(invitation)))
    until = f"{invitation.expires_at.day} {invitation.expires_at:%B %Y}"
    for words in (letter.text, letter.html, page):
        for said in ("Olivia Reid", "Good Company", "Kirkton Befriending", "observer", "Development officer", until):
            assert said.lower() in words.lower(), (said, words)


def test_somebody_elses_session_is_ended_and_the_link_goes_on(signed_in, invitation, otto):
    client, link = signed_in(otto), link_of(invitation)
    page = client.get(link)
    text = text_of(page)
    assert (page.status_code, "It was sent to new@example.org. You are signed in as Otto Vane" in text) == (403, True)
    out = client.post(reverse("account_logout"), {"next": link})
    assert (out.status_code, out.url) == (302, link)
    assert client.get(link).status_code == 200
    assert not Membership.objects.filter(person=otto).exists()


def test_whoever_sent_it_is_told_that_it_is_not_theirs_to_answer(signed_in, invitation, olivia):
    page = signed_in(olivia).get(link_of(invitation))
    assert (page.status_code, "You sent this invitation" in text_of(page)) == (403, True)
    assert invitation.get_absolute_url() in text_of(page)


def test_of_a_closed_account_an_administrator_is_asked(client, olivia, charity):
    person = UserFactory(email="cal@example.org", is_active=False)
    with pytest.raises(Invalid, match="is closed"):
        invite(**NEW | {"email": "CAL@example.org"}, by=olivia, at=timezone.now())
    User.objects.update(is_active=True)
    invitation = invite(**NEW | {"email": "cal@example.org"}, organisation=charity, by=olivia, at=timezone.now())
    User.objects.filter(pk=person.pk).update(is_active=False)
    page = client.get(link_of(invitation))
    text = text_of(page)
    assert (page.status_code, "The account of cal@example.org is closed" in text) == (404, True)
    assert ("Ask an administrator" in text, "mailto:olivia@example.org" in text) == (True, True)


@pytest.mark.parametrize("email", ["olivia@example.org", "Olivia@Example.org"])
def test_nobody_invites_themselves(signed_in, partnership, olivia, email):
    with pytest.raises(Invalid, match="this is your own"):
        invite(**NEW | {"email": email}, by=olivia, at=timezone.now())
    answer = signed_in(olivia).post(reverse("invite"), NEW | {"email": email})
    assert (answer.status_code, "this is your own" in text_of(answer)) == (422, True)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"accepted_at": timezone.now()}, "This invitation has been accepted"),
        ({"declined_at": timezone.now()}, "This invitation has been declined"),
        ({"withdrawn_at": timezone.now()}, "It was withdrawn"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "This invitation has expired"),
    ],
    ids=["accepted", "declined", "withdrawn", "expired"],
)
def test_a_link_that_is_over_says_so_and_how_to_get_a_new_one(client, invitation, what, words):
    link = link_of(invitation)
    Invitation.objects.update(**what)
    page = client.get(link)
    text = text_of(page)
    assert (page.status_code, words in text) == (404, True)
    assert ("mailto:olivia@example.org" in text) != ("accepted_at" in what)
    assert client.post(link, {"name": "New", "password": "correct horse battery"}).status_code == 404
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_a_used_link_says_to_each_reader_what_is_true_of_them(client, signed_in, invitation, otto):
    link = link_of(invitation)
    client.post(link, {"name": "New Person", "password": "correct horse battery"})
    new = User.objects.get(email=NEW["email"])
    said = [text_of(signed_in(person).get(link)) for person in (new, otto)]
    assert ["You accepted it." in text for text in said] == [True, False]
    assert ["You are signed in as Otto Vane" in text for text in said] == [False, True]
    assert not any("Sign in to go on" in text or "sign in." in text for text in said)


def test_a_link_that_was_sent_again_leads_to_the_newer_mail(client, signed_in, invitation, olivia):
    old = link_of(invitation)
    signed_in(olivia).post(reverse("resend_invitation", args=[invitation.pk]), {"email": invitation.email})
    client.logout()
    assert "A newer invitation has been sent" in text_of(client.get(old))
    assert client.get(link_of(invitation)).status_code == 200


def test_a_link_nobody_was_sent_says_that_it_may_be_cut(client, db):
    page = client.get(reverse("accept_invitation", args=["cut-off"]))
    assert (page.status_code, "Check that you copied all of it" in text_of(page)) == (404, True)


def test_somebody_new_opens_an_account_by_the_link_and_somebody_known_signs_in(client, signed_in, invitation, otto):
    answer = client.post(link_of(invitation), {"name": "New Person", "password": "correct horse battery"})
    assert answer.url == invitation.partnership.get_absolute_url()
    assert User.objects.get(email=NEW["email"]).belongs_to(invitation.organisation_id)
    client.logout()
    known = invite(
        **NEW | {"email": otto.email}, organisation=invitation.organisation, by=invitation.invited_by, at=timezone.now()
    )
    link = link_of(known)
    assert "Sign in to answer" in text_of(client.get(link))
    assert client.post(link).url == f"{reverse('account_login')}?next={link}"
    assert signed_in(otto).post(link).url == known.organisation.get_absolute_url()
    assert otto.memberships.exists()


def test_somebody_known_declines_by_the_link(signed_in, charity, olivia, otto):
    known = invite(**NEW | {"email": otto.email}, organisation=charity, by=olivia, at=timezone.now())
    assert signed_in(otto).post(link_of(known), {"decline": "1"}).url == "/"
    known.refresh_from_db()
    assert (known.declined_at is not None, otto.memberships.exists()) == (True, False)
