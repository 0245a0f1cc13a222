"""Appointing those who evaluate bids, and their declarations of interest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.models import PersonRole, User
from partnerships.public import lock_record, record
from procurement.bids.models import Bid
from procurement.bids.operations import check_handles
from procurement.bids.queries import handlers_of, saw_prices
from procurement.bids.rules import is_shut_out
from procurement.evaluators.models import Evaluator, Recusal, Task
from procurement.evaluators.queries import ROLES, people_to_appoint
from procurement.evaluators.rules import can_declare, may_know_evaluators
from procurement.tenders.models import Tender
from procurement.tenders.operations import ASSIGNMENT, tell
from procurement.tenders.workflow import AFTER_OPENING, State
from psp.core import handover, sequels
from psp.core.access import allowed, refusal
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal

THEMSELVES = gettext_lazy("the evaluator, while nothing shuts them out,")
BEFORE_MODERATION = (State.DRAFT, State.SCHEDULED, State.PUBLISHED, State.OPENED)


def _locked(tender: Tender, states: Iterable[str], words: str) -> Tender:
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    if locked.state not in states:
        raise WrongState(words)
    return locked


@transaction.atomic
def appoint_evaluator(*, tender: Tender, person: User, is_chair: bool, by: Any, at: datetime) -> Evaluator:
    """Appoint somebody to score the quality of the tender's bids, before scoring is closed.

    Who typed a bid in has seen its price and cannot score quality. What the person declared before still counts, in a place
    they were removed from too. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = _locked(tender, BEFORE_MODERATION, _("Scoring is closed: evaluators can no longer be appointed."))
    if is_shut_out.test(person, locked):
        words = _("{person} cannot evaluate: they lead, speak for a partner, administer, or have a stake in a bidder")
        raise Invalid({"person": words.format(person=person)})
    if not people_to_appoint(locked).filter(pk=person.pk).exists():
        words = _("Select somebody who is an evaluator or purchaser of the partnership and not yet appointed")
        raise Invalid({"person": words})
    if person.pk in saw_prices(locked):
        words = _("{person} typed a bid in and so has seen its price. Select somebody else for quality")
        raise Invalid({"person": words.format(person=person)})
    if is_chair:
        locked.evaluators.current().update(is_chair=False)
    evaluator = locked.evaluators.current().filter(person=person).first() or Evaluator(tender=locked, person=person)
    evaluator.task, evaluator.is_chair, evaluator.appointed_at = Task.QUALITY, is_chair, at
    bids = carry_interests(evaluator)
    if evaluator.recused_from_all:
        raise Invalid({"person": _("{person} declared an interest in all bids").format(person=person)})
    evaluator.save()
    recuse(evaluator, bids)
    record(verb="evaluator.appointed", target=evaluator, partnership=tender.partnership, by=by, at=at)
    words = _("You are appointed to score bids: {tender}")
    tell(locked, [person.pk], words, page="evaluators", key=f"appointed:{evaluator.pk}", by=by, at=at, kind=ASSIGNMENT)
    return evaluator


@transaction.atomic
def name_chair(*, evaluator: Evaluator, by: Any, at: datetime) -> Evaluator:
    """Make an evaluator of quality the chair in place of whoever was, until moderation is closed.

    Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(evaluator)
    check_handles(evaluator.tender, by)
    words = _("Moderation is closed: the chair can no longer change.")
    locked = _locked(evaluator.tender, (*BEFORE_MODERATION, State.MODERATION), words)
    if not locked.evaluators.scoring().filter(pk=evaluator.pk).exists():
        raise Invalid(_("Only an evaluator of quality who is not shut out chairs the moderation"))
    locked.evaluators.current().update(is_chair=False)
    Evaluator.objects.filter(pk=evaluator.pk).update(is_chair=True)
    evaluator.is_chair = True
    record(verb="chair.named", target=evaluator, partnership=locked.partnership, by=by, at=at)
    return evaluator


@transaction.atomic
def remove_evaluator(*, evaluator: Evaluator, note: str, by: Any, at: datetime) -> Evaluator:
    """Remove an evaluator, with a reason, before scoring is closed; their scores no longer count.

    Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(evaluator)
    check_handles(evaluator.tender, by)
    _locked(evaluator.tender, BEFORE_MODERATION, _("Scoring is closed: evaluators can no longer be removed."))
    if not note.strip():
        raise Invalid({"note": _("Enter a reason")})
    return _remove(evaluator, note, by=by, at=at)


