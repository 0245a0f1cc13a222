"""What of this slice is verified: that the file storage and the database belong together."""

from django.utils.translation import gettext_lazy as _

from partnerships.storage.queries import Pairing, pairing_of
from psp.core.integrity import Problem, Step, check


@check(
    "storage",
    label=_("File storage"),
    advice=_("Check which storage is set. Pair it again only when no other copy of the service uses it."),
)
def storage_step(position: str) -> Step:
    """Compare the mark in the storage with the database's."""
    pairing = pairing_of()
    problems = [] if pairing in {Pairing.PAIRED, Pairing.NEW} else [Problem(str(_("File storage")), pairing.words)]
    return Step(1, problems)
