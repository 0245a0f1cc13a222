"""Recording what was done, and keeping the forms already sent."""

from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction

from partnerships.activity.models import IN_ROWS, SERVICE_CHAIN, Activity, Chain, ChangedField, SentForm
from partnerships.activity.queries import is_service_history_missing, without_history
from psp.core.as_read import hold_to_what_was_read
from psp.core.known import note_lock
from psp.core.once import Earlier, Sent
from psp.core.problems import StaleVersion
from psp.core.records import Change, Changes, is_unrecorded, listed, name_in_history, text_of

R = TypeVar("R", bound=models.Model)


def lock_history(*partnerships: Any) -> None:
    """Lock the end of each partnership's history, and of the service's for None, until the transaction ends.

    The first statement of every operation that writes: all who write in one partnership queue here, and nobody waits for
    a lock while holding one that another needs. An operation that writes to several histories names them all at once: they
    are locked by name, the service's last. What a person may do is asked again after it (``User``).
    """
    for name in sorted({_name_of(partnership) for partnership in partnerships}):
        _locked(name)
    note_lock()


def lock_record(record: R) -> R:
    """Lock the history a record belongs to, then read the record again, in place: what was read before the lock may be past.

    The first statement of every operation that decides on a record. Raises StaleVersion where the record is gone, or where
    the person confirmed another version of it (``psp.core.as_read``).
    """
    is_partnership = record._meta.label == "partnerships.Partnership"
    lock_history(record if is_partnership else getattr(record, "partnership", None))
    try:
        record.refresh_from_db()
    except ObjectDoesNotExist as gone:
        raise StaleVersion(str(record)) from gone
    hold_to_what_was_read(record)
    return record


def lock_every_history() -> None:
    """Lock the end of every history, in the order of ``lock_history``; for what may touch any partnership."""
    names = list(Chain.objects.select_for_update().order_by("name").values_list("name", flat=True))
    if SERVICE_CHAIN not in names:
        _locked(SERVICE_CHAIN)
    note_lock()


def _name_of(partnership: Any) -> str:
    return SERVICE_CHAIN if partnership is None else f"partnership:{partnership.pk}"


def _locked(name: str) -> Chain:
    chain = Chain.objects.select_for_update().filter(name=name).first()
    if chain is None:
        Chain.objects.get_or_create(name=name)
        chain = Chain.objects.select_for_update().get(name=name)
    return chain


@transaction.atomic
def record(
    *,
    verb: str,
    target: models.Model,
    by: Any,
    at: datetime,
    partnership: Any = None,
    changes: Changes | None = None,
    note: str = "",
    is_private: bool = False,
) -> Activity:
    """Add an activity to its partnership's chain, or to the service's where there is no partnership.

    ``verb`` is the noun and what was done, such as ``tender.published``. ``changes`` are ``Change``s of any records; for
    the target's own fields a mapping of each to [before, after] does. ``by`` is None for what the service does by itself.
    A target that says ``is_private_in_history`` makes whatever is done to it private. Of a field that is personal data with
    an end (``is_unrecorded``) only that it changed is kept, and a record whose name is such data goes by ``name_in_history``.
    1. locks the chain's end; 2. writes the activity, with the hash of the one before, and what changed; 3. moves the end.
    """
    chain = _locked(_name_of(partnership))
    activity = Activity(
        chain=chain,
        number=chain.length + 1,
        partnership=partnership,
        actor=by if by is not None and by.pk else None,
        verb=verb,
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        target_label=name_in_history(target)[:300],
        format=IN_ROWS,
        note=note,
        is_private=is_private or getattr(target, "is_private_in_history", False),
        at=at,
        previous_hash=chain.last_hash,
    )
    rows = [_row(change, activity, target, position) for position, change in enumerate(listed(changes), start=1)]
    activity.hash = activity.computed_hash(rows)
    activity.save(force_insert=True)
    for row in rows:
        row.activity_id = activity.pk
    ChangedField.objects.bulk_create(rows)
    chain.length, chain.last_hash = activity.number, activity.hash
    chain.save(update_fields=["length", "last_hash"])
    return activity


def _row(change: Change, activity: Activity, target: models.Model, position: int) -> ChangedField:
    about = target if change.record is None else change.record
    kind = None if isinstance(about, str) else ContentType.objects.get_for_model(about)
    before, after = (None, None) if is_unrecorded(about, change.field) else (change.before, change.after)
    return ChangedField(
        activity=activity,
        position=position,
        record_type=kind,
        record_id=None if isinstance(about, str) else about.pk,
        record_label=name_in_history(about)[:300],
        field=change.field[:300],
        before=text_of(before),
        after=text_of(after),
    )


def broken_links() -> list[str]:
    """Check every chain; return a sentence for each place where it was tampered with, none where all is whole."""
    problems = [f"partnership {partnership.pk}: its whole history is missing" for partnership in without_history()]
    if is_service_history_missing():
        problems.append(f"{SERVICE_CHAIN}: its whole history is missing")
    for chain in Chain.objects.order_by("name").iterator():
        previous, number = "", 0
        for activity in chain.activities.with_changes().order_by("number").iterator(chunk_size=500):
            number += 1
            if activity.number != number:
                problems.append(f"{chain.name}: number {number} is missing")
                number = activity.number
            if activity.previous_hash != previous:
                problems.append(f"{chain.name}: number {number} does not follow the one before it")
            if activity.hash != activity.computed_hash():
                problems.append(f"{chain.name}: number {number} was changed after it was recorded")
            previous = activity.hash
        if (number, previous) != (chain.length, chain.last_hash):
            problems.append(f"{chain.name}: the last activities are missing")
    return problems


class SentForms:
    """Keeps the forms already sent in the database, where a unique key decides between two clicks."""

    def claim(self, sent: Sent) -> Earlier | None:
        """Claim a form inside the running transaction; None for the first to send it, else how the first one ended."""
        try:
            with transaction.atomic():
                SentForm.objects.create(digest=sent.digest, page=sent.page)
        except IntegrityError:
            earlier = SentForm.objects.get(digest=sent.digest)
            return Earlier(url=earlier.url, version=earlier.version)
        return None

    def note(self, sent: Sent, url: str, version: int | None) -> None:
        """Remember the address of what the form made, and the version of the record it changed."""
        SentForm.objects.filter(digest=sent.digest).update(url=url, version=version)

    def own_save(self, page: str, version: int) -> datetime | None:
        """Return when a form of this page gave a record this version; None where none of them did."""
        saved = SentForm.objects.filter(page=page, version=version).order_by("-sent_at")
        return saved.values_list("sent_at", flat=True).first()
