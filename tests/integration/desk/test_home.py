"""The first page: signed in, signed out, and nobody's."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.enums import GatheringState
from tests.factories.meetings import GatheringFactory, ItemFactory, gather
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_home_signed_out_leads_to_meetings_and_sign_in(client):
    GatheringFactory(title="June meeting")
    GatheringFactory(title="Secret plan", draft=True)
    GatheringFactory(title="Never told", state=GatheringState.CANCELLED)

    page = text(client.get("/"))

    assert reverse("publishing:home") in page
    assert reverse("account_login") in page
    assert "June meeting" in page
    assert "Secret plan" not in page
    assert "Never told" not in page


@pytest.mark.parametrize("is_demo", [True, False])
def test_home_tells_sign_ins_in_the_demonstration_only(client, settings, is_demo):
    settings.QUORATE_IS_DEMO = is_demo

    page = text(client.get("/"))

    assert ("officer@demo.quorate.example" in page) is is_demo
    assert ("quorate-demo-2016" in page) is is_demo


def test_home_lists_tasks_and_meetings(client):
    cast = gather(2)
    client.force_login(cast.officer)

    page = text(client.get("/"))

    assert "What needs you" in page
    assert reverse("packs:gathering", args=[cast.gathering.pk]) in page
    assert reverse("meetings:gathering", args=[cast.gathering.pk]) in page


def test_home_of_an_outsider_shows_nothing_of_others(client):
    cast = gather(2)
    client.force_login(cast.outsider)

    page = text(client.get("/"))

    assert "Nothing needs you now." in page
    assert "No meeting with you is planned." in page
    assert cast.gathering.title not in page


def test_home_of_a_sign_in_without_a_person_says_what_to_do(client):
    client.force_login(UserFactory(person=None))

    assert "Ask your governance officer to link it" in text(client.get("/"))


def test_home_of_an_administrator_leads_to_the_administration(client):
    client.force_login(UserFactory(person=None, administrator=True))

    assert reverse("admin:index") in text(client.get("/"))


def test_home_refuses_anything_but_reading(client):
    assert client.post("/").status_code == 405


def test_home_takes_the_same_queries_with_twice_the_rows(client):
    cast = gather(2)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    for user in (None, cast.officer):
        if user is not None:
            client.force_login(user)
        ItemFactory(gathering=cast.gathering, reference="PCC16/001")
        once = queries()
        for _ in range(3):
            gather(2)

        assert queries() == once
        assert once <= 26
        ItemFactory._meta.model.objects.all().delete()
