import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import GREEN_BOOK
from evaluation.sroi.engine.layout import BadLayoutError, read_study
from evaluation.sroi.engine.values import Materiality, Starts
from tests.evaluation.sroi.rows import WHEELS, WHEELS_BYTES, D

ROW = {
    "stakeholder": "Residents",
    "outcome": "Fewer falls",
    "quantity": "10",
    "duration_years": 1,
    "proxy": "100",
    "deadweight": "0",
    "displacement": "0",
    "attribution": "0",
    "drop_off": "0",
}
GRANT = {"stakeholder": "Council", "value": "500"}


def a_file(*rows, inputs=(GRANT,), **top):
    return json.dumps({"inputs": list(inputs), "outcomes": list(rows), **top}).encode()


def without(row, field):
    return {name: value for name, value in row.items() if name != field}


def problems_of(data):
    with pytest.raises(BadLayoutError) as refused:
        read_study(data)
    assert str(refused.value) == "\n".join(str(problem) for problem in refused.value.problems)
    return [str(problem) for problem in refused.value.problems]


def test_the_worked_example_is_read_whole():
    file = read_study(WHEELS_BYTES)
    assert (file.title, file.rate, file.price_base_year) == (WHEELS["title"], D("3.5"), None)
    assert [str(row.value) for row in file.inputs] == ["24375", "18000", "0"]
    assert [(row.stakeholder, row.indicator) for row in file.outcomes] == [
        (row["stakeholder"], row["indicator"]) for row in WHEELS["outcomes"]
    ]
    assert file.outcomes[7].quantity == -275


def test_the_least_a_file_needs_is_read():
    file = read_study(a_file(ROW))
    assert (file.title, file.rate) == ("", None)
    assert compute(file.study(GREEN_BOOK)).outcomes[0].impact == 1000


def test_empty_lists_of_rows_are_a_study_too():
    result = compute(read_study(a_file(inputs=())).study(GREEN_BOOK))
    assert (result.total_present_value, result.ratio) == (0, None)


def test_every_optional_field_is_read():
    texts = {name: name for name in ("quantity_source", "proxy_source", "deadweight_reason", "drop_off_reason")}
    row = {**ROW, "starts": "after", "price_year": 2020, "impact": "1250", **texts}
    data = a_file(row, price_base_year=2024, deflators={"2020": "80", "2024": 100}, note="Trial", currency="GBP")
    [outcome] = read_study(data).outcomes
    assert (outcome.starts, outcome.price_year) == (Starts.AFTER, 2020)
    assert [getattr(outcome, name) for name in texts] == list(texts)


def test_a_row_not_valued_needs_no_figures():
    held = {"stakeholder": "Residents", "outcome": "Joy", "materiality": "held", "proxy": None}
    excluded = {**ROW, "materiality": "excluded", "materiality_reason": "Too few"}
    outcomes = read_study(a_file(held, excluded)).outcomes
    assert [(row.materiality, row.proxy) for row in outcomes] == [(Materiality.HELD, None), (Materiality.EXCLUDED, 100)]


def test_numbers_may_be_numbers_and_keep_every_digit():
    [outcome] = read_study(a_file({**ROW, "quantity": -7, "proxy": 0.1, "duration_years": "3"})).outcomes
    assert (outcome.quantity, str(outcome.proxy), outcome.duration_years) == (-7, "0.1", 3)


