"""The recommended plan of a public social partnership, forwards or backwards.

Four timed periods in three stages, after Learning Point 41 (Scottish Centre for Regeneration, March
2008). The last six months are counted from the *submission* of tenders, so the time to advertise
and to write bids is a period of its own before them, outside the 42 to 48 months.

Where the milestone that opens the next period is a working date, the period before it is as long as it takes to end on a
working day: never below the length asked for, a few days more around holidays.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from partnerships.timeline.engine.length import Length, end_of, length_between, shifted, start_of
from partnerships.timeline.engine.milestones import GOAL, GOAL_TITLE, MILESTONES, Place
from partnerships.timeline.engine.plan import Link, Plan, Task
from partnerships.timeline.engine.schedule import Schedule
from partnerships.timeline.engine.working import offset_within
from psp.core.dates import add_months, working_day_on_or_after, working_day_on_or_before

DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Recommendation:
    """How long a period should be, and why; ``name`` is its short title.

    ``timed`` is false for the one outside the 42 to 48 months.
    """

    key: str
    name: str
    title: str
    stage: str
    least: Length
    usual: Length
    most: Length | None
    reason: str
    timed: bool = True


RECOMMENDED = (
    Recommendation(
        "design",
        "Design",
        "Service design and development",
        "1 Design",
        least=Length(6),
        usual=Length(12),
        most=Length(12),
        reason="Partners agree a shared vision and values, learn how each of them works, and design the service "
        "together with the people who will use it. Six months is the least, and new partners need twelve.",
    ),
    Recommendation(
        "pilot",
        "Pilot",
        "Partnership building, skills and pilot delivery",
        "2 Pilot",
        least=Length(24),
        usual=Length(24),
        most=None,
        reason="The partnership is built, its members gain the skills to tender, and the service runs long enough "
        "to show what it changes. At least two years.",
    ),
    Recommendation(
        "evaluation",
        "Evaluation",
        "Evaluation and redesign of the contract",
        "2 Pilot → 3 Tender",
        least=Length(6),
        usual=Length(6),
        most=None,
        reason="The pilot is measured against its success criteria and compared with what the market could offer, "
        "and what was learned goes into the contract before anyone is asked to bid for it.",
    ),
    Recommendation(
        "bid_writing",
        "Advertising",
        "Advertising and writing bids",
        "3 Tender",
        least=Length(days=30),
        usual=Length(days=35),
        most=None,
        timed=False,
        reason="The last six months start when tenders are submitted, so the time to advertise the contract and to "
        "write bids comes before them: 30 to 35 days at least, and all of it is needed by small organisations.",
    ),
    Recommendation(
        "tender",
        "Tender",
        "Contract process, from submission of tenders to the start of the service",
        "3 Tender",
        least=Length(6),
        usual=Length(6),
        most=None,
        reason="Tenders are scored, the contract is awarded, standstill runs out, and the winner gets ready to "
        "deliver. Counted from the day tenders are submitted.",
    ),
)
KINDS = {kind.key: kind for kind in RECOMMENDED}
# The milestone that opens each period.
OPENERS = {place.opens: place for places in MILESTONES.values() for place in places if place.opens}


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a plan as it stands, beside what is recommended for it."""

    recommendation: Recommendation
    starts_on: date
    until: date

    @property
    def key(self) -> str:
        """The key of the period, as in ``KINDS``."""
        return self.recommendation.key

    @property
    def ends_on(self) -> date:
        """The last day of the period."""
        return max(self.starts_on, self.until - timedelta(days=1))

    @property
    def length(self) -> Length:
        """The months and days from start to end."""
        return length_between(self.starts_on, self.until)


