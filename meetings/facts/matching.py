"""Which conflict rows the items of one gathering should have, and on what grounds."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commissioning.values import OrgRef
from committees.facts.committees import persons_of
from conflicts.enums import ClassKind, Severity
from conflicts.facts.matching import ties_of
from conflicts.graph import graph_around
from conflicts.rules.interests import InterestIndex
from conflicts.rules.matching import AffectedClass, match_interests
from conflicts.rules.ways import hubs_of, ways_of
from meetings.enums import GatheringState, SubjectRole
from meetings.facts.assistants import assisting_at
from meetings.models import (
    Attendance,
    CoverSheet,
    ItemContributor,
    ItemScope,
    ItemSubject,
    Sitting,
)
from meetings.rules.standing_rulings import NEAREST_FIRST, TieFacts
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from committees.values import CommitteeId
    from conflicts.rules.matching import ConflictMatch
    from meetings.models import Gathering, Item

# What each body is to an item, by its key; for a class of practices, the CCG's key.
Roles = Mapping[tuple[bool, int], frozenset[SubjectRole]]


@dataclass(frozen=True, slots=True)
class ExpectedGround:
    """One reason for a row: the interest and the way from it to the item, in words.

    `interest_id` is None for a partnership that the record knows and nobody declared.
    `tie` is what a standing ruling may turn on.
    """

    interest_id: int | None
    trace: str
    severity: str
    fingerprint: str
    tie: TieFacts


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """A row that should exist for a person, an item and a sitting."""

    item_id: int
    sitting_id: int
    person_id: int
    severity: str
    grounds: tuple[ExpectedGround, ...]

    @property
    def words(self) -> str:
        """Return all its reasons as one text."""
        return " ".join(ground.trace for ground in self.grounds)


RowKey = tuple[int, int, int]


def expected_rows(items: Sequence[Item]) -> dict[RowKey, ExpectedRow]:
    """Work out the rows of items of one gathering, in a bounded number of queries.

    Keys are (item, sitting, person). Everybody with a part in a sitting is matched:
    holders of seats, their deputies, who reads for them, those in attendance, and
    whoever leads, presents, wrote or reviewed the item, for each committee that takes
    it.
    Whoever is at the table only for committees that do not take the item has its
    papers all the same: theirs is a row for each committee that does.
    """
    if not items:
        return {}
    gathering = items[0].gathering
    sittings = _sittings(gathering)
    scopes = _scopes(items, sittings)
    people = _people(sittings, gathering.pk, gathering.held_on)
    presenting = presenting_at(items)
    everybody = _everybody(people, presenting)
    index = InterestIndex.of(ties_of(everybody, gathering.held_on))
    grounds = _grounds(items, index, gathering.held_on)
    return {
        (item.pk, sitting.pk, person): _row(item.pk, sitting.pk, person, found)
        for item in items
        for person, found in grounds[item.pk].items()
        for sitting in _concerned(
            scopes[item.pk], people, person, presents=person in presenting[item.pk]
        )
    }


def people_of(items: Sequence[Item]) -> set[PersonId]:
    """Return everybody whose interests are matched to items of one gathering."""
    if not items:
        return set()
    gathering = items[0].gathering
    people = _people(_sittings(gathering), gathering.pk, gathering.held_on)
    return _everybody(people, presenting_at(items))


def people_for(item: Item, sitting: Sitting) -> set[PersonId]:
    """Return everybody with a part in an item for one sitting: there, or by the item."""
    gathering = sitting.gathering
    there = _people({sitting.pk: sitting}, gathering.pk, gathering.held_on)
    return _everybody(there, presenting_at([item]))


def _everybody(*groups: Mapping[int, set[PersonId]]) -> set[PersonId]:
    return {person for group in groups for each in group.values() for person in each}


def _concerned(
    scope: Sequence[Sitting],
    people: Mapping[int, set[PersonId]],
    person: int,
    *,
    presents: bool,
) -> list[Sitting]:
    """Return the sittings for which somebody's conflict with an item is a row."""
    own = [sitting for sitting in scope if person in people[sitting.pk]]
    is_there = any(person in each for each in people.values())
    return list(scope) if presents or (is_there and not own) else own


