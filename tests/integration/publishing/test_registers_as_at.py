"""Every form of a register as at a past day, before and after whatever comes later."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from commissioning.actions import organisations
from conflicts.actions import attestations, guardian, interests, reviews
from conflicts.actions.attestations import Said, Source
from conflicts.enums import PublicationState, SourceKind
from conflicts.facts.registers import Whose
from conflicts.models import Interest
from conflicts.rules.registers import Edition
from people.actions import persons
from publishing.actions import editions
from tests.factories.commissioning import OrganisationFactory
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import AttestationFactory, declaration, recorded
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db
THEN, LATER = "2018-06-01", date(2018, 9, 1)
FORMS = ("csv", "json", "xlsx", "pdf")


@pytest.fixture(autouse=True)
def _on_1_june_2018(settings):
    settings.QUORATE_TODAY = date(2018, 6, 1)


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def guard(havering):
    return user_with_post(havering, "guardian")


@pytest.fixture
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def name(person, given, family, by):
    persons.correct(
        person=person, title="Dr", given_name=given, family_name=family, by=by
    )


@pytest.fixture
def kept(havering, committee, officer, guard, administrator):
    """Entries agreed, redacted and plain; two who are silent and two nil returns."""
    gp, nurse = (
        holder_of(committee, "GP member"),
        holder_of(committee, "Registered nurse"),
    )
    for title, family in (
        ("Lay chair", "Adams"),
        ("Lay vice chair", "Brown"),
        ("Healthwatch", "Adair"),
        ("Chief finance officer", "Baird"),
    ):
        name(holder_of(committee, title), "Ann", family, administrator)
    for title in ("Healthwatch", "Chief finance officer"):
        AttestationFactory(
            person=holder_of(committee, title), made_on=date(2018, 5, 20)
        )
    practice = OrganisationFactory(name="Elm Surgery", code="Y00001")
    partner = recorded(person=gp, by=officer, organisation=practice)
    hart = user_with_post(havering)
    name(hart.person, "May", "Hart", administrator)
    reviews.agree(
        interest=partner,
        mitigation="Leaves the room",
        reason="It is small.",
        seen_version=1,
        by=hart,
    )
    return {
        "partner": partner,
        "choir": recorded(person=nurse, by=officer, unlisted_name="Choir"),
        "practice": practice,
        "hart": hart.person,
    }


def register_urls(committee, havering, form) -> list[str]:
    if form == "html":
        return [
            reverse("conflicts:committee_register", args=[committee.slug]),
            reverse("conflicts:organisation_register", args=[havering.pk]),
            reverse("publishing:register", args=[committee.slug]),
            reverse("publishing:organisation_register", args=[havering.pk]),
        ]
    return [
        reverse("conflicts:committee_register_file", args=[committee.slug, form]),
        reverse("conflicts:organisation_register_file", args=[havering.pk, form]),
        reverse("publishing:register_file", args=[committee.slug, form]),
        reverse("publishing:organisation_register_file", args=[havering.pk, form]),
    ]


def read(client, committee, havering) -> list[object]:
    """Return what each form of each register says as at the day."""
    told: list[object] = []
    for form in (*FORMS, "html"):
        for url in register_urls(committee, havering, form):
            answer = client.get(url, {"on": THEN})
            assert answer.status_code == 200
            body = (
                b"".join(answer.streaming_content)
                if answer.streaming
                else answer.content
            )
            told.append(_plain(form, body))
    return told


def _plain(form, body) -> object:
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return {each: book.read(each) for each in book.namelist()}
    if form == "html":
        page = body.decode()
        table = page[page.index("<table") : page.index("</table>")]
        return table, re.findall(r"<li>.*?(?:nil return|nothing|\d{4})</li>", page)
    return body


def test_every_form_is_the_same_whatever_is_edited_later(
    client, settings, kept, committee, havering, officer, administrator
):
    client.force_login(officer)
    at_once = read(client, committee, havering)
    settings.QUORATE_TODAY = LATER
    before = read(client, committee, havering)

    name(kept["hart"], "May", "Reed", administrator)
    for title, family in (("Lay chair", "Young"), ("Healthwatch", "Zorn")):
        name(holder_of(committee, title), "Ann", family, administrator)
    name(kept["partner"].person, "Zoe", "Aardvark", administrator)
    organisations.rename(
        organisation=kept["practice"],
        name="Oak Surgery",
        from_on=date(2018, 8, 1),
        by=administrator,
    )
    interests.correct(
        interest=kept["partner"],
        declaration=declaration(organisation=kept["practice"], description="Salaried"),
        reason="Left the partnership.",
        seen_version=2,
        by=officer,
    )
    interests.end(interest=kept["choir"], on=date(2018, 8, 1), by=officer)
    attestations.attest(
        person=kept["partner"].person,
        answers={kept["partner"].pk: Said("still_true", 3)},
        statement="Complete.",
        source=Source(SourceKind.EMAIL, LATER),
        by=officer,
    )

    assert before == at_once
    assert read(client, committee, havering) == before


def test_agreement_stands_under_the_name_of_then(
    client, settings, kept, committee, havering, officer, administrator
):
    client.force_login(officer)
    settings.QUORATE_TODAY = LATER
    name(kept["hart"], "May", "Reed", administrator)
    url = reverse("conflicts:organisation_register_file", args=[havering.pk, "csv"])

    for day, is_hart in ((THEN, True), (LATER.isoformat(), False)):
        told = b"".join(client.get(url, {"on": day}).streaming_content).decode()
        assert ("Dr May Hart" in told) == is_hart
        assert ("Dr May Reed" in told) != is_hart


def test_an_edition_is_the_same_issued_then_or_later_of_then(
    settings, kept, committee, havering, officer, guard, administrator
):
    whose = Whose(organisation=havering)
    issued = {
        edition: editions.issue(
            whose=whose, edition=edition, day=date(2018, 6, 1), by=officer
        )
        for edition in Edition
    }
    settings.QUORATE_TODAY = LATER
    name(kept["hart"], "May", "Reed", administrator)
    name(holder_of(committee, "Healthwatch"), "Ann", "Zorn", administrator)
    interests.end(interest=kept["choir"], on=date(2018, 8, 1), by=officer)

    for edition, known in issued.items():
        again = editions.issue(
            whose=whose, edition=edition, day=date(2018, 6, 1), by=officer
        )
        assert again == known
    guardian.decide_publication(
        interest=Interest.objects.get(pk=kept["choir"].pk),
        state=PublicationState.WITHHOLD,
        reason="Harm.",
        review_on=date(2019, 1, 1),
        seen_version=2,
        by=guard,
    )
    # What is withheld today is withheld from the public register of every day.
    assert (
        editions.issue(
            whose=whose, edition=Edition.PUBLIC, day=date(2018, 6, 1), by=officer
        )
        != issued[Edition.PUBLIC]
    )
    assert (
        editions.issue(
            whose=whose, edition=Edition.FULL, day=date(2018, 6, 1), by=officer
        )
        == issued[Edition.FULL]
    )
