"""Who is affected, what was delivered, and the texts no figure depends on, as files hold them."""

import json

import pytest

from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import GREEN_BOOK
from evaluation.sroi.engine.layout import BadLayoutError, read_study
from evaluation.sroi.engine.layout_people import OutputRow, StakeholderRow
from tests.evaluation.sroi.rows import WHEELS, D


def read(**more):
    return read_study(json.dumps(WHEELS | more).encode())


def test_people_and_outputs_are_read_in_their_order():
    file = read(
        stakeholders=[
            {"name": "Neighbours", "description": "40 households", "involvement": "Interviews"},
            {"name": "Hospital", "decision": "excluded", "reason": "Its saving is counted with residents"},
        ],
        outputs=[
            {"stakeholder": "Neighbours", "description": "Meals", "quantity": "7500", "unit": "meals", "source": "Log"}
        ],
    )
    assert file.stakeholders == (
        StakeholderRow("Neighbours", "40 households", "Interviews"),
        StakeholderRow("Hospital", decision="excluded", reason="Its saving is counted with residents"),
    )
    assert file.outputs == (OutputRow("Neighbours", "Meals", D(7500), "meals", "Log"),)


def test_texts_no_figure_depends_on_stand_beside_the_rows():
    inputs = [row | {"source": "Accounts"} for row in WHEELS["inputs"]]
    first = WHEELS["outcomes"][0] | {"unit": "admissions", "proxy_licence": "Open", "deadweight_source": "NHS"}
    file = read(inputs=inputs, outcomes=[first, *WHEELS["outcomes"][1:]])
    assert file.notes == {
        "inputs row 1": {"source": "Accounts"},
        "inputs row 2": {"source": "Accounts"},
        "inputs row 3": {"source": "Accounts"},
        "outcomes row 1": {"unit": "admissions", "proxy_licence": "Open", "deadweight_source": "NHS"},
    }
    assert compute(file.study(GREEN_BOOK)).total_present_value_pounds == D("81741.93")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"stakeholders": [{"decision": "included"}]}, "stakeholders row 1, field name: is missing"),
        (
            {"stakeholders": [{"name": "A", "decision": "maybe"}]},
            'field decision: "maybe" is not one of included, excluded',
        ),
        ({"stakeholders": "A"}, 'file, field stakeholders: "A" is not a list of rows'),
        ({"outputs": [{"stakeholder": "A"}]}, "outputs row 1, field description: is missing"),
        ({"outputs": [{"stakeholder": "A", "description": "B", "quantity": "many"}]}, "outputs row 1, field quantity"),
        ({"outputs": [7]}, "outputs row 1: 7 is not an object with fields"),
    ],
)
def test_a_wrong_row_is_named_with_its_field(more, said):
    with pytest.raises(BadLayoutError) as refused:
        read(**more)
    assert said in str(refused.value)
