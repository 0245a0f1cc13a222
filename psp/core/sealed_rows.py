"""The registry of sealed fields: each row must open with a configured key and hold what belongs to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from psp.core import integrity
from psp.core.sealing import SealBroken, unseal

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SealedField:
    """A field that holds ciphertext. ``belongs`` tells whether what it holds is this row's own and not put there from another."""

    model: type[Model]
    field: str
    belongs: Callable[[Any, Content], bool]

    def rows(self) -> QuerySet:
        """Give the rows where the field holds something."""
        return self.model._base_manager.exclude(Q(**{self.field: ""}))


_fields: list[SealedField] = []


def _whatever(row: Any, content: Content) -> bool:
    return True


def sealed(model: type[Model], field: str, *, belongs: Callable[[Any, Content], bool] = _whatever) -> None:
    """Register a sealed field. Raises ValueError on a second registration of it."""
    if any((known.model, known.field) == (model, field) for known in _fields):
        raise ValueError(f"{model.__name__}.{field} is registered twice")
    _fields.append(SealedField(model, field, belongs))


def fields() -> list[SealedField]:
    """List the sealed fields in the order of their names."""
    return sorted(_fields, key=lambda known: (known.model._meta.label, known.field))


@integrity.check(
    "sealed",
    label=gettext_lazy("Sealed records"),
    advice=gettext_lazy(
        "Add the key it was sealed with to BID_SEAL_KEY. If it was there, restore the record from a backup."
    ),
)
def sealed_step(position: str) -> integrity.Step:
    """Open some sealed rows, look whether each belongs where it is, and forget what they say."""
    found = fields()
    return integrity.step_through(
        len(found),
        position,
        lambda number: found[number].rows(),
        lambda number, row: wrong_with(found[number], row),
        rows=integrity.ROWS_A_STEP,
    )


def wrong_with(known: SealedField, row: Any) -> str:
    """Say what is wrong with a sealed row, "" where it opens and belongs where it is."""
    try:
        content = unseal(getattr(row, known.field))
    except SealBroken:
        return _("It was changed, or was sealed with a key that is not configured.")
    return "" if known.belongs(row, content) else _("It holds what was sealed for another record.")