def _sittings(gathering: Gathering) -> dict[int, Sitting]:
    return {one.pk: one for one in gathering.sittings.select_related("committee")}


def _scopes(
    items: Sequence[Item], sittings: Mapping[int, Sitting]
) -> dict[int, list[Sitting]]:
    """Return who takes each item; once announced, everybody until it is said."""
    scopes: dict[int, list[Sitting]] = {item.pk: [] for item in items}
    rows = ItemScope.objects.filter(item__in=items).order_by("pk")
    for item_id, sitting_id in rows.values_list("item_id", "sitting_id"):
        scopes[item_id].append(sittings[sitting_id])
    if items[0].gathering.state == GatheringState.DRAFT:
        return scopes
    return {pk: found or list(sittings.values()) for pk, found in scopes.items()}


def _people(
    sittings: Mapping[int, Sitting], gathering_id: int, day: date
) -> dict[int, set[PersonId]]:
    seated: Mapping[CommitteeId, frozenset[PersonId]] = persons_of(
        [sitting.committee for sitting in sittings.values()], day
    )
    people = {
        pk: {
            person
            for committee, found in seated.items()
            if committee == sitting.committee_id
            for person in found
        }
        for pk, sitting in sittings.items()
    }
    by_committee = {sitting.committee_id: pk for pk, sitting in sittings.items()}
    for one in assisting_at(by_committee.keys(), day):
        people[by_committee[one.committee_id]].add(one.assistant)
    attending = Attendance.objects.filter(sitting__gathering=gathering_id)
    for sitting_id, person_id in attending.values_list("sitting_id", "person_id"):
        if sitting_id in people:
            people[sitting_id].add(PersonId(person_id))
    return people


def presenting_at(items: Iterable[Item]) -> Mapping[int, set[PersonId]]:
    """Return who leads, presents, wrote or reviewed each item.

    Drafting is influence too (docs/field.md 9.9).
    """
    presenting: dict[int, set[PersonId]] = defaultdict(set)
    for item in items:
        if item.lead_id is not None:
            presenting[item.pk].add(PersonId(item.lead_id))
    sheets = CoverSheet.objects.filter(item__in=list(items), author__isnull=False)
    for item_id, author_id in sheets.values_list("item_id", "author_id"):
        presenting[item_id].add(PersonId(author_id))
    named = ItemContributor.objects.filter(item__in=list(items))
    for item_id, person_id in named.values_list("item_id", "person_id"):
        presenting[item_id].add(PersonId(person_id))
    return presenting


def _grounds(
    items: Sequence[Item], index: InterestIndex, day: date
) -> Mapping[int, Mapping[int, list[ExpectedGround]]]:
    """Return the grounds that interests give for each item, person by person."""
    subjects: dict[int, list[ItemSubject]] = defaultdict(list)
    # What an item touches, each of its parts touches.
    whole = {item.parent_id or item.pk for item in items} | {one.pk for one in items}
    for subject in ItemSubject.objects.filter(item__in=whole):
        subjects[subject.item_id].append(subject)
    flat = [subject for each in subjects.values() for subject in each]
    graph = graph_around(
        {each.organisation_id for each in flat if not each.is_class},
        on=day,
        classes={each.organisation_id for each in flat if each.is_class},
    )
    found: dict[int, dict[int, list[ExpectedGround]]] = {}
    for item in items:
        touched = subjects[item.pk] + subjects.get(item.parent_id or 0, [])
        roles = _roles(touched)
        by_person: dict[int, list[ExpectedGround]] = defaultdict(list)
        for match in match_interests(
            index,
            graph=graph,
            affected=_affected(touched),
            classes=_classes(touched),
            on=day,
        ):
            by_person[match.person_id].append(_ground(match, roles))
        found[item.pk] = by_person
    return found


def _affected(subjects: Iterable[ItemSubject]) -> dict[OrgRef, str]:
    return {
        OrgRef(subject.organisation_id): SubjectRole(subject.role).words
        for subject in subjects
        if not subject.is_class
    }


