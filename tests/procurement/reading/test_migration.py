"""Rows of the first reading log, one for each reading, become one for each day."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps.registry import Apps
from django.db import connection, models

from tests.factories import bids


class AppsOfThen:
    """The log as the migration finds it: days may be missing, rows repeated. Its table is made for the test."""

    def __init__(self):
        meta = type("Meta", (), {"app_label": "then", "apps": Apps(), "db_table": "reading_of_then"})
        fields = {name: models.BigIntegerField() for name in ("bid", "person")}
        fields |= {"part": models.CharField(max_length=10), "read_at": models.DateTimeField()}
        fields |= {"day": models.DateField(null=True), "count": models.PositiveIntegerField(default=1)}
        self.model = type("Reading", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})

    def get_model(self, app, name):
        assert (app, name) == ("procurement", "Reading")
        return self.model


@pytest.fixture
def then(db):
    apps = AppsOfThen()
    columns = [f"{field.column} {field.db_type(connection)}" for field in apps.model._meta.fields[1:]]
    key = {"postgresql": "id bigserial PRIMARY KEY"}.get(connection.vendor, "id integer PRIMARY KEY AUTOINCREMENT")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE reading_of_then ({', '.join([key, *columns])})")
    yield apps
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE reading_of_then")


def test_readings_are_folded_by_person_bid_part_and_london_day(then):
    """23:30 UTC on 14 April is half past midnight of the 15th in London."""
    first, second = bids.AFTER, bids.AFTER + timedelta(hours=5)
    night = datetime(2026, 4, 14, 23, 30, tzinfo=UTC)
    readings = then.model.objects
    for person, bid, at in ((1, 7, second), (1, 7, first), (1, 7, night), (2, 7, first), (1, 8, first)):
        readings.create(bid=bid, person=person, part="price", read_at=at)
    migration = import_module("procurement.migrations.0011_readings_by_day")
    for _ in range(2):
        migration.fold_readings(then, None)
    assert sorted(readings.values_list("person", "bid", "day", "count", "read_at")) == [
        (1, 7, date(2026, 4, 14), 2, second),
        (1, 7, date(2026, 4, 15), 1, night),
        (1, 8, date(2026, 4, 14), 1, first),
        (2, 7, date(2026, 4, 14), 1, first),
    ]
