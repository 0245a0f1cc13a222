"""A value map from a file and back."""

import json
from decimal import Decimal

import pytest

from evaluation.exchange.operations import import_value_map
from evaluation.exchange.queries import layout_of
from evaluation.models import DiscountSchedule, Outcome, PriceIndex, Stakeholder, Study
from evaluation.runs.queries import shown
from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import GREEN_BOOK
from evaluation.sroi.engine.layout import read_study
from evaluation.studies.operations import submit_study
from evaluation.value_map.operations import refresh_figures
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
    return read_study(json.dumps(layout_of(shown(study))).encode())


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
        ({"outcomes": [WHEELS["outcomes"][0] | {"indicator": "x" * 300}]}, "outcomes row 1, indicator: "),
        ({"outcomes": [WHEELS["outcomes"][0] | {"stakeholder": "x" * 300}]}, "stakeholders row 4, name: "),
        ({"outputs": [{"stakeholder": f"S{n}", "description": "x"} for n in range(300)]}, "at most 300 stakeholders"),
        ({"outcomes": [WHEELS["outcomes"][0] | {"deadweight": "0.12"}]}, "which percentages are meant: outcomes row 1"),
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


def test_rows_with_open_figures_go_with_the_study_and_count_for_nothing(small, olivia):
    OutcomeFactory(stakeholder=small.stakeholders.get(), description="Joy", proxy=None, deadweight=D("12.5"))
    layout = layout_of(shown(small))
    assert (len(layout["outcomes"]), layout["note"]) == (2, "1 outcome with figures still open does not count yet.")
    file = exported(small)
    assert (file.title, len(file.outcomes), len(file.open_rows)) == ("Lunch club, forecast 2027", 1, 1)
    copy = StudyFactory(partnership=small.partnership)
    import_value_map(study=copy, file=file, replace=False, by=olivia, at=NOON)
    joy = copy.outcomes.get(description="Joy")
    assert (joy.proxy, joy.deadweight, joy.open_figures) == (None, D("12.5"), ["proxy"])


OWN = {
    "name": "Council’s own",
    "version": "2026",
    "in_force_from": "2026-04-01",
    "source": "Finance committee",
    "bands": [{"to_year": 2, "rate": "3.5"}, {"to_year": None, "rate": "1"}],
}


def test_a_schedule_only_the_file_has_is_kept_for_that_study_alone_and_found_again(study, olivia):
    file = file_of(discount_schedule=OWN, format_version=2)
    import_value_map(study=study, file=file, replace=False, by=olivia, at=NOON)
    schedule = fresh(study).schedule
    assert (str(schedule), schedule.source) == ("Council’s own (2026)", "Finance committee")
    assert (schedule.is_offered, schedule.needs_checking, study.flat_rate) == (False, True, None)
    assert Activity.objects.filter(verb="discount_schedule.added").count() == 1
    import_value_map(study=study, file=file, replace=True, by=olivia, at=NOON)
    assert fresh(study).schedule == schedule


def test_a_schedule_of_a_known_name_and_other_rates_is_another_edition(study, olivia):
    other = OWN | {"name": "HM Treasury Green Book, standard", "version": "2022"}
    file = file_of(discount_schedule=other, format_version=2)
    import_value_map(study=study, file=file, replace=False, by=olivia, at=NOON)
    assert str(fresh(study).schedule) == "HM Treasury Green Book, standard (2022, imported 3 June 2026)"
    assert [band["rate"] for band in study.schedule.bands] == ["3.5", "1"]
    import_value_map(study=study, file=file, replace=True, by=olivia, at=NOON)
    assert DiscountSchedule.objects.filter(name="HM Treasury Green Book, standard").count() == 2


def test_a_file_of_format_2_sets_every_setting_and_leaves_words_that_are_there(study, olivia):
    study.comparison, study.purpose, study.inputs_low = "Ours", "", D(5)
    study.save()
    file = file_of(
        format_version=2,
        discount_schedule=OWN,
        timing="mid_year",
        discount_inputs=True,
        price_base_year=None,
        ranges={"discount_rate": {"low": "1.5"}},
        comparison="Theirs",
        purpose="To see",
        starts_on="2027-01-01",
    )
    import_value_map(study=study, file=file, replace=False, by=olivia, at=NOON)
    fresh(study)
    assert (study.timing, study.discount_inputs, study.price_base_year) == ("mid_year", True, None)
    assert (study.discount_rate_low, study.inputs_low) == (D("1.5"), None)
    assert (study.comparison, study.purpose, str(study.starts_on)) == ("Ours", "To see", "2027-01-01")


def test_an_older_file_leaves_what_it_does_not_say_and_the_history_says_so(study, olivia):
    Study.objects.update(timing="mid_year", discount_inputs=True, inputs_low=D(5))
    import_value_map(study=fresh(study), file=file_of(), replace=False, by=olivia, at=NOON)
    fresh(study)
    assert (study.timing, study.discount_inputs, study.inputs_low) == ("mid_year", True, 5)
    assumed = changes_of(Activity.objects.get(verb="value_map.imported"))["assumed"][1]
    assert "“From the middle of each year” is assumed, as in this study" in assumed


def test_what_is_written_on_several_lines_or_holds_characters_nobody_sees_comes_back(small, olivia):
    small.outcomes.update(quantity_source="Diary\r\nand calls\x0b\x07", proxy_source="x" * 50_000)
    copy = StudyFactory(partnership=small.partnership)
    import_value_map(study=copy, file=exported(small), replace=False, by=olivia, at=NOON)
    row = copy.outcomes.get()
    assert (row.quantity_source, len(row.proxy_source)) == ("Diary\nand calls  ", 50_000)


def test_a_row_not_valued_whose_figures_are_open_comes_back_with_them_open(small, olivia):
    held = {
        "materiality": "held",
        "materiality_reason": "No price",
        "quantity": None,
        "proxy": None,
        "deadweight": None,
    }
    small.outcomes.update(**held)
    copy = StudyFactory(partnership=small.partnership)
    import_value_map(study=copy, file=exported(small), replace=False, by=olivia, at=NOON)
    row = copy.outcomes.get()
    assert {name: getattr(row, name) for name in held} == held
