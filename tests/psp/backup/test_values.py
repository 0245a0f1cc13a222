"""Whatever a field can hold comes out of a backup's file as it went in."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from partnerships.models import DocumentVersion
from psp.backup.values import FORMS, NotTaken, Row, form_of, holds_nul

texts = st.text(st.characters(codec="utf-8"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
VALUES = {
    "BooleanField": st.booleans(),
    "IntegerField": st.integers(),
    "FloatField": st.floats(allow_nan=False, allow_infinity=False),
    "DecimalField": st.decimals(allow_nan=False, allow_infinity=False, places=4),
    "DateTimeField": st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=1))])),
    "DateField": st.dates(),
    "TimeField": st.times(),
    "DurationField": st.timedeltas(),
    "UUIDField": st.uuids(),
    "BinaryField": st.binary(),
    "JSONField": json_values,
    "FileField": texts,
    "CharField": texts,
    "TextField": texts,
    "GenericIPAddressField": st.ip_addresses().map(str),
}


def test_every_kind_of_value_is_tried():
    assert VALUES.keys() == FORMS.keys()


@pytest.mark.parametrize("kind", FORMS)
def test_a_value_comes_back_exactly(kind):
    write, read = FORMS[kind]

    @given(VALUES[kind])
    def comes_back(value):
        back = read(json.loads(json.dumps(write(value), ensure_ascii=False)))
        assert (back, type(back)) == (value, type(value))

    comes_back()


def test_every_field_of_every_model_has_a_form_and_none_changes_what_the_database_holds():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            form_of(field)
            # A field that decrypts as it reads would put what it protects into every backup.
            assert not hasattr(field, "from_db_value") or isinstance(field, models.JSONField), field


def row_of(model, **values):
    row = Row(model, strict=True)
    plain = row.written(tuple(getattr(model(), field.attname) for field in row.fields))
    given_values = {"file": "x", "uploaded_at": "2026-06-03T12:00:00.000001+00:00"} | values
    return [given_values.get(column, plain[row.columns.index(column)]) for column in row.columns], row


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"note": "a\x00b"}, "note: holds a NUL character, which PostgreSQL does not keep"),
        ({"note": "x" * 201}, "note: is 201 characters long, and PostgreSQL keeps 200"),
        ({"number": "7"}, "number: is no whole number"),
        ({"number": None}, "number: is empty"),
        ({"uploaded_at": "yesterday"}, "uploaded_at: Invalid isoformat string: 'yesterday'"),
    ],
)
def test_what_a_database_would_refuse_is_named_by_its_column(values, words):
    whole = {"id": 1, "document_id": 1, "number": 1, "size": 1, "uploaded_by_id": 1}
    plain, row = row_of(DocumentVersion, **whole | values)
    with pytest.raises(NotTaken) as refused:
        row.read(plain)
    assert str(refused.value) == words


def test_a_nul_deep_in_json_is_found():
    assert holds_nul({"name": [None, {"deep": ["\x00"]}]})
    assert holds_nul({"na\x00me": 1})
    assert not holds_nul({"name": [None, {"deep": ["00", 0]}]})


def test_another_shape_than_the_models_is_refused():
    with pytest.raises(NotTaken, match="has other columns"):
        Row(DocumentVersion, columns=["id"])
    with pytest.raises(NotTaken, match="a row has not"):
        Row(DocumentVersion).read([1])


def test_a_moment_keeps_its_microseconds_and_a_price_its_pence():
    assert FORMS["DateTimeField"][0](datetime(2026, 6, 3, 12, 0, 0, 123456, UTC)) == "2026-06-03T12:00:00.123456+00:00"
    assert FORMS["DecimalField"][0](Decimal("1E+3")) == "1000"
    assert FORMS["DateField"][0](date(2026, 6, 3)) == "2026-06-03"
    assert FORMS["UUIDField"][0](uuid.UUID(int=1)).endswith("0001")
