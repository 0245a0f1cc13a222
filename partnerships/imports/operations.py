"""What people do with an import of a register, and what workers do for them."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

import structlog
from django.core.files import File
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, record
from partnerships.notifications.operations import notify
from partnerships.register.engine.reading import WrongFile, entries, unpacked
from partnerships.register.models import RegisterImport, Step
from partnerships.register_apply.operations import apply_rows, rows_to_do, undo_rows
from partnerships.register_preview.operations import LAYOUTS, LEASE, read_file
from psp.core import sequels
from psp.core.access import refusal
from psp.core.breaker import StorageAway
from psp.core.dates import in_words, london_date
from psp.core.notices import Sight
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.work import HoldLost, WorkState, ring

log = structlog.stdlib.get_logger(__name__)

ADMINISTRATORS = gettext_lazy("administrators")
LARGEST_UPLOAD = 100 << 20
MOST_ATTEMPTS = 5
LATER = timedelta(seconds=30)
# An import whose bell rang and that still waits after this is rung for again.
PATIENCE = timedelta(seconds=15)
Clock = Callable[[], datetime]
STEPS = {Step.READ: read_file, Step.APPLY: apply_rows, Step.UNDO: undo_rows}


def _check_may(permission: str, by: Any) -> None:
    """``by`` is None for the command line, whose user may do anything to the database anyway."""
    if by is not None and not by.has_perm(permission):
        raise NotPermitted(refusal(ADMINISTRATORS))


@transaction.atomic
def start_import(*, register: str, file: Any, name: str, by: Any, at: datetime) -> RegisterImport:
    """Take a file of a register in and have it read.

    ``file`` is opened for bytes and can go back to its start. 1. looks at its size, its headings and its first row;
    2. keeps it privately; 3. queues the reading, which changes nothing in the directory; 4. records the activity.
    Raises NotPermitted, and Invalid (under ``file``) that says what is wrong with the file.
    """
    _check_may("partnerships.add_registerimport", by)
    size = file.seek(0, 2)
    if size > LARGEST_UPLOAD:
        raise Invalid({"file": _("Choose a file of at most {size} MB").format(size=LARGEST_UPLOAD >> 20)})
    try:
        with unpacked(cast(BinaryIO, file)) as rows:
            if next(entries(rows, LAYOUTS[register]), None) is None:
                raise WrongFile("The file has headings and no rows")
    except WrongFile as problem:
        raise Invalid({"file": str(problem)}) from problem
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    register_import = RegisterImport(
        register=register,
        original_name=name[:200],
        size=size,
        sha256=digest,
        started_by=by,
        started_at=at,
        next_attempt_at=at,
    )
    register_import.file.save("register.csv", File(file), save=False)
    lock_history(None)
    register_import.save()
    record(verb="register.uploaded", target=register_import, by=by, at=at)
    _ring(register_import, by=by)
    return register_import


def same_file_in_force(register_import: RegisterImport, *, close_gone: bool) -> RegisterImport | None:
    """Return the last import whose changes stand, where it had the very same file; None where it had another.

    None too where those gone are to be closed now and were not then: that can be caught up.
    """
    others = RegisterImport.objects.in_force().filter(register=register_import.register).exclude(pk=register_import.pk)
    last = others.order_by("-read_at").first()
    if last is None or last.sha256 != register_import.sha256 or (close_gone and not last.close_gone):
        return None
    return last


@transaction.atomic
def apply_import(*, register_import: RegisterImport, close_gone: bool, by: Any, at: datetime) -> RegisterImport:
    """Have a previewed import change the directory, in the background; once, however often it is asked for.

    ``close_gone`` also marks organisations closed that are no longer in the register. Raises NotPermitted; Invalid for
    a file that was applied before or a preview that another import has overtaken; WrongState where it is not previewed
    or another import is at work.
    """
    _check_may("partnerships.apply_registerimport", by)
    if earlier := same_file_in_force(register_import, close_gone=close_gone):
        day = in_words(london_date(earlier.applied_at or earlier.started_at))
        raise Invalid(_("This file was applied on {day}. Applying it again would change nothing").format(day=day))
    since = RegisterImport.objects.exclude(pk=register_import.pk).filter(register=register_import.register)
    read_at = register_import.read_at or at
    if since.filter(applied_at__gt=read_at).exists() or since.filter(undone_at__gt=read_at).exists():
        raise Invalid(_("Another import has changed the directory since this preview. Upload the file again"))
    changed = {"close_gone": close_gone, "applied_by": by}
    _begin(register_import, Step.APPLY, after=Step.READ, at=at, **changed)
    return register_import


@transaction.atomic
def undo_import(*, register_import: RegisterImport, by: Any, at: datetime) -> RegisterImport:
    """Have what an applied import changed set back, in the background, except where it was changed since.

    Raises NotPermitted, and WrongState where it is not applied or another import is at work.
    """
    _check_may("partnerships.undo_registerimport", by)
    _begin(register_import, Step.UNDO, after=Step.APPLY, at=at, undone_by=by)
    return register_import


def _begin(register_import: RegisterImport, step: Step, *, after: Step, at: datetime, **changed: Any) -> None:
    """Queue a step by compare-and-swap: of two clicks, one begins it."""
    if not register_import.file:
        raise WrongState(_("The file and rows of this import were deleted after a year. Import the register again."))
    at_work = RegisterImport.objects.filter(
        step__in=[Step.APPLY, Step.UNDO], state__in=[WorkState.QUEUED, WorkState.RUNNING]
    )
    if at_work.exclude(pk=register_import.pk).exists():
        raise WrongState(_("Another import is at work. Wait until it is done"))
    begun = {"state": WorkState.QUEUED, "step": step, "attempts": 0, "position": 0, "done": 0, "next_attempt_at": at}
    for name, value in (begun | changed).items():
        setattr(register_import, name, value)
    total = rows_to_do(register_import).count()
    ready = RegisterImport.objects.filter(pk=register_import.pk, step=after, state=WorkState.DONE)
    if not ready.update(**begun, **changed, total=total):
        raise WrongState(_("Somebody else was quicker: this has already changed."))
    register_import.total = total
    _ring(register_import, by=register_import.undone_by if step == Step.UNDO else register_import.applied_by)


@transaction.atomic
def resume_import(*, register_import: RegisterImport, by: Any, at: datetime) -> RegisterImport:
    """Go on with a step that failed, from where it stopped. Raises NotPermitted, WrongState."""
    _check_may("partnerships.apply_registerimport", by)
    if not register_import.file:
        raise WrongState(_("The file and rows of this import were deleted after a year. Import the register again."))
    failed = RegisterImport.objects.filter(pk=register_import.pk, state=WorkState.FAILED)
    if not failed.update(state=WorkState.QUEUED, attempts=0, error="", next_attempt_at=at):
        raise WrongState(_("This import has not failed"))
    _ring(register_import, by=by)
    register_import.refresh_from_db()
    return register_import


def _ring(register_import: RegisterImport, *, by: Any) -> None:
    """Tell a worker, unless it is the command line, which does the work itself."""
    from partnerships.tasks import work_on_import

    if by is not None:
        ring(work_on_import, import_id=register_import.pk)


def work_on_import(*, import_id: int, now: Clock) -> None:
    """Do the step an import waits for, if no other worker does. Safe to call twice, and to be killed anywhere.

    What cannot succeed is given up with words a person can read; what may later, is put back.
    """
    held = RegisterImport.objects.claim(import_id, at=now(), lease=LEASE)
    if held is None:
        return
    try:
        if held.attempts > MOST_ATTEMPTS:
            held.give_up(error=_("It stopped {count} times. Press “Go on” to try again").format(count=MOST_ATTEMPTS))
        else:
            STEPS[Step(held.step)](held, now=now)
    except HoldLost:
        log.warning("import_taken_over", import_id=import_id)
    except WrongFile as problem:
        held.give_up(error=str(problem))
    except OperationalError:
        log.warning("import_put_back", import_id=import_id, exc_info=True)
        held.try_again(at=now() + LATER, error=_("The database was busy"))
    except StorageAway:
        log.warning("import_put_back", import_id=import_id, exc_info=True)
        held.try_again(at=now() + LATER, error=_("The file storage did not answer"))
    except Exception:
        log.exception("import_failed", import_id=import_id)
        held.refresh_from_db(fields=["done"])
        held.give_up(
            error=_("Something went wrong after {count} rows. What was done so far stands").format(count=held.done)
        )
    else:
        log.info("import_step_done", import_id=import_id, step=held.step, rows=held.done)


@sequels.after("register.applied", "register.undone")
def tell_starter(register_import: RegisterImport, *, by: Any, at: datetime) -> None:
    """Tell whoever had an import applied or undone that it is done; nobody where the command line did it."""
    if by is None:
        return
    words = _("Import undone: {file}") if register_import.step == Step.UNDO else _("Imported: {file}")
    notify(
        people=[by],
        kind="import",
        title=words.format(file=register_import.original_name),
        url=register_import.get_absolute_url(),
        key=f"import:{register_import.pk}:{register_import.step}",
        at=at,
        sight=Sight("administrators"),
    )


def requeue_imports(*, at: datetime) -> int:
    """Ring again for every import that waits or whose worker was killed; return how many."""
    from partnerships.tasks import work_on_import

    waiting = list(RegisterImport.objects.claimable(at - PATIENCE).values_list("pk", flat=True))
    for key in waiting:
        ring(work_on_import, import_id=key)
    return len(waiting)
