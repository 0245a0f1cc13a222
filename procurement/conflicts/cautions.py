"""What accepting an invitation would close: read before, so that what follows rests on the person's own act."""

from typing import Any

from django.utils.translation import gettext as _

from partnerships.models import PersonRole
from procurement.conflicts.queries import SIDE, bidders_in, linked_organisations
from psp.core.cautions import caution


@caution
def closes_a_tender(person: Any, invitation: Any) -> list[str]:
    """Say which tenders a membership, a role in a partnership or a role here would close to somebody."""
    held = list(PersonRole.objects.filter(person=person, role__in=SIDE).select_related("partnership"))
    found = []
    if invitation.organisation is not None and held:
        found += _by_membership(invitation.organisation, {role.partnership for role in held})
    if invitation.partnership is not None:
        found += _by_role(person, invitation, {role.partnership_id for role in held})
    if invitation.changes_role and invitation.role == "administrator" and held:
        names = ", ".join(sorted({str(role.partnership) for role in held}))
        words = _("Administrators read no bids: as one, you take no part in the tenders of {partnerships}.")
        found.append(words.format(partnerships=names))
    return found


def _by_membership(organisation: Any, partnerships: set[Any]) -> list[str]:
    linked = linked_organisations([organisation.pk])
    words = _(
        "{organisation} may bid in {partnership}, for which you purchase or evaluate. If you accept, its tender is closed to you "
        "until the council’s purchasers have decided."
    )
    return [
        words.format(organisation=bidder, partnership=partnership)
        for partnership in sorted(partnerships, key=str)
        for bidder in bidders_in(partnership).filter(pk__in=linked)
    ]


def _by_role(person: Any, invitation: Any, purchasing: set[int]) -> list[str]:
    partnership, role = invitation.partnership, invitation.partnership_role
    if role in {"leader", "contact"} and partnership.pk in purchasing:
        words = _(
            "You purchase or evaluate for {partnership}. With this role its bids are closed to you for as long as you hold it."
        )
        return [words.format(partnership=partnership)]
    if role not in SIDE:
        return []
    found = []
    if PersonRole.objects.filter(partnership=partnership, person=person, role__in=["leader", "contact"]).exists():
        words = _("You lead or work in {partnership}: its bids are closed to you until you give that role up.")
        found.append(words.format(partnership=partnership))
    linked = linked_organisations(person.organisation_ids - {partnership.purchasing_council_id})
    for bidder in bidders_in(partnership).filter(pk__in=linked):
        words = _("You are linked with {organisation}, which may bid: the tender is closed to you until it is decided.")
        found.append(words.format(organisation=bidder))
    return found
