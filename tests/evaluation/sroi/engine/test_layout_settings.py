"""The parts of the JSON layout that make a file the whole study: settings, ranges, shares and rounding."""

import pytest

from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import GREEN_BOOK, Timing, flat_schedule
from evaluation.sroi.engine.layout import BadLayoutError, read_study
from evaluation.sroi.engine.layout_settings import Setting
from evaluation.sroi.engine.values import StatedRange
from tests.evaluation.sroi.engine.test_layout import ROW, a_file, problems_of, without
from tests.evaluation.sroi.rows import D

SCHEDULE = {
    "name": "Council's own",
    "version": "2026",
    "in_force_from": "2026-04-01",
    "source": "Finance committee",
    "bands": [{"to_year": 5, "rate": "3.5"}, {"to_year": None, "rate": "2"}],
}
WHOLE = {
    "format_version": 2,
    "method_version": "1.1",
    "discount_schedule": SCHEDULE,
    "timing": "mid_year",
    "discount_inputs": True,
    "price_base_year": 2024,
    "price_index": {"name": "Deflators", "edition": "March", "source": "HMT"},
    "deflators": {"2022": "90", "2024": "100"},
}


def test_a_file_of_format_2_is_computed_by_its_own_settings_and_assumes_nothing():
    file = read_study(a_file({**ROW, "duration_years": 9}, **WHOLE))
    settings = file.study().settings
    assert [(band.to_year, band.rate) for band in settings.schedule.bands] == [(5, D("3.5")), (None, 2)]
    assert (settings.schedule.name, settings.schedule.version) == ("Council's own", "2026")
    assert (settings.timing, settings.discount_inputs, settings.price_base_year) == (Timing.MID_YEAR, True, 2024)
    assert (file.settings.schedule_source, file.settings.price_index["edition"]) == ("Finance committee", "March")
    assert file.settings.assumed() == ()


@pytest.mark.parametrize(
    ("rate", "schedule", "silent"),
    [
        (None, GREEN_BOOK, Setting.SCHEDULE),
        ("3.5", GREEN_BOOK, Setting.RATE),
        ("1.5", flat_schedule(D("1.5")), Setting.RATE),
    ],
)
def test_an_older_file_is_read_and_each_assumption_is_named(rate, schedule, silent):
    top = {} if rate is None else {"discount_rate_percent": rate}
    file = read_study(a_file(ROW, **top))
    assert (file.settings.format_version, file.study().settings.schedule) == (1, schedule)
    assert file.settings.assumed() == (silent, Setting.TIMING, Setting.DISCOUNT_INPUTS, Setting.METHOD)


def test_a_file_of_another_method_says_so():
    assert read_study(a_file(ROW, **{**WHOLE, "method_version": "1.0"})).settings.assumed() == (Setting.OTHER_METHOD,)


@pytest.mark.parametrize(
    ("top", "problem"),
    [
        ({"format_version": 3}, "file, field format_version: 3 is newer than the formats this version reads, 1 to 2"),
        ({"timing": "later"}, 'file, field timing: "later" is not one of end_of_year, mid_year, start_of_year'),
        ({"discount_inputs": "yes"}, 'file, field discount_inputs: "yes" is not true or false'),
        ({"discount_schedule": 5}, "discount_schedule: 5 is not an object with fields"),
        (
            {"discount_schedule": SCHEDULE | {"bands": []}},
            "discount_schedule, field bands: Council's own: a schedule needs at least one band",
        ),
        (
            {"discount_schedule": SCHEDULE | {"bands": [{"to_year": None, "rate": "101"}]}},
            "discount_schedule band 1, field rate: 101 is more than 100",
        ),
        (
            {"discount_schedule": SCHEDULE | {"bands": [{"to_year": 9, "rate": "3"}, {"to_year": 5, "rate": "2"}]}},
            "discount_schedule, field bands: Council's own: band 2 ends in year 5, not after year 9",
        ),
        (
            {"discount_schedule": SCHEDULE | {"in_force_from": "1 April"}},
            'discount_schedule, field in_force_from: "1 April" is not a day such as 2022-11-18',
        ),
        (
            {"discount_schedule": SCHEDULE, "discount_rate_percent": "4"},
            "file, field discount_rate_percent: 4 is stated, but discount_schedule begins with 3.5",
        ),
        ({"price_index": {"name": "GDP"}}, "price_index, field edition: is missing"),
        (
            {"ranges": {"inputs": {"low": "9", "high": "8"}}},
            "file, range of inputs: the lowest value 9 is more than the highest 8",
        ),
        ({"ranges": {"proxy": {}}}, "file, ranges, field proxy: is not known"),
        ({"ranges": {"inputs": 5}}, "file, ranges, field inputs: 5 is not an object with low and high"),
    ],
)
def test_a_bad_setting_is_refused_with_its_place_and_reason(top, problem):
    assert problems_of(a_file(ROW, **top)) == [problem]


