"""What of this slice is verified: every consensus score opens and is of its bid and question."""

from typing import Any

from procurement.moderation.models import ModeratedScore
from psp.core.sealed_rows import Content, sealed


def _is_own(score: Any, content: Content) -> bool:
    return (content.get("bid"), content.get("question")) == (score.bid_id, score.question_id)


sealed(ModeratedScore, "sealed", belongs=_is_own)
