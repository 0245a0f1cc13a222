"""A draw that nobody can steer and everybody can check afterwards.

The service fixes a secret seed and publishes its ``commitment`` before anybody takes part. Then each witness adds a number
of their own. The order follows from the seed and both numbers alone: who knew the seed beforehand would not know the
numbers, and who chose a number did not know the seed. Once it is drawn the seed is published, and each line of ``lots``
can be checked with any SHA-256 tool. The rule is ours.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

WITNESSES = 2
NUMBER = re.compile(r"[0-9]{4,20}")
SEED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Lot:
    """A bid's lot: ``text`` is what was hashed, ``hash`` its SHA-256. The lowest hash comes first."""

    bid: str
    text: str
    hash: str


def _hashed(text: str) -> str:
    return sha256(text.encode("ascii")).hexdigest()


def commitment(seed: str, bids: Sequence[str]) -> str:
    """Return the SHA-256 that fixes a seed of 64 hexadecimal digits and the bids of a draw. Raises ValueError."""
    if not SEED.fullmatch(seed):
        raise ValueError("A seed has 64 hexadecimal digits")
    return _hashed("|".join([seed, *sorted(bids)]))


def lots(seed: str, numbers: Sequence[str], bids: Sequence[str]) -> list[Lot]:
    """Draw the order of bids: one lot for each, the first first.

    ``numbers`` are those of the two witnesses, in the order they were named. The order in which bids are given does not
    matter. Raises ValueError for a seed or number of another form, fewer than two bids, or a bid named twice.
    """
    if not SEED.fullmatch(seed):
        raise ValueError("A seed has 64 hexadecimal digits")
    if len(numbers) != WITNESSES or not all(NUMBER.fullmatch(number) for number in numbers):
        raise ValueError("Each of two witnesses gives a number of 4 to 20 digits")
    if len(bids) < 2 or len(set(bids)) != len(bids):
        raise ValueError("A draw is between two or more different bids")
    texts = {bid: "|".join([seed, *numbers, bid]) for bid in bids}
    return sorted((Lot(bid, text, _hashed(text)) for bid, text in texts.items()), key=lambda lot: lot.hash)
