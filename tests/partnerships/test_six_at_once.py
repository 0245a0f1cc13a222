"""What can be made once is made once, and whoever comes second reads why: six times at the same moment."""

from datetime import date
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from partnerships.calendar.operations import make_feed, revoke_feed
from partnerships.commitments.operations import sign_commitment
from partnerships.contacts.operations import add_department, join_organisation
from partnerships.design.operations import agree_text
from partnerships.documents.operations import add_version
from partnerships.evidence.operations import attach_evidence
from partnerships.funding.operations import record_spending
from partnerships.income.operations import add_income_year
from partnerships.invitations.operations import accept_invitation, invite, open_account
from partnerships.lifecycle.operations import edit_partnership, start_partnership, waive_criterion
from partnerships.milestones.operations import add_dependency
from partnerships.models import (
    Activity,
    Department,
    Document,
    GateCriterion,
    IncomeYear,
    Invitation,
    Membership,
    Organisation,
    Partnership,
    Party,
    PersonRole,
    Preference,
    Report,
    Service,
    Spending,
    SweepRun,
    User,
    Waiver,
)
from partnerships.notifications.operations import save_preferences
from partnerships.offers.operations import MOST_TO_ONE_ADDRESS
from partnerships.organisations.operations import add_organisation
from partnerships.partners.operations import add_partner
from partnerships.people.operations import deactivate_person
from partnerships.pilot.operations import freeze_criteria, record_result
from partnerships.reached.operations import complete_milestone
from partnerships.reminders.operations import sweep_reminders
from partnerships.reports.operations import ask_for_report
from partnerships.roles.operations import offer_role, take_role
from partnerships.timeline.operations import make_plan
from psp.core.problems import Invalid
from tests.conftest import NOON, TODAY
from tests.factories import design
from tests.factories.at_once import ON_POSTGRESQL, at_once
from tests.factories.files import a_pdf
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import MemberFactory, PartnershipFactory, PersonRoleFactory
from tests.factories.people import UserFactory
from tests.factories.timeline import a_plan

pytestmark = ON_POSTGRESQL
TIMES = 6


def six(act):
    return at_once(*[act] * TIMES)


def once(refusal):
    return [refusal] * (TIMES - 1) + ["done"]


def invitation(by, email, **more):
    before = set(Invitation.objects.values_list("pk", flat=True))
    invite(email=email, name="", role="development_officer", by=by, at=NOON, **more)
    return Invitation.objects.exclude(pk__in=before).get()


def open_with(asked):
    open_account(invitation=asked, name="New Person", password="a quiet garden gate", at=NOON)


def test_an_account_is_opened_once_and_the_others_are_told(partnership, olivia):
    asked = invitation(olivia, "new@example.org", partnership=partnership, partnership_role="contact")
    assert six(lambda: open_with(asked)) == once("Invalid")
    assert User.objects.filter(email="new@example.org").count() == 1


def test_two_invitations_to_one_address_open_one_account(partnership, olivia):
    asked = [
        invitation(olivia, "new@example.org", partnership=where, partnership_role=role)
        for where, role in ((partnership, "contact"), (None, ""))
    ]
    told = at_once(*(lambda one=one: open_with(one) for one in asked for _again in range(3)))
    assert told == once("Invalid")


def test_an_invitation_is_accepted_once(partnership, charity, olivia, bo):
    more = {"partnership": partnership, "partnership_role": "observer", "organisation": charity}
    asked = invitation(olivia, bo.email, **more)
    assert six(lambda: accept_invitation(invitation=asked, by=bo, at=NOON)) == once("Invalid")
    assert (PersonRole.objects.filter(person=bo).count(), Membership.objects.filter(person=bo).count()) == (2, 2)


