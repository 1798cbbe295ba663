"""Who holds what, as rows that the database keeps in step: a view asked too much."""

import django.db.models.deletion
from django.db import migrations, models


# What the rows are made from, in one place: four tables read as one.
SOURCE = """
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
FILL = "INSERT INTO conflicts_office SELECT * FROM conflicts_office_source"

# A seat taken while the committee itself is changed in another transaction would be
# written from what was before: whoever changes the committee waits, and then reads.
ONE_ROW = """
CREATE FUNCTION conflicts_keep_office() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM conflicts_office WHERE kind = TG_ARGV[0] AND row = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    IF TG_ARGV[1] = 'of a committee' THEN
      PERFORM pg_advisory_xact_lock_shared(
        hashtext('conflicts_office'),
        (SELECT committee_id FROM committees_seat WHERE id = NEW.seat_id)::int
      );
    END IF;
    INSERT INTO conflicts_office
      SELECT * FROM conflicts_office_source
       WHERE kind = TG_ARGV[0] AND row = NEW.id;
  END IF;
  RETURN NULL;
END $$
"""
WHOLE_COMMITTEE = """
CREATE FUNCTION conflicts_keep_offices_of(touched bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('conflicts_office'), touched::int);
  DELETE FROM conflicts_office WHERE committee_id = touched;
  INSERT INTO conflicts_office
    SELECT * FROM conflicts_office_source WHERE committee_id = touched;
END $$
"""
OF_COMMITTEE = """
CREATE FUNCTION conflicts_keep_offices() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint;
BEGIN
  FOR touched IN
    SELECT DISTINCT (each ->> TG_ARGV[0])::bigint
      FROM unnest(ARRAY[to_jsonb(OLD), to_jsonb(NEW)]) AS each
     WHERE each IS NOT NULL
     ORDER BY 1
  LOOP
    PERFORM conflicts_keep_offices_of(touched);
  END LOOP;
  RETURN NULL;
END $$
"""
ROWS_OF = {
    "conflicts_position": ("conflicts.Position", ""),
    "commissioning_post": ("commissioning.Post", ""),
    "committees_appointment": ("committees.Appointment", "of a committee"),
    "committees_deputy": ("committees.Deputy", "of a committee"),
}
COMMITTEES_OF = {
    "committees_seat": ("UPDATE OF title, committee_id", "committee_id"),
    "committees_committee": ("UPDATE OF disestablished_on", "id"),
    "committees_committee_organisations": (
        "INSERT OR UPDATE OR DELETE",
        "committee_id",
    ),
}


def _triggers():
    for table, (kind, words) in ROWS_OF.items():
        yield migrations.RunSQL(
            f"CREATE TRIGGER conflicts_office AFTER INSERT OR UPDATE OR DELETE"
            f" ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION conflicts_keep_office('{kind}', '{words}')",
            f"DROP TRIGGER conflicts_office ON {table}",
        )
    for table, (event, column) in COMMITTEES_OF.items():
        yield migrations.RunSQL(
            f"CREATE TRIGGER conflicts_office AFTER {event} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION conflicts_keep_offices('{column}')",
            f"DROP TRIGGER conflicts_office ON {table}",
        )


def _key(to, **kwargs):
    """Return a key whose row is there as long as what it was copied from is."""
    return models.ForeignKey(
        to,
        db_constraint=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        **kwargs,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("commissioning", "0003_name_search"),
        ("committees", "0001_initial"),
        ("conflicts", "0007_training_of_whom"),
        ("people", "0002_full_name"),
    ]

    operations = [
        migrations.DeleteModel(name="Office"),
        migrations.RunSQL(
            "DROP VIEW conflicts_office", f"CREATE VIEW conflicts_office AS {SOURCE}"
        ),
        migrations.RunSQL(
            f"CREATE VIEW conflicts_office_source AS {SOURCE}",
            "DROP VIEW conflicts_office_source",
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("row", models.BigIntegerField()),
                ("person", _key("people.person", db_index=False)),
                (
                    "organisation",
                    _key("commissioning.organisation", null=True, db_index=False),
                ),
                (
                    "committee",
                    _key("committees.committee", null=True, db_index=False),
                ),
                (
                    "practice",
                    _key("commissioning.organisation", null=True, db_index=False),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("words", models.TextField()),
                ("capacity", models.TextField()),
                ("band", models.TextField()),
                ("can_commit", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["organisation", "person", "from_on", "to_on"],
                        name="conflicts_office_of_body",
                    ),
                    models.Index(
                        fields=["committee", "person", "from_on", "to_on"],
                        name="conflicts_office_of_committee",
                    ),
                    models.Index(fields=["person"], name="conflicts_office_of_person"),
                    models.Index(fields=["kind", "row"], name="conflicts_office_row"),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(ONE_ROW, "DROP FUNCTION conflicts_keep_office"),
        migrations.RunSQL(WHOLE_COMMITTEE, "DROP FUNCTION conflicts_keep_offices_of"),
        migrations.RunSQL(OF_COMMITTEE, "DROP FUNCTION conflicts_keep_offices"),
        *_triggers(),
        migrations.AddIndex(
            model_name="interest",
            index=models.Index(
                fields=["organisation", "nature"], name="conflicts_interest_in_body"
            ),
        ),
    ]
