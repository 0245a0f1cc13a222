"""Say of the limit of the award notice that it runs from the award of the contract, where nobody has edited its words."""

from django.db import migrations

BEFORE = "Award decision to award notice"
AFTER = {
    "name": "Award of the contract to award notice",
    "note": "The award notice is published on Public Contracts Scotland at most this many days after the contract is awarded: "
    "the standstill has ended and no challenge is open.",
}


def say_from_when(apps, schema_editor):
    """Change the words of an unedited row; its figure stays."""
    apps.get_model("procurement", "TimeLimit").objects.filter(code="award_notice", name=BEFORE, version=1).update(**AFTER)


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0008_thresholds_by_duty"),
    ]

    operations = [migrations.RunPython(say_from_when, migrations.RunPython.noop)]
