"""Forms that were sent and could not be carried out. Ciphertext: nobody but who typed them reads them, administrators neither."""

import uuid

from django.conf import settings
from django.db import models


class UnsavedForm(models.Model):
    """``sealed`` holds what was typed and where; ``browser`` is the hash of the random value of the browser it came from.

    ``mark`` is the hash of the form's mark where nothing else says that it came from the person, "" otherwise.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    browser = models.CharField(max_length=64)
    mark = models.CharField(max_length=64, blank=True)
    sealed = models.TextField(editable=False)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["person", "browser"], name="unsaved_of_a_browser"),
            models.Index(fields=["person", "mark"], name="unsaved_of_a_mark"),
        ]

    def __str__(self):
        return str(self.key)
