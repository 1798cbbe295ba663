import re

from django.db import migrations


ONCE_BY_ITS_DAYS = r"^[0-9]+ (working|calendar) days before(, )?"


def name_by_the_round_alone(apps, schema_editor):
    """A reminder's days may change: what tells two apart is how often it was cancelled."""
    letters = apps.get_model("notices", "Letter").objects.filter(
        kind__in=["declare_interests", "read_pack"], occasion__regex=ONCE_BY_ITS_DAYS
    )
    for letter in letters.iterator():
        letter.occasion = re.sub(ONCE_BY_ITS_DAYS, "", letter.occasion)
        letter.save(update_fields=["occasion"])


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0013_reminder_periods'),
        ('notices', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(name_by_the_round_alone, migrations.RunPython.noop),
    ]
