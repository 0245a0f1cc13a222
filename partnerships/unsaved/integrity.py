"""What of this slice is verified: what was typed and not saved opens with the key."""

from partnerships.unsaved.models import UnsavedForm
from psp.core.sealed_rows import sealed

sealed(UnsavedForm, "sealed")
