"""Registers of any length: who held what as one view, and parts of names by an index."""

from django.db import migrations, models


OFFICES = """
CREATE VIEW conflicts_office AS
  SELECT 'committees.Appointment:' || a.id || ':' || coalesce(o.organisation_id, 0) AS key,
         'committees.Appointment' AS kind, a.id AS row, a.person_id, o.organisation_id,
         c.id AS committee_id, NULL::bigint AS practice_id,
         a.from_on, least(a.to_on, c.disestablished_on) AS to_on,
         s.title::text AS words, '' AS capacity, '' AS band, false AS can_commit
    FROM committees_appointment a
    JOIN committees_seat s ON s.id = a.seat_id
    JOIN committees_committee c ON c.id = s.committee_id
    LEFT JOIN committees_committee_organisations o ON o.committee_id = c.id
UNION ALL
  SELECT 'committees.Deputy:' || d.id || ':' || coalesce(o.organisation_id, 0),
         'committees.Deputy', d.id, d.person_id, o.organisation_id,
         c.id, NULL::bigint,
         d.from_on, least(d.to_on, c.disestablished_on),
         s.title::text, '', '', false
    FROM committees_deputy d
    JOIN committees_seat s ON s.id = d.seat_id
    JOIN committees_committee c ON c.id = s.committee_id
    LEFT JOIN committees_committee_organisations o ON o.committee_id = c.id
UNION ALL
  SELECT 'commissioning.Post:' || p.id,
         'commissioning.Post', p.id, p.person_id, p.organisation_id,
         NULL::bigint, NULL::bigint, p.from_on, p.to_on,
         p.role::text, '', '', false
    FROM commissioning_post p
UNION ALL
  SELECT 'conflicts.Position:' || p.id,
         'conflicts.Position', p.id, p.person_id, p.organisation_id,
         NULL::bigint, p.practice_id, p.from_on, p.to_on,
         p.title::text, p.capacity::text, p.band::text, p.can_commit
    FROM conflicts_position p
"""


class Migration(migrations.Migration):

    # The extension for the search by parts of a word is made in core.
    dependencies = [
        ("core", "0001_initial"),
        ("commissioning", "0001_initial"),
        ("committees", "0001_initial"),
        ("conflicts", "0002_national_rule_sets"),
    ]

    operations = [
        migrations.RunSQL(OFFICES, "DROP VIEW conflicts_office"),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("row", models.BigIntegerField()),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("words", models.TextField()),
                ("capacity", models.TextField()),
                ("band", models.TextField()),
                ("can_commit", models.BooleanField()),
            ],
            options={"db_table": "conflicts_office", "managed": False},
        ),
        migrations.RunSQL(
            "CREATE INDEX conflicts_interest_unlisted ON conflicts_interest"
            " USING gin (upper(unlisted_name) gin_trgm_ops)"
            " WHERE unlisted_name <> ''",
            "DROP INDEX conflicts_interest_unlisted",
        ),
    ]
