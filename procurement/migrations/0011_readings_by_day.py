"""Keep one row for each person, bid, part and day in the log of who read bids, and fold what is there."""

from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.models import Count, Max
from django.db.models.functions import TruncDate

LONDON = ZoneInfo("Europe/London")


def fold_readings(apps, schema_editor):
    """Let the newest row of each person, bid, part and day in London stand for all of them, with their number."""
    readings = apps.get_model("procurement", "Reading").objects
    days = readings.filter(day=None).annotate(on=TruncDate("read_at", tzinfo=LONDON)).order_by()
    groups = days.values("bid", "person", "part", "on").annotate(n=Count("pk"), last=Max("read_at"), newest=Max("pk"))
    for group in list(groups):
        readings.filter(pk=group["newest"]).update(day=group["on"], count=group["n"], read_at=group["last"])
    readings.filter(day=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0010_conflicts_and_plan_readers"),
    ]

    operations = [
        migrations.AddField(
            model_name="reading", name="day", field=models.DateField(null=True, verbose_name="day")
        ),
        migrations.AddField(
            model_name="reading",
            name="count",
            field=models.PositiveIntegerField(default=1, verbose_name="times"),
        ),
        migrations.RunPython(fold_readings, migrations.RunPython.noop),
    ]
