from django.db import migrations


def empty_reasons(apps, schema_editor):
    """Take the free text from bids whose papers are deleted already. That there was a reason says how the bid counted."""
    bids = apps.get_model("procurement", "Bid").objects.exclude(papers_deleted_at=None)
    bids.exclude(belated_reason="").update(belated_reason="Deleted with the papers")


class Migration(migrations.Migration):
    dependencies = [("procurement", "0013_one_reading_a_day")]

    operations = [migrations.RunPython(empty_reasons, migrations.RunPython.noop)]
