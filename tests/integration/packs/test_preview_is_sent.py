"""What a preview names is what is written then: the people, the way, the words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.actions import gatherings
from meetings.enums import CalendarKind, GatheringState
from meetings.models import Gathering
from notices.actions import dispatch
from notices.enums import Channel, Status
from notices.models import Letter
from packs.actions import building, packs
from tests.factories.conflicts import AttestationFactory
from tests.factories.meetings import PaperVersionFactory, add_seat, seat_person
from tests.factories.notices import ReminderChoiceFactory
from tests.factories.packs import dispatched, keep_from, ready
from tests.fixtures.pdf_files import tagged


pytestmark = pytest.mark.django_db
HOME = "1 Invented Street\nIlford"
NOBODY = "no address"


@pytest.fixture
def world(smtp_peer):
    """A meeting with a reader by mail, two by post, and one whom no letter reaches."""
    cast, matters = ready()
    without, chose = cast.gp_seated.person, cast.chair.person
    lost = cast.observer.person
    for person, post in ((without, HOME), (lost, "")):
        type(person).objects.filter(pk=person.pk).update(email="", postal_address=post)
        type(person.user).objects.filter(person=person).update(person=None)
    type(chose).objects.filter(pk=chose.pk).update(postal_address=HOME)
    ReminderChoiceFactory(person=chose, is_by_post=True)
    cast.by_post, cast.lost = {without, chose}, lost
    other = cast.committees[1].seats.first().appointments.get()
    cast.reader = other.person
    return cast, matters


def announced(cast):
    Gathering.objects.filter(pk=cast.gathering.pk).update(state=GatheringState.DRAFT)
    cast.gathering.refresh_from_db()
    cast.gathering = gatherings.give_notice(gathering=cast.gathering, by=cast.officer)
    dispatch.send_due()


def foreseen(seen):
    return {
        one.person: Channel.MAIL if one.mail else Channel.POST if one.post else NOBODY
        for one in seen.readers
    }


def written_since(newest):
    """Send what is due, and say who got it by which way."""
    dispatch.send_due()
    letters = Letter.objects.filter(pk__gt=newest).with_status(
        [Status.SENT, Status.TO_PRINT]
    )
    assert letters.values("person").distinct().count() == letters.count()
    return {
        one.person: Channel(one.channel)
        if one.channel == Channel.MAIL or one.addressed_to.count("\n")
        else NOBODY
        for one in letters
    }


def shown_then_done(client, url, said, reader):
    """Preview by the page, then press its button; return both, and the one letter."""
    newest = Letter.objects.order_by("-pk").values_list("pk", flat=True)[0]
    page = client.post(url, {**said, "preview": str(reader.pk)})
    assert page.status_code == 200
    seen = page.context["preview"]
    assert Letter.objects.order_by("-pk").values_list("pk", flat=True)[0] == newest

    assert client.post(url, said).status_code == 302
    sent = written_since(newest)

    return seen, sent, Letter.objects.get(pk__gt=newest, person=reader, reason="")


def agree(cast, seen, sent, letter):
    """Everybody is foreseen and reached in the same way, and the words are the same."""
    assert foreseen(seen) == sent
    assert {one for one, way in sent.items() if way == Channel.POST} == cast.by_post
    lost = {one for one, way in sent.items() if way == NOBODY}
    assert set(seen.out_of_reach) == lost == {cast.lost}
    assert seen.by_mail == sum(way == Channel.MAIL for way in sent.values())
    assert (seen.words.subject, seen.words.text) == (letter.subject, letter.text)
    assert [one.name for one in seen.words.attachments] == [
        one["name"] for one in letter.attachments
    ]


def test_preview_of_a_meeting_moved_is_what_is_sent(client, world):
    cast, _matters = world
    announced(cast)
    client.force_login(cast.officer)
    day = cast.gathering.held_on + timedelta(days=7)
    url = reverse("meetings:move", args=[cast.gathering.pk])
    said = {
        "held_on_0": day.day,
        "held_on_1": day.month,
        "held_on_2": day.year,
        "starts_at_time": "14:00",
        "seen": client.get(url).context["form"].initial["seen"],
        "reason": "The room is not free.",
    }

    seen, sent, letter = shown_then_done(client, url, said, cast.reader)

    agree(cast, seen, sent, letter)
    assert letter.kind == CalendarKind.MOVED


def test_preview_of_a_correction_of_title_and_place_is_what_is_sent(client, world):
    cast, _matters = world
    announced(cast)
    client.force_login(cast.officer)
    url = reverse("meetings:correct", args=[cast.gathering.pk])
    said = {
        "title": cast.gathering.title,
        "venue": "Town Hall, Romford",
        "seen": client.get(url).context["form"].initial["seen"],
    }

    seen, sent, letter = shown_then_done(client, url, said, cast.reader)

    agree(cast, seen, sent, letter)
    assert letter.kind == CalendarKind.MOVED
    assert "Town Hall, Romford" in seen.words.text


def test_preview_of_a_cancellation_is_what_is_sent(client, world):
    cast, _matters = world
    announced(cast)
    client.force_login(cast.officer)
    url = reverse("meetings:cancel", args=[cast.gathering.pk])

    seen, sent, letter = shown_then_done(client, url, {"reason": "Snow."}, cast.reader)

    agree(cast, seen, sent, letter)
    assert letter.kind == CalendarKind.CANCELLED


def test_preview_of_a_supplement_is_what_is_sent(client, world):
    """Only those for whom something has changed are named, and told."""
    cast, matters = world
    kept = seat_person(add_seat(cast.committees[0], "Nurse")).person
    AttestationFactory(person=kept)
    keep_from(cast, matters["Alpha"], kept)
    dispatched(cast)
    dispatch.send_due()
    PaperVersionFactory(
        is_tagged=True,
        paper__item=matters["Alpha"],
        paper__title="A late paper",
        paper__sensitivity="public",
        content=tagged("Text that is late", 1),
        pages=1,
    )
    pack = packs.request_supplement(gathering=cast.gathering, by=cast.officer)
    building.build_waiting()
    client.force_login(cast.officer)
    url = reverse("packs:send", args=[pack.pk])

    seen, sent, letter = shown_then_done(client, url, {}, cast.reader)

    agree(cast, seen, sent, letter)
    assert letter.kind == "pack_supplement"
    assert "Something in your pack" in seen.words.text
    assert kept not in sent
    assert pack.copies.filter(person=kept).exists()
