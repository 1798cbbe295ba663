"""The first screen asks those who are invited: do you come, is what was found right."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from meetings.actions.confirmations import Said, asked_of, confirm
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.actions.replies import answer
from meetings.enums import (
    Capacity,
    ContributorRole,
    GatheringState,
    PaperHandling,
    Part,
    Participation,
    ReplyAnswer,
    RowAnswer,
)
from meetings.models import CoverSheet, ItemContributor
from tests.factories.decisions import neighbour, world
from tests.factories.people import UserFactory
from tests.factories.room import AttendanceFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
COMING = "Say whether you are coming"
RIGHT = "Say whether what was found is right"
NOTHING_TO_ADD = "Say whether anything on the agenda touches you"


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-01 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


@pytest.fixture
def item(scene, gp):
    scene.declares(gp)
    item = scene.item(touches=scene.practice, lead=gp.person)
    settle_items([item])
    return item


def home_of(client, user):
    client.force_login(user)
    return client.get("/").content.decode()


def test_the_invitation_is_asked_of_holders_until_they_answer(client, scene, gp):
    page = home_of(client, gp)
    assert COMING in page
    assert reverse("meetings:reply", args=[scene.gathering.pk]) in page

    for sitting in scene.sittings:
        if sitting.committee == scene.committees[0]:
            answer(sitting=sitting, person=gp.person, said=ReplyAnswer.COMES, by=gp)

    assert COMING not in home_of(client, gp)
    assert COMING not in home_of(client, neighbour())
    assert COMING not in home_of(client, scene.officer)


@pytest.mark.parametrize("state", [GatheringState.DRAFT, GatheringState.HELD])
def test_nothing_is_asked_before_the_notice_or_once_it_is_over(
    client, scene, gp, item, state
):
    scene.gathering.state = state
    scene.gathering.save()

    page = home_of(client, gp)
    assert COMING not in page
    assert RIGHT not in page
    assert NOTHING_TO_ADD not in page


def test_what_was_found_is_asked_until_it_is_answered_and_again_when_new(
    client, scene, gp, item
):
    page = home_of(client, gp)
    assert RIGHT in page
    assert reverse("meetings:my_agenda", args=[scene.gathering.pk]) in page
    assert RIGHT not in home_of(client, scene.user("Registered nurse"))

    state = asked_of(gp.person_id, scene.gathering)
    confirm(
        gathering=scene.gathering,
        person=gp.person,
        said={item.pk: Said(RowAnswer.ACCEPTED)},
        seen=frozenset(row.stamp for row in state.asked),
        by=gp,
    )
    assert RIGHT not in home_of(client, gp)

    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=gp.person,
        words="Spoke for the applicant.",
        by=scene.officer,
    )
    assert RIGHT in home_of(client, gp)


def test_a_conflict_whose_item_is_kept_from_them_is_not_hinted_at(
    client, scene, gp, item
):
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)

    assert RIGHT not in home_of(client, gp)


def test_a_part_of_what_is_kept_from_them_is_not_hinted_at(client, scene, gp):
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    whole = scene.item()
    part = scene.item(parent=whole, position=2)
    for one in (whole, part):
        add_by_hand(
            item=one,
            sitting=scene.sittings[0],
            person=gp.person,
            words="Owns the building.",
            by=scene.officer,
        )
    scene.gathering.refresh_from_db()
    with time_machine.travel("2016-06-15 11:00", tick=False):
        scene.treated(
            part,
            gp.person,
            participation=Participation.TAKE_PART,
            papers=PaperHandling.GIVEN,
        )

    assert RIGHT not in home_of(client, gp)


def test_who_does_not_come_is_not_asked(client, scene, item):
    former = UserFactory(password=None)
    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=former.person,
        words="Was a partner.",
        by=scene.officer,
    )
    assert RIGHT not in home_of(client, former)


@pytest.mark.parametrize("role", [None, *ContributorRole])
def test_whoever_contributed_is_asked_what_was_found_of_them(client, scene, role):
    author = UserFactory(password=None)
    scene.declares(author)
    item = scene.item(touches=scene.practice, part=Part.TWO, private_ground="Prices.")
    if role is None:
        CoverSheet.objects.create(item=item, author=author.person, summary="Rent.")
    else:
        ItemContributor.objects.create(item=item, person=author.person, role=role)
    settle_items([item])

    assert RIGHT in home_of(client, author)
    url = reverse("meetings:my_agenda", args=[scene.gathering.pk])
    assert client.get(url).status_code == 200

    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    assert RIGHT not in home_of(client, author)


def went_through(scene, user, said=None):
    state = asked_of(user.person_id, scene.gathering)
    return confirm(
        gathering=scene.gathering,
        person=user.person,
        said=said or {},
        seen=frozenset(row.stamp for row in state.asked),
        by=user,
    )


def test_who_has_no_conflict_is_asked_for_nothing_to_add_until_they_say_so(
    client, scene, gp, item
):
    nurse = scene.user("Registered nurse")
    url = reverse("meetings:my_agenda", args=[scene.gathering.pk])
    page = home_of(client, nurse)
    assert NOTHING_TO_ADD in page
    assert url in page
    # Never both questions at once, and no question to who does not come.
    assert NOTHING_TO_ADD not in home_of(client, gp)
    for other in (neighbour(), scene.officer, UserFactory(password=None)):
        assert NOTHING_TO_ADD not in home_of(client, other)

    client.force_login(nurse)
    assert "nothing to add" in client.get(url).content.decode()
    client.post(url, {"seen": ""})

    assert NOTHING_TO_ADD not in home_of(client, nurse)
    went_through(scene, gp, {item.pk: Said(RowAnswer.ACCEPTED)})
    assert NOTHING_TO_ADD not in home_of(client, gp)


def test_nothing_to_add_is_asked_of_whoever_attends_and_of_nobody_who_stays_away(
    client, scene
):
    observer, listener = UserFactory(password=None), UserFactory(password=None)
    where = {"sitting": scene.sittings[0]}
    AttendanceFactory(person=observer.person, **where)
    AttendanceFactory(person=listener.person, capacity=Capacity.PUBLIC, **where)
    nurse = scene.user("Registered nurse")
    answer(**where, person=nurse.person, said=ReplyAnswer.APOLOGIES, by=nurse)

    assert NOTHING_TO_ADD in home_of(client, observer)
    assert NOTHING_TO_ADD not in home_of(client, listener)
    assert NOTHING_TO_ADD not in home_of(client, nurse)


def test_what_is_kept_from_somebody_changes_nothing_of_what_they_are_asked(
    client, scene, gp, item
):
    """Whether or not an item is kept from them altogether, the question is the same."""
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    assert NOTHING_TO_ADD in home_of(client, gp)

    went_through(scene, gp)

    assert NOTHING_TO_ADD not in home_of(client, gp)


def test_home_takes_the_same_queries_with_more_found(client, scene, gp, item):
    client.force_login(gp)
    counted = []
    for _turn in range(2):
        settle_items([scene.item(touches=scene.practice, lead=gp.person)])
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        counted.append(len(asked))

    assert counted[0] == counted[1]
