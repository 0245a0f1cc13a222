"""Twenty years later no personal data that has an end stands anywhere, whatever state its row was left in.

Every table a rule deletes from is filled, in every state its rows can have, with a name, an address and a telephone number
that stand nowhere else: by the operations that also tell, mail and record it. Those of tenders are looked at in
``tests/procurement/papers``.
"""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from partnerships.activity.operations import broken_links
from partnerships.contacts.operations import (
    add_contact,
    delete_contact,
    edit_contact,
    edit_membership,
    remove_membership,
)
from partnerships.invitations.operations import accept_invitation, decline_invitation, invite
from partnerships.mail.operations import retry_mail
from partnerships.models import (
    Contact,
    ImportRow,
    Notice,
    OutgoingMail,
    Proposal,
    QuarantinedFile,
    RegisterImport,
    RetentionRun,
    SentForm,
    StorageLook,
    SweepRun,
    UnsavedForm,
    User,
    Verification,
)
from partnerships.offers.operations import refuse_invitation, resend_invitation, withdraw_invitation
from partnerships.organisations.operations import edit_organisation
from partnerships.people.operations import deactivate_person, edit_person
from partnerships.proposals.operations import accept_proposal, decline_proposal, propose_change, withdraw_proposal
from partnerships.register.models import Step
from partnerships.retention.operations import carry_out
from psp.core import retention
from psp.core.work import WorkState
from tests.conftest import NOON, TODAY
from tests.factories.everywhere import where_it_stands
from tests.factories.notifications import NoticeFactory, OutgoingMailFactory
from tests.factories.people import MembershipFactory, UserFactory

NAME, PHONE, POSTCODE = "Zed Zyzzyva", "07700 900999", "ZZ9 9ZZ"
PLANTED = ("zyzzyva", PHONE, POSTCODE)
TWENTY_YEARS_ON = NOON + timedelta(days=20 * 365)
# Holds no words: a day and two moments.
WORDLESS = {SweepRun}


def address(number=1):
    return f"zyzzyva{number}@example.net"


@pytest.fixture
def planted(partnership, charity, council, olivia, pat, bo, otto, ada):
    """The planted words in every table and every state."""
    a_contact(charity, olivia)
    an_organisation(charity, olivia)
    a_closed_account(olivia, otto, ada)
    proposals(charity, olivia, otto)
    invitations(partnership, charity, council, olivia, pat, bo)
    mails_and_notices(partnership, ada, pat)
    imports(ada)
    sign_ins(otto)
    what_the_service_notes_of_itself(ada, otto)


def a_contact(charity, olivia):
    said = {"name": NAME, "job_title": NAME, "email": address(), "phone": PHONE, "about": NAME}
    contact = add_contact(organisation=charity, by=olivia, at=NOON, **said)
    changes = {name: f"{value}9"[-30:] for name, value in said.items()}
    edit_contact(contact=contact, changes=changes, expected_version=1, by=olivia, at=NOON)
    delete_contact(contact=contact, by=olivia, at=NOON)


def an_organisation(charity, olivia):
    entry = {"address": NAME, "postcode": POSTCODE, "email": address(), "phone": PHONE}
    edit_organisation(organisation=charity, changes=entry, expected_version=1, by=olivia, at=NOON)
    edit_organisation(organisation=charity, changes=dict.fromkeys(entry, ""), expected_version=2, by=olivia, at=NOON)
    leaver = MembershipFactory(organisation=charity)
    edit_membership(membership=leaver, changes={"job_title": NAME}, expected_version=1, by=olivia, at=NOON)
    remove_membership(membership=leaver, by=olivia, at=NOON)


