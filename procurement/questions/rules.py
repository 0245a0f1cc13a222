"""Who records and answers bidders' questions."""

from procurement.tenders.rules import can_prepare, is_signed_in

__all__ = ["can_answer", "is_signed_in"]

can_answer = can_prepare
