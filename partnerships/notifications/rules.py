"""Who may see and change a notice."""

from rules import predicate


@predicate
def is_recipient(user, notice):
    """A notice is its recipient's alone."""
    return notice is not None and user.pk == notice.person_id
