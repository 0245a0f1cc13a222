"""Asking for reports, and making what was asked for."""

import hashlib
import io
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.notifications.operations import notify
from partnerships.reports.models import PROGRESS, Format, Report, Step
from partnerships.reports.queries import Look, html_of
from partnerships.storage.operations import delete_files
from psp.core import reports
from psp.core.away import FULL
from psp.core.breaker import StorageAway
from psp.core.pdf import make_pdf
from psp.core.plain import plain_text
from psp.core.problems import NotPermitted, WrongState
from psp.core.sealing import seal_bytes, unseal_bytes
from psp.core.stored_files import take_back
from psp.core.work import HoldLost, WorkState, ring

log = structlog.stdlib.get_logger(__name__)

# Every so many attempts, a report that kept stopping its workers is given up until somebody asks again.
ATTEMPTS_IN_A_ROW = 6
LATER = timedelta(seconds=30)
# A report whose bell rang and that still waits after this is rung for again.
PATIENCE = timedelta(seconds=15)
LOOKS = {
    Format.PDF: Look.PRINT,
    Format.LARGE_PRINT: Look.LARGE_PRINT,
    Format.HTML: Look.FILE,
    Format.TEXT: Look.PRINT,
}
Clock = Callable[[], datetime]


@transaction.atomic
def ask_for_report(*, partnership: Any, kind: str, subject: Any, format: str, by: Any, at: datetime) -> Report:  # noqa: A002
    """Have a report made in the background and return it; asked for again while it is being made, it is the same one.

    1. checks the permission; 2. queues the report; 3. records the activity; 4. rings for a worker after the commit.
    Raises NotPermitted.
    """
    lock_history(partnership)
    found = reports.find(kind)
    if found.subject_for(by, subject.pk) is None:
        raise NotPermitted(_("You may not report on this."))
    asked = {"kind": kind, "subject_id": subject.pk, "format": Format(format), "asked_by": by}
    try:
        with transaction.atomic():
            report = Report.objects.create(
                **asked,
                partnership=partnership,
                subject_label=found.name(subject)[:300],
                is_sealed=found.is_sealed,
                asked_at=at,
                next_attempt_at=at,
            )
    except IntegrityError:
        return Report.objects.under_way().get(**asked)
    record(
        verb="report.asked_for", target=report, partnership=partnership, by=by, at=at, note=report.get_format_display()
    )
    _ring(report.pk)
    return report


def _ring(report_id: int) -> None:
    from partnerships.tasks import make_report

    ring(make_report, report_id=report_id)


def why_it_failed(problem: Exception) -> str:
    """Say what kind of problem stopped a report, without a word of what it holds."""
    if isinstance(problem, FileNotFoundError):
        return _("a file that reports are made with is not installed")
    if isinstance(problem, OSError):
        is_full = problem.errno in FULL
        return _("the disk is full") if is_full else _("a library or the storage of files could not be used")
    if isinstance(problem, MemoryError):
        return _("the machine ran out of memory")
    if isinstance(problem, DatabaseError):
        return _("the database refused")
    if isinstance(problem, ArithmeticError | LookupError | TypeError | ValueError | AttributeError):
        return _("something it reads is missing or not as expected ({kind})").format(kind=type(problem).__name__)
    return _("a problem nobody foresaw ({kind})").format(kind=type(problem).__name__)


def make_report(*, report_id: int, now: Clock) -> bool:
    """Make one report if it waits and nobody else holds it; return whether it was made. Call it outside a transaction.

    1. takes the report with a lease; 2. checks that who asked for it still may; 3. keeps that they read it, where the
    kind keeps that; 4. writes, lays out and files it; 5. notes its file, and the activity with its SHA-256, in one transaction. Safe to call twice and to be killed
    anywhere: the lease runs out and another worker begins anew. What goes wrong is noted in words a person can read.
    """
    report = Report.objects.claim(report_id, at=now())
    if report is None:
        return False
    try:
        if report.attempts % ATTEMPTS_IN_A_ROW == 0:
            _give_up(report, _("The worker stopped each time it began. Tell an administrator, then try again"))
        else:
            _make(report, now)
    except HoldLost:
        log.warning("report_taken_over", report_id=report.pk)
    except NotPermitted as refusal:
        _give_up(report, str(refusal))
    except OperationalError:
        log.warning("report_put_back", report_id=report.pk, exc_info=True)
        report.try_again(at=now() + LATER, error=_("The database was busy"))
    except StorageAway:
        log.warning("report_put_back", report_id=report.pk, exc_info=True)
        report.try_again(at=now() + LATER, error=_("The file storage did not answer"))
    except Exception as problem:  # whatever a template or a library meets, the page must say that the report failed
        # What a sealed report holds must not reach the log by way of an error's words.
        log.error("report_failed", report_id=report.pk, problem=type(problem).__name__, exc_info=not report.is_sealed)
        words = _("It stopped at the step “{step}”: {why}. Try again; if it fails again, tell an administrator")
        _give_up(report, words.format(step=report.get_step_display(), why=why_it_failed(problem)))
    return report.is_made


