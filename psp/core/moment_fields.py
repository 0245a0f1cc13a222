"""A deadline in the database: read as the moment that was typed, compared as the instant at which it is over."""

from typing import Any

from django.db import models

from psp.core.moment_parts import MomentPartsField
from psp.core.moments import Moment


class DeadlineField(models.DateTimeField):
    """An aware datetime that takes moments too.

    Saved to the minute; the end of a day, 23:59, as the last instant of it, and 00:00 as the end of the day before, so
    that pages, counts of days and comparisons in queries all mean the same. Queries compare any datetime with it.
    """

    def to_python(self, value: Any) -> Any:
        return value.as_datetime() if isinstance(value, Moment) else super().to_python(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if value is not None:
            value = Moment.of(self.to_python(value)).as_datetime()
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super(models.DateTimeField, self).formfield(**{"form_class": MomentPartsField} | kwargs)

    def deconstruct(self) -> Any:
        # The column is that of any datetime: changing from one to the other needs no migration.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