def recommend(
    *,
    start_on: date | None = None,
    service_starts_on: date | None = None,
    funding_ends_on: date | None = None,
    design_months: int = 12,
    pilot_months: int = 24,
    evaluation_months: int = 6,
    bid_writing_days: int = 35,
    tender_months: int = 6,
) -> Plan:
    """Make the recommended plan, forwards from ``start_on`` or backwards from the other two.

    Backwards from a service start, the service starts on exactly that day; from the end of funding
    alone, on the day the funding ends, the latest it may. ``funding_ends_on`` beside another date is
    kept in the plan for warnings. Lengths are in months, for writing bids in days; one shorter than
    recommended is accepted here and found by ``shortfalls``.
    Raises ValueError where both or none of the dates are given, or a length is not positive.
    """
    if start_on is not None and service_starts_on is not None:
        raise ValueError("Plan forwards from a start or backwards from a service start, not both")
    lengths = {
        "design": Length(design_months),
        "pilot": Length(pilot_months),
        "evaluation": Length(evaluation_months),
        "bid_writing": Length(days=bid_writing_days),
        "tender": Length(tender_months),
    }
    if not all(lengths.values()):
        raise ValueError("Each period needs a length of at least a month, writing bids of at least a day")
    if start_on is None:
        goal_on = service_starts_on if service_starts_on is not None else funding_ends_on
        if goal_on is None:
            raise ValueError("Give a start, a service start or the day the funding ends")
        start_on, lengths = _backwards(goal_on, lengths)
    return Plan(start_on, tuple(_tasks(start_on, lengths)), goal=GOAL, funding_ends_on=funding_ends_on)


def periods(schedule: Schedule) -> tuple[Period, ...]:
    """List the recommended periods a schedule has, in their order, with the dates they have there."""
    spans = {scheduled.key: scheduled for scheduled in schedule.tasks}
    return tuple(
        Period(kind, spans[kind.key].starts_on, spans[kind.key].until) for kind in RECOMMENDED if kind.key in spans
    )


def _backwards(goal_on: date, lengths: dict[str, Length]) -> tuple[date, dict[str, Length]]:
    found: dict[str, Length] = {}
    until = goal_on
    for key in reversed(lengths):
        start = start_of(until, lengths[key])
        start = working_day_on_or_before(start) if OPENERS[key].on_working_day else start
        months, days = lengths[key].months, lengths[key].days
        odd_days = (until - end_of(start, lengths[key])).days
        found[key] = Length(months, days + odd_days)
        until = start
    return until, found


def _tasks(start_on: date, lengths: dict[str, Length]) -> list[Task]:
    tasks: list[Task] = []
    start, last = start_on, None
    lengths = _to_working_days(start_on, lengths)
    for kind in RECOMMENDED:
        until = end_of(start, lengths[kind.key])
        inside = [_milestone(place, start, until, last) for place in MILESTONES[kind.key]]
        tasks += inside
        opener = next(task for task in inside if task.opens == kind.key)
        tasks.append(
            Task(kind.key, kind.title, lengths[kind.key], (Link(opener.key),), period=kind.key, least=kind.least)
        )
        start, last = until, kind.key
    needed = tuple(Link(place.key) for place in MILESTONES["tender"] if place.needed_for == GOAL)
    tasks.append(Task(GOAL, GOAL_TITLE, after=(Link("tender"), *needed)))
    return tasks


def _to_working_days(start: date, lengths: dict[str, Length]) -> dict[str, Length]:
    """Lengthen each period before a working date that opens the next one, so that it ends on a working day."""
    found = dict(lengths)
    keys = [kind.key for kind in RECOMMENDED]
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        until = end_of(start, lengths[key])
        if following is not None and OPENERS[following].on_working_day:
            odd_days = (working_day_on_or_after(until) - until).days
            found[key] = Length(lengths[key].months, lengths[key].days + odd_days)
            until = shifted(until, odd_days)
        start = until
    return found


def _milestone(place: Place, start: date, until: date, last: str | None) -> Task:
    links = [Link(key, lag) for key, lag in place.after]
    if place.opens is not None:
        links += [Link(last)] if last is not None else []
        links += [Link(p.key) for inside in MILESTONES.values() for p in inside if p.needed_for == place.opens]
        offset = None
    else:
        offset = _offset(place, start, until)
    return Task(
        place.key,
        place.title,
        after=tuple(links),
        period=place.period,
        offset=offset,
        opens=place.opens,
        gate=place.gate,
        on_working_day=place.on_working_day,
        rounds_back=place.rounds_back,
    )


def _offset(place: Place, start: date, until: date) -> int:
    """Place a milestone by whole months as far as they go, so that plans from the first of a month stay tidy."""
    if place.days_before_end is not None:
        return max(0, (until - start).days - place.days_before_end)
    length = length_between(start, until)
    months, part = divmod(place.share * length.months, 1)
    day = shifted(add_months(start, int(months)), int(part * DAYS_A_MONTH + place.share * length.days))
    offset = (min(day, until) - start).days
    return offset_within(offset, start, until) if place.on_working_day else offset
