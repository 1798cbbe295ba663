"""Declaring: late by which clock, and from a phone without naming anybody."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commissioning.enums import PostRole
from committees.models import Committee
from conflicts.models import Interest, InterestVersion
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.people import UserFactory
from tests.integration.conflicts.steps import answer_all, day, send, step_url, text


pytestmark = pytest.mark.django_db

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 13) Mobile"}


@pytest.fixture
def member():
    havering = CcgFactory(name="NHS Havering CCG")
    officer = user_with_post(havering, PostRole.OFFICER)
    committee = working_committee(organisation=havering, by=officer)
    return UserFactory(person=holder_of(committee, "GP member"))


def declared_on(today, client, settings, *, arose="began"):
    """Declare on a day what began and was known on 1 July 2021; return the landing."""
    settings.QUORATE_TODAY = today
    dates = {
        **day("from_on", date(2021, 7, 1)),
        "arose": arose,
        "aware": "began",
    }
    answer_all(client, dates=dates)
    return text(client.get(send(client).url))


def test_story_01_late_declarations(client, settings, member):
    client.force_login(member)

    late = declared_on(date(2021, 7, 30), client, settings)

    breach = reverse("conflicts:breach_report")
    interest = Interest.objects.get()
    assert "1 day late" in late
    assert "it was due by 29 July 2021" in late
    assert f"{breach}?interest={interest.pk}" in late
    page = text(client.get(reverse("conflicts:interest", args=[interest.pk])))
    assert "By the law" in page
    assert "By the national form" in page
    assert f"{breach}?interest={interest.pk}" in page
    assert client.get(f"{breach}?interest={interest.pk}").status_code == 200


def test_story_01_day_28_is_in_time(client, settings, member):
    client.force_login(member)

    in_time = declared_on(date(2021, 7, 29), client, settings)

    assert "In time: it was due by 29 July 2021" in in_time
    assert "late" not in in_time.partition("<main")[2].replace("later", "")
    assert f"{reverse('conflicts:breach_report')}?interest=" not in in_time


def test_story_01_late_by_the_form_only_is_flagged_and_no_breach(
    client, settings, member
):
    client.force_login(member)
    settings.QUORATE_TODAY = date(2021, 7, 29)
    dates = {
        **day("from_on", date(2021, 7, 1)),
        "arose": "another",
        **day("arose_on", date(2021, 6, 30)),
        "aware": "began",
    }
    answer_all(client, dates=dates)

    page = text(client.get(send(client).url))

    assert "1 day late" in page
    assert "It was due by 28 July 2021" in page
    assert "Late by the form only" in page
    assert "Draft a report" not in page


def test_story_18_declare_from_phone(client, settings, member):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    client.force_login(member)
    provider = CcgFactory(practice=True, name="Imagined Provider")

    client.post(
        step_url("whose"), {"whose": "close", "relationship": "Jane Doe"}, **PHONE
    )
    answer_all(
        client,
        whose={"whose": "close", "relationship": "Jane Doe"},
        organisation={"organisation": provider.pk},
        tie={"tie": "employee", "description": "Employed as a nurse."},
    )
    warned = text(client.get(step_url("check"), **PHONE))
    client.post(step_url("whose"), {"whose": "close", "relationship": "spouse"})
    landed = client.get(send(client).url, **PHONE)

    interest = Interest.objects.get()
    assert "Is this a name?" in warned
    assert "What happens next" in text(landed)
    committee = Committee.objects.get()
    client.logout()
    public = text(client.get(reverse("publishing:register", args=[committee.slug])))
    assert "Financial, indirect (spouse)" in public
    assert "Imagined Provider" in public
    assert "Jane" not in public
    assert (interest.is_indirect, interest.tie) == (True, "employee")
    for row in (interest, *InterestVersion.objects.all()):
        words = " ".join(str(getattr(row, f.attname)) for f in row._meta.fields)
        assert "Jane" not in words
