"""So many errands for each person, all due on one day: what the workers of a test are to remind of.

They import it; the tests themselves do not, or the errands would be due in every other test too.
"""

import os
from datetime import date

from psp.core import due
from psp.core.due import DueItem

DUE_ON = date.fromisoformat(os.environ["ERRANDS_DUE_ON"])
EACH = int(os.environ["ERRANDS_EACH"])


@due.source("errand", "Errands")
def errands(first, last, person_id):
    from django.contrib.auth import get_user_model

    if not first <= DUE_ON <= last:
        return []
    people = get_user_model()._default_manager.values_list("pk", flat=True)
    return [
        DueItem("errand", f"errand:{person}:{number}", f"Errand {number}", DUE_ON, "/", people=(person,))
        for person in people
        for number in range(EACH)
    ]
