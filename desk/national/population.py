"""Invented people, what they hold, and what ties them to organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Post
from conflicts.actions.declarations import wording_of
from conflicts.enums import Capacity, Nature, Tie
from conflicts.models import Interest, InterestVersion, Position
from desk.national.england import AT_ONCE, BEGINNING
from people.models import Person, User


if TYPE_CHECKING:
    from random import Random

    from commissioning.models import Organisation
    from desk.national.england import England
    from desk.national.sizes import Sizes

OFFICER = "officer@national.quorate.example"
GIVEN_NAMES = ("Ada", "Ben", "Cam", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jo")
TIES = (Tie.PARTNER, Tie.EMPLOYEE, Tie.SHAREHOLDER, Tie.DIRECTOR, Tie.PATIENT)
RECORDED_AT = datetime(2015, 5, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody, and the officer who works for every CCG."""

    people: list[Person]
    officer: User


def build_population(sizes: Sizes, england: England, chance: Random) -> Population:
    """Write people with a position each, their interests, and one officer for all."""
    officer = _officer(england)
    people = Person.objects.bulk_create(
        (
            Person(
                title="Dr",
                given_name=GIVEN_NAMES[number % len(GIVEN_NAMES)],
                family_name=f"Imagined{number:05}",
            )
            for number in range(sizes.people)
        ),
        batch_size=AT_ONCE,
    )
    Position.objects.bulk_create(
        (
            Position(
                person=person,
                organisation=england.ccgs[number % len(england.ccgs)],
                capacity=Capacity.EMPLOYEE,
                title="Commissioning manager",
                band="8d",
                from_on=BEGINNING,
            )
            for number, person in enumerate(people)
        ),
        batch_size=AT_ONCE,
    )
    _interests(sizes, people, england, officer, chance)
    return Population(people, officer)


def _officer(england: England) -> User:
    """Write the officer whose name stands under all of it; they cannot sign in."""
    person = Person.objects.create(given_name="Olive", family_name="Imagined-Officer")
    officer = User.objects.create_user(OFFICER, person=person)
    Post.objects.bulk_create(
        Post(
            person=person,
            organisation=ccg,
            role=PostRole.OFFICER.value,
            from_on=BEGINNING,
        )
        for ccg in england.ccgs
    )
    return officer


def _interests(
    sizes: Sizes,
    people: list[Person],
    england: England,
    officer: User,
    chance: Random,
) -> None:
    """Write interests: seven of ten in a practice, the others in networks and above."""
    practices = england.practices_in_all()
    others = [
        *england.federations.values(),
        *(network for each in england.networks.values() for network in each),
    ]
    natures = list(Nature)
    rows = Interest.objects.bulk_create(
        (
            _interest(
                people[number % len(people)],
                chance.choice(practices if chance.random() < 0.7 else others),
                natures[number % len(natures)],
                TIES[number % len(TIES)],
                officer,
            )
            for number in range(sizes.interests)
        ),
        batch_size=AT_ONCE,
    )
    InterestVersion.objects.bulk_create(
        (
            InterestVersion(
                interest=row,
                **wording_of(row),
                person_name=str(row.person),
                organisation_name=row.organisation.name if row.organisation else "",
                known_from=RECORDED_AT,
                written_at=RECORDED_AT,
                written_by=officer,
            )
            for row in rows
        ),
        batch_size=AT_ONCE,
    )


def _interest(
    person: Person, organisation: Organisation, nature: Nature, tie: Tie, officer: User
) -> Interest:
    return Interest(
        person=person,
        nature=nature,
        tie=tie,
        organisation=organisation,
        description="Invented to measure with",
        declared_on=date(2015, 4, 20),
        from_on=date(2014, 1, 1),
        recorded_at=RECORDED_AT,
        recorded_by=officer,
    )