def a_closed_account(olivia, otto, ada):
    leaver = UserFactory(name="Lee Ver", email="lee@example.org")
    edit_person(person=leaver, changes={"phone": PHONE}, expected_version=1, by=leaver, at=NOON)
    edit_person(person=leaver, changes={"phone": f"{PHONE}1"}, expected_version=2, by=ada, at=NOON)
    apps.get_model("mfa.Authenticator").objects.create(user=leaver, type="totp", data={"secret": NAME})
    apps.get_model("socialaccount.SocialAccount").objects.create(user=leaver, uid=address(), provider="x")
    deactivate_person(person=leaver, successor=None, by=ada, at=NOON)
    # Closed by something that noted no day.
    User.objects.filter(pk=UserFactory(phone=PHONE, is_active=False).pk).update(updated_at=NOON)


def proposals(charity, olivia, otto):
    said = {"name": NAME, "phone": PHONE}
    asked = {"organisation": charity, "subject": "contact", "by": otto, "at": NOON, "why": f"{NAME} asked me to"}
    asked |= {"values": said, "rows": [("Name", "", NAME), ("Telephone", "", PHONE)]}
    _waiting, declined, withdrawn, accepted = (propose_change(act="add", **asked) for _each in range(4))
    decline_proposal(proposal=declined, answer=f"We do not know {NAME}", by=olivia, at=NOON)
    withdraw_proposal(proposal=withdrawn, by=otto, at=NOON)
    accept_proposal(proposal=accepted, expected_version=None, by=olivia, at=NOON)
    contact = Contact.objects.get()
    propose_change(act="change", target=contact, **asked)
    removal = asked | {"values": {}, "rows": [("Contact", NAME, "")]}
    gone = propose_change(act="delete", target=contact, **removal)
    accept_proposal(proposal=gone, expected_version=1, by=olivia, at=NOON)


def invitations(partnership, charity, council, olivia, pat, bo):
    new = {"name": NAME, "role": "development_officer", "by": olivia, "at": NOON}
    invite(email=address(1), partnership=partnership, partnership_role="observer", **new)
    invite(email=address(2), **new)
    withdraw_invitation(invitation=invite(email=address(3), organisation=charity, **new), by=olivia, at=NOON)
    resend_invitation(invitation=invite(email=address(4), **new), email=address(5), by=olivia, at=NOON)
    invite(email=address(6), organisation=council, **new)
    refuse_invitation(invitation=invite(email=address(7), organisation=council, **new), by=pat, at=NOON)
    decline_invitation(invitation=invite(email=bo.email, organisation=charity, **new), by=bo, at=NOON)
    accept_invitation(invitation=invite(email=bo.email, organisation=charity, **new), by=bo, at=NOON)


def mails_and_notices(partnership, ada, pat):
    OutgoingMail.objects.all().delete()
    said = {"address": address(), "subject": f"{NAME} has left", "text": PHONE, "html": PHONE, "error": address()}
    for state in WorkState.values:
        OutgoingMailFactory(state=state, **said)
    retry_mail(mail=OutgoingMail.objects.get(state="failed"), by=ada, at=NOON)
    OutgoingMailFactory(state="failed", **said)
    told = {"person": pat, "title": NAME, "detail": PHONE, "partnership": partnership}
    for due_on, lead in ((None, None), (TODAY + timedelta(days=900), 1)):
        NoticeFactory(**told, due_on=due_on, lead=lead)
        NoticeFactory(**told, due_on=due_on, lead=lead, mailed_at=None, is_shown=False, not_sent_because=NAME)


def imports(ada):
    for step in Step.values:
        for state in WorkState.values:
            done = {"original_name": "r.csv", "size": 1, "sha256": "0" * 64, "started_at": NOON, "started_by": ada}
            made = RegisterImport.objects.create(**done, next_attempt_at=NOON, step=step, state=state)
            said = {"name": NAME, "address": NAME, "phone": PHONE}
            ImportRow.objects.create(register_import=made, number=2, kind="new", name=NAME, said=said, after=said)


def sign_ins(otto):
    browsers = apps.get_model("usersessions.UserSession").objects
    for key in ("with", "without"):
        seen = {"session_key": key, "ip": "192.0.2.1", "user_agent": NAME, "created_at": NOON, "last_seen_at": NOON}
        browsers.create(user=otto, **seen)
    Session.objects.create(session_key="with", session_data=NAME, expire_date=NOON)
    own = apps.get_model("account.EmailAddress").objects.create(user=otto, email=otto.email)
    links = apps.get_model("account.EmailConfirmation").objects
    links.create(email_address=own, created=NOON, key="zyzzyva")


