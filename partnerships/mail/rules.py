"""Who may see the queue of outgoing mail."""

from rules import predicate


@predicate
def is_postmaster(user):
    """Administrators alone: the queue holds everybody's mail."""
    return user.is_authenticated and user.is_administrator
