"""What of this slice is verified: every envelope opens and is its bid's own, every sealed file has its hash.

Nothing of what they say leaves this module: a problem names a record by its number.
"""

from typing import Any

from django.views.decorators.debug import sensitive_variables

from procurement.bids.models import Bid, BidFile, Part
from psp.core.sealed_rows import Content, sealed
from psp.core.sealing import unseal
from psp.core.stored_files import files_of

ENVELOPES = {"sealed_identity": Part.IDENTITY, "sealed_quality": Part.QUALITY, "sealed_price": Part.PRICE}


@sensitive_variables()
def _hash_in_envelope(file: Any) -> str:
    """Return the hash its bid's envelope gives a file, "" where the envelope names no such file. Raises SealBroken."""
    content = unseal(file.bid.sealed_price if file.part == Part.PRICE else file.bid.sealed_quality)
    return next((str(told["sha256"]) for told in content["files"] if told["key"] == str(file.key)), "")


def _belongs(part: Part) -> Any:
    def is_own(bid: Any, content: Content) -> bool:
        return (content.get("receipt"), content.get("part")) == (bid.receipt, str(part))

    return is_own


files_of(BidFile, "sealed", sha256=_hash_in_envelope, is_sealed=lambda _file: True, related=("bid",))
sealed(Bid, "sealed_exclusion")
for _field, _part in ENVELOPES.items():
    sealed(Bid, _field, belongs=_belongs(_part))
