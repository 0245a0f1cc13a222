"""Who may set success criteria and record results."""

from rules import add_perm

from partnerships.people.rules import can_run_partnership, has_role, is_administrator, is_partner_of, is_signed_in

__all__ = ["can_record_results", "can_set", "is_signed_in"]

can_set = is_partner_of | is_administrator
# Evaluators measure too; purchasers judge elsewhere.
can_record_results = has_role("leader", "contact", "evaluator") | is_administrator

add_perm("partnerships.freeze_criteria", can_run_partnership)
