from django.db import migrations, models


def note_when_accounts_were_closed(apps, schema_editor):
    """Give closed accounts the moment the history says they were closed, or that of their last change where it says none."""
    person, kind = apps.get_model("partnerships", "User"), apps.get_model("contenttypes", "ContentType")
    entries = apps.get_model("partnerships", "Activity").objects.filter(
        verb="person.deactivated",
        target_type__in=kind.objects.filter(app_label="partnerships", model="user"),
        target_id=models.OuterRef("pk"),
    )
    closed_at = models.functions.Coalesce(models.Subquery(entries.order_by("-at").values("at")[:1]), "updated_at")
    person.objects.filter(is_active=False).update(closed_at=closed_at)


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0022_confirmed_storage_looks"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="closed"),
        ),
        migrations.RunPython(note_when_accounts_were_closed, migrations.RunPython.noop),
    ]
