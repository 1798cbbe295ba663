"""The whole directory without keys and moments: what two imports must agree on."""

from __future__ import annotations

import io

from django.core.management import call_command
from django.db import connection, transaction


QUERIES = {
    "organisations": """
        SELECT code, kind, name, status, opened_on, closed_on, address, postcode,
               company_number, is_invented FROM commissioning_organisation""",
    "names": """
        SELECT o.code, n.name, n.from_on, n.to_on, n.source
          FROM commissioning_organisationname n
          JOIN commissioning_organisation o ON o.id = n.organisation_id""",
    "links": """
        SELECT a.code, l.kind, b.code, l.from_on, l.to_on, l.basis
          FROM commissioning_organisationlink l
          JOIN commissioning_organisation a ON a.id = l.source_id
          JOIN commissioning_organisation b ON b.id = l.target_id""",
    "records": """
        SELECT o.code, r.is_gp_practice, r.prescribing_setting, r.status, r.as_at,
               r.opened_on, r.closed_on, r.telephone, r.commissioner_code,
               r.provider_code
          FROM practices_practicerecord r
          JOIN commissioning_organisation o ON o.id = r.organisation_id""",
    "sites": """
        SELECT r.code, o.code, r.name, r.address, r.postcode, r.telephone, r.opened_on,
               r.closed_on, r.practice_from_on, r.practice_to_on
          FROM practices_site r
          JOIN commissioning_organisation o ON o.id = r.practice_id""",
    "lists": """
        SELECT o.code, r.as_at, r.patients, r.source FROM practices_listsize r
          JOIN commissioning_organisation o ON o.id = r.organisation_id""",
    "files": """
        SELECT kind, as_at, sha256, name, row_count FROM commissioning_sourcefile""",
    "said": """
        SELECT f.sha256, s.code, s.kind, s.name, s.status, s.said_on, s.opened_on,
               s.closed_on, s.address, s.postcode, s.telephone, s.region_code,
               s.geography_code, s.parent_code, s.parent_from_on, s.parent_to_on,
               s.provider_code, s.setting
          FROM commissioning_organisationstatement s
          JOIN commissioning_sourcefile f ON f.id = s.file_id""",
    "links said": """
        SELECT f.sha256, s.kind, s.source_code, s.target_code, s.from_on, s.to_on
          FROM commissioning_linkstatement s
          JOIN commissioning_sourcefile f ON f.id = s.file_id""",
    "lists said": """
        SELECT f.sha256, s.code, s.as_at, s.patients FROM practices_liststatement s
          JOIN commissioning_sourcefile f ON f.id = s.file_id""",
}


def directory_state() -> dict[str, list[tuple]]:
    """Dump every row that an import may write, in an order of its own."""
    state = {}
    with connection.cursor() as cursor:
        for name, query in QUERIES.items():
            cursor.execute(query)
            state[name] = sorted(cursor.fetchall(), key=repr)
    return state


def run(*paths, **options) -> str:
    """Run the command over the paths and return what it printed."""
    out = io.StringIO()
    call_command("import_ods", *paths, stdout=out, **options)
    return out.getvalue()


def state_after(commands) -> dict[str, list[tuple]]:
    """Return the state after the commands (each a list of paths), then undo them."""
    with transaction.atomic():
        for paths in commands:
            run(*paths)
        state = directory_state()
        transaction.set_rollback(True)
    return state
