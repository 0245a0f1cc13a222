"""Who looks after the file storage."""

from rules import predicate


@predicate
def is_storekeeper(user):
    """Administrators alone: files of every partnership are listed there."""
    return user.is_authenticated and user.is_administrator
