"""The officer names who reads for a member, and ends it, on the pages of the seat."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.models import Appointment, Assistant
from core import clock
from core.models import AuditEvent, Change
from tests.factories.meetings import gather
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def cast():
    return gather(1)


@pytest.fixture
def member(cast):
    return Appointment.objects.get(person=cast.gp_seated.person)


def naming_of(cast, member):
    slug = cast.committees[0].slug
    return reverse("committees:name_assistant", args=[slug, member.pk])


def test_seat_page_leads_to_the_naming_and_lists_it(client, cast, member):
    client.force_login(cast.officer)
    seat = reverse("committees:seat", args=[cast.committees[0].slug, member.seat_id])
    assert naming_of(cast, member) in client.get(seat).content.decode()
    helper = PersonFactory(family_name="Quillon")

    url = f"{naming_of(cast, member)}?q=Quillon"
    found = client.get(url)
    done = client.post(
        url,
        {
            "person": helper.pk,
            "from_on_0": "1",
            "from_on_1": "6",
            "from_on_2": "2016",
        },
        follow=True,
    )

    assert "nothing that is withheld from them" in text(found)
    assert f"{helper} reads the papers for {member.person}." in text(done)
    assert f"Reads for {member.person}" in text(done)
    assert Assistant.objects.get().from_on == date(2016, 6, 1)
    assert AuditEvent.objects.filter(event="assistant.named").exists()
    assert Change.objects.filter(topic="appointment", key=str(member.seat_id)).exists()


def test_naming_the_member_themself_is_refused_and_keeps_the_typed(
    client, cast, member
):
    client.force_login(cast.officer)
    url = f"{naming_of(cast, member)}?q={member.person.family_name}"
    days = {"from_on_0": "1", "from_on_1": "6", "from_on_2": "2016"}

    page = client.post(url, {"person": member.person_id, **days})

    assert "holds this seat and reads the papers anyway" in text(page)
    assert 'value="2016"' in page.content.decode()
    assert not Assistant.objects.exists()


def test_nobody_is_named_for_a_member_who_has_left(client, cast, member):
    client.force_login(cast.officer)
    Appointment.objects.filter(pk=member.pk).update(
        to_on=clock.today() - timedelta(days=1)
    )

    assert client.get(naming_of(cast, member)).status_code == 404


def test_ending_shuts_the_meeting(client, cast, member):
    client.force_login(cast.officer)
    row = Assistant.objects.create(
        appointment=member, person=PersonFactory(), from_on=member.from_on
    )
    url = reverse("committees:end_assistant", args=[cast.committees[0].slug, row.pk])
    last = clock.today()

    page = client.post(
        url, {"on_0": str(last.day), "on_1": str(last.month), "on_2": str(last.year)}
    )

    row.refresh_from_db()
    assert page.status_code == 302
    assert row.to_on == last
    assert AuditEvent.objects.filter(event="assistant.ended").exists()


@pytest.mark.parametrize("role", ["gp_seated", "chair"])
def test_members_do_not_name_assistants(client, cast, member, role):
    client.force_login(getattr(cast, role))

    assert client.get(naming_of(cast, member)).status_code == 403
    assert client.post(naming_of(cast, member), {"person": 1}).status_code == 403


def test_seat_page_queries_do_not_grow_with_assistants(client, cast, member):
    client.force_login(cast.officer)
    seat = reverse("committees:seat", args=[cast.committees[0].slug, member.seat_id])
    client.get(seat)
    with CaptureQueriesContext(connection) as few:
        client.get(seat)
    for _ in range(5):
        Assistant.objects.create(
            appointment=member, person=PersonFactory(), from_on=member.from_on
        )

    with CaptureQueriesContext(connection) as many:
        client.get(seat)

    assert len(many) == len(few)
