"""What people on a register were on its day, or until when they were it, in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from commissioning.enums import PostRole
from commissioning.models import Organisation
from committees.models import Committee
from conflicts.facts.registers import offices_of
from conflicts.models import Office
from conflicts.rules.registers import words_of_leaving


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from conflicts.facts.registers import Register

OFFICE_COLUMNS = (
    "kind",
    "row",
    "person_id",
    "words",
    "committee_id",
    "organisation_id",
    "practice_id",
    "to_on",
)


@dataclass(frozen=True, slots=True)
class Held:
    """One office in words: whose, which place in the order, of which committee."""

    person_id: int
    order: int
    words: str
    committee_id: int | None
    committee: str
    to_on: date | None


def standing_of(
    register: Register, person_ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """Return positions and committees of people (ids) that day, in words.

    On the register of a body or committee, what they were to its bodies; on a person's,
    all of it; of whoever had left by then, first since when. In three queries at most,
    and three more where somebody had left.
    """
    found: dict[int, _Standing] = defaultdict(_Standing)
    canonical = register.names.canonical
    people = register.names.same_as(person_ids)
    staying = set()
    for one in _named(register, _held(register, people)):
        found[canonical(one.person_id)].add(one)
        if _is_of(one, register):
            staying.add(canonical(one.person_id))
    gone = [key for key in people if canonical(key) not in staying]
    for person_id, words in _left(register, gone).items():
        found[person_id].left = words
    return {
        key: found[canonical(key)].words if canonical(key) in found else ("", "")
        for key in person_ids
    }


class _Standing:
    def __init__(self) -> None:
        self.left = ""
        self.positions: list[tuple[int, str]] = []
        self.committees: list[str] = []

    def add(self, one: Held) -> None:
        self.positions.append((one.order, one.words))
        if one.committee:
            self.committees.append(one.committee)

    @property
    def words(self) -> tuple[str, str]:
        told = [self.left] if self.left else []
        told += dict.fromkeys(words for _, words in sorted(self.positions))
        return "; ".join(told), "; ".join(sorted(set(self.committees)))


def _is_of(one: Held, register: Register) -> bool:
    """Say whether an office makes its holder stand on a register."""
    committee = register.whose.committee
    return committee is None or one.committee_id == committee.pk


def _held(register: Register, people: Collection[int]) -> list[tuple[Any, ...]]:
    names = register.names
    if not names.moved and register.bodies:
        bodies = [body.pk for body in register.bodies]
        with connection.cursor() as cursor:
            cursor.execute(
                _held_unmoved(), [register.day, register.day, list(people), bodies]
            )
            return list(cursor.fetchall())
    held = Office.objects.held_on(register.day).filter(names.held_by(people))
    if register.bodies:
        held = held.filter(organisation__in=[body.pk for body in register.bodies])
    return list(held.values_list(*OFFICE_COLUMNS))


@cache
def _held_unmoved() -> str:
    """Return the question for offices of a day, of people and of bodies, compiled once.

    A day, the same day, people (ids) and bodies (ids) are to be given with it.
    """
    held = Office.objects.held_on(date.min).filter(person=0).filter(organisation=0)
    sql, _parameters = held.values_list(*OFFICE_COLUMNS).query.sql_with_params()
    head, middle, tail = sql.rsplit(" = %s", 2)
    return f"{head} = ANY(%s){middle} = ANY(%s){tail}"


def _left(register: Register, people: Collection[int]) -> dict[int, str]:
    """Return, of people (ids) who had left by then, since when and what they were."""
    if not people:
        return {}
    names = register.names
    offices = Office.objects.all()
    if register.whose.person is None:
        offices = offices_of(register.whose)
    over = offices.filter(names.held_by(people), to_on__lt=register.day)
    rows = over.order_by("-to_on", "key").values_list(*OFFICE_COLUMNS)
    last: dict[tuple[int, date], list[str]] = {}
    seen: dict[int, date] = {}
    for one in _named(register, list(rows)):
        whose = names.canonical(one.person_id)
        if one.to_on is not None and seen.setdefault(whose, one.to_on) == one.to_on:
            last.setdefault((whose, one.to_on), []).append(one.words)
    of_committee = register.whose.committee is not None
    return {
        whose: words_of_leaving(day, words, of_committee=of_committee)
        for (whose, day), words in last.items()
    }


def _named(register: Register, rows: list[tuple[Any, ...]]) -> Iterator[Held]:
    """Yield offices as read (in the order of OFFICE_COLUMNS) in words."""
    names = register.names
    committees = _short_names({row[4] for row in rows})
    bodies = _body_names(register, {row[6] or row[5] for row in rows})
    for kind, row, person_id, title, committee_id, body_id, practice_id, to_on in rows:
        whose = names.holder(kind, row, person_id)
        committee = committees.get(committee_id, "")
        if kind == Office.SEAT:
            order, words = 0, f"{title}, {committee}"
        elif kind == Office.DEPUTY:
            order, words = 1, f"deputy for {title}, {committee}"
        elif kind == Office.POST:
            order, words = 2, f"{PostRole(title).label}, {bodies[body_id]}"
        else:
            order, words = (
                3,
                f"{title}, {bodies[practice_id]}" if practice_id else title,
            )
        yield Held(whose, order, words, committee_id, committee, to_on)


def _short_names(committee_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the short names of committees; no query where there are none."""
    keys = [key for key in committee_ids if key is not None]
    if not keys:
        return {}
    found = Committee.objects.filter(pk__in=keys).order_by()
    return dict(found.values_list("pk", "short_name"))


def _body_names(
    register: Register, organisation_ids: Iterable[int | None]
) -> dict[int, str]:
    """Return the names of bodies on the day of the register; the keepers' are at hand."""
    known = {body.pk: body.name for body in register.bodies}
    keys = [key for key in organisation_ids if key is not None and key not in known]
    if keys:
        found = Organisation.objects.filter(pk__in=keys).order_by()
        known |= dict(found.values_list("pk", "name"))
    return known | register.names.organisations
