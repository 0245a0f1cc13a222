"""A deadline for bids from what is typed to the database and back to every place that shows it."""

import csv
import importlib
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from icalendar import Calendar

from partnerships.models import Notice, OutgoingMail
from partnerships.reminders.operations import sweep_reminders
from procurement import migrations
from procurement.models import Tender
from procurement.publication.operations import amend_tender
from procurement.timetable.operations import edit_dates
from psp.core.dates import LONDON
from psp.core.moments import MIDDAY, Moment
from psp.core.problems import Invalid
from tests.conftest import NOON
from tests.procurement.timetable.test_views import DATES, typed

APRIL_13, APRIL_14 = date(2027, 4, 13), date(2027, 4, 14)
MIDNIGHT = datetime(2027, 4, 14, 0, 0, tzinfo=LONDON)


def the_migration():
    """Return the migration that settles deadlines, whatever its number."""
    (file,) = Path(migrations.__file__).parent.glob("*_end_of_day_deadlines.py")
    return importlib.import_module(f"procurement.migrations.{file.stem}")


@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        ("midday", Moment.at(APRIL_13, MIDDAY)),
        ("12 noon", Moment.at(APRIL_13, MIDDAY)),
        ("17.00", Moment.at(APRIL_13, MIDDAY.replace(hour=17))),
        ("11:59pm", Moment.end(APRIL_13)),
    ],
)
def test_what_is_typed_is_what_the_form_and_the_pages_show(clock, moment, tender, signed_in, pat, figures):
    client = signed_in(pat)
    assert client.post(tender.url("edit_tender_dates"), typed(DATES, submission_deadline_time=clock)).status_code == 302
    tender.refresh_from_db()
    assert (tender.deadline, tender.deadline.kind) == (moment, moment.kind)
    form = client.get(tender.url("edit_tender_dates")).content.decode()
    assert f'name="submission_deadline_time" type="text" value="{moment.clock_words}"' in form
    for page in ("tender_dates", "tender"):
        shown = client.get(tender.url(page)).content.decode()
        assert ("13 April 2027" in shown, moment.clock_words in shown, "midnight" in shown) == (True, True, False)
    rows = csv.DictReader(io.StringIO(client.get("/tenders/?format=csv").getvalue().decode("utf-8-sig")))
    assert [row["Deadline for bids"] for row in rows] == [moment.text]


def test_midnight_is_refused_beside_its_time_and_what_was_typed_stays(tender, signed_in, pat, figures):
    dates = DATES | {"submission_deadline": (9, 3, 2027)}
    answer = signed_in(pat).post(tender.url("edit_tender_dates"), typed(dates, submission_deadline_time="00:00"))
    page = answer.content.decode()
    assert (answer.status_code, "Use 11:59pm on 8 March or midday on 9 March" in page) == (422, True)
    assert 'href="#id_submission_deadline_3"' in page
    assert 'name="submission_deadline_time" type="text" value="00:00"' in page
    assert Tender.objects.get().version == 1


def test_midnight_is_refused_by_the_operations_too(tender, pat, figures):
    change = {"changes": {"submission_deadline": MIDNIGHT}, "by": pat, "at": NOON}
    words = "Use 11:59pm on 13 April or midday on 14 April"
    with pytest.raises(Invalid, match=words):
        edit_dates(tender=tender, expected_version=tender.version, **change)


def test_midnight_is_refused_in_an_amendment_too(published, pat, figures):
    change = {"changes": {"submission_deadline": MIDNIGHT}, "by": pat, "at": datetime(2026, 3, 10, 12, tzinfo=UTC)}
    with pytest.raises(Invalid, match="Use 11:59pm on 13 April or midday on 14 April"):
        amend_tender(tender=published, reason="More time", expected_version=published.version, **change)


@pytest.mark.parametrize(
    "stored", [datetime(2027, 4, 13, 23, 59, tzinfo=LONDON), MIDNIGHT, datetime(2027, 4, 13, 23, 59, 30, tzinfo=LONDON)]
)
def test_deadlines_stored_before_read_as_the_end_of_their_day(stored, tender):
    Tender.objects.filter(pk=tender.pk).update(submission_deadline=stored)
    assert Tender.objects.get().deadline == Moment.end(APRIL_13)
    the_migration().settle_deadlines(apps, connection.schema_editor)
    settled = Tender.objects.get()
    assert settled.submission_deadline == Moment.end(APRIL_13).as_datetime()
    assert not settled.deadline_has_passed(datetime(2027, 4, 13, 23, 59, 40, tzinfo=LONDON))
    assert settled.deadline_has_passed(MIDNIGHT)


def test_a_time_of_day_stays_as_it_was_stored(tender):
    at = datetime(2027, 4, 13, 11, tzinfo=UTC)
    Tender.objects.filter(pk=tender.pk).update(submission_deadline=at)
    the_migration().settle_deadlines(apps, connection.schema_editor)
    assert Tender.objects.get().submission_deadline == at


def test_a_saved_deadline_is_settled_whatever_saved_it(tender):
    tender.submission_deadline = Moment.end(APRIL_13)
    tender.save()
    assert tender.submission_deadline == Tender.objects.get().submission_deadline == Moment.end(APRIL_13).as_datetime()
    tender.submission_deadline = MIDNIGHT
    tender.save()
    assert Tender.objects.get().submission_deadline == Moment.end(APRIL_13).as_datetime()
    assert Tender.objects.filter(submission_deadline__lt=MIDNIGHT).exists()
    assert not Tender.objects.filter(submission_deadline__gte=MIDNIGHT).exists()


def test_the_time_reaches_the_calendar_the_notice_and_the_mail(published, signed_in, pat):
    published.submission_deadline = datetime(2026, 4, 14, 11, tzinfo=UTC)
    published.save()
    sweep_reminders(today=date(2026, 4, 13), at=datetime(2026, 4, 13, 6, tzinfo=UTC))
    notice = Notice.objects.get(person=pat, kind="tender_deadline")
    assert (notice.due.words, notice.due_when_told) == ("14 April 2026 at midday", "due tomorrow at midday")
    mail = OutgoingMail.objects.get(kind="tender_deadline", person=pat)
    assert mail.subject.startswith("Due tomorrow at midday: Bids are due")
    assert "Due: 14 April 2026 at midday (due tomorrow at midday, as of 13 April 2026)" in mail.text
    file = signed_in(pat).get(f"/partnerships/{published.partnership_id}/timeline/dates.ics").content
    (event,) = [
        event for event in Calendar.from_ical(file).walk("VEVENT") if str(event["uid"]).startswith("tender_deadline-")
    ]
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event["dtstart"].to_ical() == b"20260414T120000"
