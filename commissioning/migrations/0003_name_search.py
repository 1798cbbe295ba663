"""Find the parts of a name as they are written, by an index.

The search without regard to accents reads every name that its index proposes through a
function; where thousands share a word ("surgery") that is slow.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("commissioning", "0002_plain_name_search")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX commissioning_org_upper_name ON commissioning_organisation"
            " USING gin (upper(name) gin_trgm_ops)",
            "DROP INDEX commissioning_org_upper_name",
        )
    ]
