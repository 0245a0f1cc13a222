"""What a home is kept under: it changes with what the page shows, and with nothing else."""

import re
from datetime import timedelta

import pytest
from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.accounts.operations import reset_second_factor
from partnerships.activity.operations import record
from partnerships.activity.queries import WITHOUT_DUTIES
from partnerships.contacts.operations import add_contact, delete_contact, edit_contact
from partnerships.models import Activity
from partnerships.notifications.operations import save_preferences
from psp import home
from psp.core.dates import london_date
from tests.conftest import NOON
from tests.factories.world import tell_the_story

# What every action writes to: the history, and how far its person has been told or is signed in.
BESIDES = {
    *("partnerships_activity", "partnerships_chain", "partnerships_changedfield", "partnerships_sentform"),
    *("partnerships_notice", "partnerships_outgoingmail", "django_session", "usersessions_usersession"),
}
PASSWORD, NEXT = "correct horse battery", "gannet marble thistle"
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
COMPARED = re.compile(r'"(?:password|last_login)"\)? (?:=|<|>|NOT|IN|LIKE|IS|BETWEEN)')


@pytest.mark.parametrize("verb", sorted(WITHOUT_DUTIES))
def test_what_changes_no_duty_leaves_every_home_as_it_is_kept(verb, partnership, olivia, pat):
    before = home.done_for(olivia)
    record(verb=verb, target=pat, by=pat, at=NOON, is_private=True)
    assert home.done_for(olivia) == before


@pytest.mark.parametrize("verb", ["membership.ended", "organisation.edited", "something.nobody_knows_yet"])
def test_whatever_else_is_shared_counts(verb, partnership, olivia, pat):
    before = home.done_for(olivia)
    record(verb=verb, target=pat, by=pat, at=NOON)
    record(verb="contact.added", target=pat, by=pat, at=NOON)
    assert home.done_for(olivia) != before


def carry_out(person, administrator, organisation):
    """Do everything that is said to change no duty, as people do it."""
    save_preferences(choices={"report": ("none", True)}, by=person, at=NOON)
    contact = add_contact(organisation=organisation, name="Kit", phone="0141 496 0000", by=person, at=NOON)
    edit_contact(contact=contact, changes={"name": "Kit B."}, expected_version=contact.version, by=person, at=NOON)
    delete_contact(contact=contact, by=person, at=NOON)
    person.emailaddress_set.update_or_create(email=person.email, defaults={"verified": True, "primary": True})
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    sent = {"oldpassword": PASSWORD, "password1": NEXT, "password2": NEXT}
    client.post(reverse("account_change_password"), sent)
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    Authenticator.objects.filter(user=person, type="recovery_codes").delete()
    # The other ways to a new password or second factor write where those above do.
    request = client.get(reverse("home")).wsgi_request
    for way in (account.password_set, account.password_reset):
        way.send(sender=None, request=request, user=person)
    for way in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
        way.send(sender=None, request=request, user=person)
    reset_second_factor(person=person, reason="Called back", by=administrator, at=NOON)


@pytest.mark.once
def test_no_home_reads_what_these_actions_write(db):
    world = tell_the_story()
    person, cast = world.cast["leader"], world.cast
    with CaptureQueriesContext(connection) as done:
        carry_out(person, cast["administrator"], person.memberships.get().organisation)
    verbs = set(Activity.objects.filter(verb__in=WITHOUT_DUTIES).values_list("verb", flat=True))
    assert verbs == WITHOUT_DUTIES
    written = {found[1] for query in done if (found := WRITES.match(query["sql"]))} - BESIDES
    today = london_date(NOON)
    with CaptureQueriesContext(connection) as read:
        for reader in cast.values():
            for ahead in (0, 400):
                cache.clear()
                home.to_do(reader, today=today + timedelta(days=ahead), done="")
                home.partnerships_of(reader, at=NOON, done="")
    asked = [query["sql"] for query in read]
    assert {table for table in written if any(f'"{table}"' in sql for sql in asked)} <= {"partnerships_user"}
    # Of an account they write the password and when somebody signed in; homes fetch both with the account, and compare neither.
    assert [sql for sql in asked if COMPARED.search(sql)] == []
    assert written >= {"partnerships_preference", "partnerships_contact", "mfa_authenticator", "partnerships_user"}
