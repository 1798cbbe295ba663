"""The yearly cycle, from asking to the percentage, and who is published."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from conflicts.actions import attestations, cycle, positions
from conflicts.actions.attestations import Source
from conflicts.actions.positions import PositionDraft
from conflicts.enums import CampaignKind, Capacity, SourceKind
from conflicts.facts.cycle import progress_of
from conflicts.facts.duties import duties_of
from conflicts.models import Attestation, DeclarationRequest
from conflicts.tasks import ask_for_declarations
from notices.actions import dispatch
from notices.models import Letter
from people.values import PersonId
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db
FIRST_OF_APRIL = date(2018, 4, 1)


@pytest.fixture
def havering(settings):
    settings.QUORATE_TODAY = date(2018, 3, 1)
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)


@pytest.fixture
def clerk(havering, officer):
    """A band 5 administrator."""
    return positions.enter(
        person=PersonFactory(),
        organisation=havering,
        draft=PositionDraft(
            Capacity.EMPLOYEE, "Administrator", date(2017, 1, 1), band="5"
        ),
        by=officer,
    ).person


def letters_go_out(day):
    # The day is set here, the hour is that of the machine: all of the day has passed.
    over = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    dispatch.send_due(now=over)


def subjects_to(person):
    return [each.subject for each in mail.outbox if person.email in each.to]


def test_story_13_annual_cycle(
    havering, officer, committee, clerk, client, settings, mailoutbox
):
    lay, nurse = (
        UserFactory(person=holder_of(committee, "Lay chair")),
        holder_of(committee, "Registered nurse"),
    )
    draft = cycle.RoundDraft(CampaignKind.ANNUAL, "Declarations 2018", FIRST_OF_APRIL)
    cycle.plan(organisation=havering, draft=draft, by=officer)
    ask_for_declarations()
    assert not DeclarationRequest.objects.exists()

    # On 1 April everyone due gets a confirmation request.
    settings.QUORATE_TODAY = FIRST_OF_APRIL
    ask_for_declarations()
    letters_go_out(FIRST_OF_APRIL)
    asked = set(DeclarationRequest.objects.values_list("person", flat=True))
    assert asked == set(duties_of(havering, FIRST_OF_APRIL))
    assert len(asked) == len(mailoutbox) == 10
    confirm = "Please confirm your interests by 29 April 2018"
    assert subjects_to(nurse) == [confirm]

    # Nil returns are stored with their date, signed in or by the officer.
    settings.QUORATE_TODAY = date(2018, 4, 10)
    for person, by, source in (
        (lay.person, lay, None),
        (clerk, officer, Source(SourceKind.PAPER, date(2018, 4, 9))),
    ):
        attestations.attest(
            person=person,
            answers={},
            statement="I have nothing to declare.",
            by=by,
            source=source,
        )
    nil = Attestation.objects.filter(is_nil=True)
    assert dict(nil.values_list("person", "made_on")) == {
        lay.person.pk: date(2018, 4, 10),
        clerk.pk: date(2018, 4, 9),
    }

    # Reminders stop on receipt.
    for person in (lay.person, clerk):
        assert not Letter.objects.waiting().filter(person=person).exists()
    for day in (date(2018, 4, 22), date(2018, 4, 29), date(2018, 5, 6)):
        settings.QUORATE_TODAY = day
        letters_go_out(day)
    assert subjects_to(lay.person) == subjects_to(clerk) == [confirm]
    due = "Reminder: your declaration of interests is due by 29 April 2018"
    was_due = due.replace("is due", "was due")
    assert subjects_to(nurse) == [confirm, due, due, was_due]

    # The report shows the percentage confirmed.
    client.force_login(officer)
    page = client.get(reverse("conflicts:cycle", args=[havering.pk])).content.decode()
    assert "20% (2 of 10) confirmed on 6 May 2018" in " ".join(page.split())
    progress = progress_of(havering, date(2018, 5, 6))
    (pccc,) = progress.committees
    assert [count.percentage for count in pccc.counts[-3:]] == [0, 12, 12]
    missing = client.get(reverse("conflicts:who_has_not", args=[havering.pk]))
    assert "7 days overdue" in missing.content.decode()
    assert str(lay.person) not in missing.content.decode()


def test_story_03_decision_makers_only(havering, committee, clerk):
    """Both must declare; only the lay member's declarations are published."""
    lay = holder_of(committee, "Lay vice chair")

    duties = duties_of(havering, FIRST_OF_APRIL)

    assert duties[PersonId(clerk.pk)].positions == "Administrator"
    assert not duties[PersonId(clerk.pk)].is_decision_maker
    assert duties[PersonId(lay.pk)].is_decision_maker
    assert committee.short_name in duties[PersonId(lay.pk)].decides_because
    # Before June 2017 the guidance published everybody's.
    before = duties_of(havering, date(2017, 6, 15))
    assert before[PersonId(clerk.pk)].is_decision_maker
