"""Who may record a commitment, and who signs it."""

from django.apps import apps
from rules import add_perm, predicate

from partnerships.people.rules import (
    belongs_to_organisation,
    can_run_partnership,
    is_purchaser_of,
    is_signed_in,
    partnership_id_of,
)

__all__ = ["can_record", "can_sign", "is_signed_in"]


@predicate
def is_lead_public_partner_of(user, record):
    """The person belongs to the partnership's lead public partner."""
    if not user.is_authenticated or not user.organisation_ids:
        return False
    members = apps.get_model("partnerships", "Member").objects.current()
    leads = members.filter(partnership=partnership_id_of(record), role="lead_public")
    return leads.filter(organisation__in=user.organisation_ids).exists()


can_record = can_run_partnership | is_purchaser_of | is_lead_public_partner_of
# The person speaks for the organisation that makes the commitment. Nobody else can bind it.
can_sign = belongs_to_organisation

add_perm("partnerships.sign_commitment", can_sign)
add_perm("partnerships.withdraw_commitment", can_sign | can_run_partnership)
