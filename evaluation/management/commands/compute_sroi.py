"""Compute the social return of a study kept in a file, without a database."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaluation.sroi.engine.compute import compute
from evaluation.sroi.engine.discounting import GREEN_BOOK, DiscountSchedule, Timing, flat_schedule
from evaluation.sroi.engine.figures import pounds, rounded
from evaluation.sroi.engine.layout import BadLayoutError, read_study
from evaluation.sroi.engine.result import Result
from evaluation.sroi.engine.sensitivity import LikelyRange, likely_range, one_way
from evaluation.sroi.engine.strict_json import MOST_BYTES, FieldError, number

TIMINGS = {
    Timing.END_OF_YEAR: "at the end of each year",
    Timing.MID_YEAR: "in the middle of each year",
    Timing.START_OF_YEAR: "at the start of each year",
}
HELP = """Compute the social return on investment of a study kept as JSON, and print its value by year,
present values, total, net and ratio.

The discount rate:
  --rate R                  R percent in every year
  --schedule green_book     HM Treasury Green Book, standard: 3.5 % to year 30, 3.0 % to year 75, 2.5 % to year 125
  --schedule flat           one rate for every year: --rate, else the file's discount_rate_percent
  neither                   the Green Book where the file's rate is 3.5 or is not stated, else the file's rate, flat
  both                      the Green Book with R percent in its first 30 years, and no more than R in later ones

A file with a problem is refused whole: every problem is named by row, field and reason, and nothing is computed."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        layout = partial(RawDescriptionHelpFormatter, width=110)
        return super().create_parser(prog_name, subcommand, formatter_class=layout, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json", help="the study; - reads it from standard input")
        parser.add_argument("--timing", choices=[str(timing) for timing in Timing], default=str(Timing.END_OF_YEAR))
        parser.add_argument("--rate", metavar="PERCENT", help="one discount rate for every year, such as 3.5")
        parser.add_argument("--schedule", choices=["green_book", "flat"])
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")

    def handle(self, *, file, timing, rate, schedule, **options):
        try:
            study_file = read_study(_bytes_of(file))
            chosen = schedule_for(schedule, _percent(rate), study_file.rate)
            if schedule == "green_book" and chosen != GREEN_BOOK:
                words = f"--rate {rate} takes the place of the Green Book’s {GREEN_BOOK.first_rate} % in years 1 to 30."
                self.stderr.write(_printable(words, self.stderr.encoding))
            study = study_file.study(chosen, Timing(timing))
            result = compute(study)
        except BadLayoutError as error:
            raise CommandError(f"{file} cannot be computed:\n{error}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_object(result), indent=2))
            return
        lines = as_lines(study_file.title, study.settings, result, likely_range(one_way(study)))
        self.stdout.write(_printable("\n".join(lines), self.stdout.encoding))


def schedule_for(wanted: str | None, rate: Decimal | None, file_rate: Decimal | None) -> DiscountSchedule:
    """Choose the discount schedule; the rules are in HELP. Raises CommandError for a flat one without a rate."""
    if wanted not in (None, "green_book", "flat"):
        raise CommandError(f"--schedule: {wanted} is not green_book or flat")
    if wanted == "green_book" and rate not in (None, GREEN_BOOK.first_rate):
        return _green_book_from(rate)
    if wanted == "flat" and rate is None and file_rate is None:
        raise CommandError("--schedule flat needs --rate, because the file states no discount_rate_percent")
    if wanted is None:
        is_standard = rate is None and file_rate in (None, GREEN_BOOK.first_rate)
        wanted = "green_book" if is_standard else "flat"
    stated = file_rate if rate is None else rate
    return GREEN_BOOK if wanted == "green_book" or stated is None else flat_schedule(stated)


def _green_book_from(rate: Decimal) -> DiscountSchedule:
    """The Green Book with another rate in its first band; rates never rise with the years, so later ones are capped."""
    first, *later = GREEN_BOOK.bands
    bands = (replace(first, rate=rate), *(replace(band, rate=min(band.rate, rate)) for band in later))
    return replace(GREEN_BOOK, name=f"{GREEN_BOOK.name}, with {rate} % at first", bands=bands)


def as_object(result: Result) -> dict[str, object]:
    """The figures as text: pounds with two decimals, ratios with four, None where undefined."""
    ratio, net_ratio = result.ratio_to(4), result.net_ratio_to(4)
    return {
        "value_by_year": [str(value) for value in result.value_by_year_pounds],
        "present_value_by_year": [str(value) for value in result.present_value_by_year_pounds],
        "inputs_total": str(result.inputs_total_pounds),
        "total_present_value": str(result.total_present_value_pounds),
        "net_present_value": str(result.net_present_value_pounds),
        "ratio": None if ratio is None else str(ratio),
        "net_ratio": None if net_ratio is None else str(net_ratio),
    }


def as_lines(title, settings, result, likely):
    """The figures as an aligned table: a line for each year, then the totals and the ratio with its range."""
    rows = [("Year", "Value", "Factor", "Present value")]
    for year in result.years:
        factor = str(rounded(year.factor, 4))
        rows.append((str(year.year), _money(year.value), factor, _money(year.present_value)))
    value = sum((year.value for year in result.years), Decimal(0))
    rows.append(("Total", _money(value), "", _money(result.total_present_value)))
    schedule = settings.schedule
    heading = [" ".join(title.split())] if title.strip() else []
    return [
        *heading,
        f"Discounted {TIMINGS[settings.timing]}: {schedule.name}"
        + ("" if schedule.version == "flat" else f", {schedule.version}"),
        "",
        *_aligned(rows),
        "",
        *_aligned(
            [
                ("Inputs", _money(result.inputs_total)),
                ("Total present value", _money(result.total_present_value)),
                ("Net present value", _money(result.net_present_value)),
                ("Ratio", _ratio(result.ratio_to())),
                ("Net ratio", _ratio(result.net_ratio_to())),
            ]
        ),
        *_range_line(likely),
    ]


def _range_line(likely: LikelyRange | None) -> list[str]:
    if likely is None:
        return ["The ratio is undefined: there are no inputs to divide by."]
    low, high = rounded(likely.low, 2), rounded(likely.high, 2)
    return [f"Moving one assumption at a time, the ratio lies between {low} and {high}."]


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        lines.append("   ".join(cells).rstrip())
    return lines


def _money(amount: Decimal) -> str:
    return f"£{pounds(amount):,}".replace("£-", "-£")


def _ratio(ratio: Decimal | None) -> str:
    return "undefined" if ratio is None else str(ratio)


def _printable(text: str, encoding: str | None) -> str:
    """Put ? for what the terminal has no letter for, such as the pound sign in ASCII."""
    return text.encode(encoding or "utf-8", "replace").decode(encoding or "utf-8")


def _percent(typed: object) -> Decimal | None:
    if typed is None:
        return None
    try:
        return number(str(typed), "discount_rate")
    except FieldError as error:
        raise CommandError(f"--rate: {error}") from error


def _bytes_of(file: str) -> bytes:
    """Read a little more than the largest file allowed, so that one too large is noticed and never read whole."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CommandError(f"{file} cannot be read: {reason}") from error
