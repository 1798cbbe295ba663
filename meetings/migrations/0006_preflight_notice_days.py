"""Take over from the audit trail on which day notice of each meeting was last given."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("meetings", "0005_preflight"),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
            UPDATE meetings_gathering AS gathering
            SET notice_on = told.notice_on
            FROM (
                SELECT target_key, max((details ->> 'published_on')::date) AS notice_on
                FROM core_auditevent
                WHERE event = 'gathering.notice_given'
                GROUP BY target_key
            ) AS told
            WHERE told.target_key = gathering.id::text
              AND gathering.state <> 'draft'
            """,
            # The column goes with the migration before this one.
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
