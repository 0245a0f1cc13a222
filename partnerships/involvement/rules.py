"""Who may write in the involvement log: whoever has a role in the partnership but that of an observer."""

from partnerships.people.rules import has_role, is_administrator, is_signed_in

__all__ = ["can_log", "is_signed_in"]

can_log = has_role("leader", "contact", "purchaser", "evaluator") | is_administrator
