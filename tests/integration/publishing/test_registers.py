"""The public register: whom it lists, for how long, and what it never tells."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.actions import guardian, interests
from conflicts.actions.versions import keep_version
from conflicts.enums import PublicationState
from conflicts.models import Interest
from core import clock
from tests.factories.committees import (
    CcgFactory,
    CommitteeFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import (
    AttestationFactory,
    PositionFactory,
    RuleSetFactory,
    recorded,
)


pytestmark = pytest.mark.django_db
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
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)


@pytest.fixture
def gp(committee):
    return holder_of(committee, "GP member")


def told(client, url, **query) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    if answer.streaming:
        return b"".join(answer.streaming_content).decode("utf-8", "replace")
    return answer.content.decode("utf-8", "replace")


def urls_of(committee, havering) -> list[str]:
    """Every address that shows the register as text."""
    return [
        reverse("publishing:register", args=[committee.slug]),
        reverse("publishing:register_file", args=[committee.slug, "csv"]),
        reverse("publishing:register_file", args=[committee.slug, "json"]),
        reverse("publishing:register_since", args=[committee.slug]),
        reverse("publishing:organisation_register", args=[havering.pk]),
        reverse("publishing:organisation_register_file", args=[havering.pk, "csv"]),
        reverse("publishing:organisation_register_file", args=[havering.pk, "json"]),
        reverse("publishing:organisation_register_since", args=[havering.pk]),
    ]


def decide(interest, state, by) -> None:
    """Let a guardian of the officer's body decide what is published of an interest."""
    interest = Interest.objects.get(pk=interest.pk)
    guardian.decide_publication(
        interest=interest,
        state=state,
        reason="Harm.",
        review_on=clock.today() + timedelta(days=200),
        seen_version=interest.version,
        by=user_with_post(by.person.posts.get().organisation, PostRole.GUARDIAN),
    )


def was_not_required(interest, by) -> None:
    """Do what an earlier register does that says so; no guardian decides it."""
    interest = Interest.objects.get(pk=interest.pk)
    interest.publication = PublicationState.NOT_REQUIRED
    interest.version += 1
    interest.save()
    keep_version(interest, "Taken in.", by=by, now=clock.now())


def test_register_of_a_body_lists_decision_makers_only(
    client, havering, committee, gp, officer
):
    clerk = PositionFactory(organisation=havering, band="5").person
    director = PositionFactory(organisation=havering, band="8d").person
    for person, words in ((clerk, "Clerk's"), (director, "Director's"), (gp, "GP's")):
        recorded(person=person, by=officer, unlisted_name=words)

    page = told(client, reverse("publishing:organisation_register", args=[havering.pk]))

    assert "Director&#x27;s" in page
    assert "GP&#x27;s" in page
    assert "Clerk&#x27;s" not in page
    assert "decision makers" in page


def test_register_of_a_body_lists_everybody_where_its_rules_say_so(
    client, havering, committee, officer
):
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2018, 1, 1),
        published_scope="everybody",
    )
    clerk = PositionFactory(organisation=havering, band="5").person
    recorded(person=clerk, by=officer, unlisted_name="Choir")

    page = told(client, reverse("publishing:organisation_register", args=[havering.pk]))

    assert "Choir" in page


def test_register_keeps_what_ended_for_as_long_as_the_rules_say(
    client, havering, committee, gp, officer, settings
):
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2018, 1, 1),
        public_months_after_end=9,
    )
    settings.QUORATE_TODAY = date(2017, 8, 31)
    entry = recorded(person=gp, by=officer, unlisted_name="Choir")
    interests.end(interest=entry, on=date(2017, 8, 31), by=officer)
    url = reverse("publishing:register", args=[committee.slug])

    for day, is_shown in ((date(2018, 5, 31), True), (date(2018, 6, 1), False)):
        settings.QUORATE_TODAY = day
        assert ("Choir" in told(client, url)) == is_shown


@pytest.mark.parametrize("is_decided", [True, False])
def test_what_is_withheld_today_is_on_the_register_of_no_day(
    client, havering, committee, gp, officer, settings, is_decided
):
    AttestationFactory(person=gp, made_on=date(2018, 5, 1))
    without = [
        told(client, url, on="2018-05-20") for url in urls_of(committee, havering)
    ]
    entry = recorded(
        person=gp, by=officer, unlisted_name="Quiet", source_on=date(2018, 5, 10)
    )
    settings.QUORATE_TODAY = date(2018, 7, 1)
    if is_decided:
        decide(entry, PublicationState.WITHHOLD, officer)
    else:
        was_not_required(entry, officer)
    settings.QUORATE_TODAY = date(2018, 6, 1)

    shown = [told(client, url, on="2018-05-20") for url in urls_of(committee, havering)]

    assert shown == without
    settings.QUORATE_TODAY = date(2018, 8, 1)
    for url in urls_of(committee, havering):
        for day in ("2018-06-15", "2018-07-15", ""):
            assert "Quiet" not in told(client, url, on=day)


