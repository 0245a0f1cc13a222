import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0002_partnership_stopped_on"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        # Entries made before keep what they say, in format 1: their hashes cover it.
        migrations.RenameField(model_name="activity", old_name="changes", new_name="mapped_changes"),
        migrations.AlterField(
            model_name="activity",
            name="mapped_changes",
            field=models.JSONField(blank=True, default=dict, verbose_name="changes, in format 1"),
        ),
        migrations.AddField(
            model_name="activity",
            name="format",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="format"),
        ),
        migrations.CreateModel(
            name="ChangedField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("record_id", models.BigIntegerField(null=True)),
                ("record_label", models.CharField(blank=True, max_length=300, verbose_name="of what")),
                ("field", models.CharField(max_length=300, verbose_name="field")),
                ("before", models.TextField(null=True, verbose_name="before")),
                ("after", models.TextField(null=True, verbose_name="after")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="partnerships.activity",
                    ),
                ),
                (
                    "record_type",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "verbose_name": "changed field",
                "verbose_name_plural": "changed fields",
                "ordering": ["activity_id", "position"],
                "indexes": [models.Index(fields=["record_type", "record_id"], name="changed_fields_of_record")],
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "position"), name="changed_field_in_its_place")
                ],
            },
        ),
    ]
