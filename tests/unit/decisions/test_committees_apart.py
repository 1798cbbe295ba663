"""Out for one committee and in for another on one item: each by its own ruling."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from decisions.actions import decisions
from decisions.actions.decisions import Resolution
from decisions.enums import Effect, Outcome
from decisions.facts.contradictions import contradictions_in
from decisions.facts.minutes import minutes_sections
from meetings.actions import checklists, conflict_rows
from meetings.enums import (
    ChecklistStage,
    Moment,
    PaperHandling,
    Part,
    Participation,
)
from meetings.facts.brief import evidence_in, script_of
from meetings.facts.room import room_of
from meetings.rules.checklist import evidence_of
from tests.factories.committees import (
    AppointmentFactory,
    SeatFactory,
    SeatTermsFactory,
)
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db
START = datetime(2016, 6, 15, 13, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock):
    return world(2)


@pytest.fixture
def gp(scene):
    """The GP whom the second committee needs has a seat on the first as well."""
    person = scene.person("GP member", 1)
    seat = SeatFactory(committee=scene.committees[0])
    SeatTermsFactory(terms=scene.committees[0].terms.get(), seat=seat)
    AppointmentFactory(seat=seat, person=person)
    return person


@pytest.fixture
def item(scene, gp):
    scene.declares(scene.user("GP member", 1))
    item = scene.item(touches=scene.practice)
    conflict_rows.settle_items([item])
    first, second = scene.rows(item, gp)
    scene.rules([first])
    scene.rules(
        [second],
        Participation.TAKE_PART,
        PaperHandling.GIVEN,
        chair=scene.sittings[1].chair,
    )
    return item


def test_script_says_for_whose_decision_they_come_back(scene, gp, item):
    room = room_of(scene.gathering)
    first, second = (one.short_name for one in scene.committees)

    (line,) = script_of(room, room.items)

    (said,) = line.leaving
    assert said.words == (
        f"leaves before item 1, which {first} takes without them, and comes back for "
        f"the decision of {second}"
    )


def test_dismissed_for_one_committee_they_come_back_for_it(scene, gp):
    scene.declares(scene.user("GP member", 1))
    item = scene.item(touches=scene.practice)
    conflict_rows.settle_items([item])
    first, second = scene.rows(item, gp)
    scene.rules([first])
    scene.dismisses([second], "Not this list.", chair=scene.sittings[1].chair)
    room = room_of(scene.gathering)

    (line,) = script_of(room, room.items)

    assert "comes back for the decision of" in line.leaving[0].words


def test_leaving_for_one_decision_and_coming_back_for_the_next(scene, gp, item, clock):
    scene.open()
    scene.leaves(gp, item)
    first = scene.decides(item, 0)
    waiting = {row.sitting_id: evidence_of(one) for row, one in evidence(scene)}
    clock.shift(60)
    scene.returns(gp, item, Moment.DURING)
    clock.shift(60)
    second = scene.decides(item, 1)

    assert [first.effect, second.effect] == [Effect.EFFECTIVE, Effect.EFFECTIVE]
    assert waiting == {
        scene.sittings[0].pk: "was out when it was decided",
        scene.sittings[1].pk: "",
    }
    assert [evidence_of(one) for _row, one in evidence(scene)] == [
        "was out when it was decided",
        "the interest is noted",
    ]
    assert contradictions_in(room_of(scene.gathering), Part.ONE) == []
    assert checklists.close(
        gathering=scene.gathering,
        stage=ChecklistStage.DURING,
        by=scene.user("Lay chair"),
    )


def test_leaving_after_the_decision_of_the_committee_that_wants_them(
    scene, gp, item, clock
):
    scene.open()
    second = scene.decides(item, 1)
    clock.shift(60)
    scene.leaves(gp, item, Moment.DURING)
    clock.shift(60)
    first = scene.decides(item, 0)

    assert [first.effect, second.effect] == [Effect.EFFECTIVE, Effect.EFFECTIVE]
    assert all(evidence_of(one) for _row, one in evidence(scene))
    assert contradictions_in(room_of(scene.gathering), Part.ONE) == []


def test_correcting_the_first_decision_asks_who_was_there_for_it(
    scene, gp, item, clock
):
    scene.open()
    scene.leaves(gp, item)
    first = scene.decides(item, 0)
    clock.shift(60)
    scene.returns(gp, item, Moment.DURING)
    clock.shift(60)
    scene.decides(item, 1)
    clock.shift(60)

    corrected = decisions.correct(
        decision=first,
        resolution=Resolution(outcome=Outcome.APPROVED, wording="As it should read."),
        reason="A word was missing.",
        by=scene.officer,
    )

    assert corrected.effect == Effect.EFFECTIVE
    assert contradictions_in(room_of(scene.gathering), Part.ONE) == []


def test_minutes_say_of_each_committee_who_was_out(scene, gp, item, clock):
    scene.open()
    scene.leaves(gp, item)
    scene.decides(item, 0)
    clock.shift(60)
    scene.returns(gp, item, Moment.DURING)
    scene.decides(item, 1)

    (section,) = minutes_sections(scene.gathering, Part.ONE)["items"]

    assert any("was out of the room when" in one for one in section["conflicts"])
    assert not any("was in the room when" in one for one in section["conflicts"])


def test_one_committee_alone_is_told_by_the_moment_as_before(scene, gp, clock):
    scene.declares(scene.user("GP member", 1))
    item = scene.item(scene.sittings[0], touches=scene.practice)
    conflict_rows.settle_items([item])
    scene.rules(scene.rows(item, gp))
    scene.open()
    scene.leaves(gp, item)
    scene.decides(item, 0)
    clock.shift(60)
    scene.returns(gp, item, Moment.DURING)

    assert not any(evidence_of(one) for _row, one in evidence(scene))


def evidence(scene):
    return sorted(
        evidence_in(room_of(scene.gathering)).items(),
        key=lambda pair: pair[0].sitting.position,
    )


def test_room_says_how_to_record_it_only_where_committees_differ(
    scene, gp, item, client
):
    url = reverse("meetings:room", args=[scene.gathering.pk])
    client.force_login(scene.officer)
    scene.open()

    apart = client.get(url).content.decode()
    scene.rules(scene.rows(item, gp)[1:], chair=scene.sittings[1].chair)
    alike = client.get(url).content.decode()

    assert "Record the first decision, then who comes back" in apart
    assert "Record the first decision" not in alike
