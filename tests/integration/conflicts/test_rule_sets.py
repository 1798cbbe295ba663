"""A body's own rules withdrawn before they begin; national rules say whom to train."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.models import Seat
from conflicts.actions import rule_sets
from conflicts.actions.rule_sets import RuleSetDraft
from conflicts.facts.declaring import limits_of
from conflicts.facts.rule_sets import rule_set_on
from conflicts.facts.training import training_of
from conflicts.models import RuleSet
from core.errors import RuleBroken
from core.models import AuditEvent
from tests.factories.conflicts import PositionFactory, RuleSetFactory
from tests.integration.conflicts.steps import text


JULY = date(2016, 7, 1)


@pytest.fixture
def coming(havering, officer):
    return rule_sets.enter(
        organisation=havering,
        draft=RuleSetDraft(
            "Our policy",
            "Board, May 2016",
            JULY,
            declare_within_days=7,
            confirm_every_months=6,
        ),
        by=officer,
    )


def refusal(**said):
    with pytest.raises(RuleBroken) as refused:
        rule_sets.withdraw(**said)
    return refused.value.verdict.code


def test_withdraw_leaves_the_row_and_the_national_rules_hold(
    havering, officer, coming, gp_member
):
    assert rule_set_on(havering, JULY).name == "Our policy"
    assert limits_of(gp_member.person_id).days_on(JULY) == 7

    for _ in range(2):
        row = rule_sets.withdraw(rule_set=coming, reason="Voted down.", by=officer)

    assert (row.withdrawn_by, row.withdrawal_reason) == (officer, "Voted down.")
    assert rule_set_on(havering, JULY).organisation_id is None
    assert limits_of(gp_member.person_id).days_on(JULY) == 28
    events = AuditEvent.objects.about(coming).filter(event="rule_set.withdrawn")
    assert events.get().summary == "Voted down."


def test_withdraw_makes_room_for_rules_of_the_same_day(havering, officer, coming):
    rule_sets.withdraw(rule_set=coming, reason="A slip.", by=officer)

    rule_sets.enter(
        organisation=havering,
        draft=RuleSetDraft(
            "Our policy",
            "Board",
            JULY,
            declare_within_days=14,
            confirm_every_months=6,
        ),
        by=officer,
    )

    assert rule_set_on(havering, JULY).declare_within_days == 14


def test_withdraw_refusals(officer, outsider, auditor, coming, settings):
    said = {"rule_set": coming, "reason": "A slip."}
    for other in (outsider, auditor):
        assert refusal(**said, by=other)
    assert refusal(**{**said, "reason": " "}, by=officer) == "no_reason"
    national = RuleSet.objects.filter(organisation=None).first()
    assert refusal(**{**said, "rule_set": national}, by=officer) == "national_rules"
    settings.QUORATE_TODAY = JULY
    assert refusal(**said, by=officer) == "rules_begun"
    coming.refresh_from_db()
    assert coming.withdrawn_at is None


def test_database_refuses_half_a_withdrawal(coming):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.filter(pk=coming.pk).update(withdrawal_reason="Why?")


def test_officer_withdraws_by_the_page(client, officer, havering, coming):
    client.force_login(officer)
    rules = reverse("conflicts:rules", args=[havering.pk])
    url = reverse("conflicts:withdraw_rules", args=[coming.pk])
    page = text(client.get(rules))
    assert url in page
    assert "Not begun" in page

    empty = text(client.post(url, {"reason": ""}))
    done = text(client.post(url, {"reason": "Voted down."}, follow=True))

    assert "Say why they are withdrawn" in empty
    assert "“Our policy” is withdrawn." in done
    assert f"Withdrawn on 1 June 2016 by {officer.label}: Voted down." in done
    assert url not in done


def test_withdraw_page_says_why_not(client, officer, havering, coming, settings):
    settings.QUORATE_TODAY = JULY
    client.force_login(officer)
    url = reverse("conflicts:withdraw_rules", args=[coming.pk])

    page = text(client.post(url, {"reason": "Too late."}))

    assert "These rules hold already" in page
    assert "Too late." in page
    assert url not in text(client.get(reverse("conflicts:rules", args=[havering.pk])))


def test_withdraw_page_for_others(client, auditor, guardian, outsider, coming, officer):
    url = reverse("conflicts:withdraw_rules", args=[coming.pk])
    national = RuleSet.objects.filter(organisation=None).first()
    seen = []
    for user in (auditor, guardian, outsider):
        client.force_login(user)
        seen.append(client.get(url).status_code)
    client.force_login(officer)
    national_url = reverse("conflicts:withdraw_rules", args=[national.pk])

    assert seen == [403, 403, 404]
    assert client.get(national_url).status_code == 404


def test_rules_page_takes_as_many_queries_with_twice_the_rows(
    client, officer, havering, coming
):
    client.force_login(officer)
    url = reverse("conflicts:rules", args=[havering.pk])
    rule_sets.withdraw(rule_set=coming, reason="A slip.", by=officer)

    def count():
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return len(found)

    client.get(url)
    before = count()
    again = RuleSetFactory(
        organisation=havering,
        effective_from=date(2016, 8, 1),
        confirm_every_months=6,
    )
    rule_sets.withdraw(rule_set=again, reason="A slip.", by=officer)
    assert count() == before


def test_module_1_since_2017_is_for_those_the_guidance_names(
    havering, committee, settings
):
    settings.QUORATE_TODAY = date(2018, 1, 1)
    clerk = PositionFactory(organisation=havering, band="9", title="Clerk").person
    buyer = PositionFactory(
        organisation=havering, can_commit=True, title="Buyer"
    ).person

    found = {
        each.person.pk for each in training_of(havering, date(2018, 1, 1)).trainees
    }

    lay = Seat.objects.get(committee=committee, title="Lay chair")
    assert lay.appointments.get().person_id in found
    assert buyer.pk in found
    assert clerk.pk not in found
