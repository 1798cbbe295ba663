"""The set-based half of the importer: what PostgreSQL compares and writes by itself."""

# Nothing from a file or a person is ever put into these texts; values go as parameters.
# ruff: noqa: S608

from __future__ import annotations

from typing import Final


ORGANISATION_COLUMNS: Final = (
    "code",
    "kind",
    "name",
    "status",
    "opened_on",
    "closed_on",
    "address",
    "postcode",
    "statement_id",
)

_SAID: Final = """
SELECT s.id, f.kind, s.code, s.kind, s.name, s.status, s.said_on, s.opened_on,
       s.closed_on, s.address, s.postcode, s.region_code, s.geography_code,
       s.parent_code, s.parent_from_on, s.parent_to_on, s.telephone, s.provider_code,
       s.setting
  FROM commissioning_organisationstatement s
  JOIN commissioning_sourcefile f ON f.id = s.file_id
"""

# A code is a body when any file ever called it one.
BODY_STATEMENTS: Final = (
    _SAID
    + """
 WHERE s.code IN (SELECT code FROM commissioning_organisationstatement
                   WHERE kind = ANY(%s))
"""
)

STATEMENTS_OF: Final = _SAID + " WHERE s.code = ANY(%s) AND s.kind <> 'branch'"

LINKS_OF: Final = """
SELECT f.as_at, s.kind, s.source_code, s.target_code, s.from_on, s.to_on
  FROM commissioning_linkstatement s
  JOIN commissioning_sourcefile f ON f.id = s.file_id
 WHERE s.source_code = ANY(%s)
"""

NETWORK_CODES: Final = """
SELECT DISTINCT code FROM commissioning_organisationstatement WHERE kind = %s
"""

TOUCHED: Final = """
WITH spoken_of AS (
  SELECT code FROM commissioning_organisationstatement
   WHERE file_id = ANY(%(files)s) AND kind <> 'branch'
  UNION
  SELECT source_code FROM commissioning_linkstatement
   WHERE file_id = ANY(%(files)s)
), woken AS (
  SELECT s.code FROM spoken_of s
   WHERE NOT EXISTS (SELECT 1 FROM commissioning_organisation o WHERE o.code = s.code)
  UNION
  SELECT unnest(%(moved)s::text[])
)
SELECT code FROM spoken_of
UNION
SELECT l.source_code FROM commissioning_linkstatement l JOIN woken w
    ON w.code = l.target_code
UNION
SELECT s.code FROM commissioning_organisationstatement s
 WHERE s.kind <> 'branch' AND s.parent_code = ANY(%(moved)s)
"""

# Fresh rows without statistics make the planner walk them in nested loops: minutes
# instead of seconds. Counting anew costs a second at most, also for a small file.
ANALYZE_STATEMENTS: Final = """
ANALYZE commissioning_organisationstatement;
ANALYZE commissioning_linkstatement;
"""
ANALYZE_DIRECTORY: Final = """
ANALYZE commissioning_organisation;
ANALYZE commissioning_organisationlink;
ANALYZE commissioning_organisationname;
"""

TEMPORARY_TABLES: Final = """
DROP TABLE IF EXISTS ods_organisation, ods_name, ods_link, ods_wanted;
CREATE TEMPORARY TABLE ods_organisation (
  code varchar(12), kind varchar(20), name varchar(200), status varchar(10),
  opened_on date, closed_on date, address text, postcode varchar(10),
  statement_id bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE ods_name (
  code varchar(12), name varchar(200), from_on date, to_on date
) ON COMMIT DROP;
CREATE TEMPORARY TABLE ods_link (
  kind varchar(20), source_code varchar(12), target_code varchar(12),
  from_on date, to_on date
) ON COMMIT DROP;
"""

INDEX_TEMPORARY_TABLES: Final = """
CREATE UNIQUE INDEX ON ods_organisation (code);
ANALYZE ods_organisation;
ANALYZE ods_name;
ANALYZE ods_link;
"""

_FACTS: Final = (
    "kind",
    "name",
    "status",
    "opened_on",
    "closed_on",
    "address",
    "postcode",
)
_OURS: Final = ", ".join(f"o.{column}" for column in _FACTS)
_TOLD: Final = ", ".join(f"t.{column}" for column in _FACTS)
_EXCLUDED: Final = ", ".join(f"excluded.{column}" for column in _FACTS)
_DIFFERS: Final = f"({_OURS}) IS DISTINCT FROM ({_TOLD})"

COUNT_ORGANISATIONS: Final = f"""
SELECT count(*) FILTER (WHERE o.id IS NULL),
       count(*) FILTER (WHERE o.id IS NOT NULL AND {_DIFFERS}),
       count(*) FILTER (WHERE o.status <> 'closed' AND t.status = 'closed'),
       count(*) FILTER (WHERE o.id IS NOT NULL AND NOT ({_DIFFERS}))
  FROM ods_organisation t LEFT JOIN commissioning_organisation o ON o.code = t.code
"""

