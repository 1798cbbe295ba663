"""Officers record federations, networks, landlords and owners, and end them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import Basis
from commissioning.models import OrganisationLink
from commissioning.values import LinkKind
from tests.factories.commissioning import OrganisationLinkFactory
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.people import UserFactory


pytestmark = [
    pytest.mark.django_db,
]


@pytest.fixture(autouse=True)
def on_1_june_2016(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def practice():
    return CcgFactory(practice=True, name="Elm Surgery")


@pytest.fixture
def landlord():
    return CcgFactory(practice=True, name="Elm Premises Ltd")


@pytest.fixture
def as_officer(client):
    client.force_login(user_with_post(CcgFactory()))
    return client


def address(name, *args):
    return reverse(f"commissioning:{name}", args=args)


def day(name, text):
    parts = zip(("0", "1", "2"), text.split("/"), strict=True)
    return {f"{name}_{place}": part for place, part in parts}


def test_link_recorded_and_ended(as_officer, practice, landlord):
    found = as_officer.get(address("links", practice.pk), {"q": "elm prem"})
    assert landlord.name in found.content.decode()
    where = address("link_add", practice.pk, landlord.pk)
    assert (
        "Select how they are tied"
        in as_officer.post(where, {"tie": ""}).content.decode()
    )

    as_officer.post(
        where, {"tie": "landlord_of:backward", **day("from_on", "1/4/2010")}
    )

    link = OrganisationLink.objects.get()
    assert (link.source, link.target, link.kind) == (landlord, practice, "landlord_of")
    end = address("link_end", link.pk)
    assert as_officer.get(end).status_code == 200
    early = as_officer.post(end, day("to_on", "1/4/2009"))
    assert "cannot end before it begins" in early.content.decode()
    as_officer.post(end, day("to_on", "31/3/2016"))
    link.refresh_from_db()
    assert link.to_on == date(2016, 3, 31)
    assert (
        "31 March 2016"
        in as_officer.get(address("links", practice.pk)).content.decode()
    )


def test_link_from_ods_is_not_ended_by_hand(as_officer, practice, landlord):
    link = OrganisationLinkFactory(
        source=practice,
        target=landlord,
        kind=LinkKind.IN_NETWORK.value,
        basis=Basis.ODS.value,
    )

    page = as_officer.post(address("link_end", link.pk), day("to_on", "31/3/2016"))

    assert "import a newer file" in page.content.decode()


def test_links_are_for_officers(client, practice, landlord):
    link = OrganisationLinkFactory(
        source=practice, target=landlord, kind=LinkKind.IN_NETWORK.value
    )
    client.force_login(UserFactory())
    for where in (
        address("links", practice.pk),
        address("link_add", practice.pk, landlord.pk),
        address("link_end", link.pk),
    ):
        assert client.get(where).status_code == 403
        assert client.post(where).status_code in {403, 405}


def test_links_take_as_many_queries_for_more(as_officer, practice):
    def queries():
        with CaptureQueriesContext(connection) as found:
            as_officer.get(address("links", practice.pk))
        return len(found)

    OrganisationLinkFactory(source=practice, kind=LinkKind.IN_NETWORK.value)
    before = queries()
    OrganisationLinkFactory(source=practice, kind=LinkKind.IN_FEDERATION.value)
    OrganisationLinkFactory(source=practice, kind=LinkKind.OWNED_BY.value)

    assert queries() == before
