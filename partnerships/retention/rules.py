"""Who sees what is due to be deleted, and places holds."""

from rules import predicate


@predicate
def is_record_keeper(user):
    """Administrators alone: what is due names records of every partnership."""
    return user.is_authenticated and user.is_administrator
