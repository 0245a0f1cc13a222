from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0010_search_and_sort_keys"),
    ]

    operations = [
        migrations.RenameField(model_name="sentform", old_name="token", new_name="digest"),
        migrations.AddField(
            model_name="sentform",
            name="page",
            field=models.CharField(blank=True, max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="sentform", name="url", field=models.TextField(blank=True)),
        migrations.AddField(model_name="sentform", name="version", field=models.PositiveIntegerField(null=True)),
        migrations.AlterField(
            model_name="sentform", name="sent_at", field=models.DateTimeField(auto_now_add=True, db_index=True)
        ),
        migrations.AddIndex(
            model_name="sentform", index=models.Index(fields=["page", "version"], name="sent_form_of_a_page")
        ),
    ]
