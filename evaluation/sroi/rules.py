"""Who keeps the rates and price indices that studies are computed with."""

from partnerships.public import is_administrator, is_signed_in

__all__ = ["can_check", "can_keep", "is_signed_in"]

can_keep = is_administrator
# Whoever prepares a study may bring the indices it needs; an administrator checks them afterwards.
can_check = is_administrator