def test_people_and_organisations_are_brought_in_once(partnership, charity, olivia, bo, ada):
    other, person = OrganisationFactory(name="Castle Reuse"), UserFactory(name="Una")
    by = {"by": olivia, "at": NOON}
    told = {
        "partner": six(
            lambda: add_partner(partnership=partnership, organisation=other, role="partner", joined_on=TODAY, **by)
        ),
        "role": six(lambda: take_role(partnership=partnership, role="contact", by=person, at=NOON)),
        "department": six(lambda: add_department(organisation=charity, name="Care", **by)),
        "income": six(
            lambda: add_income_year(organisation=charity, year_end=date(2026, 3, 31), grants=Decimal(1), **by)
        ),
        "organisation": six(
            lambda: add_organisation(name="New Friends", charity_number="SC000001", kind="third_sector", **by)
        ),
    }
    assert told == dict.fromkeys(told, once("Invalid"))
    assert six(lambda: join_organisation(organisation=charity, by=person, at=NOON)) == ["done"] * TIMES
    assert Membership.objects.filter(person=person).count() == 1
    assert Department.objects.count() == IncomeYear.objects.count() == 1
    assert Organisation.objects.filter(charity_number="SC000001").count() == 1


def test_a_leader_is_named_once(partnership, olivia, bo):
    offered = offer_role(partnership=partnership, person=bo, role="leader", by=olivia, at=NOON)
    told = six(lambda: accept_invitation(invitation=offered, by=bo, at=NOON))
    assert (told, PersonRole.objects.filter(role="leader").count()) == (once("Invalid"), 1)


def test_a_partnership_of_a_name_is_started_once(council, olivia):
    fields = {"name": "Castle Reuse", "need": "Beds", "purchasing_council": council}
    assert six(lambda: start_partnership(by=olivia, at=NOON, began_on=TODAY, **fields)) == once("Invalid")


def test_a_name_is_taken_by_one_partnership(council, olivia):
    ours = [PartnershipFactory(purchasing_council=council) for _each in range(TIMES)]
    for one in ours:
        PersonRoleFactory(partnership=one, person=olivia, role="leader")
    told = at_once(
        *(
            lambda one=one: edit_partnership(
                partnership=one, changes={"name": "The one"}, expected_version=1, by=olivia, at=NOON
            )
            for one in ours
        )
    )
    assert told == once("Invalid")


def test_a_plan_is_made_once(partnership, olivia):
    told = six(lambda: make_plan(partnership=partnership, planned_from="design", on=TODAY, by=olivia, at=NOON))
    assert told == once("Invalid")


def test_what_a_plan_holds_is_written_once(partnership, olivia):
    a_plan(partnership)
    first, last = (partnership.milestones.get(key=key) for key in ("first_return", "service_starts"))
    link = {"predecessor": first, "successor": last, "lag_days": 3}
    assert six(lambda: add_dependency(**link, by=olivia, at=NOON)) == once("Invalid")
    assert six(lambda: complete_milestone(milestone=first, on=TODAY, by=olivia, at=NOON)) == once("WrongState")


def test_texts_and_agreements_are_written_once(partnership, olivia):
    told = six(lambda: design.a_text(Partnership.objects.get(pk=partnership.pk), "vision", olivia))
    assert (told.count("done"), set(told)) == (1, {"StaleVersion", "done"})
    party = Party.objects.get(organisation__name="Good Company")
    assert six(lambda: agree_text(party=party, by=olivia, at=NOON)) == once("WrongState")


def test_criteria_are_frozen_and_measured_once(partnership, olivia):
    criterion = design.a_criterion(partnership, olivia)
    assert six(lambda: freeze_criteria(partnership=partnership, by=olivia, at=NOON)) == once("WrongState")
    type(partnership).objects.update(state="pilot")
    criterion.partnership.refresh_from_db()
    measured = {"criterion": criterion, "value": Decimal(60), "measured_on": TODAY}
    assert six(lambda: record_result(**measured, by=olivia, at=NOON)) == once("Invalid")


