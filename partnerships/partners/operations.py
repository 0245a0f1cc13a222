"""Organisations that join a partnership, change in it and leave it. People and their roles: ``roles``."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, record
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.operations import apply_changes
from partnerships.partners.models import Member, MemberRole
from psp.core import sequels
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, NotPermitted

LEADS = {MemberRole.LEAD_PUBLIC, MemberRole.LEAD_THIRD_SECTOR}


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
    _require_no_purchaser(partnership, organisation, may_bid=fields.get("may_bid", False))
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
    sequels.follow("change_bidders", partnership, by=by, at=at)
    return member


def _require_no_purchaser(partnership: Partnership, organisation: Any, *, may_bid: bool) -> None:
    if may_bid and organisation.pk == partnership.purchasing_council_id:
        raise Invalid({"may_bid": _("Clear this: the council that purchases the service cannot bid for it")})


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

    The organisation's own people may change its words, neither its role nor whether it may bid. Raises NotPermitted, StaleVersion, and Invalid where a
    lead would be lost.
    """
    lock_history(member.partnership)
    if not by.has_perm("partnerships.change_member", member):
        raise NotPermitted(refusal(_("the project leader, the purchaser and people of the organisation")))
    may_bid = changes.get("may_bid", member.may_bid)
    if (changes.get("role", member.role), may_bid) != (member.role, member.may_bid):
        if not by.has_perm("partnerships.add_member", member.partnership):
            raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
        _require_no_purchaser(member.partnership, member.organisation, may_bid=may_bid)
    if changes.get("role", member.role) != member.role:
        _require_fitting_kind(member.organisation, changes["role"])
        _require_another_lead(member, "role")
    apply_changes(member, changes, expected_version=expected_version, verb="partner.edited", by=by, at=at)
    sequels.follow("change_bidders", member.partnership, by=by, at=at)
    return member


def _require_another_lead(member: Member, field: str) -> None:
    others = Member.objects.current().filter(partnership=member.partnership_id, role=member.role).exclude(pk=member.pk)
    if member.role in LEADS and not others.exists():
        words = _("Name another “{role}” first: a partnership cannot be without one")
        raise Invalid({field: words.format(role=member.get_role_display())})


@transaction.atomic
def remove_partner(*, member: Member, left_on: date, by: Any, at: datetime, note: str = "") -> Member:
    """Let an organisation leave on a day. What it did stays; its people's roles: ``roles.operations.let_partner_leave``.

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
    current = Member.objects.current().filter(pk=member.pk)
    if not current.update(left_on=left_on, version=F("version") + 1):
        raise Invalid(_("This organisation has left already"))
    member.refresh_from_db(fields=["left_on", "version"])
    changes = {"left_on": [None, str(left_on)]}
    record(
        verb="partner.removed", target=member, partnership=member.partnership, by=by, at=at, changes=changes, note=note
    )
    sequels.follow("change_partners", member.partnership, by=by, at=at)
    return member
