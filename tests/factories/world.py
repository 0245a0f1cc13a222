"""Two partnerships full of records, for tests that go through every page, and the people who look at them.

``tell_the_story()`` fills "Kirkton Befriending": at least one record of every kind, a draft study, a tender that was
awarded. Its twin, "Ardoch Befriending", has a tender whose bids are sealed. The same people hold the same roles in both;
in "Balfour Befriending" other people hold them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType

from evaluation.models import PriceIndex
from evaluation.sroi.operations import load_discount_schedules
from partnerships import models as hub
from partnerships.documents.operations import add_document
from partnerships.invitations.operations import invite
from partnerships.lifecycle.operations import load_gate_criteria
from partnerships.proposals.operations import propose_change
from procurement import models as spoke
from procurement.contingency.models import PARTS
from procurement.questions.models import Clarification
from procurement.readiness.operations import load_readiness_criteria
from procurement.thresholds.operations import load_thresholds, load_time_limits
from psp.core.sealing import seal
from tests.factories import bids, design
from tests.factories.files import a_pdf
from tests.factories.notifications import NoticeFactory, OutgoingMailFactory
from tests.factories.organisations import AreaFactory, ClientGroupFactory, OrganisationFactory, ServiceFactory
from tests.factories.partnerships import MemberFactory, PartnershipFactory, PersonRoleFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.readiness import ReadinessAnswerFactory, ReadinessReviewFactory
from tests.factories.studies import (
    DecisionFactory,
    InputFactory,
    OutcomeFactory,
    OutputFactory,
    StakeholderFactory,
    StudyFactory,
)
from tests.factories.tenders import PublishedTenderFactory, QuestionFactory, TenderDocumentFactory
from tests.factories.timeline import a_plan_far_ahead

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
FAR_OFF = datetime(2090, 4, 14, 11, tzinfo=UTC)
ROLES = ("observer", "evaluator", "contact", "leader", "purchaser")
PLATFORM_ROLE = {"purchaser": "council_purchaser"}
SECRET = "a-secret-nobody-was-given"


@dataclass(slots=True)
class World:
    """``cast`` maps a role to who holds it; "other leader" is the leader of another partnership."""

    own: Any
    sealed: Any
    other: Any
    cast: dict[str, Any]


def tell_the_story() -> World:
    """Make the world. Takes about two seconds: once a test, for many pages."""
    for load in (
        load_gate_criteria,
        load_readiness_criteria,
        load_thresholds,
        load_time_limits,
        load_discount_schedules,
    ):
        load()
    ServiceFactory(), ClientGroupFactory(), AreaFactory()
    council, charity, neighbours = (
        OrganisationFactory(name="Kirkton Council", kind="council"),
        OrganisationFactory(name="Good Company"),
        OrganisationFactory(name="Northside Neighbours"),
    )
    at_home = {"leader": charity, "contact": neighbours, "purchaser": council}
    cast = {role: _person(role, f"{role.title()} of Kirkton", at_home.get(role)) for role in (*ROLES, "una", "evan")}
    elsewhere = {"leader": OrganisationFactory(name="Balfour Friends")}
    elsewhere["purchaser"] = OrganisationFactory(name="Balfour Council", kind="council")
    for role in ROLES:
        cast[f"other {role}"] = _person(role, f"{role.title()} of Balfour", elsewhere.get(role))
    cast["administrator"] = UserFactory(name="Ada Munro", email="ada@example.org", role="administrator")
    cast["superuser"] = UserFactory(name="Root Rae", email="root@example.org", role="administrator", is_superuser=True)
    members = [(council, "lead_public", False), (charity, "lead_third_sector", True), (neighbours, "partner", True)]
    own = _partnership("Kirkton Befriending", council, members, cast, "")
    sealed = _partnership("Ardoch Befriending", council, members, cast, "")
    balfour = [(elsewhere["purchaser"], "lead_public", False), (elsewhere["leader"], "lead_third_sector", True)]
    other = _partnership("Balfour Befriending", elsewhere["purchaser"], balfour, cast, "other ")
    world = World(own, sealed, other, cast)
    _fill_directory(world, charity)
    _fill_hub(world)
    _fill_evaluation(own)
    _fill_readiness(world)
    for partnership in (own, sealed, other):
        partnership.state = "tender"
        partnership.save()
    _fill_tenders(world)
    # The latest of all: much of the above told people of itself.
    NoticeFactory(person=cast["leader"], partnership=own)
    return world


def _person(role, name, organisation):
    email = f"{name.lower().replace(' ', '.')}@example.org"
    person = UserFactory(name=name, email=email, role=PLATFORM_ROLE.get(role, "development_officer"))
    if role == "una":
        person.role = "council_purchaser"
        person.save()
    if organisation:
        MembershipFactory(person=person, organisation=organisation)
    return person


def _partnership(name, council, members, cast, prefix):
    partnership = PartnershipFactory(name=name, purchasing_council=council)
    for organisation, role, may_bid in members:
        MemberFactory(partnership=partnership, organisation=organisation, role=role, may_bid=may_bid)
    for role in ROLES:
        PersonRoleFactory(partnership=partnership, person=cast[f"{prefix}{role}"], role=role)
    if not prefix:
        PersonRoleFactory(partnership=partnership, person=cast["una"], role="purchaser")
        PersonRoleFactory(partnership=partnership, person=cast["evan"], role="evaluator")
    return partnership


def _fill_directory(world, charity):
    leader, ada = world.cast["leader"], world.cast["administrator"]
    department = hub.Department.objects.create(organisation=charity, name="Care")
    hub.Contact.objects.create(organisation=charity, name="Jo Orr", department=department)
    hub.IncomeYear.objects.create(organisation=charity, year_end=date(2026, 3, 31), grants=Decimal(90_000))
    charity.members.add(OrganisationFactory(name="Small Friends"))
    done = hub.RegisterImport.objects.create(
        original_name="register.csv", size=1, sha256="0" * 64, started_by=ada, started_at=NOON, next_attempt_at=NOON
    )
    hub.ImportRow.objects.create(
        register_import=done, number=2, kind="new", charity_number="SC999999", name="Example", said={}
    )
    OutgoingMailFactory()
    held = {"name": "documents/ab12/left.pdf", "size": 1, "written_at": NOON, "found_at": NOON}
    hub.QuarantinedFile.objects.create(**held, delete_from=date(2026, 7, 3))
    hub.RetentionHold.objects.create(rule="mails", reason="An audit", placed_by=ada, placed_at=NOON)
    hub.Verification.objects.create(asked_at=NOON, next_attempt_at=NOON, state="done", ended_at=NOON)
    changes = {"values": {"about": "Visits"}, "rows": [("What it does", "", "Visits")], "target": charity}
    propose_change(
        organisation=charity,
        subject="organisation",
        act="change",
        by=world.cast["observer"],
        at=NOON,
        why="Their site says so.",
        **changes,
    )
    invite(
        email="new@example.org",
        name="New Person",
        role="development_officer",
        by=leader,
        at=NOON,
        partnership=world.own,
        partnership_role="contact",
    )


def _fill_hub(world):
    own, leader = world.own, world.cast["leader"]
    design.ready_for_pilot(own, leader)
    criterion = own.success_criteria.get()
    hub.CriterionResult.objects.create(
        criterion=criterion, value=Decimal(60), measured_on=date(2026, 6, 1), recorded_by=leader
    )
    line = own.funding_lines.first()
    hub.Payment.objects.create(line=line, on=date(2026, 6, 1), amount=Decimal(1_000))
    design.a_cost(own, leader)
    hub.Commitment.objects.create(
        partnership=own,
        organisation=own.purchasing_council,
        monthly=Decimal(2_000),
        starts_on=date(2027, 1, 1),
        until=date(2028, 1, 1),
    )
    document = add_document(partnership=own, title="Minutes", kind="other", file=a_pdf(), by=leader, at=NOON)
    target = own.involvements.get()
    hub.Evidence.objects.create(
        document=document,
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        added_by=leader,
        added_at=NOON,
    )
    hub.LearningPoint.objects.create(
        partnership=own,
        title="Start with the bus",
        stage="pilot",
        theme="partners",
        happened="Nobody came.",
        learned="The bus stops at four.",
        written_by=leader,
        written_at=NOON,
    )
    hub.Waiver.objects.create(
        partnership=own, code="funding_plan", reason="The council pays.", given_by=leader, given_at=NOON
    )
    a_plan_far_ahead(own)
    hub.Period.objects.filter(pk=own.periods.last().pk).update(months=1)
    first, second = hub.Milestone.objects.filter(partnership=own)[:2]
    hub.Dependency.objects.get_or_create(predecessor=first, successor=second)
    hub.Report.objects.create(
        partnership=own,
        kind="partnership",
        subject_id=own.pk,
        subject_label=str(own),
        asked_by=leader,
        asked_at=NOON,
        next_attempt_at=NOON,
    )


def _fill_evaluation(own):
    study = StudyFactory(partnership=own)
    people = StakeholderFactory(study=study)
    for factory in (InputFactory, OutputFactory, OutcomeFactory):
        factory(stakeholder=people)
    DecisionFactory(study=study)
    PriceIndex.objects.create(
        code="gdp-2026", name="Prices", edition="2026", source="HM Treasury", indices={"2026": "100"}
    )


def _fill_readiness(world):
    own, leader = world.own, world.cast["leader"]
    review = ReadinessReviewFactory(partnership=own, requested_by=leader)
    ReadinessAnswerFactory(review=review, answered_by=leader)
    spoke.ReadinessCondition.objects.create(
        review=review, text="Name a treasurer", owner=leader, due_on=date(2026, 7, 1)
    )
    charity = own.members.get(role="lead_third_sector").organisation
    plan = spoke.ContingencyPlan.objects.create(
        partnership=own, organisation=charity, sealed=seal(dict.fromkeys(PARTS, "Words."))
    )
    plan.readers.set([leader])
    neighbours = own.members.get(role="partner").organisation
    evaluator = world.cast["evaluator"]
    spoke.Conflict.objects.create(
        partnership=own, person=evaluator, organisation=neighbours, closes=False, found_at=NOON, found_by=leader
    )
    spoke.PriorInvolvement.objects.create(partnership=own, organisation=charity, helped_design=False)


def _fill_tenders(world):
    cast = world.cast
    pat, una, edie, evan = (cast[name] for name in ("purchaser", "una", "evaluator", "evan"))
    for partnership in (world.sealed, world.own):
        tender = PublishedTenderFactory(partnership=partnership)
        QuestionFactory(tender=tender)
        TenderDocumentFactory(tender=tender)
        for name in ("Sunrise Care", "Moray Friends"):
            bids.record_a_bid(tender, pat, name=name)
    bids.open_bids(tender, pat, una)
    scorers = [bids.declare_none(one) for one in bids.appoint(tender, pat, edie, evan)]
    winner = tender.bids.first().receipt
    points = {bid.receipt: 4 if bid.receipt == winner else 2 for bid in tender.bids.all()}
    bids.to_ranked(tender, pat, scorers, points)
    award = bids.to_standstill(tender, pat)
    spoke.Hold.objects.create(award=award, reason="A challenge", began_at=NOON, began_by=pat)
    spoke.Debrief.objects.create(
        award=award, bid=tender.bids.last(), asked_on=date(2026, 6, 2), due_on=date(2026, 6, 2) + timedelta(days=15)
    )
    for asked in spoke.Tender.objects.filter(partnership__in=[world.own, world.sealed]):
        Clarification.objects.create(tender=asked, number=1, asked_on=date(2026, 3, 9), text="How many visits?")
    # Open for bids whatever the day of the test.
    spoke.Tender.objects.filter(partnership=world.sealed).update(submission_deadline=FAR_OFF)
