"""From rows to the entries of a register, a batch at a time."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery

from commissioning.enums import OrganisationKind, PostRole
from commissioning.models import Organisation
from committees.models import Committee
from conflicts.enums import Nature, PublicationState
from conflicts.facts.register_names import people_with
from conflicts.facts.register_pages import in_order_of
from conflicts.facts.registers import BY_NAME
from conflicts.models import Attestation, Entry, Office
from conflicts.rules.registers import RegisterEntry, Silence, split_name
from people.models import User


if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.db.models import QuerySet

    from conflicts.facts.registers import Register, Rows

BATCH = 1000
COLUMNS = (
    "entry_id",
    "person_id",
    "shown_name",
    "shown_organisation",
    "confirmed_on",
    "agreed_by",
    "person_title",
    "person_given_name",
    "person_family_name",
    "organisation_code",
    "organisation_kind",
    "unlisted_name",
    "company_number",
    "nature",
    "is_indirect",
    "relationship",
    "tie",
    "description",
    "may_touch",
    "mitigation",
    "arose_on",
    "became_aware_on",
    "declared_on",
    "from_on",
    "to_on",
    "publication",
    "consents_to_publication",
    "source",
    "source_on",
    "source_reference",
    "refusal_reason",
    "restricted_note",
)


OFFICE_COLUMNS = (
    "kind",
    "row",
    "person_id",
    "words",
    "committee_id",
    "organisation_id",
    "practice_id",
)


def entries_of(
    register: Register,
    rows: Rows,
    *,
    with_notes: bool,
) -> Iterator[RegisterEntry]:
    """Yield the entries of rows of a register in their order, read batch by batch.

    However many there are, no more than a batch is held; five queries a batch.
    """
    found = rows.values_list(*COLUMNS).iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield from batch_entries(register, batch, with_notes=with_notes)


def batch_entries(
    register: Register, batch: Sequence[tuple[Any, ...]], *, with_notes: bool
) -> Iterator[RegisterEntry]:
    """Yield the entries of values in the order of COLUMNS, in four queries at most."""
    standing = standing_of(register, {row[1] for row in batch})
    approvers = _labels({row[5] for row in batch if row[5] is not None})
    for row in batch:
        yield _entry(
            dict(zip(COLUMNS, row, strict=True)), standing, approvers, with_notes
        )


def values_by_key(register: Register, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the values (in the order of COLUMNS) of entries in the order of keys."""
    if register.is_now:
        with connection.cursor() as cursor:
            cursor.execute(_values_now(), [list(keys)])
            return in_order_of(keys, cursor.fetchall())
    rows: Any = register.of_anybody()
    found = rows.filter(entry_id__in=keys).order_by().values_list(*COLUMNS)
    return in_order_of(keys, list(found))


@cache
def _values_now() -> str:
    """Return the question for entries of today by their keys, compiled once for all."""
    one = Entry.objects.filter(entry_id=0).order_by().values_list(*COLUMNS)
    sql, _parameters = one.query.sql_with_params()
    head, _where, _tail = sql.rpartition(" = %s")
    return f"{head} = ANY(%s)"


def in_name_order(
    rows: Rows,
) -> Rows:
    """Put rows in the order of a register: by the last word of the name."""
    return rows.order_by(*BY_NAME)


