"""Gifts entered in any order, and a register of them that stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import time_machine
from django.urls import reverse

from conflicts.actions import gift_publication, gifts
from conflicts.enums import GiverKind, Outcome, PublicationState
from conflicts.facts.gifts import (
    advice_by_now,
    advised_otherwise_since,
    register_as_at,
)
from conflicts.views.gift_files import HEADINGS, rows_of
from conflicts.views.gifts_shown import names_in, saved_sentence
from core import clock
from core.models import AuditEvent
from people.models import Person
from tests.factories.gifts import declared_gift, offer
from tests.integration.conflicts.gift_words import DAY, SAID, _on_3_june_2019  # noqa: F401 # fixtures


REVIEWED = HEADINGS.index("Reviewed on")


def test_gifts_entered_out_of_order_are_added_up(havering, gp_member, officer, client):
    said = {"value_pence": 3000, "outcome": Outcome.ACCEPTED}
    given = {"by": gp_member, "organisation": havering, **said}
    later = declared_gift(offered_on=date(2019, 6, 1), **given)
    assert advice_by_now(later) is None

    earlier = declared_gift(offered_on=date(2019, 5, 1), **given)

    assert (later.advice_code, earlier.advice_code) == ("under_limit", "under_limit")
    assert advice_by_now(earlier) is None
    assert advice_by_now(later).code == "over_limit"
    assert advised_otherwise_since(earlier) == [later]
    assert advised_otherwise_since(later) == []
    client.force_login(officer)
    page = client.get(reverse("conflicts:gift", args=[earlier.pk])).content.decode()
    assert reverse("conflicts:gift", args=[later.pk]) in page

    row = gifts.correct(
        entry=later,
        offer=offer(
            offered_on=date(2019, 6, 1),
            value_pence=3000,
            outcome=Outcome.FOR_ORGANISATION,
        ),
        reason="They count together.",
        by=gp_member,
    )
    assert row.advice_code == "over_limit"
    assert advised_otherwise_since(earlier) == []


def test_register_as_a_file_of_a_past_day_stays_as_it_was(
    havering, gp_member, officer, settings
):
    settings.QUORATE_TODAY = None
    day = date(2019, 6, 3)

    def written():
        return [*rows_of(register_as_at(havering, day).order_by("pk"), day)]

    with time_machine.travel("2019-06-03 10:00", tick=False):
        entry = declared_gift(by=gp_member, organisation=havering, **SAID)
        before = written()
    with time_machine.travel("2019-06-04 00:30", tick=False):
        gifts.review(entry=entry, by=officer)
        Person.objects.filter(pk=entry.person_id).update(family_name="Other")
        AuditEvent.objects.create(
            event="person.corrected",
            target_type="people.Person",
            target_key=str(entry.person_id),
            target_label="x",
            actor_label="x",
            details={"changed": ["family_name"], "name_before": before[0][0]},
            happened_at=clock.now(),
        )

        assert written() == before
        (today,) = rows_of(register_as_at(havering, clock.today()), clock.today())
        assert today[0].endswith("Other")
        assert today[REVIEWED] == "2019-06-04"


def test_reviewed_after_midnight_in_london_is_the_next_day(
    havering, gp_member, officer, settings
):
    settings.QUORATE_TODAY = None
    with time_machine.travel("2019-06-03 10:00", tick=False):
        entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    with time_machine.travel(datetime(2019, 6, 4, 23, 30, tzinfo=UTC), tick=False):
        gifts.review(entry=entry, by=officer)

        def reviewed_on(day):
            (row,) = rows_of(register_as_at(havering, day), day)
            return row[REVIEWED]

        assert reviewed_on(date(2019, 6, 5)) == "2019-06-05"
        assert reviewed_on(DAY) == ""


def test_name_in_an_offer_is_asked_about(havering, gp_member, client):
    entry = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_kind=GiverKind.OTHER,
        giver_name="Mr Tom Cole",
        giver_business="building",
        description="Wine from his wife Jane Cole",
        **SAID,
    )

    assert names_in(entry) == ["wife Jane Cole", "Mr Tom Cole"]
    assert "“wife Jane Cole” may be somebody's name" in saved_sentence(entry)
    client.force_login(gp_member)
    page = client.get(reverse("conflicts:gift", args=[entry.pk])).content.decode()
    assert "Is this a name?" in page


def test_patient_as_giver_is_never_published_and_not_asked_about(havering, gp_member):
    entry = declared_gift(
        by=gp_member, organisation=havering, giver_name="Mrs Cole", **SAID
    )

    assert names_in(entry) == []
    assert "name" not in saved_sentence(entry)


def test_register_as_a_file_of_a_past_day_says_what_was_published_then(
    havering, gp_member, officer, guardian, settings
):
    settings.QUORATE_TODAY = None
    day, place = date(2019, 6, 3), HEADINGS.index("Publication")

    def published(day):
        rows = rows_of(register_as_at(havering, day).order_by("pk"), day)
        return [row[place] for row in rows]

    with time_machine.travel("2019-06-03 10:00", tick=False):
        entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    with time_machine.travel("2019-06-04 10:00", tick=False):
        assert published(day) == ["Published"]
        better = gifts.correct(
            entry=entry, offer=offer(description="Two"), reason="Typo.", by=officer
        )
    with time_machine.travel("2019-06-05 10:00", tick=False):
        gift_publication.decide(
            entry=better,
            state=PublicationState.WITHHOLD,
            reason="Harm.",
            review_on=date(2020, 1, 1),
            by=guardian,
        )

        assert published(day) == published(date(2019, 6, 4)) == ["Published"]
        assert published(date(2019, 6, 5)) == ["Withheld"]
    with time_machine.travel("2019-06-07 10:00", tick=False):
        assert published(date(2019, 6, 5)) == ["Withheld"]
        assert published(day) == ["Published"]
