"""The pages of breaches, for those they are for."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.models import Breach, BreachStatement
from notices.models import Letter
from tests.factories.committees import CcgFactory, PostFactory, user_with_post
from tests.factories.conflicts import BreachFactory, InterestFactory, declared
from tests.factories.people import PersonFactory, UserFactory
from tests.integration.conflicts.breach_cases import HAPPENED, reported


# A browser sends at least the token of the form.
EMPTY = {"csrfmiddlewaretoken": "x"}


def text(response) -> str:
    return response.content.decode()


def day(name, value: date) -> dict[str, object]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


CASES = ["breach", "breach_investigate", "breach_close", "breach_publish"]


def test_breach_report_page_by_anybody_who_signs_in(client, havering, guardian):
    client.force_login(UserFactory())
    url = reverse("conflicts:breach_report")

    page = text(client.get(url))
    wrong = text(client.post(url, {"nature": "He stayed.", "give_name": "no"}))
    client.post(
        url,
        {
            "organisation": havering.pk,
            **day("happened_on", HAPPENED),
            "nature": "He stayed.",
            "give_name": "no",
        },
    )

    assert "NHS Havering CCG" in page
    assert "Choose the organisation" in wrong
    assert "He stayed." in wrong
    assert Breach.objects.get().reporter == ""


def test_breach_report_page_gives_the_name_where_it_may(client, havering, guardian):
    user = UserFactory()
    client.force_login(user)

    client.post(
        reverse("conflicts:breach_report"),
        {
            "organisation": havering.pk,
            **day("happened_on", HAPPENED),
            "nature": "He stayed.",
            "give_name": "yes",
        },
    )

    assert Breach.objects.get().reporter == user.label


def test_breach_report_page_of_an_interest_only_for_its_readers(
    client, gp_member, officer, guardian, outsider
):
    interest = declared(by=gp_member, became_aware_on=date(2016, 3, 1))
    url = reverse("conflicts:breach_report")

    client.force_login(officer)
    page = text(client.get(url, {"interest": interest.pk}))
    assert "declared 64 days late" in page
    client.force_login(outsider)
    assert client.get(url, {"interest": interest.pk}).status_code == 404
    assert client.get(url, {"interest": "x"}).status_code == 404
    assert client.get(url).status_code == 200


def test_breach_pages_of_the_guardian_walk_to_the_public_site(
    client, havering, guardian
):
    PersonFactory(given_name="Samuel", family_name="Okafor")
    breach = reported(havering)
    client.force_login(guardian)

    def url(name):
        return reverse(f"conflicts:{name}", args=[breach.pk])

    form = client.get(url("breach_investigate")).context["form"]
    saved = client.post(
        url("breach_investigate"),
        {
            "seen": form.initial["seen"],
            **day("investigated_on", date(2016, 5, 20)),
            "findings": "He stayed.",
            "public_words": "Dr Okafor stayed.",
        },
        follow=True,
    )
    assert "seem to name Samuel Okafor" in text(saved)
    assert "Say whether it was a breach" in text(
        client.post(url("breach_close"), EMPTY)
    )
    client.post(url("breach_close"), {"outcome": "yes"})
    refused = text(client.post(url("breach_publish"), EMPTY))
    assert "seem to name Samuel Okafor" in refused
    form = client.get(url("breach_investigate")).context["form"]
    client.post(
        url("breach_investigate"),
        {
            "seen": form.initial["seen"],
            **day("investigated_on", date(2016, 5, 20)),
            "findings": "He stayed.",
            "public_words": "A member stayed.",
        },
    )
    client.post(url("breach_publish"), EMPTY)

    breach.refresh_from_db()
    assert breach.published_by == guardian
    page = text(client.get(url("breach")))
    assert "Closed: a breach" in page
    assert "A member stayed." in page


def test_breach_investigate_page_stale_keeps_what_was_typed(client, havering, guardian):
    breach = reported(havering)
    client.force_login(guardian)

    page = text(
        client.post(
            reverse("conflicts:breach_investigate", args=[breach.pk]),
            {"seen": "old", "findings": "What I found"},
        )
    )

    assert "Somebody else wrote to this meanwhile" in page
    assert "What I found" in page


@pytest.mark.parametrize("name", CASES)
def test_breach_pages_for_others(client, havering, officer, auditor, outsider, name):
    breach = reported(havering)
    url = reverse(f"conflicts:{name}", args=[breach.pk])
    elsewhere = user_with_post(CcgFactory(), PostRole.GUARDIAN)
    inside = 200 if name == "breach" else 403

    for user, status in (
        (officer, inside),
        (auditor, inside),
        (outsider, 404),
        (elsewhere, 404),
        (UserFactory(), 404),
    ):
        client.force_login(user)
        assert client.get(url).status_code == status
        if name != "breach":
            assert client.post(url).status_code == status


def test_breach_page_keeps_reporter_and_findings_from_its_subject(
    client, havering, officer, guardian
):
    interest = InterestFactory(person=guardian.person)
    breach = reported(havering, by=officer, interest=interest, reporter="Priya Anand")
    url = reverse("conflicts:breach", args=[breach.pk])

    client.force_login(guardian)
    own = text(client.get(url))
    client.force_login(officer)
    theirs = text(client.get(url))

    assert "Priya Anand" not in own
    assert "It is about you" in own
    assert "Priya Anand" in theirs
    assert "The guardian looks into it" in theirs


def test_breach_list_by_body_and_state(client, havering, officer, outsider):
    reported(havering)
    BreachFactory(organisation=CcgFactory(), nature="Elsewhere")
    client.force_login(officer)
    url = reverse("conflicts:breaches")

    page = text(client.get(url))
    none = text(client.get(url, {"state": "closed"}))

    assert "Dr Okafor stayed" in page
    assert "Elsewhere" not in page
    assert "Nothing was reported." in none
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_breach_list_takes_as_many_queries_with_twice_the_rows(
    client, havering, officer
):
    BreachFactory.create_batch(2, organisation=havering)
    client.force_login(officer)
    url = reverse("conflicts:breaches")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    BreachFactory.create_batch(4, organisation=havering)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(few) == len(many)


def test_no_breaches_page(client, havering, guardian, officer, outsider):
    url = reverse("conflicts:no_breaches", args=[havering.pk])
    client.force_login(guardian)

    page = text(client.get(url))
    bare = text(client.post(url, EMPTY))
    client.post(url, {"period": "2016-01-01.2016-03-31"})

    assert "January to March 2016" in page
    assert "Choose the period" in bare
    assert BreachStatement.objects.get().last_day == date(2016, 3, 31)
    for user, status in ((officer, 403), (outsider, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status


def test_no_breaches_page_says_why_not(client, havering, guardian):
    reported(havering, happened_on=date(2016, 2, 1))
    client.force_login(guardian)

    page = text(
        client.post(
            reverse("conflicts:no_breaches", args=[havering.pk]),
            {"period": "2016-01-01.2016-03-31"},
        )
    )

    assert "not closed yet" in page


def test_letters_of_a_body_keep_posts_apart(havering, guardian):
    """A post that ended gets no letter."""
    PostFactory(
        person=UserFactory().person,
        organisation=havering,
        role=PostRole.GUARDIAN,
        to_on=date(2016, 5, 31),
    )

    reported(havering)

    assert [letter.person for letter in Letter.objects.all()] == [guardian.person]