def standing_of(
    register: Register, person_ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """Return positions and committees of people (ids) that day, in words.

    In three queries at most. On the register of a body or committee, what they were to its
    bodies; on a person's, all of it.
    """
    found: dict[int, _Standing] = defaultdict(_Standing)
    people = register.names.same_as(person_ids)
    canonical = register.names.canonical
    for person_id, order, words, committee in _held(register, people):
        one = found[canonical(person_id)]
        one.positions.append((order, words))
        if committee:
            one.committees.append(committee)
    return {
        key: found[canonical(key)].words if canonical(key) in found else ("", "")
        for key in person_ids
    }


def silences_of(
    register: Register, *, with_positions: bool = True, at_most: int | None = None
) -> Iterator[Silence]:
    """Yield those on a register with no interest open that day, in the order of names.

    Whoever made a nil return has its day; whoever never declared anything has none;
    whoever only has interests that are over, and confirmed that, is left out of both.
    `at_most` so many.
    """
    belonging = people_with(register.persons)
    of_them = register.of_anybody().filter(person=OuterRef("pk"))
    returns = returns_known(register)
    rows = (
        belonging.exclude(pk__in=register.names.merged_into)
        .annotate(
            is_nil=Subquery(returns.values("is_nil")[:1]),
            made_on=Subquery(returns.values("made_on")[:1]),
        )
        .exclude(Exists(of_them.open_on(register.day)))
        .filter(Q(is_nil=True) | (Q(made_on__isnull=True) & ~Exists(of_them)))
        .order_by("filing_name", "full_name", "pk")
        .values_list("pk", "full_name", "is_nil", "made_on")
    )
    found = rows[:at_most].iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        people = {row[0] for row in batch}
        standing = standing_of(register, people) if with_positions else {}
        for pk, name, is_nil, made_on in batch:
            yield Silence(
                person_id=pk,
                name=register.names.persons.get(pk, name),
                position=standing[pk][0] if with_positions else "",
                nil_return_on=made_on if is_nil else None,
            )


def returns_known(register: Register) -> QuerySet[Attestation]:
    """Return the returns known that day of an outer person, the latest first.

    A return stays with the entry it was made under, also when that was merged.
    """
    merged = Q(
        person__merged_into=OuterRef("pk"), person__in=list(register.names.merged_into)
    )
    return Attestation.objects.filter(
        Q(person=OuterRef("pk")) | merged,
        made_on__lte=register.day,
        recorded_at__lte=register.moment,
    ).order_by("-made_on", "-pk")


class _Standing:
    def __init__(self) -> None:
        self.positions: list[tuple[int, str]] = []
        self.committees: list[str] = []

    @property
    def words(self) -> tuple[str, str]:
        positions = dict.fromkeys(words for _, words in sorted(self.positions))
        return "; ".join(positions), "; ".join(sorted(set(self.committees)))


def _held(
    register: Register, people: Collection[int]
) -> Iterator[tuple[int, int, str, str]]:
    """Yield person, place in the order, words and committee of all they were."""
    names = register.names
    held = Office.objects.held_on(register.day).filter(names.held_by(people))
    if register.bodies:
        held = held.filter(organisation__in=[body.pk for body in register.bodies])
    rows = list(held.values_list(*OFFICE_COLUMNS))
    committees = _short_names({row[4] for row in rows})
    bodies = _body_names(register, {row[6] or row[5] for row in rows})
    for kind, row, person_id, words, committee_id, body_id, practice_id in rows:
        whose = names.moved.get(kind, {}).get(row, person_id)
        if kind == Office.SEAT:
            committee = committees[committee_id]
            yield whose, 0, f"{words}, {committee}", committee
        elif kind == Office.DEPUTY:
            committee = committees[committee_id]
            yield whose, 1, f"deputy for {words}, {committee}", committee
        elif kind == Office.POST:
            yield whose, 2, f"{PostRole(words).label}, {bodies[body_id]}", ""
        else:
            yield (
                whose,
                3,
                f"{words}, {bodies[practice_id]}" if practice_id else words,
                "",
            )


def _short_names(committee_ids: Collection[int | None]) -> dict[int, str]:
    """Return the short names of committees; no query where there are none."""
    keys = [key for key in committee_ids if key is not None]
    if not keys:
        return {}
    found = Committee.objects.filter(pk__in=keys).order_by()
    return dict(found.values_list("pk", "short_name"))


def _body_names(
    register: Register, organisation_ids: Collection[int | None]
) -> dict[int, str]:
    """Return the names of bodies on the day of the register; the keepers' are at hand."""
    known = {body.pk: body.name for body in register.bodies}
    keys = [key for key in organisation_ids if key is not None and key not in known]
    if keys:
        found = Organisation.objects.filter(pk__in=keys).order_by()
        known |= dict(found.values_list("pk", "name"))
    return known | register.names.organisations


def _labels(user_ids: Collection[int]) -> dict[int, str]:
    if not user_ids:
        return {}
    users = User.objects.filter(pk__in=user_ids).select_related("person")
    return {user.pk: user.label for user in users}


def _entry(
    row: dict[str, Any],
    standing: dict[int, tuple[str, str]],
    approvers: dict[int, str],
    with_notes: bool,
) -> RegisterEntry:
    position, committees = standing[row["person_id"]]
    given_name, family_name = split_name(
        row["shown_name"],
        title=row["person_title"],
        given_name=row["person_given_name"],
        family_name=row["person_family_name"],
    )
    return RegisterEntry(
        reference=row["entry_id"],
        person_id=row["person_id"],
        name=row["shown_name"],
        given_name=given_name,
        family_name=family_name,
        nature=Nature(row["nature"]),
        organisation=row["shown_organisation"] or row["unlisted_name"],
        organisation_code=row["organisation_code"] or "",
        business=_business(row),
        last_confirmed_on=row["confirmed_on"],
        agreed_by=approvers.get(row["agreed_by"], ""),
        publication=PublicationState(row["publication"]),
        refusal_reason=row["refusal_reason"] if with_notes else "",
        restricted_note=row["restricted_note"] if with_notes else "",
        position=position,
        committees=committees,
        **{name: row[name] for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE = (
    "is_indirect",
    "relationship",
    "tie",
    "company_number",
    "description",
    "may_touch",
    "mitigation",
    "arose_on",
    "became_aware_on",
    "declared_on",
    "from_on",
    "to_on",
    "consents_to_publication",
    "source",
    "source_on",
    "source_reference",
)


def _business(row: dict[str, Any]) -> str:
    """Return the nature of business: the kind of body, or that it is a company."""
    if row["organisation_kind"]:
        return OrganisationKind(row["organisation_kind"]).label
    return OrganisationKind.COMPANY.label if row["company_number"] else ""
