"""A conflict that is none: who finds so, and what is kept of it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from conflicts.enums import SourceKind
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions.conflict_rows import settle_items
from meetings.actions.treatments import dismiss
from meetings.enums import ConflictState
from tests.factories.decisions import HELD_ON, world


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


@pytest.fixture
def item(scene):
    return scene.item(touches=scene.practice)


@pytest.fixture
def row(scene, gp, item):
    scene.declares(gp)
    settle_items([item])
    return scene.rows(item)[0]


def test_dismiss_clears_the_ruling_and_keeps_the_reason(scene, row):
    scene.rules([row])
    row.refresh_from_db()

    scene.dismisses([row], " Left in 2015. ")

    row.refresh_from_db()
    assert row.state == ConflictState.DISMISSED
    assert row.state_reason == "Left in 2015."
    assert row.treated_at is None
    event = AuditEvent.objects.about(row).first()
    assert event.event == "conflict.dismissed"
    assert event.details["earlier"]["participation"] == "leave_item"


def test_dismiss_by_the_chair_is_the_chairs_own_finding(scene, row):
    chair = scene.user("Lay chair")

    dismiss(rows=[row], reason="Left in 2015.", by=chair)

    row.refresh_from_db()
    assert (row.ruled_by, row.ruling_source) == (chair.person, SourceKind.SELF)
    assert row.ruled_on == date(2016, 6, 15)


def test_dismiss_by_an_officer_names_the_chair_source_and_day(scene, row):
    scene.dismisses([row], "Left in 2015.")

    row.refresh_from_db()
    assert row.ruled_by == scene.person("Lay chair")
    assert (row.ruling_source, row.ruled_on) == (SourceKind.TELEPHONE, HELD_ON)
    details = AuditEvent.objects.about(row).first().details
    assert details["ruled_by"] == str(scene.person("Lay chair"))
    assert details["ruled_on"] == "2016-06-15"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "chair_missing"),
        ({"ruled_by": "Lay chair"}, "source_missing"),
        ({"ruled_by": "Lay chair", "source": SourceKind.EMAIL}, "day_missing"),
        (
            {
                "ruled_by": "Lay chair",
                "source": SourceKind.EMAIL,
                "ruled_on": date(2016, 6, 16),
            },
            "said_in_future",
        ),
        (
            {
                "ruled_by": "Registered nurse",
                "source": SourceKind.EMAIL,
                "ruled_on": HELD_ON,
            },
            "chair_missing",
        ),
    ],
)
def test_dismiss_by_an_officer_on_nobodys_word_is_refused(scene, row, said, code):
    if "ruled_by" in said:
        said = said | {"ruled_by": scene.person(said["ruled_by"])}

    with pytest.raises(RuleBroken) as refused:
        dismiss(rows=[row], reason="Left in 2015.", by=scene.officer, **said)

    assert refused.value.verdict.code == code
    row.refresh_from_db()
    assert row.state == ConflictState.PROPOSED


def test_dismiss_is_taken_off_when_the_row_opens_again(scene, gp, item, row):
    scene.dismisses([row], "Left in 2015.")
    item.subjects.all().delete()
    settle_items([item])
    row.refresh_from_db()
    assert row.state in {ConflictState.DISMISSED, ConflictState.LAPSED}

    item.subjects.create(organisation=scene.practice, role="bidder")
    settle_items([item])

    row.refresh_from_db()
    assert (row.state, row.ruled_by) == (ConflictState.PROPOSED, None)


def test_dismiss_nobody_dismisses_their_own(scene, item):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    settle_items([item])
    (row,) = scene.rows(item)

    with pytest.raises(RuleBroken) as refused:
        dismiss(rows=[row], reason="It is nothing.", by=chair)

    assert refused.value.verdict.code == "own_conflict"


def test_dismiss_needs_a_reason_and_something_to_dismiss(scene, item, row):
    with pytest.raises(RuleBroken) as refused:
        scene.dismisses([row], " ")
    assert refused.value.verdict.code == "reason_missing"

    item.subjects.all().delete()
    settle_items([item])
    with pytest.raises(RuleBroken) as refused:
        scene.dismisses(scene.rows(item), "Gone.")
    assert refused.value.verdict.code == "lapsed"
