"""People and their roles in a partnership: offered, taken by the person alone, given up, ended and handed over."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_record, record
from partnerships.lifecycle.models import Partnership
from partnerships.notifications.operations import notify
from partnerships.offers.operations import offer
from partnerships.partners.models import Member, PartnershipRole, PersonRole
from partnerships.partners.operations import remove_partner
from partnerships.people.models import Invitation
from partnerships.people.rules import can_name_purchasers, can_take_on, is_self_of_role
from partnerships.roles.queries import NAMED_BY_PURCHASER, purchasing_people
from psp.core import handover, sequels
from psp.core.access import allowed, refusal
from psp.core.problems import Invalid, NotPermitted
from psp.core.records import Change


def check_may_offer(partnership: Partnership, role: str, by: Any) -> None:
    """Raise NotPermitted unless a person may offer roles of a partnership, and Invalid for one the purchasing side offers."""
    if not by.has_perm("partnerships.add_personrole", partnership):
        raise NotPermitted(refusal(_("the project leader, the purchaser and administrators")))
    if role not in PartnershipRole.values:
        raise Invalid({"partnership_role": _("Select the role in the partnership")})
    if role in NAMED_BY_PURCHASER and not allowed(can_name_purchasers, by, partnership):
        words = _("Select another role. Purchasers and evaluators are named by the council’s purchasers.")
        raise Invalid({"partnership_role": words, "role": words})


@transaction.atomic
def offer_role(
    *,
    partnership: Partnership,
    person: Any,
    role: str,
    by: Any,
    at: datetime,
    knows: str = "",
    takes_over_from: Any = None,
    is_sequel: bool = False,
) -> Invitation:
    """Offer somebody with an account a role in a partnership; it is theirs once they accept (``take_role``).

    ``is_sequel`` as for ``offers.operations.offer``. Raises NotPermitted, and Invalid for a role the person has, one the purchasing side offers, a closed account, oneself.
    """
    lock_record(partnership)
    check_may_offer(partnership, role, by)
    if not person.is_active:
        raise Invalid({"person": _("Select somebody whose account is open")})
    if person.pk == by.pk:
        raise Invalid({"person": _("Select somebody else. A colleague can offer you a role")})
    if PersonRole.objects.filter(partnership=partnership, person=person, role=role).exists():
        raise Invalid({"person": _("{person} has this role already").format(person=person)})
    return offer(
        email=person.email,
        name=person.name,
        person=person,
        partnership=partnership,
        partnership_role=role,
        knows=knows,
        takes_over_from=takes_over_from,
        is_sequel=is_sequel,
        by=by,
        at=at,
    )


@transaction.atomic
def take_role(
    *, partnership: Partnership, role: str, by: Any, at: datetime, knows: str = "", offered_by: Any = None
) -> PersonRole:
    """Write down the role a person takes themselves: by accepting it, by starting a partnership, by taking one on.

    Nobody else's role is ever written. Who takes the lead hands over: the leader until now stays on as a partner contact
    where they offered the lead themselves, and is offered that otherwise. Raises Invalid for a role the person has.
    """
    lock_record(partnership)
    if PersonRole.objects.filter(partnership=partnership, person=by, role=role).exists():
        raise Invalid({"person": _("{person} has this role already").format(person=by)})
    is_lead = role == PartnershipRole.LEADER
    before, contact = _step_down(partnership, by, offered_by, at) if is_lead else (None, None)
    taken = PersonRole.objects.create(partnership=partnership, person=by, role=role, knows=knows)
    by.forget()
    verb, target = ("leader.named", by) if is_lead else ("role.granted", taken)
    changes = [Change(str(taken.get_role_display()), before, by)]
    if contact is not None:
        changes.append(Change(str(contact.get_role_display()), None, contact.person, record=contact))
    record(verb=verb, target=target, partnership=partnership, by=by, at=at, changes=changes)
    sequels.follow("take_role", taken, by=by, at=at)
    return taken


def _step_down(partnership: Partnership, by: Any, offered_by: Any, at: datetime) -> tuple[Any, PersonRole | None]:
    """End the lead of whoever led, and withdraw what is still offered of it; return who led, and what they stay on as."""
    rows = partnership.invitations.unanswered().filter(partnership_role=PartnershipRole.LEADER)
    rows.update(withdrawn_at=at)
    led = PersonRole.objects.filter(partnership=partnership, role=PartnershipRole.LEADER).select_related("person")
    role = led.first()
    if role is None:
        return None, None
    leader = role.person
    role.delete()
    leader.forget()
    stay = {"partnership": partnership, "role": PartnershipRole.CONTACT}
    if PersonRole.objects.filter(person=leader, **stay).exists():
        return leader, None
    if offered_by is not None and offered_by.pk == leader.pk:
        return leader, PersonRole.objects.create(person=leader, **stay)
    if leader.is_active:
        offered: dict[str, Any] = {"partnership": partnership, "partnership_role": PartnershipRole.CONTACT}
        offered |= {"email": leader.email, "name": leader.name, "person": leader}
        offer(by=offered_by or by, at=at, is_sequel=True, **offered)
    return leader, None


@transaction.atomic
def take_on(*, partnership: Partnership, by: Any, at: datetime) -> PersonRole:
    """Let somebody who purchases for the council purchase for one of its partnerships. The others of it are told.

    Raises NotPermitted, and Invalid where the person purchases for it already.
    """
    lock_record(partnership)
    if not allowed(can_take_on, by, partnership):
        raise NotPermitted(refusal(_("purchasers of {council}").format(council=partnership.purchasing_council)))
    role = take_role(partnership=partnership, role=PartnershipRole.PURCHASER, by=by, at=at)
    others = PersonRole.objects.filter(partnership=partnership, role__in=["leader", "purchaser"]).exclude(person=by)
    notify(
        people=set(others.values_list("person", flat=True)),
        kind="assignment",
        title=_("{person} now purchases for {partnership}").format(person=by, partnership=partnership),
        url=partnership.url("partners"),
        key=f"role:{role.pk}",
        at=at,
        partnership=partnership,
    )
    return role


@transaction.atomic
def ask_purchasers(*, partnership: Partnership, by: Any, at: datetime) -> int:
    """Ask the council's purchasers to take a partnership on that has none; return how many are asked.

    They owe it from the day the council was named (``reminders``); this tells them once for each council.
    """
    lock_record(partnership)
    people = purchasing_people(partnership).exclude(pk=by.pk)
    if partnership.roles.filter(role=PartnershipRole.PURCHASER, person__is_active=True).exists():
        return 0
    return notify(
        people=people,
        kind="assignment",
        title=_("Take on {partnership}: nobody purchases for it yet").format(partnership=partnership),
        url=partnership.url("take_on"),
        key=f"purchaser:{partnership.pk}:{partnership.purchasing_council_id}",
        at=at,
        partnership=partnership,
    )


@sequels.after("name_council")
def ask_new_council(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Ask the purchasers of a council that was named for a partnership to take it on."""
    ask_purchasers(partnership=partnership, by=by, at=at)


