"""What follows an irregular decision of a committee without bodies."""

from __future__ import annotations

import pytest

from conflicts.models import Breach
from decisions.actions.irregularities import follow_up
from decisions.enums import Effect
from decisions.models import RatificationDraft
from notices.models import Letter
from tests.factories.decisions import OPENED, DecisionFactory
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


def test_follow_up_drafts_the_ratification_where_no_body_keeps_breaches():
    decision = DecisionFactory(
        effect=Effect.IRREGULAR,
        irregularities=[{"code": "not_quorate", "sentence": "No quorum."}],
    )
    decision.committee.organisations.clear()

    follow_up(decision=decision, by=UserFactory(), now=OPENED)

    assert RatificationDraft.objects.get().decision == decision
    assert not Breach.objects.exists()
    assert not Letter.objects.exists()
