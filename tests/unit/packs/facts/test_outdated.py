"""What makes a pack out of date, and which copies may not be opened any more."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.models import Post
from commissioning.values import Function
from meetings.actions import attendances, papers, treatments
from meetings.enums import (
    Capacity,
    PaperAvailability,
    PaperHandling,
    Participation,
)
from meetings.facts.exclusions import excluded_by_person
from meetings.models import Attendance, Item, Paper
from meetings.policies.gatherings import judge_items
from packs.facts.outdated import (
    GIVES_TOO_LITTLE,
    GIVES_TOO_MUCH,
    NOT_COMING,
    leaking,
    news_of,
)
from packs.facts.readers import EXCLUSIONS
from tests.factories.meetings import OrganisationFactory, officer_of
from tests.factories.packs import (
    add_matter,
    built,
    copy_of,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast, matters = ready()
    return cast, matters


def news(pack):
    pack.refresh_from_db()
    return news_of(pack, list(pack.copies.all()))


def leaks(pack):
    return {copy.person for copy in leaking(list(pack.copies.all()), pack.gathering)}


def test_news_of_nothing_changed(world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    found = news(built(cast))

    assert not found.asks_for_new_edition
    assert found.copies == {}
    assert found.without_copy == ()


def test_news_of_nothing_changed_by_sending_and_opening_the_room(world):
    cast, _ = world
    pack = dispatched(cast)
    from meetings.actions import gatherings
    from meetings.enums import GatheringState

    gatherings.advance(
        gathering=cast.gathering, to=GatheringState.IN_SESSION, by=cast.officer
    )

    assert not news(pack).asks_for_new_edition


def test_news_of_late_conflict(world):
    cast, matters = world
    pack = dispatched(cast)
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    found = news(pack)

    assert found.asks_for_new_edition
    assert found.copies == {copy_of(pack, cast.gp_seated).pk: GIVES_TOO_MUCH}
    assert leaks(pack) == {cast.gp_seated.person}


def test_news_of_late_conflict_that_leaves_the_papers(world):
    cast, matters = world
    pack = dispatched(cast)
    keep_from(
        cast,
        matters["Alpha"],
        cast.gp_seated.person,
        participation=Participation.STAY_NO_VOTE,
        papers=PaperHandling.GIVEN,
    )

    assert not news(pack).asks_for_new_edition
    assert not leaks(pack)


def test_news_of_ruling_that_was_eased(world):
    cast, matters = world
    row = keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    pack = dispatched(cast)
    treatments.dismiss(rows=[row], reason="Left the practice.", by=cast.chair)

    found = news(pack)

    assert found.copies == {copy_of(pack, cast.gp_seated).pk: GIVES_TOO_LITTLE}
    assert found.asks_for_new_edition
    assert not leaks(pack)


def test_news_of_ruling_that_was_tightened(world):
    cast, matters = world
    row = keep_from(
        cast, matters["Alpha"], cast.gp_seated.person, papers=PaperHandling.GIVEN
    )
    pack = dispatched(cast)
    treatments.treat(
        rows=[row],
        participation=Participation.LEAVE_ITEM,
        papers=PaperHandling.WITHHELD,
        reason="On reflection.",
        by=cast.chair,
    )

    assert set(news(pack).copies.values()) == {GIVES_TOO_MUCH}


def test_news_of_agenda_that_changed(world):
    cast, matters = world
    pack = dispatched(cast)
    papers.withdraw(
        paper=matters["Alpha"].papers.get(), reason="Wrong one.", by=cast.officer
    )

    found = news(pack)

    assert found.is_agenda_changed
    assert found.asks_for_new_edition
    assert found.copies == {}
    # Old is not withheld: people read on until the next edition is sent.
    assert not leaks(pack)


def test_news_of_reader_who_came_late_and_one_who_does_not_come(world):
    cast, _ = world
    pack = built(cast)
    late = PersonFactory()
    Attendance.objects.create(
        sitting=cast.sittings[0], person=late, capacity=Capacity.IN_ATTENDANCE
    )
    attendances.apologise(
        sitting=cast.sittings[0], person=cast.gp_seated.person, by=cast.officer
    )

    found = news(pack)

    assert found.without_copy == (late,)
    assert found.copies == {copy_of(pack, cast.gp_seated).pk: NOT_COMING}


def test_news_of_somebody_who_does_not_come_alone_asks_for_nothing(world):
    cast, _ = world
    pack = built(cast)
    attendances.apologise(
        sitting=cast.sittings[0], person=cast.gp_seated.person, by=cast.officer
    )

    assert not news(pack).asks_for_new_edition


def test_leaking_item_that_became_private(world):
    cast, matters = world
    pack = dispatched(cast)
    Item.objects.filter(pk=matters["Beta"].pk).update(part="2", private_ground="Rents")

    assert leaks(pack) == {cast.observer.person}


def test_leaking_title_of_a_verbal_item_that_became_private(world):
    """It has no page in the pack, but its name stands on the agenda."""
    cast, _ = world
    from tests.factories.meetings import ItemFactory, ItemScopeFactory

    verbal = ItemFactory(
        gathering=cast.gathering,
        title="A verbal matter",
        availability=PaperAvailability.VERBAL,
        function=Function.OWN_BUSINESS,
    )
    ItemScopeFactory(item=verbal, sitting=cast.sittings[0])
    pack = dispatched(cast)
    Item.objects.filter(pk=verbal.pk).update(part="2", private_ground="Rents")

    assert leaks(pack) == {cast.observer.person}


def test_leaking_paper_that_became_private(world):
    cast, matters = world
    pack = dispatched(cast)
    Paper.objects.filter(item=matters["Beta"]).update(sensitivity="restricted")

    assert leaks(pack) == {cast.observer.person}


def test_leaking_item_that_went_to_another_meeting(world):
    cast, matters = world
    pack = dispatched(cast)
    elsewhere, _ = ready()
    Item.objects.filter(pk=matters["Beta"].pk).update(gathering=elsewhere.gathering)

    assert leaks(pack) == {copy.person for copy in pack.copies.all()}


@pytest.mark.parametrize(
    "role", ["officer", "guardian", "chair", "gp_seated", "deputy", "observer"]
)
@pytest.mark.parametrize("handling", [None, *PaperHandling])
def test_excluded_by_person_agrees_with_the_door(world, role, handling):
    """The bulk answer of the page is the door's answer, for everybody."""
    cast, matters = world
    person = getattr(cast, role).person
    item = matters["Alpha"]
    if role == "chair" or handling is None:
        raise_conflict(cast, item, person)
    else:
        keep_from(cast, item, person, papers=handling)

    verdict = judge_items(person.pk, cast.gathering, [item])[item.pk]

    found = excluded_by_person(cast.gathering).get(person.pk, set())
    assert (item.pk in found) is (verdict.code in EXCLUSIONS)


def test_excluded_by_person_former_officer_is_excluded(world):
    cast, matters = world
    former = officer_of(cast.committees[0])
    Post.objects.filter(person=former.person).update(to_on="2016-05-31")
    Post.objects.create(
        person=former.person,
        organisation=OrganisationFactory(),
        role="officer",
        from_on="2016-05-01",
    )
    raise_conflict(cast, matters["Alpha"], former.person)

    assert former.person_id in excluded_by_person(cast.gathering)


def test_news_of_same_queries_for_more_copies_and_items(world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    pack = built(cast)

    def count():
        copies = list(pack.copies.all())
        with CaptureQueriesContext(connection) as queries:
            news_of(pack, copies)
        return len(queries)

    before = count()
    for number in range(3):
        add_matter(cast, f"More {number}")
        Attendance.objects.create(
            sitting=cast.sittings[0],
            person=PersonFactory(),
            capacity=Capacity.IN_ATTENDANCE,
        )
    pack = built(cast)

    assert count() == before
