from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from partnerships.models import Notice, OutgoingMail, SweepRun
from partnerships.notifications.operations import notify, save_preferences
from partnerships.reminders.operations import catch_up_reminders, send_digests, sweep_reminders
from psp.core import due
from psp.core.dates import LONDON
from psp.core.due import DueItem
from psp.core.notices import Sight
from tests.factories.refusing import refusing

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)
DAY = timedelta(days=1)


def morning(day=TODAY, hour=7, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def items(monkeypatch):
    """What is due, in a registry of this test's own."""
    found = []
    monkeypatch.setattr(due, "_kinds", {})

    @due.source("milestone", "Milestones")
    def milestones(first, last, person_id):
        return [item for item in found if first <= item.due_on <= last]

    return found


@pytest.fixture
def owed(items, partnership, pat, olivia):
    """Pat owes the MoU on 1 July; Olivia leads."""
    items.append(
        DueItem(
            "milestone",
            "milestone:1",
            "Sign the MoU",
            TODAY,
            "/mou/",
            partnership.pk,
            partnership.name,
            (pat.pk,),
            (olivia.pk,),
        )
    )
    return items


def test_an_administrator_stands_in_without_the_page_of_what_is_confidential(items, partnership, ada):
    secret = {"is_confidential": True, "sight": Sight("handlers", 1), "partnership_id": partnership.pk}
    items.append(DueItem("milestone", "milestone:1", "Open the bids", TODAY, "/bids/", **secret))
    sweep()
    notice = Notice.objects.visible_to(ada).get()
    assert (notice.title, notice.url) == ("Find somebody to act: Open the bids", partnership.url("partners"))


def test_nobody_is_led_to_a_page_that_is_confidential_and_not_theirs(items, partnership, ada, client):
    secret = {"is_confidential": True, "partnership_id": partnership.pk}
    items.append(DueItem("milestone", "milestone:1", "Write the contingency plan", TODAY, "/write/", **secret))
    sweep()
    notice = Notice.objects.visible_to(ada).get()
    assert (notice.title, notice.url) == (
        "Find somebody to act: Write the contingency plan",
        partnership.url("partners"),
    )
    client.force_login(ada)
    assert client.get(notice.url).status_code == 200


def sweep(day=TODAY):
    return sweep_reminders(today=day, at=morning(day))


def told():
    notices = Notice.objects.order_by("due_on", "-lead", "person__name").select_related("person")
    return [(notice.person.name, notice.lead) for notice in notices]


def test_the_facts_are_in_the_mail(owed, partnership, settings):
    settings.BASE_URL = "https://psp.example.org"
    sweep(TODAY - 28 * DAY)
    mail = OutgoingMail.objects.get()
    assert (mail.address, mail.subject) == ("pat@example.org", "Due in 28 days: Sign the MoU (Kirkton Befriending)")
    assert mail.text == (
        "Hello Pat Lennox,\n\nSign the MoU\n\nPartnership: Kirkton Befriending\nDue: 1 July 2026 (in 28 days, as of 3 June 2026)\n\n"
        "Open it here:\nhttps://psp.example.org/mou/\n\nManage public social partnerships\nhttps://psp.example.org\n"
        "To change what you are sent and when:\nhttps://psp.example.org/notifications/preferences/\n"
    )
    for fact in ("Sign the MoU", "Kirkton Befriending", "1 July 2026", "https://psp.example.org/mou/"):
        assert fact in mail.html
    assert mail.may_unsubscribe is True


def test_a_late_item_tells_the_leader_who_owes_it(owed):
    sweep(TODAY + 7 * DAY)
    assert told() == [("Olivia Reid", -7), ("Pat Lennox", -7)]
    to_olivia = OutgoingMail.objects.get(address="olivia@example.org")
    assert to_olivia.subject == "7 days late: Sign the MoU (Kirkton Befriending)"
    assert "\nOwed by Pat Lennox.\n" in to_olivia.text


def test_every_morning_from_a_month_before_to_a_month_after_tells_each_person_each_thing_once(owed):
    for offset in range(-35, 30):
        for _run in range(2):
            sweep(TODAY + offset * DAY)
    late = [(person, -7 * week) for week in (1, 2, 3, 4) for person in ("Olivia Reid", "Pat Lennox")]
    assert told() == [("Pat Lennox", lead) for lead in (28, 7, 1, 0)] + late
    assert OutgoingMail.objects.count() == Notice.objects.count() == 12
    assert not Notice.objects.filter(mail=None).exists()


def test_a_date_that_moved_is_a_new_date_to_be_reminded_of(owed):
    sweep(TODAY - DAY)
    owed[0] = DueItem("milestone", "milestone:1", "Sign the MoU", TODAY + 6 * DAY, "/", people=owed[0].people)
    sweep(TODAY + 5 * DAY)
    assert [(notice.due_on, notice.lead) for notice in Notice.objects.order_by("due_on")] == [
        (TODAY, 1),
        (TODAY + 6 * DAY, 1),
    ]


def test_a_sweep_killed_in_the_middle_is_completed_by_the_next_and_nothing_comes_twice(owed, pat, monkeypatch):
    owed.extend(
        DueItem("milestone", f"milestone:{n}", f"Step {n}", TODAY, "/", people=(pat.pk,)) for n in range(2, 501)
    )
    monkeypatch.setattr("partnerships.reminders.operations.BATCH", 100)
    with pytest.raises(KeyboardInterrupt), die_after(queries=25):
        sweep()
    assert 0 < Notice.objects.count() < 500
    assert Notice.objects.count() == OutgoingMail.objects.count()
    assert SweepRun.objects.get().finished_at is None
    assert catch_up_reminders(at=morning(hour=8, minute=10)) is True
    assert Notice.objects.count() == OutgoingMail.objects.count() == 500
    assert SweepRun.objects.get().finished_at == morning(hour=8, minute=10)


class die_after:  # noqa: N801  reads as what it does
    """End the work at a given query, as a kill would: nothing after it runs, what was committed stays."""

    def __init__(self, *, queries):
        self.left = queries

    def __enter__(self):
        self.wrapping = connection.execute_wrapper(self.execute)
        self.wrapping.__enter__()

    def __exit__(self, *problem):
        self.wrapping.__exit__(*problem)

    def execute(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left < 0 and not sql.startswith(("ROLLBACK", "SAVEPOINT", "RELEASE")):
            raise KeyboardInterrupt
        return execute(sql, params, many, context)


def test_after_days_of_downtime_one_notice_says_it_all(owed):
    sweep(TODAY - 30 * DAY)
    catch_up_reminders(at=morning(TODAY - DAY, hour=9))
    assert told() == [("Pat Lennox", 1)]


def test_the_catch_up_waits_for_seven_in_london_and_does_nothing_twice(owed):
    assert catch_up_reminders(at=morning(hour=6, minute=59)) is False
    assert told() == []
    assert catch_up_reminders(at=morning()) is True
    assert catch_up_reminders(at=morning(hour=8)) is False
    assert told() == [("Pat Lennox", 0)]


def test_somebody_whose_account_is_closed_gets_nothing(owed, pat):
    pat.is_active = False
    pat.save()
    sweep()
    assert told() == [("Olivia Reid", 0)]
    assert Notice.objects.get().detail == "Nobody is named for this."


@pytest.mark.parametrize(
    ("email", "on_site", "shown", "mails"),
    [
        ("immediate", True, 1, 1),
        ("immediate", False, 0, 1),
        ("daily", True, 1, 0),
        ("none", True, 1, 0),
        ("none", False, 0, 0),
    ],
)
def test_each_person_hears_as_they_chose(owed, pat, email, on_site, shown, mails):
    save_preferences(choices={"milestone": (email, on_site)}, by=pat, at=morning())
    sweep()
    assert (pat.notices.unread().count(), OutgoingMail.objects.count()) == (shown, mails)


def test_a_digest_gathers_once_a_day_what_is_late_what_comes_and_what_happened(owed, pat, partnership, settings):
    settings.BASE_URL = "https://psp.example.org"
    save_preferences(choices={"milestone": ("daily", True), "progress": ("daily", True)}, by=pat, at=morning())
    owed.append(DueItem("milestone", "milestone:2", "Name a leader", TODAY + 14 * DAY, "/leader/", people=(pat.pk,)))
    notify(
        people=[pat],
        kind="progress",
        title="The pilot has started",
        url="/p/",
        key="p",
        at=morning(),
        partnership=partnership,
    )
    day = TODAY + 7 * DAY
    sweep(day)
    assert send_digests(today=day, at=morning(day, minute=30)) == 1
    mail = OutgoingMail.objects.get(address="pat@example.org")
    assert mail.subject == "3 notices for you, 8 July 2026"
    assert mail.text.split("\n\nManage public")[0] == (
        "Hello Pat Lennox,\n\nLATE\n\nSign the MoU\nKirkton Befriending\n1 July 2026 (7 days late)\n"
        "https://psp.example.org/mou/\n\nCOMING UP\n\nName a leader\n15 July 2026 (in 7 days)\n"
        "https://psp.example.org/leader/\n\nNEWS\n\nThe pilot has started\nKirkton Befriending\nhttps://psp.example.org/p/"
    )
    assert send_digests(today=day, at=morning(day, hour=9)) == 0
    SweepRun.objects.update(digests_at=None)
    notify(people=[pat], kind="progress", title="It has ended", url="/p/", key="q", at=morning(day))
    assert send_digests(today=day, at=morning(day, hour=9)) == 0
    assert list(Notice.objects.to_be_mailed("daily").values_list("title", flat=True)) == ["It has ended"]
    next_day = day + DAY
    sweep(next_day)
    assert send_digests(today=next_day, at=morning(next_day, minute=30)) == 1


def test_a_digest_waits_for_the_reminders_it_gathers_and_is_caught_up_with_them(owed, pat):
    save_preferences(choices={"milestone": ("daily", True)}, by=pat, at=morning())
    assert send_digests(today=TODAY, at=morning(minute=30)) == 0
    catch_up_reminders(at=morning(hour=8, minute=10))
    assert [mail.kind for mail in OutgoingMail.objects.all()] == ["digest"]


def test_a_source_that_fails_keeps_nobody_from_the_rest_and_is_asked_again(owed, pat, olivia, caplog):
    save_preferences(choices={"milestone": ("daily", True)}, by=pat, at=morning())
    broken = [True]

    @due.source("indicator", "Indicators")
    def indicators(first, last, person_id):
        if broken:
            raise ZeroDivisionError
        return [DueItem("indicator", "indicator:1", "Send the return", TODAY, "/", people=(olivia.pk,))]

    sweep()
    assert (told(), SweepRun.objects.get().finished_at) == ([("Pat Lennox", 0)], None)
    assert "due_items_failed" in caplog.text
    assert send_digests(today=TODAY, at=morning(hour=11, minute=59)) == 0
    assert send_digests(today=TODAY, at=morning(hour=12)) == 1
    broken.clear()
    assert catch_up_reminders(at=morning(hour=13, minute=10)) is True
    assert told() == [("Olivia Reid", 0), ("Pat Lennox", 0)]
    assert SweepRun.objects.get().finished_at == morning(hour=13, minute=10)


def test_with_nothing_waiting_there_is_no_digest(owed):
    sweep(TODAY + DAY)
    assert send_digests(today=TODAY + DAY, at=morning(TODAY + DAY, minute=30)) == 0
    assert OutgoingMail.objects.count() == 0


def test_a_sweep_asks_the_database_no_more_for_a_batch_than_for_one_item(items, pat, olivia):
    asked = []
    for days, count in enumerate((1, 3, 50)):
        items[:] = [
            DueItem("milestone", f"milestone:{n}", f"Step {n}", TODAY + days * DAY, "/", people=(pat.pk, olivia.pk))
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            sweep(TODAY + days * DAY)
        asked.append(sum(query["sql"].startswith("SELECT") for query in queries))
    assert (len(set(asked)), Notice.objects.count()) == (1, 2 * (1 + 3 + 50))


def test_a_reminder_that_fails_holds_up_no_other_and_is_sent_later(owed, pat, partnership):
    broken = {"partnership_id": partnership.pk, "people": (pat.pk,)}
    owed.insert(0, DueItem("milestone", "milestone:0", "Broken", TODAY, "/broken/", **broken))
    with refusing("INSERT", "partnerships_notice", "Broken"), capture_logs() as lines:
        sweep()
    assert list(Notice.objects.values_list("title", flat=True)) == ["Sign the MoU"]
    assert [line["record"] for line in lines if line["event"] == "reminder_failed"] == ["milestone:0"]
    assert SweepRun.objects.get().finished_at is None
    catch_up_reminders(at=morning(hour=9))
    assert sorted(Notice.objects.values_list("title", flat=True)) == ["Broken", "Sign the MoU"]
    assert SweepRun.objects.get().finished_at is not None


def test_a_digest_that_fails_holds_up_no_other_and_is_sent_later(items, pat, olivia):
    for person in (pat, olivia):
        save_preferences(choices={"progress": ("daily", True)}, by=person, at=morning())
        notify(people=[person], kind="progress", title="The pilot began", url="/", key="began", at=morning(hour=6))
    sweep()
    with refusing("INSERT", "partnerships_outgoingmail", "olivia@example.org"):
        assert send_digests(today=TODAY, at=morning(minute=30)) == 1
    assert [mail.address for mail in OutgoingMail.objects.all()] == ["pat@example.org"]
    catch_up_reminders(at=morning(hour=9))
    assert sorted(OutgoingMail.objects.values_list("address", flat=True)) == ["olivia@example.org", "pat@example.org"]
