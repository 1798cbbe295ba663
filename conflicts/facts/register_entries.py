"""From rows to the entries of a register, a batch at a time."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, Func, OuterRef, Q, Subquery, Value

from commissioning.enums import OrganisationKind
from conflicts.enums import Nature, PublicationState
from conflicts.facts.declaring import days_to_declare_if_it_took_any
from conflicts.facts.register_names import people_with
from conflicts.facts.register_pages import in_order_of
from conflicts.facts.register_standing import standing_of
from conflicts.facts.registers import BY_NAME
from conflicts.models import Attestation, Entry
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
    approvers = _approvers(register, {row[5] for row in batch if row[5] is not None})
    for row in batch:
        yield _entry(
            dict(zip(COLUMNS, row, strict=True)), standing, approvers, with_notes
        )


def values_by_key(register: Register, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the values of entries in the order of keys: COLUMNS, and a limit each.

    The limit is within how many days it was to be declared, by the rules of its day.
    """
    if register.is_now:
        with connection.cursor() as cursor:
            sql, asked = _values_now()
            cursor.execute(sql, [*asked, list(keys)])
            return in_order_of(keys, cursor.fetchall())
    rows: Any = register.of_anybody()
    rows = rows.annotate(limit=days_to_declare_if_it_took_any())
    found = rows.filter(entry_id__in=keys).order_by().values_list(*COLUMNS, "limit")
    return in_order_of(keys, list(found))


@cache
def _values_now() -> tuple[str, tuple[Any, ...]]:
    """Return the question for entries of today by their keys, compiled once for all.

    With it what is asked in it; the keys come after that.
    """
    one = Entry.objects.annotate(limit=days_to_declare_if_it_took_any()).filter(
        entry_id=0
    )
    sql, asked = one.order_by().values_list(*COLUMNS, "limit").query.sql_with_params()
    head, _where, _tail = sql.rpartition(" = %s")
    return f"{head} = ANY(%s)", asked[:-1]


def in_name_order(
    rows: Rows,
) -> Rows:
    """Put rows in the order of a register: by the last word of the name."""
    return rows.order_by(*BY_NAME)


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
        .order_by(*in_filing_order(register))
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


def in_filing_order(register: Register) -> tuple[Any, ...]:
    """Return the order of people by the names they had on the day of a register."""
    if not register.names.persons:
        return ("filing_name", "full_name", "pk")
    name = register.names.of_entry("full_name")
    return (Func(name, Value(" "), Value(-1), function="split_part"), name, "pk")


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


def _approvers(register: Register, user_ids: Collection[int]) -> dict[int, str]:
    """Return who users (ids) were on the day of the register."""
    if not user_ids:
        return {}
    names = register.names.persons
    users = User.objects.filter(pk__in=user_ids).select_related("person")
    return {user.pk: names.get(user.person_id or 0, user.label) for user in users}


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
