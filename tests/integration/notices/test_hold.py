"""A reminder waits a little for others to its reader; what is urgent never does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.actions import gatherings
from meetings.enums import CalendarKind, GatheringState, ReminderKind
from meetings.models import Gathering
from notices import registry
from notices.actions import dispatch, letters
from notices.enums import Status
from notices.letters import TOGETHER
from notices.models import Letter
from notices.words import write
from tests.factories.meetings import ItemFactory, ItemScopeFactory, gather
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db

NOW = datetime(2016, 6, 1, 9, 0, tzinfo=UTC)
KINDS = ("test_paper", "test_action", "test_pack")
URGENT = "test_urgent"


def minutes(number):
    return timedelta(minutes=number)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch, settings):
    """Three kinds of reminder and a letter that is none, and a hold of 15 minutes."""
    settings.QUORATE_LETTER_HOLD = minutes(15)
    monkeypatch.setattr(registry, "_renderers", dict(registry._renderers))
    monkeypatch.setattr(registry, "_reminders", dict(registry._reminders))

    def register(kind):
        @registry.renders(kind, reminder="" if kind == URGENT else kind)
        def words(letter):
            return write(
                letter.person,
                subject=f"About {kind}",
                words="It waits.",
                link="See it",
                path=f"/{kind}/",
                why="it waits for you",
            )

    for kind in (*KINDS, URGENT):
        register(kind)


def planned(kind, person, *, at=NOW, due=None):
    return LetterFactory(kind=kind, person=person, planned_at=at, due_at=due or at)


def sent_at(offset):
    return dispatch.send_due(now=NOW + minutes(offset))


def test_reminders_that_come_up_within_the_hold_go_as_one_letter(smtp_peer):
    """The clocks of meetings, minutes and rounds plan at different ticks of one day."""
    person = PersonFactory()
    first = planned(KINDS[0], person)
    assert sent_at(1) == 0
    second = planned(KINDS[1], person, at=NOW + minutes(10))
    assert sent_at(11) == 0

    assert sent_at(15) == 1

    (mail,) = smtp_peer.to(person.email)
    text = mail.get_body(("plain",)).get_content()
    assert "/test_paper/" in text
    assert "/test_action/" in text
    for one in (first, second):
        one.refresh_from_db()
        assert one.status == Status.TOGETHER
    assert sent_at(60) == 0


def test_reminders_planned_late_in_the_day_are_held_from_their_planning(smtp_peer):
    """Their day began hours ago, so they are due at once: none runs ahead of the rest."""
    person = PersonFactory()
    morning = NOW - timedelta(hours=2)
    planned(KINDS[0], person, at=NOW, due=morning)
    assert sent_at(2) == 0
    planned(KINDS[1], person, at=NOW + minutes(3), due=morning)

    assert sent_at(15) == 1

    assert Letter.objects.get(kind=TOGETHER).status == Status.SENT
    assert len(smtp_peer.messages) == 1


def test_first_reminder_is_not_put_off_by_those_that_come_after_it(smtp_peer):
    person = PersonFactory()
    for number, kind in enumerate(KINDS):
        planned(kind, person, at=NOW + minutes(7 * number))

    assert sent_at(14) == 0
    assert sent_at(15) == 1
    assert len(smtp_peer.to(person.email)) == 1


def test_reminder_alone_leaves_once_its_hold_is_over(smtp_peer):
    letter = planned(KINDS[0], PersonFactory())

    assert [sent_at(14), sent_at(15)] == [0, 1]
    letter.refresh_from_db()
    assert letter.status == Status.SENT


def test_urgent_letter_is_never_held_and_never_put_with_others(smtp_peer):
    person = PersonFactory()
    planned(KINDS[0], person)
    urgent = planned(URGENT, person)

    assert sent_at(0) == 1

    urgent.refresh_from_db()
    assert urgent.status == Status.SENT
    (mail,) = smtp_peer.to(person.email)
    assert mail["Subject"] == "About test_urgent"
    assert Letter.objects.get(kind=KINDS[0]).status == Status.PLANNED


def test_cancellation_leaves_at_once_beside_reminders_that_are_held(
    smtp_peer, settings
):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    Gathering.objects.update(state=GatheringState.DRAFT)
    cast.gathering.refresh_from_db()
    gathering = gatherings.give_notice(gathering=cast.gathering, by=cast.officer)
    person = cast.gp_seated.person
    dispatch.send_due()
    held = LetterFactory(
        kind=KINDS[0], about="action:7", person=person, planned_at=NOW, due_at=NOW
    )
    gatherings.cancel(gathering=gathering, reason="Snow.", by=cast.officer)
    news = Letter.objects.get(kind=CalendarKind.CANCELLED, person=person)
    Letter.objects.filter(pk=held.pk).update(planned_at=news.planned_at)

    dispatch.send_due(now=news.due_at)

    news.refresh_from_db()
    held.refresh_from_db()
    assert (news.status, held.status) == (Status.SENT, Status.PLANNED)


@pytest.mark.parametrize(
    "kind",
    [
        *CalendarKind.values(),
        "pack_sent",
        "pack_supplement",
        "pack_recalled",
        "breach_reported",
        "irregular_decision",
        "declaration_asked",
        ReminderKind.CONFLICT_FOUND,
    ],
)
def test_what_is_urgent_is_no_reminder_so_is_never_held(kind):
    """Only what is registered as a reminder waits: news of a recall must not."""
    assert kind in registry.kinds()
    assert kind not in registry.reminders()


def test_what_somebody_sends_by_hand_to_post_is_not_held(smtp_peer):
    admin = UserFactory(administrator=True)
    person = PersonFactory(postal_address="1 Invented Street\nRomford")
    letter = planned(KINDS[0], person)
    smtp_peer.refusing.add(person.email)
    sent_at(15)
    letters.send_by_post(letter=letter, by=admin, now=NOW + minutes(20))

    sent_at(20)

    letter.refresh_from_db()
    assert letter.status == Status.TO_PRINT


def test_without_a_hold_reminders_leave_with_the_next_tick(smtp_peer, settings):
    settings.QUORATE_LETTER_HOLD = minutes(0)
    planned(KINDS[0], PersonFactory())

    assert sent_at(0) == 1
