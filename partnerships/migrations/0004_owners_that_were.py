"""Let an ownership that ends be kept with its day, and bring back those that the history says have ended."""

from django.db import migrations, models


def bring_back_former_owners(apps, schema_editor):
    """Add a row for each owner the history says was removed, where one organisation alone has the name."""
    organisations = apps.get_model("partnerships", "Organisation").objects
    owners = apps.get_model("partnerships", "VehicleMember").objects
    said = apps.get_model("partnerships", "Activity").objects.filter(verb="vehicle_member.removed")
    for entry in said.order_by("at").values("target_id", "mapped_changes", "at").iterator():
        name = (entry["mapped_changes"].get("member") or [None])[0] if isinstance(entry["mapped_changes"], dict) else None
        found = list(organisations.filter(name=name).values_list("pk", flat=True)[:2]) if name else []
        if len(found) != 1 or not organisations.filter(pk=entry["target_id"]).exists():
            continue
        owners.get_or_create(
            vehicle_id=entry["target_id"], member_id=found[0], defaults={"left_on": entry["at"].date()}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0003_activity_changes_in_rows"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            # The table is there already: it joined vehicles and members.
            state_operations=[
                migrations.CreateModel(
                    name="VehicleMember",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "vehicle",
                            models.ForeignKey(
                                db_column="from_organisation_id",
                                on_delete=models.deletion.CASCADE,
                                related_name="ownerships",
                                to="partnerships.organisation",
                                verbose_name="vehicle",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_column="to_organisation_id",
                                on_delete=models.deletion.CASCADE,
                                related_name="owned",
                                to="partnerships.organisation",
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "owner of a vehicle",
                        "verbose_name_plural": "owners of vehicles",
                        "db_table": "partnerships_organisation_members",
                        "ordering": ["pk"],
                        "unique_together": {("vehicle", "member")},
                    },
                ),
                migrations.AlterField(
                    model_name="organisation",
                    name="members",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="vehicles",
                        through="partnerships.VehicleMember",
                        through_fields=("vehicle", "member"),
                        to="partnerships.organisation",
                        verbose_name="owners",
                    ),
                ),
            ],
            database_operations=[],
        ),
        migrations.AddField(
            model_name="vehiclemember",
            name="left_on",
            field=models.DateField(blank=True, null=True, verbose_name="owner until"),
        ),
        migrations.RunPython(bring_back_former_owners, migrations.RunPython.noop),
    ]
