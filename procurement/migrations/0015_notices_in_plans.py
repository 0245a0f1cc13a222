"""Set the contract notice in each plan to the day it was published, not the day the tender stage started.

A plan whose tender was not published has it open again, and evaluation goes on until it is. Days that would not fit the
days around them stay as they are.
"""

from django.db import migrations
from django.db.models import Min
from django.utils import timezone

from psp.core.dates import london_date


def set_notices(apps, schema_editor):
    """Correct the milestone, the start of the time to write bids and the end of evaluation."""
    milestones = apps.get_model("partnerships", "Milestone").objects
    periods = apps.get_model("partnerships", "Period").objects
    out = apps.get_model("procurement", "Tender").objects.filter(published_at__lte=timezone.now())
    published = dict(out.order_by().values_list("partnership").annotate(first=Min("published_at")))
    done = milestones.filter(key="notice_published").exclude(done_on=None).select_related("partnership")
    for notice in done.order_by("pk"):
        rows = {row.key: row for row in periods.filter(partnership=notice.partnership_id)}
        evaluation, writing, moment = rows["evaluation"], rows["bid_writing"], published.get(notice.partnership_id)
        if moment is not None:
            day = london_date(moment)
            if not evaluation.starts_on <= day <= writing.until:
                continue
            milestones.filter(pk=notice.pk).update(done_on=day, planned_on=day)
            periods.filter(pk=writing.pk).update(began_on=day, starts_on=day)
            periods.filter(pk=evaluation.pk).exclude(over_on=None).update(over_on=day, until=day)
        elif rows["tender"].began_on is None and notice.partnership.state != "contract":
            milestones.filter(pk=notice.pk).update(done_on=None)
            periods.filter(pk=writing.pk).update(began_on=None)
            periods.filter(pk=evaluation.pk).update(over_on=None)


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0023_closed_accounts"),
        ("procurement", "0014_belated_reasons_go_with_papers"),
    ]

    operations = [migrations.RunPython(set_notices, migrations.RunPython.noop)]
