"""An assistant's own copy: what the member is given, less what either must not have."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.actions import assistants
from committees.models import Appointment, Assistant
from committees.models.appointment import is_holding_on
from core import clock
from meetings.actions import attendances
from meetings.enums import ReadingWay
from meetings.models import PaperReading
from notices.models import Letter
from notices.registry import render
from packs.facts.outdated import news_of
from packs.facts.readers import recipients_of
from packs.models import PackRecall
from packs.tasks import build_queued
from people.models import Person
from tests.factories.committees import BEGINNING
from tests.factories.packs import built, copy_of, dispatched, keep_from, ready
from tests.factories.people import UserFactory
from tests.fixtures import pdf_reading


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast, matters = ready()
    helper = UserFactory(password=None)
    assistants.name(
        appointment=Appointment.objects.get(person=cast.gp_seated.person),
        person=helper.person,
        from_on=BEGINNING,
        by=cast.officer,
    )
    return cast, matters, helper


def text_of(copy):
    with copy.file.open("rb") as stored:
        return re.sub(r"\s+", " ", pdf_reading.text_of(stored.read()))


def read_as(client, user, cast):
    client.force_login(user)
    answer = client.get(reverse("packs:mine", args=[cast.gathering.pk]))
    body = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer, body


def test_assistant_gets_a_copy_with_both_names_on_its_pages(world):
    cast, matters, helper = world
    member = cast.gp_seated.person
    # Names too long for the foot of a page are cut short: the reader's own comes first.
    Person.objects.filter(pk=member.pk).update(
        title="", given_name="Jo", family_name="Li"
    )
    member.refresh_from_db()

    pack = built(cast)

    found = text_of(copy_of(pack, helper))
    assert f"{helper.person}, reading for {member}" in found
    for name in matters:
        assert f"Text of {name}" in found


@pytest.mark.parametrize("whose", ["member", "assistant"])
def test_assistants_copy_goes_without_what_is_kept_from_either(world, whose):
    cast, matters, helper = world
    person = helper.person if whose == "assistant" else cast.gp_seated.person
    keep_from(cast, matters["Alpha"], person)

    pack = built(cast)

    theirs, members = (
        text_of(copy_of(pack, user)) for user in (helper, cast.gp_seated)
    )
    assert "Text of Alpha" not in theirs
    assert "Text of Beta" in theirs
    assert ("Text of Alpha" in members) is (whose == "assistant")


def test_assistant_opens_their_copy_and_the_agenda_in_their_own_name(client, world):
    cast, _matters, helper = world
    pack = dispatched(cast)

    answer, body = read_as(client, helper, cast)
    agenda = client.get(reverse("meetings:gathering", args=[cast.gathering.pk]))

    assert answer.status_code == 200
    assert body.startswith(b"%PDF")
    assert agenda.status_code == 200
    copy = copy_of(pack, helper)
    assert copy.openings.get().user == helper
    noted = PaperReading.objects.filter(person=helper.person, way=ReadingWay.PACK)
    assert noted.exists()
    assert not PaperReading.objects.filter(person=cast.gp_seated.person).exists()


def test_ruling_on_the_member_takes_the_assistants_copy_back_as_well(client, world):
    cast, matters, helper = world
    pack = dispatched(cast)
    first = copy_of(pack, helper)
    read_as(client, helper, cast)
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    refused, _ = read_as(client, helper, cast)
    build_queued()
    answer, body = read_as(client, helper, cast)

    recall = PackRecall.objects.get(copy=first)
    assert refused.status_code == 403
    assert recall.opened_at is not None
    assert answer.status_code == 200
    assert "Text of Alpha" not in pdf_reading.text_of(body)
    assert f"{helper.person}, reading for" in text_of(recall.replacement)
    assert PackRecall.objects.filter(copy__person=cast.gp_seated.person).exists()


def test_copy_shuts_with_the_naming(client, world):
    cast, _matters, helper = world
    row = Assistant.objects.get()
    dispatched(cast)
    yesterday = clock.today().fromordinal(clock.today().toordinal() - 1)

    assistants.end(assistant=row, on=yesterday, by=cast.officer)

    row.refresh_from_db()
    assert not is_holding_on(row, clock.today())
    assert read_as(client, helper, cast)[0].status_code == 404


def test_members_apologies_leave_the_assistant_without_a_copy(world):
    cast, _matters, helper = world
    attendances.apologise(
        sitting=cast.sittings[0], person=cast.gp_seated.person, by=cast.officer
    )

    found = {one.person for one in recipients_of(cast.gathering)}

    assert helper.person not in found


def test_naming_after_the_build_makes_the_pack_out_of_date(world):
    cast, _matters, _helper = world
    pack = built(cast)
    late = UserFactory(password=None)
    assistants.name(
        appointment=Appointment.objects.get(person=cast.chair.person),
        person=late.person,
        from_on=BEGINNING,
        by=cast.officer,
    )

    news = news_of(pack, list(pack.copies.all()))

    assert news.without_copy == (late.person,)


def test_letter_says_why_the_assistant_got_it(world):
    cast, _matters, helper = world
    dispatched(cast)

    letter = Letter.objects.get(kind="pack_sent", person=helper.person)
    members = Letter.objects.get(kind="pack_sent", person=cast.gp_seated.person)

    assert "read the papers of this meeting for a member" in render(letter).text
    assert "read the papers of this meeting for" not in render(members).text


def test_opened_page_names_assistants_in_constant_queries(client, world):
    cast, _matters, _helper = world
    dispatched(cast)
    client.force_login(cast.officer)
    url = reverse("packs:opened", args=[cast.gathering.pk])
    client.get(url)

    with CaptureQueriesContext(connection) as once:
        page = client.get(url)
    for _ in range(3):
        assistants.name(
            appointment=Appointment.objects.get(person=cast.gp_seated.person),
            person=UserFactory(password=None).person,
            from_on=BEGINNING,
            by=cast.officer,
        )
    with CaptureQueriesContext(connection) as again:
        client.get(url)

    assert "Reads for a member" in page.content.decode()
    assert len(again) == len(once)
