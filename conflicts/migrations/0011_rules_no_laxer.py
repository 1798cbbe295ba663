"""Hold a body's own rules to the national ones of their day, whatever these say."""

from django.db import migrations, models


COMPARED = (
    "declare_within_days",
    "register_within_days",
    "confirm_every_months",
    "gift_declare_within_days",
    "public_months_after_end",
    "private_years_after_end",
)

# The same as rules.rule_sets.why_too_lax, for whatever does not come through the action.
NO_LAXER = """
CREATE FUNCTION conflicts_rule_set_no_laxer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  national conflicts_ruleset;
BEGIN
  SELECT * INTO national
    FROM conflicts_ruleset
   WHERE organisation_id IS NULL
   ORDER BY effective_from > NEW.effective_from,
            abs(effective_from - NEW.effective_from)
   LIMIT 1;
  IF NEW.declare_within_days > national.declare_within_days
     OR NEW.register_within_days > national.register_within_days
     OR NEW.confirm_every_months > national.confirm_every_months
     OR NEW.gift_declare_within_days > national.gift_declare_within_days
     OR NEW.public_months_after_end < national.public_months_after_end
     OR NEW.private_years_after_end < national.private_years_after_end
  THEN
    RAISE EXCEPTION 'a body''s own rules are laxer than the national ones of the day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'conflicts_rule_set_no_laxer';
  END IF;
  RETURN NEW;
END $$
"""
HELD_TO_IT = f"""
CREATE TRIGGER conflicts_rule_set_no_laxer
BEFORE INSERT OR UPDATE OF effective_from, {", ".join(COMPARED)}
ON conflicts_ruleset FOR EACH ROW
WHEN (NEW.organisation_id IS NOT NULL AND NEW.withdrawn_at IS NULL)
EXECUTE FUNCTION conflicts_rule_set_no_laxer()
"""

# As before, without a limit of its own: the rules in force have it.
DAYS_TO_DECLARE = """
CREATE OR REPLACE FUNCTION conflicts_days_to_declare(whose bigint, declared date)
RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH bodies AS (
    SELECT DISTINCT o.organisation_id AS body
      FROM conflicts_office o
     WHERE (o.person_id = whose
            OR o.person_id = (SELECT merged_into_id FROM people_person
                               WHERE id = whose))
       AND o.organisation_id IS NOT NULL
       AND o.from_on <= declared AND (o.to_on IS NULL OR o.to_on >= declared)
  ), judging AS (
    SELECT body FROM bodies
    UNION ALL
    SELECT NULL WHERE NOT EXISTS (SELECT FROM bodies)
  )
  SELECT min(rules.days)::integer
    FROM judging
   CROSS JOIN LATERAL (
     SELECT r.declare_within_days AS days
       FROM conflicts_ruleset r
      WHERE r.withdrawn_at IS NULL
        AND (r.organisation_id IS NULL OR r.organisation_id = judging.body)
      ORDER BY r.effective_from > declared, abs(r.effective_from - declared),
               (r.organisation_id IS NULL) = (r.effective_from <= declared), r.id DESC
      LIMIT 1
   ) AS rules
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("conflicts", "0010_agreed_as_it_reads"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ruleset",
            name="conflicts_rule_set_within_the_law",
        ),
        migrations.RemoveConstraint(
            model_name="ruleset",
            name="conflicts_rule_set_numbers",
        ),
        migrations.AlterField(
            model_name="ruleset",
            name="declare_within_days",
            field=models.PositiveSmallIntegerField(
                default=28, help_text="From becoming aware to declaring."
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="register_within_days",
            field=models.PositiveSmallIntegerField(
                default=28,
                help_text="From becoming aware to the register, the whole way.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    declare_within_days__gte=1,
                    register_within_days__gte=1,
                    confirm_every_months__gte=1,
                    training_due_month__range=(1, 12),
                    training_due_day__range=(1, 31),
                ),
                name="conflicts_rule_set_numbers",
            ),
        ),
        migrations.RunSQL(
            [NO_LAXER, HELD_TO_IT],
            [
                "DROP TRIGGER conflicts_rule_set_no_laxer ON conflicts_ruleset",
                "DROP FUNCTION conflicts_rule_set_no_laxer()",
            ],
        ),
        migrations.RunSQL(DAYS_TO_DECLARE, migrations.RunSQL.noop),
    ]
