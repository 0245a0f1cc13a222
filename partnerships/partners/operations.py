"""Who is in a partnership: organisations that join and leave, people and their roles, and who leads the project."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, record
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from partnerships.notifications.operations import notify
from partnerships.partners.models import Member, MemberRole, PartnershipRole, PersonRole
from psp.core import handover, sequels
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, NotPermitted
from psp.core.records import Change

LEADS = {MemberRole.LEAD_PUBLIC, MemberRole.LEAD_THIRD_SECTOR}
# Who sees bids and who judges is the purchasing side's decision, never the leader's.
NAMED_BY_PURCHASER = {PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR}


@transaction.atomic
def add_partner(
    *, partnership: Partnership, organisation: Any, role: str, joined_on: date, by: Any, at: datetime, **fields: Any
) -> Member:
    """Add an organisation as a partner.

    ``fields`` are the model's own: may_bid, brings, identity_statement. An identity statement left empty is taken from the
    organisation's profile. Raises NotPermitted, and Invalid where it is a partner already or its kind cannot lead so.
    """
    lock_history(partnership)
    if not by.has_perm("partnerships.add_member", partnership):
        raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
    return join(
        partnership=partnership, organisation=organisation, role=role, joined_on=joined_on, by=by, at=at, **fields
    )


@transaction.atomic
def join(
    *, partnership: Partnership, organisation: Any, role: str, joined_on: date, by: Any, at: datetime, **fields: Any
) -> Member:
    """Write a partner down without asking permission: part of starting a partnership, and of ``add_partner``."""
    lock_history(partnership)
    _require_fitting_kind(organisation, role)
    fields["identity_statement"] = fields.get("identity_statement") or organisation.identity_statement
    try:
        with transaction.atomic():
            member = Member.objects.create(
                partnership=partnership, organisation=organisation, role=role, joined_on=joined_on, **fields
            )
    except IntegrityError as problem:
        words = _("{organisation} is a partner already").format(organisation=organisation)
        raise Invalid({"organisation": words}) from problem
    changes = {"role": [None, member.get_role_display()]}
    record(verb="partner.added", target=member, partnership=partnership, by=by, at=at, changes=changes)
    sequels.follow("change_partners", partnership, by=by, at=at)
    return member


def _require_fitting_kind(organisation: Any, role: str) -> None:
    if role == MemberRole.LEAD_PUBLIC and not organisation.is_public_body:
        raise Invalid(
            {"role": _("Select another role: a lead public partner is a council, the NHS or another public body")}
        )
    if role == MemberRole.LEAD_THIRD_SECTOR and organisation.kind not in {"third_sector", "vehicle"}:
        raise Invalid(
            {"role": _("Select another role: a lead third-sector partner is a charity, social enterprise or the like")}
        )


@transaction.atomic
def edit_partner(*, member: Member, changes: dict[str, Any], expected_version: int, by: Any, at: datetime) -> Member:
    """Change what a partner brings, its role, or whether it may bid.

    The organisation's own people may change its words, not its role. Raises NotPermitted, StaleVersion, and Invalid where a
    lead would be lost.
    """
    lock_history(member.partnership)
    if not by.has_perm("partnerships.change_member", member):
        raise NotPermitted(refusal(_("the project leader, the purchaser and people of the organisation")))
    if changes.get("role", member.role) != member.role:
        if not by.has_perm("partnerships.add_member", member.partnership):
            raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
        _require_fitting_kind(member.organisation, changes["role"])
        _require_another_lead(member, "role")
    apply_changes(member, changes, expected_version=expected_version, verb="partner.edited", by=by, at=at)
    return member


def _require_another_lead(member: Member, field: str) -> None:
    others = Member.objects.current().filter(partnership=member.partnership_id, role=member.role).exclude(pk=member.pk)
    if member.role in LEADS and not others.exists():
        words = _("Name another “{role}” first: a partnership cannot be without one")
        raise Invalid({field: words.format(role=member.get_role_display())})


@transaction.atomic
def remove_partner(*, member: Member, left_on: date, by: Any, at: datetime, note: str = "") -> Member:
    """Let an organisation leave on a day. What it did stays; its people keep their roles until those are ended.

    Raises NotPermitted, and Invalid for the last lead and for a day ahead or before it joined.
    """
    lock_history(member.partnership)
    if not by.has_perm("partnerships.remove_member", member):
        raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
    _require_another_lead(member, "")
    if left_on > london_date(at):
        raise Invalid({"left_on": _("Enter today’s date or an earlier one")})
    if left_on < member.joined_on:
        raise Invalid(
            {"left_on": _("Enter a date from {day} on, when it joined").format(day=in_words(member.joined_on))}
        )
    if not Member.objects.current().filter(pk=member.pk).update(left_on=left_on):
        raise Invalid(_("This organisation has left already"))
    member.left_on = left_on
    changes = {"left_on": [None, str(left_on)]}
    record(
        verb="partner.removed", target=member, partnership=member.partnership, by=by, at=at, changes=changes, note=note
    )
    sequels.follow("change_partners", member.partnership, by=by, at=at)
    return member


@transaction.atomic
def give_role(
    *, partnership: Partnership, person: Any, role: str, by: Any, at: datetime, knows: str = ""
) -> PersonRole:
    """Give a person a role. Naming a project leader hands over: whoever led before stays on as a partner contact.

    Raises NotPermitted, and Invalid for a role the person has, one the purchaser gives, or an account that is closed.
    """
    lock_history(partnership)
    if not by.has_perm("partnerships.add_personrole", partnership):
        raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
    if role in NAMED_BY_PURCHASER and not by.has_perm("partnerships.add_purchaser", partnership):
        raise Invalid({"role": _("Select another role. Purchasers and evaluators are named by the purchaser.")})
    if not person.is_active:
        raise Invalid({"person": _("Select somebody whose account is open")})
    return take_role(partnership=partnership, person=person, role=role, by=by, at=at, knows=knows)


@transaction.atomic
def take_role(
    *, partnership: Partnership, person: Any, role: str, by: Any, at: datetime, knows: str = ""
) -> PersonRole:
    """Write a role down without asking permission: part of starting a partnership, and of ``give_role``."""
    lock_history(partnership)
    if PersonRole.objects.filter(partnership=partnership, person=person, role=role).exists():
        raise Invalid({"person": _("{person} has this role already").format(person=person)})
    before, contact = None, None
    if role == PartnershipRole.LEADER:
        before = PersonRole.objects.filter(partnership=partnership, role=role).select_related("person").first()
        if before is not None:
            before.delete()
            contact, _created = PersonRole.objects.get_or_create(
                partnership=partnership, person=before.person, role=PartnershipRole.CONTACT
            )
    _forget_roles(by)
    leader = before.person if before else None
    return _write_role(partnership, person, role, knows, leader, by=by, at=at, contact=contact)


def _write_role(
    partnership: Partnership,
    person: Any,
    role: str,
    knows: str,
    before: Any,
    *,
    by: Any,
    at: datetime,
    contact: PersonRole | None = None,
) -> PersonRole:
    given = PersonRole.objects.create(partnership=partnership, person=person, role=role, knows=knows)
    _forget_roles(person)
    verb = "leader.named" if role == PartnershipRole.LEADER else "role.granted"
    changes = [Change(str(given.get_role_display()), before, person)]
    if contact is not None:
        changes.append(Change(str(contact.get_role_display()), None, contact.person, record=contact))
    target = person if role == PartnershipRole.LEADER else given
    record(verb=verb, target=target, partnership=partnership, by=by, at=at, changes=changes)
    if by is None or by.pk != person.pk:
        notify(
            people=[person],
            kind="assignment",
            title=_("Your role in a partnership: {role}").format(role=given.get_role_display()),
            url=partnership.get_absolute_url(),
            key=f"role:{given.pk}",
            at=at,
            partnership=partnership,
        )
    return given


@transaction.atomic
def end_role(*, role: PersonRole, by: Any, at: datetime) -> None:
    """End a person's role; with the last one their open work in the partnership passes on (``psp.core.sequels``).

    Raises NotPermitted, and Invalid for a purchaser's or evaluator's, which the purchaser ends."""
    lock_history(role.partnership)
    if not by.has_perm("partnerships.remove_personrole", role):
        raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
    if role.role in NAMED_BY_PURCHASER and not by.has_perm("partnerships.add_purchaser", role.partnership):
        raise Invalid(_("Purchasers and evaluators are named by the purchaser, who ends their roles too"))
    _end(role, by=by, at=at)
    _forget_roles(by)
    if not PersonRole.objects.filter(partnership=role.partnership_id, person=role.person_id).exists():
        sequels.follow("leave_partnership", role, by=by, at=at)


def _end(role: PersonRole, *, by: Any, at: datetime) -> None:
    changes = {str(role.get_role_display()): [str(role.person), None]}
    record(verb="role.ended", target=role, partnership=role.partnership, by=by, at=at, changes=changes)
    role.delete()
    _forget_roles(role.person)


@handover.hand(gettext_lazy("roles in partnerships"))
def hand_over_roles(leaving: handover.Handover) -> int:
    """Give the roles that carry work to whoever takes over, each written to its partnership's history.

    An observer only reads, so that role stays with the account. A role the successor may not hold beside their own ends
    and is named as left open; one they hold already just ends.
    """
    roles = PersonRole.objects.filter(person=leaving.leaver).exclude(role=PartnershipRole.OBSERVER)
    roles = roles.select_related("partnership", "person")
    if leaving.successor is not None and leaving.at is not None:
        for role in roles:
            _pass_on(role, leaving)
    return len(roles)


def _pass_on(role: PersonRole, leaving: handover.Handover) -> None:
    partnership, successor, at = role.partnership, leaving.successor, leaving.at
    assert at is not None  # noqa: S101  the caller looked
    held = set(PersonRole.objects.filter(partnership=partnership, person=successor).values_list("role", flat=True))
    if role.role in held:
        _end(role, by=leaving.by, at=at)
    elif _clashes(role, successor, held):
        words = _("{role} of {partnership}").format(role=role.get_role_display(), partnership=partnership)
        leaving.left_open.append(words)
        _end(role, by=leaving.by, at=at)
    else:
        role.delete()
        _forget_roles(leaving.leaver)
        _write_role(partnership, successor, role.role, "", leaving.leaver, by=leaving.by, at=at)


def _clashes(role: PersonRole, successor: Any, held: set[str]) -> bool:
    """Whether the role would shut the successor out of bids they handle, or give them bids that others shut them out of."""
    if role.role not in NAMED_BY_PURCHASER:
        return bool(held & NAMED_BY_PURCHASER)
    if successor.is_administrator or held & {PartnershipRole.LEADER, PartnershipRole.CONTACT}:
        return True
    bidders = Member.objects.filter(partnership=role.partnership, may_bid=True)
    return bidders.filter(organisation__in=successor.organisation_ids).exists()


def _forget_roles(*people: Any) -> None:
    # Asked once a request and kept on the account: what changed within the request must be asked again.
    for person in people:
        person.__dict__.pop("roles_by_partnership", None)
