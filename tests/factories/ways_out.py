"""Ways out of a missing quorum, and meetings that need one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import factory

from committees.actions import deputies
from committees.enums import CommitteeKind, RemedyKind, SeatCategory
from conflicts.enums import SourceKind
from core import clock
from meetings.actions import outside_clinicians, remedies
from meetings.actions.remedies import Choice
from meetings.enums import ReplyAnswer, SubjectRole
from meetings.facts.forecast import forecast_of
from meetings.facts.remedies import remedies_of
from meetings.facts.room import room_of
from meetings.models import OutsideClinician, PresidingChoice, Remedy, Reply
from tests.factories.committees import BEGINNING, seat_of, working_committee
from tests.factories.meetings import (
    ItemFactory,
    ItemSubjectFactory,
    OrganisationFactory,
    SittingFactory,
)
from tests.factories.people import PersonFactory, UserFactory


if TYPE_CHECKING:
    from committees.models import Committee
    from meetings.models import Item, ItemSubject
    from people.models import Person
    from tests.factories.decisions import World

RULED_ON = date(2016, 6, 10)


class ReplyFactory(factory.django.DjangoModelFactory):
    """Somebody who comes."""

    class Meta:
        model = Reply

    sitting = factory.SubFactory(SittingFactory)
    person = factory.SubFactory(PersonFactory)
    answer = ReplyAnswer.COMES
    source = SourceKind.SELF
    replied_on = RULED_ON
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class RemedyFactory(factory.django.DjangoModelFactory):
    """A deferral."""

    class Meta:
        model = Remedy

    item = factory.SubFactory(ItemFactory)
    sitting = factory.SubFactory(
        SittingFactory, gathering=factory.SelfAttribute("..item.gathering")
    )
    kind = RemedyKind.DEFER
    words = "Defer it to a quorate meeting"
    reason = "Nobody can be asked in time."
    chosen_for = factory.SubFactory(PersonFactory)
    source = SourceKind.SELF
    ruled_on = RULED_ON
    chosen_at = factory.LazyFunction(clock.now)
    chosen_by = factory.SubFactory(UserFactory, password=None)


class OutsideClinicianFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutsideClinician

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(PersonFactory)
    category = SeatCategory.GP
    works_at = "GP in Luton"
    from_on = BEGINNING
    added_at = factory.LazyFunction(clock.now)
    added_by = factory.SubFactory(UserFactory, password=None)


class PresidingChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PresidingChoice

    item = factory.SubFactory(ItemFactory)
    sitting = factory.SubFactory(
        SittingFactory, gathering=factory.SelfAttribute("..item.gathering")
    )
    person = factory.SubFactory(PersonFactory)
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


def without_gp(scene: World, **fields: Any) -> Item:
    """Return an item for which the first committee's only GP is sent out."""
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice, **fields)
    scene.treated(item, gp.person)
    return item


def deputy_of(scene: World, title: str = "GP member", which: int = 0) -> Person:
    """Return a named deputy of a seat."""
    person = PersonFactory()
    deputies.name(
        seat=seat_of(scene.committees[which], title),
        person=person,
        from_on=BEGINNING,
        by=scene.officer,
    )
    return person


def clinician_of(scene: World, person: Person | None = None, which: int = 0) -> Person:
    """Return a GP from elsewhere, on the list of the first committee's organisation."""
    row = outside_clinicians.add(
        organisation=scene.committees[which].organisations.get(),
        person=person or PersonFactory(),
        category=SeatCategory.GP,
        works_at="GP in Luton",
        from_on=BEGINNING,
        by=scene.officer,
    )
    return row.person


def routes(scene: World, item: Item, which: int = 0) -> dict[str, Any]:
    """Return the ways out of one committee for one item, by key."""
    found = remedies_of(room_of(scene.gathering), scene.sittings[which], item)
    return {one.key: one for one in found}


def chooses(scene: World, item: Item, key: str, which: int = 0, **said: Any) -> Remedy:
    """Record, as the officer, the way out that the chair chose by telephone."""
    by = said.pop("by", scene.officer)
    return remedies.choose(
        item=item,
        sitting=scene.sittings[which],
        choice=Choice(
            **{
                "key": key,
                "reason": "The matter cannot wait.",
                "chosen_for": scene.person("Lay chair", which),
                "source": SourceKind.TELEPHONE,
                "ruled_on": RULED_ON,
                **said,
            }
        ),
        by=by,
    )


def expected(scene: World, item: Item, which: int = 0) -> Any:
    """Return the forecast of one committee for one item."""
    lines = forecast_of(scene.gathering).items
    line = next(one for one in lines if one.item.pk == item.pk)
    return line.of(scene.sittings[which])


def governing_body(
    scene: World, kind: CommitteeKind = CommitteeKind.GOVERNING_BODY
) -> Committee:
    """Return another body of the first committee's organisations, with its seats."""
    body = working_committee()
    body.organisations.set(scene.committees[0].organisations.all())
    body.kind = kind
    body.save()
    return body


def two_practices(scene: World) -> tuple[Item, ItemSubject]:
    """Return an item that touches a GP's practice and another, and the other's subject."""
    item = without_gp(scene, title="Two surgeries")
    free = ItemSubjectFactory(
        item=item,
        organisation=OrganisationFactory(practice=True, name="Elm Surgery"),
        role=SubjectRole.APPLICANT,
    )
    return item, free
