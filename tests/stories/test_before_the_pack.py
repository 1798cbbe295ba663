"""Stories 9 and 10: what is caught before a pack goes out, on the page that says so."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core.rules.days import DayBasis
from meetings.actions import gatherings
from meetings.enums import GatheringState
from meetings.models import Gathering, Item
from tests.factories.packs import ready


pytestmark = pytest.mark.django_db
WEDNESDAY = date(2016, 2, 10)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.QUORATE_TODAY = date(2016, 1, 20)


@pytest.fixture
def cast():
    """Two committees that meet on 10 February; the second counts calendar days."""
    cast, _ = ready()
    cast.committees[1].terms.update(notice_basis=DayBasis.CALENDAR)
    Gathering.objects.update(
        held_on=WEDNESDAY, state=GatheringState.DRAFT, notice_on=None
    )
    cast.gathering.refresh_from_db()
    return cast


def page(client, cast):
    client.force_login(cast.officer)
    answer = client.get(reverse("meetings:preflight", args=[cast.gathering.pk]))
    return " ".join(answer.content.decode().split())


def test_story_09_notice_check_before_the_pack(client, cast, settings):
    """Friday 5 February warns; Thursday 4 February passes."""
    first, second = (one.short_name for one in cast.committees)
    settings.QUORATE_TODAY = date(2016, 2, 5)
    on_friday = page(client, cast)
    assert (
        f"Terms of reference of {first}: 3 clear working days of notice." in on_friday
    )
    assert "last day in time was Thursday 4 February 2016" in on_friday
    assert f"Terms of reference of {second}: 3 clear" not in on_friday

    settings.QUORATE_TODAY = date(2016, 2, 4)
    on_thursday = page(client, cast)
    assert "Notice is in time by each committee’s own rule." in on_thursday

    gatherings.give_notice(gathering=cast.gathering, by=cast.officer)
    settings.QUORATE_TODAY = date(2016, 2, 9)
    assert "Notice is in time by each committee’s own rule." in page(client, cast)


def test_story_09_late_notice_stops_the_pack_until_somebody_says_why(
    client, cast, settings
):
    settings.QUORATE_TODAY = date(2016, 2, 5)
    gatherings.give_notice(
        gathering=cast.gathering, reason="A practice closes on Monday.", by=cast.officer
    )

    told = page(client, cast)

    assert "A practice closes on Monday." in told
    assert f"Waived by {cast.officer.label}" in told


def test_story_10_agenda_sanity_before_the_pack(client, cast, settings):
    """A reference used twice stops the pack; a next meeting in the past is refused."""
    for number, item in enumerate(Item.objects.filter(part="1")):
        Item.objects.filter(pk=item.pk).update(
            reference="PC/16/81", reference_committee=cast.committees[number]
        )
    told = page(client, cast)
    assert "2 items have the reference PC/16/81." in told
    waive = reverse(
        "meetings:preflight_waive", args=[cast.gathering.pk, "duplicate_reference"]
    )
    assert waive in told
    (choice,) = client.get(waive).context["form"].fields["findings"].choices

    done = client.post(
        waive, {"findings": [choice[0]], "reason": "One matter in two parts."}
    )

    assert done.status_code == 302
    assert "One matter in two parts." in page(client, cast)


def test_story_10_next_meeting_not_after_this_one(client, cast):
    """The database and the form refuse it; a date in a title is caught by the page."""
    client.force_login(cast.officer)
    answer = client.post(
        reverse("meetings:move", args=[cast.gathering.pk]),
        {
            **_day("held_on", WEDNESDAY),
            **_day("next_held_on", date(2015, 3, 9)),
            "starts_at_time": "2pm",
        },
    )
    told = " ".join(answer.content.decode().split())
    assert "The next meeting, on Monday 9 March 2015, must be after this one" in told
    item = Item.objects.filter(part="1").first()
    Item.objects.filter(pk=item.pk).update(title="Next meeting: 9 March May 2016")

    assert "“9 March May 2016” has two months in it." in page(client, cast)


def _day(name, day):
    parts = (day.day, day.month, day.year)
    return {f"{name}_{index}": str(part) for index, part in enumerate(parts)}
