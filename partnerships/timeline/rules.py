"""Who may plan. Everyone in a partnership sees its timeline."""

from partnerships.people.rules import can_work_in_partnership, is_signed_in

__all__ = ["can_plan", "is_signed_in"]

can_plan = can_work_in_partnership