def test_a_byte_order_mark_is_let_pass():
    assert len(read_study(b"\xef\xbb\xbf" + a_file(ROW)).outcomes) == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("deadweight", "120", "120 is more than 100"),
        ("displacement", "-1", "-1 is less than 0"),
        ("attribution", 100.5, "100.5 is more than 100"),
        ("drop_off", True, "true is not a number in plain digits, such as 1250.50"),
        ("quantity", "seven", '"seven" is not a number in plain digits, such as 1250.50'),
        ("quantity", "1_000", '"1_000" is not a number in plain digits, such as 1250.50'),
        ("quantity", "1,000", '"1,000" is not a number in plain digits, such as 1250.50'),
        ("quantity", "NaN", '"NaN" is not a number in plain digits, such as 1250.50'),
        ("quantity", "٧", '"\\u0667" is not a number in plain digits, such as 1250.50'),
        ("quantity", float("nan"), "NaN is not a number"),
        ("quantity", float("-inf"), "-Infinity is not a number"),
        ("quantity", 10**300, "1000000000000000000000000000000000000... is more than 1000000000000"),
        ("quantity", "", "is empty"),
        ("quantity", None, "null is not a number in plain digits, such as 1250.50"),
        ("quantity", ["7"], "a list is not a number in plain digits, such as 1250.50"),
        ("proxy", None, "null is not a number in plain digits, such as 1250.50"),
        (
            "proxy",
            "94.123456789012345678901",
            '"94.123456789012345678901" is not a number in plain digits, such as 1250.50',
        ),
        ("proxy", 1e-30, "has more than 40 digits or 20 decimals"),
        ("duration_years", -1, "-1 is less than 1"),
        ("duration_years", 0, "0 is less than 1"),
        ("duration_years", 1.5, "1.5 is not a whole number"),
        ("duration_years", 101, "101 is more than 100"),
        ("stakeholder", " ", "is empty"),
        ("stakeholder", 7, "7 is not text"),
        ("outcome", {}, "an object is not text"),
        ("indicator", "\x1b[31m", "holds characters that cannot be printed"),
        ("indicator", "x" * 100_001, "is longer than 100,000 characters"),
        ("starts", "later", '"later" is not one of period, after'),
        ("materiality", "maybe", '"maybe" is not one of valued, held, excluded'),
        ("price_year", 20, "20 is less than 1900"),
        ("impact", "1000.02", "1000.02 is stated, but the figures give 1000.00"),
        ("deadwieght", "10", "is not known"),
    ],
)
def test_a_bad_field_is_refused_with_row_field_and_reason(field, value, reason):
    assert problems_of(a_file(ROW, {**ROW, field: value})) == [f"outcomes row 2, field {field}: {reason}"]


@pytest.mark.parametrize("field", list(ROW))
def test_each_needed_field_of_an_outcome_is_missed(field):
    assert problems_of(a_file(without(ROW, field))) == [f"outcomes row 1, field {field}: is missing"]


@pytest.mark.parametrize("field", list(GRANT))
def test_each_needed_field_of_an_input_is_missed(field):
    assert problems_of(a_file(inputs=[GRANT, without(GRANT, field)])) == [f"inputs row 2, field {field}: is missing"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({**GRANT, "value": "-5"}, "inputs row 1, field value: -5 is less than 0"),
        ({**GRANT, "year": 0}, "inputs row 1, field year: 0 is less than 1"),
        ({**GRANT, "deadweight": 0}, "inputs row 1, field deadweight: is not known"),
        ("grant", 'inputs row 1: "grant" is not an object with fields'),
    ],
)
def test_a_bad_input_is_refused(row, problem):
    assert problems_of(a_file(inputs=[row])) == [problem]


@pytest.mark.parametrize(
    ("top", "problem"),
    [
        ({"currency": "EUR"}, 'file, field currency: "EUR" is not "GBP": figures are in pounds'),
        ({"discount_rate_percent": "101"}, "file, field discount_rate_percent: 101 is more than 100"),
        ({"title": 5}, "file, field title: 5 is not text"),
        ({"participants": []}, "file, field participants: is not known"),
        ({"bad\x1b[31m": 1}, 'file, field "bad\\u001b[31m": is not known'),
        ({"outcomes": {}}, "file, field outcomes: an object is not a list of rows"),
        ({"inputs": [GRANT] * 301}, "file, field inputs: holds 301 rows, more than 300"),
        ({"deflators": {"20": "1"}}, 'deflators, field "20": is not known'),
        ({"deflators": {"2020": "0"}}, "deflators, field 2020: 0 is less than 0.0001"),
        ({"deflators": []}, "deflators: a list is not an object with fields"),
    ],
)
def test_a_bad_field_of_the_file_itself_is_refused(top, problem):
    assert problems_of(a_file(**top)) == [problem]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "file: is empty"),
        (b" \n", "file: is empty"),
        (b"value map", "file: is not JSON: Expecting value, line 1, column 1"),
        (b'{"inputs": []', "file: is not JSON: Expecting ',' delimiter, line 1, column 14"),
        (b"\xff\xfe", "file: is not UTF-8 text (byte 1)"),
        (b"[1, 2]", "file: a list is not an object with fields"),
        (b"{}", "file, field inputs: is missing\nfile, field outcomes: is missing"),
        (b" " * 2_000_001, "file: is larger than 2,000,000 bytes"),
        (b"[" * 100_000, "file: is not JSON this reads: it is nested too deeply or holds a number too large"),
    ],
)
def test_what_is_no_study_at_all_is_refused(data, problem):
    assert "\n".join(problems_of(data)) == problem


