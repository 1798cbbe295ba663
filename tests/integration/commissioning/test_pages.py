"""The directory and the page of an organisation."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Organisation
from tests.factories.commissioning import (
    CommissioningLevelFactory,
    OrganisationFactory,
    OrganisationLinkFactory,
    OrganisationNameFactory,
)
from tests.factories.practices import (
    ListSizeFactory,
    PracticeRecordFactory,
    SiteFactory,
)


pytestmark = pytest.mark.django_db
DIRECTORY = "/organisations/"


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


def found(client, words, **more):
    page = client.get(DIRECTORY, {"q": words, **more})
    assert page.status_code == 200
    return [row[0][1].text for row in page.context["table"].body]


def test_directory_asks_to_sign_in(client):
    assert client.get(DIRECTORY).status_code == 302


def test_directory_before_a_search_shows_the_form(signed_in):
    page = signed_in.get(DIRECTORY)

    assert page.status_code == 200
    assert b"Name, ODS code or postcode" in page.content


@pytest.mark.parametrize(
    "words",
    ["High Street", "high  street surg", "F82023", "f82", "RM1 1AA", "Café", "Cafe"],
)
def test_directory_finds_by_name_code_and_postcode(signed_in, words):
    OrganisationFactory(
        name="HIGH STREET CAFÉ SURGERY", code="F82023", postcode="RM1 1AA"
    )
    OrganisationFactory(name="ELSEWHERE", code="G85001", postcode="SE1 1AA")

    assert found(signed_in, words) == ["HIGH STREET CAFÉ SURGERY (F82023)"]


def test_directory_forgives_a_slip(signed_in):
    OrganisationFactory(name="PETERSFIELD PRACTICE", code="F82001")

    assert found(signed_in, "petersfeild practise") or found(
        signed_in, "petersfild practice"
    )


def test_directory_finds_by_a_former_name(signed_in):
    body = OrganisationFactory(name="NEW NAME", code="F82002")
    OrganisationNameFactory(organisation=body, name="DOCTOR WHO AND PARTNERS")

    assert found(signed_in, "doctor who") == ["NEW NAME (F82002)"]


def test_directory_puts_the_exact_code_first(signed_in):
    OrganisationFactory(name="NHS A CCG", code="08F")
    OrganisationFactory(name="BETTER 08F FRIENDS", code="08G")

    assert found(signed_in, "08f")[0] == "NHS A CCG (08F)"


def test_directory_takes_signs_of_patterns_as_they_are(signed_in):
    OrganisationFactory(name="HUNDRED % SURGERY", code="F82003")
    OrganisationFactory(name="PLAIN SURGERY", code="F82004")

    assert found(signed_in, "d % s") == ["HUNDRED % SURGERY (F82003)"]
    assert found(signed_in, "_") == []


def test_directory_narrows_by_kind_and_pages(signed_in):
    OrganisationFactory.create_batch(30)
    OrganisationFactory(ccg=True, name="NHS INVENTED SURGERY CCG")

    page = signed_in.get(DIRECTORY, {"q": "invented surgery", "kind": "practice"})

    assert page.context["count"] == 30
    assert len(page.context["table"].body) == 25
    assert b"page=2" in page.content
    assert found(signed_in, "invented surgery", kind="ccg") == [
        Organisation.objects.get(kind="ccg").label
    ]


def test_directory_that_finds_nothing_says_what_to_do(signed_in):
    page = signed_in.get(DIRECTORY, {"q": "zzzzzz"})

    assert b"Nothing found" in page.content


def queries_of(client, address, **query):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, query).status_code == 200
    return len(captured)


def test_directory_takes_as_many_queries_for_more_rows(signed_in):
    OrganisationFactory.create_batch(3)
    few = queries_of(signed_in, DIRECTORY, q="invented")
    OrganisationFactory.create_batch(12)

    assert queries_of(signed_in, DIRECTORY, q="invented") == few <= 6


def test_organisation_page_shows_names_ties_and_levels(signed_in, ccg):
    OrganisationNameFactory(organisation=ccg, name="NHS OLD EAST CCG")
    link = OrganisationLinkFactory(target=ccg, to_on=date(2016, 4, 5))
    CommissioningLevelFactory(ccg=ccg)

    page = signed_in.get(reverse("commissioning:organisation", args=[ccg.pk]))

    text = page.content.decode()
    assert "NHS OLD EAST CCG" in text
    assert link.source.label in text
    assert "1 April 2013 to 5 April 2016" in text
    assert "Level 3: delegated commissioning" in text
    assert "made up for the demonstration" in text


def test_organisation_page_asks_to_sign_in_and_knows_what_is_missing(client, reader):
    address = reverse("commissioning:organisation", args=[987654])

    assert client.get(address).status_code == 302
    client.force_login(reader)
    assert client.get(address).status_code == 404


def test_organisation_page_takes_as_many_queries_for_more_ties(signed_in, ccg):
    address = reverse("commissioning:organisation", args=[ccg.pk])
    OrganisationLinkFactory.create_batch(2, target=ccg)
    few = queries_of(signed_in, address)
    OrganisationLinkFactory.create_batch(8, target=ccg)

    assert queries_of(signed_in, address) == few <= 10


def test_practice_page_shows_contract_sites_and_lists(signed_in):
    record = PracticeRecordFactory(prescribing_setting="RO76")
    SiteFactory(practice=record.organisation, name="THE BRANCH")
    ListSizeFactory(organisation=record.organisation, patients=7_321)
    address = reverse("practices:practice", args=[record.organisation.pk])
    organisation = reverse("commissioning:organisation", args=[record.organisation.pk])

    text = signed_in.get(address).content.decode()

    assert "GP practice" in text
    assert "THE BRANCH" in text
    assert "7,321" in text
    assert "As at" in text or "as at 29 February 2016" in text
    assert address in signed_in.get(organisation).content.decode()


def test_practice_page_without_record_says_so(signed_in):
    practice = OrganisationFactory()
    address = reverse("practices:practice", args=[practice.pk])

    assert "No file has told anything" in signed_in.get(address).content.decode()


def test_practice_page_is_for_practices(signed_in, ccg):
    address = reverse("practices:practice", args=[ccg.pk])

    assert signed_in.get(address).status_code == 404
