from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_the_day_of_the_state(apps, schema_editor):
    """What has stopped already stopped on the day its state began."""
    partnerships, spells = (apps.get_model("partnerships", name) for name in ("Partnership", "Spell"))
    stopped = spells.objects.filter(partnership=OuterRef("pk"), state="stopped").order_by("-pk")
    partnerships.objects.filter(state="stopped").update(stopped_on=Subquery(stopped.values("began_on")[:1]))


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="partnership",
            name="stopped_on",
            field=models.DateField(editable=False, null=True, verbose_name="stopped"),
        ),
        migrations.RunPython(take_the_day_of_the_state, migrations.RunPython.noop),
    ]
