"""Encrypt the secrets of authenticator apps and the seeds of recovery codes that are still in the clear."""

from django.db import migrations


def encrypt(apps, schema_editor):
    from psp.core.second_factors import renewed

    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn").iterator():
        row.data = renewed(row.data)
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0018_notices_that_are_closed"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
