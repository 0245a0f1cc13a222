"""What of this slice is verified: declared interests open with the key."""

from procurement.evaluators.models import Evaluator
from psp.core.sealed_rows import sealed

sealed(Evaluator, "sealed_interest")