def test_ranges_are_read_with_their_row_and_one_end_may_be_left_open():
    row = {**ROW, "ranges": {"quantity": {"low": "8", "high": "14"}, "duration_years": {"high": 3}}}
    file = read_study(a_file(ROW, row, ranges={"discount_rate": {"low": "1.5"}}))
    assert file.study().stated == (
        StatedRange("discount_rate", None, D("1.5"), None),
        StatedRange("quantity", "outcomes row 2", D(8), D(14)),
        StatedRange("duration_years", "outcomes row 2", None, D(3)),
    )


def test_an_outcome_marked_open_is_kept_and_counts_for_nothing():
    file = read_study(a_file(ROW, {**without(ROW, "proxy"), "is_open": True}))
    assert [row.key for row in file.open_rows] == ["outcomes row 2"]
    assert file.open_rows[0].fields["quantity"] == 10
    assert len(file.study().outcomes) == 1


def test_a_share_between_0_and_1_without_its_sign_is_asked_about_row_by_row():
    rows = [{**ROW, "deadweight": "0.12", "drop_off": 0.5}, {**ROW, "attribution": "0.12%"}, {**ROW, "deadweight": "1"}]
    file = read_study(a_file(*rows, discount_rate_percent="0.035"))
    assert [(asked.where, asked.field, asked.value) for asked in file.questions] == [
        ("outcomes row 1", "deadweight", D("0.12")),
        ("outcomes row 1", "drop_off", D("0.5")),
        ("file", "discount_rate_percent", D("0.035")),
    ]
    answered = file.answered({("outcomes row 1", "deadweight"): D(12), ("file", "discount_rate_percent"): D("3.5")})
    assert [row.deadweight for row in answered.outcomes] == [12, 0, 1]
    assert [row.drop_off for row in answered.outcomes] == [D("0.5"), 0, 0]
    assert (answered.rate, answered.questions, answered.rows[0].fields["deadweight"]) == (D("3.5"), (), 12)


def test_a_stated_impact_is_held_against_the_answer():
    file = read_study(a_file({**ROW, "deadweight": "0.12", "impact": "880"}))
    assert file.answered({("outcomes row 1", "deadweight"): D(12)}).remarks == ()
    with pytest.raises(BadLayoutError, match=r"880 is stated, but the figures give 998\.80"):
        file.answered()


@pytest.mark.parametrize(("impact", "remarks"), [("1000.01", 1), ("999.99", 1), ("1000", 0)])
def test_a_stated_impact_that_differs_by_a_rounding_penny_is_remarked_on_and_not_refused(impact, remarks):
    file = read_study(a_file({**ROW, "impact": impact}))
    assert [str(remark) for remark in file.remarks] == [
        f"outcomes row 1, field impact: {impact} is stated, but the figures give 1000.00"
    ] * remarks


def test_figures_are_kept_to_fifteen_digits_and_more_are_remarked_on():
    file = read_study(a_file({**ROW, "quantity": "0.123456", "proxy": "33.33333333333333333"}))
    assert (file.outcomes[0].quantity, file.outcomes[0].proxy) == (D("0.123456"), D("33.3333333333333"))
    assert [str(remark) for remark in file.remarks] == [
        "outcomes row 1, field proxy: 33.33333333333333333 is kept to 15 digits, as 33.3333333333333"
    ]


def test_lines_end_one_way_whatever_system_they_were_typed_on():
    [outcome] = read_study(a_file({**ROW, "quantity_source": "Diary\r\nand calls\rafter"})).outcomes
    assert outcome.quantity_source == "Diary\nand calls\nafter"


def test_figures_a_file_states_of_itself_are_held_against_what_it_gives():
    file = read_study(a_file(ROW, figures={"ratio": "2.5000", "inputs_total": "500.00", "low": "1", "net_ratio": None}))
    assert [str(problem) for problem in file.disagreements(compute(file.study()))] == [
        "figures, field ratio: 2.5000 is stated, but the rows and settings give 1.9324"
    ]
