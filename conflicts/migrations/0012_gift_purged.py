from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conflicts", "0011_rules_no_laxer")]

    operations = [
        migrations.AddField(
            model_name="giftoffer",
            name="purged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
