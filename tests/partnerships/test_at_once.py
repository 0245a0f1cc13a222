"""Operations on one partnership at the same moment: the database never has to end one of them."""

from datetime import date
from decimal import Decimal

import pytest

from partnerships.commitments.operations import edit_commitment, sign_commitment
from partnerships.contacts.operations import add_contact
from partnerships.design.operations import agree_text
from partnerships.documents.operations import add_document, add_version, archive_document
from partnerships.evidence.operations import attach_evidence
from partnerships.funding.operations import add_payments, record_spending, remove_cost, remove_line
from partnerships.gates.operations import move_on
from partnerships.invitations.operations import accept_invitation, invite
from partnerships.involvement.operations import edit_involvement, remove_involvement
from partnerships.learning.operations import write_learning_point
from partnerships.lifecycle.operations import (
    edit_partnership,
    stop_partnership,
    waive_criterion,
    withdraw_waiver,
)
from partnerships.milestones.operations import add_dependency, add_milestone, edit_milestone, remove_milestone
from partnerships.models import (
    Document,
    GateCriterion,
    Invitation,
    Milestone,
    Organisation,
    Partnership,
    Party,
    Timeline,
    User,
)
from partnerships.moves.operations import move_task, resize_period, set_baseline
from partnerships.organisations.operations import edit_organisation
from partnerships.partners.operations import add_partner, remove_partner
from partnerships.people.operations import deactivate_person, edit_person
from partnerships.pilot.operations import edit_criterion, freeze_criteria, withdraw_criterion
from partnerships.proposals.operations import propose_change
from partnerships.reached.operations import complete_milestone
from partnerships.reports.operations import ask_for_report
from partnerships.roles.operations import end_role, let_partner_leave, offer_role, take_on
from partnerships.timeline.engine.length import Length
from tests.conftest import NOON, TODAY
from tests.factories import design
from tests.factories.at_once import ON_POSTGRESQL, ended_by_the_database, two_at_once
from tests.factories.files import a_pdf
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.timeline import a_plan

pytestmark = ON_POSTGRESQL


class World:
    """A partnership in the design stage with a record of every kind, fetched afresh for each act."""

    def __init__(self, partnership, leader, purchaser, contact, administrator):
        self.pk, self.people = partnership.pk, {"leader": leader.pk, "purchaser": purchaser.pk}
        colleague = UserFactory(role=purchaser.role)
        MembershipFactory(person=colleague, organisation=partnership.purchasing_council)
        self.people["colleague"] = colleague.pk
        self.people |= {"contact": contact.pk, "administrator": administrator.pk}
        self.other = OrganisationFactory(name="Castle Reuse").pk

    @property
    def ours(self):
        return Partnership.objects.get(pk=self.pk)

    def by(self, who="leader"):
        return {"by": User.objects.get(pk=self.people[who]), "at": NOON}

    def first(self, related, **lookup):
        return getattr(self.ours, related).filter(**lookup).order_by("pk").first()

    def version(self):
        return Timeline.objects.get(partnership=self.pk).version


@pytest.fixture
def world(without_gates, partnership, olivia, pat, bo, ada):
    a_plan(partnership)
    for kind in ("vision", "memorandum"):
        design.a_text(partnership, kind, olivia)
    design.a_criterion(partnership, olivia)
    design.a_criterion(partnership, olivia, statement="They go out more")
    design.a_line(partnership, olivia, head="vision")
    design.a_cost(partnership, olivia)
    design.an_involvement(partnership, olivia)
    design.an_offer(partnership, partnership.purchasing_council, pat)
    add_document(partnership=partnership, file=a_pdf("minutes.pdf", "minutes"), by=olivia, at=NOON)
    own = add_milestone(partnership=partnership, title="Board meets", on=date(2027, 3, 1), by=olivia, at=NOON)
    add_dependency(
        predecessor=own, successor=Milestone.objects.get(key="evaluation_starts"), lag_days=1, by=olivia, at=NOON
    )
    GateCriterion.objects.filter(code__in=["funding_covers_heads", "users_involved"]).update(waivable=True)
    waive_criterion(partnership=partnership, code="users_involved", reason="Later", by=olivia, at=NOON)
    invite(
        email=pat.email,
        name="",
        role=olivia.role,
        by=olivia,
        at=NOON,
        partnership=partnership,
        partnership_role="observer",
    )
    return World(partnership, olivia, pat, bo, ada)


