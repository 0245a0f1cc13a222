"""Flagging possible conflicts as memberships, roles and partners change; declaring and deciding them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Membership, Organisation, Partnership, PersonRole
from partnerships.public import lock_record, notify, record
from procurement.conflicts.models import Conflict, Outcome
from procurement.conflicts.queries import SIDE, bidders_in, deciders_of, linked_organisations, people_of_side
from procurement.conflicts.rules import can_decide, is_own
from psp.core import sequels
from psp.core.access import allowed, refusal
from psp.core.notices import Sight
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.records import save_version

DECIDERS = gettext_lazy("another purchaser of the council, without a conflict of their own,")


def flag_conflicts(
    *, partnership: Partnership, people: Iterable[Any], by: Any, at: datetime, closes: bool
) -> list[Conflict]:
    """Flag each link of people of the purchasing side with an organisation that may bid, where it is not flagged yet.

    ``closes`` says whether the tender is closed to them until it is decided: only where they brought it about themselves, or
    the purchasing side did. 1. writes the conflicts; 2. records them, for the purchasing side alone; 3. tells those who decide
    and the person.
    """
    by_id = {organisation.pk: organisation for organisation in bidders_in(partnership)}
    found = []
    for person in people if by_id else ():
        own = set(person.memberships.values_list("organisation", flat=True)) - {partnership.purchasing_council_id}
        for organisation in sorted(linked_organisations(own) & by_id.keys()):
            conflict, is_new = Conflict.objects.get_or_create(
                partnership=partnership,
                person=person,
                organisation=by_id[organisation],
                defaults={"closes": closes, "found_at": at, "found_by": by},
            )
            if is_new:
                found.append(conflict)
                _tell_of(conflict, by=by, at=at)
    return found


def _tell_of(conflict: Conflict, *, by: Any, at: datetime) -> None:
    partnership = conflict.partnership
    record(verb="conflict.flagged", target=conflict, partnership=partnership, by=by, at=at)
    said = {"person": conflict.person, "organisation": conflict.organisation}
    closed = _("The tender is closed to them until it is decided.")
    told = {"url": conflict.get_absolute_url(), "kind": "assignment", "at": at, "partnership": partnership}
    told["sight"] = Sight("conflict", conflict.pk)
    notify(
        people=deciders_of(conflict),
        title=_("Decide a possible conflict of interest: {person} and {organisation}").format(**said),
        detail=closed if conflict.closes else _("The tender stays open to them until it is decided."),
        key=f"conflict:{conflict.pk}:decide",
        **told,
    )
    notify(
        people=[conflict.person_id],
        title=_("Say whether {organisation} is a conflict of interest for you").format(**said),
        detail=_("{organisation} may bid, and you are linked with it. Another purchaser decides.").format(**said),
        key=f"conflict:{conflict.pk}:declare",
        **told,
    )


def _is_of_side(partnership: Partnership, by: Any) -> bool:
    return by is not None and PersonRole.objects.filter(partnership=partnership, person=by, role="purchaser").exists()


@sequels.after("change_bidders")
def flag_after_partners(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Flag who of the purchasing side is linked with a partner that may bid now: closed only where that side recorded it."""
    people = people_of_side(partnership)
    flag_conflicts(partnership=partnership, people=people, by=by, at=at, closes=_is_of_side(partnership, by))


@sequels.after("record_prior_involvement")
def flag_after_involvement(partnership: Partnership, *, by: Any, at: datetime) -> None:
    """Flag who of the purchasing side is linked with an organisation that, as that side recorded, helped to design."""
    people = people_of_side(partnership)
    flag_conflicts(partnership=partnership, people=people, by=by, at=at, closes=True)


@sequels.after("join_organisation")
def flag_after_joining(membership: Membership, *, by: Any, at: datetime) -> None:
    """Flag that somebody of the purchasing side accepted to belong to an organisation that may bid: they knew."""
    person = membership.person
    for partnership in Partnership.objects.filter(roles__person=person, roles__role__in=SIDE).distinct():
        flag_conflicts(partnership=partnership, people=[person], by=by, at=at, closes=True)


