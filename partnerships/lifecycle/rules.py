"""Who may move a partnership on."""

from rules import add_perm

from partnerships.lifecycle.workflow import WORKFLOW
from partnerships.people.rules import (
    can_run_partnership,
    has_any_role_in,
    is_administrator,
    is_council_purchaser,
    is_development_officer,
    is_partner_of,
    is_signed_in,
)

__all__ = ["can_add", "can_change", "can_run", "can_waive", "is_signed_in"]

can_add = is_development_officer | is_council_purchaser | is_administrator
can_run = can_run_partnership
can_change = is_partner_of | is_administrator
can_waive = can_run_partnership
can_record = has_any_role_in | is_administrator

for name in WORKFLOW.names():
    add_perm(f"partnerships.{name}", can_run)
