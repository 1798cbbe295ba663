"""What falls on one day for one person is told in one letter, through a real server."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEvent
from meetings.actions import gatherings, reminders
from meetings.enums import GatheringState, ReminderKind
from meetings.models import ConflictRow, Gathering, Sitting
from notices import registry
from notices.actions import dispatch, letters
from notices.actions.together import gather_due
from notices.enums import Status
from notices.letters import TOGETHER
from notices.models import Letter
from notices.words import write
from people import door
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemFactory,
    ItemScopeFactory,
    gather,
)
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.room import ConflictRowFactory


pytestmark = pytest.mark.django_db

NOW = datetime(2016, 6, 1, 9, 0, tzinfo=UTC)
KINDS = ("test_paper", "test_action", "test_pack")


@pytest.fixture
def said(monkeypatch):
    """Register three kinds of reminder; what is put into `said` they do not say."""
    monkeypatch.setattr(registry, "_renderers", dict(registry._renderers))
    monkeypatch.setattr(registry, "_reminders", dict(registry._reminders))
    silent = set()

    def register(kind):
        @registry.renders(kind, reminder=kind.removeprefix("test_"))
        def words(letter):
            if kind in silent:
                return None
            return write(
                letter.person,
                subject=f"About your {kind.removeprefix('test_')}",
                words=f"It is about {letter.about}.",
                link="See it",
                path=f"/{kind}/",
                why=f"you have a {kind.removeprefix('test_')}",
            )

    for kind in KINDS:
        register(kind)
    return silent


def three_to(person):
    return [LetterFactory(kind=kind, person=person) for kind in KINDS]


def body_of(mail):
    return mail.get_body(("plain",)).get_content()


def test_three_of_one_day_go_as_one_letter_each_with_its_link_and_why(smtp_peer, said):
    person = PersonFactory()
    parts = three_to(person)
    alone = LetterFactory(kind=KINDS[0])

    assert dispatch.send_due(now=NOW) == 2

    (mail,) = smtp_peer.to(person.email)
    text = body_of(mail)
    for one in ("paper", "action", "pack"):
        assert text.count(f"/test_{one}/") == 1
        assert f"You are told this because you have a {one}." in text
    assert "You get this letter because several reminders" in text
    carrier = Letter.objects.get(kind=TOGETHER)
    assert (carrier.person, carrier.status) == (person, Status.SENT)
    for one in parts:
        one.refresh_from_db()
        assert (one.status, one.carrier) == (Status.TOGETHER, carrier)
    alone.refresh_from_db()
    assert alone.status == Status.SENT
    assert AuditEvent.objects.filter(event="letter.together").count() == 3
    assert dispatch.send_due(now=NOW) == 0
    assert len(smtp_peer.messages) == 2


def test_what_is_done_by_then_is_left_out_and_one_alone_is_its_own_letter(
    smtp_peer, said
):
    person = PersonFactory()
    three_to(person)
    gather_due(now=NOW)
    said |= {"test_paper", "test_pack"}

    dispatch.send_due(now=NOW)

    (mail,) = smtp_peer.to(person.email)
    assert mail["Subject"] == "About your action"
    assert "/test_paper/" not in body_of(mail)


def test_nothing_is_sent_when_all_of_it_is_done_by_then(smtp_peer, said):
    three_to(PersonFactory())
    gather_due(now=NOW)
    said |= set(KINDS)

    assert dispatch.send_due(now=NOW) == 0
    assert Letter.objects.get(kind=TOGETHER).status == Status.DROPPED


def test_what_is_not_needed_or_cannot_be_written_goes_its_own_way(smtp_peer, said):
    person = PersonFactory()
    paper, action, pack = three_to(person)
    said.add("test_paper")

    def broken(letter):
        raise ZeroDivisionError

    registry._renderers["test_pack"] = broken

    dispatch.send_due(now=NOW)

    assert not Letter.objects.filter(kind=TOGETHER).exists()
    for one, status in (
        (paper, Status.DROPPED),
        (action, Status.SENT),
        (pack, Status.FAILED),
    ):
        one.refresh_from_db()
        assert one.status == status


def test_other_letters_and_another_day_are_not_put_with_them(smtp_peer, said):
    person = PersonFactory()
    LetterFactory(kind=KINDS[0], person=person)
    LetterFactory(kind="mail_check", person=person)
    LetterFactory(kind=KINDS[1], person=person, due_at=NOW + timedelta(days=1))

    dispatch.send_due(now=NOW)

    assert not Letter.objects.filter(kind=TOGETHER).exists()
    assert len(smtp_peer.to(person.email)) == 2


def test_refused_by_the_server_it_is_one_letter_to_send_again(smtp_peer, said):
    person, admin = PersonFactory(), UserFactory(administrator=True)
    three_to(person)
    smtp_peer.refusing.add(person.email)
    dispatch.send_due(now=NOW)
    carrier = Letter.objects.get(kind=TOGETHER)
    assert carrier.status == Status.FAILED
    smtp_peer.refusing.clear()

    letters.resend(letter=carrier, by=admin, now=NOW)
    dispatch.send_due(now=NOW)

    assert len(smtp_peer.to(person.email)) == 1
    assert Letter.objects.filter(status=Status.TOGETHER).count() == 3


def test_row_says_who_carries_it_or_nobody(said):
    one, two = LetterFactory(kind=KINDS[0]), LetterFactory(kind=KINDS[1])
    for nonsense in ({"carrier": two}, {"status": Status.TOGETHER, "claimed_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=one.pk).update(**nonsense)


# Real reminders of a real meeting.


@pytest.fixture
def cast(settings):
    settings.QUORATE_TODAY = date(2016, 5, 25)
    cast = gather(1)
    cast.author = UserFactory(password=None)
    cast.item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=cast.item, sitting=cast.sittings[0])
    CoverSheetFactory(item=cast.item, author=cast.chair.person)
    Sitting.objects.update(chair=cast.chair.person)
    Gathering.objects.update(state=GatheringState.DRAFT)
    cast.gathering.refresh_from_db()
    cast.gathering = gatherings.give_notice(gathering=cast.gathering, by=cast.officer)
    return cast


def test_chair_who_wrote_a_paper_has_one_letter_and_nothing_withheld(
    smtp_peer, cast, settings
):
    row = ConflictRowFactory(
        item=cast.item, sitting=cast.sittings[0], person=cast.gp_seated.person
    )
    reminders.schedule_all()
    settings.QUORATE_TODAY = date(2016, 6, 10)
    asked = {
        ReminderKind.PAPER_DUE,
        ReminderKind.TREATMENT_WAITING,
        ReminderKind.DECLARE_INTERESTS,
    }
    Letter.objects.exclude(kind__in=asked).delete()

    dispatch.send_due(now=datetime(2016, 6, 10, 9, 0, tzinfo=UTC))

    (mail,) = smtp_peer.to(cast.chair.person.email)
    text = body_of(mail)
    assert text.count("You are told this because") == 3
    assert cast.item.title not in text
    assert str(cast.gp_seated.person) not in text
    carrier = Letter.objects.get(kind=TOGETHER, person=cast.chair.person)
    assert door.may(cast.officer, "manage", carrier)
    assert carrier in Letter.objects.filter(registry.selection_for(cast.officer))
    for user in (cast.neighbour_officer, cast.gp_seated, cast.outsider):
        assert not door.may(user, "manage", carrier)
        assert carrier not in Letter.objects.filter(registry.selection_for(user))
    assert ConflictRow.objects.get() == row


def test_letter_with_parts_of_two_bodies_is_shown_to_neither_officer_alone(said, cast):
    person = PersonFactory()
    other = gather(1)
    for kind, one in ((KINDS[0], cast), (KINDS[1], other)):
        LetterFactory(kind=kind, person=person, about=f"gathering:{one.gathering.pk}")

    gather_due(now=NOW)

    carrier = Letter.objects.get(kind=TOGETHER)
    for user in (cast.officer, other.officer):
        assert not door.may(user, "manage", carrier)
        assert carrier not in Letter.objects.filter(registry.selection_for(user))


def test_a_week_without_the_clock_and_one_tick_neither_loses_nor_doubles(
    smtp_peer, cast, settings
):
    """Nothing ran from 1 to 9 June: all that fell due meanwhile goes out once."""
    planned = set(Letter.objects.values_list("pk", flat=True))
    ConflictRowFactory(
        item=cast.item, sitting=cast.sittings[0], person=cast.gp_seated.person
    )
    settings.QUORATE_TODAY = date(2016, 6, 9)
    tick = datetime(2016, 6, 9, 9, 0, tzinfo=UTC)
    due = Letter.objects.due(tick)
    waited = set(due.values_list("kind", "person"))
    assert ReminderKind.PAPER_DUE in {kind for kind, _person in waited}
    assert ReminderKind.DECLARE_INTERESTS in {kind for kind, _person in waited}

    for _ in range(2):
        reminders.schedule_all()
        dispatch.send_due(now=tick)

    told = Letter.objects.with_status([Status.SENT, Status.TOGETHER])
    found = list(told.exclude(kind=TOGETHER).values_list("kind", "person"))
    assert len(found) == len(set(found))
    assert set(found) >= waited
    assert (ReminderKind.TREATMENT_WAITING, cast.chair.person.pk) in found
    carriers = Letter.objects.filter(kind=TOGETHER).count()
    carried = Letter.objects.filter(status=Status.TOGETHER).count()
    assert len(smtp_peer.messages) == len(found) - carried + carriers
    still = set(Letter.objects.waiting().values_list("kind", flat=True))
    assert still == {ReminderKind.READ_PACK}
    assert planned <= set(Letter.objects.values_list("pk", flat=True))


def test_withdrawn_while_it_is_carried_it_is_left_out(smtp_peer, cast, settings):
    settings.QUORATE_TODAY = date(2016, 6, 9)
    tick = datetime(2016, 6, 9, 9, 0, tzinfo=UTC)
    gather_due(now=tick)
    assert Letter.objects.filter(kind=TOGETHER).exists()

    gatherings.cancel(gathering=cast.gathering, reason="No quorum.", by=cast.officer)
    dispatch.send_due(now=tick)

    carrier = Letter.objects.get(kind=TOGETHER)
    assert carrier.status == Status.DROPPED
