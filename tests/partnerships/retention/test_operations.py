"""What is past its time is deleted, not a day earlier, and nothing a hold keeps; the history stays whole."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partnerships.activity.operations import broken_links
from partnerships.models import (
    Activity,
    ImportRow,
    Invitation,
    Notice,
    OutgoingMail,
    Preference,
    RegisterImport,
    RetentionHold,
    RetentionRun,
    SentForm,
    StoragePairing,
    SweepRun,
)
from partnerships.people.operations import deactivate_person
from partnerships.retention.operations import carry_out, end_hold, place_hold
from partnerships.retention.queries import failed_runs, previews, records_of
from partnerships.storage.operations import pair_storage
from partnerships.storage.queries import Pairing
from partnerships.verification.operations import verify_everything
from psp.core import retention
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.retention import Rule
from psp.core.storage_marker import all_files
from tests.conftest import NOON
from tests.factories.files import away_when_deleting
from tests.factories.notifications import NoticeFactory, OutgoingMailFactory
from tests.factories.people import UserFactory
from tests.factories.refusing import refusing
from tests.factories.world import tell_the_story

DAY = timedelta(days=1)
# Long after everything a world holds.
FAR_AHEAD = datetime(2110, 1, 1, 12, tzinfo=UTC)


def rule_of(code):
    found = retention.find(code)
    assert found is not None
    return found


def test_every_table_with_personal_data_says_how_long_it_is_kept():
    user = get_user_model()
    personal = {"phone", "ip", "user_agent", "address"}
    tables = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if (field.remote_field and field.remote_field.model is user)
        or isinstance(field, models.EmailField)
        or field.name in personal
    }
    assert {model.__name__ for model in tables - retention.declared_models()} == set()


def sent_form(at):
    SentForm.objects.create(digest=f"{at}")
    SentForm.objects.update(sent_at=at)


def a_notice(at):
    NoticeFactory(created_at=at, due_on=None, lead=None)


def a_session(at):
    key = f"{at.timestamp():032.0f}"
    Session.objects.create(session_key=key, session_data="", expire_date=at)
    library = apps.get_model("usersessions.UserSession").objects
    library.create(user=UserFactory(), session_key=key, ip="192.0.2.1", user_agent="x", created_at=at)


def an_invitation(at, **more):
    invited = {"email": "new@example.org", "invited_by": UserFactory(), "token_hash": f"{at}", "expires_at": at}
    return Invitation.objects.create(**invited | more)


def an_import(at):
    done = {"original_name": "r.csv", "size": 1, "sha256": "0" * 64, "next_attempt_at": at, "state": "done"}
    made = RegisterImport.objects.create(started_at=at, **done)
    ImportRow.objects.create(register_import=made, number=2, kind="new", said={})


# How to make a record of a rule whose time began at a moment, where it is found, and how long it is kept.
RECORDS = {
    "sent_forms": (sent_form, SentForm, timedelta(days=7)),
    "mails": (lambda at: OutgoingMailFactory(queued_at=at, state="done"), OutgoingMail, timedelta(days=90)),
    "notices": (a_notice, Notice, timedelta(days=365)),
    "sign_ins": (a_session, Session, timedelta(0)),
    "invitations": (an_invitation, Invitation, timedelta(days=90)),
    "accepted_invitations": (
        lambda at: an_invitation(at, accepted_at=at, accepted_by=UserFactory()),
        Invitation,
        timedelta(days=365),
    ),
    "register_files": (an_import, ImportRow, timedelta(days=365)),
    "mornings": (lambda at: SweepRun.objects.create(day=at.date(), started_at=at), SweepRun, timedelta(days=365)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", RECORDS)
def test_a_record_goes_when_its_time_is_over_and_not_before(code, ada):
    make, model, age = RECORDS[code]
    make(NOON)
    second = timedelta(seconds=1)
    carry_out(at=NOON + age - second)
    assert model.objects.count() == 1
    assert [record.due_on for record in records_of(rule_of(code), ada, NOON + DAY)] == [(NOON + age).date()]
    runs = {run.rule: run.deleted for run in carry_out(at=NOON + age + second)}
    assert (model.objects.count(), runs[code]) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*RECORDS, "browsers"])
def test_the_preview_of_a_rule_asks_no_more_for_five_records_than_for_two(code, ada):
    make = a_session if code == "browsers" else RECORDS[code][0]

    def asked(*days):
        for day in days:
            make(NOON + day * DAY)
        with CaptureQueriesContext(connection) as queries:
            found = len(records_of(rule_of(code), ada, NOON + 5 * DAY))
        return found, len(queries)

    shown, two = asked(0, 1)
    assert (shown, asked(2, 3, 4)) == (2, (5, two))


@pytest.mark.django_db
def test_a_browser_goes_when_its_sign_in_ends_or_where_that_is_gone_from_its_own_day(ada):
    for day in (0, 3):
        a_session(NOON + day * DAY)
    Session.objects.filter(expire_date=NOON).delete()
    apps.get_model("usersessions.UserSession").objects.update(created_at=NOON - DAY)
    due = [record.due_on for record in records_of(rule_of("browsers"), ada, NOON)]
    assert due == [(NOON - DAY).date(), (NOON + 3 * DAY).date()]


@pytest.mark.django_db
def test_what_is_not_over_yet_stays():
    OutgoingMailFactory(queued_at=NOON + 311 * DAY)
    NoticeFactory(created_at=NOON, due_on=(NOON + 800 * DAY).date(), lead=1)
    NoticeFactory(created_at=NOON, due_on=(NOON + 2 * DAY).date(), lead=1)
    an_invitation(NOON + 400 * DAY)
    carry_out(at=NOON + 400 * DAY)
    assert (OutgoingMail.objects.count(), Notice.objects.count(), Invitation.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_of_a_sign_in_that_has_ended_the_browser_goes_too():
    a_session(NOON)
    library = apps.get_model("usersessions.UserSession").objects
    carry_out(at=NOON + DAY)
    assert library.count() == 0


@pytest.mark.django_db
def test_an_account_closed_a_year_ago_keeps_its_name_and_address_and_nothing_else(ada):
    closed = UserFactory(name="Old Hand", email="old@example.org", phone="0141 496 0000")
    Preference.objects.create(person=closed, kind="milestone")
    apps.get_model("mfa.Authenticator").objects.create(user=closed, type="totp", data={})
    get_user_model().objects.filter(pk=closed.pk).update(updated_at=NOON - 500 * DAY)
    deactivate_person(person=closed, successor=None, by=ada, at=NOON)
    assert [record.due_on for record in records_of(rule_of("closed_accounts"), ada, NOON)] == []
    carry_out(at=NOON + 364 * DAY)
    assert Preference.objects.count() == 1
    assert {run.rule: run.deleted for run in carry_out(at=NOON + 366 * DAY)}["closed_accounts"] == 1
    closed.refresh_from_db()
    assert (closed.name, closed.email, closed.phone, closed.closed_at) == ("Old Hand", "old@example.org", "", NOON)
    assert (Preference.objects.count(), apps.get_model("mfa.Authenticator").objects.count()) == (0, 0)
    assert {run.rule: run.deleted for run in carry_out(at=NOON + 367 * DAY)}["closed_accounts"] == 0


@pytest.mark.django_db
def test_an_import_whose_rows_are_gone_keeps_its_figures_and_can_no_longer_be_undone(ada):
    from partnerships.imports.operations import undo_import

    an_import(NOON)
    carry_out(at=NOON + 366 * DAY)
    done = RegisterImport.objects.get()
    with pytest.raises(WrongState, match="deleted after a year"):
        undo_import(register_import=done, by=ada, at=NOON)


def hold(ada, rule="", partnership=None, reason="A court case"):
    return place_hold(rule=rule, partnership=partnership, reason=reason, by=ada, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("rule", ["mails", ""])
def test_a_hold_keeps_what_it_covers_until_it_ends(ada, rule):
    OutgoingMailFactory(queued_at=NOON, state="done")
    sent_form(NOON)
    placed = hold(ada, rule)
    at = NOON + 91 * DAY
    carry_out(at=at)
    assert (OutgoingMail.objects.count(), SentForm.objects.count()) == (1, 0 if rule else 1)
    preview = {preview.rule.code: preview for preview in previews(at)}["mails"]
    assert (preview.due, preview.held, preview.last.held) == (0, 1, 1)
    end_hold(hold=placed, reason="The case is over", by=ada, at=at)
    carry_out(at=at)
    assert OutgoingMail.objects.count() == 0
    verbs = Activity.objects.filter(verb__startswith="retention_hold").order_by("pk").values_list("verb", "note")
    assert list(verbs) == [("retention_hold.placed", "A court case"), ("retention_hold.ended", "The case is over")]


def test_a_hold_on_one_partnership_keeps_nothing_of_another(ada, partnership):
    from tests.factories.partnerships import PartnershipFactory

    other = PartnershipFactory()
    for place in (partnership, other):
        an_invitation(NOON + DAY * place.pk / 1000, partnership=place)
    hold(ada, "invitations", partnership)
    carry_out(at=NOON + 92 * DAY)
    assert [invitation.partnership for invitation in Invitation.objects.all()] == [partnership]


def test_a_hold_on_everything_in_a_partnership_keeps_its_notices_and_their_mails(ada, pat, partnership):
    from tests.factories.partnerships import PartnershipFactory

    for place in (partnership, PartnershipFactory(), None):
        mail = OutgoingMailFactory(queued_at=NOON, state="done")
        NoticeFactory(person=pat, created_at=NOON, partnership=place, mail=mail)
    OutgoingMailFactory(queued_at=NOON, state="done")
    hold(ada, "", partnership)
    carry_out(at=NOON + 400 * DAY)
    notice = Notice.objects.get()
    assert (notice.partnership, OutgoingMail.objects.get()) == (partnership, notice.mail)


def test_a_hold_needs_a_reason_a_rule_that_is_there_and_is_placed_once_by_an_administrator(ada, olivia, partnership):
    with pytest.raises(NotPermitted):
        hold(olivia)
    for wrong, field in [
        ({"reason": " "}, "reason"),
        ({"rule": "nothing"}, "rule"),
        ({"rule": "sign_ins", "partnership": partnership}, "partnership"),
    ]:
        with pytest.raises(Invalid) as refused:
            hold(ada, **wrong)
        assert field in refused.value.errors
    for where in (None, partnership):
        hold(ada, "invitations", where)
        with pytest.raises(Invalid):
            hold(ada, "invitations", where)
    placed = RetentionHold.objects.first()
    with pytest.raises(NotPermitted):
        end_hold(hold=placed, reason="x", by=olivia, at=NOON)
    with pytest.raises(Invalid):
        end_hold(hold=placed, reason=" ", by=ada, at=NOON)
    end_hold(hold=placed, reason="Over", by=ada, at=NOON)
    with pytest.raises(WrongState):
        end_hold(hold=placed, reason="Over", by=ada, at=NOON)


@pytest.mark.django_db
def test_a_rule_that_fails_stops_no_other_and_deletes_nothing_by_half(monkeypatch):
    OutgoingMailFactory(queued_at=NOON, state="done")
    sent_form(NOON)

    def breaks(rows, at):
        retention.delete_rows(rows, at)
        raise RuntimeError

    mails = rule_of("mails")
    broken = Rule(**{name: getattr(mails, name) for name in Rule.__slots__} | {"delete": breaks})
    monkeypatch.setitem(retention._rules, "mails", broken)
    carry_out(at=NOON + 91 * DAY)
    assert (OutgoingMail.objects.count(), SentForm.objects.count()) == (1, 0)
    assert RetentionRun.objects.get(rule="mails").error == "RuntimeError"
    assert failed_runs(NOON + 91 * DAY) == 1


@pytest.fixture
def three_files(db):
    """Three register imports with a file each, in a storage that is paired with the database."""
    for number in range(3):
        an_import(NOON)
        RegisterImport.objects.latest("pk").file.save(f"{number}.csv", ContentFile(b"x"))
    pair_storage(at=NOON)
    return sorted(all_files())


def test_with_the_storage_away_nothing_is_emptied_and_the_next_night_deletes_it(three_files, settings):
    storages = settings.STORAGES
    settings.STORAGES = away_when_deleting(storages)
    runs = {run.rule: run for run in carry_out(at=NOON + 800 * DAY)}
    assert (runs["register_files"].deleted, runs["register_files"].error) == (0, "StorageAway")
    assert RegisterImport.objects.exclude(file="").count() == 3
    settings.STORAGES = storages
    runs = {run.rule: run for run in carry_out(at=NOON + 801 * DAY)}
    assert (runs["register_files"].deleted, runs["register_files"].error) == (3, "")
    assert list(all_files()) == []


def test_a_copy_of_the_database_deletes_no_file_of_the_storage_it_shares(three_files):
    StoragePairing.objects.update(turn="older", next_turn="")
    runs = {run.rule: run for run in carry_out(at=NOON + 800 * DAY)}
    assert runs["register_files"].error == Pairing.OTHER_TURN.words
    assert sorted(RegisterImport.objects.values_list("file", flat=True)) == sorted(all_files()) == three_files


@pytest.mark.django_db
def test_a_preview_counts_what_goes_tonight_and_within_30_days():
    for age in (91, 89, 70, 10):
        OutgoingMailFactory(queued_at=NOON - age * DAY, state="done")
    preview = {preview.rule.code: preview for preview in previews(NOON)}["mails"]
    assert (preview.due, preview.soon, preview.held) == (1, 2, 0)


def test_when_all_that_can_go_is_gone_the_history_is_whole_and_everything_left_verifies(
    db, django_capture_on_commit_callbacks
):
    ada = tell_the_story().cast["administrator"]
    from partnerships.models import DocumentVersion, Report

    DocumentVersion.objects.exclude(document__title="Minutes").update(file="")
    Report.objects.update(file="", state="failed")
    RetentionHold.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        runs = carry_out(at=FAR_AHEAD)
    assert [run for run in runs if run.error] == []
    assert sum(run.deleted for run in runs) > 5
    assert [record.name for rule in retention.rules() for record in records_of(rule, ada, FAR_AHEAD)] == []
    assert broken_links() == []
    assert verify_everything(by=None, now=timezone.now).problems == []


@pytest.mark.django_db
def test_a_record_that_cannot_be_deleted_holds_up_no_other_of_its_rule():
    broken = NoticeFactory(pk=4711, created_at=NOON, due_on=None, lead=None)
    NoticeFactory(created_at=NOON, due_on=None, lead=None)
    with refusing("DELETE", "partnerships_notice", broken.pk):
        runs = {run.rule: run for run in carry_out(at=NOON + 400 * DAY)}
    assert (runs["notices"].deleted, runs["notices"].held, runs["notices"].error) == (1, 0, "RowRefused")
    assert list(Notice.objects.all()) == [broken]
    carry_out(at=NOON + 401 * DAY)
    assert not Notice.objects.exists()
