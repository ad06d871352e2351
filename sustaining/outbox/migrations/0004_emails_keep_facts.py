from django.db import migrations, models

from sustaining.common.migrations import Migration as LargeMigration


class Migration(LargeMigration):
    """A mail names its kind and keeps the facts by which it is asked again. Mails written before keep none."""

    dependencies = [("outbox", "0003_history_is_indexed_by_its_row_alone")]

    operations = [
        migrations.RenameField(model_name="email", old_name="template", new_name="kind"),
        migrations.AlterField(
            model_name="email",
            name="kind",
            field=models.CharField(max_length=60, help_text="The name of its EmailKind."),
        ),
        migrations.AddField(
            model_name="email",
            name="facts",
            field=models.JSONField(
                default=dict,
                db_default={},
                blank=True,
                editable=False,
                help_text="Keys, days and numbers by which its kind is asked again, before it goes, whether it is still true.",
            ),
        ),
    ]
