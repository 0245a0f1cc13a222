import re

from django.db import migrations, models

# The pages notices of an earlier version lead to, and to whom they are open.
SIGHTS = [
    (r"/tender/(\d+)/(?:bids|open|scoring/close|moderation/close|award/decide)/", "handlers"),
    (r"/tender/(\d+)/(?:interests|evaluators|scoring)/", "bids"),
    (r"/tender/(\d+)/moderation/", "scores"),
    (r"/tender/(\d+)/result/", "result"),
    (r"/tender/(\d+)/award/", "award"),
    (r"/conflicts/(\d+)/", "conflict"),
    (r"/contingency/(\d+)/", "contingency_plan"),
    (r"^/proposals/(\d+)/", "proposal"),
    (r"^/invitations/(\d+)/", "invitation"),
    (r"^/(?:verification|storage|organisations/register)/", "administrators"),
]


def say_to_whom_notices_are_open(apps, schema_editor):
    """Give notices written before the sight that new ones about the same pages get."""
    notice = apps.get_model("partnerships", "Notice")
    changed = []
    for row in notice.objects.only("pk", "url").iterator():
        for pattern, code in SIGHTS:
            found = re.search(pattern, row.url)
            if found:
                row.sight, row.subject_id = code, int(found.group(1)) if found.groups() else None
                changed.append(row)
                break
    notice.objects.bulk_update(changed, ["sight", "subject_id"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0017_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="not_sent_because",
            field=models.CharField(blank=True, max_length=200, verbose_name="not sent because"),
        ),
        migrations.AddField(
            model_name="notice",
            name="sight",
            field=models.CharField(blank=True, max_length=20, verbose_name="open to"),
        ),
        migrations.AddField(
            model_name="notice",
            name="subject_id",
            field=models.BigIntegerField(null=True, verbose_name="record"),
        ),
        migrations.RunPython(say_to_whom_notices_are_open, migrations.RunPython.noop),
    ]
