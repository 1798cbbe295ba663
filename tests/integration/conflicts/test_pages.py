"""Each page of interests for its reader, those inside and those outside."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conflicts.actions import interests
from conflicts.models import Interest
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import declared, recorded
from tests.factories.people import UserFactory


def day(name, value: date) -> dict[str, str]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def text(response) -> str:
    return response.content.decode()


ANSWERS = {
    "nature": "financial",
    "whose": "mine",
    "description": "GP partner",
    "consent": "yes",
}


@pytest.fixture
def surgery(db):
    return CcgFactory(
        practice=True, name="Imagined Elm Surgery", code="Y99001", postcode="RM1 1AA"
    )


@pytest.mark.parametrize("words", ["elm surg", "Y99001", "RM1 1AA"])
def test_find_organisation_by_name_code_or_postcode(words, client, gp_member, surgery):
    client.force_login(gp_member)

    page = text(client.get(reverse("conflicts:declare"), {"q": words}))

    assert "Imagined Elm Surgery (Y99001)" in page
    assert f"organisation={surgery.pk}" in page


def test_find_organisation_offers_a_name_that_is_not_listed(client, gp_member):
    client.force_login(gp_member)

    page = text(client.get(reverse("conflicts:declare"), {"q": "Unheard of Ltd"}))

    assert "It is not in the list" in page
    assert 'value="Unheard of Ltd"' in page


def test_declare_a_listed_organisation(client, gp_member, surgery):
    client.force_login(gp_member)
    url = f"{reverse('conflicts:declare_details')}?organisation={surgery.pk}"

    page = client.get(url)
    answer = client.post(
        url,
        {
            **ANSWERS,
            **day("from_on", date(2012, 4, 1)),
            **day("became_aware_on", date(2016, 4, 1)),
        },
    )

    assert "Imagined Elm Surgery" in text(page)
    assert answer.url == reverse("conflicts:my_interests")
    interest = Interest.objects.get()
    assert interest.organisation == surgery
    assert interest.arose_on is None
    mine = text(client.get(answer.url))
    assert "33 days late" in mine


def test_declare_an_indirect_interest_in_an_unlisted_concern(client, gp_member):
    client.force_login(gp_member)
    url = f"{reverse('conflicts:declare_details')}?unlisted=Elm+Rooms+Ltd"

    refused = client.post(url, {**ANSWERS, "whose": "close"})
    client.post(url, {**ANSWERS, "whose": "close", "relationship": "spouse"})

    assert "Say how you are connected to the person" in text(refused)
    assert "GP partner" in text(refused)
    interest = Interest.objects.get()
    assert interest.unlisted_name == "Elm Rooms Ltd"
    assert interest.relationship == "spouse"


def test_declare_keeps_what_was_typed_when_a_date_is_wrong(client, gp_member, surgery):
    client.force_login(gp_member)
    url = f"{reverse('conflicts:declare_details')}?organisation={surgery.pk}"

    page = text(
        client.post(
            url,
            {**ANSWERS, "from_on_0": "31", "from_on_1": "2", "from_on_2": "2012"},
        )
    )

    assert "Held from must be a real date" in page
    assert "GP partner" in page
    assert 'value="31"' in page
    assert not Interest.objects.exists()


def test_declare_details_without_an_organisation_goes_back(client, gp_member):
    client.force_login(gp_member)

    for query in ("", "?organisation=99999999", "?organisation=x", "?unlisted=+"):
        answer = client.get(reverse("conflicts:declare_details") + query)
        assert answer.url == reverse("conflicts:declare")


def test_sign_in_without_a_person_is_told_whom_to_ask(client, db):
    client.force_login(UserFactory(person=None))

    assert client.get(reverse("conflicts:declare")).status_code == 403
    page = client.get(reverse("conflicts:my_interests"))
    assert "Ask your governance officer" in text(page)


def test_officer_records_from_a_paper_form(client, officer, paper_member, surgery):
    client.force_login(officer)
    url = reverse("conflicts:record_details", args=[paper_member.pk])

    answer = client.post(
        f"{url}?organisation={surgery.pk}",
        {
            **ANSWERS,
            "source": "paper",
            **day("source_on", date(2016, 5, 10)),
            "mitigation": "Leaves when the surgery is discussed.",
        },
    )

    interest = Interest.objects.get()
    assert answer.url == reverse("conflicts:person_interests", args=[paper_member.pk])
    assert (interest.source, interest.declared_on) == ("paper", date(2016, 5, 10))
    assert interest.mitigation == "Leaves when the surgery is discussed."


def test_correct_and_end_by_the_member(client, gp_member):
    interest = declared(by=gp_member)
    client.force_login(gp_member)

    client.post(
        reverse("conflicts:correct", args=[interest.pk]),
        {
            **ANSWERS,
            "nature": "professional",
            "reason": "Salaried.",
            "seen_version": "1",
        },
    )
    client.post(
        reverse("conflicts:end", args=[interest.pk]),
        {**day("on", date(2016, 5, 31)), "reason": "Left the partnership."},
    )

    interest.refresh_from_db()
    assert interest.nature == "professional"
    assert interest.to_on == date(2016, 5, 31)
    page = text(client.get(reverse("conflicts:interest", args=[interest.pk])))
    assert "Left the partnership." in page
    assert "Version 3" in page


def test_correct_a_stale_page_shows_both_and_saves_on_the_second_try(
    client, gp_member, officer
):
    interest = declared(by=gp_member)
    client.force_login(officer)
    url = reverse("conflicts:correct", args=[interest.pk])
    first = {**ANSWERS, "description": "Theirs", "reason": "x", "seen_version": "1"}
    client.post(url, first)
    client.force_login(gp_member)

    second = {**ANSWERS, "description": "Mine", "reason": "y", "seen_version": "1"}
    page = client.post(url, second)

    assert "“Theirs”, and yours: “Mine”" in text(page)
    assert page.context["form"]["seen_version"].value() == "2"
    client.post(url, {**second, "seen_version": "2"})
    interest.refresh_from_db()
    assert interest.description == "Mine"


def test_correct_the_organisation(client, gp_member, surgery):
    interest = declared(by=gp_member)
    client.force_login(gp_member)
    url = reverse("conflicts:correct", args=[interest.pk])

    client.post(
        f"{url}?organisation={surgery.pk}",
        {**ANSWERS, "reason": "Wrong surgery.", "seen_version": "1"},
    )

    interest.refresh_from_db()
    assert interest.organisation == surgery


def test_who_reads_an_interest_and_its_note(
    client, gp_member, officer, guardian, auditor, outsider, committee
):
    interest = declared(by=gp_member, restricted_note="Her brother is ill.")
    url = reverse("conflicts:interest", args=[interest.pk])
    colleague = UserFactory(person=committee.seats.first().appointments.get().person)

    seen = {}
    for name, user in {
        "own": gp_member,
        "officer": officer,
        "guardian": guardian,
        "auditor": auditor,
        "outsider": outsider,
        "colleague": colleague,
    }.items():
        client.force_login(user)
        answer = client.get(url)
        seen[name] = (answer.status_code, "Her brother is ill." in text(answer))

    assert seen == {
        "own": (200, True),
        "officer": (200, True),
        "guardian": (200, True),
        "auditor": (200, False),
        "outsider": (404, False),
        "colleague": (404, False),
    }


def test_pages_that_change_are_for_the_person_and_the_officer(
    client, gp_member, guardian, outsider, paper_member
):
    interest = declared(by=gp_member)
    own = [
        reverse("conflicts:correct", args=[interest.pk]),
        reverse("conflicts:end", args=[interest.pk]),
        reverse("conflicts:change_organisation", args=[interest.pk]),
    ]
    officers = [
        reverse("conflicts:record", args=[paper_member.pk]),
        reverse("conflicts:record_details", args=[paper_member.pk]),
    ]

    for user, status in ((guardian, 403), (outsider, 404)):
        client.force_login(user)
        for url in [*own, *officers]:
            assert client.get(url).status_code == status, url
    client.force_login(gp_member)
    assert [client.get(url).status_code for url in own] == [200, 200, 200]
    assert [client.get(url).status_code for url in officers] == [404, 404]


def test_registers_are_for_those_who_keep_and_oversee_them(
    client, officer, guardian, auditor, gp_member, outsider, committee, havering
):
    committees = reverse("conflicts:committee_register", args=[committee.slug])
    whole = reverse("conflicts:organisation_register", args=[havering.pk])

    statuses = {}
    for name, user in {
        "officer": officer,
        "guardian": guardian,
        "auditor": auditor,
        "member": gp_member,
        "outsider": outsider,
    }.items():
        client.force_login(user)
        statuses[name] = tuple(
            client.get(url).status_code for url in (committees, whole)
        )

    assert statuses == {
        "officer": (200, 200),
        "guardian": (200, 200),
        "auditor": (200, 200),
        "member": (403, 404),
        "outsider": (404, 404),
    }


def test_register_shows_positions_lateness_and_the_silent(
    client, officer, gp_member, paper_member, committee
):
    declared(by=gp_member, became_aware_on=date(2016, 1, 1))
    client.force_login(officer)

    page = text(
        client.get(reverse("conflicts:committee_register", args=[committee.slug]))
    )

    assert f"GP member, {committee.short_name}" in page
    assert "124 days late" in page
    assert str(paper_member) in page


def test_register_filters(client, officer, gp_member, paper_member, havering, surgery):
    held = declared(by=gp_member, organisation=surgery)
    over = declared(by=gp_member, unlisted_name="Old Rooms Ltd")
    interests.end(interest=over, on=date(2016, 5, 1), by=gp_member)
    recorded(person=paper_member, by=officer, nature="personal", unlisted_name="Choir")
    client.force_login(officer)
    url = reverse("conflicts:organisation_register", args=[havering.pk])

    def concerns(**query) -> set[str]:
        page = text(client.get(url, query))
        return {
            each for each in (held.concern, "Old Rooms Ltd", "Choir") if each in page
        }

    assert concerns() == {held.concern, "Choir"}
    assert concerns(state="ended") == {"Old Rooms Ltd"}
    assert concerns(state="all", nature="personal") == {"Choir"}
    assert concerns(q="elm") == {held.concern}
    assert concerns(state="nonsense", page="99") == {held.concern, "Choir"}


def test_register_takes_as_many_queries_with_twice_the_rows(
    client, officer, gp_member, paper_member, committee, django_assert_max_num_queries
):
    client.force_login(officer)
    url = reverse("conflicts:committee_register", args=[committee.slug])
    counts = []
    for _ in range(2):
        for number in range(30):
            recorded(
                person=paper_member,
                by=officer,
                unlisted_name=f"Rooms {len(counts)} {number}",
            )
        declared(by=gp_member, unlisted_name=f"Rooms {len(counts)}")
        with django_assert_max_num_queries(16) as captured:
            page = client.get(url)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert "Next" in text(page)


def test_own_pages_take_as_many_queries_with_twice_the_rows(
    client, gp_member, django_assert_max_num_queries
):
    client.force_login(gp_member)
    counts = []
    for _ in range(2):
        for number in range(3):
            declared(by=gp_member, unlisted_name=f"Rooms {len(counts)} {number}")
        with django_assert_max_num_queries(12) as captured:
            client.get(reverse("conflicts:my_interests"))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_every_page_has_one_heading(
    client, officer, gp_member, paper_member, committee
):
    interest = declared(by=gp_member)
    client.force_login(officer)
    urls = [
        reverse("conflicts:my_interests"),
        reverse("conflicts:declare"),
        reverse("conflicts:declare_details") + "?unlisted=Rooms",
        reverse("conflicts:registers"),
        reverse("conflicts:committee_register", args=[committee.slug]),
        reverse("conflicts:person_interests", args=[paper_member.pk]),
        reverse("conflicts:record", args=[paper_member.pk]),
        reverse("conflicts:record_details", args=[paper_member.pk]) + "?unlisted=x",
        reverse("conflicts:interest", args=[interest.pk]),
        reverse("conflicts:correct", args=[interest.pk]),
        reverse("conflicts:end", args=[interest.pk]),
    ]

    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert text(answer).count("<h1") == 1, url