def move(world):
    to, version = date(2027, 3, 5), world.version()
    move_task(partnership=world.ours, key="pilot_starts", to=to, expected_version=version, **world.by())


def start_pilot(world):
    move_on(partnership=world.ours, transition="start_pilot", why_short="It runs already", **world.by())


def resize(world):
    period, version = world.first("periods", key="pilot"), world.version()
    resize_period(period=period, length=Length(18), expected_version=version, reason="Less money", **world.by())


def edit(world, operation, noun, record, who="leader", **changes):
    operation(**{noun: record}, changes=changes, expected_version=record.version, **world.by(who))


def the_plan(world):
    own, goal = world.first("milestones", title="Board meets"), world.first("milestones", key="service_starts")
    yield "move_task", lambda: move(world)
    yield "resize_period", lambda: resize(world)
    yield "set_baseline", lambda: set_baseline(partnership=world.ours, reason="Agreed", **world.by())
    yield "add_milestone", lambda: add_milestone(partnership=world.ours, title="Tea", on=date(2027, 4, 1), **world.by())
    yield (
        "edit_milestone",
        lambda: edit(world, edit_milestone, "milestone", world.first("milestones", pk=own.pk), title="Board"),
    )
    yield "remove_milestone", lambda: remove_milestone(milestone=world.first("milestones", pk=own.pk), **world.by())
    yield (
        "add_dependency",
        lambda: add_dependency(predecessor=own, successor=goal, lag_days=2, **world.by()),
    )
    yield (
        "complete_milestone",
        lambda: complete_milestone(milestone=world.first("milestones", pk=own.pk), on=TODAY, **world.by()),
    )


def the_whole(world):
    yield "start_pilot", lambda: start_pilot(world)
    yield (
        "stop_partnership",
        lambda: stop_partnership(partnership=world.ours, reason="need", note="It went away", **world.by()),
    )
    yield "edit_partnership", lambda: edit(world, edit_partnership, "partnership", world.ours, need="More")
    yield (
        "waive_criterion",
        lambda: waive_criterion(partnership=world.ours, code="funding_covers_heads", reason="No need", **world.by()),
    )
    yield "withdraw_waiver", lambda: withdraw_waiver(waiver=world.first("waivers"), **world.by())
    yield (
        "ask_for_report",
        lambda: ask_for_report(
            partnership=world.ours, kind="partnership", subject=world.ours, format="text", **world.by()
        ),
    )
    yield (
        "write_learning_point",
        lambda: write_learning_point(
            partnership=world.ours,
            title="Start with the bus",
            stage="pilot",
            theme="partners",
            happened="Nobody came.",
            learned="The bus stops at four.",
            **world.by(),
        ),
    )


