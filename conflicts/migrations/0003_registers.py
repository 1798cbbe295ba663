"""Registers of any length: who held what as one view, and parts of names by an index."""

from django.db import migrations, models


# Positions first: most people on a long register hold one, and the question whether
# somebody belongs ends with the first row found.
OFFICES = """
CREATE VIEW conflicts_office AS
  SELECT 'conflicts.Position:' || p.id AS key,
         'conflicts.Position' AS kind, p.id AS row, p.person_id, p.organisation_id,
         NULL::bigint AS committee_id, p.practice_id, p.from_on, p.to_on,
         p.title::text AS words, p.capacity::text AS capacity, p.band::text AS band,
         p.can_commit
    FROM conflicts_position p
UNION ALL
  SELECT 'commissioning.Post:' || p.id,
         'commissioning.Post', p.id, p.person_id, p.organisation_id,
         NULL::bigint, NULL::bigint, p.from_on, p.to_on,
         p.role::text, '', '', false
    FROM commissioning_post p
UNION ALL
  SELECT 'committees.Appointment:' || a.id || ':' || coalesce(o.organisation_id, 0),
         'committees.Appointment', a.id, a.person_id, o.organisation_id,
         c.id, NULL::bigint,
         a.from_on, least(a.to_on, c.disestablished_on),
         s.title::text, '', '', false
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
"""
ENTRIES = """
CREATE VIEW conflicts_entry AS
  SELECT i.id AS entry_id, i.person_id, i.organisation_id, i.version,
         i.nature, i.tie, i.is_indirect, i.relationship, i.unlisted_name,
         i.company_number, i.description, i.may_touch, i.restricted_note,
         i.mitigation, i.arose_on, i.became_aware_on, i.declared_on, i.from_on,
         i.to_on, i.source, i.source_on, i.source_reference, i.publication,
         i.consents_to_publication, i.refusal_reason,
         p.full_name AS shown_name, p.filing_name AS filed_under,
         p.title::text AS person_title, p.given_name::text AS person_given_name,
         p.family_name::text AS person_family_name,
         o.name::text AS shown_organisation, o.code::text AS organisation_code,
         o.kind::text AS organisation_kind, i.last_confirmed_on AS confirmed_on,
         (SELECT r.written_by_id FROM conflicts_review r
           WHERE r.interest_id = i.id AND r.act = 'agreed'
           ORDER BY r.id DESC LIMIT 1) AS agreed_by
    FROM conflicts_interest i
    JOIN people_person p ON p.id = i.person_id
    LEFT JOIN commissioning_organisation o ON o.id = i.organisation_id
   WHERE i.purged_at IS NULL
"""


class Migration(migrations.Migration):

    # The extension for the search by parts of a word is made in core.
    dependencies = [
        ("core", "0001_initial"),
        ("people", "0002_full_name"),
        ("commissioning", "0001_initial"),
        ("committees", "0001_initial"),
        ("conflicts", "0002_national_rule_sets"),
    ]

    operations = [
        migrations.RunSQL(OFFICES, "DROP VIEW conflicts_office"),
        migrations.RunSQL(ENTRIES, "DROP VIEW conflicts_entry"),
        # Their columns are the views'; Django keeps no account of them here.
        migrations.CreateModel(
            name="Office",
            fields=[("key", models.TextField(primary_key=True, serialize=False))],
            options={"db_table": "conflicts_office", "managed": False},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False))
            ],
            options={"db_table": "conflicts_entry", "managed": False},
        ),
        migrations.RunSQL(
            "CREATE INDEX conflicts_interest_unlisted ON conflicts_interest"
            " USING gin (upper(unlisted_name) gin_trgm_ops)"
            " WHERE unlisted_name <> ''",
            "DROP INDEX conflicts_interest_unlisted",
        ),
    ]
