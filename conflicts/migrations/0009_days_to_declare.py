"""Within how many days a declaration was due, as registers ask it of a page at once."""

from django.db import migrations, models


# The same answer as facts.declaring.Limits gives, and a test compares the two: the
# strictest of the rules in force that day for the bodies the person belonged to then;
# of nobody's body, the national ones. The law's 28 days hold in any event.
DAYS_TO_DECLARE = """
CREATE FUNCTION conflicts_days_to_declare(whose bigint, declared date)
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
  SELECT least(28, min(rules.days))::integer
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
        ("conflicts", "0008_office_rows"),
        ("people", "0002_full_name"),
    ]

    operations = [
        migrations.RunSQL(
            DAYS_TO_DECLARE,
            "DROP FUNCTION conflicts_days_to_declare(bigint, date)",
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    declare_within_days__lte=28,
                    confirm_every_months__lte=12,
                    public_months_after_end__gte=6,
                    private_years_after_end__gte=6,
                    gift_declare_within_days__lte=28,
                ),
                name="conflicts_rule_set_within_the_law",
            ),
        ),
    ]
