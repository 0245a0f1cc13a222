"""Who may add and change documents."""

from partnerships.people.rules import has_any_role_in, is_administrator, is_signed_in, is_partner_of, is_purchaser_of

__all__ = ["can_add", "can_change", "is_signed_in"]

can_add = has_any_role_in | is_administrator
can_change = is_partner_of | is_purchaser_of | is_administrator
