"""Reads: a partnership's partners and people with what their page shows, and who can be chosen to join them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from partnerships.lifecycle.models import Partnership, Waiver
from partnerships.lifecycle.queries import who_sees
from partnerships.lifecycle.workflow import State
from partnerships.organisations.models import Organisation
from partnerships.partners.models import Member, PartnershipRole, PersonRole
from psp.core.finding import Folded, finds
from psp.core.folding import fold


def partners_of(partnership: Partnership) -> list[Member]:
    """List the partners, leads first, those that left last, each with the contacts of its organisation. Two queries."""
    rows = partnership.members.select_related("organisation").prefetch_related("organisation__contacts")
    order = {"lead_public": 0, "lead_third_sector": 1, "partner": 2}
    return sorted(rows, key=lambda m: (m.left_on is not None, order[m.role], m.organisation.name.lower()))


def people_of(partnership: Partnership, user: Any | None = None) -> list[PersonRole]:
    """List the people's roles a user may learn of, the leader first, each person with their organisations. Three queries.

    Without a ``user`` those that everyone in the partnership may: a report travels.
    """
    roles: Any = partnership.roles
    shown = roles.open_to_all() if user is None else roles.visible_to(user)
    rows = shown.select_related("person").prefetch_related("person__memberships__organisation")
    order = {"leader": 0, "contact": 1, "purchaser": 2, "evaluator": 3, "observer": 4}
    return sorted(rows, key=lambda r: (order[r.role], r.person.name.lower()))


def organisations_of(person_id: int) -> QuerySet[Any]:
    """Select the organisations a person belongs to. No query of its own."""
    return Organisation.objects.filter(memberships__person=person_id)


def speakers_of(records: Iterable[Any]) -> dict[int, tuple[int, ...]]:
    """Map records of an organisation in a partnership to who speaks for it there: its people who see the partnership.

    By the records' ids, to the people's ids; those with an open account. Three queries.
    """
    found = list(records)
    organisations = {record.organisation_id for record in found}
    rows = get_user_model()._base_manager.filter(is_active=True, memberships__organisation__in=organisations)
    people: dict[int, set[int]] = {}
    for organisation, person in rows.values_list("memberships__organisation", "pk"):
        people.setdefault(organisation, set()).add(person)
    sees = who_sees(set().union(*people.values()))
    return {
        record.pk: tuple(
            person for person in sorted(people.get(record.organisation_id, ())) if sees(person, record.partnership_id)
        )
        for record in found
    }


def with_leader(rows: QuerySet[Any], partnership: str = "partnership") -> QuerySet[Any]:
    """Annotate records of partnerships with ``leader_id``: the project leader, None where nobody active is named.

    ``partnership`` is the path to the partnership.
    """
    leads = FilteredRelation(f"{partnership}__roles", condition=Q(**{f"{partnership}__roles__role": "leader"}))
    leader = Case(When(leader_role__person__is_active=True, then=F("leader_role__person_id")))
    return rows.annotate(leader_role=leads).annotate(leader_id=leader)


def leader_of(partnership: Partnership) -> Any | None:
    """Return the active project leader, asked of the database; None where there is none."""
    rows = partnership.roles.filter(role=PartnershipRole.LEADER, person__is_active=True).select_related("person")
    return next((role.person for role in rows), None)


def organisations_to_choose() -> QuerySet[Any]:
    """Give every organisation that still works."""
    return Organisation.objects.current()


def public_bodies_to_choose() -> QuerySet[Any]:
    """Give every council, NHS body and other public body."""
    return Organisation.objects.current().public_bodies()


def third_sector_to_choose() -> QuerySet[Any]:
    """Give every charity, social enterprise, voluntary organisation and vehicle of partners."""
    return Organisation.objects.current().third_sector()


def people_to_choose() -> QuerySet[Any]:
    """Give everyone whose account is open, with their organisations."""
    return get_user_model()._base_manager.filter(is_active=True).prefetch_related("memberships__organisation")


def matching_people(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Narrow people to those with every word in the name or the e-mail address; names that start so first."""
    return _likeliest_first(rows.filter(finds(words, "name", "email")), words)


def _likeliest_first(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    starts = Case(
        When(name__folded__startswith=fold(words.strip()), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.order_by(starts, Folded("name"), "pk")


def words_of_organisation(organisation: Any) -> str:
    """Tell organisations of one name apart: kind, numbers and place."""
    known = (organisation.charity_number, organisation.company_number, organisation.postcode)
    return ", ".join([str(organisation.get_kind_display()), *(fact for fact in known if fact)])


def words_of_person(person: Any) -> str:
    """Tell people of one name apart: their address and organisations."""
    return ", ".join([person.email, *(str(membership.organisation) for membership in person.memberships.all())])


def bidders_are_open(partnership: Partnership, members: Iterable[Member]) -> bool:
    """Whether nobody among the members may bid in the tender stage, and nobody said that none will.

    Before that stage its gate asks, and lets it be waived. One query at most.
    """
    if partnership.state != State.TENDER or any(member.may_bid and not member.left_on for member in members):
        return False
    return not Waiver.objects.in_force().filter(partnership=partnership, code="bidders_named").exists()
