"""Who keeps an organisation's departments, contacts and members."""

from partnerships.organisations.rules import can_edit, is_signed_in

__all__ = ["can_edit", "is_signed_in"]
