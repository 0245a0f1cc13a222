"""Compute the social return of a study kept in a file, without a database."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaluation.sroi.engine.compute import METHOD_VERSION, compute
from evaluation.sroi.engine.discounting import GREEN_BOOK, DiscountSchedule, Timing, flat_schedule
from evaluation.sroi.engine.figures import plain, pounds, rounded
from evaluation.sroi.engine.layout import BadLayoutError, StudyFile, read_study
from evaluation.sroi.engine.layout_settings import Setting, written_schedule
from evaluation.sroi.engine.result import Result, Totals
from evaluation.sroi.engine.sensitivity import LikelyRange, likely_range, one_way
from evaluation.sroi.engine.strict_json import MOST_BYTES, FieldError, number
from evaluation.sroi.engine.values import Settings
from evaluation.value_map.engine import readings_of

TIMINGS = {
    Timing.END_OF_YEAR: "at the end of each year",
    Timing.MID_YEAR: "in the middle of each year",
    Timing.START_OF_YEAR: "at the start of each year",
}
HELP = """Compute the social return on investment of a study kept as JSON, and print its value by year,
present values, total, net and ratio.

A file of format 2 says how it is computed: schedule with its bands, timing, whether inputs are discounted. What an
older file does not say is assumed, and each assumption is named on standard error. Options take the place of what
the file says:
  --rate R                  R percent in every year
  --schedule green_book     HM Treasury Green Book, standard: 3.5 % to year 30, 3.0 % to year 75, 2.5 % to year 125
  --schedule flat           one rate for every year: --rate, else the rate the file's schedule begins with
  --rate and green_book     the Green Book with R percent in its first 30 years, and no more than R in later ones
  neither                   the file's schedule; where it names none, the Green Book for a rate of 3.5 or none stated,
                            and one rate for every year for any other

