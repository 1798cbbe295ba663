"""Find names without regard to accents, by an index.

PostgreSQL's unaccent may change with its dictionary, so it cannot be indexed; the
function here names the dictionary and may. Reversible.
"""

from django.db import migrations


# The schema of the extension is written into the function: a restore runs without a
# search path, and would otherwise find neither.
CREATE = """
DO $make$
DECLARE home text;
BEGIN
  SELECT n.nspname INTO home FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent';
  EXECUTE format(
    'CREATE FUNCTION commissioning_plain(text) RETURNS text LANGUAGE sql '
    'IMMUTABLE PARALLEL SAFE STRICT AS %L',
    format('SELECT %I.unaccent(%L::regdictionary, $1)',
           home, quote_ident(home) || '.unaccent'));
END $make$;
CREATE INDEX commissioning_org_plain_name ON commissioning_organisation
    USING gin (commissioning_plain(name) gin_trgm_ops);
CREATE INDEX commissioning_past_plain_name ON commissioning_organisationname
    USING gin (commissioning_plain(name) gin_trgm_ops);
"""
DROP = """
DROP INDEX commissioning_past_plain_name;
DROP INDEX commissioning_org_plain_name;
DROP FUNCTION commissioning_plain(text);
"""


class Migration(migrations.Migration):

    dependencies = [("commissioning", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
