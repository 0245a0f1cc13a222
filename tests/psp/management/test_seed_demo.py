"""The demonstration, made once for this module and rolled back after it."""

from collections import Counter

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db.models import F, Max
from django.utils import timezone

from evaluation.models import Study
from partnerships.activity.operations import broken_links
from partnerships.lifecycle.queries import gate_findings
from partnerships.models import (
    Activity,
    ChangedField,
    Invitation,
    Membership,
    Notice,
    Organisation,
    OutgoingMail,
    Partnership,
    PersonRole,
    RegisterImport,
    Report,
    RetentionHold,
    User,
    Verification,
    Waiver,
)
from psp.core.work import WorkState
from psp.demo.people import PEOPLE
from tests.factories.demonstration import the_demonstration

STATES = {
    "Northern Food Hub": "design",
    "Kirkton Befriending": "pilot",
    "Clyde Carers’ Breaks": "evaluation",
    "Tayside Furniture Reuse": "tender",
    "Kirkton Breakfast Clubs": "contract",
    "Moor and Glen Rides": "stopped",
}


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    with the_demonstration(django_db_blocker, tmp_path_factory.mktemp("files")):
        yield


def rows():
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_there_is_a_partnership_at_every_stage_and_one_that_stopped(db):
    assert dict(Partnership.objects.values_list("name", "state")) == STATES


def test_everything_in_it_is_marked_as_a_demonstration(db):
    for model in (Partnership, Organisation, User):
        assert not model.objects.filter(is_demo=False).exists()


def test_its_people_are_listed_in_their_order_each_with_a_sentence(db):
    people = User.objects.order_by("pk")
    assert [person.name for person in people] == [told.name for told in PEOPLE.values()]
    assert [person.blurb for person in people] == [told.blurb for told in PEOPLE.values()]
    assert all(person.email.endswith("@example.org") for person in people)


def test_a_second_run_adds_nothing(db):
    before = rows()
    call_command("seed_demo", stage="all", verbosity=0)
    assert rows() == before


def test_its_history_holds_no_personal_data_that_ends(db):
    rows = [*Activity.objects.values_list("target_label", "note")]
    rows += ChangedField.objects.values_list("record_label", "before", "after")
    history = "\n".join(str(text) for row in rows for text in row if text)
    kept = {text for row in User.objects.values_list("name", "email") for text in row}
    values = {
        value
        for model in apps.get_models()
        for name in getattr(model, "unrecorded_fields", ())
        if name in {"email", "phone", "name", "address", "postcode", "belated_reason"}
        for value in model._base_manager.values_list(name, flat=True)
        if value and value not in kept
    }
    assert len(values) > 10
    assert {value for value in values if value in history} == set()


def test_everything_it_keeps_verifies_and_a_hold_shows_how_papers_are_kept(db):
    verification = Verification.objects.get()
    assert (verification.state, verification.problem_count) == (WorkState.DONE, 0)
    assert verification.total > 700
    assert [hold.where for hold in RetentionHold.objects.all()] == ["Kirkton Breakfast Clubs"]


def test_its_history_is_whole_and_nothing_of_it_lies_ahead(db):
    assert broken_links() == []
    assert Activity.objects.aggregate(last=Max("at"))["last"] <= timezone.now()


def test_nothing_happened_before_what_stands_above_it_in_the_history(db):
    for partnership in Partnership.objects.all():
        moments = list(Activity.objects.filter(partnership=partnership).order_by("number").values_list("at", flat=True))
        assert moments == sorted(moments)


def test_every_mail_is_done_and_none_has_left(db):
    assert Counter(OutgoingMail.objects.values_list("state", flat=True)).keys() == {WorkState.DONE}
    assert mail.outbox == []


def test_some_notices_are_read_and_some_are_not(db):
    assert {None, True} == {read and True for read in Notice.objects.values_list("read_at", flat=True)}


def test_an_import_of_the_register_is_done(db):
    found = RegisterImport.objects.get()
    assert (found.step, found.state, found.counts["new"]) == ("apply", WorkState.DONE, 10)


def test_a_draft_forecast_waits_to_be_worked_on_with_a_price_of_another_year(db):
    draft = Study.objects.get(state="draft")
    assert (draft.partnership.name, draft.kind, draft.ratio is None) == ("Kirkton Befriending", "forecast", False)
    assert draft.price_index.needs_checking
    assert draft.outcomes.exclude(price_year=None).exclude(price_year=draft.price_base_year).count() == 1
    assert draft.outcomes.filter(materiality="valued", deadweight=None).count() == 1


def test_there_are_reports_to_read_a_waiver_to_question_and_an_invitation_to_accept(db):
    made = Report.objects.order_by("kind").values_list("kind", "format", "state")
    assert list(made) == [("partnership", "text", "done"), ("readiness", "html", "done"), ("sroi", "html", "done")]
    [waiver] = Waiver.objects.in_force()
    findings = gate_findings(waiver.partnership, "start_tender", at=timezone.now())
    assert [one.criterion.code for one in findings if one.waiver and not one.is_met] == [waiver.code]
    assert Invitation.objects.open_at(timezone.now()).count() == 2


def test_everybody_accepted_what_they_are(db):
    """Nearly every operation was walked to tell the stories: what came of it was each person's own act."""
    said = Activity.objects.filter(verb__in=["membership.accepted", "role.granted", "leader.named"])
    accepted = Counter((row.verb, row.actor_id) for row in said)
    assert {row.person_id for row in Membership.objects.all()} <= {pk for _verb, pk in accepted}
    for row in Membership.objects.all():
        assert accepted["membership.accepted", row.person_id] >= row.person.memberships.count()
    for role in PersonRole.objects.select_related("partnership"):
        own = said.filter(partnership=role.partnership, actor=role.person)
        assert own.exists(), role
    assert Invitation.objects.filter(accepted_at__isnull=False).exclude(accepted_by=F("person")).count() == 0
