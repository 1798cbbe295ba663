"""Who is told when a row opens on an announced agenda: those it touches, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.actions import changes
from meetings.actions import confirmations, conflict_rows, treatments
from meetings.actions.confirmations import Said
from meetings.actions.conflict_rows import settle_items
from meetings.enums import (
    ConflictState,
    GatheringState,
    PaperHandling,
    Participation,
    ReminderKind,
    RowAnswer,
    SubjectRole,
)
from meetings.models import Gathering
from notices.models import Letter
from notices.registry import render
from tests.factories.decisions import world
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemSubjectFactory,
    OrganisationFactory,
)
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db

NOW = datetime(2016, 6, 1, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def scene():
    """Five people with an interest in one practice; the item touches another."""
    made = world(1)
    made.bidder = OrganisationFactory(practice=True)
    made.declares(made.user("GP member"), made.bidder)
    made.declares(made.user("Registered nurse"), made.practice)
    made.one = made.item(touches=made.practice)
    changes.settle_pending(limit=1000)
    Letter.objects.filter(kind=ReminderKind.CONFLICT_FOUND).delete()
    return made


def bids(scene, item=None):
    ItemSubjectFactory(
        item=item or scene.one, organisation=scene.bidder, role=SubjectRole.BIDDER
    )
    settle_items([item or scene.one])


def letters():
    return Letter.objects.filter(kind=ReminderKind.CONFLICT_FOUND).order_by("pk")


def test_adding_a_bidder_asks_one_member_one_question(scene):
    bids(scene)

    (letter,) = letters()
    assert letter.person == scene.person("GP member")
    assert letter.due_at == NOW + timedelta(minutes=15)
    said = render(letter)
    assert "ties you to an item of this agenda" in said.text
    assert f"/meetings/{scene.gathering.pk}/confirm/" in said.text
    for kept in (scene.one.title, scene.bidder.name, scene.one.reference or "PCC/"):
        assert kept not in said.subject + said.text


def test_several_changes_in_a_quarter_of_an_hour_are_one_letter(scene):
    bids(scene)
    bids(scene, scene.item(touches=scene.practice))

    assert letters().filter(person=scene.person("GP member")).count() == 1


def test_another_change_after_the_letter_has_left_is_another_letter(scene, the_day):
    bids(scene)
    letters().update(status="dropped", reason="As if it had left.")
    the_day.shift(timedelta(hours=1))

    bids(scene, scene.item(touches=scene.practice))

    assert letters().filter(person=scene.person("GP member")).count() == 2


def test_a_row_that_opens_again_asks_again(scene):
    bids(scene)
    treatments.treat(
        rows=scene.rows(scene.one),
        participation=Participation.LEAVE_ITEM,
        papers=PaperHandling.WITHHELD,
        reason="A direct financial interest.",
        by=scene.user("Lay chair"),
    )
    letters().update(status="dropped", reason="As if it had left.")

    ItemSubjectFactory(
        item=scene.one, organisation=scene.practice, role=SubjectRole.BIDDER
    )
    settle_items([scene.one])

    (letter,) = letters().filter(status="planned")
    assert letter.person == scene.person("Registered nurse")


def test_a_conflict_named_by_hand_asks_its_person(scene):
    chief = scene.person("Accountable officer")
    conflict_rows.add_by_hand(
        item=scene.one,
        sitting=scene.sittings[0],
        person=chief,
        words="Said in the newspaper to advise the bidder.",
        by=scene.officer,
    )

    (letter,) = letters()
    assert letter.person == chief
    assert "newspaper" not in render(letter).text


@pytest.mark.parametrize(
    "state",
    [
        GatheringState.DRAFT,
        GatheringState.IN_SESSION,
        GatheringState.HELD,
        GatheringState.CANCELLED,
    ],
)
def test_nobody_is_written_to_before_the_notice_or_once_it_begins(scene, state):
    Gathering.objects.update(state=state)

    bids(scene)

    assert not letters().exists()


def test_nobody_is_written_to_after_the_day(scene, the_day):
    the_day.shift(timedelta(days=30))

    bids(scene)

    assert not letters().exists()


def test_the_letter_falls_away_once_they_have_answered(scene):
    bids(scene)
    gp = scene.user("GP member")
    asked = confirmations.asked_of(gp.person_id, scene.gathering).asked
    confirmations.confirm(
        gathering=scene.gathering,
        person=gp.person,
        said={row.item_id: Said(RowAnswer.ACCEPTED) for row in asked},
        seen=frozenset(row.stamp for row in asked),
        by=gp,
    )

    assert render(letters().get()) is None


def test_the_letter_falls_away_once_the_bidder_is_gone(scene):
    bids(scene)
    scene.one.subjects.filter(organisation=scene.bidder).delete()
    settle_items([scene.one])

    row = scene.rows(scene.one, scene.person("GP member"))[0]
    assert row.state == ConflictState.LAPSED
    assert render(letters().get()) is None


def test_the_letter_falls_away_for_who_does_not_come(scene):
    bids(scene)
    Gathering.objects.update(state=GatheringState.CANCELLED)

    assert render(letters().get()) is None


def test_who_wrote_the_paper_is_asked_though_they_do_not_come(scene):
    author = UserFactory(password=None)
    scene.declares(author, scene.practice)
    CoverSheetFactory(item=scene.one, author=author.person)

    settle_items([scene.one])

    (letter,) = letters()
    assert letter.person == author.person
    assert "have a part in one of its items" in render(letter).text
