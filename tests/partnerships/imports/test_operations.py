"""Starting, applying and undoing imports: once each, by administrators, whatever happens to the workers."""

import io
from contextlib import suppress
from datetime import timedelta

import pytest

from partnerships.imports import operations
from partnerships.imports.operations import (
    apply_import,
    requeue_imports,
    resume_import,
    start_import,
    undo_import,
    work_on_import,
)
from partnerships.models import Activity, ImportRow, Organisation, RegisterImport
from partnerships.register_apply import operations as applying
from partnerships.register_preview import operations as reading
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.conftest import NOON
from tests.factories.register import HEADINGS, a_file, a_row
from tests.partnerships.imports.steps import CLOCK, Clock, applied, preview, undone, upload, work

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)
FIVE = [a_row(f"SC{n}", Charity_Name=f"Charity {n}") for n in range(1, 6)]


class Killed(BaseException):
    """What a worker meets that is killed: nothing it could catch."""


class DyingClock(Clock):
    """A clock of a worker that dies when it has looked at it so many times."""

    def __init__(self, looks):
        super().__init__(CLOCK())
        self.looks = looks

    def __call__(self):
        self.looks -= 1
        if self.looks < 0:
            raise Killed
        return super().__call__()


@pytest.fixture
def small_chunks(monkeypatch):
    """Two rows in a transaction, so that a worker can die between two chunks."""
    monkeypatch.setattr(applying, "CHUNK", 2)
    monkeypatch.setattr(reading, "CHUNK", 2)


def test_only_administrators_import(ada, otto, pat):
    for person in (otto, pat):
        with pytest.raises(NotPermitted, match="Only administrators can do this"):
            upload(by=person)
    found = work(upload(by=ada))
    for refused in (apply_import, undo_import, resume_import):
        more = {"close_gone": False} if refused is apply_import else {}
        with pytest.raises(NotPermitted):
            refused(register_import=found, by=otto, at=NOON, **more)
    assert RegisterImport.objects.visible_to(otto).count() == ImportRow.objects.visible_to(otto).count() == 0
    assert RegisterImport.objects.visible_to(ada).get() == found


def test_a_file_is_kept_privately_with_its_hash_and_queued(ada, tmp_path):
    found = upload(by=ada)
    assert (found.state, found.step, found.size, len(found.sha256)) == ("queued", "read", len(a_file().getvalue()), 64)
    assert found.file.name.startswith("register/")
    assert "register.csv" not in found.file.name
    with found.file.open() as stored:
        assert stored.read() == a_file().getvalue()
    assert Activity.objects.get().verb == "register.uploaded"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (io.BytesIO(b""), "The file is empty"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00"), "This is not a CSV file in UTF-8"),
        (a_file(headings=HEADINGS[1:]), "This column is missing from the first row: Charity Number"),
        (io.BytesIO(a_file().getvalue().splitlines()[0]), "The file has headings and no rows"),
    ],
)
def test_a_wrong_file_is_refused_at_once_and_nothing_is_kept(ada, file, words):
    with pytest.raises(Invalid) as refusal:
        start_import(register="oscr", file=file, name="x.csv", by=ada, at=NOON)
    assert words in refusal.value.errors["file"]
    assert not RegisterImport.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(ada, monkeypatch):
    monkeypatch.setattr(operations, "LARGEST_UPLOAD", 1 << 20)
    with pytest.raises(Invalid, match="Choose a file of at most 1 MB"):
        start_import(register="oscr", file=io.BytesIO(b"x" * (1 << 20) + b"x"), name="x", by=ada, at=NOON)


def test_a_file_that_breaks_off_further_down_fails_in_words():
    content = a_file(*FIVE).getvalue() + b'"SC000009,' + b"x" * 200_000
    found = work(upload(file=io.BytesIO(content)))
    assert (found.state, found.error) == (
        "failed",
        "The file cannot be read beyond row 6: a quotation mark is never closed",
    )


def test_an_import_is_applied_once_however_often_it_is_asked_for():
    found = preview(*FIVE)
    apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    with pytest.raises(WrongState, match="Somebody else was quicker"):
        apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    for _ in range(2):
        work_on_import(import_id=found.pk, now=CLOCK)
    with pytest.raises(WrongState):
        apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    assert Organisation.objects.count() == 5
    assert list(Activity.objects.values_list("verb", flat=True)).count("register.applied") == 1


def test_nothing_is_applied_before_it_is_read_or_undone_before_it_is_applied():
    found = upload()
    with pytest.raises(WrongState):
        apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    with pytest.raises(WrongState):
        undo_import(register_import=work(found), by=None, at=CLOCK())
    with pytest.raises(WrongState):
        resume_import(register_import=found, by=None, at=CLOCK())


def test_the_same_file_is_refused_while_its_changes_stand():
    first = applied(preview(*FIVE))
    again = preview(*FIVE)
    with pytest.raises(Invalid, match="This file was applied on 3 June 2026"):
        apply_import(register_import=again, close_gone=False, by=None, at=CLOCK())
    undone(first)
    applied(preview(*FIVE))
    assert Organisation.objects.count() == 5


