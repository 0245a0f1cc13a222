"""Everything due is asked of exactly those who may do it, and notices are open to exactly those who can open their pages."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from partnerships.invitations.operations import invite
from partnerships.models import Notice, User
from partnerships.notifications.queries import unread_count
from procurement.models import PriorInvolvement, Tender
from procurement.tenders.operations import tell
from procurement.tenders.queries import SIGHTS
from psp.core import due
from tests.factories.design import a_text
from tests.factories.duties import disagreements, kinds_covered
from tests.factories.partnerships import MemberFactory, PartnershipFactory
from tests.factories.readiness import ReadinessAnswerFactory, ReadinessReviewFactory
from tests.factories.studies import StudyFactory
from tests.factories.world import tell_the_story

pytestmark = pytest.mark.once
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


def test_every_kind_of_due_item_says_here_where_it_is_done():
    assert {kind.code for kind in due.kinds()} == kinds_covered()


def more_of_the_story(world):
    """Let more be owed: texts to agree, studies to approve, reviews to judge, proofs to give, a purchaser to find."""
    leader, council = world.cast["leader"], world.own.purchasing_council
    for kind in ("vision", "memorandum"):
        a_text(world.sealed, kind, leader, at=NOON)
    role = {"partnership": world.own, "partnership_role": "observer", "role": "development_officer"}
    invite(email=world.cast["other contact"].email, name="Contact of Balfour", by=leader, at=NOON, **role)
    StudyFactory(partnership=world.own, due_on=date(2026, 6, 20))
    StudyFactory(partnership=world.sealed, state="submitted", submitted_by=leader, submitted_at=NOON)
    submitted = ReadinessReviewFactory(
        partnership=world.sealed, requested_by=leader, state="submitted", judge_by=date(2026, 6, 20)
    )
    ReadinessAnswerFactory(review=submitted, answered_by=leader)
    PriorInvolvement.objects.update(helped_design=True, asked_on=date(2026, 6, 1))
    neighbours = world.own.members.get(role="partner").organisation
    answered = {"helped_design": True, "asked_on": date(2026, 5, 1), "answered_on": date(2026, 5, 4)}
    PriorInvolvement.objects.create(partnership=world.own, organisation=neighbours, **answered)
    found = PartnershipFactory(
        name="Nobody Purchases", purchasing_council=council, purchasers_asked_on=date(2026, 6, 1)
    )
    MemberFactory(partnership=found, organisation=council, role="lead_public")


def test_whoever_may_do_what_is_due_is_asked_to_and_nobody_else(db):
    world = tell_the_story()
    more_of_the_story(world)
    people = [person for role, person in world.cast.items() if role not in {"administrator", "superuser"}]
    wrong, owed = disagreements(people)
    assert wrong == []
    assert {kind for kind, _name in owed} >= {
        "agreement",
        "commitment",
        "study_approval",
        "readiness_to_answer",
        "readiness_to_judge",
        "proposal",
        "invitation",
        "conflict",
        "conflict_to_declare",
        "purchaser_needed",
        "proof_to_give",
        "involvement_to_decide",
        "contingency_plan",
        "tender_deadline",
        "unanswered_questions",
        "challenge",
        "debriefs_to_give",
    }


def test_a_notice_is_open_to_exactly_those_who_can_open_its_page(db):
    world = tell_the_story()
    more_of_the_story(world)
    for tender in Tender.objects.all():
        for page in ("publish_tender", "withdraw_publication", "amend_tender"):
            step = {"page": page, "key": page, "by": None, "at": NOON, "kind": "assignment"}
            tell(tender, [world.cast["purchaser"].pk], "What is missing: {tender}", **step)
    about = ["url", "sight", "subject_id", "partnership_id"]
    written = list(Notice.objects.exclude(url="/").order_by(*about).distinct().values(*about))
    # Of every sight that a page of a tender has, but for the result, which the story has not reached.
    assert {row["sight"] for row in written} >= {"", "proposal", "invitation", *SIGHTS.values()} - {"result"}
    roles = ["observer", "evaluator", "contact", "leader", "purchaser", "una", "other leader", "administrator"]
    wrong, counts = [], []
    for person in (world.cast[role] for role in roles):
        client = Client()
        client.force_login(person)
        copies = {
            row["url"]: Notice.objects.create(
                person=person, kind="progress", item_key=f"copy:{n}", title="Words", created_at=NOON, **row
            )
            for n, row in enumerate(written)
        }
        shown = set(Notice.objects.visible_to(User.objects.get(pk=person.pk)).values_list("pk", flat=True))
        unread = Notice.objects.visible_to(User.objects.get(pk=person.pk)).unread().count()
        counts.append((unread, unread_count(User.objects.get(pk=person.pk))))
        for url, notice in copies.items():
            status = client.get(url).status_code
            if (notice.pk in shown) != (status in (200, 302)):
                wrong.append(f"{person.name}: {url} ({notice.sight}) answers {status}, shown: {notice.pk in shown}")
    assert wrong == []
    assert [count for _all, count in counts] == [count for count, _quick in counts]
    assert len({count for count, _quick in counts}) > 3
