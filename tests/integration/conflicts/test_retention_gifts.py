"""Offers of gifts: held as long as interests, purged by the same page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import gift_publication, gift_questions, gifts, merging
from conflicts.actions.retention_gifts import purge_gift
from conflicts.enums import OfferKind, Outcome, PublicationState, SourceKind
from conflicts.facts.gifts import register_as_at
from conflicts.facts.retention_gifts import (
    gift_retention_of,
    gift_retentions_of,
    gifts_over_in,
)
from conflicts.models import GiftOffer, Review
from core.errors import RuleBroken
from core.models import AuditEvent
from people import door
from tests.factories.committees import user_with_post
from tests.factories.conflicts import (
    GiftOfferFactory,
    LegalHoldFactory,
    PositionFactory,
    RuleSetFactory,
)
from tests.factories.gifts import offer, recorded_gift
from tests.factories.people import UserFactory


OFFERED = date(2016, 5, 20)
FIRST = date(2022, 6, 1)
SECRET = "Zwiebelkuchen"


@pytest.fixture
def given(paper_member, officer, havering):
    """A hamper of 20 May 2016, entered on 1 June 2016, without a word of correction."""
    return recorded_gift(
        person=paper_member,
        by=officer,
        organisation=havering,
        giver_name=f"{SECRET} Ltd",
        giver_business=f"{SECRET} baking",
        description=f"A box of {SECRET}",
        reason=f"No {SECRET} for me",
        senior_approver=f"Dr {SECRET}",
        senior_approval_on=OFFERED,
    )


@pytest.fixture
def corrected(given, officer, guardian):
    """The hamper, asked about, corrected, and kept back by the guardian."""
    gift_questions.ask(entry=given, words=f"What is {SECRET}?", by=officer)
    gift_questions.answer(entry=given, words=f"{SECRET} is a cake.", by=officer)
    gift_publication.decide(
        entry=given,
        state=PublicationState.WITHHOLD,
        reason=f"{SECRET} tells it",
        review_on=date(2017, 1, 1),
        by=guardian,
    )
    return gifts.correct(
        entry=given,
        offer=offer(description=f"Two boxes of {SECRET}", giver_name=f"{SECRET} Ltd"),
        reason=f"It was more {SECRET}",
        by=officer,
    )


def texts_of(model, **which) -> str:
    """Return the rows of a table as text, with every column."""
    keys = list(model.objects.filter(**which).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT row_to_json(t)::text FROM {model._meta.db_table} t "
            "WHERE id = ANY(%s)",
            [keys],
        )
        return " ".join(row[0] for row in cursor.fetchall())


def everything_of(*entries) -> str:
    told = [texts_of(GiftOffer, pk__in=[each.pk for each in entries])]
    for relation in GiftOffer._meta.related_objects:
        which = {f"{relation.field.name}__in": entries}
        told.append(texts_of(relation.related_model, **which))
    return " ".join(told)


def test_purge_takes_the_words_of_all_it_corrects_and_leaves_days_and_audit(
    given, corrected, officer, settings
):
    settings.QUORATE_TODAY = FIRST
    before = everything_of(given, corrected)

    purged = purge_gift(entry=corrected, by=officer)

    given.refresh_from_db()
    assert before.count(SECRET) >= 9
    assert SECRET not in everything_of(given, corrected)
    for row in (purged, given):
        assert row.purged_at is not None
        assert (row.offered_on, row.value_pence) == (OFFERED, 6000)
        assert (row.kind, row.outcome) == (OfferKind.GIFT, Outcome.DECLINED)
    event = AuditEvent.objects.about(corrected).first()
    assert (event.event, event.actor_label) == ("gift.purged", officer.label)
    assert event.summary == "Held for 6 years."
    assert event.details == {
        "happened_on": "2016-05-20",
        "entries": [corrected.pk, given.pk],
    }
    assert SECRET not in texts_of(AuditEvent)
    assert Review.objects.filter(gift=given).count() == 2


def test_purge_leaves_the_thread_locked_behind_it(given, corrected, officer, settings):
    settings.QUORATE_TODAY = FIRST
    purge_gift(entry=corrected, by=officer)

    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(gift=given).delete()


def test_purge_a_day_early_is_refused_with_when_and_why(given, officer, settings):
    settings.QUORATE_TODAY = FIRST - timedelta(1)

    with pytest.raises(RuleBroken) as refused:
        purge_gift(entry=given, by=officer)

    assert str(refused.value.verdict.reason) == (
        "It was offered on 20 May 2016, as the register knows since 1 June 2016, and "
        "is held privately for 6 years after that: it may be purged from 1 June 2022 "
        "on, not before."
    )
    settings.QUORATE_TODAY = FIRST
    assert purge_gift(entry=given, by=officer).purged_at is not None
    with pytest.raises(
        RuleBroken, match="words of this offer have been purged already"
    ):
        purge_gift(entry=given, by=officer)


def test_years_run_from_the_receipt_if_that_was_later(
    paper_member, officer, havering, settings
):
    late = recorded_gift(
        person=paper_member,
        by=officer,
        organisation=havering,
        outcome=Outcome.FOR_ORGANISATION,
        received_on=date(2016, 6, 20),
        reason="For all.",
    )
    settings.QUORATE_TODAY = date(2022, 6, 19)

    with pytest.raises(RuleBroken, match="It was received on 20 June 2016 and is held"):
        purge_gift(entry=late, by=officer)
    settings.QUORATE_TODAY = date(2022, 6, 20)
    assert purge_gift(entry=late, by=officer)


def test_an_offer_entered_today_for_a_day_long_past_opens_no_way_to_purge(
    paper_member, officer, havering, settings
):
    settings.QUORATE_TODAY = date(2026, 1, 1)
    entered = recorded_gift(person=paper_member, by=officer, organisation=havering)
    again = gifts.correct(entry=entered, offer=offer(), reason="Typing.", by=officer)

    with pytest.raises(RuleBroken, match="from 1 January 2032 on"):
        purge_gift(entry=again, by=officer)
    settings.QUORATE_TODAY = date(2030, 1, 1)
    later = gifts.correct(entry=again, offer=offer(), reason="Again.", by=officer)
    settings.QUORATE_TODAY = date(2032, 1, 1)
    assert purge_gift(entry=later, by=officer), "a correction starts no years anew"


def test_an_imported_offer_counts_from_its_own_day(officer, havering, settings):
    imported = GiftOfferFactory(
        organisation=havering,
        offered_on=date(2010, 5, 1),
        source=SourceKind.IMPORT,
        source_on=date(2010, 5, 2),
        recorded_at=datetime(2016, 5, 1, 9, tzinfo=UTC),
    )
    settings.QUORATE_TODAY = date(2016, 5, 1)

    assert purge_gift(entry=imported, by=officer).purged_at is not None


def test_purge_of_what_was_corrected_is_refused(given, corrected, officer, settings):
    settings.QUORATE_TODAY = FIRST

    with pytest.raises(RuleBroken, match="Purge the entry that replaced it"):
        purge_gift(entry=given, by=officer)


@pytest.mark.parametrize("who", ["guardian", "auditor", "outsider", "gp_member"])
def test_purge_is_for_the_officer_of_the_body(who, given, request, settings):
    settings.QUORATE_TODAY = FIRST

    with pytest.raises(RuleBroken, match="Only a governance officer"):
        purge_gift(entry=given, by=request.getfixturevalue(who))


def test_purge_by_the_person_themself_is_refused(given, officer, settings):
    settings.QUORATE_TODAY = FIRST
    GiftOffer.objects.filter(pk=given.pk).update(person=officer.person)

    with pytest.raises(RuleBroken, match="ask another officer"):
        purge_gift(entry=given, by=officer)


@pytest.mark.parametrize("verb", ["correct", "ask", "answer", "review"])
def test_nothing_is_written_about_an_offer_after_its_purge(
    verb, given, officer, settings
):
    settings.QUORATE_TODAY = FIRST
    assert door.may(officer, verb, given)

    purged = purge_gift(entry=given, by=officer)

    assert door.may(officer, verb, purged).code == "purged"


def test_guardian_decides_nothing_about_an_offer_after_its_purge(
    given, officer, guardian, settings
):
    settings.QUORATE_TODAY = FIRST
    purged = purge_gift(entry=given, by=officer)

    assert door.may(guardian, "decide_publication", purged).code == "purged"


def test_hold_on_a_person_holds_their_offers(given, officer, paper_member, settings):
    settings.QUORATE_TODAY = FIRST
    LegalHoldFactory(person=paper_member, organisation=given.organisation)

    with pytest.raises(RuleBroken, match="A legal hold stands: A claim"):
        purge_gift(entry=given, by=officer)


@pytest.fixture
def world(havering, officer, outsider, paper_member, committee, settings):
    """Offers that differ in everything that the purge looks at, by their words."""
    RuleSetFactory(
        organisation=(longer := outsider.person.posts.get().organisation),
        effective_from=date(2020, 1, 1),
        private_years_after_end=8,
    )
    people = {
        name: PositionFactory(organisation=havering).person
        for name in ("anybody", "held", "duplicate", "merged")
    }

    def given_to(name, words, **said):
        return recorded_gift(
            person=people[name],
            by=officer,
            organisation=havering,
            description=words,
            **said,
        )

    given_to("anybody", "plain")
    given_to(
        "anybody",
        "received later",
        outcome=Outcome.FOR_ORGANISATION,
        received_on=date(2016, 6, 1),
        reason="For all.",
    )
    given_to("held", "held")
    given_to("merged", "held through the duplicate")
    gifts.correct(
        entry=given_to("anybody", "corrected"),
        offer=offer(description="correction"),
        reason="More.",
        by=officer,
    )
    recorded_gift(
        person=outsider.person, by=outsider, organisation=longer, description="longer"
    )
    recorded_gift(
        person=officer.person, by=officer, organisation=havering, description="own"
    )
    LegalHoldFactory(person=people["held"], organisation=havering)
    merging.merge(
        duplicate=people["duplicate"],
        into=people["merged"],
        reason="Same.",
        by=UserFactory(administrator=True),
    )
    LegalHoldFactory(person=people["duplicate"], organisation=havering)
    settings.QUORATE_TODAY = date(2020, 1, 1)
    given_to("anybody", "entered late", offered_on=date(2010, 1, 1))
    return {each.description: each for each in GiftOffer.objects.all()}


def accepted(entry, by) -> bool:
    try:
        with transaction.atomic():
            purge_gift(entry=entry, by=by)
            transaction.set_rollback(True)
    except RuleBroken:
        return False
    return True


@pytest.mark.parametrize(
    ("day", "both"),
    [
        (date(2022, 5, 31), set()),
        (FIRST, {"plain", "received later", "correction", "own"}),
        (date(2024, 6, 1), {"plain", "received later", "correction", "own", "longer"}),
        (
            date(2026, 1, 1),
            {"plain", "received later", "correction", "own", "longer", "entered late"},
        ),
    ],
)
def test_listed_is_what_the_purge_accepts(
    day, both, world, havering, outsider, settings
):
    settings.QUORATE_TODAY = day
    found = set()
    for body in (havering, outsider.person.posts.get().organisation):
        by = user_with_post(body)
        listed = {each.entry.pk for each in gifts_over_in(body, day) if each.verdict}
        assert listed == {each.pk for each in world.values() if accepted(each, by)}
        found |= {name for name, each in world.items() if each.pk in listed}

    assert found == both


def test_one_is_the_batch_of_one(world):
    together = gift_retentions_of(list(world.values()), FIRST)

    assert together == {
        each.pk: gift_retention_of(each, FIRST) for each in world.values()
    }


def test_page_lists_offers_beside_interests_and_purges_them(
    client, world, havering, officer, settings
):
    settings.QUORATE_TODAY = FIRST
    client.force_login(officer)
    url = reverse("conflicts:retention", args=[havering.pk])
    plain = world["plain"]

    page = client.get(url).content.decode()
    assert f"{plain.person}: plain, offered on 20 May 2016" in page
    assert "Gift or hospitality" in page
    assert "A legal hold stands: A claim" in page
    assert f'value="giftoffer-{world["own"].pk}"' not in page
    asked = {"entries": [f"giftoffer-{plain.pk}"], "sure": "on"}
    done = client.post(url, asked, follow=True).content.decode()

    assert "One entry is purged" in done
    assert f"{plain.person}: plain" not in done
    assert plain not in register_as_at(havering, FIRST)
    assert plain not in register_as_at(havering, date(2017, 1, 1))
    entry = client.get(reverse("conflicts:gift", args=[plain.pk])).content.decode()
    assert "Purged" in entry
    assert "Correct it" not in entry


def test_list_asks_no_more_for_more_offers(world, havering, officer, settings):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            gifts_over_in(havering, FIRST)
        return len(queries)

    before, shown = asked(), len(gifts_over_in(havering, FIRST))
    settings.QUORATE_TODAY = date(2016, 6, 1)
    for number in range(3):
        person = PositionFactory(organisation=havering).person
        LegalHoldFactory(person=person, organisation=havering)
        entry = recorded_gift(person=person, by=officer, organisation=havering)
        more = offer(description=f"More {number}")
        gifts.correct(entry=entry, offer=more, reason="More.", by=officer)

    assert len(gifts_over_in(havering, FIRST)) == shown + 3
    assert asked() == before
