"""Deadlines of 23:59 and 00:00 become the end of their day, which is what their readers took them for."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

LONDON = ZoneInfo("Europe/London")


def settle_deadlines(apps, schema_editor):
    Tender = apps.get_model("procurement", "Tender")
    rows = Tender.objects.exclude(submission_deadline=None).values_list("pk", "submission_deadline")
    for pk, deadline in list(rows):
        local = deadline.astimezone(LONDON)
        if (local.hour, local.minute) == (23, 59):
            day = local.date()
        elif (local.hour, local.minute) == (0, 0):
            # The instant stays what it was: midnight is over as the day before ends.
            day = local.date() - timedelta(days=1)
        else:
            continue
        Tender.objects.filter(pk=pk).update(submission_deadline=datetime.combine(day, time.max, tzinfo=LONDON))


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0002_draws"),
    ]

    operations = [migrations.RunPython(settle_deadlines, migrations.RunPython.noop)]
