"""Who may add and edit organisations."""

from rules import predicate

from partnerships.people.rules import is_administrator, is_council_purchaser, is_development_officer, is_signed_in

__all__ = ["can_add", "can_edit", "is_signed_in"]


@predicate
def is_of_the_organisation(user, record):
    """The person belongs to the organisation, or to the one a department, contact or year of income is of."""
    if record is None:
        return False
    return user.belongs_to(record.pk if record._meta.model_name == "organisation" else record.organisation_id)


can_add = is_development_officer | is_council_purchaser | is_administrator
# An organisation keeps its own entry, with administrators; others propose a change (``proposals``).
can_edit = is_of_the_organisation | is_administrator
