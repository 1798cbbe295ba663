"""Bring contract facts, sites and list sizes in line with all that files have said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from commissioning.actions.copying import copy_rows
from practices.models import ListStatement


if TYPE_CHECKING:
    from collections.abc import Iterable

    from commissioning.models import SourceFile
    from commissioning.ods.records import ListRecord


@dataclass(slots=True)
class RegisterChanges:
    """How many rows of this room an import wrote, and what waits for its practice."""

    records_changed: int = 0
    sites_changed: int = 0
    lists_changed: int = 0
    sites_waiting: int = 0
    lists_waiting: int = 0


# `ods_organisation` was left by the directory: each code with the statement that gives
# its present facts.
_RECORDS: Final = """
INSERT INTO practices_practicerecord AS r
       (organisation_id, is_gp_practice, prescribing_setting, status, as_at, opened_on,
        closed_on, telephone, commissioner_code, provider_code)
SELECT o.id, t.kind = 'practice', s.setting, s.status, s.said_on, s.opened_on,
       s.closed_on, s.telephone, s.parent_code, s.provider_code
  FROM ods_organisation t
  JOIN commissioning_organisation o ON o.code = t.code
  JOIN commissioning_organisationstatement s ON s.id = t.statement_id
 WHERE t.kind IN ('practice', 'prescriber')
 ORDER BY o.id
    ON CONFLICT (organisation_id) DO UPDATE
   SET (is_gp_practice, prescribing_setting, status, as_at, opened_on, closed_on,
        telephone, commissioner_code, provider_code) =
       (excluded.is_gp_practice, excluded.prescribing_setting, excluded.status,
        excluded.as_at, excluded.opened_on, excluded.closed_on, excluded.telephone,
        excluded.commissioner_code, excluded.provider_code)
 WHERE (r.is_gp_practice, r.prescribing_setting, r.status, r.as_at, r.opened_on,
        r.closed_on, r.telephone, r.commissioner_code, r.provider_code)
       IS DISTINCT FROM
       (excluded.is_gp_practice, excluded.prescribing_setting, excluded.status,
        excluded.as_at, excluded.opened_on, excluded.closed_on, excluded.telephone,
        excluded.commissioner_code, excluded.provider_code)
"""

# Two files of one day that differ are ordered by their words, not by arrival.
_SITES: Final = """
INSERT INTO practices_site AS r
       (code, practice_id, name, address, postcode, telephone, opened_on, closed_on,
        practice_from_on, practice_to_on)
SELECT DISTINCT ON (s.code) s.code, o.id, s.name, s.address, s.postcode, s.telephone,
       s.opened_on, s.closed_on, s.parent_from_on, s.parent_to_on
  FROM commissioning_organisationstatement s
  JOIN commissioning_organisation o ON o.code = s.parent_code
 WHERE s.kind = 'branch'
 ORDER BY s.code, s.said_on DESC, s.parent_code, s.name, s.address, s.postcode,
          s.telephone, s.opened_on, s.closed_on, s.parent_from_on, s.parent_to_on
    ON CONFLICT (code) DO UPDATE
   SET (practice_id, name, address, postcode, telephone, opened_on, closed_on,
        practice_from_on, practice_to_on) =
       (excluded.practice_id, excluded.name, excluded.address, excluded.postcode,
        excluded.telephone, excluded.opened_on, excluded.closed_on,
        excluded.practice_from_on, excluded.practice_to_on)
 WHERE (r.practice_id, r.name, r.address, r.postcode, r.telephone, r.opened_on,
        r.closed_on, r.practice_from_on, r.practice_to_on)
       IS DISTINCT FROM
       (excluded.practice_id, excluded.name, excluded.address, excluded.postcode,
        excluded.telephone, excluded.opened_on, excluded.closed_on,
        excluded.practice_from_on, excluded.practice_to_on)
"""

_SITES_WAITING: Final = """
SELECT count(DISTINCT s.code) FROM commissioning_organisationstatement s
 WHERE s.kind = 'branch'
   AND NOT EXISTS (SELECT 1 FROM practices_site r WHERE r.code = s.code)
"""

_LISTS: Final = """
INSERT INTO practices_listsize AS r (organisation_id, as_at, patients, source)
SELECT DISTINCT ON (o.id, s.as_at, f.kind) o.id, s.as_at, s.patients, f.kind
  FROM practices_liststatement s
  JOIN commissioning_sourcefile f ON f.id = s.file_id
  JOIN commissioning_organisation o ON o.code = s.code
 ORDER BY o.id, s.as_at, f.kind, f.as_at DESC, s.patients DESC
    ON CONFLICT (organisation_id, as_at, source) DO UPDATE
   SET patients = excluded.patients
 WHERE r.patients IS DISTINCT FROM excluded.patients
"""

_LISTS_WAITING: Final = """
SELECT count(DISTINCT s.code) FROM practices_liststatement s
 WHERE NOT EXISTS (SELECT 1 FROM commissioning_organisation o WHERE o.code = s.code)
"""


def keep_lists(file: SourceFile, lists: Iterable[ListRecord]) -> None:
    """Append one batch of list sizes that a file tells; part of the import."""
    copy_rows(
        ListStatement._meta.db_table,
        ("file_id", "code", "as_at", "patients"),
        ((file.pk, *record) for record in lists),
    )


def bring_up_to_date() -> RegisterChanges:
    """Write what differs, after the directory has; part of the import's transaction."""
    changes = RegisterChanges()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE practices_liststatement")
        cursor.execute(_RECORDS)
        changes.records_changed = cursor.rowcount
        cursor.execute(_SITES)
        changes.sites_changed = cursor.rowcount
        cursor.execute(_LISTS)
        changes.lists_changed = cursor.rowcount
        cursor.execute(_SITES_WAITING)
        (changes.sites_waiting,) = cursor.fetchone()
        cursor.execute(_LISTS_WAITING)
        (changes.lists_waiting,) = cursor.fetchone()
    return changes