def the_people(world):
    def organisation():
        return Organisation.objects.get(pk=world.other)

    yield (
        "add_partner",
        lambda: add_partner(
            partnership=world.ours, organisation=organisation(), role="partner", joined_on=TODAY, **world.by()
        ),
    )
    yield (
        "remove_partner",
        lambda: remove_partner(member=world.first("members", role="partner"), left_on=TODAY, **world.by()),
    )
    yield (
        "let_partner_leave",
        lambda: let_partner_leave(
            member=world.first("members", role="partner"),
            left_on=TODAY,
            ended=world.ours.roles.filter(role="contact"),
            **world.by(),
        ),
    )
    yield (
        "offer_role",
        lambda: offer_role(
            partnership=world.ours, person=User.objects.get(pk=world.people["contact"]), role="leader", **world.by()
        ),
    )
    yield "take_on", lambda: take_on(partnership=world.ours, **world.by("colleague"))
    yield (
        "propose_change",
        lambda: propose_change(
            organisation=organisation(), subject="organisation", act="change", values={"about": "X"}, **world.by()
        ),
    )
    yield "end_role", lambda: end_role(role=world.first("roles", role="contact"), **world.by())
    yield "accept_invitation", lambda: accept_invitation(invitation=Invitation.objects.get(), **world.by("purchaser"))
    yield (
        "invite",
        lambda: invite(
            email="new@example.org",
            name="New",
            role="development_officer",
            partnership=world.ours,
            partnership_role="observer",
            **world.by(),
        ),
    )
    yield (
        "deactivate_person",
        lambda: deactivate_person(
            person=User.objects.get(pk=world.people["contact"]),
            successor=User.objects.get(pk=world.people["leader"]),
            **world.by("administrator"),
        ),
    )
    yield (
        "edit_person",
        lambda: edit(world, edit_person, "person", User.objects.get(pk=world.people["contact"]), "contact", name="Bo"),
    )
    yield (
        "edit_organisation",
        lambda: edit(
            world, edit_organisation, "organisation", organisation(), "administrator", website="https://a.org"
        ),
    )
    yield (
        "add_contact",
        lambda: add_contact(organisation=organisation(), name="Jo", phone="01236 1", **world.by("administrator")),
    )


def the_papers(world):
    def document():
        return Document.objects.get(title="minutes.pdf")

    yield (
        "agree_text",
        lambda: agree_text(
            party=Party.objects.get(text__kind="vision", organisation__name="Good Company"), **world.by()
        ),
    )
    yield "write_text", lambda: design.a_text(world.ours, "memorandum", world.by()["by"])
    yield "add_document", lambda: add_document(partnership=world.ours, file=a_pdf("plan.pdf", "plan"), **world.by())
    yield "add_version", lambda: add_version(document=document(), file=a_pdf("new.pdf", "new"), **world.by())
    yield "archive_document", lambda: archive_document(document=document(), **world.by())
    yield (
        "attach_evidence",
        lambda: attach_evidence(document=document(), target=world.first("involvements"), **world.by()),
    )
    yield (
        "edit_involvement",
        lambda: edit(world, edit_involvement, "entry", world.first("involvements"), said="Come early"),
    )
    yield "remove_involvement", lambda: remove_involvement(entry=world.first("involvements"), **world.by())


def the_pilot_and_its_money(world):
    yield (
        "edit_criterion",
        lambda: edit(world, edit_criterion, "criterion", world.first("success_criteria"), source="Survey"),
    )
    yield "withdraw_criterion", lambda: withdraw_criterion(criterion=world.first("success_criteria"), **world.by())
    yield "freeze_criteria", lambda: freeze_criteria(partnership=world.ours, **world.by())
    yield "remove_line", lambda: remove_line(line=world.first("funding_lines"), **world.by())
    yield "add_line", lambda: design.a_line(world.ours, world.by()["by"])
    yield (
        "add_payments",
        lambda: add_payments(
            line=world.first("funding_lines"), direction="repayment", on=TODAY, amount=Decimal(5), times=2, **world.by()
        ),
    )
    yield "remove_cost", lambda: remove_cost(cost=world.first("monthly_costs"), **world.by())
    yield (
        "record_spending",
        lambda: record_spending(partnership=world.ours, head="vision", month=TODAY, amount=Decimal(5), **world.by()),
    )
    yield (
        "edit_commitment",
        lambda: edit(world, edit_commitment, "commitment", world.first("commitments"), "purchaser", monthly=Decimal(7)),
    )
    yield (
        "sign_commitment",
        lambda: sign_commitment(
            commitment=world.first("commitments"), file=a_pdf("signed.pdf", "signed"), **world.by("purchaser")
        ),
    )


def test_moving_a_date_and_starting_the_pilot_never_wait_for_each_other(world):
    with two_at_once() as collide:
        met = [collide(lambda: move(world), lambda: start_pilot(world)) for _again in range(4)]
    assert met == [["", ""]] * 4


def test_no_two_operations_on_a_partnership_wait_for_each_other(world):
    parts = (the_plan, the_whole, the_people, the_papers, the_pilot_and_its_money)
    assert ended_by_the_database(dict(act for part in parts for act in part(world))) == {}