A file with a problem is refused whole: every problem is named by row, field and reason, and nothing is computed."""
ASSUMED = {
    Setting.SCHEDULE: "The file names no discount schedule: {schedule} is assumed.",
    Setting.RATE: "The file gives a rate of {rate} % and names no discount schedule: {schedule} is assumed.",
    Setting.TIMING: "The file does not say when in a year its value arises: the end of each year is assumed.",
    Setting.DISCOUNT_INPUTS: "The file does not say whether inputs are discounted: they are not.",
    Setting.METHOD: "The file does not say by which method it was computed: method {method} is used.",
    Setting.OTHER_METHOD: "The file was computed by method {other}: here method {method} is used.",
}


class Command(BaseCommand):
    help = HELP
    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        layout = partial(RawDescriptionHelpFormatter, width=110)
        return super().create_parser(prog_name, subcommand, formatter_class=layout, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json", help="the study; - reads it from standard input")
        words = "when in a year its value arises; else as the file says, else end_of_year"
        parser.add_argument("--timing", choices=[str(timing) for timing in Timing], help=words)
        parser.add_argument("--rate", metavar="PERCENT", help="one discount rate for every year, such as 3.5")
        parser.add_argument("--schedule", choices=["green_book", "flat"])
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")

    def handle(self, *, file, timing, rate, schedule, **options):
        try:
            study_file = read_study(_bytes_of(file))
            asides = [
                *_asides(study_file, timing, rate or schedule),
                *_options_over(study_file, timing, rate, schedule),
            ]
            study_file = study_file.answered()
            chosen = schedule_for(schedule, _percent(rate), study_file)
            study = study_file.study(chosen, Timing(timing) if timing else None)
            result = compute(study)
        except BadLayoutError as error:
            raise CommandError(f"{file} cannot be computed:\n{error}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        asides += [str(remark) for remark in study_file.remarks]
        if not (timing or rate or schedule):
            asides += [str(problem) for problem in study_file.disagreements(result)]
        for line in asides:
            self.stderr.write(_printable(line, self.stderr.encoding))
        if options["json"]:
            self.stdout.write(json.dumps(as_object(result, study.settings, asides), indent=2))
            return
        lines = as_lines(study_file.title, study.settings, result, likely_range(one_way(study)))
        self.stdout.write(_printable("\n".join(lines), self.stdout.encoding))


def _asides(file: StudyFile, timing: str | None, discount: str | None) -> list[str]:
    """Say what is assumed where no option says it, which percentages may be shares of 1, and what does not count yet."""
    by_option = {Setting.TIMING} if timing else set()
    by_option |= {Setting.SCHEDULE, Setting.RATE} if discount else set()
    words = {
        "rate": "" if file.rate is None else plain(file.rate),
        "schedule": _name_of(file.settings.schedule_to_use()),
        "method": METHOD_VERSION,
        "other": file.settings.method_version,
    }
    found = [ASSUMED[setting].format(**words) for setting in file.settings.assumed() if setting not in by_option]
    for asked in file.questions:
        low, high = readings_of(asked.value)
        found.append(
            f"{asked.where}, field {asked.field}: {plain(asked.value)} is taken as {low}. Write {low} or {high}."
        )
    return [*found, *(f"{row.key} has figures still open: it does not count yet." for row in file.open_rows)]


def _options_over(file: StudyFile, timing: str | None, rate: str | None, schedule: str | None) -> list[str]:
    """Say which options take the place of what the file says."""
    found = []
    if schedule == "green_book" and rate is not None and _percent(rate) != GREEN_BOOK.first_rate:
        found.append(f"--rate {rate} takes the place of the Green Book’s {GREEN_BOOK.first_rate} % in years 1 to 30.")
    if (rate or schedule) and file.settings.schedule is not None:
        found.append(f"The options take the place of the file’s schedule, {_name_of(file.settings.schedule)}.")
    if timing and file.settings.timing not in (None, timing):
        found.append(f"--timing {timing} takes the place of the file’s {file.settings.timing}.")
    return found


def schedule_for(wanted: str | None, rate: Decimal | None, file: StudyFile) -> DiscountSchedule:
    """Choose the discount schedule; the rules are in HELP. Raises CommandError for a flat one without a rate."""
    if wanted not in (None, "green_book", "flat"):
        raise CommandError(f"--schedule: {wanted} is not green_book or flat")
    if wanted == "green_book":
        return GREEN_BOOK if rate in (None, GREEN_BOOK.first_rate) else _green_book_from(rate)
    if rate is not None:
        return flat_schedule(rate)
    if wanted is None:
        return file.settings.schedule_to_use()
    stated = file.rate if file.settings.schedule is None else file.settings.schedule.first_rate
    if stated is None:
        raise CommandError("--schedule flat needs --rate, because the file states no discount_rate_percent")
    return flat_schedule(stated)


def _green_book_from(rate: Decimal) -> DiscountSchedule:
    """The Green Book with another rate in its first band; rates never rise with the years, so later ones are capped."""
    first, *later = GREEN_BOOK.bands
    bands = (replace(first, rate=rate), *(replace(band, rate=min(band.rate, rate)) for band in later))
    return replace(GREEN_BOOK, name=f"{GREEN_BOOK.name}, with {rate} % at first", bands=bands)


def as_object(result: Result, settings: Settings, assumed: list[str]) -> dict[str, object]:
    """The figures as text, None for what there is not yet, with every setting they depend on and what was said aside."""
    return {
        **result.in_text(),
        "method_version": result.method_version,
        "discount_schedule": written_schedule(settings.schedule),
        "timing": str(settings.timing),
        "discount_inputs": settings.discount_inputs,
        "price_base_year": settings.price_base_year,
        "deflators": {str(deflator.year): plain(deflator.index) for deflator in settings.deflators} or None,
        "notes": assumed,
    }


def as_lines(title, settings, result, likely):
    """The figures as an aligned table: a line for each year, then the totals and the ratio with its range."""
    rows = [("Year", "Value", "Factor", "Present value")]
    for year in result.years:
        factor = str(rounded(year.factor, 4))
        rows.append((str(year.year), _money(year.value), factor, _money(year.present_value)))
    totals = result.totals
    value = sum((year.value for year in result.years), Decimal(0)) if result.years else None
    rows.append(("Total", _money(value), "", _money(totals.total_present_value)))
    heading = [" ".join(title.split())] if title.strip() else []
    return [
        *heading,
        f"Discounted {TIMINGS[settings.timing]}: {_name_of(settings.schedule)}"
        + (", inputs too" if settings.discount_inputs else ""),
        "",
        *_aligned(rows),
        "",
        *_aligned(
            [
                ("Inputs", _money(totals.inputs_total)),
                ("Total present value", _money(totals.total_present_value)),
                ("Net present value", _money(totals.net_present_value)),
                ("Ratio", _ratio(result.ratio_to(), totals)),
                ("Net ratio", _ratio(result.net_ratio_to(), totals)),
            ]
        ),
        *_range_line(likely, totals),
    ]


def _name_of(schedule: DiscountSchedule) -> str:
    return schedule.name if schedule.version == "flat" else f"{schedule.name}, {schedule.version}"


def _range_line(likely: LikelyRange | None, totals: Totals) -> list[str]:
    if totals.total_present_value is None:
        return ["There is no ratio yet: no outcome is valued."]
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


def _money(amount: Decimal | None) -> str:
    return "not yet" if amount is None else f"£{pounds(amount):,}".replace("£-", "-£")


def _ratio(ratio: Decimal | None, totals: Totals) -> str:
    if ratio is not None:
        return str(ratio)
    return "not yet" if totals.total_present_value is None or totals.inputs_total is None else "undefined"


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
