import pytest

from psp.core.lists import safe_cell, value_in


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1"])
def test_a_text_that_a_spreadsheet_would_run_is_shown_instead(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [(None, ""), (-12, "-12"), ("Good Company", "Good Company"), ("", "")])
def test_other_values_stay_as_they_are(value, cell):
    assert safe_cell(value) == cell


def test_a_column_is_a_function_or_a_path_whose_callables_are_called():
    class Row:
        name = "row"
        owner = None

        def label(self):
            return "Row one"

    assert [value_in(Row(), c) for c in ("name", "label", "owner.name", lambda row: row.name * 2)] == [
        "row",
        "Row one",
        "",
        "rowrow",
    ]


def test_a_record_whose_name_starts_a_formula_is_shown_too():
    class Person:
        def __str__(self):
            return "=cmd()"

    assert safe_cell(Person()) == "'=cmd()"
