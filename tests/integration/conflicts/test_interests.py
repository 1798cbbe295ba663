"""Declaring, recording for others, correcting, ending: what each leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from conflicts.actions import breaches, interests
from conflicts.actions.declarations import declaration_of
from conflicts.enums import Nature, PublicationState, SourceKind
from conflicts.facts.assurance import figures_of
from conflicts.facts.chain import days_over_of
from conflicts.facts.matching import interest_facts
from conflicts.models import Breach, Interest
from core import clock
from core.errors import RuleBroken, StaleEdit
from core.models import AuditEvent, Change
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import (
    RuleSetFactory,
    declaration,
    declared,
    recorded,
)
from tests.factories.people import UserFactory


def refusal(act, **given) -> str:
    with pytest.raises(RuleBroken) as refused:
        act(**given)
    return refused.value.verdict.code


def test_declare_writes_interest_version_audit_and_change(gp_member):
    interest = declared(by=gp_member, arose_on=date(2016, 4, 1))

    version = interest.versions.get()
    assert interest.person == gp_member.person
    assert interest.declared_on == date(2016, 6, 1)
    assert interest.source == SourceKind.SELF
    assert version.description == "GP partner"
    assert version.arose_on == date(2016, 4, 1)
    assert AuditEvent.objects.about(interest).get().event == "interest.declared"
    assert Change.objects.filter(topic="interest", key=str(interest.pk)).count() == 1


def test_declare_twice_in_the_same_words_is_one_interest(gp_member):
    said = declaration()

    first = interests.declare(declaration=said, by=gp_member)
    second = interests.declare(declaration=said, by=gp_member)

    assert first == second
    assert Interest.objects.count() == 1
    assert Change.objects.filter(topic="interest").count() == 1


def test_declare_keeps_back_what_somebody_asks_not_to_publish(gp_member):
    interest = declared(
        by=gp_member,
        consents_to_publication=False,
        refusal_reason="It would name my patient group.",
    )

    assert interest.publication == PublicationState.WITHHOLD


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("one_concern", {"organisation": None}),
        ("no_words", {"description": "  "}),
        ("indirect_of_nobody", {"is_indirect": True}),
        (
            "days_out_of_order",
            {"from_on": date(2016, 1, 2), "to_on": date(2016, 1, 1)},
        ),
        ("aware_too_late", {"became_aware_on": date(2016, 6, 2)}),
        ("refused_without_reason", {"consents_to_publication": False}),
    ],
)
def test_declare_refuses_what_is_incomplete(code, said, gp_member):
    assert (
        refusal(interests.declare, declaration=declaration(**said), by=gp_member)
        == code
    )
    assert not Interest.objects.exists()


def test_declare_refuses_a_sign_in_without_a_person(db):
    nobody = UserFactory(person=None)

    assert refusal(interests.declare, declaration=declaration(), by=nobody) == (
        "no_person"
    )


def test_record_for_counts_from_the_day_it_reached_the_office(officer, paper_member):
    interest = recorded(person=paper_member, by=officer)

    assert interest.declared_on == date(2016, 5, 3)
    assert interest.source == SourceKind.EMAIL
    assert interest.recorded_by == officer


def test_record_for_is_not_for_guardian_member_or_another_officer(
    guardian, gp_member, outsider, paper_member
):
    for user in (guardian, gp_member, outsider):
        assert (
            refusal(
                interests.record_for,
                person=paper_member,
                declaration=declaration(),
                source=SourceKind.PAPER,
                source_on=date(2016, 5, 3),
                by=user,
            )
            == "register_not_kept_by_you"
        )


@pytest.mark.parametrize(
    ("source", "source_on", "code"),
    [
        (SourceKind.SELF, date(2016, 5, 3), "source"),
        (SourceKind.PAPER, date(2016, 6, 2), "source_in_future"),
    ],
)
def test_record_for_needs_a_source_and_its_day(
    source, source_on, code, officer, paper_member
):
    assert (
        refusal(
            interests.record_for,
            person=paper_member,
            declaration=declaration(),
            source=source,
            source_on=source_on,
            by=officer,
        )
        == code
    )


def test_correct_keeps_the_old_version(gp_member):
    interest = declared(by=gp_member)

    said = replace(declaration_of(interest), nature=Nature.PROFESSIONAL)
    after = interests.correct(
        interest=interest,
        declaration=said,
        reason="Salaried since May.",
        seen_version=1,
        by=gp_member,
    )

    assert after.version == 2
    assert [each.nature for each in after.versions.all()] == [
        "financial",
        "professional",
    ]
    assert after.versions.last().reason == "Salaried since May."
    assert Change.objects.filter(topic="interest").count() == 2


def test_correct_refuses_a_stale_edit_with_both_versions(gp_member, officer):
    interest = declared(by=gp_member)
    said = declaration_of(interest)
    interests.correct(
        interest=interest,
        declaration=replace(said, description="Senior partner"),
        reason="Fuller.",
        seen_version=1,
        by=officer,
    )

    with pytest.raises(StaleEdit) as stale:
        interests.correct(
            interest=interest,
            declaration=replace(said, description="Sole partner"),
            reason="Mine.",
            seen_version=1,
            by=gp_member,
        )

    assert stale.value.current["description"] == "Senior partner"
    assert stale.value.submitted["description"] == "Sole partner"


def test_correct_asks_for_a_reason_and_refuses_others(gp_member, auditor):
    interest = declared(by=gp_member)
    said = declaration_of(interest)
    given = {"interest": interest, "declaration": said, "seen_version": 1}

    assert refusal(interests.correct, **given, reason=" ", by=gp_member) == "no_reason"
    assert refusal(interests.correct, **given, reason="x", by=auditor) == (
        "register_not_kept_by_you"
    )


def test_correct_publishes_again_once_consent_is_given(gp_member):
    interest = declared(
        by=gp_member, consents_to_publication=False, refusal_reason="Risk."
    )

    after = interests.correct(
        interest=interest,
        declaration=replace(declaration_of(interest), consents_to_publication=True),
        reason="The risk is over.",
        seen_version=1,
        by=gp_member,
    )

    assert after.publication == PublicationState.PUBLISH
    assert after.refusal_reason == ""


def test_end_keeps_the_interest_and_its_last_day_counts(gp_member):
    interest = declared(by=gp_member)

    interests.end(interest=interest, on=date(2016, 5, 31), by=gp_member)

    person = gp_member.person_id
    assert [f.interest_id for f in interest_facts([person], date(2016, 5, 31))] == [
        interest.pk
    ]
    assert interest_facts([person], date(2016, 6, 1)) == []
    assert interest.versions.count() == 2


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2012, 3, 31), "days_out_of_order"),
        (date(2016, 6, 2), "ends_in_future"),
    ],
)
def test_end_refuses_impossible_days(on, code, gp_member):
    interest = declared(by=gp_member)

    assert refusal(interests.end, interest=interest, on=on, by=gp_member) == code


def test_end_refuses_twice(gp_member):
    interest = declared(by=gp_member)
    interests.end(interest=interest, on=date(2016, 5, 31), by=gp_member)

    assert (
        refusal(interests.end, interest=interest, on=date(2016, 5, 30), by=gp_member)
        == "ended"
    )


def test_interest_facts_takes_one_query(
    gp_member, officer, paper_member, django_assert_num_queries
):
    for _ in range(3):
        declared(by=gp_member)
    recorded(person=paper_member, by=officer, unlisted_name="Invented Ltd")
    persons = [gp_member.person_id, paper_member.pk]

    with django_assert_num_queries(1):
        found = interest_facts(persons, date(2016, 6, 1))

    assert len(found) == 4
    assert {each.org is None for each in found} == {True, False}


def test_draft_breach_is_made_once(db):
    organisation = CcgFactory()
    given = {
        "about": "decision:7",
        "organisation": organisation,
        "happened_on": date(2016, 5, 1),
        "nature": "Decided before the conflict was treated.",
    }

    first = breaches.draft(**given)
    second = breaches.draft(**{**given, "nature": "Other words."})

    assert first == second
    assert Breach.objects.get().nature == given["nature"]
    assert AuditEvent.objects.about(first).count() == 1


def test_what_was_declared_on_a_day_was_known_by_then(paper_member, officer):
    said = {"person": paper_member, "by": officer, "source_on": date(2016, 5, 3)}

    with pytest.raises(RuleBroken, match="after it was declared, 3 May 2016"):
        recorded(became_aware_on=date(2016, 5, 4), **said)
    assert recorded(became_aware_on=date(2016, 5, 3), **said).version == 1


def test_rules_limit_the_whole_way_to_the_register(
    paper_member, officer, havering, client
):
    said = {"person": paper_member, "by": officer}
    in_time = recorded(source_on=date(2016, 5, 4), **said)
    late = recorded(source_on=date(2016, 5, 3), **said)
    slow = recorded(
        source_on=date(2016, 5, 30), became_aware_on=date(2016, 5, 3), **said
    )

    found = [days_over_of(each, 28) for each in (in_time, late, slow)]
    year = figures_of(havering, date(2016, 4, 1), date(2017, 3, 31))

    assert clock.today() == date(2016, 6, 1)
    assert found == [0, 1, 1]
    assert {one.code: one.value for one in year}["entered_late"] == 2
    Interest.objects.filter(pk=late.pk).update(source=SourceKind.IMPORT)
    assert days_over_of(Interest.objects.get(pk=late.pk), 28) == 0
    client.force_login(officer)
    page = client.get(reverse("conflicts:interest", args=[slow.pk])).content.decode()
    assert "1 day late in all" in page

    RuleSetFactory(organisation=havering, register_within_days=14)
    page = client.get(reverse("conflicts:interest", args=[slow.pk])).content.decode()
    year = figures_of(havering, date(2016, 4, 1), date(2017, 3, 31))
    assert "15 days late in all" in page
    # The slow one, and the one that came in time by 28 days; none that was imported.
    assert {one.code: one.value for one in year}["entered_late"] == 2
