"""Who sees what a verification found."""

from rules import predicate


@predicate
def is_verifier(user):
    """Administrators alone: a problem names records of every partnership."""
    return user.is_authenticated and user.is_administrator
