"""Stories 2 and 3: the public register, and how long it keeps what."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from committees.actions import appointments
from conflicts.actions import interests, retention
from core.errors import RuleBroken
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    seat_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import PositionFactory, recorded


pytestmark = pytest.mark.django_db


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def committee(havering, officer, settings):
    settings.QUORATE_TODAY = date(2021, 8, 31)
    return working_committee(organisation=havering, by=officer)


def shown(client, url, **query) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_story_02_public_register_as_at_a_date(
    client, settings, havering, officer, committee
):
    gp = holder_of(committee, "GP member")
    interest = recorded(
        person=gp, by=officer, unlisted_name="Evening Doctors Ltd", from_on=None
    )
    interests.end(interest=interest, on=date(2021, 8, 31), by=officer)
    public = reverse("publishing:register", args=[committee.slug])
    private = reverse("conflicts:committee_register", args=[committee.slug])

    settings.QUORATE_TODAY = date(2022, 2, 28)
    assert "Evening Doctors Ltd" in shown(client, public)
    settings.QUORATE_TODAY = date(2022, 3, 1)
    assert "Evening Doctors Ltd" not in shown(client, public)
    assert "Evening Doctors Ltd" in shown(client, public, on="2022-02-28")

    settings.QUORATE_TODAY = date(2027, 8, 30)
    client.force_login(officer)
    assert "Evening Doctors Ltd" in shown(client, private, state="all")
    with pytest.raises(RuleBroken, match="it may be purged from 31 August 2027 on"):
        retention.purge(interest=interest, by=officer)
    settings.QUORATE_TODAY = date(2027, 8, 31)
    retention.purge(interest=interest, by=officer)
    assert "Evening Doctors Ltd" not in shown(client, private, state="all")


def test_story_02_of_a_person_who_left(client, settings, officer, committee):
    """The usual way an interest expires: seat and interest end on one day."""
    gp = holder_of(committee, "GP member")
    kept = [
        recorded(person=gp, by=officer, unlisted_name=name, from_on=None)
        for name in ("Evening Doctors Ltd", "Never ended Ltd")
    ]
    interests.end(interest=kept[0], on=date(2021, 8, 31), by=officer)
    seat = seat_of(committee, "GP member")
    appointments.end(
        appointment=seat.appointments.get(), on=date(2021, 8, 31), by=officer
    )
    public = reverse("publishing:register", args=[committee.slug])
    private = reverse("conflicts:committee_register", args=[committee.slug])
    client.force_login(officer)

    for interest in kept:
        name = interest.unlisted_name
        settings.QUORATE_TODAY = date(2022, 2, 28)
        page = shown(client, public)
        assert name in page
        assert "Left the committee on 31 August 2021" in page
        settings.QUORATE_TODAY = date(2022, 3, 1)
        assert name not in shown(client, public)
        assert name in shown(client, public, on="2022-02-28")

        settings.QUORATE_TODAY = date(2027, 8, 30)
        assert name in shown(client, private, state="all")
        with pytest.raises(RuleBroken, match="purged from 31 August 2027 on"):
            retention.purge(interest=interest, by=officer)
        settings.QUORATE_TODAY = date(2027, 8, 31)
        assert name not in shown(client, private, state="all")
        retention.purge(interest=interest, by=officer)


def test_story_03_decision_makers_only(client, settings, havering, officer, committee):
    administrator = PositionFactory(organisation=havering, band="5").person
    lay_member = holder_of(committee, "Lay chair")
    recorded(person=administrator, by=officer, unlisted_name="Administrator's choir")
    recorded(person=lay_member, by=officer, unlisted_name="Lay member's charity")
    public = reverse("publishing:organisation_register", args=[havering.pk])
    internal = reverse("conflicts:organisation_register", args=[havering.pk])

    page = shown(client, public)
    assert "Lay member&#x27;s charity" in page
    assert "Administrator&#x27;s choir" not in page
    assert str(administrator) not in page

    client.force_login(officer)
    page = shown(client, internal)
    assert "Lay member&#x27;s charity" in page
    assert "Administrator&#x27;s choir" in page
