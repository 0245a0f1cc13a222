"""What home shows to each role. Queries here reach across the apps, as only the composition root may."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.models import Simulation
from partnerships.activity.queries import done_among
from partnerships.lifecycle.queries import open_criteria_of
from partnerships.lifecycle.workflow import RUNNING
from partnerships.models import Invitation, LearningPoint, OutgoingMail, Partnership, Report, User
from partnerships.offers.queries import invitations_to
from partnerships.people.queries import people_without_second_factor
from partnerships.reminders.queries import owed_by
from partnerships.retention.queries import failed_runs
from partnerships.storage.queries import last_look
from partnerships.verification.queries import last_verification
from procurement.models import Tender
from psp.core.due import FURTHEST_BACK, DueItem
from psp.core.finding import Folded
from psp.core.kept import kept
from psp.core.work import WorkState

AHEAD = timedelta(days=30)
SHOWN = 10


@dataclass(frozen=True, slots=True)
class ToDo:
    """What one person owes: late, and within the next 30 days."""

    items: list[DueItem]
    late: int
    soon: int

    @property
    def shown(self) -> list[DueItem]:
        """The most urgent ones."""
        return self.items[:SHOWN]

    @property
    def more(self) -> int:
        """How many are left out."""
        return max(len(self.items) - SHOWN, 0)


def done_for(person: User) -> str:
    """Return a mark of what was ever done where the person may owe something: in the partnerships they take part in. Two queries.

    Administrators see every partnership, and owe something only where they take part or to the service as a whole.
    """
    return done_among(list(Partnership.objects.joined_by(person).values_list("pk", flat=True)), by=person)


def to_do(person: User, *, today: date, done: int | str) -> ToDo:
    """List what a person owes, the latest first.

    Each source of due items asks the database; what they found is kept while nothing more is ``done``
    in their partnerships, for five minutes at most.
    """

    def look() -> list[DueItem]:
        return owed_by(person, today - FURTHEST_BACK, today + AHEAD, today=today)

    items = kept(f"to-do:{person.pk}:{done}:{today}:{get_language()}", look, seconds=300)
    late = sum(item.due_on < today for item in items)
    return ToDo(items, late, len(items) - late)


def invitations_for(person: User, *, at: datetime) -> list[Invitation]:
    """List the invitations a person has yet to answer, those that run out first at the top. One query."""
    return list(invitations_to(person, at=at)[:SHOWN])


def shown_to(person: User) -> list[int]:
    """List the running partnerships of a person's home by id, in the order of their names. One query."""
    rows = Partnership.objects.visible_to(person).running().order_by(Folded("name"))
    return list(rows.values_list("pk", flat=True)[:SHOWN])


def partnerships_of(person: User, *, at: datetime, done: int | str) -> list[Partnership]:
    """List the running partnerships a person sees, with what each is missing for its next gate and its strip's dates."""
    rows = Partnership.objects.visible_to(person).running().select_related("timeline").prefetch_related("periods")
    found = list(rows.order_by(Folded("name"))[:SHOWN])
    missing = open_criteria_of(found, at=at, done=done) if found else {}
    for partnership in found:
        partnership.open_criteria = missing[partnership.pk]
    return found


def learning_for(person: User) -> list[LearningPoint]:
    """List the newest learning points from anywhere the person may read."""
    return list(LearningPoint.objects.visible_to(person).select_related("partnership")[:2])


def tenders_of(person: User, *, at: datetime) -> list[Tender]:
    """List the tenders under way that a purchaser or evaluator watches, the nearest deadline first."""
    rows = Tender.objects.visible_to(person).open().select_related("partnership", "award")
    return [tender.stand_as_of(at) for tender in rows.order_by("submission_deadline", "pk")[:SHOWN]]


@dataclass(frozen=True, slots=True)
class Watch:
    """A figure an administrator keeps an eye on, and where it is looked into."""

    label: str
    value: int
    url: str
    is_bad: bool = False


def watches() -> list[Watch]:
    """Count running partnerships, failed jobs, open accounts that lack the second factor their role needs, and problems of what is kept.

    Six queries.
    """
    unguarded = people_without_second_factor().count()
    failed = _failed()
    reports, simulations = (
        f"{reverse(f'admin:{name}_changelist')}?state__exact=failed"
        for name in ("partnerships_report", "evaluation_simulation")
    )
    counted = Partnership.objects.aggregate(
        running=Count("pk", filter=Q(state__in=RUNNING)), stopped=Count("pk", filter=Q(state="stopped"))
    )
    return [
        Watch(_("Running partnerships"), counted["running"], reverse("programme")),
        Watch(_("Stopped partnerships"), counted["stopped"], reverse("programme")),
        Watch(_("Mails that failed"), failed["mail"], f"{reverse('mail_queue')}?state=failed", failed["mail"] > 0),
        Watch(_("Reports that failed"), failed["report"], reports, failed["report"] > 0),
        Watch(_("Simulations that failed"), failed["simulation"], simulations, failed["simulation"] > 0),
        *_kept_watches(),
        Watch(_("Accounts without the second factor they need"), unguarded, reverse("people"), unguarded > 0),
    ]


def _kept_watches() -> list[Watch]:
    """Say what the last verification found, and whether deletions or the last look through the file storage stopped."""
    verified, look = last_verification(), last_look()
    problems = verified.problem_count if verified else 0
    stopped = verified is not None and verified.state == WorkState.FAILED
    page = verified.get_absolute_url() if verified else reverse("verifications")
    watch = Watch(_("Verifications that stopped"), 1, page, is_bad=True)
    watches = [watch if stopped else Watch(_("Problems the last verification found"), problems, page, problems > 0)]
    if failed := failed_runs(timezone.now()):
        watches.append(Watch(_("Deletions that failed"), failed, reverse("retention"), is_bad=True))
    if look is not None and look.stopped_because:
        watches.append(Watch(_("Looks through the file storage that stopped"), 1, reverse("storage"), is_bad=True))
    return watches


def _failed() -> dict[str, int]:
    """Count what workers gave up, by the kind of work. One query."""
    works: dict[str, Any] = {"mail": OutgoingMail, "report": Report, "simulation": Simulation}
    counts = [
        model._default_manager.filter(state=WorkState.FAILED)
        .order_by()
        .annotate(work=Value(work))
        .values("work")
        .annotate(n=Count("pk"))
        .values_list("work", "n")
        for work, model in works.items()
    ]
    return dict.fromkeys(works, 0) | dict(counts[0].union(*counts[1:], all=True))
