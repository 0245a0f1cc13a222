"""What of this slice is verified: who asked a question opens with the key."""

from procurement.questions.models import Clarification
from psp.core.sealed_rows import sealed

sealed(Clarification, "sealed_asker")
