"""Who a partnership lacks: a leader, a purchaser, and people who speak for its partners."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.offers.queries import organisations_without_people
from partnerships.organisations.models import Organisation
from partnerships.people.rules import can_take_on
from partnerships.roles.queries import purchasing_people
from psp.core.missing import Missing, source


@source
def people(partnership: Any, user: Any) -> Iterable[Missing]:
    """List organisations without a person, no leader and no purchaser. Three queries at most. Nothing once it is over."""
    if not partnership.is_running:
        return
    may_run = user.has_perm("partnerships.add_personrole", partnership)
    yield from _leader(partnership, may_run)
    yield from _purchaser(partnership, user)
    yield from _speakers(partnership, may_run)


def _leader(partnership: Any, may_run: bool) -> Iterable[Missing]:
    if partnership.leader is not None:
        return
    yield Missing(
        _("Nobody leads the project"),
        _("Needed before the pilot starts"),
        url=partnership.url("name_leader") if may_run else "",
        action=_("Offer the lead to somebody"),
        advice=_("A purchaser or an administrator can offer the lead."),
        position=10,
    )


def _purchaser(partnership: Any, user: Any) -> Iterable[Missing]:
    if any(role.role == "purchaser" and role.person.is_active for role in partnership.roles.all()):
        return
    council = partnership.purchasing_council
    asked = [person.name for person in purchasing_people(partnership)]
    if asked:
        advice = _("Asked to take it on: {people}.").format(people=", ".join(asked))
    else:
        advice = _("Nobody of {council} purchases here yet. Ask an administrator to invite a purchaser of it.").format(
            council=council
        )
    url = action = ""
    if can_take_on.test(user, partnership):
        url, action = partnership.url("take_on"), _("Purchase for this partnership")
    elif user.is_administrator and not asked:
        url = f"{reverse('invite')}?organisation={council.pk}&role=council_purchaser"
        action = _("Invite a purchaser of {council}").format(council=council)
    yield Missing(
        _("Nobody purchases for the partnership"),
        _("Needed to approve the evaluation, judge readiness and run the tender"),
        url=url,
        action=action,
        advice=advice,
        position=20,
    )


def _speakers(partnership: Any, may_run: bool) -> Iterable[Missing]:
    partners = {member.organisation_id: member for member in partnership.members.all() if member.left_on is None}
    silent = organisations_without_people(Organisation.objects.filter(pk__in=partners)).order_by("name")
    for organisation in silent:
        may_bid = partners[organisation.pk].may_bid
        both = _("Needed to agree the memorandum before the pilot, and a contingency plan before the tender")
        yield Missing(
            _("Nobody speaks for {organisation}").format(organisation=organisation),
            both if may_bid else _("Needed to agree the memorandum before the pilot starts"),
            url=f"{reverse('invite')}?organisation={organisation.pk}&partnership={partnership.pk}"
            "&partnership_role=contact"
            if may_run
            else "",
            action=_("Invite its first person"),
            advice=_("The project leader can invite its first person."),
            position=30,
        )