RENAMED: Final = """
SELECT o.id, o.name, t.name, d.from_on
  FROM ods_organisation t JOIN commissioning_organisation o ON o.code = t.code
  LEFT JOIN ods_name d ON d.code = t.code AND d.to_on IS NULL
 WHERE o.name <> t.name
 ORDER BY o.id
"""

WRITE_ORGANISATIONS: Final = f"""
INSERT INTO commissioning_organisation AS o
       (code, {", ".join(_FACTS)}, company_number, is_invented)
SELECT t.code, {_TOLD}, '', false
  FROM ods_organisation t ORDER BY t.code
    ON CONFLICT (code) DO UPDATE
   SET ({", ".join(_FACTS)}) = ({_EXCLUDED})
 WHERE ({_OURS}) IS DISTINCT FROM ({_EXCLUDED})
"""

DROP_NAMES: Final = """
DELETE FROM commissioning_organisationname n
 USING commissioning_organisation o, ods_organisation t
 WHERE n.organisation_id = o.id AND o.code = t.code AND n.source = 'ods'
   AND NOT EXISTS (SELECT 1 FROM ods_name d
                    WHERE d.code = o.code AND d.from_on = n.from_on)
"""

CHANGE_NAMES: Final = """
UPDATE commissioning_organisationname n SET name = d.name, to_on = d.to_on
  FROM commissioning_organisation o, ods_name d
 WHERE n.organisation_id = o.id AND d.code = o.code AND d.from_on = n.from_on
   AND n.source = 'ods' AND (n.name, n.to_on) IS DISTINCT FROM (d.name, d.to_on)
"""

ADD_NAMES: Final = """
INSERT INTO commissioning_organisationname
       (organisation_id, name, from_on, to_on, source)
SELECT o.id, d.name, d.from_on, d.to_on, 'ods'
  FROM ods_name d JOIN commissioning_organisation o ON o.code = d.code
 WHERE NOT EXISTS (SELECT 1 FROM commissioning_organisationname n
                    WHERE n.organisation_id = o.id AND n.source = 'ods'
                      AND n.from_on = d.from_on)
 ORDER BY d.code, d.from_on
"""

# What an officer recorded stands: a derived membership that would overlap it is left
# out, and so is a derived link that repeats a recorded one.
RESOLVE_LINKS: Final = """
CREATE TEMPORARY TABLE ods_wanted ON COMMIT DROP AS
SELECT l.kind, a.id AS source_id, b.id AS target_id, l.from_on, l.to_on
  FROM ods_link l
  JOIN commissioning_organisation a ON a.code = l.source_code
  JOIN commissioning_organisation b ON b.code = l.target_code
 WHERE NOT EXISTS (
   SELECT 1 FROM commissioning_organisationlink r
    WHERE r.source_id = a.id AND r.kind = l.kind AND r.basis <> 'ods'
      AND ((r.target_id = b.id AND r.from_on = l.from_on)
           OR (l.kind = 'member_of'
               AND daterange(r.from_on, r.to_on, '[]')
                   && daterange(l.from_on, l.to_on, '[]'))));
CREATE INDEX ON ods_wanted (source_id);
ANALYZE ods_wanted;
"""

_SAME: Final = """
w.source_id = k.source_id AND w.kind = k.kind AND w.target_id = k.target_id
AND w.from_on = k.from_on
"""

DROP_LINKS: Final = f"""
DELETE FROM commissioning_organisationlink k
 USING commissioning_organisation o, ods_organisation t
 WHERE k.source_id = o.id AND o.code = t.code AND k.basis = 'ods'
   AND NOT EXISTS (SELECT 1 FROM ods_wanted w WHERE {_SAME})
"""

CHANGE_LINKS: Final = f"""
UPDATE commissioning_organisationlink k SET to_on = w.to_on
  FROM ods_wanted w
 WHERE {_SAME} AND k.basis = 'ods' AND k.to_on IS DISTINCT FROM w.to_on
"""

ADD_LINKS: Final = f"""
INSERT INTO commissioning_organisationlink
       (kind, source_id, target_id, from_on, to_on, basis)
SELECT w.kind, w.source_id, w.target_id, w.from_on, w.to_on, 'ods'
  FROM ods_wanted w
 WHERE NOT EXISTS (SELECT 1 FROM commissioning_organisationlink k WHERE {_SAME})
 ORDER BY w.source_id, w.kind, w.from_on
"""

# Checked here and not at the commit, so that the import itself fails and says why.
CHECK_CONSTRAINTS: Final = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
