"""The yearly cycle in a browser: accessible on a phone and a desk, no line too wide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from conflicts.actions import cycle
from conflicts.enums import CampaignKind
from conflicts.models import Campaign, Position
from conflicts.tasks import ask_for_declarations
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import (
    AttestationFactory,
    PositionFactory,
    RuleSetFactory,
    TrainingCompletionFactory,
)


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(settings):
    """The officer of a body in the middle of its yearly round."""
    settings.QUORATE_TODAY = date(2016, 5, 10)
    havering = CcgFactory(name="NHS Havering CCG")
    user = user_with_post(havering)
    committee = working_committee(organisation=havering, by=user)
    RuleSetFactory(
        organisation=havering,
        training_modules=[{"code": "1", "name": "Module 1", "required": True}],
    )
    PositionFactory(organisation=havering, line_manager=user.person)
    nurse = holder_of(committee, "Registered nurse")
    AttestationFactory(person=nurse, made_on=date(2015, 9, 1))
    TrainingCompletionFactory(person=nurse)
    draft = cycle.RoundDraft(CampaignKind.ANNUAL, "2016", date(2016, 5, 10))
    cycle.plan(organisation=havering, draft=draft, by=user)
    ask_for_declarations()
    return user


def addresses() -> list[str]:
    campaign, position = Campaign.objects.get(), Position.objects.get()
    body = campaign.organisation_id
    of_the_body = (
        "cycle",
        "plan_round",
        "who_has_not",
        "positions",
        "enter_position",
        "enter_position_person",
        "training",
        "enter_training",
        "import_training",
        "rules",
        "enter_rules",
    )
    return [
        *(reverse(f"conflicts:{name}", args=[body]) for name in of_the_body),
        *(
            reverse(f"conflicts:{name}", args=[campaign.pk])
            for name in ("round", "close_round")
        ),
        reverse("conflicts:request", args=[campaign.requests.first().pk]),
        *(
            reverse(f"conflicts:{name}", args=[position.pk])
            for name in ("position", "end_position")
        ),
        reverse("conflicts:enter_position", args=[body]) + "?q=Invented",
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_the_cycle_are_accessible(
    page_at: Callable[..., Page],
    assert_accessible: Callable[..., None],
    officer,
    width: int,
) -> None:
    page = page_at(width, user=officer)
    for address in addresses():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address

        assert_accessible(page)


def test_list_of_training_with_wrong_lines_keeps_them_without_scripts(
    page_at: Callable[..., Page], assert_accessible: Callable[..., None], officer
) -> None:
    body = Campaign.objects.get().organisation_id
    page = page_at(320, user=officer, java_script_enabled=False)
    page.goto(reverse("conflicts:import_training", args=[body]))
    page.get_by_label("Or paste the lines").fill("name,module,date\nNobody,1,1/5/2016")

    page.get_by_role("button", name="Check the list").click()

    expect(page.get_by_text("1 of 1 line must be put right first")).to_be_visible()
    expect(page.get_by_label("Or paste the lines")).to_have_value(
        "name,module,date\nNobody,1,1/5/2016"
    )