@sequels.after("take_role")
def flag_after_role(role: PersonRole, *, by: Any, at: datetime) -> None:
    """Flag who joins the purchasing side while linked with a partner that may bid; tell purchasers of one who comes to lead or speak."""
    if role.role in SIDE:
        flag_conflicts(partnership=role.partnership, people=[role.person], by=by, at=at, closes=True)
    elif role.role != "observer":
        held = PersonRole.objects.filter(partnership=role.partnership, person=role.person, role__in=SIDE)
        if held.exists():
            _tell_of_second_role(role, at=at)


def _tell_of_second_role(role: PersonRole, *, at: datetime) -> None:
    named = PersonRole.objects.filter(partnership=role.partnership, role="purchaser").exclude(person=role.person)
    words = _("{person} purchases or evaluates and is now {role} too: the bids are closed to them")
    notify(
        people=set(named.values_list("person", flat=True)),
        kind="assignment",
        title=words.format(person=role.person, role=str(role.get_role_display()).lower()),
        url=role.partnership.url("partners"),
        key=f"second_role:{role.pk}",
        at=at,
        partnership=role.partnership,
    )


@sequels.after("change_vehicle")
def flag_after_vehicle(vehicle: Organisation, *, by: Any, at: datetime) -> None:
    """Flag who of a purchasing side is linked, through a vehicle or its owners, with a partner that may bid."""
    touched = linked_organisations([vehicle.pk])
    rows = Partnership.objects.filter(
        members__organisation__in=touched, members__may_bid=True, members__left_on=None
    ).distinct()
    for partnership in rows:
        people = people_of_side(partnership)
        flag_conflicts(partnership=partnership, people=people, by=by, at=at, closes=False)


@transaction.atomic
def declare_conflict(*, conflict: Conflict, interest: str, by: Any, at: datetime) -> Conflict:
    """Say, as the person concerned, what the link is. Raises NotPermitted, Invalid, and WrongState once it is decided."""
    lock_record(conflict)
    if not allowed(is_own, by, conflict):
        raise NotPermitted(refusal(_("the person concerned")))
    if not interest.strip():
        raise Invalid({"interest": _("Enter what your link with the organisation is, or that there is none any more")})
    declared = {"interest": interest, "declared_at": at, "version": F("version") + 1}
    if not Conflict.objects.waiting().filter(pk=conflict.pk).update(**declared):
        raise WrongState(_("This has been decided."))
    conflict.refresh_from_db()
    record(verb="conflict.declared", target=conflict, partnership=conflict.partnership, by=by, at=at)
    notify(
        people=deciders_of(conflict),
        kind="assignment",
        title=_("{person} has declared their link with {organisation}: decide").format(
            person=conflict.person, organisation=conflict.organisation
        ),
        url=conflict.get_absolute_url(),
        key=f"conflict:{conflict.pk}:declared",
        at=at,
        sight=Sight("conflict", conflict.pk),
        partnership=conflict.partnership,
    )
    return conflict


@transaction.atomic
def decide_conflict(*, conflict: Conflict, outcome: str, reason: str, by: Any, at: datetime) -> Conflict:
    """Decide, for the purchasing side, whether a possible conflict closes the tender to the person; it can be decided again.

    1. writes the outcome and its reason; 2. records it; 3. tells the person. Raises NotPermitted for the person themselves
    and anybody outside the purchasing side, Invalid without an outcome or a reason.
    """
    lock_record(conflict)
    if not allowed(can_decide, by, conflict):
        raise NotPermitted(refusal(DECIDERS))
    if outcome not in Outcome.values:
        raise Invalid({"outcome": _("Select the outcome")})
    if not reason.strip():
        raise Invalid({"reason": _("Enter a reason")})
    before = conflict.outcome
    conflict.outcome, conflict.reason, conflict.decided_by, conflict.decided_at = outcome, reason, by, at
    save_version(conflict, ["outcome", "reason", "decided_by", "decided_at"], expected=conflict.version)
    changes: dict[str, list[str | None]] = {"outcome": [before or None, outcome]}
    partnership = conflict.partnership
    record(verb="conflict.decided", target=conflict, partnership=partnership, by=by, at=at, changes=changes)
    notify(
        people=[conflict.person_id],
        kind="decision",
        title=_("Decided about {organisation}: {outcome}").format(
            organisation=conflict.organisation, outcome=conflict.get_outcome_display()
        ),
        url=conflict.get_absolute_url(),
        key=f"conflict:{conflict.pk}:{at.isoformat()}",
        at=at,
        sight=Sight("conflict", conflict.pk),
        partnership=partnership,
    )
    return conflict
