"""Readers say how they are reminded: once a week, and of what not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core.errors import RuleBroken
from core.models import AuditEvent
from notices import registry
from notices.actions import choices, dispatch
from notices.actions.merging import turn_to
from notices.actions.together import gather_due
from notices.enums import Status
from notices.letters import TOGETHER
from notices.models import Letter, ReminderChoice
from notices.rules.weeks import last_of_week
from notices.words import write
from tests.factories.notices import LetterFactory, ReminderChoiceFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db

# A Wednesday.
NOW = datetime(2016, 6, 1, 9, 0, tzinfo=UTC)
MUST, MAY = "test_must", "test_may"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    """Register a reminder that nobody can do without, and one that its reader may."""
    monkeypatch.setattr(registry, "_renderers", dict(registry._renderers))
    monkeypatch.setattr(registry, "_reminders", dict(registry._reminders))
    monkeypatch.setattr(registry, "_optional", set(registry._optional))
    for kind in (MUST, MAY):

        @registry.renders(kind, reminder=f"Words of {kind}", is_optional=kind == MAY)
        def words(letter):
            return write(
                letter.person,
                subject=f"About {letter.kind} of {letter.about}",
                words="It waits.",
                link="See it",
                path=f"/{letter.about}/",
                why="it waits for you",
            )


def on(day, person, kind=MUST):
    due = datetime(2016, 6, day, 8, 0, tzinfo=UTC)
    return LetterFactory(kind=kind, person=person, about=f"gathering:{day}", due_at=due)


def carried(letter):
    letter.refresh_from_db()
    return letter.status == Status.TOGETHER


def test_who_wants_one_letter_a_week_gets_the_rest_of_it_with_the_first(smtp_peer):
    person, other = PersonFactory(), PersonFactory()
    ReminderChoiceFactory(person=person, is_weekly=True)
    first, sunday, monday = on(1, person), on(5, person), on(6, person)
    theirs = [on(1, other), on(5, other)]

    dispatch.send_due(now=NOW)

    (mail,) = smtp_peer.to(person.email)
    text = mail.get_body(("plain",)).get_content()
    assert "/gathering:1/" in text
    assert "/gathering:5/" in text
    assert "/gathering:6/" not in text
    assert carried(first)
    assert carried(sunday)
    assert not carried(monday)
    assert not any(carried(one) for one in theirs)
    # What was told early is not told again on its day.
    dispatch.send_due(now=NOW + timedelta(days=4))
    assert len(smtp_peer.to(person.email)) == 1
    assert len(smtp_peer.to(other.email)) == 2


def test_nothing_of_a_week_is_told_before_its_first(smtp_peer):
    person = PersonFactory()
    ReminderChoiceFactory(person=person, is_weekly=True)
    on(2, person)
    on(3, person)

    assert gather_due(now=NOW) == 0
    assert dispatch.send_due(now=NOW) == 0


def test_last_of_week_is_its_sunday():
    days = [date(2016, 5, 30) + timedelta(days=one) for one in range(7)]

    assert {last_of_week(day) for day in days} == {date(2016, 6, 5)}


def test_unwanted_reminder_is_dropped_alone_and_beside_others(smtp_peer):
    person = PersonFactory()
    ReminderChoiceFactory(person=person, unwanted=[MAY])
    unwanted, wanted = on(1, person, MAY), on(1, person)

    dispatch.send_due(now=NOW)

    (mail,) = smtp_peer.to(person.email)
    assert mail["Subject"] == f"About {MUST} of gathering:1"
    unwanted.refresh_from_db()
    wanted.refresh_from_db()
    assert (unwanted.status, wanted.status) == (Status.DROPPED, Status.SENT)
    assert unwanted.reason == "Its reader does not want this reminder."
    assert not Letter.objects.filter(kind=TOGETHER).exists()


def test_choice_of_what_nobody_can_do_without_changes_nothing(smtp_peer):
    """Also where a reminder could once be done without and cannot any more."""
    person = PersonFactory()
    ReminderChoiceFactory(person=person, unwanted=[MUST])
    on(1, person)

    assert dispatch.send_due(now=NOW) == 1


def test_choose_refuses_what_nobody_can_do_without_and_another_person():
    user = UserFactory()
    said = {"is_weekly": False, "by": user}

    with pytest.raises(RuleBroken, match="sent to everybody whom it concerns"):
        choices.choose(person=user.person, unwanted=[MUST], **said)
    with pytest.raises(RuleBroken, match="Only the person says"):
        choices.choose(person=PersonFactory(), unwanted=[], **said)
    assert not ReminderChoice.objects.exists()


def test_choose_writes_down_who_and_what():
    user = UserFactory()

    for is_weekly in (True, False):
        choice = choices.choose(
            person=user.person, is_weekly=is_weekly, unwanted=[MAY], by=user
        )

    assert ReminderChoice.objects.get() == choice
    told = AuditEvent.objects.about(choice).order_by("pk")
    assert [one.details for one in told] == [
        {"is_weekly": True, "unwanted": [MAY]},
        {"is_weekly": False, "unwanted": [MAY]},
    ]
    assert {one.actor_label for one in told} == {user.label}


def test_merged_person_is_reminded_as_either_said():
    duplicate, into = PersonFactory(), PersonFactory()
    chosen = ReminderChoiceFactory(person=duplicate, is_weekly=True)

    turn_to(duplicate=duplicate, into=into)
    turn_to(duplicate=duplicate, into=into)

    chosen.refresh_from_db()
    assert chosen.person == into


def test_page_shows_what_is_chosen_and_saves_it(client, django_assert_max_num_queries):
    user = UserFactory()
    client.force_login(user)
    address = reverse("notices:my_reminders")

    with django_assert_max_num_queries(12):
        page = client.get(address).content.decode()
    assert "Words of test_may" in page
    assert reverse("meetings:my_calendar") in page
    assert page.index("What is always sent") < page.index("Words of test_must")
    kept = [kind for kind in registry.optional_reminders() if kind != MAY]
    answer = client.post(address, {"how_often": "weekly", "wanted": kept}, follow=True)

    assert "Saved." in answer.content.decode()
    choice = ReminderChoice.objects.get(person=user.person)
    assert (choice.is_weekly, choice.unwanted) == (True, [MAY])
    assert f'href="{address}"' in client.get(reverse("people:account")).content.decode()


def test_page_says_what_is_missing_and_keeps_what_was_ticked(client):
    client.force_login(UserFactory())

    page = client.post(reverse("notices:my_reminders"), {"wanted": [MAY]})

    text = page.content.decode()
    assert "Choose how often you want to be reminded." in text
    assert page.context["form"]["wanted"].value() == [MAY]
    assert not ReminderChoice.objects.exists()


def test_page_is_for_people_of_the_record(client):
    nobody = UserFactory(person=None)
    client.force_login(nobody)

    assert client.get(reverse("notices:my_reminders")).status_code == 404