def test_money_is_written_once(partnership, council, olivia, pat):
    spent = {"partnership": partnership, "head": "vision", "month": TODAY, "amount": Decimal(5)}
    assert six(lambda: record_spending(**spent, by=olivia, at=NOON)) == ["done"] * TIMES
    assert Spending.objects.count() == 1
    offer = design.an_offer(partnership, council, pat)
    told = six(lambda: sign_commitment(commitment=offer, file=a_pdf("s.pdf", "signed"), by=pat, at=NOON))
    assert told == once("WrongState")


def test_a_criterion_is_waived_once(without_gates, partnership, olivia):
    GateCriterion.objects.update(waivable=True)
    waived = {"partnership": partnership, "code": "users_involved", "reason": "Later"}
    assert six(lambda: waive_criterion(**waived, by=olivia, at=NOON)) == ["done"] * TIMES
    assert Waiver.objects.count() == 1


def test_papers_are_filed_and_given_once(partnership, olivia):
    entry = design.an_involvement(partnership, olivia)
    agreed = design.a_text(partnership, "memorandum", olivia, body="", file=a_pdf("m.pdf", "memorandum"))
    given = {"document": agreed.document, "target": entry}
    assert six(lambda: attach_evidence(**given, by=olivia, at=NOON)) == once("Invalid")
    same = six(lambda: add_version(document=agreed.document, file=a_pdf("new.pdf", "new"), by=olivia, at=NOON))
    assert (same, Document.objects.get().versions.count()) == (once("Invalid"), 2)


def test_a_report_is_asked_for_once(partnership, olivia):
    asked = {"partnership": partnership, "kind": "partnership", "subject": partnership, "format": "text"}
    assert six(lambda: ask_for_report(**asked, by=olivia, at=NOON)) == ["done"] * TIMES
    assert Report.objects.count() == 1


def test_what_is_a_persons_own_is_kept_once(partnership, olivia):
    MemberFactory(partnership=partnership)
    told = {
        "preferences": six(lambda: save_preferences(choices={"report": ("none", True)}, by=olivia, at=NOON)),
        "feed": six(lambda: make_feed(person=User.objects.get(pk=olivia.pk), by=olivia, at=NOON)),
        "sweep": six(lambda: sweep_reminders(today=TODAY, at=NOON)),
    }
    assert told == dict.fromkeys(told, ["done"] * TIMES)
    assert (Preference.objects.count(), SweepRun.objects.count()) == (1, 1)


def test_an_account_and_a_feed_are_closed_once(olivia, otto, ada):
    make_feed(person=otto, by=otto, at=NOON)
    closing = [User.objects.get(pk=otto.pk) for _each in range(TIMES)]
    told = {
        "feed": at_once(*(lambda one=one: revoke_feed(person=one, by=one, at=NOON) for one in closing)),
        "account": at_once(
            *(lambda one=one: deactivate_person(person=one, successor=None, by=ada, at=NOON) for one in closing)
        ),
    }
    assert told == {"feed": ["done"] * TIMES, "account": once("WrongState")}
    verbs = Activity.objects.filter(verb__in=["calendar.revoked", "person.deactivated"]).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["calendar.revoked", "person.deactivated"]


def test_an_invitation_to_the_same_replaces_the_earlier_one(partnership, olivia):
    asked = {"email": "new@example.org", "name": "", "role": "development_officer", "partnership": partnership}
    told = six(lambda: invite(**asked, partnership_role="contact", by=olivia, at=NOON))
    assert told == ["Invalid"] * (TIMES - MOST_TO_ONE_ADDRESS) + ["done"] * MOST_TO_ONE_ADDRESS
    assert Invitation.objects.open_at(NOON).count() == 1


def test_a_row_of_reference_data_is_added_once_in_the_admin(ada):
    def add():
        client = Client()
        client.force_login(ada)
        page = client.post(reverse("admin:partnerships_service_add"), {"name": "Befriending", "code": "befriending"})
        if page.status_code != 302:
            raise Invalid(str(page.context["adminform"].form.errors))

    assert six(add) == once("Invalid")
    assert Service.objects.count() == 1
