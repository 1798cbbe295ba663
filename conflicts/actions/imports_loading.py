"""Load the clean rows of a checked register as interests with their first version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from commissioning.models import Organisation
from conflicts.actions.declarations import declaration_of, publication_of, wording_of
from conflicts.actions.imports_checking import judge, understand
from conflicts.enums import (
    Capacity,
    ImportPolicy,
    PublicationState,
    RowState,
    SourceKind,
)
from conflicts.models import ImportRow, Interest, InterestVersion, Office, Position
from core import clock
from core.actions import audit
from core.models import AuditEvent, Change
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conflicts.facts.imports import Meaning
    from conflicts.models import RegisterImport

CHUNK = 250
ON_REGISTER = "On the register taken in"


class RowsChanged(Exception):
    """Rows that were clean are so no more, and all were to be right."""


def load_rows(register_import: RegisterImport) -> Iterator[int]:
    """Load the clean rows; give out after each step how many rows are done.

    All or nothing is one step; otherwise each chunk of rows stands by itself, and a
    later worker goes on where this one was stopped.

    Raises:
      RowsChanged: something moved since the check, and all or nothing was chosen.
    """
    clean = register_import.rows.filter(state=RowState.CLEAN)
    if register_import.policy == ImportPolicy.ALL_OR_NOTHING:
        with transaction.atomic():
            done = sum(_load_chunks(register_import))
            if register_import.rows.filter(state=RowState.FAULTY).exists():
                raise RowsChanged
        yield done
        return
    done = 0
    while clean.exists():
        with transaction.atomic():
            done += _load_chunk(register_import)
        yield done


def _load_chunks(register_import: RegisterImport) -> Iterator[int]:
    while count := _load_chunk(register_import):
        yield count


def _load_chunk(register_import: RegisterImport) -> int:
    # Two imports of one body never enter one new person twice.
    Organisation.objects.select_for_update().get(pk=register_import.organisation_id)
    rows = list(
        register_import.rows.select_for_update(of=("self",))
        .filter(state=RowState.CLEAN)
        .order_by("number")[:CHUNK]
    )
    found = understand(register_import, [row.cells for row in rows])
    loader = Loader(register_import, clock.now())
    for row, meaning in zip(rows, found, strict=True):
        judge(row, meaning)
    loader.enter_people(found)
    loader.tie_matched(found)
    for row, meaning in zip(rows, found, strict=True):
        if row.state == RowState.CLEAN:
            loader.take(row, meaning)
    loader.write()
    ImportRow.objects.bulk_update(rows, ["state", "problems", "interest"])
    return len(rows)


@dataclass(slots=True)
class Loader:
    """Gathers the entries of one chunk and writes them with few statements."""

    register_import: RegisterImport
    moment: datetime
    entries: list[tuple[ImportRow, Interest]] = field(default_factory=list)
    seen: dict[tuple[Any, ...], list[ImportRow]] = field(default_factory=dict)
    entered: dict[tuple[str, str, str], Person] = field(default_factory=dict)

    def enter_people(self, found: Sequence[Meaning]) -> None:
        """Enter those of the rows to be loaded who are not in the record yet."""
        unknown = [one for one in found if one.person is None and not one.problems]
        # One name with one address, or none, is one person, in whatever order they come.
        unknown.sort(key=lambda one: one.row.email, reverse=True)
        new: dict[tuple[str, str, str], Meaning] = {}
        for meaning in unknown:
            given, family, email = meaning.row.person_key
            addressed = [key for key in new if key[:2] == (given, family)]
            if email or len(addressed) != 1:
                new.setdefault(meaning.row.person_key, meaning)
        people = [
            Person(
                title=meaning.row.title,
                given_name=meaning.row.given_name,
                family_name=meaning.row.family_name,
                email=meaning.row.email,
            )
            for meaning in new.values()
        ]
        Person.objects.bulk_create(people)
        self.entered = dict(zip(new, people, strict=True))
        self._keep_events(people, "person.entered")
        self._tie(
            (person, meaning, False)
            for person, meaning in zip(people, new.values(), strict=True)
        )

    def tie_matched(self, found: Sequence[Meaning]) -> None:
        """Tie to the body whom the record knew, but not as anybody of the body.

        Their entries would stand in no register. Who left after the day of the file
        had an office on that day, and gets none anew.
        """
        matched = {
            one.person.pk: one
            for one in found
            if one.person is not None and not one.problems and one.known is None
        }
        day = self.register_import.register_date
        offices = Office.objects.filter(
            organisation=self.register_import.organisation_id, person__in=matched
        )
        last: dict[int, date] = {}
        for pk, to_on in offices.values_list("person_id", "to_on"):
            last[pk] = max(last.get(pk, date.min), to_on or date.max)
        self._tie(
            [
                (one.person, one, pk in last)
                for pk, one in matched.items()
                if one.person is not None and last.get(pk, date.min) < day
            ]
        )

    def take(self, row: ImportRow, meaning: Meaning) -> None:
        """Take one clean row; the same said twice in one file is one entry."""
        person = meaning.person or self._entered(meaning)
        key = (person.pk, *meaning.same_key)
        row.state = RowState.LOADED
        if key in self.seen:
            row.state = RowState.KNOWN
            self.seen[key].append(row)
            return
        self.seen[key] = [row]
        self.entries.append((row, self._interest(row, meaning, person)))

    def _entered(self, meaning: Meaning) -> Person:
        key = meaning.row.person_key
        if key in self.entered:
            return self.entered[key]
        return next(one for each, one in self.entered.items() if each[:2] == key[:2])

    def write(self) -> None:
        """Write entries, first versions, audit and changes, and say so on the rows."""
        interests = Interest.objects.bulk_create(each for _row, each in self.entries)
        by_first = {id(row): interest for row, interest in self.entries}
        for rows in self.seen.values():
            for row in rows:
                row.interest = by_first[id(rows[0])]
        InterestVersion.objects.bulk_create(self._version(each) for each in interests)
        self._keep_events(interests, "interest.imported")
        Change.objects.bulk_create(
            Change(topic="interest", key=str(each.pk), happened_at=self.moment)
            for each in interests
        )

    def _interest(self, row: ImportRow, meaning: Meaning, person: Person) -> Interest:
        said = dict(meaning.row.said)
        publication = said.pop("publication")
        register_import = self.register_import
        interest = Interest(
            person=person,
            organisation=meaning.organisation,
            unlisted_name=meaning.unlisted_name,
            source=SourceKind.IMPORT,
            source_on=register_import.register_date,
            source_reference=f"Line {row.number} of {register_import.name}"[:120],
            recorded_at=self.moment,
            recorded_by=register_import.uploaded_by,
            **said,
        )
        interest.publication = publication or self._publication(interest)
        return interest

    @staticmethod
    def _publication(interest: Interest) -> PublicationState:
        return publication_of(declaration_of(interest))

    def _version(self, interest: Interest) -> InterestVersion:
        body = interest.organisation
        return InterestVersion(
            interest=interest,
            **wording_of(interest),
            person_name=str(interest.person),
            organisation_name=body.name if body else "",
            reason=interest.source_reference,
            known_from=min(start_of(interest.declared_on), self.moment),
            written_at=self.moment,
            written_by=interest.recorded_by,
        )

    def _tie(self, people: Iterable[tuple[Person, Meaning, bool]]) -> None:
        """Tie people to the body, so that their entries stand in its register.

        From the day they declared on, or, if they were of it before, from that of
        the file.
        """
        register_import = self.register_import
        day = register_import.register_date
        positions = Position.objects.bulk_create(
            Position(
                person=person,
                organisation=register_import.organisation,
                capacity=Capacity.OTHER,
                title=meaning.row.position or ON_REGISTER,
                from_on=day if is_back else min(meaning.row.said["declared_on"], day),
            )
            for person, meaning, is_back in people
        )
        self._keep_events(positions, "position.entered")

    def _keep_events(self, rows: Sequence[Any], event: str) -> None:
        summary = f"From {self.register_import.name}."
        AuditEvent.objects.bulk_create(
            AuditEvent(
                event=event,
                target_type=row._meta.label,
                target_key=str(row.pk),
                target_label=audit.label_of(row),
                actor_label=self.register_import.uploaded_by.label[:200],
                summary=summary,
                details={
                    "register_import": self.register_import.pk,
                    **self._confirmed(row),
                },
                happened_at=self.moment,
            )
            for row in rows
        )

    @staticmethod
    def _confirmed(row: Any) -> dict[str, str]:
        """Keep when the earlier register last confirmed it: the row forgets in time."""
        day = getattr(row, "last_confirmed_on", None)
        return {"confirmed_on": day.isoformat()} if day else {}


def start_of(day: date) -> datetime:
    """Return the first moment of a day, from when a register as at it knows an entry."""
    return timezone.make_aware(datetime.combine(day, time.min))


def tell_loaded(register_import: RegisterImport, count: int) -> None:
    """Leave in the audit how many rows were taken in."""
    audit.record(
        "register_import.loaded",
        target=register_import,
        by=register_import.uploaded_by.label,
        summary=f"{count} rows taken in.",
    )
