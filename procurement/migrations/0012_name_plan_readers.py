"""Plans stay readable for the organisation's people of today who do not administer the service; conflicts of today are flagged.

Nobody was asked before these memberships were written down, so a tender that was closed to somebody stays closed until the
purchasing side has decided.
"""

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone

SIDE = ("purchaser", "evaluator")


def name_readers(apps, schema_editor):
    plan_model = apps.get_model("procurement", "ContingencyPlan")
    membership_model = apps.get_model("partnerships", "Membership")
    administers = Q(person__role="administrator") | Q(person__is_superuser=True)
    for plan in plan_model.objects.all():
        members = membership_model.objects.filter(organisation=plan.organisation_id, person__is_active=True)
        plan.readers.set(members.exclude(administers).values_list("person", flat=True))


def flag_conflicts(apps, schema_editor):
    conflict_model = apps.get_model("procurement", "Conflict")
    member_model, role_model = apps.get_model("partnerships", "Member"), apps.get_model("partnerships", "PersonRole")
    at = timezone.now()
    bidders = member_model.objects.filter(may_bid=True, left_on=None, partnership__roles__role__in=SIDE)
    bidders = bidders.exclude(organisation=F("partnership__purchasing_council")).distinct()
    for member in bidders:
        roles = role_model.objects.filter(
            partnership=member.partnership_id,
            role__in=SIDE,
            person__memberships__organisation=member.organisation_id,
        )
        for person in set(roles.values_list("person", flat=True)):
            conflict_model.objects.get_or_create(
                partnership_id=member.partnership_id,
                person_id=person,
                organisation_id=member.organisation_id,
                defaults={"closes": True, "found_at": at},
            )


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0011_readings_by_day"),
        ("partnerships", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(name_readers, migrations.RunPython.noop),
        migrations.RunPython(flag_conflicts, migrations.RunPython.noop),
    ]
