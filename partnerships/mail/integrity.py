"""What of this slice is verified: mails that hold a secret link open with the key."""

from partnerships.mail.models import OutgoingMail
from psp.core.sealed_rows import sealed

sealed(OutgoingMail, "sealed")
