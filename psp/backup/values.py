"""Values as they go into a backup and come back, exactly: to the microsecond, the penny and the byte.

Django's own ``dumpdata`` cuts moments to milliseconds, so that history written to the microsecond reads as tampered with
afterwards. Here each kind of field has one form in the file, and what comes back equals what went in on any database.
"""

import base64
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

Turn = Callable[[Any], Any]
MICROSECOND = timedelta(microseconds=1)


class NotTaken(ValueError):
    """A value that the field, or the database it goes to, does not take."""


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _as_it_is(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotTaken("is no text")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotTaken("is no whole number")
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotTaken("is neither true nor false")
    return value


# By the field's internal type, the first of its classes that is named here: how it is written, and read back.
FORMS: dict[str, tuple[Turn, Turn]] = {
    "BooleanField": (bool, _yes_or_no),
    "IntegerField": (int, _whole),
    "FloatField": (float, float),
    "DecimalField": (lambda value: format(value, "f"), lambda plain: Decimal(_text(plain))),
    "DateTimeField": (_moment, lambda plain: datetime.fromisoformat(_text(plain))),
    "DateField": (lambda value: value.isoformat(), lambda plain: date.fromisoformat(_text(plain))),
    "TimeField": (lambda value: value.isoformat(), lambda plain: time.fromisoformat(_text(plain))),
    "DurationField": (lambda value: value // MICROSECOND, lambda plain: _whole(plain) * MICROSECOND),
    "UUIDField": (str, lambda plain: uuid.UUID(_text(plain))),
    "BinaryField": (
        lambda value: base64.b64encode(bytes(value)).decode(),
        lambda plain: base64.b64decode(_text(plain), validate=True),
    ),
    "JSONField": (_as_it_is, _as_it_is),
    "FileField": (str, _text),
    "CharField": (str, _text),
    "TextField": (str, _text),
    "GenericIPAddressField": (str, _text),
}


def form_of(field: models.Field) -> tuple[Turn, Turn]:
    """Return how a field's values are written and read back. Raises NotTaken for a kind of field nobody thought of."""
    target: Any = field
    while target.remote_field is not None:
        target = target.target_field
    for kind in type(target).__mro__:
        if kind.__name__ in FORMS:
            return FORMS[kind.__name__]
    raise NotTaken(f"{field} is of a kind that backups do not know")


class Row:
    """Writes rows of one model as lists of plain values and reads them back."""

    def __init__(self, model: type[models.Model], *, columns: list[str] | None = None, strict: bool = False) -> None:
        """``columns`` gives the order of a file; ``strict`` asks for what PostgreSQL asks for, which SQLite does not."""
        by_column = {field.attname: field for field in model._meta.concrete_fields}
        self.columns = columns if columns is not None else list(by_column)
        if set(self.columns) != set(by_column):
            raise NotTaken(f"{model._meta.label} has other columns than its file")
        self.fields = [by_column[name] for name in self.columns]
        self.forms = [form_of(field) for field in self.fields]
        self.strict = strict

    def written(self, values: tuple[Any, ...]) -> list[Any]:
        """Return the plain values of a row, in the order of ``columns``."""
        pairs = zip(self.forms, values, strict=True)
        return [None if value is None else write(value) for (write, _read), value in pairs]

    def read(self, plain: Any) -> list[Any]:
        """Return a row's values from what a file holds. Raises NotTaken, which names the column."""
        if not isinstance(plain, list) or len(plain) != len(self.fields):
            raise NotTaken(f"a row has not {len(self.fields)} values")
        return [self._value(number, value) for number, value in enumerate(plain)]

    def _value(self, number: int, plain: Any) -> Any:
        field = self.fields[number]
        try:
            if plain is None:
                if not field.null and not isinstance(field, models.JSONField):
                    raise NotTaken("is empty")
                return None
            value = self.forms[number][1](plain)
            if self.strict:
                _check_strictly(field, value)
        except (ValueError, ArithmeticError, TypeError) as problem:
            raise NotTaken(f"{field.attname}: {problem}") from problem
        return value


def _check_strictly(field: models.Field, value: Any) -> None:
    """Refuse what PostgreSQL would refuse and SQLite keeps. Raises NotTaken."""
    if holds_nul(value):
        raise NotTaken("holds a NUL character, which PostgreSQL does not keep")
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        raise NotTaken(f"is {len(value)} characters long, and PostgreSQL keeps {field.max_length}")


def holds_nul(value: Any) -> bool:
    """Tell whether a text, or any text within a JSON value, holds a NUL character."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(holds_nul(part) for part in value)
