"""Who keeps the funding plan. Everyone in the partnership sees it."""

from partnerships.people.rules import can_work_in_partnership, is_signed_in

__all__ = ["can_keep", "is_signed_in"]

can_keep = can_work_in_partnership
