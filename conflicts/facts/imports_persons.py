"""Whose the rows of a spreadsheet are: by name, address and body, else asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower

from commissioning.models import Post
from committees.models import Appointment, Deputy
from conflicts.models import Position
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from commissioning.models import Organisation
    from conflicts.facts.imports import Meaning
    from conflicts.rules.imports_persons import ReadRow

NEW_PERSON = "new"


def find_persons(
    found: Sequence[Meaning], organisation: Organisation, ours: frozenset[int]
) -> None:
    """Say on rows whose they are: somebody in the record, in doubt, or somebody new."""
    emails = {each.row.email.casefold() for each in found} - {""}
    families = {end for each in found for end in _endings(whole_name(each.row))}
    chosen = {int(c) for e in found if (c := e.cells.get("person", "")).isdecimal()}
    rows = (
        Person.objects.current()
        .annotate(plain_email=Lower("email"), plain_family=Lower("family_name"))
        .filter(
            Q(plain_email__in=emails) | Q(plain_family__in=families) | Q(pk__in=chosen)
        )
    )
    people = list(rows)
    ids = {person.pk for person in people}
    here = _belonging(ids, organisation)
    mine = here | _of_nobody(ids - here)
    by_email: dict[str, list[Person]] = defaultdict(list)
    by_name: dict[str, list[Person]] = defaultdict(list)
    by_pk = {person.pk: person for person in people if person.pk in mine}
    for person in by_pk.values():
        if person.email:
            by_email[person.email.casefold()].append(person)
        by_name[whole_name(person)].append(person)
    known = Known(by_email, by_name, here, ours)
    for each in found:
        choice = each.cells.get("person", "")
        if choice.isdecimal() and int(choice) in by_pk:
            each.person = by_pk[int(choice)]
        elif choice != NEW_PERSON and each.row.family_name:
            _choose_person(each, known)


@dataclass(frozen=True, slots=True)
class Known:
    """Who is in the record already, by address and by whole name.

    `here` (ids) belong to the organisation, `ours` (ids) came in with the same file.
    """

    by_email: Mapping[str, list[Person]]
    by_name: Mapping[str, list[Person]]
    here: Collection[int]
    ours: Collection[int]


def whole_name(one: Person | ReadRow) -> str:
    """Return a name in small letters: where it is parted, registers differ."""
    return f"{one.given_name} {one.family_name}".strip().casefold()


def _endings(whole: str) -> list[str]:
    """Return what of a whole name may be the family name: one word or more."""
    words = whole.split()
    return [" ".join(words[start:]) for start in range(len(words))]


def _parts(one: Person | ReadRow) -> set[str]:
    return {one.given_name.casefold(), one.family_name.casefold()} - {""}


def _choose_person(each: Meaning, known: Known) -> None:
    """Take who has this name and address; offer who may be meant; else somebody new.

    Without an address, the one person of the body with this name; a namesake of no
    body is only offered. A mailbox that people of quite different names share tells
    nothing.
    """
    row, email = each.row, each.row.email
    namesakes = known.by_name.get(whole_name(row), [])
    addressees = known.by_email.get(email.casefold(), []) if email else []
    both = [person for person in addressees if whole_name(person) == whole_name(row)]
    if len(both) == 1:
        each.person = both[0]
        return
    without = [p for p in namesakes if not (email and p.email) and p.pk in known.here]
    if not addressees and len(namesakes) == len(without) == 1:
        each.person = without[0]
        return
    alike = [p for p in addressees if _parts(p) & _parts(row)]
    candidates = {p.pk: p for p in (*alike, *namesakes) if p.pk not in known.ours}
    each.offered = list(candidates.values())
    if each.offered:
        who = ", ".join(str(person) for person in each.offered[:4])
        sentence = (
            f"Say who it is: {who}, or somebody new? Name, address and body do not "
            "settle it."
        )
        each.problems.append(("person", sentence))


def keepable(person_ids: Collection[int], organisation: Organisation) -> set[int]:
    """Return who of persons (ids) belongs to the organisation, or to no body at all."""
    ids = set(person_ids)
    here = _belonging(ids, organisation)
    return here | _of_nobody(ids - here)


def _of_nobody(ids: set[int]) -> set[int]:
    """Return who of persons (ids) never was anything to any body."""
    left = set(ids)
    for model in (Appointment, Deputy, Post, Position):
        left -= _persons_of(model.objects.all(), left)
    return left


def _belonging(ids: set[int], organisation: Organisation) -> set[int]:
    """Return who of persons (ids) is or was something to the organisation."""
    of_seats = {"seat__committee__organisations": organisation}
    here = _persons_of(Appointment.objects.filter(**of_seats), ids)
    here |= _persons_of(Deputy.objects.filter(**of_seats), ids)
    here |= _persons_of(Post.objects.filter(organisation=organisation), ids)
    return here | _persons_of(Position.objects.filter(organisation=organisation), ids)


def _persons_of(rows: Any, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    return set(rows.filter(person__in=ids).order_by().values_list("person", flat=True))
