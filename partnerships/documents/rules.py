"""Who may add and change documents."""

from rules import predicate

from partnerships.people.rules import has_any_role_in, is_administrator, is_partner_of, is_purchaser_of, is_signed_in

__all__ = ["can_add", "can_change", "is_signed_in"]


@predicate
def is_owner(user, document):
    return document is not None and getattr(document, "owner_id", None) == user.pk


can_add = has_any_role_in | is_administrator
can_change = is_owner | is_partner_of | is_purchaser_of | is_administrator
