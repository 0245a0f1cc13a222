"""Who keeps an organisation's departments, contacts and members."""

from rules import add_perm, predicate

from partnerships.organisations.rules import can_edit, is_signed_in
from partnerships.partners.models import Member
from partnerships.people.rules import LEADER, PURCHASER, belongs_to_organisation, is_administrator

__all__ = ["can_edit", "is_signed_in", "runs_with"]


@predicate
def runs_with(user, organisation):
    """The person leads or purchases for a running partnership that the organisation is a partner of today."""
    if organisation is None or not user.is_authenticated:
        return False
    runs = user.partnerships_with(LEADER, PURCHASER)
    return bool(runs) and Member.objects.current().filter(partnership__in=runs, organisation=organisation).exists()


# Whether one of its own people has to agree is for ``operations.terms_of`` to say.
add_perm("partnerships.invite_to_organisation", belongs_to_organisation | runs_with | is_administrator)
