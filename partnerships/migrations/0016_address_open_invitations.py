"""Open invitations to somebody with an account appear on their home page, and councils are asked to purchase from today on."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone


def address(apps, schema_editor):
    invitation_model, user_model = apps.get_model("partnerships", "Invitation"), apps.get_model("partnerships", "User")
    accounts = {email.lower(): pk for email, pk in user_model.objects.values_list("email", "pk")}
    for invitation in invitation_model.objects.filter(accepted_at=None, withdrawn_at=None, person=None):
        invitation.person_id = accounts.get(invitation.email.lower())
        if invitation.person_id:
            invitation.save(update_fields=["person"])
    invitation_model.objects.filter(accepted_by__isnull=False).update(person=F("accepted_by"))
    partnership_model = apps.get_model("partnerships", "Partnership")
    partnership_model.objects.filter(purchasers_asked_on=None).update(purchasers_asked_on=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0015_offer_memberships_and_roles"),
    ]
    operations = [migrations.RunPython(address, migrations.RunPython.noop)]
