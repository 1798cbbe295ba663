"""Gifts and hospitality: advice and rules of the day frozen, corrections as new entries."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from conflicts.actions import gifts
from conflicts.enums import GiverKind, OfferKind, Outcome, SourceKind
from conflicts.facts.gifts import lateness_in_days, register_as_at
from conflicts.models import GiftOffer
from core.errors import RuleBroken
from core.models import AuditEvent
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import RuleSetFactory
from tests.factories.gifts import declared_gift, offer, recorded_gift
from tests.factories.people import PersonFactory, UserFactory
from tests.integration.conflicts.gift_words import DAY, SAID, _on_3_june_2019  # noqa: F401 # fixtures


def refusal(code, call, **said):
    with pytest.raises(RuleBroken) as refused:
        call(**said)
    assert refused.value.verdict.code == code
    return refused.value.verdict


def test_declare_freezes_advice_and_rule_set(havering, gp_member):
    entry = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_name="  Patient,   family K ",
        outcome=Outcome.FOR_ORGANISATION,
        received_on=date(2019, 6, 2),
        **SAID,
    )

    assert entry.giver_name == "Patient, family K"
    assert entry.advice_code == "over_limit"
    assert entry.rule_set.effective_from == date(2017, 6, 16)
    assert entry.declared_on == DAY
    assert AuditEvent.objects.about(entry).get().event == "gift.declared"


def test_declare_twice_in_the_same_words_is_one_entry(havering, gp_member):
    said = {"outcome": Outcome.FOR_ORGANISATION, "value_pence": 4000, **SAID}

    first = declared_gift(by=gp_member, organisation=havering, **said)
    second = declared_gift(by=gp_member, organisation=havering, **said)

    assert first == second
    assert GiftOffer.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"giver_name": " "}, "no_giver"),
        ({"description": " "}, "no_words"),
        ({"offered_on": date(2019, 6, 4)}, "offered_in_future"),
        ({"received_on": date(2019, 6, 1)}, "declined_not_received"),
        (
            {"outcome": Outcome.ACCEPTED, "received_on": date(2019, 5, 31)},
            "received_before_offered",
        ),
        ({"senior_approver": "Somebody"}, "half_an_approval"),
        ({"senior_approval_on": DAY}, "half_an_approval"),
        ({"outcome": Outcome.ACCEPTED}, "lacks_reason"),
        ({"outcome": Outcome.ACCEPTED, "kind": OfferKind.CASH}, "lacks_reason"),
        (
            {
                "outcome": Outcome.ACCEPTED,
                "kind": OfferKind.HOSPITALITY,
                "value_pence": 8000,
            },
            "lacks_approval",
        ),
    ],
    ids=str,
)
def test_declare_refuses_what_is_missing(havering, gp_member, said, code):
    refusal(
        code, declared_gift, by=gp_member, organisation=havering, **{**SAID, **said}
    )
    assert not GiftOffer.objects.exists()


def test_declare_against_the_advice_with_a_reason_is_flagged(havering, gp_member):
    entry = declared_gift(
        by=gp_member,
        organisation=havering,
        outcome=Outcome.ACCEPTED,
        reason="They would not take it back.",
        **SAID,
    )

    assert entry.is_against_advice


def test_declare_for_a_body_one_is_not_of_is_refused(gp_member, havering):
    refusal("not_of_this_body", declared_gift, by=gp_member, organisation=CcgFactory())


def test_declare_by_a_sign_in_without_a_person_is_refused(havering):
    refusal(
        "no_person",
        declared_gift,
        by=UserFactory(person=None),
        organisation=havering,
    )


def test_declare_by_a_person_of_no_body_is_refused(havering):
    refusal("not_of_this_body", declared_gift, by=UserFactory(), organisation=havering)


def test_several_gifts_of_one_giver_count_together(havering, gp_member):
    for on in (date(2019, 1, 10), date(2019, 3, 10)):
        declared_gift(
            by=gp_member,
            organisation=havering,
            giver_name="Patient, family K",
            value_pence=2000,
            outcome=Outcome.ACCEPTED,
            offered_on=on,
        )

    third = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_name="patient, FAMILY k",
        value_pence=2000,
        outcome=Outcome.FOR_ORGANISATION,
        **SAID,
    )
    other = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_name="Patient, family L",
        value_pence=2000,
        outcome=Outcome.ACCEPTED,
        **SAID,
    )

    assert third.advice_code == "over_limit"
    assert "£60" in third.advice
    assert other.advice_code == "under_limit"


def test_several_gifts_of_one_listed_company_count_together(havering, gp_member):
    company = CcgFactory(practice=True)
    said = {
        "giver_kind": GiverKind.SUPPLIER,
        "giver_organisation": company,
        "is_branded": True,
        "value_pence": 400,
    }
    declared_gift(
        by=gp_member,
        organisation=havering,
        giver_name="Elm Rooms",
        outcome=Outcome.ACCEPTED,
        **SAID,
        **said,
    )

    second = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_name="Elm Rooms Ltd",
        **SAID,
        **said,
    )

    assert second.advice_code == "supplier"


def test_record_for_counts_from_the_day_it_reached_the_office(
    havering, officer, paper_member
):
    entry = recorded_gift(
        person=paper_member,
        by=officer,
        organisation=havering,
        source_on=date(2019, 5, 30),
        offered_on=date(2019, 5, 1),
    )

    assert entry.declared_on == entry.source_on == date(2019, 5, 30)
    assert lateness_in_days(entry) == 1


def test_record_for_somebody_no_body_knows_yet_begins_their_entry(havering, officer):
    person = PersonFactory()

    entry = recorded_gift(
        person=person, by=officer, organisation=havering, source_on=DAY, **SAID
    )

    assert entry.person == person


def test_record_for_refuses_wrong_source_and_wrong_keeper(
    havering, officer, guardian, outsider, paper_member
):
    said = {"person": paper_member, "organisation": havering, **SAID}

    refusal("not_its_officer", recorded_gift, by=guardian, source_on=DAY, **said)
    refusal("not_its_officer", recorded_gift, by=outsider, source_on=DAY, **said)
    refusal(
        "source_in_future",
        recorded_gift,
        by=officer,
        source_on=date(2019, 6, 4),
        **said,
    )
    refusal(
        "source",
        gifts.record_for,
        person=paper_member,
        offer=offer(**SAID),
        organisation=havering,
        source=SourceKind.SELF,
        source_on=DAY,
        by=officer,
    )


def test_correct_writes_a_new_entry_that_names_the_old_one(
    havering, gp_member, officer
):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)

    row = gifts.correct(
        entry=entry,
        offer=offer(value_pence=4000, outcome=Outcome.ACCEPTED, **SAID),
        reason="It was worth less.",
        by=officer,
    )

    assert row.corrects == entry
    assert row.declared_on == entry.declared_on
    assert row.advice_code == "under_limit"
    assert list(GiftOffer.objects.standing()) == [row]


def test_correct_keeps_the_rule_set_of_the_day_even_if_another_came_later(
    havering, gp_member
):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2019, 1, 1),
        gift_declare_pence=1000,
    )

    same_day = gifts.correct(
        entry=entry, offer=offer(value_pence=2000, **SAID), reason="x", by=gp_member
    )
    other_day = gifts.correct(
        entry=same_day,
        offer=offer(value_pence=2000, offered_on=date(2019, 5, 30)),
        reason="x",
        by=gp_member,
    )

    assert same_day.advice_code == "under_limit"
    assert other_day.advice_code == "over_limit"


def test_correct_refuses_strangers_no_reason_and_a_second_time(
    havering, gp_member, officer, guardian
):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    said = {"entry": entry, "offer": offer(**SAID)}

    refusal(
        "gift_register_not_kept_by_you", gifts.correct, reason="x", by=guardian, **said
    )
    refusal("no_reason", gifts.correct, reason=" ", by=officer, **said)
    gifts.correct(reason="x", by=officer, **said)
    refusal("corrected_already", gifts.correct, reason="x", by=officer, **said)


def test_review_by_another_officer_once(havering, gp_member, officer):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)

    first = gifts.review(entry=entry, by=officer)
    second = gifts.review(entry=entry, by=user_with_post(havering))

    assert first.reviewed_by == second.reviewed_by == officer
    assert AuditEvent.objects.filter(event="gift.reviewed").count() == 1


def test_review_of_ones_own_entry_is_refused(havering, officer, guardian):
    own = declared_gift(by=officer, organisation=havering, **SAID)

    refusal("own_gift_entry", gifts.review, entry=own, by=officer)
    refusal("not_its_officer", gifts.review, entry=own, by=guardian)


def test_register_as_at_is_the_same_before_and_after_a_correction(
    havering, gp_member, settings
):
    settings.QUORATE_TODAY = None
    with time_machine.travel("2019-06-03 10:00", tick=False):
        entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    with time_machine.travel("2019-06-05 10:00", tick=False):
        row = gifts.correct(
            entry=entry, offer=offer(**SAID), reason="A slip.", by=gp_member
        )

        assert list(register_as_at(havering, date(2019, 6, 2))) == []
        assert list(register_as_at(havering, date(2019, 6, 3))) == [entry]
        assert list(register_as_at(havering, date(2019, 6, 5))) == [row]
