"""Who decides whether a possible conflict of interest closes a tender to somebody: the purchasing side, never the person."""

from django.apps import apps
from rules import predicate

from partnerships.public import is_of_purchasing_council, is_purchaser_of, is_signed_in

__all__ = ["can_decide", "is_own", "is_signed_in"]


@predicate
def is_own(user, conflict):
    return conflict is not None and conflict.person_id == user.pk


@predicate
def has_a_conflict(user, conflict):
    """The person has a possible conflict in the same partnership, waiting or closed: they decide about nobody else's."""
    rows = apps.get_model("procurement", "Conflict").objects.filter(partnership=conflict.partnership_id, person=user)
    return rows.exclude(outcome="no_effect").exists()


@predicate
def administers(user, conflict):
    return user.is_authenticated and user.is_administrator


can_decide = (is_purchaser_of | is_of_purchasing_council) & ~is_own & ~administers & ~has_a_conflict
