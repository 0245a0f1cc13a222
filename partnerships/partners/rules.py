"""Who may change the partners and people of a partnership."""

from partnerships.people.rules import (
    belongs_to_organisation,
    can_run_partnership,
    is_purchaser_of,
    is_self_of_role,
    is_signed_in,
)

__all__ = ["can_end_role", "can_run", "is_signed_in", "speaks_for_member"]

# A partnership without a leader would be stuck: its purchaser may name one.
can_run = can_run_partnership | is_purchaser_of
speaks_for_member = belongs_to_organisation
# Everybody may give up a role of their own.
can_end_role = can_run | is_self_of_role
