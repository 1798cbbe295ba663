"""The admin of this room: what it adds goes through the actions, the rest is read."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from conflicts.models import Position, RuleSet
from conflicts.rules.treatments import national_treatments
from core.models import AuditEvent
from tests.factories.conflicts import (
    AttestationFactory,
    DeclarationRequestFactory,
    PositionFactory,
    TrainingCompletionFactory,
)
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return client


def add(name):
    return reverse(f"admin:conflicts_{name}_add")


def change(row):
    return reverse(f"admin:conflicts_{row._meta.model_name}_change", args=[row.pk])


def test_positions_are_entered_and_ended_by_the_actions(administrator, havering):
    typed = {
        "person": PersonFactory().pk,
        "organisation": havering.pk,
        "capacity": "employee",
        "title": "Head of finance",
        "band": "8d",
        "from_on": "2016-06-01",
    }

    assert administrator.post(add("position"), typed).status_code == 302

    row = Position.objects.get()
    assert row.title == "Head of finance"
    assert AuditEvent.objects.about(row).get().event == "position.entered"
    administrator.post(change(row), {"to_on": "2016-06-30"})
    row.refresh_from_db()
    assert row.to_on == date(2016, 6, 30)


def test_positions_that_cannot_be_are_refused_in_a_sentence(administrator, havering):
    row = PositionFactory(organisation=havering)
    typed = {
        "person": row.person_id,
        "organisation": havering.pk,
        "capacity": "employee",
        "title": row.title,
        "from_on": "2016-06-01",
    }

    response = administrator.post(add("position"), typed, follow=True)

    assert "End that position first" in response.content.decode()
    assert Position.objects.count() == 1


RULES = {
    "name": "Our policy",
    "basis": "Governing body",
    "effective_from": "2016-07-01",
    "declare_within_days": "14",
    "register_within_days": "28",
    "confirm_every_months": "6",
    "published_scope": "decision_makers",
    "decision_maker_bands": '["8d"]',
    "public_months_after_end": "6",
    "private_years_after_end": "6",
    "supplier_token_pence": "600",
    "gift_declare_pence": "5000",
    "gifts_together_months": "12",
    "meal_declare_pence": "2500",
    "meal_refuse_pence": "7500",
    "gift_declare_within_days": "28",
    "training_due_month": "1",
    "training_due_day": "31",
    "training_valid_months": "12",
    "training_modules": '[{"code": "1", "name": "Module 1", "required": true}]',
    "training_required_of": ["posts", "executives"],
    "proposed_treatments": json.dumps(national_treatments()),
}


def test_own_rules_are_added_and_never_changed(administrator, havering):
    national = RuleSet.objects.count()
    response = administrator.post(
        add("ruleset"), {**RULES, "organisation": havering.pk}
    )

    assert response.status_code == 302
    row = RuleSet.objects.get(organisation=havering)
    assert (row.declare_within_days, row.decision_maker_bands) == (14, ["8d"])
    assert row.training_required_of == ["posts", "executives"]
    assert administrator.post(change(row), RULES).status_code == 403
    assert administrator.post(add("ruleset"), RULES).status_code == 200
    assert RuleSet.objects.count() == national + 1


def test_rounds_training_and_returns_are_read(administrator):
    request = DeclarationRequestFactory()
    rows = (request.campaign, TrainingCompletionFactory(), AttestationFactory())
    for row in (*rows, PositionFactory(), RuleSet.objects.first()):
        assert administrator.get(change(row)).status_code == 200
        listing = reverse(f"admin:conflicts_{row._meta.model_name}_changelist")
        assert administrator.get(listing).status_code == 200
    for row in rows:
        assert administrator.post(change(row), {}).status_code == 403
        assert administrator.get(add(row._meta.model_name)).status_code == 403


def test_admin_is_closed_to_officers(client, officer):
    client.force_login(officer)

    assert client.get(change(PositionFactory())).status_code != 200