def _remove(evaluator: Evaluator, note: str, *, by: Any, at: datetime) -> Evaluator:
    if not Evaluator.objects.current().filter(pk=evaluator.pk).update(removed_at=at, is_chair=False):
        raise WrongState(_("Somebody else was quicker: this has already changed."))
    evaluator.removed_at, evaluator.is_chair = at, False
    record(
        verb="evaluator.removed", target=evaluator, partnership=evaluator.tender.partnership, by=by, at=at, note=note
    )
    return evaluator


@sensitive_variables()
@transaction.atomic
def declare_interests(
    *,
    evaluator: Evaluator,
    has_interest: bool,
    interest: str,
    bids: Iterable[Bid],
    in_all: bool,
    by: Any,
    at: datetime,
) -> Evaluator:
    """Declare, once the bidders are known, whether an evaluator or a purchaser has an interest in any of them.

    An interest needs words and shuts the person out of ``bids``, or of all. It can be declared again while scores are
    not locked; what was declared before still counts. Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(evaluator)
    if not allowed(can_declare, by, evaluator):
        raise NotPermitted(refusal(THEMSELVES))
    words = _("Interests are declared once the bids are open, when the bidders are known.")
    locked = _locked(evaluator.tender, AFTER_OPENING, words)
    fresh = Evaluator.objects.current().select_for_update(of=("self",)).filter(pk=evaluator.pk).first()
    if fresh is None or fresh.locked_at or (locked.state != State.OPENED and fresh.task == Task.QUALITY):
        raise WrongState(_("Your scores are locked. Declare an interest you have since found as a late one."))
    bids = list(bids)
    check_declaration(locked, has_interest, interest, bids, in_all)
    fresh.declared_at = at
    if has_interest:
        keep_interest(fresh, interest, bids, in_all)
    else:
        fresh.has_interest = bool(fresh.has_interest)
        fresh.save()
    record(verb="interests.declared", target=fresh, partnership=locked.partnership, by=by, at=at, is_private=True)
    return fresh


@sensitive_variables()
def keep_interest(evaluator: Evaluator, interest: str, bids: Iterable[Bid], in_all: bool) -> None:
    """Add an interest to those a locked evaluator declared before, and shut the person out of the bids it touches."""
    earlier = evaluator.interest()
    evaluator.has_interest = True
    evaluator.sealed_interest = seal({"interest": f"{earlier}\n\n{interest}".strip()})
    evaluator.recused_from_all = evaluator.recused_from_all or in_all
    if evaluator.recused_from_all:
        evaluator.is_chair = False
    evaluator.save()
    recuse(evaluator, bids)


@sensitive_variables()
def carry_interests(evaluator: Evaluator) -> list[Bid]:
    """Bring what a person declared in earlier places of the tender into a new one, unsaved; return the bids it shuts them out of.

    An interest is the person's: it does not end where the place does.
    """
    earlier = list(
        Evaluator.objects.filter(tender=evaluator.tender, person=evaluator.person, has_interest=True)
        .exclude(pk=evaluator.pk)
        .order_by("pk")
    )
    if not earlier:
        return []
    words = [words for place in (*earlier, evaluator) for words in place.interest().split("\n\n") if words]
    evaluator.has_interest, evaluator.declared_at = True, evaluator.declared_at or earlier[-1].declared_at
    evaluator.sealed_interest = seal({"interest": "\n\n".join(dict.fromkeys(words))})
    evaluator.recused_from_all = evaluator.recused_from_all or any(place.recused_from_all for place in earlier)
    return list(Bid.objects.filter(recusals__evaluator__in=earlier).distinct())


def recuse(evaluator: Evaluator, bids: Iterable[Bid]) -> None:
    """Shut a saved evaluator out of bids."""
    for bid in bids:
        Recusal.objects.get_or_create(evaluator=evaluator, bid=bid)


@sensitive_variables()
def check_declaration(tender: Tender, has_interest: bool, interest: str, bids: list[Bid], in_all: bool) -> None:
    """Refuse a declaration that does not say what it means. Raises Invalid."""
    errors = {}
    if has_interest and not interest.strip():
        errors["interest"] = _("Enter what your interest is")
    if has_interest and not bids and not in_all:
        errors["bids"] = _("Select the bids your interest touches, or all of them")
    if not has_interest and (interest.strip() or bids or in_all):
        errors["has_interest"] = _("Select that you have an interest, or clear what you entered below")
    if errors:
        raise Invalid(errors)
    if any(bid.tender_id != tender.pk for bid in bids):
        raise Invalid({"bids": _("Select bids of this tender")})


@handover.hand(gettext_lazy("bids to score"))
def end_appointments(leaving: handover.Handover) -> int:
    """Remove a leaver who has not locked their scores from the tenders they evaluate, and let them chair no other.

    Nobody takes the place over: purchasers appoint who scores. Scores that are locked keep counting. So no successor is
    needed, and what ends is named as left open, to who may know who evaluates.
    """
    for evaluator in _work_left_by(leaving.leaver):
        partnership = evaluator.tender.partnership
        role = _("Chair of the moderation") if evaluator.is_chair else _("Evaluator of bids")
        if may_know_evaluators(leaving.by, partnership):
            leaving.confidential.append(_("{role} for {partnership}").format(role=role, partnership=partnership))
        if leaving.at is not None:
            _end_appointment(evaluator, _("The account was closed"), by=leaving.by, at=leaving.at)
    return 0


@sequels.after("end_role")
def end_appointments_of_role(role: PersonRole, *, by: Any, at: datetime) -> None:
    """End the appointments that somebody's role opened to them, as ``end_appointments`` does, unless another role still does.

    Those who handle the bids are told that an evaluator or a chair is needed. What the person declared as a purchaser stays.
    """
    roles = PersonRole.objects.filter(partnership=role.partnership_id, person=role.person_id, role__in=ROLES)
    if role.role not in ROLES or roles.exists():
        return
    for evaluator in _work_left_by(role.person).filter(tender__partnership=role.partnership_id):
        _end_appointment(evaluator, _("The role in the partnership has ended"), by=by, at=at)
        tender = evaluator.tender
        words = _("The chair has left, name another: {tender}")
        if evaluator.removed_at is not None:
            words = _("An evaluator has left, appoint another: {tender}")
        key = f"appointment_ended:{evaluator.pk}"
        tell(tender, handlers_of(tender), words, page="evaluators", key=key, by=by, at=at, kind=ASSIGNMENT)


def _work_left_by(person: Any) -> QuerySet[Evaluator]:
    """Select the places of a person who leaves that wait for their scores or that chair a moderation."""
    waiting = Q(tender__state__in=BEFORE_MODERATION, locked_at=None)
    chairing = Q(tender__state__in=(*BEFORE_MODERATION, State.MODERATION), is_chair=True)
    rows = Evaluator.objects.evaluating().filter(waiting | chairing, person=person)
    return rows.select_related("tender__partnership", "person")


def _end_appointment(evaluator: Evaluator, note: str, *, by: Any, at: datetime) -> None:
    """Remove who has not locked their scores; scores that are locked keep counting, and their owner chairs no more."""
    if evaluator.locked_at is None and evaluator.tender.state in BEFORE_MODERATION:
        _remove(evaluator, note, by=by, at=at)
        return
    Evaluator.objects.filter(pk=evaluator.pk).update(is_chair=False)
    record(verb="chair.ended", target=evaluator, partnership=evaluator.tender.partnership, by=by, at=at)
