"""A value map from a file and back."""

import json
from decimal import Decimal

import pytest

from evaluation.exchange.operations import import_value_map
from evaluation.exchange.queries import layout_of
from evaluation.models import Outcome, PriceIndex, Stakeholder
from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import GREEN_BOOK
from evaluation.sroi.engine.layout import read_study
from evaluation.studies.operations import submit_study
from evaluation.value_map.operations import refresh_figures
from evaluation.value_map.queries import rows_of
from partnerships.models import Activity
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.conftest import NOON
from tests.evaluation.sroi.rows import EXPECTED, WHEELS
from tests.factories.history import changes_of
from tests.factories.studies import OutcomeFactory, OutputFactory, StakeholderFactory, StudyFactory

D = Decimal


def file_of(**changes):
    return read_study(json.dumps(WHEELS | changes).encode())


def fresh(study):
    study.refresh_from_db()
    return study


def exported(study):
    return read_study(json.dumps(layout_of(study, rows_of(study))).encode())


def test_the_worked_example_comes_in_whole(wheels, olivia):
    assert fresh(wheels).figures["total_present_value"] == EXPECTED["end_of_year"]["total_present_value"]
    assert str(wheels.ratio) == EXPECTED["end_of_year"]["ratio"]
    assert [row.name for row in wheels.stakeholders.all()] == [
        "Local authority",
        "Volunteers (retired)",
        "Elderly and disabled residents",
        "Neighbours",
    ]
    assert [row.indicator for row in wheels.outcomes.all()] == [row["indicator"] for row in WHEELS["outcomes"]]
    activity = Activity.objects.get(verb="value_map.imported")
    assert (activity.actor, changes_of(activity)["outcomes"]) == (olivia, [None, "8"])


def test_rows_that_are_there_are_replaced_only_when_asked(wheels, olivia):
    file = file_of(outcomes=WHEELS["outcomes"][:1])
    with pytest.raises(Invalid, match="Tick this to replace the 15 rows"):
        import_value_map(study=wheels, file=file, replace=False, by=olivia, at=NOON)
    import_value_map(study=wheels, file=file, replace=True, by=olivia, at=NOON)
    assert (wheels.outcomes.count(), wheels.stakeholders.count()) == (1, 3)


def test_the_rate_of_the_file_becomes_the_rate_of_the_study(study, olivia):
    import_value_map(study=study, file=file_of(discount_rate_percent="6"), replace=False, by=olivia, at=NOON)
    assert (fresh(study).schedule.code, study.flat_rate) == ("flat", D(6))
    assert str(study.ratio) == EXPECTED["ratio_by_rate_percent"]["6"]


def test_prices_and_their_index_come_along(study, olivia):
    rows = [WHEELS["inputs"][0] | {"price_year": 2020}]
    file = file_of(inputs=rows, price_base_year=2025, deflators={"2020": "80", "2025": "100"})
    import_value_map(study=study, file=file, replace=False, by=olivia, at=NOON)
    index = PriceIndex.objects.get()
    assert (index.indices, index.is_offered, index.needs_checking) == ({"2020": "80", "2025": "100"}, False, True)
    assert (fresh(study).price_base_year, study.price_index) == (2025, index)
    assert study.figures["inputs_total"] == "30468.75"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"discount_rate_percent": "3.125"}, "at most 2 decimals"),
        ({"inputs": [WHEELS["inputs"][0] | {"value": "1.005"}]}, "inputs row 1, value: "),
        (
            {"outcomes": [WHEELS["outcomes"][0] | {"quantity": "0.123456", "impact": "11.02"}]},
            "outcomes row 1, quantity: ",
        ),
        ({"outcomes": [WHEELS["outcomes"][0] | {"indicator": "x" * 300}]}, "outcomes row 1, indicator: "),
        ({"outcomes": [WHEELS["outcomes"][0] | {"stakeholder": "x" * 300}]}, "stakeholders row 4, name: "),
        ({"outcomes": WHEELS["outcomes"][:1] * 101}, "at most 100 outcomes: this one has 101"),
        ({"outputs": [{"stakeholder": f"S{n}", "description": "x"} for n in range(301)]}, "at most 300 stakeholders"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole_with_row_and_field(study, olivia, changes, words):
    with pytest.raises(Invalid, match=words):
        import_value_map(study=study, file=file_of(**changes), replace=False, by=olivia, at=NOON)
    assert (Stakeholder.objects.count(), Outcome.objects.count(), PriceIndex.objects.count()) == (0, 0, 0)
    assert fresh(study).flat_rate is None


def test_only_drafts_take_a_file_from_those_who_prepare_them(small, pat, olivia):
    with pytest.raises(NotPermitted):
        import_value_map(study=small, file=file_of(), replace=True, by=pat, at=NOON)
    submit_study(study=small, by=olivia, at=NOON)
    with pytest.raises(WrongState):
        import_value_map(study=small, file=file_of(), replace=True, by=olivia, at=NOON)


def test_the_export_of_the_worked_example_computes_to_the_penny(wheels):
    result = compute(exported(wheels).study(GREEN_BOOK))
    assert str(result.total_present_value_pounds) == EXPECTED["end_of_year"]["total_present_value"]


def test_everything_a_study_says_survives_the_way_out_and_in(small, olivia):
    people = small.stakeholders.get()
    StakeholderFactory(study=small, name="Hospital", decision="excluded", reason="Counted once", involvement="")
    OutputFactory(stakeholder=people, quantity=D("7500.5"))
    OutcomeFactory(
        stakeholder=people,
        description="Better sleep",
        indicator="Hours",
        starts="after",
        price_year=2026,
        duration_reason="Diary",
        proxy_description="A mattress",
        proxy_licence="Open Government Licence",
        deadweight=D("12.5"),
        deadweight_reason="Control group",
        deadweight_source="Study",
        drop_off_source="Panel",
    )
    OutcomeFactory(stakeholder=people, description="Joy", materiality="held", materiality_reason="No price", proxy=None)
    before = exported(small)
    copy = StudyFactory(partnership=small.partnership)
    import_value_map(study=copy, file=before, replace=False, by=olivia, at=NOON)
    refresh_figures(small, at=NOON)
    assert exported(fresh(copy)).outcomes == before.outcomes
    assert exported(copy).notes == before.notes
    assert (exported(copy).stakeholders, exported(copy).outputs) == (before.stakeholders, before.outputs)
    assert copy.figures == fresh(small).figures


def test_rows_with_open_figures_are_left_out_and_the_note_says_so(small):
    OutcomeFactory(stakeholder=small.stakeholders.get(), proxy=None)
    layout = layout_of(small, rows_of(small))
    assert (len(layout["outcomes"]), layout["note"]) == (1, "1 outcome with figures still open is left out.")
    assert exported(small).title == "Lunch club, forecast 2027"
