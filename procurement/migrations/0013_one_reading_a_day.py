"""Hold the log of who read bids to one row for each person, bid, part and day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0012_name_plan_readers"),
    ]

    operations = [
        migrations.AlterField(model_name="reading", name="day", field=models.DateField(verbose_name="day")),
        migrations.AlterField(
            model_name="reading", name="read_at", field=models.DateTimeField(verbose_name="last read")
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                fields=("bid", "person", "part", "day"), name="one_reading_of_a_part_a_day"
            ),
        ),
    ]
