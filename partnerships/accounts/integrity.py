"""What verification opens: the secrets of second factors, each with a configured key."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from psp.core import integrity, second_factors


@integrity.check(
    "second_factors",
    label=gettext_lazy("Second factors"),
    advice=gettext_lazy(
        "Add the key it was encrypted with to BID_SEAL_KEY. If it was there, reset the person’s second factor."
    ),
)
def second_factors_step(position: str) -> integrity.Step:
    """Open some secrets of second factors, and forget them."""
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    return integrity.step_through(
        1, position, lambda _number: rows, lambda _number, row: wrong_with(row), rows=integrity.ROWS_A_STEP
    )


def wrong_with(row: Any) -> str:
    """Say what is wrong with a second factor, "" where its secrets open."""
    if second_factors.is_readable(row.data):
        return ""
    return _("It was changed, or was encrypted with a key that is not configured.")
