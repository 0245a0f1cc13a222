"""What of this slice is verified: every score opens and is its evaluator's, of its bid and question."""

from typing import Any

from procurement.scoring.models import Score
from psp.core.sealed_rows import Content, sealed


def _is_own(score: Any, content: Content) -> bool:
    named = content.get("evaluator"), content.get("bid"), content.get("question")
    return named == (score.evaluator_id, score.bid_id, score.question_id)


sealed(Score, "sealed", belongs=_is_own)
