"""The hub's background tasks: thin. They read the clock and call one operation; the rows in the database are the truth."""

from datetime import date, timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from partnerships.activity import operations as activity
from partnerships.imports import operations as imports
from partnerships.mail import operations as mail
from partnerships.organisations import operations as organisations
from partnerships.reminders import operations as reminders
from partnerships.reports import operations as reports
from partnerships.retention import operations as retention
from partnerships.storage import operations as storage
from partnerships.unsaved import operations as unsaved
from partnerships.verification import operations as verification
from psp.core.mail import Postbox
from psp.core.unsaved import KEPT_FOR
from psp.core.work import ring


@shared_task(name="partnerships.sweep_reminders")
def sweep_reminders(today: str = "") -> None:
    """Send the day's reminders; ``today`` is an ISO date, the London day where it is left out."""
    day = date.fromisoformat(today) if today else timezone.localdate()
    reminders.sweep_reminders(today=day, at=timezone.now())


@shared_task(name="partnerships.catch_up_reminders")
def catch_up_reminders() -> None:
    reminders.catch_up_reminders(at=timezone.now())


@shared_task(name="partnerships.send_digests")
def send_digests() -> None:
    reminders.send_digests(today=timezone.localdate(), at=timezone.now())


@shared_task(name="partnerships.renew_words")
def renew_words() -> None:
    """Find organisations by the services that administrators added or renamed today."""
    organisations.rebuild_words()


# What waits is rung for again and again: an old bell is worth nothing.
@shared_task(name="partnerships.send_mail", expires=120)
def send_mail(mail_ids: list[int]) -> None:
    """Send those of the mails that nobody else holds, over one connection."""
    with Postbox() as postbox:
        for mail_id in mail_ids:
            mail.deliver_mail(mail_id=mail_id, at=timezone.now(), postbox=postbox)


@shared_task(name="partnerships.requeue_mail")
def requeue_mail() -> None:
    mail.requeue_mail(at=timezone.now())


@shared_task(name="partnerships.work_on_import", expires=120)
def work_on_import(import_id: int) -> None:
    """Read, apply or undo an import of a register: the step it waits for."""
    imports.work_on_import(import_id=import_id, now=timezone.now)


@shared_task(name="partnerships.requeue_imports")
def requeue_imports() -> None:
    imports.requeue_imports(at=timezone.now())


@shared_task(name="partnerships.look_through_storage")
def look_through_storage() -> None:
    """Put files that nothing refers to in quarantine; nothing is deleted."""
    storage.look_through_storage(at=timezone.now())


@shared_task(name="partnerships.verify_nightly")
def verify_nightly() -> None:
    """Begin the night's verification of everything kept."""
    verification.ask_for_verification(by=None, at=timezone.now())


@shared_task(name="partnerships.verify", expires=120)
def verify(verification_id: int) -> None:
    """Take a verification that nobody else holds some steps further."""
    verification.work_on_verification(verification_id=verification_id, now=timezone.now)


@shared_task(name="partnerships.requeue_verifications")
def requeue_verifications() -> None:
    verification.requeue_verifications(at=timezone.now())


@shared_task(name="partnerships.carry_out_retention")
def carry_out_retention() -> None:
    """Delete the data whose time is over and that no hold keeps."""
    retention.carry_out(at=timezone.now())


@shared_task(name="partnerships.remove_old_forms")
def remove_old_forms() -> None:
    """Delete what is known of forms sent more than a week ago, and what was typed and not saved within a day."""
    now = timezone.now()
    activity.remove_sent_forms(before=now - timedelta(days=7))
    unsaved.remove_unsaved_forms(before=now - KEPT_FOR)


@shared_task(name="partnerships.make_report", expires=120)
def make_report(report_id: int) -> None:
    """Make a report that nobody else holds."""
    reports.make_report(report_id=report_id, now=timezone.now)


@shared_task(name="partnerships.requeue_reports")
def requeue_reports() -> None:
    reports.requeue_reports(at=timezone.now())


@worker_ready.connect
def catch_up_after_start(**_kwargs: Any) -> None:
    """Look, as soon as a worker is up, whether the reminders of this morning were missed."""
    ring(catch_up_reminders)
