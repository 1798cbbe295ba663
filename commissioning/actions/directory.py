"""Bring organisations, names and links in line with all that files have said."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import connection

from commissioning.actions import directory_sql as sql
from commissioning.actions.copying import copy_rows, in_batches
from commissioning.enums import OrganisationKind, SourceKind
from commissioning.models import Organisation
from commissioning.rules.bodies import (
    BODIES,
    derive_body_links,
    derive_network_links,
    lives_of_ccgs,
)
from commissioning.rules.memberships import derive_memberships
from commissioning.rules.organisations import derive_organisation
from commissioning.rules.statements import LinkSaid, Statement
from commissioning.values import LinkKind
from core.actions import audit


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from commissioning.rules.memberships import CcgLife
    from commissioning.rules.organisations import OrganisationFacts
    from commissioning.rules.statements import DerivedLink
    from core.models import AuditEvent
    from people.actors import Actor

    Progress = Callable[[int, int], None]


CODES_AT_ONCE: Final = 1_000
_PASSING: Final = frozenset({SourceKind.SUCCESSION.value})


@dataclass(slots=True)
class DirectoryChanges:
    """How many rows an import created, changed, closed or left alone, and skipped."""

    organisations_created: int = 0
    organisations_changed: int = 0
    organisations_closed: int = 0
    organisations_unchanged: int = 0
    names_changed: int = 0
    links_created: int = 0
    links_changed: int = 0
    links_removed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def any_links(self) -> bool:
        """Say whether any link came, went or moved."""
        return bool(self.links_created or self.links_changed or self.links_removed)


def bodies_as_told() -> dict[str, OrganisationFacts]:
    """Derive commissioners, offices and regions from what is known now, by code."""
    return {
        code: derive_organisation(said)
        for code, said in _statements(sql.BODY_STATEMENTS, list(BODIES)).items()
    }


def bring_up_to_date(
    files: Sequence[int],
    *,
    bodies_before: Mapping[str, OrganisationFacts],
    by: Actor,
    progress: Progress,
) -> DirectoryChanges:
    """Derive anew every code that `files` (keys) touch, and write what differs.

    Runs inside the import's transaction. Each new name of a known body leaves an event,
    with the name before, as a rename by hand does. It leaves the temporary table `ods_organisation`
    behind, with the statement each organisation's present facts come from.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.ANALYZE_STATEMENTS)
    bodies = bodies_as_told()
    touched = _touched(files, bodies_before, bodies)
    changes = DirectoryChanges()
    run = _Derivation(bodies, changes)
    run.derive_bodies()
    done = 0
    for codes in in_batches(touched, CODES_AT_ONCE):
        run.derive_codes(codes)
        done += len(codes)
        progress(done, len(touched))
    _write(changes, by)
    return changes


class _Derivation:
    """One run over the touched codes, filling the temporary tables batch by batch."""

    def __init__(
        self, bodies: Mapping[str, OrganisationFacts], changes: DirectoryChanges
    ) -> None:
        self.bodies = bodies
        self.changes = changes
        self.ccgs: dict[str, CcgLife] = lives_of_ccgs(bodies.values())
        with connection.cursor() as cursor:
            cursor.execute(sql.TEMPORARY_TABLES)
            cursor.execute(sql.NETWORK_CODES, [OrganisationKind.PCN.value])
            self.networks = frozenset(code for (code,) in cursor.fetchall())

    def derive_bodies(self) -> None:
        """Derive all commissioners, offices and regions: they are few."""
        codes = list(self.bodies)
        statements = _statements(sql.STATEMENTS_OF, codes)
        links = _links(codes)
        derived = [
            link
            for code, body in self.bodies.items()
            for link in derive_body_links(
                body, statements[code], links[code], self.bodies
            )
        ]
        self._keep(self.bodies.values(), derived)

    def derive_codes(self, codes: Sequence[str]) -> None:
        """Derive one batch of practices, networks, trusts and the like."""
        statements = _statements(sql.STATEMENTS_OF, list(codes))
        links = _links(codes)
        facts, derived = [], []
        for code in codes:
            if code not in statements:
                self._skip("history of a practice that is in no epraccur", 1)
                continue
            one = derive_organisation(statements[code])
            facts.append(one)
            derived += self._links_of(one, statements[code], links[code])
        self._keep(facts, derived)

    def _links_of(
        self,
        one: OrganisationFacts,
        statements: Sequence[Statement],
        said: Sequence[LinkSaid],
    ) -> list[DerivedLink]:
        if one.kind not in (OrganisationKind.PRACTICE, OrganisationKind.PRESCRIBER):
            return []
        strangers = {
            *(link.target for link in said if link.kind == LinkKind.MEMBER_OF),
            *(said_by.parent_code for said_by in statements if said_by.parent_code),
        } - set(self.ccgs)
        self._skip("commissioner that is not a CCG", len(strangers))
        lost = {
            link.target for link in said if link.kind == LinkKind.IN_NETWORK
        } - self.networks
        self._skip("network that is in no ePCN sheet", len(lost))
        return [
            *derive_memberships(one, statements, said, self.ccgs),
            *derive_network_links(one, said, self.networks),
        ]

    def _skip(self, reason: str, count: int) -> None:
        if count:
            self.changes.skipped[reason] += count

    def _keep(
        self, facts: Iterable[OrganisationFacts], links: Iterable[DerivedLink]
    ) -> None:
        facts = list(facts)
        copy_rows("ods_organisation", sql.ORGANISATION_COLUMNS, map(_row, facts))
        copy_rows(
            "ods_name",
            ("code", "name", "from_on", "to_on"),
            (
                (one.code, each.name, each.from_on, each.to_on)
                for one in facts
                for each in one.names
            ),
        )
        copy_rows(
            "ods_link",
            ("kind", "source_code", "target_code", "from_on", "to_on"),
            (
                (one.kind, one.source, one.target, one.from_on, one.to_on)
                for one in links
            ),
        )