def _make(report: Report, now: Clock) -> None:
    begun_at = now()
    _go_on(report, Step.READING, now)
    kind = reports.find(report.kind)
    subject = kind.subject_for(report.asked_by, report.subject_id)
    if subject is None:
        raise NotPermitted(_("It was not made: what it is about is gone, or who asked for it may not see it any more"))
    file_format = Format(report.format)
    kind.keep_reading(subject, by=report.asked_by, at=begun_at)
    html = html_of(kind, subject, by=report.asked_by, at=begun_at, look=LOOKS[file_format])
    _go_on(report, Step.LAYING_OUT, now)
    content, pages = _laid_out(file_format, html)
    _go_on(report, Step.FILING, now)
    _file(report, content, pages, now)
    log.info("report_made", report_id=report.pk, kind=report.kind, format=report.format, attempts=report.attempts)


def _go_on(report: Report, step: Step, now: Clock) -> None:
    report.keep_hold(at=now(), step=step, progress=PROGRESS[step])


def _laid_out(file_format: Format, html: str) -> tuple[bytes, int | None]:
    if file_format in {Format.PDF, Format.LARGE_PRINT}:
        pdf = make_pdf(html)
        return pdf.content, pdf.pages
    return (html if file_format is Format.HTML else plain_text(html)).encode(), None


def _file(report: Report, content: bytes, pages: int | None, now: Clock) -> None:
    """Keep the file and note it. Each attempt has a name of its own, so that nothing is ever half overwritten."""
    _drop_drafts(report)
    kept = seal_bytes(content) if report.is_sealed else content
    name = default_storage.save(_name_of(report, report.attempts), ContentFile(kept))
    at, sha256 = now(), hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            lock_history(report.partnership)
            noted = {"file": name, "sha256": sha256, "size": len(content), "pages": pages, "made_at": at}
            if not report.finish(**noted, progress=100):
                raise HoldLost(str(report.pk))
            record(
                verb="report.made",
                target=report,
                partnership=report.partnership,
                by=report.asked_by,
                at=at,
                changes={"file": [None, f"{report.get_format_display()}, SHA-256 {sha256}"]},
            )
            _tell(report, _("Your report is ready: {report}"), at=at)
    except BaseException:
        take_back(name)
        raise


def _tell(report: Report, words: str, *, at: datetime) -> None:
    notify(
        people=[report.asked_by_id],
        kind="report",
        title=words.format(report=report),
        url=report.get_absolute_url(),
        key=f"report:{report.pk}:{report.attempts}",
        at=at,
        partnership=report.partnership,
    )


def _name_of(report: Report, attempt: int) -> str:
    return f"reports/{report.key[:2]}/{report.key}-{attempt}{'.sealed' if report.is_sealed else report.suffix}"


def _drop_drafts(report: Report) -> None:
    """Delete what workers left that were killed between saving the file and noting it.

    A storage shared with a copy of this database may hold the copy's report under that name: there nothing is deleted.
    """
    # What is left behind is found by the nightly look through the storage.
    with suppress(WrongState, StorageAway):
        delete_files(_name_of(report, attempt) for attempt in range(1, report.attempts))


def _give_up(report: Report, error: str) -> None:
    _drop_drafts(report)
    report.give_up(error=error)


def file_of(report: Report, *, by: Any, at: datetime) -> Any:
    """Open the file of a report for somebody who may read it, and keep that they did, where its kind keeps that.

    Raises NotPermitted, FileNotFoundError, and SealBroken where a sealed one was altered.
    """
    kind = reports.find(report.kind)
    subject = kind.subject_for(by, report.subject_id)
    if subject is None:
        raise NotPermitted(_("You may not report on this."))
    file = report.file.open("rb")
    kind.keep_reading(subject, by=by, at=at)
    if not report.is_sealed:
        return file
    with file:
        return io.BytesIO(unseal_bytes(file.read()))


def requeue_reports(*, at: datetime) -> int:
    """Ring again for every report that waits or whose worker was killed; return how many."""
    waiting = Report.objects.claimable(at).filter(next_attempt_at__lte=at - PATIENCE).order_by("next_attempt_at")
    report_ids = list(waiting.values_list("pk", flat=True))
    for report_id in report_ids:
        _ring(report_id)
    return len(report_ids)


@transaction.atomic
def retry_report(*, report: Report, by: Any, at: datetime) -> Report:
    """Have a failed report made again; it is then the report of who asked again.

    1. checks the permission; 2. puts it in the queue; 3. records the activity; 4. rings for a worker after the commit.
    Raises NotPermitted, and WrongState where it has not failed or the same report is being made already.
    """
    lock_record(report)
    if not by.has_perm("partnerships.retry_report", report):
        raise NotPermitted(_("You may not report on this."))
    asked = {"asked_by": by, "asked_at": at, "next_attempt_at": at, "error": ""}
    begun = {"state": WorkState.QUEUED, "step": Step.WAITING, "progress": 0}
    try:
        with transaction.atomic():
            queued = Report.objects.filter(pk=report.pk, state=WorkState.FAILED).update(**begun, **asked)
    except IntegrityError as problem:
        raise WrongState(_("The same report is being made already.")) from problem
    if not queued:
        raise WrongState(_("This report has not failed."))
    _ring(report.pk)
    report.refresh_from_db()
    record(verb="report.retried", target=report, partnership=report.partnership, by=by, at=at)
    return report
