"""The command ``compute_sroi``, called in the process and as people call it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.evaluation.sroi.rows import EXPECTED, WHEELS, WHEELS_PATH

ROOT = Path(__file__).resolve().parents[3]


def printed(*arguments, **options):
    out = io.StringIO()
    call_command("compute_sroi", *arguments, stdout=out, **options)
    return out.getvalue()


def figures(*arguments, **options):
    return json.loads(printed(*arguments, "--json", **options))


def refused(*arguments, **options):
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("compute_sroi", *arguments, stdout=out, **options)
    assert out.getvalue() == ""
    return str(error.value)


def run(*arguments, stdin=b"", encoding="utf-8"):
    command = [sys.executable, "manage.py", "compute_sroi", *arguments]
    surroundings = {**os.environ, "PYTHONIOENCODING": encoding}
    return subprocess.run(
        command, cwd=ROOT, input=stdin, env=surroundings, capture_output=True, check=False, timeout=60
    )


@pytest.fixture
def kept(tmp_path):
    """Keep the worked example with some things changed, and give its path."""

    def keep(outcomes=None, **top):
        path = tmp_path / "study.json"
        whole = {**WHEELS, **top, "outcomes": WHEELS["outcomes"] if outcomes is None else outcomes}
        path.write_text(json.dumps({name: value for name, value in whole.items() if value is not None}))
        return str(path)

    return keep


ASSUMED = [
    "The file gives a rate of 3.5 % and names no discount schedule: HM Treasury Green Book, standard, 2022 is assumed.",
    "The file does not say when in a year its value arises: the end of each year is assumed.",
    "The file does not say whether inputs are discounted: they are not.",
    "The file does not say by which method it was computed: method 1.1 is used.",
]


def test_the_worked_example_as_json_to_the_penny_with_all_it_depends_on():
    assert figures(str(WHEELS_PATH)) == {
        "value_by_year": EXPECTED["value_by_year"],
        "present_value_by_year": EXPECTED["present_value_by_year"],
        "inputs_total": "42375.00",
        "total_present_value": "81741.93",
        "net_present_value": "39366.93",
        "ratio": "1.9290",
        "net_ratio": "0.9290",
        "method_version": "1.1",
        "discount_schedule": {
            "name": "HM Treasury Green Book, standard",
            "version": "2022",
            "in_force_from": "2022-11-18",
            "source": "",
            "bands": [{"to_year": 30, "rate": "3.5"}, {"to_year": 75, "rate": "3"}, {"to_year": 125, "rate": "2.5"}],
        },
        "timing": "end_of_year",
        "discount_inputs": False,
        "price_base_year": None,
        "deflators": None,
        "notes": ASSUMED,
    }


def test_the_worked_example_as_a_table():
    assert printed(str(WHEELS_PATH)).splitlines() == [
        WHEELS["title"],
        "Discounted at the end of each year: HM Treasury Green Book, standard, 2022",
        "",
        "Year         Value   Factor   Present value",
        "1       £82,508.57   0.9662      £79,718.43",
        "2          £144.16   0.9335         £134.58",
        "3           £67.70   0.9019          £61.06",
        "4        £1,121.93   0.8714         £977.70",
        "5        £1,009.74   0.8420         £850.17",
        "Total   £84,852.10               £81,741.93",
        "",
        "Inputs                £42,375.00",
        "Total present value   £81,741.93",
        "Net present value     £39,366.93",
        "Ratio                       1.93",
        "Net ratio                   0.93",
        "Moving one assumption at a time, the ratio lies between 1.56 and 2.30.",
    ]


@pytest.mark.parametrize("timing", ["end_of_year", "mid_year", "start_of_year"])
def test_each_timing(timing):
    found = figures(str(WHEELS_PATH), f"--timing={timing}")
    assert {name: found[name] for name in EXPECTED[timing]} == EXPECTED[timing]
    assert figures(str(WHEELS_PATH), timing=timing) == found


@pytest.mark.parametrize(("rate", "ratio"), [("0", "2.0024"), ("3.0", "1.9391"), ("5", "1.8993"), ("6", "1.8800")])
def test_a_rate_given_is_used_in_every_year(rate, ratio):
    assert figures(str(WHEELS_PATH), "--rate", rate)["ratio"] == ratio
    assert figures(str(WHEELS_PATH), f"--rate={rate}", "--schedule=flat")["ratio"] == ratio


@pytest.mark.parametrize(
    ("file_rate", "arguments", "heading"),
    [
        ("3.5", [], "HM Treasury Green Book, standard, 2022"),
        (None, [], "HM Treasury Green Book, standard, 2022"),
        ("5", [], "Flat 5 %"),
        ("3.5", ["--schedule=flat"], "Flat 3.5 %"),
        ("5", ["--schedule=green_book"], "HM Treasury Green Book, standard, 2022"),
        ("5", ["--rate=2"], "Flat 2 %"),
        ("5", ["--rate=3.5"], "Flat 3.5 %"),
        ("5", ["--rate=3.5", "--schedule=green_book"], "HM Treasury Green Book, standard, 2022"),
    ],
)
def test_which_rate_is_used(kept, file_rate, arguments, heading):
    lines = printed(kept(discount_rate_percent=file_rate), *arguments).splitlines()
    assert lines[1] == f"Discounted at the end of each year: {heading}"


def test_green_book_and_flat_part_after_thirty_years(kept):
    path = kept([{**WHEELS["outcomes"][3], "duration_years": 40, "drop_off": "0"}])
    assert figures(path)["present_value_by_year"][29:31] == ["548.31", "532.34"]
    assert figures(path, "--rate=3.5")["present_value_by_year"][29:31] == ["548.31", "529.77"]


@pytest.mark.parametrize("rate", ["3.0", "4", "2"])
def test_a_rate_with_the_green_book_is_that_of_its_first_band_and_said_aside(kept, rate):
    aside = io.StringIO()
    path = kept([{**WHEELS["outcomes"][3], "duration_years": 40, "drop_off": "0"}])
    found = figures(path, "--schedule=green_book", f"--rate={rate}", stderr=aside)["present_value_by_year"]
    flat = figures(path, f"--rate={rate}")["present_value_by_year"]
    assert found[:30] == flat[:30]
    # From year 31 on 3.0 %, and never more than before.
    assert (found[30:] == flat[30:]) == (float(rate) <= 3)
    said = aside.getvalue().splitlines()
    assert said[-1] == f"--rate {rate} takes the place of the Green Book’s 3.5 % in years 1 to 30."
    # What an option says is not assumed.
    assert said[:-1] == ASSUMED[1:]


def test_the_rate_of_the_green_book_itself_changes_nothing(kept):
    aside = io.StringIO()
    by_option, by_file = figures(kept(), "--schedule=green_book", "--rate=3.5", stderr=aside), figures(kept())
    assert {**by_option, "notes": []} == {**by_file, "notes": []}
    assert aside.getvalue().splitlines() == ASSUMED[1:]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--schedule=health"], "invalid choice: 'health'"),
        (["--timing=later"], "invalid choice: 'later'"),
        (["--rate=101"], "--rate: 101 is more than 100"),
        (["--rate=-1"], "--rate: -1 is less than 0"),
        (["--rate=much"], '--rate: "much" is not a number'),
        (["--rate=nan"], '--rate: "nan" is not a number'),
    ],
)
def test_options_that_make_no_sense_are_refused(arguments, reason):
    assert reason in refused(str(WHEELS_PATH), *arguments)


def test_options_given_in_code_are_checked_as_well():
    assert refused(str(WHEELS_PATH), schedule="health") == "--schedule: health is not green_book or flat"
    assert "later" in refused(str(WHEELS_PATH), timing="later")


def test_flat_needs_a_rate_from_somewhere(kept):
    assert "--schedule flat needs --rate" in refused(kept(discount_rate_percent=None), "--schedule=flat")


def test_without_inputs_the_ratios_are_null(kept):
    path = kept(inputs=[])
    found = figures(path)
    assert (found["inputs_total"], found["ratio"], found["net_ratio"]) == (None, None, None)
    assert printed(path).splitlines()[-6:] == [
        "Inputs                   not yet",
        "Total present value   £81,741.93",
        "Net present value        not yet",
        "Ratio                    not yet",
        "Net ratio                not yet",
        "The ratio is undefined: there are no inputs to divide by.",
    ]


def test_inputs_that_are_recorded_as_worth_nothing_leave_the_ratio_undefined(kept):
    path = kept(inputs=[WHEELS["inputs"][2]])
    assert figures(path)["inputs_total"] == "0.00"
    assert printed(path).splitlines()[-3:-1] == ["Ratio                  undefined", "Net ratio              undefined"]


def test_an_empty_study_is_not_yet_worth_anything_and_never_0_pounds(kept):
    for path in (kept([], inputs=[]), kept([])):
        text = printed(path)
        assert "£0.00" not in text
        assert text.splitlines()[-1] == "There is no ratio yet: no outcome is valued."
        assert figures(path)["ratio"] is None
    assert "Inputs                £42,375.00" in text


def test_a_share_between_0_and_1_is_said_aside_row_by_row(kept):
    aside = io.StringIO()
    row = {**WHEELS["outcomes"][3], "deadweight": "0.12", "impact": "1537.15"}
    assert figures(kept([row]), stderr=aside)["value_by_year"][0] == "1537.15"
    line = "outcomes row 1, field deadweight: 0.12 is taken as 0.12%. Write 0.12% or 12%."
    assert line in aside.getvalue().splitlines()


def test_a_rounding_penny_of_a_stated_impact_is_said_aside(kept):
    aside = io.StringIO()
    figures(kept([{**WHEELS["outcomes"][3], "impact": "1539.01"}]), stderr=aside)
    assert "outcomes row 1, field impact: 1539.01 is stated, but the figures give 1539.00" in aside.getvalue()


def test_options_that_take_the_place_of_what_the_file_says_are_said_aside(kept):
    aside = io.StringIO()
    schedule = {"name": "Own", "version": "1", "bands": [{"to_year": None, "rate": "4"}]}
    path = kept(timing="mid_year", discount_schedule=schedule, discount_rate_percent=None)
    figures(path, "--timing=end_of_year", "--rate=2", stderr=aside)
    assert aside.getvalue().splitlines()[-2:] == [
        "The options take the place of the file’s schedule, Own, 1.",
        "--timing end_of_year takes the place of the file’s mid_year.",
    ]
    assert printed(path).splitlines()[1] == "Discounted in the middle of each year: Own, 1"


def test_a_loss_is_shown_as_one(kept):
    path = kept([WHEELS["outcomes"][7]])
    assert figures(path)["value_by_year"] == ["-1306.25", "-1240.94", "-1178.89"]
    assert printed(path).splitlines()[4] == "1       -£1,306.25   0.9662      -£1,262.08"


def test_every_bad_row_is_named(kept):
    rows = [{**WHEELS["outcomes"][0], "deadweight": "120"}, {**WHEELS["outcomes"][3], "impact": "1540"}]
    path = kept(rows)
    assert refused(path, "--json").splitlines() == [
        f"{path} cannot be computed:",
        "outcomes row 1, field deadweight: 120 is more than 100",
        "outcomes row 2, field impact: 1540 is stated, but the figures give 1539.00",
    ]


@pytest.mark.parametrize(
    ("name", "reason"), [("nowhere.json", "No such file or directory"), ("", "Is a directory"), ("a\0b", "null byte")]
)
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, name, reason):
    assert reason in refused(f"{tmp_path}/{name}")


def test_on_the_command_line_figures_go_to_standard_output():
    done = run(str(WHEELS_PATH), "--timing", "mid_year", "--json")
    assert (done.returncode, done.stderr.decode().splitlines()) == (0, [ASSUMED[0], *ASSUMED[2:]])
    assert json.loads(done.stdout)["total_present_value"] == "83160.12"


def test_on_the_command_line_a_bad_file_is_refused_on_standard_error():
    bad = json.dumps({**WHEELS, "outcomes": [{**WHEELS["outcomes"][0], "deadweight": "120"}]}).encode()
    done = run("-", "--json", stdin=bad)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"outcomes row 1, field deadweight: 120 is more than 100" in done.stderr


def test_on_the_command_line_a_bad_option_is_refused_on_standard_error():
    done = run(str(WHEELS_PATH), "--timing=later")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"invalid choice: 'later'" in done.stderr


def test_a_study_is_read_from_standard_input():
    done = run("-", stdin=WHEELS_PATH.read_bytes())
    assert done.returncode == 0
    assert "Total present value   £81,741.93" in done.stdout.decode()


def test_a_terminal_without_a_pound_sign_still_gets_its_figures():
    done = run(str(WHEELS_PATH), encoding="ascii")
    assert done.returncode == 0
    assert "Total present value   ?81,741.93" in done.stdout.decode("ascii")
