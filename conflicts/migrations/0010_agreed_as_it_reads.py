"""A register names who agreed the action only while the entry says what was agreed."""

from django.db import migrations


VIEW = """
CREATE OR REPLACE VIEW conflicts_entry AS
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
         (%s) AS agreed_by
    FROM conflicts_interest i
    JOIN people_person p ON p.id = i.person_id
    LEFT JOIN commissioning_organisation o ON o.id = i.organisation_id
   WHERE i.purged_at IS NULL
"""
LATEST = """
    SELECT r.written_by_id FROM conflicts_review r
     WHERE r.interest_id = i.id AND r.act = 'agreed'
     ORDER BY r.id DESC LIMIT 1
"""
STANDING = """
    SELECT CASE WHEN
             (v.nature, v.tie, v.is_indirect, v.relationship, v.unlisted_name,
              v.description, v.may_touch, v.mitigation)
             = (i.nature, i.tie, i.is_indirect, i.relationship, i.unlisted_name,
                i.description, i.may_touch, i.mitigation)
             AND v.organisation_id IS NOT DISTINCT FROM i.organisation_id
           THEN r.written_by_id END
      FROM conflicts_review r
      LEFT JOIN conflicts_interestversion v
        ON v.interest_id = r.interest_id AND v.version = r.version
     WHERE r.interest_id = i.id AND r.act = 'agreed'
     ORDER BY r.id DESC LIMIT 1
"""


class Migration(migrations.Migration):

    dependencies = [("conflicts", "0009_days_to_declare")]

    operations = [migrations.RunSQL(VIEW % STANDING, VIEW % LATEST)]