def _row(one: OrganisationFacts) -> tuple[object, ...]:
    return (
        one.code,
        one.kind,
        one.name,
        one.status,
        one.opened_on,
        one.closed_on,
        one.address,
        one.postcode,
        one.newest.key,
    )


def _touched(
    files: Sequence[int],
    before: Mapping[str, OrganisationFacts],
    after: Mapping[str, OrganisationFacts],
) -> list[str]:
    """Return the codes to derive anew, in order, without the bodies.

    Those the files speak of, and those tied to a body that appeared or changed, or to a
    code that was unknown until now.
    """
    moved = [
        code for code, body in after.items() if _life(before.get(code)) != _life(body)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.TOUCHED, {"files": list(files), "moved": moved, "bodies": list(BODIES)}
        )
        codes = {code for (code,) in cursor.fetchall()}
    return sorted(codes - set(after))


def _life(body: OrganisationFacts | None) -> tuple[object, ...] | None:
    if body is None:
        return None
    return (body.kind, body.opened_on, body.closed_on, body.lives_on)


def _statements(query: str, codes: list[str]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(query, [codes])
        for key, source, *said in cursor:
            # Without an open date it was said in passing: the CCG of a network, say.
            is_full = source not in _PASSING and said[5] is not None
            statement = Statement(key, is_full, *said)
            found[statement.code].append(statement)
    return found


def _links(codes: Sequence[str]) -> dict[str, list[LinkSaid]]:
    found: dict[str, list[LinkSaid]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql.LINKS_OF, [list(codes)])
        for row in cursor:
            link = LinkSaid(*row)
            found[link.source].append(link)
    return found


def _write(changes: DirectoryChanges, by: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.INDEX_TEMPORARY_TABLES)
        cursor.execute(sql.COUNT_ORGANISATIONS)
        (
            changes.organisations_created,
            changes.organisations_changed,
            changes.organisations_closed,
            changes.organisations_unchanged,
        ) = cursor.fetchone()
        cursor.execute(sql.RENAMED)
        renamed = cursor.fetchall()
        cursor.execute(sql.WRITE_ORGANISATIONS)
        cursor.execute(sql.ANALYZE_DIRECTORY)
        for statement in (sql.DROP_NAMES, sql.CHANGE_NAMES, sql.ADD_NAMES):
            cursor.execute(statement)
            changes.names_changed += cursor.rowcount
        cursor.execute(sql.RESOLVE_LINKS)
        cursor.execute(sql.DROP_LINKS)
        changes.links_removed = cursor.rowcount
        cursor.execute(sql.CHANGE_LINKS)
        changes.links_changed = cursor.rowcount
        cursor.execute(sql.ADD_LINKS)
        changes.links_created = cursor.rowcount
        cursor.execute(sql.CHECK_CONSTRAINTS)
    audit.record_all(_renamed(row, by) for row in renamed)


def _renamed(row: tuple[int, str, str, date | None], by: Actor) -> AuditEvent:
    key, before, name, from_on = row
    return audit.written_down(
        "organisation.renamed",
        target=Organisation(pk=key, name=name),
        by=by.label,
        summary="From a file of the NHS.",
        details={"before": before, "from_on": str(from_on) if from_on else ""},
    )