def test_the_same_file_may_catch_up_on_closing_those_gone_once():
    applied(preview(*FIVE))
    applied(preview(*FIVE[:4]))
    again = preview(*FIVE[:4])
    with pytest.raises(Invalid, match="This file was applied"):
        apply_import(register_import=again, close_gone=False, by=None, at=CLOCK())
    applied(again, close_gone=True)
    assert Organisation.objects.exclude(closed_on=None).count() == 1
    with pytest.raises(Invalid, match="This file was applied"):
        apply_import(register_import=preview(*FIVE[:4]), close_gone=True, by=None, at=CLOCK())


def test_an_older_file_may_be_applied_again_after_a_newer_one():
    applied(preview(a_row()))
    applied(preview(a_row(Charity_Name="Newer")))
    applied(preview(a_row()))
    assert Organisation.objects.get().name == "Example Befriending"


def test_a_preview_another_import_has_overtaken_is_refused():
    overtaken = preview(a_row(Charity_Name="Stale"))
    applied(preview(a_row()))
    with pytest.raises(Invalid, match="Upload the file again"):
        apply_import(register_import=overtaken, close_gone=False, by=None, at=CLOCK())


def test_two_imports_never_change_the_directory_at_once():
    one, other = preview(a_row()), preview(a_row(Charity_Name="Other"))
    apply_import(register_import=one, close_gone=False, by=None, at=CLOCK())
    with pytest.raises(WrongState, match="Another import is at work"):
        apply_import(register_import=other, close_gone=False, by=None, at=CLOCK())


@pytest.mark.parametrize("looks", range(2, 12))
def test_a_worker_killed_anywhere_is_followed_by_one_that_finishes(small_chunks, looks):
    found = preview(*FIVE)
    apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    with suppress(Killed):
        work_on_import(import_id=found.pk, now=DyingClock(looks))
    CLOCK.at += LATER
    found = work(found)
    assert (found.is_applied, found.done, found.total) == (True, 5, 5)
    assert Organisation.objects.count() == 5
    assert set(Organisation.objects.values_list("version", flat=True)) == {1}
    assert list(Activity.objects.values_list("verb", flat=True)).count("register.applied") == 1


def test_what_a_killed_worker_finished_is_not_done_again(small_chunks, monkeypatch):
    found = preview(*FIVE)
    apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    carried_out = applying._apply_chunk

    def die_at_the_second(rows, **more):
        if Organisation.objects.exists():
            raise Killed
        carried_out(rows, **more)

    monkeypatch.setattr(applying, "_apply_chunk", die_at_the_second)
    with pytest.raises(Killed):
        work_on_import(import_id=found.pk, now=CLOCK)
    monkeypatch.setattr(applying, "_apply_chunk", carried_out)
    found.refresh_from_db()
    first = set(Organisation.objects.values_list("pk", flat=True))
    assert (found.state, found.done, len(first)) == ("running", 2, 2)
    assert work(found).state == "running", "the lease has not run out"
    CLOCK.at += LATER
    assert work(found).is_applied
    assert first < set(Organisation.objects.values_list("pk", flat=True))


def test_a_worker_whose_import_was_taken_over_writes_nothing_more(small_chunks, monkeypatch):
    found = preview(*FIVE)
    apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    carried_out = applying._apply_chunk

    def be_overtaken(rows, **more):
        carried_out(rows, **more)
        RegisterImport.objects.update(lease_token="another worker")

    monkeypatch.setattr(applying, "_apply_chunk", be_overtaken)
    work_on_import(import_id=found.pk, now=CLOCK)
    found.refresh_from_db()
    assert (found.state, found.done, Organisation.objects.count()) == ("running", 2, 2)


def test_a_step_that_fails_says_so_and_can_go_on(small_chunks, monkeypatch):
    found = preview(*FIVE)
    apply_import(register_import=found, close_gone=False, by=None, at=CLOCK())
    carried_out = applying._apply_chunk

    def fail(rows, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(applying, "_apply_chunk", fail)
    found = work(found)
    assert (found.state, found.error) == ("failed", "Something went wrong after 0 rows. What was done so far stands")
    monkeypatch.setattr(applying, "_apply_chunk", carried_out)
    assert work(resume_import(register_import=found, by=None, at=CLOCK())).is_applied


def test_an_import_that_keeps_killing_its_workers_is_given_up():
    found = upload()
    RegisterImport.objects.update(attempts=operations.MOST_ATTEMPTS)
    assert work(found).error == "It stopped 5 times. Press “Go on” to try again"


def test_the_bell_is_rung_again_for_what_waits_or_was_left_behind():
    waiting, held, done = upload(), upload(), preview(a_row())
    RegisterImport.objects.filter(pk=held.pk).update(state="running", lease_until=CLOCK() - LATER)
    assert requeue_imports(at=CLOCK() + operations.PATIENCE) == 2
    assert work(waiting).is_previewed
    assert work(held).is_previewed
    assert requeue_imports(at=CLOCK() + LATER) == 0
    assert done.is_previewed
