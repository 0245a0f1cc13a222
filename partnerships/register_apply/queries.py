"""Which organisations an undo may delete: those nobody has used since the import brought them."""

from collections.abc import Collection

from partnerships.income.models import IncomeYear
from partnerships.organisations.models import Organisation

# What an import writes itself, or what only looks an organisation up.
OWN = {"words", "income_years", "register_rows"}


def used(keys: Collection[int]) -> set[int]:
    """Return the keys of organisations that anything else points to, or that have income a person entered.

    One query for each table that points to organisations, whichever app it is of.
    """
    found = set(
        IncomeYear.objects.filter(organisation__in=keys, is_from_register=False).values_list("organisation", flat=True)
    )
    found |= set(Organisation.objects.filter(pk__in=keys).exclude(members=None).values_list("pk", flat=True))
    for relation in Organisation._meta.related_objects:
        if relation.get_accessor_name() not in OWN:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
            found |= set(rows.values_list(name, flat=True))
    return found & set(keys)
