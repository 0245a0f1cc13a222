"""Who evaluates bids, and who keeps the list of those who do."""

from django.db.models import Exists, Q
from rules import add_perm, predicate

from partnerships.public import can_name_purchasers, tells_who_evaluates
from procurement.bids.rules import can_handle_bids, is_shut_out, tender_of
from procurement.tenders.rules import partnerships_bid_in, speaks_for_possible_bidder
from psp.core.holds import keep_back_entries, keep_back_messages, keep_back_roles

__all__ = [
    "can_appoint",
    "can_declare",
    "can_handle_or_evaluate",
    "evaluator_of",
    "is_evaluator",
    "is_recused_from",
    "may_know_evaluators",
    "must_declare",
]


def evaluator_of(user, tender):
    """Return the person's place among those who evaluate or handle the tender's bids, or None. One query."""
    return tender.evaluators.filter(person=user, removed_at=None).first() if user.is_authenticated else None


def must_declare(user, tender):
    """Whether a person who handles or evaluates the tender's bids has yet to declare their interests. One query."""
    place = evaluator_of(user, tender)
    return place is None or place.declared_at is None


@predicate
def is_evaluator(user, record):
    """The person was appointed to evaluate the tender's bids, still has the role for it, and nothing shuts them out."""
    if record is None or not user.is_authenticated:
        return False
    if not user.has_role_in(tender_of(record).partnership_id, "evaluator", "purchaser"):
        return False
    evaluator = evaluator_of(user, tender_of(record))
    return evaluator is not None and evaluator.task == "quality" and not is_shut_out.test(user, record)


@predicate
def can_declare(user, evaluator):
    """Whoever evaluates or handles bids declares for themselves."""
    return evaluator is not None and evaluator.person_id == user.pk and not is_shut_out.test(user, evaluator)


def may_know_evaluators(user, partnership):
    """Whether a person may learn who evaluates for a partnership, or names those who do. Two queries at most."""
    is_of_side = user.is_administrator or user.has_role_in(partnership.pk, "purchaser", "evaluator")
    is_concerned = is_of_side or can_name_purchasers.test(user, partnership)
    return is_concerned and not speaks_for_possible_bidder.test(user, partnership)


def is_recused_from(user, bid):
    """Whether the person, in whatever role, declared an interest that shuts them out of a bid. Appointments that ended count."""
    theirs = bid.tender.evaluators.filter(person=user)
    return theirs.filter(recused_from_all=True).exists() or theirs.filter(recusals__bid=bid).exists()


@keep_back_roles
def evaluators_kept_from(user, field):
    """Who evaluates, from everyone outside the purchasing side: partners' staff may bid, and influence who scores them.

    Evaluators and purchasers of the partnership know one another, unless they have a stake in somebody who may bid; so do
    administrators, who keep the accounts.
    """
    return Q(**{field: "evaluator"}) & ~_seen_by(user)


@keep_back_entries
def entries_about_evaluators(user):
    """What the history says of evaluators' roles, of their invitations and of the reports they make, from the same people."""
    return tells_who_evaluates(but=user) & ~_seen_by(user)


@keep_back_entries
def private_entries(user):
    """What others did in private, from administrators with a stake in somebody who may bid: they read what partners read.

    Of a closed account, too, whether bids were left to be scored.
    """
    by_others = Q(is_private=True, partnership__in=partnerships_bid_in(user)) & ~Q(actor=user.pk)
    left_bids = Q(verb="person.deactivated", note__contains="valuator") | Q(
        verb="person.deactivated", note__contains="Chair of the moderation"
    )
    return by_others | (left_bids & Q(Exists(partnerships_bid_in(user))))


@keep_back_messages
def messages_about_bidding(user):
    """What others are told of a partnership, from administrators with a stake in somebody who may bid in it. One query."""
    return partnerships_bid_in(user).values_list("pk", flat=True)


def _seen_by(user):
    """The condition on what belongs to a partnership that the person may know its evaluators."""
    places = Q() if user.is_administrator else Q(partnership__in=user.partnerships_with("purchaser", "evaluator"))
    return places & ~Q(partnership__in=partnerships_bid_in(user))


can_appoint = can_handle_bids
can_handle_or_evaluate = can_handle_bids | is_evaluator

add_perm("procurement.handle_or_evaluate_bids", can_handle_or_evaluate)
