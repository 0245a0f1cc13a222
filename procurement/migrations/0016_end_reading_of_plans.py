"""Whoever left an organisation reads its contingency plans no more, even if they come back: a reader names them again."""

from django.db import migrations


def end_reading(apps, schema_editor):
    membership_model = apps.get_model("partnerships", "Membership")
    for plan in apps.get_model("procurement", "ContingencyPlan").objects.all():
        members = membership_model.objects.filter(organisation=plan.organisation_id)
        plan.readers.remove(*plan.readers.exclude(pk__in=members.values("person")))


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0015_notices_in_plans"),
        ("partnerships", "0023_closed_accounts"),
    ]
    operations = [migrations.RunPython(end_reading, migrations.RunPython.noop)]
