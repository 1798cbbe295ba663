"""The public pages of committees: who sits, by what rules, what they declared."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import interests
from conflicts.enums import PublicationState
from conflicts.models import Interest
from core import clock
from tests.factories.committees import (
    CcgFactory,
    CommitteeFactory,
    holder_of,
    seat_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import AttestationFactory, recorded
from tests.factories.meetings import GatheringFactory, SittingFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def page_of(client, committee, name="register") -> str:
    return text(client.get(reverse(f"publishing:{name}", args=[committee.slug])))


def publish_as(interest, state) -> None:
    """Set what the guardian decided; no page does it yet."""
    Interest.objects.filter(pk=interest.pk).update(publication=state)


def test_committees_lists_those_that_stand(client, committee):
    CommitteeFactory(name="Long gone", disestablished_on=date(2016, 5, 1))
    CommitteeFactory(name="Yet to come", established_on=date(2017, 1, 1))

    page = text(client.get(reverse("publishing:committees")))

    assert committee.name in page
    assert "NHS Havering CCG" in page
    assert "Long gone" not in page
    assert "Yet to come" not in page


def test_committee_shows_seats_terms_and_meetings(client, committee):
    SittingFactory(gathering=GatheringFactory(title="June"), committee=committee)
    SittingFactory(
        gathering=GatheringFactory(title="Unannounced", draft=True),
        committee=committee,
    )

    page = page_of(client, committee, "committee")

    assert str(holder_of(committee, "GP member")) in page
    assert "Lay chair" in page
    assert "At least three members with a vote are present." in page
    assert "three clear working days" in page
    assert "June" in page
    assert "Unannounced" not in page


def test_committee_shows_neither_addresses_nor_deputies(client, committee):
    person = holder_of(committee, "GP member")

    page = page_of(client, committee, "committee")

    assert person.email not in page


def test_committee_without_a_holder_says_vacant(client, committee):
    seat_of(committee, "GP member").appointments.update(to_on=date(2016, 5, 1))

    assert "Vacant" in page_of(client, committee, "committee")


def test_committee_without_terms(client):
    page = page_of(client, CommitteeFactory(), "committee")

    assert "No terms of reference are in force" in page
    assert "No meeting has been announced" in page


def test_committee_wound_up_shows_its_last_day_only(client, committee):
    committee.disestablished_on = date(2016, 5, 1)
    committee.save()

    page = page_of(client, committee, "committee")

    assert "its last day was 1 May 2016" in page
    assert "GP member" not in page


@pytest.mark.parametrize("name", ["committee", "register"])
def test_committee_not_established_is_not_there(client, name):
    later = CommitteeFactory(established_on=date(2017, 1, 1))

    for slug in (later.slug, "no-such-committee"):
        url = reverse(f"publishing:{name}", args=[slug])
        assert client.get(url).status_code == 404


def test_register_shows_what_decision_makers_declared(client, committee, officer):
    person = holder_of(committee, "GP member")
    recorded(
        person=person,
        by=officer,
        description="Partner in a surgery",
        restricted_note="Told in confidence",
        mitigation="Leaves the room",
    )
    recorded(
        person=person,
        by=officer,
        unlisted_name="Family firm",
        is_indirect=True,
        relationship="spouse",
        description="Director",
    )

    page = page_of(client, committee)

    assert str(person) in page
    assert "Partner in a surgery" in page
    assert "Leaves the room" in page
    assert "indirect (spouse)" in page
    assert "as at 1 June 2016" in page
    assert "held privately for at least six years" in page
    assert "NHS Havering CCG" in page
    assert "Told in confidence" not in page


def test_register_leaves_out_those_who_hold_no_seat(client, committee, officer):
    recorded(person=officer.person, by=officer, description="Officer's own firm")

    assert "Officer&#x27;s own firm" not in page_of(client, committee)


@pytest.mark.parametrize(
    "state", [PublicationState.WITHHOLD, PublicationState.NOT_REQUIRED]
)
def test_register_withheld_leaves_no_trace(client, committee, officer, state):
    without = page_of(client, committee)
    entry = recorded(
        person=holder_of(committee, "GP member"),
        by=officer,
        unlisted_name="Quiet concern",
    )
    publish_as(entry, state)

    assert page_of(client, committee) == without


def test_register_refusal_of_consent_is_not_published(client, committee, officer):
    recorded(
        person=holder_of(committee, "GP member"),
        by=officer,
        unlisted_name="Quiet concern",
        consents_to_publication=False,
        refusal_reason="It would tell of a patient.",
    )

    page = page_of(client, committee)

    assert "Quiet concern" not in page
    assert "tell of a patient" not in page


def test_register_redacted_name_is_nowhere(client, committee, officer):
    person = holder_of(committee, "GP member")
    entry = recorded(person=person, by=officer, unlisted_name="Shown concern")
    publish_as(entry, PublicationState.REDACT_NAME)

    page = page_of(client, committee)

    assert "Name withheld" in page
    assert "Shown concern" in page
    assert str(person) not in page
    assert "GP member" not in page


def test_register_redacted_detail_is_nowhere(client, committee, officer):
    person = holder_of(committee, "GP member")
    entry = recorded(person=person, by=officer, unlisted_name="Hidden concern")
    publish_as(entry, PublicationState.REDACT_DETAIL)

    page = page_of(client, committee)

    assert str(person) in page
    assert "Details withheld" in page
    assert "Hidden concern" not in page
    assert "GP partner" not in page


def test_register_ended_interest_stays_six_months(client, committee, officer):
    person = holder_of(committee, "GP member")
    for name, last in (("Lately", date(2015, 12, 1)), ("Long ago", date(2015, 11, 30))):
        with clock.standing_on(last):
            entry = recorded(
                person=person, by=officer, unlisted_name=name, source_on=last
            )
            interests.end(interest=entry, on=last, by=officer)

    page = page_of(client, committee)

    assert "Lately" in page
    assert "Long ago" not in page


def test_register_not_begun_yet_is_not_shown(client, committee, officer):
    person = holder_of(committee, "GP member")
    recorded(
        person=person,
        by=officer,
        unlisted_name="From July",
        from_on=date(2016, 7, 1),
    )

    assert "From July" not in page_of(client, committee)


def test_register_without_entries_says_so_and_lists_nil_returns(client, committee):
    person = holder_of(committee, "GP member")
    AttestationFactory(person=person, made_on=date(2016, 5, 20))

    page = page_of(client, committee)

    assert "No interest is published today." in page
    assert f"{person} (GP member, {committee.short_name}), 20 May 2016" in page
    assert str(holder_of(committee, "Registered nurse")) not in page


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_pages_take_the_same_queries_with_twice_the_rows(
    client, committee, officer, havering
):
    urls = [
        reverse("publishing:committees"),
        reverse("publishing:committee", args=[committee.slug]),
        reverse("publishing:register", args=[committee.slug]),
    ]

    def add_rows():
        working_committee(organisation=havering, by=officer)
        SittingFactory(gathering=GatheringFactory(), committee=committee)
        for title in ("GP member", "Registered nurse"):
            recorded(person=holder_of(committee, title), by=officer)

    add_rows()
    once = [queries_of(client, url) for url in urls]
    add_rows()

    assert [queries_of(client, url) for url in urls] == once
