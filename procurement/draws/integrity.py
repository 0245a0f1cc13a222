"""What of this slice is verified: the seed of every draw opens with the key."""

from typing import Any

from procurement.draws.models import Draw
from psp.core.sealed_rows import Content, sealed


def _is_own(draw: Any, content: Content) -> bool:
    return content.get("result") == draw.result_id


sealed(Draw, "sealed_seed", belongs=_is_own)
