"""What the rows of a spreadsheet mean in the record: persons, bodies, known entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower

from commissioning.models import Organisation, OrganisationName, Post
from committees.models import Appointment, Deputy
from conflicts.models import Interest, InterestVersion, Position
from conflicts.rules.imports_values import same_text
from conflicts.rules.register_columns import FULL, written
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from conflicts.rules.imports_dates import DateOrder
    from conflicts.rules.imports_values import Problem, ReadRow

NEW_PERSON = "new"
# What makes two entries one: the rest of a row is detail.
SAME = (
    "nature",
    "is_indirect",
    "relationship",
    "description",
    "declared_on",
    "from_on",
    "to_on",
)
# A reference is compared by all that the file says; who and where are matched apart.
APART = frozenset(
    {
        "reference",
        "given_name",
        "family_name",
        "full_name",
        "email",
        "position",
        "last_confirmed_on",
        "person",
    }
)
COMPARED = {
    column.key: column.heading
    for column in FULL
    if column.is_read and column.key not in APART
}


@dataclass(slots=True)
class Meaning:
    """What one row means: whose it is (None for somebody new), about whom, known or not."""

    row: ReadRow
    cells: Mapping[str, str]
    person: Person | None = None
    organisation: Organisation | None = None
    unlisted_name: str = ""
    known: int | None = None
    offered: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def same_key(self) -> tuple[Any, ...]:
        """Name the entry by its substance, to find it among those of its person."""
        concern = self.organisation.pk if self.organisation else self.unlisted_name
        return (concern, *(self.row.said[name] for name in SAME))


def meanings_of(
    rows: Sequence[tuple[ReadRow, Mapping[str, str]]],
    *,
    organisation: Organisation,
    order: DateOrder,
    day: date,
    ours: Collection[int] = (),
) -> list[Meaning]:
    """Find what rows mean for an organisation's register, in a bounded number of queries.

    Persons are those of the organisation, or of none; a person of another body alone
    is never offered. `ours` (ids) came in with the same file: whoever differs from
    them in name or address is somebody else.
    """
    found = [Meaning(row, cells, problems=list(row.problems)) for row, cells in rows]
    _find_bodies(found, day)
    _find_persons(found, organisation, frozenset(ours))
    _find_by_reference(found, organisation, order)
    _find_known(found)
    return found


def keepable(person_ids: Collection[int], organisation: Organisation) -> set[int]:
    """Return who of persons (ids) belongs to the organisation, or to no body at all."""
    ids = set(person_ids)
    of_seats = {"seat__committee__organisations": organisation}
    here = _persons_of(Appointment.objects.filter(**of_seats), ids)
    here |= _persons_of(Deputy.objects.filter(**of_seats), ids)
    here |= _persons_of(Post.objects.filter(organisation=organisation), ids)
    here |= _persons_of(Position.objects.filter(organisation=organisation), ids)
    left = ids - here
    for model in (Appointment, Deputy, Post, Position):
        left -= _persons_of(model.objects.all(), left)
    return here | left


def _persons_of(rows: Any, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    return set(rows.filter(person__in=ids).order_by().values_list("person", flat=True))


def _find_bodies(found: Sequence[Meaning], day: date) -> None:
    codes = {each.row.organisation_code for each in found} - {""}
    names = {each.row.organisation.casefold() for each in found} - {""}
    by_code = {row.code: row for row in Organisation.objects.filter(code__in=codes)}
    by_name = _bodies_by_name(names)
    for each in found:
        if code := each.row.organisation_code:
            each.organisation = by_code.get(code)
            if each.organisation is None:
                sentence = (
                    f"No organisation has the code “{code[:12]}”: correct it, or empty "
                    "it and write the name."
                )
                each.problems.append(("organisation_code", sentence))
        elif each.row.organisation:
            _choose_body(each, by_name[each.row.organisation.casefold()], day)


def _bodies_by_name(names: Collection[str]) -> dict[str, list[Organisation]]:
    """Return the bodies that are or were called so, by the name without case."""
    by_name: dict[str, dict[int, Organisation]] = defaultdict(dict)
    rows = Organisation.objects.annotate(plain=Lower("name"))
    for row in rows.filter(plain__in=names):
        by_name[row.name.casefold()][row.pk] = row
    once = OrganisationName.objects.annotate(plain=Lower("name"))
    for name in once.filter(plain__in=names).select_related("organisation"):
        by_name[name.plain][name.organisation_id] = name.organisation
    return defaultdict(
        list, {name: list(bodies.values()) for name, bodies in by_name.items()}
    )


def _choose_body(each: Meaning, bodies: list[Organisation], day: date) -> None:
    standing = [body for body in bodies if not body.closed_on or body.closed_on >= day]
    chosen = standing if len(bodies) > 1 and standing else bodies
    if len(chosen) == 1:
        each.organisation = chosen[0]
    elif chosen:
        which = ", ".join(body.label for body in chosen[:4])
        each.problems.append(
            ("organisation_code", f"Several are called so: give the code of {which}.")
        )
    else:
        each.unlisted_name = each.row.organisation


def _find_persons(
    found: Sequence[Meaning], organisation: Organisation, ours: frozenset[int]
) -> None:
    emails = {each.row.email.casefold() for each in found} - {""}
    families = {each.row.family_name.casefold() for each in found} - {""}
    chosen = {int(c) for e in found if (c := e.cells.get("person", "")).isdecimal()}
    rows = (
        Person.objects.current()
        .annotate(plain_email=Lower("email"), plain_family=Lower("family_name"))
        .filter(
            Q(plain_email__in=emails) | Q(plain_family__in=families) | Q(pk__in=chosen)
        )
    )
    people = list(rows)
    mine = keepable([person.pk for person in people], organisation)
    by_email: dict[str, list[Person]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Person]] = defaultdict(list)
    by_pk = {person.pk: person for person in people if person.pk in mine}
    for person in by_pk.values():
        if person.email:
            by_email[person.email.casefold()].append(person)
        by_name[_name_of(person)].append(person)
    for each in found:
        choice = each.cells.get("person", "")
        if choice.isdecimal() and int(choice) in by_pk:
            each.person = by_pk[int(choice)]
        elif choice != NEW_PERSON and each.row.family_name:
            _choose_person(each, by_email, by_name, ours)


def _name_of(person: Person) -> tuple[str, str]:
    return (person.given_name.casefold(), person.family_name.casefold())


def _choose_person(
    each: Meaning,
    by_email: Mapping[str, list[Person]],
    by_name: Mapping[tuple[str, str], list[Person]],
    ours: frozenset[int],
) -> None:
    """Take who has this name and address; offer who may be meant; else somebody new.

    A mailbox that people of quite different names share tells nothing.
    """
    row = each.row
    name, email = (row.given_name.casefold(), row.family_name.casefold()), row.email
    namesakes = by_name.get(name, [])
    addressees = by_email.get(email.casefold(), []) if email else []
    both = [person for person in addressees if _name_of(person) == name]
    if len(both) == 1:
        each.person = both[0]
        return
    without = [p for p in namesakes if not (email and p.email)]
    if not addressees and len(namesakes) == len(without) == 1:
        each.person = without[0]
        return
    alike = [p for p in addressees if set(_name_of(p)) & (set(name) - {""})]
    candidates = {p.pk: p for p in (*alike, *namesakes) if p.pk not in ours}
    each.offered = list(candidates.values())
    if each.offered:
        who = ", ".join(str(person) for person in each.offered[:4])
        each.problems.append(
            (
                "person",
                f"Say who it is: {who}, or somebody new? Name and address do not agree.",
            )
        )


def _find_by_reference(
    found: Sequence[Meaning], organisation: Organisation, order: DateOrder
) -> None:
    wanted = {each.row.reference for each in found if each.row.reference}
    if not wanted:
        return
    rows = Interest.objects.filter(pk__in=wanted).select_related(
        "person", "organisation"
    )
    interests = rows.in_bulk()
    mine = keepable({row.person_id for row in interests.values()}, organisation)
    for each in found:
        interest = interests.get(each.row.reference or 0)
        if interest is None or interest.person_id not in mine:
            continue
        if _name_of(interest.person) != each.row.person_key[:2]:
            continue
        each.person = interest.person
        each.problems = [one for one in each.problems if one[0] != "person"]
        _compare(each, interest, order)


def _compare(each: Meaning, interest: Interest, order: DateOrder) -> None:
    other = [
        key
        for key, text in each.cells.items()
        if key in COMPARED
        and not same_text(key, text, as_written(interest, key), order)
    ]
    if not other:
        each.known, each.problems = interest.pk, []
        return
    words = ", ".join(COMPARED[key] for key in other)
    each.problems.append(
        (
            "reference",
            (
                f"Entry {interest.pk} is on the register in other words ({words}): correct "
                "it on its own page, or empty the reference to load another entry."
            ),
        )
    )


def as_written(interest: Interest, key: str) -> str:
    """Return what an export writes of an interest under one of its columns."""
    body = interest.organisation
    if key == "organisation_code":
        return (body.code or "") if body else ""
    if key == "organisation":
        return interest.concern
    return written(key, getattr(interest, key))


def _find_known(found: Iterable[Meaning]) -> None:
    persons = {each.person.pk for each in found if each.person is not None}
    if not persons:
        return
    # In two steps: joined, the planner loops over every version for every person.
    interests = Interest.objects.filter(person__in=persons).order_by()
    owner = dict(interests.values_list("pk", "person_id"))
    versions = InterestVersion.objects.filter(interest__in=list(owner)).order_by()
    known = {
        (owner[pk], body or name, *said): pk
        for pk, body, name, *said in versions.values_list(
            "interest_id", "organisation_id", "unlisted_name", *SAME
        )
    }
    for each in found:
        if each.person is not None and not each.problems and each.known is None:
            each.known = known.get((each.person.pk, *each.same_key))