@transaction.atomic
def end_role(*, role: PersonRole, by: Any, at: datetime, note: str = "") -> None:
    """End a person's role; with the last one their open work in the partnership passes on (``psp.core.sequels``).

    Everybody may give up their own. The person hears of what somebody else ended. Raises NotPermitted, and Invalid for a
    purchaser's or evaluator's, which the purchasing side ends."""
    lock_record(role)
    is_own = allowed(is_self_of_role, by, role)
    if not is_own and not by.has_perm("partnerships.remove_personrole", role):
        raise NotPermitted(refusal(_("the person, the project leader, the purchaser and administrators")))
    if not may_end_of_side(role, by):
        raise Invalid(_("Purchasers and evaluators are named by the council’s purchasers, who end their roles too"))
    finish_role(role, by=by, at=at, note=note)
    by.forget()
    if not is_own:
        notify(
            people=[role.person_id],
            kind="assignment",
            title=_("Your role in {partnership} has ended: {role}").format(
                partnership=role.partnership, role=role.get_role_display()
            ),
            detail=note,
            url="/",
            key=f"role_ended:{role.partnership_id}:{role.role}:{at.isoformat()}",
            at=at,
        )


def may_end_of_side(role: PersonRole, by: Any) -> bool:
    """Tell whether somebody who may run the partnership may end a role: those of the purchasing side are its own to end."""
    if role.role not in NAMED_BY_PURCHASER or allowed(is_self_of_role, by, role):
        return True
    return allowed(can_name_purchasers, by, role.partnership)


def may_end_role(role: PersonRole, by: Any) -> bool:
    """Tell whether ``end_role`` would let a person end a role."""
    return bool(by.has_perm("partnerships.remove_personrole", role)) and may_end_of_side(role, by)


def finish_role(role: PersonRole, *, by: Any, at: datetime, note: str = "") -> None:
    """End a role without asking permission, what it opened, and pass on what the person leaves behind with their last one."""
    _write_end(role, by=by, at=at, note=note)
    sequels.follow("end_role", role, by=by, at=at)
    if not PersonRole.objects.filter(partnership=role.partnership_id, person=role.person_id).exists():
        sequels.follow("leave_partnership", role, by=by, at=at)


