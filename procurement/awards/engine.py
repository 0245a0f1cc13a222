"""The standstill: how long every bidder may challenge a decision before the contract is signed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from procurement.tenders.engine.figures import START, Figures
from procurement.tenders.engine.periods import earliest_signature, standstill_end
from psp.core.dates import end_of_day, london_date, working_day_on_or_after


@dataclass(frozen=True, slots=True)
class Notice:
    """One bidder told of the decision, and how."""

    bidder: str
    sent_on: date
    electronic: bool


@dataclass(frozen=True, slots=True)
class Standstill:
    """A standstill counted out.

    ``ends_at`` is the last instant of ``ends_on`` in London. ``was_moved`` is True where the last
    counted day is not a working day in Scotland and the next one took its place.
    """

    last_notice_on: date
    days: int
    ends_on: date
    ends_at: datetime
    earliest_signature_on: date
    was_moved: bool


class NoticesMissing(ValueError):
    """Bidders without a recorded notice: the standstill has not begun."""

    def __init__(self, bidders: Sequence[str]) -> None:
        super().__init__(f"No notice is recorded for {', '.join(bidders)}")
        self.bidders = tuple(bidders)


def bidders_without_notice(bidders: Collection[str], notices: Sequence[Notice]) -> list[str]:
    """List the bidders nobody has told yet, in the order given."""
    told = {notice.bidder for notice in notices}
    return [bidder for bidder in bidders if bidder not in told]


def standstill(bidders: Collection[str], notices: Sequence[Notice], figures: Figures = START) -> Standstill:
    """Count the standstill from the last notice of all.

    10 days where every notice was electronic, else 15; it ends at midnight at the end of its last
    day, which is a working day in Scotland (law, guide). Signature from the next working day (ours).
    A second notice to the same bidder counts too: the last of all begins the period.

    Raises NoticesMissing while a bidder has no notice, ValueError where there is no bidder.
    """
    if not bidders:
        raise ValueError("A standstill needs at least one bidder")
    if missing := bidders_without_notice(bidders, notices):
        raise NoticesMissing(missing)
    last_notice_on = max(notice.sent_on for notice in notices)
    electronic = all(notice.electronic for notice in notices)
    days = figures.standstill_length(electronic=electronic).figure
    ends_on = standstill_end(last_notice_on, electronic, figures)
    return Standstill(
        last_notice_on=last_notice_on,
        days=days,
        ends_on=ends_on,
        ends_at=end_of_day(ends_on),
        earliest_signature_on=earliest_signature(ends_on),
        was_moved=(ends_on - last_notice_on).days > days,
    )


def first_signature(earliest_signature_on: date, settled_on: Iterable[date]) -> date:
    """Return the first day to sign the contract: the first working day on which nothing stands against it.

    The standstill has ended (law: at midnight at the end of its last day) and the last challenge is settled (law, reg. 89, to be
    checked). That it is a working day in Scotland is ours, and the same rule as ``earliest_signature``. ``settled_on`` holds the
    days on which challenges ended; none may be open.
    """
    return working_day_on_or_after(max([earliest_signature_on, *settled_on]))


def may_sign(standstill: Standstill, at: datetime) -> bool:
    """Tell whether the contract may be signed at an aware moment: from the earliest signature day on."""
    return london_date(at) >= standstill.earliest_signature_on
