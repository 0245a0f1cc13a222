"""The spoke's background tasks: thin. They read the clock and call one operation; the rows in the database are the truth."""

from celery import shared_task
from django.utils import timezone

from procurement.publication import operations as publication


@shared_task(name="procurement.release_due_tenders")
def release_due_tenders() -> None:
    """Release the tenders whose scheduled publication has come: tell people, note it in the history.

    What people see does not wait for it.
    """
    publication.release_due_tenders(at=timezone.now())