def _classes(subjects: Iterable[ItemSubject]) -> list[AffectedClass]:
    return [
        AffectedClass(ClassKind.PRACTICES_OF, OrgRef(subject.organisation_id))
        for subject in subjects
        if subject.is_class
    ]


def _roles(subjects: Iterable[ItemSubject]) -> Roles:
    roles: dict[tuple[bool, int], set[SubjectRole]] = defaultdict(set)
    for subject in subjects:
        key = (subject.is_class, subject.organisation_id)
        roles[key].add(SubjectRole(subject.role))
    return {key: frozenset(found) for key, found in roles.items()}


def _row(
    item_id: int, sitting_id: int, person_id: int, grounds: Sequence[ExpectedGround]
) -> ExpectedRow:
    nearest = min(
        (Severity(ground.severity) for ground in grounds), key=NEAREST_FIRST.index
    )
    return ExpectedRow(item_id, sitting_id, person_id, nearest.value, tuple(grounds))


def _ground(match: ConflictMatch, roles: Roles) -> ExpectedGround:
    return ExpectedGround(
        interest_id=match.interest_id,
        trace=match.trace,
        severity=match.severity.value,
        fingerprint=_fingerprint(match, roles),
        tie=_tie(match, roles),
    )


def _tie(match: ConflictMatch, roles: Roles) -> TieFacts:
    is_class = match.affected_class is not None
    in_between = (roles.get((False, org), frozenset()) for org in hubs_of(match.path))
    return TieFacts(
        nature=match.nature,
        ways=ways_of(match.path, is_class=is_class),
        roles=roles.get((is_class, match.affected), frozenset()),
        severity=match.severity,
        is_indirect=match.is_indirect,
        tie=match.tie,
        hub_roles=frozenset().union(*in_between),
    )


def _fingerprint(match: ConflictMatch, roles: Roles) -> str:
    """Name the ground by its substance, so that a changed tie is a new ground.

    Who bids now was perhaps only affected before: that is another matter. Words may
    change without it: a body's new name re-opens nothing.
    """
    way = "/".join(f"{link.kind}:{link.source}:{link.target}" for link in match.path)
    key = (match.affected_class is not None, match.affected)
    part = "+".join(sorted(roles.get(key, ())))
    tie = f"{match.nature}|{match.is_indirect}|{match.tie}"
    substance = f"{tie}|{match.severity}|{way}|{part}"
    digest = hashlib.sha256(substance.encode()).hexdigest()[:12]
    return f"{match.key}:{digest}"


def grounds_for(
    items: Sequence[Item], person_id: int, day: date
) -> Mapping[int, Sequence[ExpectedGround]]:
    """Return what ties a person to items of any meetings, by item key.

    As their interests and the organisations stand on `day`. Nothing is written, and
    the number of queries does not grow with the items.
    """
    index = InterestIndex.of(ties_of([person_id], day))
    found = _grounds(items, index, day)
    return {item.pk: found[item.pk].get(person_id, []) for item in items}


def traces_for(
    item: Item, persons: Collection[PersonId], day: date
) -> dict[PersonId, list[str]]:
    """Say in words what ties people to an item whom nobody has invited yet.

    Nothing is written: somebody is suggested only once their interests were looked at
    (ADR 23).
    """
    index = InterestIndex.of(ties_of(persons, day))
    found = _grounds([item], index, day)[item.pk]
    return {
        PersonId(person): [ground.trace for ground in grounds]
        for person, grounds in found.items()
    }


def touched_by_subject(
    item: Item, persons: Collection[PersonId], day: date
) -> dict[int, frozenset[PersonId]]:
    """Say who of some people is tied to which subject of an item, by subject key."""
    subjects = list(item.subjects.all())
    index = InterestIndex.of(ties_of(persons, day))
    graph = graph_around(
        {each.organisation_id for each in subjects if not each.is_class},
        on=day,
        classes={each.organisation_id for each in subjects if each.is_class},
    )
    return {
        subject.pk: frozenset(
            PersonId(match.person_id)
            for match in match_interests(
                index,
                graph=graph,
                affected=_affected([subject]),
                classes=_classes([subject]),
                on=day,
            )
        )
        for subject in subjects
    }
