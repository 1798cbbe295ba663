"""What is moved with a merged entry beside its interests, and what stays as a record."""

from __future__ import annotations

from datetime import date

import pytest

from conflicts.actions import merging
from conflicts.models import (
    DeclarationDraft,
    DeclarationRequest,
    GiftOffer,
    LegalHold,
    ReturnFilePerson,
    TrainingCompletion,
)
from core.actions import changes
from core.models import AuditEvent
from people.models import Person
from tests.factories.conflicts import (
    MOMENT,
    CampaignFactory,
    DeclarationDraftFactory,
    DeclarationRequestFactory,
    GiftOfferFactory,
    LegalHoldFactory,
    PositionFactory,
    ReturnFilePersonFactory,
    TrainingCompletionFactory,
    recorded,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db

ASKED_ON = date(2016, 4, 1)


@pytest.fixture
def duplicate(paper_member):
    return paper_member


@pytest.fixture
def remaining(havering):
    person = PersonFactory(given_name="Ann", family_name="Kept")
    PositionFactory(person=person, organisation=havering, title="Nurse")
    return person


def merge(duplicate, remaining, by):
    merging.merge(duplicate=duplicate, into=remaining, reason="The same number.", by=by)


@pytest.mark.parametrize(
    ("factory", "model"),
    [
        (GiftOfferFactory, GiftOffer),
        (LegalHoldFactory, LegalHold),
        (TrainingCompletionFactory, TrainingCompletion),
        (ReturnFilePersonFactory, ReturnFilePerson),
        (DeclarationDraftFactory, DeclarationDraft),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_merge_moves_what_hangs_on_the_entry(
    duplicate, remaining, officer, factory, model
):
    row = factory(person=duplicate)

    merge(duplicate, remaining, officer)

    assert model.objects.get(pk=row.pk).person == remaining
    event = AuditEvent.objects.about(row).get(event="person.merged_here")
    assert event.details == {"from": duplicate.pk}


def test_merge_keeps_twice_what_both_entries_have(duplicate, remaining, officer):
    once, other = (
        TrainingCompletionFactory(person=person) for person in (duplicate, remaining)
    )
    later = TrainingCompletionFactory(
        person=duplicate, completed_on=date(2016, 5, 1), expires_on=date(2017, 5, 1)
    )

    merge(duplicate, remaining, officer)

    whose = dict(TrainingCompletion.objects.values_list("pk", "person"))
    assert whose == {
        once.pk: duplicate.pk,
        other.pk: remaining.pk,
        later.pk: remaining.pk,
    }


def test_merge_moves_a_request_that_only_the_duplicate_had(
    duplicate, remaining, officer, havering
):
    asked = DeclarationRequestFactory(
        campaign=CampaignFactory(organisation=havering), person=duplicate
    )

    merge(duplicate, remaining, officer)

    asked.refresh_from_db()
    assert (asked.person, asked.dropped_at) == (remaining, None)


def test_merge_leaves_a_request_beside_one_dropped_on_the_same_day(
    duplicate, remaining, officer, havering
):
    said = {
        "campaign": CampaignFactory(organisation=havering),
        "asked_on": ASKED_ON,
    }
    mine = DeclarationRequestFactory(person=duplicate, **said)
    DeclarationRequestFactory(
        person=remaining, dropped_at=MOMENT, drop_reason="Left the body.", **said
    )

    merge(duplicate, remaining, officer)

    assert DeclarationRequest.objects.get(pk=mine.pk).person == duplicate


def test_move_to_without_a_trail_names_who_recorded_the_interest(
    duplicate, remaining, officer
):
    interest = recorded(person=duplicate, by=officer)
    Person.objects.filter(pk=duplicate.pk).update(merged_into=remaining)
    changes.note("person_merged", duplicate.pk)

    changes.settle_pending(limit=1000)

    interest.refresh_from_db()
    assert interest.person == remaining
    assert interest.versions.last().written_by == officer
