"""Who may write what the partners agree on, and who agrees for an organisation."""

from rules import add_perm

from partnerships.people.rules import (
    belongs_to_organisation,
    can_run_partnership,
    can_work_in_partnership,
    is_signed_in,
)

__all__ = ["can_write", "is_signed_in"]

can_write = can_work_in_partnership

# A person agrees for an organisation they belong to. What was agreed on paper is recorded by who leads, with the paper.
add_perm("partnerships.agree_party", belongs_to_organisation)
add_perm("partnerships.record_party", can_run_partnership)
