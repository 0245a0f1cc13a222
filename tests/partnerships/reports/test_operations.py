"""Asking for a report and making it, with workers that stop, come back and meet each other."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, OperationalError

from partnerships.activity.operations import broken_links
from partnerships.models import Activity, PersonRole, Report, StoragePairing
from partnerships.reports.operations import (
    ask_for_report,
    make_report,
    requeue_reports,
    retry_report,
    why_it_failed,
)
from partnerships.storage.operations import pair_storage
from psp.core.problems import NotPermitted, WrongState
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.reports import ReportFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TEXT = "text"


def ask(partnership, by, *, file_format=TEXT, at=NOON):
    return ask_for_report(
        partnership=partnership, kind="partnership", subject=partnership, format=file_format, by=by, at=at
    )


def make(report, at=NOON):
    made = make_report(report_id=report.pk, now=lambda: at)
    report.refresh_from_db()
    return made


def kept():
    """The names of all files of reports."""
    if not default_storage.exists("reports"):
        return []
    folders, _ = default_storage.listdir("reports")
    return [
        f"reports/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"reports/{folder}")[1]
    ]


@pytest.mark.parametrize(
    ("file_format", "begins", "has_pages"),
    [
        ("pdf", b"%PDF-1.7", True),
        ("large_print", b"%PDF-1.7", True),
        ("html", b"<!DOCTYPE html>", False),
        (TEXT, b"Manage public social partnerships", False),
    ],
)
def test_a_report_is_made_and_kept_with_its_hash(partnership, olivia, file_format, begins, has_pages):
    report = ask(partnership, olivia, file_format=file_format)
    assert (report.state, report.progress, report.where_it_is) == ("queued", 0, "Waiting for its turn")
    assert make(report, NOON + MINUTE) is True
    with report.file.open("rb") as file:
        content = file.read()
    assert content.startswith(begins)
    assert (report.sha256, report.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (report.state, report.progress, report.made_at, bool(report.pages)) == (
        "done",
        100,
        NOON + MINUTE,
        has_pages,
    )
    assert kept() == [report.file.name]


def test_who_did_what_stands_in_the_history(partnership, olivia):
    report = ask(partnership, olivia)
    make(report)
    found = list(Activity.objects.order_by("pk").values_list("verb", "actor__name", "target_label"))
    assert found == [
        ("report.asked_for", "Olivia Reid", "Partnership report: Kirkton Befriending"),
        ("report.made", "Olivia Reid", "Partnership report: Kirkton Befriending"),
    ]
    assert Activity.objects.get(verb="report.asked_for").note == "Plain text"
    made = Activity.objects.get(verb="report.made")
    assert changes_of(made) == {"file": [None, f"Plain text, SHA-256 {report.sha256}"]}
    assert broken_links() == []


def test_nobody_asks_for_a_report_on_what_they_cannot_see(partnership, otto):
    with pytest.raises(NotPermitted):
        ask(partnership, otto)
    assert (Report.objects.count(), Activity.objects.count()) == (0, 0)


def test_asked_for_again_while_it_is_being_made_it_is_the_same_report(partnership, olivia, pat):
    first = ask(partnership, olivia)
    assert ask(partnership, olivia, at=NOON + MINUTE) == first
    assert Report.objects.claim(first.pk, at=NOON) is not None
    assert ask(partnership, olivia, at=NOON + MINUTE) == first
    others = {ask(partnership, olivia, file_format="pdf").pk, ask(partnership, pat).pk, first.pk}
    assert (len(others), Activity.objects.filter(verb="report.asked_for").count()) == (3, 3)


def test_asked_for_again_when_it_is_made_it_is_a_new_report(partnership, olivia):
    first = ask(partnership, olivia)
    make(first)
    second = ask(partnership, olivia, at=NOON + MINUTE)
    make(second, NOON + MINUTE)
    assert second != first
    assert sorted(kept()) == sorted([first.file.name, second.file.name])


def test_a_report_is_made_once_however_often_a_worker_is_sent(partnership, olivia):
    report = ask(partnership, olivia)
    assert [make(report), make(report), make(report, NOON + timedelta(days=1))] == [True, False, False]
    assert (Activity.objects.filter(verb="report.made").count(), report.attempts) == (1, 1)


@pytest.mark.parametrize("is_own", [True, False])
def test_what_a_killed_worker_leaves_is_tidied_away_unless_a_copy_of_the_database_shares_the_storage(
    partnership, olivia, is_own
):
    pair_storage(at=NOON)
    if not is_own:
        StoragePairing.objects.update(turn="older", next_turn="")
    report = ask(partnership, olivia)
    Report.objects.claim(report.pk, at=NOON)
    # Killed after it kept its file and before it noted it.
    draft = default_storage.save(f"reports/{report.key[:2]}/{report.key}-1.txt", ContentFile(b"half a report"))
    assert make(report, NOON + 4 * MINUTE) is False
    assert make(report, NOON + 6 * MINUTE) is True
    assert (report.attempts, set(kept())) == (2, {report.file.name} | (set() if is_own else {draft}))


class Clock:
    """Tells one moment, and does something the first time it is asked after so many times."""

    def __init__(self, moment, *, after, do):
        self.moment, self.left, self.do = moment, after, do

    def __call__(self):
        self.left -= 1
        if self.left == -1:
            self.do()
        return self.moment


@pytest.mark.parametrize("asked", range(1, 6))
def test_a_worker_that_wakes_after_its_lease_writes_nothing_over_the_next_ones_work(partnership, olivia, asked):
    report = ask(partnership, olivia)
    clock = Clock(NOON, after=asked, do=lambda: make(report, NOON + 6 * MINUTE))
    assert make_report(report_id=report.pk, now=clock) is False
    report.refresh_from_db()
    assert (report.state, report.attempts, report.made_at) == ("done", 2, NOON + 6 * MINUTE)
    assert kept() == [report.file.name]
    assert Activity.objects.filter(verb="report.made").count() == 1


def test_a_report_that_stops_every_worker_is_given_up_and_says_so(partnership, olivia):
    report = ask(partnership, olivia)
    Report.objects.update(state="running", lease_until=NOON, attempts=5)
    assert make(report, NOON + MINUTE) is False
    assert (report.state, report.error) == (
        "failed",
        "The worker stopped each time it began. Tell an administrator, then try again",
    )
    retry_report(report=report, by=olivia, at=NOON + 2 * MINUTE)
    assert make(report, NOON + 2 * MINUTE) is True


def test_what_goes_wrong_is_said_in_words_and_can_be_tried_again(partnership, olivia, pat):
    report = ask(partnership, olivia)
    Report.objects.update(kind="gone")
    assert make(report) is False
    assert report.state == "failed"
    assert report.error == (
        "It stopped at the step “Reading the figures”: something it reads is missing or not as expected (KeyError). "
        "Try again; if it fails again, tell an administrator"
    )
    assert kept() == []
    Report.objects.update(kind="partnership")
    report.refresh_from_db()
    retry_report(report=report, by=pat, at=NOON + MINUTE)
    assert (report.state, report.asked_by, report.error, report.progress) == ("queued", pat, "", 0)
    assert make(report, NOON + MINUTE) is True
    assert [a.verb for a in Activity.objects.order_by("pk")] == ["report.asked_for", "report.retried", "report.made"]


def test_without_the_style_sheet_it_says_at_which_step_and_what_is_missing(partnership, olivia, settings, tmp_path):
    report = ask(partnership, olivia, file_format="pdf")
    settings.BASE_DIR = tmp_path
    assert make(report) is False
    words = "It stopped at the step “Laying the pages out”: a file that reports are made with is not installed."
    assert report.error.startswith(words)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (PermissionError("/secret/path"), "a library or the storage of files could not be used"),
        (MemoryError(), "the machine ran out of memory"),
        (DatabaseError("SELECT secret"), "the database refused"),
        (RuntimeError("secret"), "a problem nobody foresaw (RuntimeError)"),
    ],
)
def test_what_went_wrong_is_named_without_a_word_of_what_was_read(problem, words):
    assert why_it_failed(problem) == words


def test_a_busy_database_puts_it_back_for_a_while(partnership, olivia):
    report = ask(partnership, olivia)

    def busy():
        raise OperationalError("database is locked")

    assert make_report(report_id=report.pk, now=Clock(NOON, after=2, do=busy)) is False
    report.refresh_from_db()
    assert (report.state, report.error) == ("queued", "The database was busy")
    assert report.next_attempt_at == NOON + timedelta(seconds=30)


def test_who_lost_the_right_to_see_it_gets_no_report(partnership, olivia):
    report = ask(partnership, olivia)
    PersonRole.objects.filter(person=olivia).delete()
    partnership.members.filter(organisation__memberships__person=olivia).delete()
    assert make(report) is False
    assert report.error == "It was not made: what it is about is gone, or who asked for it may not see it any more"
    assert kept() == []


def test_only_a_failed_report_is_tried_again_and_only_by_who_may_read_it(partnership, olivia, otto):
    report = ask(partnership, olivia)
    with pytest.raises(WrongState):
        retry_report(report=report, by=olivia, at=NOON)
    Report.objects.update(state="failed")
    with pytest.raises(NotPermitted):
        retry_report(report=report, by=otto, at=NOON)
    ask(partnership, olivia)
    with pytest.raises(WrongState, match="being made already"):
        retry_report(report=report, by=olivia, at=NOON)


def test_the_bell_rings_again_for_what_was_left_behind_and_for_nothing_else():
    later = NOON + timedelta(hours=1)
    ReportFactory(next_attempt_at=NOON)  # its bell was lost
    ReportFactory(state="running", lease_until=NOON)  # its worker died
    ReportFactory(state="running", lease_until=later + MINUTE)
    ReportFactory(next_attempt_at=later - timedelta(seconds=14))  # its bell rang just now
    ReportFactory(state="failed")
    ReportFactory(state="done", file="reports/x", sha256="0" * 64, made_at=NOON)
    assert requeue_reports(at=later) == 2


def test_reports_are_visible_to_those_who_may_report_on_what_they_are_about(partnership, olivia, ada, otto, bo):
    mine, other = ask(partnership, olivia), ReportFactory()
    unknown = ReportFactory(partnership=partnership, kind="gone")
    assert set(Report.objects.visible_to(olivia)) == {mine}
    assert set(Report.objects.visible_to(bo)) == {mine}
    assert set(Report.objects.visible_to(otto)) == set()
    assert set(Report.objects.visible_to(ada)) == {mine, other}
    assert [olivia.has_perm("partnerships.view_report", row) for row in (mine, other, unknown)] == [True, False, False]


def test_who_asked_hears_that_it_is_ready(partnership, olivia):
    report = ask(partnership, olivia)
    make(report)
    notice = olivia.notices.get()
    assert (notice.kind, notice.title, notice.url) == (
        "report",
        "Your report is ready: Partnership report: Kirkton Befriending",
        report.get_absolute_url(),
    )
