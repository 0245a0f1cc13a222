"""The JSON layout of a study, read strictly: every problem of a file is listed, not just the first.

::

    {"title": …, "note": …, "currency": "GBP", settings as ``layout_settings`` has them,
     "inputs": [{"stakeholder": …, "value": "24375.00", "description": …, "year": 1, "price_year": 2022}, …],
     "outcomes": [{"stakeholder": …, "outcome": …, "quantity": "7", "duration_years": 1, "proxy": "94.00",
                   "deadweight": "0", "displacement": "0", "attribution": "5", "drop_off": "50",
                   "indicator": …, "starts": "period" or "after", "price_year": 2022,
                   "ranges": {"quantity": {"low": "5", "high": "9"}, …}, "is_open": false,
                   "materiality": "valued", "held" or "excluded", "impact": "625.10", …}, …],
     "stakeholders": [{"name": …, "decision": "included" or "excluded", "reason": …, …}, …],
     "outputs": [{"stakeholder": …, "description": …, "quantity": "1200", "unit": "meals", …}, …],
     "purpose": …, "scope": …, "audience": …, "comparison": …, "starts_on": …, "ends_on": …,
     "figures": what it came to where it was written, "expected": anything, not read}

An input needs ``stakeholder`` and ``value``. A valued outcome needs the nine fields first shown; one with ``is_open``
is not finished, one that is not valued is left out of the figures: both need only ``stakeholder`` and ``outcome``.
Figures are kept to 15 digits. A percentage between 0 and 1 without its sign ("0.12" and not "0.12%") may be a share of
1, and is asked about. A stated ``impact`` has to agree with the computed one but for a rounding penny.
Sources and reasons carry the names of ``values.Outcome``; the texts of ``NOTES`` are kept beside the rows.
Messages are plain English: this is a format for files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from evaluation.sroi.engine.compute import impact_of, rebased
from evaluation.sroi.engine.discounting import GREEN_BOOK, DiscountSchedule, Timing
from evaluation.sroi.engine.figures import BadFigureError, plain, pounds
from evaluation.sroi.engine.layout_fields import ABOUT, ABOUT_DAYS, TOP_READERS
from evaluation.sroi.engine.layout_people import OutputRow, StakeholderRow, read_output, read_stakeholder
from evaluation.sroi.engine.layout_rows import OutcomeRow, Question, read_deflators, read_input, read_outcome
from evaluation.sroi.engine.layout_settings import FileSettings, read_ranges, read_settings
from evaluation.sroi.engine.result import Result
from evaluation.sroi.engine.strict_json import NotJsonError, Problem, may_be_a_share, parse_json, read_fields
from evaluation.sroi.engine.values import Deflator, Input, Outcome, Settings, StatedRange, Study

PENNY = Decimal("0.01")
RATE = ("file", "discount_rate_percent")


class BadLayoutError(ValueError):
    """A file that cannot be read as a study; ``problems`` lists all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class StudyFile:
    """What a file says. ``rows`` are its outcomes; ``outcomes`` those of them the engine can take.

    ``remarks`` is no reason to refuse it, but worth saying; ``questions`` are figures that may mean either of two.
    """

    title: str
    settings: FileSettings
    price_base_year: int | None
    deflators: tuple[Deflator, ...]
    inputs: tuple[Input, ...]
    rows: tuple[OutcomeRow, ...]
    stakeholders: tuple[StakeholderRow, ...] = ()
    outputs: tuple[OutputRow, ...] = ()
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # texts no figure depends on, by row's key
    about: Mapping[str, Any] = field(default_factory=dict)
    study_ranges: tuple[StatedRange, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def rate(self) -> Decimal | None:
        """The discount rate in percent of a file that names no schedule; None when it states none."""
        return self.settings.rate

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(row.outcome for row in self.rows if row.outcome is not None)

    @property
    def open_rows(self) -> tuple[OutcomeRow, ...]:
        """The outcomes with figures still to be filled in: they do not count yet."""
        return tuple(row for row in self.rows if row.outcome is None)

    @property
    def stated_ranges(self) -> tuple[StatedRange, ...]:
        return (*self.study_ranges, *(one for row in self.rows for one in row.ranges))

    def study(
        self,
        schedule: DiscountSchedule | None = None,
        timing: Timing | None = None,
        *,
        discount_inputs: bool | None = None,
    ) -> Study:
        """Make the study to compute. What is not given is as the file states it, else as ``FileSettings`` assumes it."""
        stated = self.settings
        settings = Settings(
            schedule or stated.schedule_to_use(),
            timing or stated.timing or Timing.END_OF_YEAR,
            self.price_base_year,
            self.deflators,
            bool(stated.discount_inputs if discount_inputs is None else discount_inputs),
        )
        people = tuple(row.name for row in self.stakeholders if row.decision != "excluded")
        return Study(settings, self.inputs, self.outcomes, people, self.stated_ranges)

    def answered(self, answers: Mapping[tuple[str, str], Decimal] | None = None) -> "StudyFile":
        """Return the file with its questions answered, by row and field; as they are written where nothing is answered.

        Raises BadLayoutError for an answer outside its limits, or one by which a stated impact is another.
        """
        given = answers or {}
        problems: list[Problem] = []
        settings = self.settings
        if RATE in given:
            settings = replace(settings, rate=given[RATE])
        rows = []
        for row in self.rows:
            mine = {name: value for (where, name), value in given.items() if where == row.key}
            rows.append(row.with_figures(mine, problems) if mine else row)
        file = replace(self, settings=settings, rows=tuple(rows), questions=())
        remarks = _compare(file, {question.where for question in self.questions}, problems)
        if problems:
            raise BadLayoutError(problems)
        return replace(file, remarks=(*self.remarks, *remarks))

    def disagreements(self, result: Result) -> tuple[Problem, ...]:
        """Name the figures the file states of itself that are not those computed from it."""
        computed = result.in_text()
        return tuple(
            Problem("figures", name, f"{stated} is stated, but the rows and settings give {computed[name]}")
            for name, stated in self.figures.items()
            if name in computed and isinstance(stated, str) and stated != computed[name]
        )


def read_study(data: bytes) -> StudyFile:
    """Read a study from the bytes of a file. Raises BadLayoutError with every problem found."""
    try:
        whole = parse_json(data)
    except NotJsonError as error:
        raise BadLayoutError([Problem("file", None, str(error))]) from error
    problems: list[Problem] = []
    remarks: list[Problem] = []
    top = read_fields("file", whole, TOP_READERS, {"inputs", "outcomes"}, problems)
    settings = read_settings(top, problems)
    notes: dict[str, dict[str, str]] = {}
    deflators = read_deflators(top.get("deflators"), problems)
    inputs = [read_input(n, row, problems, remarks, notes) for n, row in enumerate(top.get("inputs", ()), start=1)]
    rows = [read_outcome(n, row, problems, remarks, notes) for n, row in enumerate(top.get("outcomes", ()), start=1)]
    people = [read_stakeholder(place, row, problems) for place, row in enumerate(top.get("stakeholders", ()), start=1)]
    outputs = [read_output(place, row, problems) for place, row in enumerate(top.get("outputs", ()), start=1)]
    figures = top.get("figures")
    file = StudyFile(
        title=top.get("title", ""),
        settings=settings,
        price_base_year=top.get("price_base_year"),
        deflators=deflators,
        inputs=tuple(row for row in inputs if row),
        rows=tuple(row for row in rows if row),
        stakeholders=tuple(row for row in people if row),
        outputs=tuple(row for row in outputs if row),
        notes=notes,
        about={name: top[name] for name in (*ABOUT, *ABOUT_DAYS) if top.get(name)},
        study_ranges=read_ranges("file", None, top.get("ranges"), problems),
        figures=figures if isinstance(figures, dict) else {},
    )
    questions = [question for row in file.rows for question in row.questions]
    if settings.rate is not None and isinstance(whole, dict) and may_be_a_share(whole["discount_rate_percent"]):
        questions.append(Question(*RATE, settings.rate))
    if not any(
        "deflators" in (problem.where, problem.field) or problem.field == "price_base_year" for problem in problems
    ):
        asked = {question.where for question in questions}
        _rebase_inputs(file, problems)
        remarks += _compare(file, {row.key for row in file.rows} - asked, problems)
    if problems:
        raise BadLayoutError(problems)
    return replace(file, remarks=tuple(remarks), questions=tuple(questions))


def _rebase_inputs(file: StudyFile, problems: list[Problem]) -> None:
    """Find inputs whose prices cannot be brought to those of the base year."""
    settings = file.study(GREEN_BOOK).settings  # rebasing takes nothing from the schedule
    for row in file.inputs:
        try:
            rebased(row.value, row.price_year, settings, row.key)
        except BadFigureError as error:
            problems.append(Problem(error.row, error.field, error.reason))


def _compare(file: StudyFile, keys: set[str], problems: list[Problem]) -> list[Problem]:
    """Find rows whose prices cannot be rebased and stated impacts that are not the computed ones.

    Returns those that differ by a penny, which comes of rounding on the way; by more it is a problem.
    """
    settings = file.study(GREEN_BOOK).settings
    remarks: list[Problem] = []
    for row in file.rows:
        if row.outcome is None or row.key not in keys:
            continue
        try:
            impact = pounds(impact_of(row.outcome, settings))
        except BadFigureError as error:
            problems.append(Problem(error.row, error.field, error.reason))
            continue
        if not row.outcome.is_valued or row.impact is None or pounds(row.impact) == impact:
            continue
        found = Problem(row.key, "impact", f"{plain(row.impact)} is stated, but the figures give {impact}")
        (remarks if abs(pounds(row.impact) - impact) <= PENNY else problems).append(found)
    return remarks
