"""What the minutes say, written from the record and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conflicts.enums import PublicationState
from conflicts.models import Interest
from core.web.dates import long_date
from decisions.actions import minutes
from decisions.facts.minutes import minutes_sections, withheld_section
from decisions.facts.standing import standing_by_sitting, standing_of
from meetings.actions import attendances
from meetings.enums import Capacity, Part, PresenceKind
from meetings.facts.room import room_of
from tests.factories.decisions import opened_action, world
from tests.factories.meetings import PaperReadingFactory, PaperVersionFactory
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


def conflicted(scene):
    """Return an item from which the first committee's nurse was sent out."""
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    item = scene.item(touches=scene.practice)
    scene.treated(item, nurse.person, reason="Owns a share of it.")
    scene.open()
    scene.leaves(nurse.person, item)
    return item, nurse


def test_minutes_sections_tell_the_handling_of_a_conflict(scene):
    _item, nurse = conflicted(scene)

    (section,) = minutes_sections(scene.gathering, Part.ONE)["items"]

    (words,) = section["conflicts"]
    assert words.startswith(scene.committees[0].short_name)
    for part in (
        scene.practice.name,
        "was asked to leave for the item: Owns a share of it.",
        "The papers had been withheld.",
        f"{nurse.person} was out of the room when the item was decided.",
    ):
        assert part in words


def test_minutes_sections_tell_that_a_withheld_paper_had_been_opened_before(scene):
    item, nurse = conflicted(scene)
    held_on = scene.gathering.held_on
    moment = datetime.combine(held_on, time(9), tzinfo=UTC)
    version = PaperVersionFactory(paper__item=item)
    PaperReadingFactory(
        version=version, person=nurse.person, opened_at=moment - timedelta(days=3)
    )
    other = PaperReadingFactory(version=version, opened_at=moment)

    (section,) = minutes_sections(scene.gathering, Part.ONE)["items"]

    (words,) = section["conflicts"]
    read_on = long_date(held_on - timedelta(days=3))
    assert f"{nurse.person} had opened papers of this item on {read_on}." in words
    assert "The papers were withheld on " in words
    assert "The papers had been withheld." not in words
    assert str(other.person) not in words


def test_minutes_sections_leave_out_what_was_opened_after_the_meeting(scene):
    item, nurse = conflicted(scene)
    later = scene.gathering.held_on + timedelta(days=1)
    PaperReadingFactory(
        version__paper__item=item,
        person=nurse.person,
        opened_at=datetime.combine(later, time(9), tzinfo=UTC),
    )

    (section,) = minutes_sections(scene.gathering, Part.ONE)["items"]

    assert "The papers had been withheld." in section["conflicts"][0]


@pytest.mark.parametrize(
    "state", [one for one in PublicationState if one != PublicationState.PUBLISH]
)
def test_minutes_sections_leave_out_the_words_of_an_unpublished_interest(scene, state):
    conflicted(scene)
    Interest.objects.update(publication=state)

    said = str(minutes_sections(scene.gathering, Part.ONE))

    assert scene.practice.name not in said
    assert "an interest that is not published" in said
    assert "was asked to leave for the item" in said


def test_minutes_sections_list_attendance_by_committee(scene):
    guest, absent = PersonFactory(), scene.person("GP member", 1)
    attendances.attend(
        sitting=scene.sittings[0],
        person=guest,
        capacity=Capacity.MINUTE_TAKER,
        by=scene.officer,
    )
    attendances.apologise(sitting=scene.sittings[1], person=absent, by=scene.officer)
    item = scene.item()
    scene.open(absent)
    scene.moves(guest, PresenceKind.IN, item)

    first, second = minutes_sections(scene.gathering, Part.ONE)["committees"]

    assert first["attending"] == [f"{guest}, minute taker"]
    assert f"{scene.person('GP member')}, GP member" in first["present"]
    assert second["attending"] == []
    assert second["apologies"] == [str(absent)]
    assert all(str(absent) not in line for line in second["present"])
    assert second["chair"] == str(scene.person("Lay chair", 1))


def test_minutes_sections_keep_an_announced_item_that_was_withdrawn(scene):
    scene.item(is_withdrawn=True, reference="PCC16/001", title="Pulled")
    taken = scene.item()

    pulled, other = minutes_sections(scene.gathering, Part.ONE)["items"]

    assert (pulled["number"], pulled["title"]) == ("1", "Pulled")
    assert pulled["purpose"] == "Withdrawn from the agenda."
    assert (other["number"], other["id"]) == ("2", taken.pk)


def test_minutes_sections_without_a_note_or_anybody(scene):
    scene.item()

    sections = minutes_sections(scene.gathering, Part.ONE)

    assert sections["items"][0]["note"] == ""
    assert sections["committees"][0]["present"] == []
    assert sections["movements"] == []


def test_withheld_section_keeps_nothing_but_the_place(scene):
    item, nurse = conflicted(scene)
    minutes.note(item=item, words="Secret.", revision=0, by=scene.officer)
    (section,) = minutes_sections(scene.gathering, Part.ONE)["items"]

    withheld = withheld_section(section)

    assert withheld["number"] == "1"
    assert withheld["is_withheld"]
    for words in (item.title, "Secret.", str(nurse.person), scene.practice.name):
        assert words not in str(withheld)


def test_minutes_sections_take_as_many_queries_for_twice_the_rows(scene):
    items = [scene.item() for _ in range(2)]
    scene.open()

    def fill(chosen):
        for item in chosen:
            scene.decides(item, 0)
            opened_action(scene, item, scene.person("GP member"))
            minutes.note(item=item, words="Said.", revision=0, by=scene.officer)

    fill(items)
    with CaptureQueriesContext(connection) as few:
        minutes_sections(scene.gathering, Part.ONE)
    fill([scene.item() for _ in range(2)])
    with CaptureQueriesContext(connection) as many:
        minutes_sections(scene.gathering, Part.ONE)

    assert len(many) == len(few)


def test_standing_by_sitting_agrees_with_each_and_asks_three_queries(scene):
    item = scene.item()
    scene.open()
    room = room_of(scene.gathering)

    with CaptureQueriesContext(connection) as asked:
        together = standing_by_sitting(room, item)

    assert len(asked) == 3
    assert together == {one.pk: standing_of(room, one, item) for one in scene.sittings}


def test_standing_of_a_committee_of_no_organisation_has_no_power(scene):
    item = scene.item()
    scene.committees[0].organisations.clear()

    standing = standing_of(room_of(scene.gathering), scene.sittings[0], item)

    assert standing.authority.power == "none"
    assert standing.authority.reasons[0].code == "no_organisation"
