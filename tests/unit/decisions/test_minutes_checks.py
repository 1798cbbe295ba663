"""Who was there says that they have checked the minutes, and is not reminded of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.errors import RuleBroken
from core.models import AuditEvent
from decisions.actions import checks, reminders
from decisions.models import MinutesCheck
from meetings.enums import GatheringState, Part, ReminderKind
from meetings.models import Gathering
from notices.enums import Status
from notices.models import Letter
from notices.registry import render
from people.actions import persons
from tests.factories.decisions import MinutesCheckFactory, MinutesFactory, world
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.room import ConflictRowFactory


pytestmark = pytest.mark.django_db
KIND = ReminderKind.MINUTES_TO_CHECK


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = date(2016, 6, 16)


@pytest.fixture
def scene():
    scene = world(1)
    scene.matter = scene.item()
    scene.away = scene.person("GP member")
    scene.open(scene.away)
    Gathering.objects.update(state=GatheringState.MINUTES_DRAFT)
    scene.gathering.refresh_from_db()
    scene.issue = MinutesFactory(gathering=scene.gathering)
    scene.reader = scene.user("Lay chair")
    return scene


def checked(scene, by=None, **said):
    return checks.mark_checked(
        **{
            "gathering": scene.gathering,
            "part": Part.ONE,
            "by": by or scene.reader,
            **said,
        }
    )


def letter_to(person):
    return Letter.objects.get(kind=KIND, person=person)


def words(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_reminder_to_check_the_minutes_is_dropped_when_the_person_has_checked_them(
    scene,
):
    reminders.schedule_all()
    letter = letter_to(scene.reader.person)
    others = Letter.objects.filter(kind=KIND).exclude(pk=letter.pk)
    assert others.exists()

    checked(scene)

    letter.refresh_from_db()
    assert (letter.status, letter.reason) == (
        Status.DROPPED,
        "They have checked the minutes.",
    )
    assert set(others.values_list("status", flat=True)) == {Status.PLANNED}
    assert reminders.schedule_all() == 0


def test_who_has_checked_before_anybody_is_reminded_gets_no_letter(scene):
    checked(scene)

    reminders.schedule_all()

    asked = set(Letter.objects.filter(kind=KIND).values_list("person", flat=True))
    there = {one.pk for one in scene.everybody()} - {scene.away.pk}
    assert asked == there - {scene.reader.person_id}


def test_reminder_told_with_others_leaves_out_what_was_checked_meanwhile(scene):
    """One that a letter carries cannot be withdrawn: it says nothing any more."""
    reminders.schedule_all()
    letter = letter_to(scene.reader.person)
    assert render(letter) is not None

    MinutesCheckFactory(minutes=scene.issue, person=scene.reader.person)

    assert render(letter) is None


def test_check_is_a_row_with_who_and_when_and_in_the_audit_once(scene):
    one, again = checked(scene), checked(scene)

    assert one == again == MinutesCheck.objects.get()
    assert (one.person, one.checked_by) == (scene.reader.person, scene.reader)
    assert one.minutes == scene.issue
    assert one.checked_at is not None
    event = AuditEvent.objects.get(event="minutes.checked")
    assert event.actor_label == scene.reader.label
    for change in (
        lambda: MinutesCheck.objects.update(person=scene.away),
        lambda: MinutesCheck.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_another_issue_can_be_checked_again_and_nobody_is_reminded_of_it(scene):
    reminders.schedule_all()
    checked(scene)
    second = MinutesFactory(gathering=scene.gathering, issue=2)

    assert checked(scene).minutes == second
    assert MinutesCheck.objects.count() == 2
    assert reminders.schedule_all() == 0


def test_reminder_waits_for_every_part_that_the_reader_may_read(scene):
    scene.item(part=Part.TWO)
    MinutesFactory(gathering=scene.gathering, part=Part.TWO.value)
    reminders.schedule_all()
    letter = letter_to(scene.reader.person)
    assert "/minutes/1/" in render(letter).gist.address

    checked(scene)
    letter.refresh_from_db()
    assert letter.status == Status.PLANNED
    assert "/minutes/2/" in render(letter).gist.address

    checked(scene, part=Part.TWO)
    letter.refresh_from_db()
    assert letter.status == Status.DROPPED


def test_officer_records_who_told_them(scene):
    reminders.schedule_all()

    row = checked(scene, by=scene.officer, person=scene.reader.person)

    assert (row.person, row.checked_by) == (scene.reader.person, scene.officer)
    assert letter_to(scene.reader.person).status == Status.DROPPED
    with pytest.raises(RuleBroken, match="was not at this meeting"):
        checked(scene, by=scene.officer, person=scene.away)


def test_check_is_for_whoever_was_there(scene):
    for by in (scene.user("GP member"), UserFactory(), UserFactory(person=None)):
        with pytest.raises(RuleBroken) as refusal:
            checked(scene, by=by)
        assert refusal.value.verdict.code == "was_not_there"
    somebody = next(
        one for one in scene.everybody() if one not in (scene.away, scene.reader.person)
    )
    with pytest.raises(RuleBroken):
        checked(scene, person=somebody)
    assert not MinutesCheck.objects.exists()


def test_check_is_not_for_whom_everything_is_kept_from(scene):
    ConflictRowFactory(
        item=scene.matter, sitting=scene.sittings[0], person=scene.reader.person
    )

    with pytest.raises(RuleBroken):
        checked(scene)


def test_check_is_of_minutes_that_were_written_and_are_in_draft(scene):
    with pytest.raises(RuleBroken, match="have not been written out"):
        checked(scene, part=Part.TWO)
    Gathering.objects.update(state=GatheringState.MINUTES_APPROVED)
    with pytest.raises(RuleBroken) as refusal:
        checked(scene)
    assert refusal.value.verdict.code == "no_draft"


def test_check_of_an_entry_that_was_merged_counts_for_who_remains(scene):
    duplicate = PersonFactory()
    MinutesCheckFactory(minutes=scene.issue, person=duplicate)
    persons.merge(
        duplicate=duplicate,
        into=scene.reader.person,
        by=UserFactory(administrator=True),
    )

    reminders.schedule_all()

    assert not Letter.objects.filter(kind=KIND, person=scene.reader.person).exists()


def test_page_that_the_letter_links_to_has_the_button_and_the_officer_sees_it(
    client, scene
):
    reminders.schedule_all()
    said = render(letter_to(scene.reader.person))
    page_url = reverse("decisions:minutes", args=[scene.gathering.pk, "1"])
    url = reverse("decisions:minutes_checked", args=[scene.gathering.pk, "1"])
    assert said.gist.address.endswith(page_url)
    client.force_login(scene.reader)
    before = words(client.get(page_url))
    assert f'action="{url}"' in before
    assert "Who has not said so yet" not in before

    after = words(client.post(url, follow=True))

    assert "Recorded: the minutes are checked." in after
    assert "You checked issue 1 on 16 June 2016." in after
    assert "I have checked these minutes" not in after
    client.force_login(scene.officer)
    seen = words(client.get(page_url))
    assert f"{scene.reader.person}: issue 1, 16 June 2016" in seen
    assert "as told to" not in seen
    assert str(scene.away) not in seen.partition("Who has not said so yet")[2][:2000]


def test_page_lets_the_officer_record_it_and_refuses_others(client, scene):
    url = reverse("decisions:minutes_checked", args=[scene.gathering.pk, "1"])
    other = next(
        one for one in scene.everybody() if one not in (scene.away, scene.reader.person)
    )
    client.force_login(scene.reader)
    refused = words(client.post(url, {"person": other.pk}, follow=True))
    assert "Recorded:" not in refused
    assert not MinutesCheck.objects.exists()
    client.force_login(scene.officer)

    done = words(client.post(url, {"person": other.pk}, follow=True))

    assert f"{other}: issue 1, 16 June 2016, as told to {scene.officer}" in done
    for nobody in ("x", scene.away.pk):
        assert client.post(url, {"person": nobody}).status_code == 404
    unknown = reverse("decisions:minutes_checked", args=[scene.gathering.pk, "9"])
    assert client.post(unknown).status_code == 404
    client.force_login(UserFactory())
    assert client.post(url).status_code == 404
