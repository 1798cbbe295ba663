"""Returns: every interest answered, requests answered, nothing counted twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conflicts.actions import attestations, interests
from conflicts.actions.attestations import Said, Source
from conflicts.actions.declarations import declaration_of
from conflicts.enums import Answer, SourceKind
from conflicts.facts.declaring import (
    last_return,
    limits_of,
    requests_open,
    said_to_have_changed,
)
from conflicts.models import Attestation
from core.errors import RuleBroken
from core.models import AuditEvent
from tests.factories.conflicts import (
    DeclarationRequestFactory,
    RuleSetFactory,
    declared,
    recorded,
)


def attested(user, **given):
    rows = given.pop("rows", [])
    return attestations.attest(
        **{
            "person": user.person,
            "answers": {row.pk: Said(Answer.STILL_TRUE, row.version) for row in rows},
            "statement": "Complete.",
            "by": user,
            **given,
        }
    )


def refusal(user, **given):
    with pytest.raises(RuleBroken) as refused:
        attested(user, **given)
    return refused.value.verdict.code


def test_attest_still_true_sets_the_day_and_answers_requests(gp_member):
    interest = declared(by=gp_member)
    request = DeclarationRequestFactory(person=gp_member.person)

    attestation = attested(gp_member, rows=[interest])

    interest.refresh_from_db()
    request.refresh_from_db()
    assert not attestation.is_nil
    assert interest.last_confirmed_on == date(2016, 6, 1)
    assert interest.version == 1
    assert request.answered_by == attestation
    assert not requests_open(gp_member.person_id)
    assert AuditEvent.objects.about(attestation).get().event == "attestation.made"
    assert last_return(gp_member.person_id) == attestation


def test_attest_of_nothing_is_a_nil_return(gp_member):
    assert attested(gp_member).is_nil


def test_attest_on_the_day_an_interest_ends_asks_nothing_of_it(client, gp_member):
    """Its last day is said already: no truthful answer was left."""
    over = declared(by=gp_member, unlisted_name="Old Rooms Ltd")
    kept = declared(by=gp_member, unlisted_name="New Rooms Ltd")
    interests.end(interest=over, on=date(2016, 6, 1), by=gp_member)
    client.force_login(gp_member)
    page = client.get(reverse("conflicts:confirm")).content.decode()

    assert "New Rooms Ltd" in page
    assert "Old Rooms Ltd" not in page
    assert not attested(gp_member, rows=[kept]).is_nil
    assert refusal(gp_member, rows=[kept, over]) == "list_changed"


def test_attest_twice_in_one_day_is_one_return(gp_member):
    interest = declared(by=gp_member)
    ended = {interest.pk: Said(Answer.ENDED, 1, date(2016, 5, 20))}

    first = attested(gp_member, answers=ended)
    second = attested(gp_member, answers=ended)

    assert first == second
    assert Attestation.objects.count() == 1
    interest.refresh_from_db()
    assert interest.to_on == date(2016, 5, 20)
    assert first.is_nil


def test_attest_changed_waits_for_the_correction(gp_member):
    interest = declared(by=gp_member)

    attested(gp_member, answers={interest.pk: Said(Answer.CHANGED, 1)})

    assert list(said_to_have_changed(gp_member.person_id)) == [interest]
    interests.correct(
        interest=interest,
        declaration=declaration_of(interest),
        reason="Now salaried.",
        seen_version=1,
        by=gp_member,
    )
    assert not said_to_have_changed(gp_member.person_id)


def test_attest_refuses_an_incomplete_or_old_list(gp_member):
    interest = declared(by=gp_member)

    assert refusal(gp_member) == "not_all_answered"
    assert (
        refusal(gp_member, answers={interest.pk: Said(Answer.STILL_TRUE, 2)})
        == "list_changed"
    )
    assert (
        refusal(gp_member, answers={interest.pk: Said(Answer.ENDED, 1)})
        == "end_undated"
    )
    strange = {interest.pk: Said(Answer.STILL_TRUE, 1), 0: Said(Answer.STILL_TRUE, 1)}
    assert refusal(gp_member, answers=strange) == "list_changed"


def test_attest_for_somebody_who_never_signs_in(officer, paper_member):
    interest = recorded(person=paper_member, by=officer)
    source = Source(SourceKind.PAPER, date(2016, 5, 10))

    attestation = attested(officer, person=paper_member, rows=[interest], source=source)

    interest.refresh_from_db()
    assert attestation.made_on == date(2016, 5, 10)
    assert interest.last_confirmed_on == date(2016, 5, 10)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (None, "source"),
        (Source(SourceKind.EMAIL), "source_undated"),
        (Source(SourceKind.EMAIL, date(2016, 6, 2)), "source_in_future"),
    ],
)
def test_attest_for_somebody_refuses_no_source(source, code, officer, paper_member):
    assert refusal(officer, person=paper_member, source=source) == code


def test_attest_is_for_the_person_and_their_officer(
    guardian, outsider, gp_member, paper_member
):
    source = Source(SourceKind.EMAIL, date(2016, 5, 10))

    for user in (guardian, outsider, gp_member):
        assert refusal(user, person=paper_member, source=source) == (
            "register_not_kept_by_you"
        )


def test_limits_of_takes_the_strictest_policy(gp_member, havering):
    assert limits_of(gp_member.person_id).days_on(date(2016, 6, 1)) == (28)
    RuleSetFactory(organisation=havering, declare_within_days=14)

    limits = limits_of(gp_member.person_id)

    assert limits.days_on(date(2016, 6, 1)) == 14
    assert limits.days_on(date(2016, 3, 1)) == 28