def test_what_is_redacted_today_is_redacted_for_every_day(
    client, havering, committee, gp, officer, settings
):
    name = recorded(person=gp, by=officer, unlisted_name="Shown concern")
    detail = recorded(person=gp, by=officer, unlisted_name="Hidden concern")
    settings.QUORATE_TODAY = date(2018, 7, 1)
    decide(name, PublicationState.REDACT_NAME, officer)
    decide(detail, PublicationState.REDACT_DETAIL, officer)
    settings.QUORATE_TODAY = date(2018, 8, 1)

    for day in ("2018-06-15", "2018-07-15", ""):
        for url in urls_of(committee, havering):
            if url.endswith("since/"):
                continue
            page = told(client, url, on=day)
            assert "Shown concern" in page
            assert "Name withheld" in page
            assert "Details withheld" in page
            assert "Hidden concern" not in page
    read = json.loads(told(client, urls_of(committee, havering)[2]))
    assert {one["name"] for one in read["interests"]} == {str(gp), "Name withheld"}
    assert all("id" not in one for one in read["interests"])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PublicationState.REDACT_NAME, "Asha"),
        (PublicationState.REDACT_DETAIL, "hidden"),
        (PublicationState.WITHHOLD, "hidden"),
    ],
)
def test_search_finds_nothing_that_is_withheld(
    client, committee, gp, officer, state, words
):
    entry = recorded(person=gp, by=officer, unlisted_name="Hidden concern")
    decide(entry, state, officer)
    url = reverse("publishing:register", args=[committee.slug])

    assert client.get(url, {"q": words}).context["found"].total == 0


def test_a_committee_is_not_told_of_a_withheld_name(
    client, havering, committee, gp, officer
):
    working_committee(organisation=havering, by=officer)
    entry = recorded(person=gp, by=officer, unlisted_name="Shown concern")
    decide(entry, PublicationState.REDACT_NAME, officer)
    url = reverse("publishing:organisation_register", args=[havering.pk])

    assert client.get(url).context["found"].total == 1
    assert client.get(url, {"committee": committee.slug}).context["found"].total == 0


def test_register_never_tells_notes_reasons_or_addresses(
    client, havering, committee, gp, officer
):
    recorded(
        person=gp,
        by=officer,
        restricted_note="Told in confidence",
        mitigation="Leaves the room",
        may_touch="Item 7 of June",
        is_indirect=True,
        relationship="spouse",
    )
    for url in urls_of(committee, havering):
        page = told(client, url)
        for private in ("Told in confidence", gp.email, "Item 7 of June"):
            assert private not in page
    assert "spouse" in told(client, urls_of(committee, havering)[0])


def test_since_tells_nothing_of_what_is_withheld(
    client, committee, gp, officer, settings
):
    recorded(
        person=gp, by=officer, unlisted_name="Published", source_on=date(2018, 6, 1)
    )
    quiet = recorded(person=gp, by=officer, unlisted_name="Quiet")
    settings.QUORATE_TODAY = date(2018, 7, 1)
    decide(quiet, PublicationState.WITHHOLD, officer)
    url = reverse("publishing:register_since", args=[committee.slug])

    for first, last in (
        ("2018-05-01", "2018-06-15"),
        ("2018-05-01", "2018-07-01"),
        ("2018-06-15", "2018-07-01"),
    ):
        assert "Quiet" not in told(client, url, first=first, last=last)
    assert "Published" in told(client, url, first="2018-05-01", last="2018-07-01")


def test_nil_returns_are_listed_unless_a_name_is_withheld(
    client, committee, gp, officer
):
    nurse = holder_of(committee, "Registered nurse")
    AttestationFactory(person=nurse, made_on=date(2018, 5, 20))
    url = reverse("publishing:register", args=[committee.slug])

    assert str(nurse) in told(client, url)
    entry = recorded(person=gp, by=officer, unlisted_name="Shown concern")
    decide(entry, PublicationState.REDACT_NAME, officer)
    assert str(nurse) not in told(client, url)


def test_files_are_named_and_public(client, havering, committee, gp, officer):
    recorded(person=gp, by=officer)

    for form in FORMS:
        answer = client.get(
            reverse("publishing:organisation_register_file", args=[havering.pk, form])
        )
        assert answer.status_code == 200
        assert "nhs-havering-ccg-public-2018-06-01" in answer["Content-Disposition"]
    unknown = reverse("publishing:register_file", args=[committee.slug, "exe"])
    assert client.get(unknown).status_code == 404
    bad_day = reverse("publishing:register_file", args=[committee.slug, "csv"])
    assert client.get(bad_day, {"on": "2020-01-01"}).status_code == 404


def test_register_of_a_body_without_committees_is_not_there(client, havering):
    later = CommitteeFactory(established_on=date(2019, 1, 1))
    later.organisations.add(havering)

    for name in ("organisation_register", "organisation_register_since"):
        url = reverse(f"publishing:{name}", args=[havering.pk])
        assert client.get(url).status_code == 404
        assert client.get(reverse(f"publishing:{name}", args=[0])).status_code == 404


def test_register_of_a_day_to_come_is_refused(client, committee):
    url = reverse("publishing:register", args=[committee.slug])

    assert "There is no register of a day to come" in told(client, url, on="2019-01-01")


def test_pages_take_the_same_queries_with_twice_the_rows(
    client, havering, committee, gp, officer
):
    urls = [url for url in urls_of(committee, havering) if "since" not in url]

    def queries() -> list[int]:
        found = []
        for url in urls:
            for day in ("", "2018-05-31"):
                with CaptureQueriesContext(connection) as captured:
                    told(client, url, on=day)
                found.append(len(captured))
        return found

    for number in range(2):
        recorded(person=gp, by=officer, unlisted_name=f"{number}")
    once = queries()
    for number in range(4):
        recorded(person=gp, by=officer, unlisted_name=f"more {number}")

    assert queries() == once