def what_the_service_notes_of_itself(ada, otto):
    edits = apps.get_model("admin.LogEntry").objects
    edits.create(user=ada, object_repr=NAME, action_flag=2, change_message=PHONE, action_time=NOON)
    SentForm.objects.create(digest="d", url=NAME)
    SentForm.objects.update(sent_at=NOON)
    UnsavedForm.objects.create(person=otto, browser="b", sealed=NAME, sent_at=NOON)
    for state in WorkState.values:
        ended = {"ended_at": NOON} if state in {"done", "failed"} else {}
        Verification.objects.create(
            asked_by=ada, asked_at=NOON, next_attempt_at=NOON, state=state, problems=[{"what": NAME}], **ended
        )
    StorageLook.objects.create(begun_at=NOON, stopped_because=NAME)
    lost = {"size": 1, "written_at": NOON, "found_at": NOON, "delete_from": TODAY}
    QuarantinedFile.objects.create(name=NAME, deleted_at=NOON, deleted_by=ada, **lost)
    RetentionRun.objects.create(rule="mails", at=NOON, error=NAME)


def emptied():
    """The tables of the hub and of libraries that a rule empties."""
    tables = {model for rule in retention.rules() for model in rule.models}
    return {model for model in tables if model._meta.app_label != "procurement"}


def test_every_table_a_rule_empties_is_filled_in_every_state(planted):
    filled = {column.split(".")[0] for words in PLANTED for column in where_it_stands(words)}
    missing = {m.__name__ for m in emptied() - WORDLESS - {RegisterImport} if m._meta.db_table not in filled}
    assert missing == set()
    for model in emptied():
        for field in (f for f in model._meta.concrete_fields if f.name in {"state", "step"}):
            states = set(model._base_manager.values_list(field.name, flat=True))
            assert states == {value for value, _label in field.choices}, (model, field.name)


def test_twenty_years_later_nothing_of_it_stands_anywhere(planted):
    runs = carry_out(at=TWENTY_YEARS_ON)
    assert [run.rule for run in runs if run.error] == []
    assert {words: where_it_stands(words) for words in PLANTED} == {words: set() for words in PLANTED}
    assert (Proposal.objects.count(), OutgoingMail.objects.count(), Notice.objects.count()) == (0, 0, 0)
    assert broken_links() == []


def test_what_the_history_holds_at_once_names_nobody_who_has_no_account(planted):
    kept = {
        column
        for words in PLANTED
        for column in where_it_stands(words)
        if column.startswith(("partnerships_activity.", "partnerships_changedfield."))
    }
    assert kept == set()


def test_a_notice_about_an_invitation_goes_with_it_and_others_stay(olivia):
    invitation = invite(email=address(), name=NAME, role="development_officer", by=olivia, at=NOON)
    for sight, subject in (("invitation", invitation.pk), ("", None)):
        NoticeFactory(person=olivia, sight=sight, subject_id=subject, title=sight, created_at=NOON)
    carry_out(at=NOON + timedelta(days=103))
    assert Notice.objects.count() == 2
    carry_out(at=NOON + timedelta(days=106))
    assert [notice.sight for notice in Notice.objects.all()] == [""]


def test_an_import_nobody_finished_is_marked_as_failed_and_one_at_work_stays(ada):
    imports(ada)
    RegisterImport.objects.filter(state="running").update(next_attempt_at=NOON + timedelta(days=365))
    carry_out(at=NOON + timedelta(days=366))
    assert set(ImportRow.objects.values_list("register_import__state", flat=True)) == {"running"}
    assert not RegisterImport.objects.filter(state="queued").exists()
    stopped = RegisterImport.objects.filter(error__startswith="It was never finished")
    assert [row.state for row in stopped] == ["failed"] * len(Step.values)
