"""Kill the worker while it asks 250 people to declare: nobody twice, nobody forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from conflicts.actions import cycle, cycle_rounds
from conflicts.enums import CampaignKind
from conflicts.models import Campaign, DeclarationRequest
from conflicts.tasks import ask_for_declarations
from core.models import AuditEvent
from notices.models import Letter
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import PositionFactory
from tests.fixtures.services import wait_for


pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TODAY = "2016-04-01"
PEOPLE = 251


@pytest.fixture
def planned(transactional_db, settings):
    """A yearly round that opens today, for 250 employees and their officer."""
    settings.QUORATE_TODAY = date.fromisoformat(TODAY)
    havering = CcgFactory()
    officer = user_with_post(havering)
    PositionFactory.create_batch(PEOPLE - 1, organisation=havering)
    draft = cycle.RoundDraft(CampaignKind.ANNUAL, "2016", date(2016, 4, 1))
    return cycle.plan(organisation=havering, draft=draft, by=officer)


def asked():
    return DeclarationRequest.objects.count()


def test_ask_for_declarations_worker_killed_in_the_middle(planned, start_sender):
    worker = start_sender(QUORATE_TODAY=TODAY)
    ask_for_declarations.delay()
    wait_for(lambda: asked() >= cycle_rounds.BATCH, about="Nobody was asked.")

    worker.popen.kill()
    worker.popen.wait()

    before = asked()
    assert before < PEOPLE, "It was killed too late to prove anything."
    assert Letter.objects.count() == 4 * before, "A person and their letters are one."
    assert Campaign.objects.get().opened_at is None
    start_sender(QUORATE_TODAY=TODAY)
    start_sender(QUORATE_TODAY=TODAY)
    for _ in range(3):
        ask_for_declarations.delay()

    wait_for(
        lambda: Campaign.objects.filter(opened_at__isnull=False).exists(),
        seconds=120,
        about=lambda: f"{asked()} were asked.",
    )
    persons = DeclarationRequest.objects.values_list("person", flat=True)
    assert len(set(persons)) == len(persons) == PEOPLE
    assert Letter.objects.count() == 4 * PEOPLE
    assert AuditEvent.objects.filter(event="campaign.opened").count() == 1
