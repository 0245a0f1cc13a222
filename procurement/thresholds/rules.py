"""Who keeps the thresholds and time limits of the law."""

from partnerships.public import is_administrator, is_signed_in

__all__ = ["can_keep", "is_signed_in"]

can_keep = is_administrator
