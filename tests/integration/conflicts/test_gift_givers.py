"""Who made an offer, found in the directory: with scripts as they type, without too."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conflicts.enums import GiverKind, OfferKind, Outcome
from conflicts.models import GiftOffer
from tests.factories.committees import CcgFactory
from tests.factories.gifts import declared_gift
from tests.factories.people import UserFactory
from tests.integration.conflicts.gift_words import SAID, _on_3_june_2019  # noqa: F401 # fixtures
from tests.integration.conflicts.steps import text
from tests.integration.conflicts.test_gift_pages import told


ASKED = "Is it one of these?"


@pytest.fixture
def pharmacy(db):
    return CcgFactory(
        practice=True, name="Imagined Elm Pharmacy", code="FZ901", postcode="RM1 1AA"
    )


def supplied(**said):
    """Return a lunch of a supplier, as somebody types it."""
    supplier = {"kind": "hospitality", "giver_kind": "supplier", "value": "30"}
    return told(**{**supplier, "giver_name": "elm pharm", **said})


def declare(client, **said):
    return client.post(reverse("conflicts:declare_gift"), supplied(**said), follow=True)


@pytest.mark.parametrize("words", ["elm pharm", "FZ901", "rm1 1"], ids=str)
def test_givers_found_by_name_code_or_postcode(client, gp_member, pharmacy, words):
    client.force_login(gp_member)
    url = reverse("conflicts:givers_found")

    page = text(client.get(url, {"giver_name": words, "giver_kind": "supplier"}))

    assert ASKED in page
    assert f'value="{pharmacy.pk}"' in page
    assert "keep the name as typed" in page


def test_givers_found_offers_nothing_for_a_patient_or_nobody(
    client, gp_member, pharmacy
):
    client.force_login(gp_member)
    url = reverse("conflicts:givers_found")

    patient = client.get(url, {"giver_name": "elm pharm", "giver_kind": "patient"})
    nobody = client.get(url, {"giver_name": "Invented Rowan"})

    assert ASKED not in text(patient)
    assert ASKED not in text(nobody)


def test_giver_comes_with_the_advice_where_there_are_no_scripts(
    client, gp_member, havering, pharmacy
):
    client.force_login(gp_member)
    body = {"organisation": havering.pk}

    checked = text(declare(client, check="yes", **body))
    assert ASKED in checked
    assert " open" in checked.split("<details")[1][:60]

    settled = text(declare(client, check="yes", giver_organisation="", **body))
    assert " open" not in settled.split("<details")[1][:60]


def test_giver_from_the_directory_is_kept_by_its_name(
    client, gp_member, havering, pharmacy
):
    client.force_login(gp_member)
    chosen = {"organisation": havering.pk, "giver_organisation": pharmacy.pk}

    again = text(declare(client, check="yes", **chosen))
    declare(client, save="yes", reason="It was late.", **chosen)

    assert f'value="{pharmacy.pk}" checked' in again
    entry = GiftOffer.objects.get()
    assert entry.giver_organisation == pharmacy
    assert entry.giver_name == "Imagined Elm Pharmacy"


@pytest.mark.parametrize(
    "said",
    [
        {"giver_name": "Invented Rowan"},
        {"giver_kind": "patient", "kind": "gift"},
    ],
    ids=["another name is typed", "a patient after all"],
)
def test_giver_chosen_before_the_words_changed_is_let_go(
    client, gp_member, havering, pharmacy, said
):
    client.force_login(gp_member)

    declare(
        client,
        save="yes",
        organisation=havering.pk,
        giver_organisation=pharmacy.pk,
        reason="It was late.",
        **said,
    )

    entry = GiftOffer.objects.get()
    assert entry.giver_organisation is None
    assert entry.giver_name == said.get("giver_name", "elm pharm")


def test_giver_that_is_nowhere_is_asked_again(client, gp_member, havering):
    client.force_login(gp_member)

    page = text(declare(client, save="yes", giver_organisation="999999"))

    assert "Choose the giver from the list again" in page
    assert not GiftOffer.objects.exists()


def test_one_giver_in_two_spellings_counts_together(
    client, gp_member, havering, pharmacy
):
    declared_gift(
        by=gp_member,
        organisation=havering,
        kind=OfferKind.GIFT,
        giver_kind=GiverKind.OTHER,
        giver_name="The Elm",
        giver_organisation=pharmacy,
        value_pence=3000,
        outcome=Outcome.ACCEPTED,
        **SAID,
    )
    client.force_login(gp_member)
    said = {"kind": "gift", "giver_kind": "other", "check": "yes"}

    apart = text(declare(client, **said))
    together = text(declare(client, giver_organisation=pharmacy.pk, **said))

    assert "on behalf of your organisation" not in apart
    assert "on behalf of your organisation" in together


def test_correcting_an_entry_keeps_its_giver(client, gp_member, havering, pharmacy):
    entry = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_kind=GiverKind.SUPPLIER,
        giver_name=pharmacy.name,
        giver_organisation=pharmacy,
        **SAID,
    )
    client.force_login(gp_member)
    url = reverse("conflicts:correct_gift", args=[entry.pk])

    page = text(client.get(url))
    client.post(
        url,
        supplied(
            organisation=havering.pk,
            giver_name=pharmacy.name,
            giver_organisation=pharmacy.pk,
            value="31",
            outcome="declined",
            correction_reason="Mistyped.",
        ),
    )

    assert f'value="{pharmacy.pk}" checked' in page
    assert GiftOffer.objects.get(corrects=entry).giver_organisation == pharmacy


def test_givers_found_is_for_those_who_sign_in(client, db):
    url = reverse("conflicts:givers_found")
    assert client.get(url).status_code == 302
    client.force_login(UserFactory())
    assert client.get(url).status_code == 200
