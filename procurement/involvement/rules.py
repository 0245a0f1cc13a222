"""Who keeps the register of prior involvement, and who may prove that competition is not distorted."""

from partnerships.public import belongs_to_organisation, is_signed_in
from procurement.tenders.rules import can_prepare

__all__ = ["can_keep", "can_prove", "can_read_proof", "is_signed_in"]

can_keep = can_prepare
# The organisation speaks for itself; a purchaser writes down what came by letter.
can_prove = belongs_to_organisation | can_prepare
can_read_proof = can_prove