def test_a_field_given_twice_is_refused_and_not_the_last_one_taken():
    data = a_file(ROW).replace(b'"quantity": "10"', b'"quantity": "10", "quantity": "11"')
    assert problems_of(data) == ["outcomes row 1, field quantity: is given twice"]
    twice = b'{"inputs": [], "inputs": [], "outcomes": []}'
    assert problems_of(twice) == ["file, field inputs: is given twice"]


def test_all_problems_are_listed_not_just_the_first():
    rows = [{**ROW, "deadweight": "120", "quantity": "x"}, ROW, {**without(ROW, "proxy"), "attribution": None}]
    data = a_file(*rows, {**ROW, "impact": 1}, inputs=[{**GRANT, "value": -1}], currency="USD")
    assert [problem.partition(": ")[0] for problem in problems_of(data)] == [
        "file, field currency",
        "inputs row 1, field value",
        "outcomes row 1, field quantity",
        "outcomes row 1, field deadweight",
        "outcomes row 3, field proxy",
        "outcomes row 3, field attribution",
        "outcomes row 4, field impact",
    ]


@pytest.mark.parametrize(
    ("top", "reason"),
    [
        ({}, "prices are of 2020, but the study has no price base year"),
        ({"price_base_year": 2024}, "there is no deflator for 2020"),
        ({"price_base_year": 2024, "deflators": {"2020": 80}}, "there is no deflator for 2024"),
    ],
)
def test_prices_that_cannot_be_rebased_are_refused_by_row(top, reason):
    data = a_file({**ROW, "price_year": 2020}, inputs=[{**GRANT, "price_year": 2020}], **top)
    assert problems_of(data) == [f"{row} row 1, field price_year: {reason}" for row in ("inputs", "outcomes")]


def test_a_stated_impact_agrees_when_it_agrees_to_the_penny():
    row = {**ROW, "quantity": "1", "proxy": "0.125", "impact": "0.13"}
    assert read_study(a_file(row)).outcomes[0].proxy == D("0.125")


def test_what_the_file_expects_is_not_read():
    assert len(read_study(a_file(ROW, expected={"ratio": "9.99"})).outcomes) == 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda held: st.lists(held) | st.dictionaries(st.text(), held),
    )
)
def test_any_json_is_read_or_refused_never_anything_else(value):
    for whole in (
        value,
        {"inputs": value, "outcomes": [value]},
        {"inputs": [value], "outcomes": value, "deflators": value},
    ):
        with pytest.raises(BadLayoutError):
            read_study(json.dumps(whole).encode())


@given(st.binary())
def test_any_bytes_are_refused_as_a_layout(data):
    with pytest.raises(BadLayoutError):
        read_study(data)


@given(
    st.sampled_from(list(WHEELS["outcomes"][3])),
    st.none() | st.booleans() | st.floats() | st.text() | st.lists(st.none()),
)
def test_any_value_in_any_field_is_read_or_refused_by_name(field, value):
    changed = copy.deepcopy(WHEELS)
    changed["outcomes"][3][field] = value
    try:
        compute(read_study(json.dumps(changed).encode()).study(GREEN_BOOK))
        blamed = {"outcomes row 4"}
    except BadLayoutError as error:
        blamed = {problem.where for problem in error.problems}
    assert blamed == {"outcomes row 4"}
