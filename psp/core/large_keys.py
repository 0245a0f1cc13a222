"""Keys larger than any record's: nothing has one, as Django knows of a single key but not of several (``pk__in``)."""

from typing import Any

from django.db.models import BigAutoField
from django.db.models.lookups import In

from psp.core.addresses import LARGEST_KEY


@BigAutoField.register_lookup
class InKeys(In):
    """``pk__in`` that passes over numbers no key can have, which SQLite would refuse with a fault."""

    def get_prep_lookup(self) -> Any:
        keys = super().get_prep_lookup()
        if not self.rhs_is_direct_value():
            return keys
        return [key for key in keys if not isinstance(key, int) or abs(key) <= LARGEST_KEY]
