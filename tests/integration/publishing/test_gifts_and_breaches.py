"""What the public reads of gifts and breaches, and reporting one without signing in."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.enums import GiverKind, PublicationState
from conflicts.facts.assurance import figures_of
from conflicts.models import Breach, GiftOffer
from meetings.actions import conflict_rows
from meetings.enums import ConflictState, PaperHandling, Participation
from meetings.models import ConflictRow
from publishing.facts.assurance import let_take_part
from publishing.limits import is_within_limit
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import (
    BreachFactory,
    BreachStatementFactory,
    GiftOfferFactory,
    PositionFactory,
)
from tests.factories.gifts import declared_gift
from tests.factories.meetings import ItemFactory, gather
from tests.factories.people import UserFactory
from tests.fixtures.pdf_reading import text_of


pytestmark = pytest.mark.django_db
ON = date(2019, 5, 20)


@pytest.fixture(autouse=True)
def _on_3_june_2019(settings):
    settings.QUORATE_TODAY = date(2019, 6, 3)


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def guardian(havering):
    return user_with_post(havering, PostRole.GUARDIAN)


@pytest.fixture
def gp_member(havering, officer):
    committee = working_committee(organisation=havering, by=officer)
    return UserFactory(person=holder_of(committee, "GP member"))


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def gifts_page(client, havering, **query) -> str:
    return text(client.get(reverse("publishing:gifts", args=[havering.pk]), query))


# -- gifts -----------------------------------------------------------------------------


def test_gifts_of_decision_makers_without_private_givers(client, havering, gp_member):
    administrator = UserFactory()
    PositionFactory(person=administrator.person, organisation=havering, band="5")
    declared_gift(
        by=gp_member, organisation=havering, giver_name="Mrs Secret", offered_on=ON
    )
    declared_gift(
        by=gp_member,
        organisation=havering,
        description="A diary",
        giver_name="Elm Rooms Ltd",
        giver_kind=GiverKind.SUPPLIER,
        offered_on=ON,
    )
    declared_gift(
        by=administrator,
        organisation=havering,
        description="A pot plant",
        offered_on=ON,
    )

    page = gifts_page(client, havering)

    assert str(gp_member.person) in page
    assert "Elm Rooms Ltd" in page
    assert "A patient or their family" in page
    assert "Mrs Secret" not in page
    assert "A pot plant" not in page
    assert str(administrator.person) not in page


def test_gifts_of_everybody_where_the_rules_of_the_day_say_so(
    client, havering, guardian, settings
):
    settings.QUORATE_TODAY = date(2016, 7, 1)
    administrator = UserFactory()
    PositionFactory(person=administrator.person, organisation=havering, band="5")
    declared_gift(by=administrator, organisation=havering, offered_on=date(2016, 6, 29))

    assert str(administrator.person) in gifts_page(client, havering)


@pytest.mark.parametrize(
    ("state", "there", "gone"),
    [
        (PublicationState.REDACT_NAME, "A hamper", "Invented"),
        (PublicationState.REDACT_DETAIL, "Invented", "A hamper"),
        (PublicationState.WITHHOLD, "There are no entries", "A hamper"),
        (PublicationState.NOT_REQUIRED, "There are no entries", "A hamper"),
    ],
)
def test_gifts_as_the_guardian_lets_them_be_published(
    client, havering, gp_member, state, there, gone
):
    declared_gift(by=gp_member, organisation=havering, offered_on=ON)
    GiftOffer.objects.update(publication=state)

    page = gifts_page(client, havering)

    assert there in page
    assert gone not in page


def test_gifts_of_another_year_and_no_entries_said_plainly(client, havering, gp_member):
    declared_gift(by=gp_member, organisation=havering, offered_on=date(2019, 3, 31))

    now = gifts_page(client, havering)
    before = gifts_page(client, havering, year="2018")
    nonsense = gifts_page(client, havering, year="x")

    assert "There are no entries for 2019/20" in now
    assert "There are no entries for 2019/20" in nonsense
    assert "A hamper" in before


def test_gifts_file_holds_what_the_page_holds(client, havering, gp_member):
    declared_gift(
        by=gp_member, organisation=havering, giver_name="Mrs Secret", offered_on=ON
    )

    def body(kind):
        url = reverse("publishing:gifts_file", args=[havering.pk, kind])
        return b"".join(client.get(url).streaming_content)

    (entry,) = json.loads(body("json"))
    assert entry["Offered by and nature of business"] == "A patient or their family"
    assert entry["Estimated value in pounds"] == "60.00"
    assert b"Secret" not in body("csv")
    pdf = client.get(reverse("publishing:gifts_file", args=[havering.pk, "pdf"]))
    words = " ".join(text_of(pdf.content).split())
    assert "Offers made in 2019/20" in words
    assert "A patient or their family" in words
    assert "£60.00" in words
    assert "Secret" not in words
    strange = reverse("publishing:gifts_file", args=[havering.pk, "exe"])
    assert client.get(strange).status_code == 404


def test_gifts_page_takes_as_many_queries_with_twice_the_rows(
    client, havering, gp_member
):
    def add(count):
        for _ in range(count):
            GiftOfferFactory(
                organisation=havering, person=gp_member.person, offered_on=ON
            )

    add(2)
    url = reverse("publishing:gifts", args=[havering.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    add(4)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(few) == len(many)


@pytest.mark.parametrize("name", ["gifts", "breaches"])
def test_pages_of_a_body_that_keeps_no_register_are_not_there(client, name):
    stranger = CcgFactory(practice=True)

    assert (
        client.get(reverse(f"publishing:{name}", args=[stranger.pk])).status_code == 404
    )
    assert client.get(reverse(f"publishing:{name}", args=[0])).status_code == 404


# -- breaches --------------------------------------------------------------------------


def published(havering, guardian, **said) -> Breach:
    moment = "2019-05-01T10:00:00Z"
    return BreachFactory(
        organisation=havering,
        state="closed",
        happened_on=date(2019, 2, 1),
        nature="Dr Secret stayed.",
        findings="Dr Secret knew.",
        reporter="Mrs Secret",
        investigated_on=date(2019, 2, 20),
        learning="Ask at each item.",
        closed_at=moment,
        closed_by=guardian,
        **{
            "public_words": "A member stayed for an item.",
            "published_at": moment,
            "published_by": guardian,
            **said,
        },
    )


def test_breaches_show_the_published_words_alone(client, havering, guardian):
    published(havering, guardian)
    published(
        havering,
        guardian,
        published_at=None,
        published_by=None,
        public_words="Kept back",
    )

    page = text(client.get(reverse("publishing:breaches", args=[havering.pk])))

    assert "A member stayed for an item." in page
    assert "Ask at each item." in page
    assert "Yes, on 20 February 2019" in page
    assert "Secret" not in page
    assert "Kept back" not in page


def test_breaches_say_which_periods_had_none(client, havering, guardian):
    BreachStatementFactory(organisation=havering)
    BreachStatementFactory(
        organisation=havering,
        first_day=date(2019, 1, 1),
        last_day=date(2019, 3, 31),
    )
    published(havering, guardian, published_at=None, published_by=None)

    page = text(client.get(reverse("publishing:breaches", args=[havering.pk])))

    assert "1 January 2016 to 31 March 2016: no breaches in this period." in page
    assert "1 January 2019" not in page
    assert "No breach is published" in page


def test_breaches_without_any_statement_says_so(client, havering, guardian):
    page = text(client.get(reverse("publishing:breaches", args=[havering.pk])))

    assert "no statement for any period yet" in page


def test_conduct_leads_to_each_body(client, havering, guardian):
    page = text(client.get(reverse("publishing:conduct")))

    for name in ("gifts", "breaches"):
        assert reverse(f"publishing:{name}", args=[havering.pk]) in page
    assert reverse("publishing:report_breach") in page


# -- reporting -------------------------------------------------------------------------


@pytest.fixture
def _no_reports_yet():
    cache.delete_many(
        [f"limit:breach_report:{address}" for address in ("127.0.0.1", "10.0.0.9")]
    )


def told(havering, **said):
    return {
        "organisation": havering.pk,
        "happened_on_0": "1",
        "happened_on_1": "5",
        "happened_on_2": "2019",
        "nature": "They never said so.",
        **said,
    }


@pytest.mark.usefixtures("_no_reports_yet")
def test_report_breach_signed_out_and_unnamed(client, havering, guardian):
    url = reverse("publishing:report_breach")

    page = text(client.get(url))
    answer = client.post(url, told(havering), follow=True)

    breach = Breach.objects.get()
    assert "NHS Havering CCG" in page
    assert "Your report was sent" in text(answer)
    assert breach.reporter == ""
    assert breach.nature == "They never said so."


@pytest.mark.usefixtures("_no_reports_yet")
def test_report_breach_keeps_what_was_typed(client, havering, guardian):
    page = text(
        client.post(
            reverse("publishing:report_breach"),
            told(havering, happened_on_1="13", reporter="A neighbour"),
        )
    )

    assert "must be a real date" in page
    assert "They never said so." in page
    assert "A neighbour" in page
    future = client.post(
        reverse("publishing:report_breach"), told(havering, happened_on_2="2020")
    )
    assert "cannot be in the future" in text(future)
    assert not Breach.objects.exists()


@pytest.mark.usefixtures("_no_reports_yet")
def test_report_breach_at_most_five_times_an_hour_from_one_address(
    client, havering, guardian
):
    url = reverse("publishing:report_breach")
    for number in range(5):
        answer = client.post(url, told(havering, nature=f"Report {number}"))
        assert answer.status_code == 302

    refused = client.post(url, told(havering, nature="One more"))
    elsewhere = client.post(
        url, told(havering, nature="Another"), REMOTE_ADDR="10.0.0.9"
    )

    assert refused.status_code == 429
    assert "Nothing was sent" in refused.content.decode()
    assert "One more" in refused.content.decode()
    assert elsewhere.status_code == 302
    assert Breach.objects.count() == 6


def test_is_within_limit_begins_anew():
    def ask(seconds=60):
        return is_within_limit("test", "somebody", most=2, seconds=seconds)

    cache.delete("limit:test:somebody")
    assert [ask(), ask(), ask()] == [True, True, False]
    cache.delete("limit:test:somebody")
    assert ask()


def test_report_breach_offers_no_body_that_takes_no_reports(client, havering):
    CcgFactory(name="NHS Nobody There CCG")

    page = text(client.get(reverse("publishing:report_breach")))

    assert "NHS Nobody There CCG" not in page


# -- what upper rooms add to the guardian's figures ------------------------------------


def test_let_take_part_counts_accepted_rows_of_the_body_and_the_period():
    cast = gather(2)
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/001")
    for sitting in cast.sittings:
        conflict_rows.add_by_hand(
            item=item,
            sitting=sitting,
            person=cast.gp_seated.person,
            words="Is a partner there.",
            by=cast.officer if sitting == cast.sittings[0] else cast.other_officer,
        )
    ConflictRow.objects.update(
        state=ConflictState.ACCEPTED,
        participation=Participation.TAKE_PART,
        papers=PaperHandling.values()[0],
        treatment_reason="Too remote to matter.",
        treated_at="2016-06-01T09:00:00Z",
        treated_by=cast.officer,
    )
    body = cast.committees[0].organisations.get()
    held_on = cast.gathering.held_on

    assert let_take_part(body, held_on, held_on) == 1
    before = held_on - timedelta(days=1)
    assert let_take_part(body, before, before) == 0
    ConflictRow.objects.update(participation=Participation.LEAVE_ITEM)
    assert let_take_part(body, held_on, held_on) == 0
    figures = figures_of(body, held_on, held_on)
    assert "took_part" in {figure.code for figure in figures}
