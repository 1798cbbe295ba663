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
from tests.factories.commissioning import OrganisationFactory, OrganisationLinkFactory
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.people import UserFactory


pytestmark = [
    pytest.mark.django_db,
]
MEMBER_OF = LinkKind.MEMBER_OF.value


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


def pages_about(practice, other, link):
    return (
        address("links", practice.pk),
        address("link_add", practice.pk, other.pk),
        address("link_end", link.pk),
    )


def test_links_are_for_officers(client, practice, landlord):
    link = OrganisationLinkFactory(
        source=practice, target=landlord, kind=LinkKind.IN_NETWORK.value
    )
    client.force_login(UserFactory())
    for where in pages_about(practice, landlord, link):
        assert client.get(where).status_code == 404
        assert client.post(where).status_code in {404, 405}


def test_links_of_a_practice_are_for_officers_of_its_ccg(client, practice, landlord):
    ccg = OrganisationLinkFactory(source=practice, kind=MEMBER_OF).target
    link = OrganisationLinkFactory(
        source=landlord, target=practice, kind=LinkKind.LANDLORD_OF.value
    )
    pages = pages_about(practice, landlord, link)

    client.force_login(user_with_post(CcgFactory()))
    for where in pages:
        assert client.get(where).status_code == 404
        assert client.post(where).status_code in {404, 405}
    link.refresh_from_db()
    assert link.to_on is None
    client.force_login(user_with_post(ccg))
    for where in pages:
        assert client.get(where).status_code == 200


def test_tie_of_a_federation_is_for_the_ccgs_of_its_practices(client, practice):
    """An officer elsewhere cannot end what ties a federation to its owner."""
    ccg = OrganisationLinkFactory(source=practice, kind=MEMBER_OF).target
    federation = OrganisationFactory(kind="federation", code=None)
    company = OrganisationFactory(company=True)
    OrganisationLinkFactory(
        source=practice, target=federation, kind=LinkKind.IN_FEDERATION.value
    )
    link = OrganisationLinkFactory(
        source=federation, target=company, kind=LinkKind.OWNED_BY.value
    )
    end = address("link_end", link.pk)

    client.force_login(user_with_post(CcgFactory()))
    assert client.get(end).status_code == 404
    client.force_login(user_with_post(ccg))
    assert client.get(end).status_code == 200


def test_tie_behind_a_network_and_a_federation_is_theirs_too(client, practice):
    ccg = OrganisationLinkFactory(source=practice, kind=MEMBER_OF).target
    network = OrganisationFactory(kind="pcn", code=None)
    federation = OrganisationFactory(kind="federation", code=None)
    for source, kind, target in (
        (practice, LinkKind.IN_NETWORK, network),
        (network, LinkKind.IN_FEDERATION, federation),
    ):
        OrganisationLinkFactory(source=source, kind=kind.value, target=target)
    link = OrganisationLinkFactory(
        source=federation,
        target=OrganisationFactory(company=True),
        kind=LinkKind.OWNED_BY.value,
    )
    end = address("link_end", link.pk)

    client.force_login(user_with_post(CcgFactory()))
    assert client.get(end).status_code == 404
    client.force_login(user_with_post(ccg))
    assert client.get(end).status_code == 200


def test_ties_of_the_neighbours_practices_are_shown_without_a_way_to_end_them(client):
    federation = OrganisationFactory(kind="federation", code=None)
    ccgs, ties = [], []
    for name in ("Ash Surgery", "Oak Surgery"):
        practice = OrganisationFactory(name=name)
        ccgs.append(OrganisationLinkFactory(source=practice, kind=MEMBER_OF).target)
        ties.append(
            OrganisationLinkFactory(
                source=practice, target=federation, kind=LinkKind.IN_FEDERATION.value
            )
        )
    client.force_login(user_with_post(ccgs[0]))

    page = client.get(address("links", federation.pk)).content.decode()

    assert "Ash Surgery" in page
    assert "Oak Surgery" in page
    assert address("link_end", ties[0].pk) in page
    assert address("link_end", ties[1].pk) not in page
    assert "By the officers of its CCG" in page


def test_practice_that_has_left_belongs_where_it_was(client, practice, landlord):
    ccg = OrganisationLinkFactory(
        source=practice, kind=MEMBER_OF, to_on=date(2015, 3, 31)
    ).target

    client.force_login(user_with_post(ccg))
    assert client.get(address("links", practice.pk)).status_code == 200
    client.force_login(user_with_post(CcgFactory()))
    assert client.get(address("links", practice.pk)).status_code == 404


def test_two_companies_nobody_knows_are_tied_by_any_officer(as_officer):
    one, other = (OrganisationFactory(company=True) for _ in range(2))

    found = as_officer.get(address("link_add", one.pk, other.pk))

    assert found.status_code == 200


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


def test_organisation_page_offers_its_ties_to_those_who_may(client, practice):
    ccg = OrganisationLinkFactory(source=practice, kind=MEMBER_OF).target
    page = address("organisation", practice.pk)
    offered = address("links", practice.pk)

    client.force_login(user_with_post(ccg))
    assert offered in client.get(page).content.decode()
    client.force_login(user_with_post(CcgFactory()))
    assert offered not in client.get(page).content.decode()
