"""Who reads and writes a contingency plan: the people its organisation names, and nobody else at all.

People who administer the service read no plan, of their own organisation either.
"""

from rules import predicate

from partnerships.public import belongs_to_organisation

__all__ = ["can_read", "can_write"]


@predicate
def administers(user, record):
    return user.is_authenticated and user.is_administrator


@predicate
def is_reader(user, plan):
    """The organisation named the person as a reader of the plan."""
    return plan is not None and plan.pk is not None and plan.readers.filter(pk=user.pk).exists()


# A first plan is written by any of the organisation's own people.
can_write = belongs_to_organisation & ~administers
can_read = can_write & is_reader
