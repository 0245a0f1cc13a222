"""Reads for invitations: where a person may invite others to, and how an invitation stands in words."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.organisations.models import Organisation
from partnerships.partners.models import PersonRole
from partnerships.people.models import Invitation
from partnerships.people.rules import LEADER, PURCHASER
from psp.core.dates import moment_in_words
from psp.core.work import WorkState

STATE_WORDS = {
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "refused": _("Refused by the organisation"),
    "replaced": _("Sent again"),
    "withdrawn": _("Withdrawn"),
    "expired": _("Expired"),
    "unconfirmed": _("Waiting for the organisation’s agreement"),
    "undelivered": _("Not delivered"),
    "open": _("Waiting for an answer"),
}
STATE_COLOURS = {
    **dict.fromkeys(("accepted",), "green"),
    **dict.fromkeys(("declined", "refused", "undelivered"), "red"),
    **dict.fromkeys(("unconfirmed", "open"), "blue"),
    "expired": "orange",
}
ROLE_WORDS = {
    "leader": _("You lead {partnership}: you run its plan, its people and its partners."),
    "contact": _("You work in {partnership}: you keep its plan, texts and figures."),
    "purchaser": _(
        "You purchase for {partnership}: you approve its evaluation, judge its readiness and run its tender."
    ),
    "evaluator": _("You can be appointed to score the bids of {partnership}."),
    "observer": _("You read everything open in {partnership}. The role itself lets you change nothing."),
}


def partnerships_open_to(inviter: Any) -> QuerySet[Partnership]:
    """Select the partnerships to which a person may invite others: those they lead or purchase for, all for administrators."""
    rows = Partnership.objects.visible_to(inviter)
    return rows if inviter.is_administrator else rows.filter(pk__in=inviter.partnerships_with(LEADER, PURCHASER))


def organisations_open_to(inviter: Any) -> QuerySet[Organisation]:
    """Select a person's own organisations and the partners of the partnerships they lead or purchase for."""
    runs = inviter.partnerships_with(LEADER, PURCHASER)
    partners = Q(partnership_members__partnership__in=runs, partnership_members__left_on=None)
    return Organisation.objects.filter(Q(memberships__person=inviter) | partners).distinct().order_by("name")


def standing(invitation: Invitation, at: datetime) -> str:
    """Return the code of how an invitation stands, ``undelivered`` where its mail could not be sent. Needs ``mail``."""
    state = invitation.state_at(at)
    failed = invitation.mail is not None and invitation.mail.state == WorkState.FAILED
    return "undelivered" if state == "open" and failed else state


def standing_words(invitation: Invitation, at: datetime) -> str:
    """Say how an invitation stands, with the moment it came to that: "Accepted, 3 June 2026 at 12:00pm"."""
    state = standing(invitation, at)
    moments = {
        "accepted": invitation.accepted_at,
        "declined": invitation.declined_at,
        "refused": invitation.refused_at,
        "withdrawn": invitation.withdrawn_at,
        "expired": invitation.expires_at,
    }
    words, moment = str(STATE_WORDS[state]), moments.get(state)
    return f"{words}, {moment_in_words(moment)}" if moment else words


def consequences_of(invitation: Invitation) -> list[str]:
    """List in sentences what somebody may see and do once they accept."""
    found = []
    if (organisation := invitation.organisation) is not None:
        words = gettext(
            "You belong to {organisation} here: you see its partnerships and keep its entry in the directory."
        )
        found.append(words.format(organisation=organisation))
        if invitation.speaks_first:
            words = gettext(
                "You are the first to speak for {organisation}: you agree texts for it, and its next people need your yes."
            )
            found.append(words.format(organisation=organisation))
        else:
            found.append(gettext("You can agree texts for {organisation}.").format(organisation=organisation))
    if (partnership := invitation.partnership) is not None:
        does = ROLE_WORDS.get(invitation.partnership_role)
        if does:
            found.append(str(does).format(partnership=partnership))
    if invitation.changes_role:
        words = gettext("You become {role} here.")
        found.append(words.format(role=str(invitation.get_role_display()).lower()))
        ending = PersonRole.objects.filter(pk__in=invitation.ends_roles).select_related("partnership")
        words = gettext("Your role ends: {role} of {partnership}.")
        found += [words.format(role=row.get_role_display(), partnership=row.partnership) for row in ending]
    return found
