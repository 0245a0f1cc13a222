"""What of this slice is verified: contingency plans open with the key."""

from procurement.contingency.models import ContingencyPlan
from psp.core.sealed_rows import sealed

sealed(ContingencyPlan, "sealed")
