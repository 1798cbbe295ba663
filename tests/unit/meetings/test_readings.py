"""Who had a paper open is written down the first time, for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core.errors import RuleBroken
from meetings.actions import readings
from meetings.enums import ReadingWay
from meetings.facts.readings import first_openings, readers_of
from meetings.models import PaperReading, PaperVersion
from tests.factories.meetings import PaperReadingFactory
from tests.factories.packs import keep_from, ready
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db

EARLY, LATE = datetime(2016, 6, 1, 9, tzinfo=UTC), datetime(2016, 6, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def world():
    cast, matters = ready(1)
    return cast, {
        name: PaperVersion.objects.get(paper__item=item)
        for name, item in matters.items()
    }


def test_record_keeps_the_first_time_alone(world):
    cast, versions = world
    gp = cast.gp_seated

    readings.record(version=versions["Alpha"], by=gp, now=EARLY)
    readings.record(version=versions["Alpha"], by=gp, now=LATE)

    row = PaperReading.objects.get()
    assert (row.person, row.opened_by, row.opened_at) == (gp.person, gp, EARLY)
    assert (row.version, row.way) == (versions["Alpha"], ReadingWay.PAGE)


def test_record_in_a_pack_and_on_its_own_are_told_apart(world):
    cast, versions = world
    gp, alpha = cast.gp_seated, versions["Alpha"]

    readings.note([alpha.pk], by=gp, way=ReadingWay.PACK, now=LATE)
    readings.record(version=alpha, by=gp, now=EARLY)

    assert PaperReading.objects.count() == 2
    assert readers_of([alpha.pk]) == {alpha.pk: {gp.person_id: EARLY}}
    item = alpha.paper.item_id
    assert first_openings(cast.gathering, until=date(2016, 6, 15)) == {
        (gp.person_id, item): EARLY
    }


def test_record_of_what_is_withheld_is_refused(world):
    cast, versions = world
    keep_from(cast, versions["Alpha"].paper.item, cast.gp_seated.person)

    with pytest.raises(RuleBroken):
        readings.record(version=versions["Alpha"], by=cast.gp_seated)

    assert not PaperReading.objects.exists()


def test_note_of_a_user_without_a_person_is_no_reading(world):
    _cast, versions = world
    admin = UserFactory(password=None, person=None, administrator=True)

    readings.note([versions["Alpha"].pk], by=admin, way=ReadingWay.PAGE)

    assert not PaperReading.objects.exists()


def test_first_openings_leave_out_what_was_opened_after_the_day(world):
    cast, versions = world
    PaperReadingFactory(version=versions["Alpha"], opened_at=LATE)

    assert first_openings(cast.gathering, until=date(2016, 6, 2)) == {}
    assert len(first_openings(cast.gathering, until=date(2016, 6, 3))) == 1


def test_opening_a_paper_by_its_page_is_a_reading_and_a_refusal_is_none(client, world):
    cast, versions = world
    keep_from(cast, versions["Alpha"].paper.item, cast.gp_seated.person)
    client.force_login(cast.gp_seated)

    def ask(name):
        return client.get(reverse("meetings:paper_file", args=[versions[name].pk]))

    assert ask("Alpha").status_code == 403
    assert b"".join(ask("Beta").streaming_content)

    row = PaperReading.objects.get()
    assert (row.version, row.person) == (versions["Beta"], cast.gp_seated.person)
