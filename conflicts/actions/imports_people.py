"""Load rows of any register: enter and tie their people, and gather their entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.utils import timezone

from conflicts.enums import Capacity, RowState
from conflicts.models import GiftOffer, ImportRow, Interest, Office, Position
from core.actions import audit
from core.models import AuditEvent
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conflicts.facts.imports import Meaning
    from conflicts.models import RegisterImport

ON_REGISTER = "On the register taken in"
EntryT = TypeVar("EntryT", Interest, GiftOffer)


@dataclass(slots=True)
class Loader(Generic[EntryT]):
    """Gathers the entries of one chunk and writes them with few statements.

    Each kind of register has its own, which says what a row becomes (`became` is the
    field of a row that leads there).
    """

    became: ClassVar[str]

    register_import: RegisterImport
    moment: datetime
    entries: list[tuple[ImportRow, EntryT]] = field(default_factory=list)
    seen: dict[tuple[Any, ...], list[ImportRow]] = field(default_factory=dict)
    entered: dict[tuple[str, str, str], Person] = field(default_factory=dict)

    @classmethod
    def in_turn(cls, register_import: RegisterImport) -> list[int]:
        """Return the numbers of the clean rows in the order they are loaded in."""
        clean = register_import.rows.filter(state=RowState.CLEAN)
        return list(clean.order_by("number").values_list("number", flat=True))

    def enter_people(self, found: Sequence[Meaning]) -> None:
        """Enter those of the rows to be loaded who are not in the record yet."""
        unknown = [one for one in found if one.person is None and not one.problems]
        unknown.sort(key=self._since)
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
        self.keep_events(people, "person.entered")
        self._tie(
            (person, meaning, False)
            for person, meaning in zip(people, new.values(), strict=True)
        )

    def tie_matched(self, found: Sequence[Meaning]) -> None:
        """Tie to the body whom the record knew, but not as anybody of the body.

        Their entries would stand in no register. Who left after the day of the file
        had an office on that day, and gets none anew.
        """
        taken = [one for one in found if not one.problems and one.known is None]
        # Of several rows the earliest says since when.
        taken.sort(key=self._since, reverse=True)
        matched = {one.person.pk: one for one in taken if one.person is not None}
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
        self.entries.append((row, self._entry(row, meaning, person)))

    def _entered(self, meaning: Meaning) -> Person:
        key = meaning.row.person_key
        if key in self.entered:
            return self.entered[key]
        return next(one for each, one in self.entered.items() if each[:2] == key[:2])

    def write(self) -> None:
        """Write the entries with all that belongs to them, and say so on the rows."""
        self._write([entry for _row, entry in self.entries])
        by_first = {id(row): entry for row, entry in self.entries}
        for rows in self.seen.values():
            for row in rows:
                setattr(row, self.became, by_first[id(rows[0])])

    def _entry(self, row: ImportRow, meaning: Meaning, person: Person) -> EntryT:
        """Return the entry that a row becomes, not saved yet."""
        raise NotImplementedError

    def _write(self, entries: list[EntryT]) -> None:
        """Save entries with all that belongs to them."""
        raise NotImplementedError

    def _since(self, meaning: Meaning) -> date:
        """Return since when whoever a row names was of the body: who declares is."""
        day: date = meaning.row.said["declared_on"]
        return day

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
                title=self._title(meaning),
                from_on=day if is_back else min(self._since(meaning), day),
            )
            for person, meaning, is_back in people
        )
        self.keep_events(positions, "position.entered")

    def _title(self, meaning: Meaning) -> str:
        """Return what somebody is to the body; its own name goes without saying."""
        told = f", {self.register_import.organisation.name}"
        return meaning.row.position.removesuffix(told) or ON_REGISTER

    def keep_events(self, rows: Sequence[Any], event: str) -> None:
        """Leave in the audit that rows of the record came from this file."""
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
                    **self._details(row),
                },
                happened_at=self.moment,
            )
            for row in rows
        )

    def _details(self, row: Any) -> dict[str, Any]:
        """Return what the trail keeps of an entry beside where it came from."""
        raise NotImplementedError


def start_of(day: date) -> datetime:
    """Return the first moment of a day, from when a register as at it knows an entry."""
    return timezone.make_aware(datetime.combine(day, time.min))