def _write_end(role: PersonRole, *, by: Any, at: datetime, note: str) -> None:
    changes = {str(role.get_role_display()): [str(role.person), None]}
    record(verb="role.ended", target=role, partnership=role.partnership, by=by, at=at, changes=changes, note=note)
    role.delete()
    role.person.forget()


@transaction.atomic
def let_partner_leave(
    *, member: Member, left_on: date, ended: Collection[PersonRole], by: Any, at: datetime, note: str = ""
) -> Member:
    """Let an organisation leave on a day, and end the roles of its people that were chosen.

    1. ``remove_partner``; 2. ends each role with the reason; 3. asks the purchasers about those only they end. Raises
    NotPermitted, Invalid as both.
    """
    lock_record(member)
    partnership = member.partnership
    remove_partner(member=member, left_on=left_on, by=by, at=at, note=note)
    reason = _("{organisation} left the partnership").format(organisation=member)
    for role in ended:
        if role.partnership_id != partnership.pk:
            raise Invalid(_("Select roles of this partnership"))
        end_role(role=role, by=by, at=at, note=reason)
    return member


@handover.hand(gettext_lazy("roles in partnerships"))
def hand_over_roles(leaving: handover.Handover) -> int:
    """End the roles of an account that is closed, and offer those that carry work to whoever takes over.

    Each is written to its partnership's history. Roles that are ``kept`` stay. What the successor may not hold beside their
    own, or only the purchasing side offers, is named as left open; one they hold already just ends. Returns how many roles
    somebody is needed for: an observer only reads.
    """
    roles = PersonRole.objects.filter(person=leaving.leaver).exclude(pk__in=leaving.kept)
    roles = roles.select_related("partnership", "person")
    if leaving.at is not None:
        known = set(
            PersonRole.objects.visible_to(leaving.by).filter(pk__in=roles.values("pk")).values_list("pk", flat=True)
        )
        for role in roles:
            _pass_on(role, leaving, leaving.at, is_known=role.pk in known)
    return sum(role.role != PartnershipRole.OBSERVER for role in roles)


def _pass_on(role: PersonRole, leaving: handover.Handover, at: datetime, *, is_known: bool) -> None:
    partnership, successor, by = role.partnership, leaving.successor, leaving.by
    words = _("{role} of {partnership}").format(role=role.get_role_display(), partnership=partnership)
    # Other slices hand over what else the person leaves behind: it goes to the successor, not to the leader.
    _write_end(role, by=by, at=at, note=_("The account was closed"))
    if successor is None or role.role == PartnershipRole.OBSERVER:
        return
    held = set(PersonRole.objects.filter(partnership=partnership, person=successor).values_list("role", flat=True))
    if role.role in held:
        return
    may_offer = role.role not in NAMED_BY_PURCHASER or allowed(can_name_purchasers, by, partnership)
    if successor.pk == by.pk or not may_offer or _clashes(role, successor, held):
        if not role.is_private_in_history:
            leaving.left_open.append(words)
        elif is_known:
            leaving.confidential.append(words)
        _tell_purchasers(role, by=by, at=at)
        return
    offered: dict[str, Any] = {"role": role.role, "takes_over_from": leaving.leaver}
    offer_role(partnership=partnership, person=successor, **offered, is_sequel=True, by=by, at=at)


def _tell_purchasers(role: PersonRole, *, by: Any, at: datetime) -> None:
    """Tell who can name the next purchaser or evaluator that one has gone."""
    if role.role not in NAMED_BY_PURCHASER:
        return
    named = PersonRole.objects.filter(partnership=role.partnership, role=PartnershipRole.PURCHASER)
    people = set(named.values_list("person", flat=True)) | set(
        purchasing_people(role.partnership).values_list("pk", flat=True)
    )
    notify(
        people=people - {by.pk, role.person_id},
        kind="assignment",
        title=_("{person} has left: name another {role}").format(
            person=role.person, role=str(role.get_role_display()).lower()
        ),
        url=role.partnership.url("partners"),
        key=f"left:{role.partnership_id}:{role.person_id}:{role.role}",
        at=at,
        partnership=role.partnership,
    )


def _clashes(role: PersonRole, successor: Any, held: set[str]) -> bool:
    """Whether the role would shut the successor out of bids they handle, or give them bids that others shut them out of."""
    if role.role not in NAMED_BY_PURCHASER:
        return bool(held & NAMED_BY_PURCHASER)
    if successor.is_administrator or held & {PartnershipRole.LEADER, PartnershipRole.CONTACT}:
        return True
    bidders = Member.objects.filter(partnership=role.partnership, may_bid=True)
    return bidders.filter(organisation__in=successor.organisation_ids).exists()
