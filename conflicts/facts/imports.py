"""What the rows of a spreadsheet mean in the record: persons, bodies, known entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Lower

from commissioning.models import Organisation, OrganisationName
from conflicts.facts.imports_persons import find_persons, keepable, whole_name
from conflicts.models import Interest, InterestVersion
from conflicts.rules.imports_values import names_agree, same_text
from conflicts.rules.naming import names_published
from conflicts.rules.register_columns import FULL, written


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from conflicts.rules.imports_dates import DateOrder
    from conflicts.rules.imports_persons import Problem, ReadRow
    from people.models import Person

# Under this key a row holds the names that somebody said may be published as they are.
NAMES_KEPT = "names_kept"
ALL_KEPT = "yes"
OF_INTERESTS = "how they are connected, such as spouse"
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
    named: list[str] = field(default_factory=list)
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
    """Find what rows mean for a register of interests, in a bounded number of queries.

    Persons are those of the organisation, or of none; a person of another body alone
    is never offered. `ours` (ids) came in with the same file: whoever differs from
    them in name or address is somebody else.
    """
    found = [Meaning(row, cells, problems=list(row.problems)) for row, cells in rows]
    find_bodies(found, day)
    find_persons(found, organisation, frozenset(ours))
    _find_by_reference(found, organisation, order)
    _find_known(found)
    _find_names(found)
    return found


def find_bodies(found: Sequence[Meaning], day: date) -> None:
    """Say on rows which bodies their codes and names mean, by the register's day."""
    codes = {each.row.organisation_code for each in found} - {""}
    names = {each.row.organisation.casefold() for each in found} - {""}
    by_code = {row.code: row for row in Organisation.objects.filter(code__in=codes)}
    called = _names_of(by_code.values())
    by_name = _bodies_by_name(names)
    for each in found:
        if each.row.organisation_code:
            body = by_code.get(each.row.organisation_code)
            others = by_name[each.row.organisation.casefold()]
            _take_coded(each, body, called, others)
        elif each.row.organisation:
            _choose_body(each, by_name[each.row.organisation.casefold()], day)


def _take_coded(
    each: Meaning,
    body: Organisation | None,
    called: Mapping[int, list[str]],
    others: Sequence[Organisation],
) -> None:
    """Take the body with a row's code, unless the row names quite another one."""
    code, name = each.row.organisation_code, each.row.organisation
    if body is None:
        sentence = (
            f"No organisation has the code “{code[:12]}”: correct it, or empty "
            "it and write the name."
        )
        each.problems.append(("organisation_code", sentence))
        return
    each.organisation = body
    if not name or body in others:
        return
    if others or not names_agree(name, called[body.pk]):
        sentence = (
            f"{code} is the code of {body.name}, not of “{name[:80]}”: correct the "
            "code, or empty the code or the name, whichever is wrong."
        )
        each.problems.append(("organisation_code", sentence))


def _names_of(bodies: Collection[Organisation]) -> dict[int, list[str]]:
    """Return what each body is called and was called, by its id."""
    called = {body.pk: [body.name] for body in bodies}
    once = OrganisationName.objects.filter(organisation__in=called).order_by()
    for pk, name in once.values_list("organisation", "name"):
        called[pk].append(name)
    return called


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
        if whole_name(interest.person) != whole_name(each.row):
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


def _find_names(found: Iterable[Meaning]) -> None:
    """Ask about what looks like a third person's name in words that will be published."""
    for each in found:
        if each.known is not None:
            continue
        said = each.row.said
        each.named = names_published(
            relationship=said["relationship"],
            texts=(said["description"], said["mitigation"]),
            given_name=each.row.given_name,
            family_name=each.row.family_name,
        )
        ask_about_names(each, OF_INTERESTS)


def ask_about_names(each: Meaning, cure: str) -> None:
    """Ask about the names found on a row, unless somebody said that they may stay."""
    kept = each.cells.get(NAMES_KEPT, "")
    if kept == ALL_KEPT or set(each.named) <= set(kept.splitlines()):
        return
    words = ", ".join(f"“{name[:80]}”" for name in each.named[:4])
    sentence = (
        f"This looks like somebody's name and would be published: {words}. Say only "
        f"{cure}, or say that it may stay."
    )
    each.problems.append((NAMES_KEPT, sentence))
