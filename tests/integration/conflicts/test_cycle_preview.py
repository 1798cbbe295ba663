"""A round's letters looked at before it opens: whom the clock asks, and by which way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from conflicts.actions import cycle
from conflicts.enums import CampaignKind, Capacity
from conflicts.models import Campaign, DeclarationRequest
from conflicts.tasks import ask_for_declarations
from notices.actions import dispatch
from notices.enums import Channel, Status
from notices.models import Letter
from tests.factories.committees import holder_of
from tests.factories.conflicts import PositionFactory
from tests.factories.notices import ReminderChoiceFactory
from tests.factories.people import PersonFactory
from tests.fixtures.every_row import every_row


pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 1)
OPENS = date(2016, 6, 6)
HOME = "1 Invented Street\nRomford"


def typed(kind=CampaignKind.ANNUAL, opens_on=OPENS):
    return {
        "kind": kind.value,
        "name": "Declarations 2016",
        "opens_on_0": opens_on.day,
        "opens_on_1": opens_on.month,
        "opens_on_2": opens_on.year,
        "answer_within_days": "28",
        "reminders": ["7", "-7"],
    }


def words(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def reached(preview):
    """Say of each reader whom a preview names by which way the letter goes."""
    return {
        one.person: Channel.MAIL if one.mail else Channel.POST
        for one in preview.readers
    }


def really_asked(settings, day=OPENS):
    """Have the clock open the round on its day and send; say who got it, and how."""
    settings.QUORATE_TODAY = day
    ask_for_declarations()
    dispatch.send_due(now=datetime(day.year, day.month, day.day, 22, tzinfo=UTC))
    letters = Letter.objects.filter(kind="declaration_asked").with_status(
        [Status.SENT, Status.TO_PRINT]
    )
    return {one.person: Channel(one.channel) for one in letters}


@pytest.fixture
def people(committee, havering):
    """One who gets letters by post for want of an address, one who chose it."""
    without = holder_of(committee, "GP member")
    without.email, without.postal_address = "", HOME
    without.save()
    chose = PersonFactory(postal_address=HOME)
    PositionFactory(person=chose, organisation=havering)
    ReminderChoiceFactory(person=chose, is_by_post=True)
    return without, chose


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def plan(havering, officer, **said):
    draft = cycle.RoundDraft(
        **{
            "kind": CampaignKind.ANNUAL,
            "name": "Declarations 2016",
            "opens_on": OPENS,
            **said,
        }
    )
    return cycle.plan(organisation=havering, draft=draft, by=officer)


def test_preview_of_a_round_names_whom_the_clock_asks_and_by_which_way(
    signed_in, havering, people, settings, smtp_peer
):
    url = reverse("conflicts:plan_round", args=[havering.pk])
    without, chose = people

    page = signed_in.post(url, {**typed(), "preview": "first"})
    planned = signed_in.post(url, typed())

    seen = page.context["preview"]
    assert planned.status_code == 302
    assert reached(seen) == really_asked(settings)
    assert reached(seen)[without] == Channel.POST
    assert reached(seen)[chose] == Channel.POST
    assert seen.by_post == 2
    assert seen.by_mail == len(seen.readers) - 2 > 0
    assert seen.later == 2 * len(seen.readers)
    assert "Letters that would go out on 6 June 2016" in words(page)
    assert f"{seen.by_mail} by mail, 2 by post" in words(page)
    assert "as the record stands today" in words(page)


def test_preview_of_a_round_shows_the_letter_of_whoever_is_chosen_word_for_word(
    signed_in, havering, people, settings, smtp_peer
):
    _without, chose = people
    url = reverse("conflicts:plan_round", args=[havering.pk])

    seen = signed_in.post(url, {**typed(), "preview": str(chose.pk)}).context["preview"]
    signed_in.post(url, typed())
    really_asked(settings)

    letter = Letter.objects.get(kind="declaration_asked", person=chose)
    assert seen.reader.person == chose
    assert (seen.words.subject, seen.words.text) == (letter.subject, letter.text)
    assert "by 4 July 2016" in seen.words.subject


def test_preview_of_a_round_keeps_nothing(signed_in, havering, officer, people):
    before = every_row()

    signed_in.post(
        reverse("conflicts:plan_round", args=[havering.pk]),
        {**typed(), "preview": "first"},
    )
    assert every_row() == before
    assert not Campaign.objects.exists()

    campaign = plan(havering, officer)
    before = every_row()
    words(signed_in.post(reverse("conflicts:round_letters", args=[campaign.pk])))
    assert every_row() == before
    assert not DeclarationRequest.objects.exists()


def test_preview_of_a_round_that_opens_today_is_of_today(
    signed_in, havering, people, settings, smtp_peer
):
    url = reverse("conflicts:plan_round", args=[havering.pk])

    page = signed_in.post(url, {**typed(opens_on=TODAY), "preview": "first"})
    signed_in.post(url, typed(opens_on=TODAY))

    assert "Letters that would go out now" in words(page)
    assert reached(page.context["preview"]) == really_asked(settings, TODAY)


def test_planned_round_is_previewed_on_its_page_until_it_opens(
    signed_in, havering, officer, people, settings, smtp_peer
):
    campaign = plan(havering, officer)
    page_url = reverse("conflicts:round", args=[campaign.pk])
    url = reverse("conflicts:round_letters", args=[campaign.pk])
    assert f'action="{url}"' in words(signed_in.get(page_url))

    page = signed_in.post(url, {"preview": "first"})
    assert reached(page.context["preview"]) == really_asked(settings)

    assert f'action="{url}"' not in words(signed_in.get(page_url))
    answer = signed_in.post(url, follow=True)
    assert answer.redirect_chain[-1][0] == page_url
    assert "The round has opened" in words(answer)


def test_preview_of_a_standing_round_names_those_who_begin_on_its_day(
    signed_in, havering, committee, settings, smtp_peer
):
    """Who was there before is not asked, so is not named."""
    url = reverse("conflicts:plan_round", args=[havering.pk])
    new = PositionFactory(
        organisation=havering, capacity=Capacity.EMPLOYEE, from_on=OPENS
    ).person
    said = typed(kind=CampaignKind.APPOINTMENT)

    seen = signed_in.post(url, {**said, "preview": "first"}).context["preview"]
    signed_in.post(url, said)

    assert reached(seen) == really_asked(settings) == {new: Channel.MAIL}


def test_preview_of_a_round_asks_more_than_a_batch_of_people(
    signed_in, havering, people, monkeypatch
):
    monkeypatch.setattr("conflicts.actions.cycle_rounds.BATCH", 1)

    page = signed_in.post(
        reverse("conflicts:plan_round", args=[havering.pk]),
        {**typed(), "preview": "first"},
    )

    assert len(page.context["preview"].readers) > 2


def test_preview_of_a_round_refuses_what_planning_refuses(signed_in, havering, officer):
    plan(havering, officer)
    url = reverse("conflicts:plan_round", args=[havering.pk])
    past = typed(opens_on=TODAY - timedelta(days=1))

    for said in (typed(), past):
        page = signed_in.post(url, {**said, "preview": "first"})
        assert page.context["preview"] is None
        assert page.context["form"].refusal.code in ("round_there", "round_in_past")


def test_preview_of_a_round_is_for_its_officer(client, havering, officer, outsider):
    campaign = plan(havering, officer)
    client.force_login(outsider)

    for name, key in (("plan_round", havering.pk), ("round_letters", campaign.pk)):
        url = reverse(f"conflicts:{name}", args=[key])
        assert client.post(url, {**typed(), "preview": "first"}).status_code == 404
