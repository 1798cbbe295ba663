"""Answers to an invitation, and the quorum that is kept at each moment."""

from __future__ import annotations

from datetime import date

import pytest

from committees.models import TermsOfReference
from conflicts.enums import SourceKind
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import attendances, quorum_checks, replies
from meetings.enums import (
    CheckMoment,
    GatheringState,
    Moment,
    PresenceKind,
    ReplyAnswer,
)
from meetings.facts.forecast import forecast_of
from meetings.facts.invitations import asked_of
from meetings.models import Attendance, Gathering, QuorumCheck, Reply
from tests.factories.decisions import world
from tests.factories.people import UserFactory
from tests.factories.ways_out import RULED_ON, deputy_of, expected


pytestmark = pytest.mark.django_db


def answers(scene, title, said, *, by=None, which=0, **more):
    return replies.answer(
        sitting=scene.sittings[which],
        person=scene.person(title, which),
        said=said,
        by=by or scene.user(title, which),
        **more,
    )


def refused(code, act, *given, **said):
    with pytest.raises(RuleBroken) as found:
        act(*given, **said)
    assert found.value.verdict.code == code


def moments(scene):
    return list(QuorumCheck.objects.values_list("moment", "is_quorate").order_by("pk"))


def test_answer_apologies_take_the_seat_out_of_the_forecast():
    scene = world(1)
    item = scene.item()

    answers(scene, "GP member", ReplyAnswer.APOLOGIES)

    assert not expected(scene, item).result.is_quorate
    assert str(scene.person("GP member")) not in expected(scene, item).unanswered
    assert AuditEvent.objects.filter(event="invitation.answered").count() == 1


def test_answer_a_deputy_comes_in_the_holders_place():
    scene = world(1)
    item = scene.item()
    deputy = deputy_of(scene)

    answers(scene, "GP member", ReplyAnswer.DEPUTY, deputy=deputy)

    assert expected(scene, item).result.is_quorate
    assert Attendance.objects.get(person=deputy).seat.title == "GP member"


def test_answer_changed_to_coming_takes_apologies_and_deputy_back():
    scene = world(1)
    item = scene.item()
    deputy = deputy_of(scene)
    answers(scene, "GP member", ReplyAnswer.DEPUTY, deputy=deputy)

    answers(scene, "GP member", ReplyAnswer.COMES)

    assert not Attendance.objects.exists()
    assert Reply.objects.get().answer == ReplyAnswer.COMES
    assert expected(scene, item).result.is_quorate


@pytest.mark.parametrize("counts", [True, False])
def test_answer_remote_counts_as_the_terms_say(counts):
    scene = world(1)
    TermsOfReference.objects.update(remote_counts=counts)
    item = scene.item()

    answers(scene, "GP member", ReplyAnswer.REMOTE)

    assert expected(scene, item).result.is_quorate is counts


def test_answer_recorded_by_the_officer_names_source_and_day():
    scene = world(1)
    said = {
        "title": "GP member",
        "said": ReplyAnswer.COMES,
        "by": scene.officer,
    }

    refused("source_missing", answers, scene, **said)
    refused("day_missing", answers, scene, **said, source=SourceKind.EMAIL)
    refused(
        "said_in_future",
        answers,
        scene,
        **said,
        source=SourceKind.EMAIL,
        replied_on=date(2999, 1, 1),
    )
    reply = answers(scene, **said, source=SourceKind.EMAIL, replied_on=RULED_ON)

    assert (reply.source, reply.replied_on) == (SourceKind.EMAIL, RULED_ON)


def test_answer_asks_the_door_and_the_state_of_the_meeting():
    scene = world(1)
    holder = scene.person("GP member")
    nurse = scene.user("Registered nurse")
    outsider = UserFactory(password=None)

    for user, code in ((nurse, "not_officer"), (outsider, "outsider")):
        refused(
            code,
            replies.answer,
            sitting=scene.sittings[0],
            person=holder,
            said=ReplyAnswer.COMES,
            by=user,
        )
    refused(
        "outsider",
        replies.answer,
        sitting=scene.sittings[0],
        person=outsider.person,
        said=ReplyAnswer.COMES,
        by=outsider,
    )
    refused(
        "no_seat",
        replies.answer,
        sitting=scene.sittings[0],
        person=scene.officer.person,
        said=ReplyAnswer.COMES,
        by=scene.officer,
    )
    refused("deputy_missing", answers, scene, "GP member", ReplyAnswer.DEPUTY)
    for state in (GatheringState.DRAFT, GatheringState.IN_SESSION):
        Gathering.objects.update(state=state)
        refused("no_answer_awaited", answers, scene, "GP member", ReplyAnswer.COMES)


def test_apologise_and_forget_by_the_officer_drop_an_answer_that_no_longer_holds():
    scene = world(1)
    person, sitting = scene.person("GP member"), scene.sittings[0]
    answers(scene, "GP member", ReplyAnswer.COMES)

    row = attendances.apologise(sitting=sitting, person=person, by=scene.officer)
    assert not Reply.objects.exists()
    answers(scene, "GP member", ReplyAnswer.APOLOGIES)
    row = Attendance.objects.get()
    attendances.forget(attendance=row, by=scene.officer)

    assert not Reply.objects.exists()
    line = forecast_of(scene.gathering)
    assert line.is_quorate


def test_asked_of_lists_the_sittings_of_a_holder_with_their_deputies():
    scene = world(2)
    deputy = deputy_of(scene)
    person = scene.person("GP member")

    (asked,) = asked_of(scene.gathering, person.pk)

    assert asked.sitting == scene.sittings[0]
    assert asked.deputies == (deputy,)
    assert asked.reply is None
    assert asked_of(scene.gathering, deputy.pk) == []


def test_checks_are_kept_at_replies_where_something_changed():
    scene = world(1)
    scene.item()

    answers(scene, "Healthwatch", ReplyAnswer.COMES)
    answers(scene, "GP member", ReplyAnswer.APOLOGIES)
    answers(scene, "GP member", ReplyAnswer.APOLOGIES)
    answers(scene, "GP member", ReplyAnswer.COMES)

    assert moments(scene) == [
        (CheckMoment.REPLIES, True),
        (CheckMoment.REPLIES, False),
        (CheckMoment.REPLIES, True),
    ]


def test_checks_are_kept_at_the_start_and_at_the_item_somebody_leaves():
    scene = world(1)
    first, second = scene.item(), scene.item()
    gp = scene.person("GP member")

    scene.open()
    scene.leaves(gp, second)
    scene.moves(gp, PresenceKind.IN, second, Moment.AFTER)

    found = list(
        QuorumCheck.objects.values_list("moment", "item", "is_quorate").order_by("pk")
    )
    assert found == [
        (CheckMoment.START, None, True),
        (CheckMoment.ITEM, second.pk, False),
    ]
    assert first.pk


def test_checks_need_terms_and_an_item_that_is_taken():
    scene = world(1)
    item = scene.item(is_withdrawn=True)

    assert quorum_checks.freeze_item(item=item, moment=CheckMoment.ITEM) == []
    Gathering.objects.update(held_on=date(2014, 1, 1))
    scene.gathering.refresh_from_db()
    assert (
        quorum_checks.freeze_now(gathering=scene.gathering, moment=CheckMoment.START)
        == []
    )


def test_checks_at_replies_stop_once_the_meeting_is_opened():
    scene = world(1)
    scene.item()
    Gathering.objects.update(state=GatheringState.IN_SESSION)
    scene.gathering.refresh_from_db()

    quorum_checks.at_replies(gathering=scene.gathering)

    assert not QuorumCheck.objects.exists()
