"""Declaring, one question a page."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conflicts.models import DeclarationDraft, Interest
from core.models import AuditEvent
from tests.factories.committees import CcgFactory
from tests.factories.people import UserFactory
from tests.integration.conflicts.declaring_words import member  # noqa: F401 # fixtures
from tests.integration.conflicts.steps import (
    DATES,
    KIND,
    answer_all,
    day,
    send,
    step_url,
    text,
)


@pytest.fixture
def surgery(db):
    return CcgFactory(
        practice=True, name="Imagined Elm Surgery", code="Y99001", postcode="RM1 1AA"
    )


def kept():
    return DeclarationDraft.objects.get().answers


def test_declare_leads_to_the_first_question_not_answered(client, member):
    assert client.get(reverse("conflicts:declare")).url == step_url("kind")

    answer = client.post(step_url("kind"), KIND)

    assert answer.url == step_url("whose")
    assert client.get(reverse("conflicts:declare")).url == step_url("whose")
    assert client.get(step_url("check")).url == step_url("whose")


def test_declare_from_the_first_question_to_the_register(client, member, surgery):
    answer_all(client, organisation={"organisation": surgery.pk})
    check = text(client.get(step_url("check")))

    answer = send(client)

    interest = Interest.objects.get()
    assert "Imagined Elm Surgery (Y99001)" in check
    assert "at most 28 days" in check
    assert answer.url == reverse("conflicts:my_interests") + f"?sent={interest.pk}"
    assert interest.organisation == surgery
    assert (interest.tie, interest.may_touch) == ("partner", "Premises")
    assert interest.became_aware_on == interest.arose_on == date(2016, 4, 1)
    assert not DeclarationDraft.objects.exists()
    details = AuditEvent.objects.about(interest).get().details
    assert "complete and true" in details["statement"]
    landed = text(client.get(answer.url))
    assert "What happens next" in landed
    assert "33 days late" in landed


def test_send_twice_makes_one_interest(client, member):
    answer_all(client)

    first, second = send(client), send(client)

    assert Interest.objects.count() == 1
    assert first.status_code == second.status_code == 302


@pytest.mark.parametrize("words", ["elm surg", "Y99001", "RM1 1AA"])
def test_organisation_is_found_by_name_code_or_postcode(words, client, member, surgery):
    answer = client.post(step_url("organisation"), {"way": "find", "q": words})
    page = text(client.get(answer.url))
    fragment = text(client.get(reverse("conflicts:organisations_found"), {"q": words}))

    assert answer.url == step_url("organisation")
    assert f'name="organisation" value="{surgery.pk}"' in page
    assert f'name="organisation" value="{surgery.pk}"' in fragment


def test_organisation_that_nothing_is_called_offers_its_name(client, member):
    answer = client.post(step_url("organisation"), {"q": "Unheard of Ltd"})

    page = text(client.get(answer.url))

    assert "Nothing in the directory is called “Unheard of Ltd”" in page
    assert page.count('value="Unheard of Ltd"') == 2


def test_organisation_as_a_company_by_name_and_number(client, member):
    company = {"way": "company", "company_name": "Elm Ltd", "company_number": "1234567"}

    refused = client.post(
        step_url("organisation"), {**company, "company_number": "12x"}
    )
    client.post(step_url("organisation"), company)

    assert "A company number has 8 characters" in text(refused)
    assert 'value="Elm Ltd"' in text(refused)
    assert (kept()["unlisted_name"], kept()["company_number"]) == (
        "Elm Ltd",
        "01234567",
    )


def test_organisation_as_a_company_the_directory_knows(client, member):
    known = CcgFactory(practice=True, company_number="01234567")
    company = {"way": "company", "company_name": "Elm", "company_number": "01234567"}

    client.post(step_url("organisation"), company)

    assert kept()["organisation"] == str(known.pk)


def test_organisation_refuses_nonsense(client, member):
    page = client.post(step_url("organisation"), {"way": "unlisted"})
    strange = client.post(step_url("organisation"), {"organisation": "999999999"})

    assert "Enter its name" in text(page)
    assert strange.status_code == 302
    assert not kept().get("organisation")


def test_question_keeps_what_was_typed_when_a_date_is_wrong(client, member):
    page = text(
        client.post(
            step_url("dates"),
            {
                **DATES,
                "from_on_0": "31",
                "from_on_1": "2",
                "to_on_0": "1",
                "to_on_1": "5",
                "to_on_2": "2016",
            },
        )
    )

    assert "When did it begin must be a real date" in page
    assert 'value="31"' in page
    assert not DeclarationDraft.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Say when you became aware of it"),
        ({"arose": "began", "aware": "not_stated"}, "Say above when it began"),
        ({"arose": "another", "aware": "not_stated"}, "Enter the day"),
        (
            {
                "arose": "not_stated",
                "aware": "another",
                **day("became_aware_on", date(2016, 6, 2)),
            },
            "It cannot be in the future",
        ),
        (
            {
                **DATES,
                **day("to_on", date(2016, 3, 1)),
            },
            "The end must be on or after the beginning",
        ),
    ],
    ids=["nothing", "began unknown", "another unsaid", "future", "end first"],
)
def test_dates_refuse(typed, sentence, client, member):
    assert sentence in text(client.post(step_url("dates"), typed))


def test_dates_not_stated_are_values(client, member):
    answer_all(client, dates={"arose": "not_stated", "aware": "not_stated"})
    send(client)

    interest = Interest.objects.get()
    assert (interest.from_on, interest.arose_on, interest.became_aware_on) == (
        None,
        None,
        None,
    )


def test_whose_asks_for_the_relationship_and_warns_of_a_name(client, member):
    refused = client.post(step_url("whose"), {"whose": "close"})
    answer_all(client, whose={"whose": "close", "relationship": "my wife Jane"})
    warned = text(client.get(step_url("check")))
    client.post(step_url("whose"), {"whose": "close", "relationship": "spouse"})
    calm = text(client.get(step_url("check")))
    send(client)

    assert "not their name" in text(refused)
    assert "Is this a name?" in warned
    assert "Is this a name?" not in calm
    assert Interest.objects.get().relationship == "spouse"


def test_check_asks_about_a_name_in_the_words_and_shows_where_to_change_it(
    client, member
):
    words = "My wife Jane Patel works there"
    answer_all(client, tie={"tie": "employee", "description": words})

    warned = client.get(step_url("check"))

    assert warned.context["named"] == [("wife Jane Patel", step_url("tie"))]
    assert "“wife Jane Patel”" in text(warned)


def test_save_and_come_back_later_keeps_even_what_is_wrong(client, member):
    answer = client.post(
        step_url("tie"), {"description": "Half a sentence", "later": "yes"}
    )
    mine = text(client.get(answer.url))
    page = text(client.get(step_url("tie")))

    assert answer.url == reverse("conflicts:my_interests")
    assert "have not sent it" in mine
    assert "Half a sentence" in page
    assert client.get(reverse("conflicts:declare")).url == step_url("kind")


def test_draft_is_thrown_away_by_its_writer_only(client, member, officer):
    client.post(step_url("kind"), KIND)
    url = reverse(
        "conflicts:draft_throw_away", args=[DeclarationDraft.objects.get().pk]
    )

    client.force_login(officer)
    assert client.post(url).status_code == 404
    client.force_login(member)
    assert client.get(url).status_code == 405
    assert client.post(url).url == reverse("conflicts:my_interests")
    assert not DeclarationDraft.objects.exists()


def test_change_from_the_check_comes_back_to_it(client, member):
    answer_all(client)

    answer = client.post(step_url("kind"), {"nature": "personal"})

    assert answer.url == step_url("check")
    assert "Non-financial personal" in text(client.get(answer.url))


def test_check_keeps_the_refusal_to_publish(client, member):
    answer_all(client)

    refused = client.post(step_url("check"), {"consent": "no"})
    client.post(step_url("note"), {"restricted_note": "Threats."})
    send(client, consent="no", refusal_reason="A risk to safety.")

    interest = Interest.objects.get()
    assert "Say why it should not be published" in text(refused)
    assert interest.publication == "withhold"
    assert interest.restricted_note == "Threats."


def test_unknown_question_is_not_found(client, member):
    assert client.get(step_url("nonsense")).status_code == 404
    assert client.get(step_url("source")).status_code == 404


def test_sign_in_without_a_person_is_told_whom_to_ask(client, db):
    client.force_login(UserFactory(person=None))

    assert client.get(reverse("conflicts:declare")).status_code == 403
    assert client.get(reverse("conflicts:confirm")).status_code == 403
    assert client.get(reverse("conflicts:own_form")).status_code == 403
    page = client.get(reverse("conflicts:my_interests"))
    assert "Ask your governance officer" in text(page)


def test_officer_records_from_a_paper_form(client, officer, paper_member, surgery):
    client.force_login(officer)

    def url_of(step):
        return reverse("conflicts:record_step", args=[paper_member.pk, step])

    source = {"source": "paper", **day("source_on", date(2016, 5, 10))}
    assert client.get(reverse("conflicts:record", args=[paper_member.pk])).url == (
        url_of("source")
    )
    future = client.post(
        url_of("source"), {**source, **day("source_on", date(2016, 6, 2))}
    )
    answer_all(
        client,
        url_of,
        organisation={"organisation": surgery.pk},
        source={**source, "mitigation": "Leaves.", "source_reference": "Form 7"},
    )
    answer = send(client, url_of)

    interest = Interest.objects.get()
    assert "It cannot be in the future" in text(future)
    assert answer.url == (
        reverse("conflicts:person_interests", args=[paper_member.pk])
        + f"?sent={interest.pk}"
    )
    assert (interest.source, interest.declared_on) == ("paper", date(2016, 5, 10))
    assert (interest.mitigation, interest.source_reference) == ("Leaves.", "Form 7")
    assert "It is on the register" in text(client.get(answer.url))
