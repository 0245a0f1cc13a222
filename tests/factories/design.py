"""What the design stage of a partnership leaves behind, made by the operations people use."""

from datetime import UTC, date, datetime
from decimal import Decimal

from partnerships.commitments.operations import offer_commitment
from partnerships.design.operations import agree_text, record_agreement, write_text
from partnerships.funding.operations import add_cost, add_line
from partnerships.involvement.operations import log_involvement
from partnerships.pilot.operations import add_criterion, freeze_criteria
from tests.factories.files import a_pdf

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
WORDS = {
    "vision": {"body": "Nobody in Kirkton is lonely.", "shared_values": "Listen first."},
    "memorandum": {"body": "1. The partners meet every month."},
    "service_design": {"body": "A volunteer visits every week."},
}


def a_text(partnership, kind, by, *, at=NOON, **more):
    """Write the next version of a text of the design stage."""
    latest = partnership.design_texts.filter(kind=kind, replaced_at=None).first()
    based_on = latest.number if latest else 0
    return write_text(partnership=partnership, kind=kind, by=by, at=at, based_on=based_on, **WORDS[kind] | more)


def all_agree(text, *, leader, at=NOON):
    """Let every party agree, on paper where nobody here belongs to it."""
    for party in text.parties.all():
        people = [role.person for role in text.partnership.roles.all() if role.person.belongs_to(party.organisation_id)]
        if people:
            agree_text(party=party, by=people[0], at=at)
        else:
            file = a_pdf(f"signed-{party.pk}.pdf", f"signed {party.pk}")
            record_agreement(party=party, agreed_on=at.date(), signatory="Jo Orr", by=leader, at=at, file=file)
    return text


def an_involvement(partnership, by, *, at=NOON, **more):
    fields = {
        "title": "Tea afternoon",
        "held_on": date(2026, 5, 6),
        "who": "Older people who live alone",
        "number": 14,
        "level": "co_designed",
        "said": "Come on the same day each week.",
        "done": "Each volunteer keeps to one day.",
    }
    return log_involvement(partnership=partnership, by=by, at=at, **fields | more)


def a_criterion(partnership, by, *, at=NOON, **more):
    fields = {
        "statement": "Older people are less lonely",
        "indicator": "People who feel less lonely",
        "unit": "percent",
        "baseline": Decimal(20),
        "direction": "at_least",
        "target": Decimal(55),
        "source": "Questionnaire",
        "due_on": date(2027, 6, 1),
    }
    return add_criterion(partnership=partnership, by=by, at=at, **fields | more)


def a_line(partnership, by, *, at=NOON, **more):
    fields = {
        "source_name": "Kirkton Trust",
        "kind": "grant",
        "head": "development",
        "status": "secured",
        "amount": Decimal(60_000),
        "paid": "once",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2029, 3, 31),
    }
    return add_line(partnership=partnership, by=by, at=at, **fields | more)


def a_cost(partnership, by, *, at=NOON, **more):
    fields = {
        "what": "Development officer",
        "head": "development",
        "monthly": Decimal(2_000),
        "first_month": date(2026, 4, 1),
        "last_month": date(2029, 3, 1),
    }
    return add_cost(partnership=partnership, by=by, at=at, **fields | more)


def an_offer(partnership, organisation, by, *, at=NOON, **more):
    fields = {
        "monthly": Decimal(6000),
        "starts_on": date(2028, 4, 1),
        "ends_on": date(2028, 12, 31),
        "sign_by": date(2026, 10, 31),
    }
    return offer_commitment(partnership=partnership, organisation=organisation, by=by, at=at, **fields | more)


def ready_for_pilot(partnership, leader, *, at=NOON):
    """Do everything the gate before the pilot asks for beside leads and leader."""
    for kind in WORDS:
        all_agree(a_text(partnership, kind, leader, at=at), leader=leader, at=at)
    an_involvement(partnership, leader, at=at, held_on=at.date())
    a_criterion(partnership, leader, at=at)
    freeze_criteria(partnership=partnership, by=leader, at=at)
    for head in ("development", "vision", "administration"):
        a_line(partnership, leader, at=at, head=head)
    return partnership
