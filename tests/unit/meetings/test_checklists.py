"""The chair's checklist: who closes it, on whose word, and when it may be closed."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from conflicts.enums import SourceKind
from core.errors import RuleBroken
from meetings.actions import checklists
from meetings.actions.conflict_rows import settle_items
from meetings.enums import (
    ChecklistStage,
    GatheringState,
    Moment,
    PaperHandling,
    Participation,
)
from meetings.facts.brief import evidence_in, script_of, stages_of
from meetings.facts.room import room_of
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
    user = scene.user("GP member")
    scene.declares(user)
    return user


@pytest.fixture
def item(scene, gp):
    item = scene.item(touches=scene.practice, lead=gp.person, title="Premises")
    settle_items([item])
    return item


def close(scene, stage=ChecklistStage.BEFORE, **said):
    by = said.pop("by", None) or scene.user("Lay chair")
    return checklists.close(gathering=scene.gathering, stage=stage, by=by, **said)


def test_close_before_waits_for_the_rulings(scene, item):
    with pytest.raises(RuleBroken) as refused:
        close(scene)
    assert refused.value.verdict.code == "conflict_unruled"

    scene.rules(scene.rows(item))
    closing = close(scene)

    assert closing.chaired_by == scene.person("Lay chair")
    assert len(closing.shown) == 2


def test_close_during_waits_for_what_shows_it(scene, gp, item):
    scene.rules(scene.rows(item))
    scene.open()
    with pytest.raises(RuleBroken) as refused:
        close(scene, ChecklistStage.DURING)
    assert refused.value.verdict.code == "conflict_unproved"

    scene.leaves(gp.person, item)
    scene.returns(gp.person, item, Moment.AFTER)
    with pytest.raises(RuleBroken) as undecided:
        close(scene, ChecklistStage.DURING)
    assert undecided.value.verdict.code == "conflict_unproved"
    scene.decides(item, as_it_happened=True)
    with pytest.raises(RuleBroken):
        close(scene, ChecklistStage.DURING)
    scene.decides(item, 1, as_it_happened=True)

    assert close(scene, ChecklistStage.DURING)


def test_what_changes_later_shows_as_changed(scene, gp, item):
    scene.rules(scene.rows(item))
    close(scene)
    room = room_of(scene.gathering)
    before, *_rest = stages_of(room, evidence_in(room))
    assert not before.has_changed

    scene.rules(scene.rows(item), participation=Participation.STAY_NO_VOTE)

    room = room_of(scene.gathering)
    before, during, _after = stages_of(room, evidence_in(room))
    assert before.has_changed
    assert during.closing is None


def test_close_on_the_word_of_a_chair(scene):
    chair = scene.person("Lay chair")
    said = {"by": scene.officer, "chaired_by": chair, "source": SourceKind.TELEPHONE}

    for wrong, code in (
        ({"source": SourceKind.SELF}, "source_missing"),
        ({}, "day_missing"),
        ({"closed_on": date(2016, 6, 16)}, "said_in_future"),
        (
            {"closed_on": HELD_ON, "chaired_by": scene.person("GP member")},
            "chair_missing",
        ),
    ):
        with pytest.raises(RuleBroken) as refused:
            close(scene, **{**said, **wrong})
        assert refused.value.verdict.code == code
    closing = close(scene, closed_on=HELD_ON, **said)

    assert (closing.closed_by, closing.closed_on) == (scene.officer, HELD_ON)


def test_close_is_refused_to_members_and_to_an_officer_without_a_chair(scene, gp):
    with pytest.raises(RuleBroken) as member:
        close(scene, by=gp)
    with pytest.raises(RuleBroken) as officer:
        close(scene, by=scene.officer)

    assert member.value.verdict.code == "not_presiding"
    assert officer.value.verdict.code == "chair_missing"


def test_close_after_the_meeting_leaves_the_rows_as_they_were(scene, item):
    scene.rules(
        scene.rows(item),
        participation=Participation.TAKE_PART,
        papers=PaperHandling.GIVEN,
    )
    scene.open()
    scene.gathering.state = GatheringState.HELD
    scene.gathering.save()

    assert close(scene, ChecklistStage.AFTER)


def test_script_says_who_leaves_for_whom_and_who_presides(scene, item, gp):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    settle_items([item])
    vice = scene.person("Lay vice chair")
    scene.rules(scene.rows(item, chair.person), chair=vice)
    scene.rules(
        scene.rows(item, gp.person)[:1],
        participation=Participation.LEAVE_ITEM,
        chair=vice,
    )
    scene.rules(
        scene.rows(item, gp.person)[1:],
        participation=Participation.TAKE_PART,
        chair=scene.sittings[1].chair,
    )
    room = room_of(scene.gathering)

    (line,) = script_of(room, room.items)

    names = {one.name: one for one in line.leaving}
    first, second = (one.short_name for one in scene.committees)
    assert names[str(gp.person)].words == (
        f"leaves before item 1, which {first} takes without them, and comes back for "
        f"the decision of {second}"
    )
    assert names[str(chair.person)].committees == (first,)
    assert line.presiding[0].startswith(f"{first}: {vice}. The vice chair presides:")


def test_script_is_empty_where_nobody_leaves(scene):
    scene.item()
    room = room_of(scene.gathering)

    assert script_of(room, room.items) == []
