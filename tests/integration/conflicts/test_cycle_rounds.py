"""What the clock does for rounds of declaring: ask, take in, let go, note answers."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections

from commissioning.models import Organisation
from committees.actions import appointments
from conflicts.actions import cycle, cycle_rounds, positions
from conflicts.actions.positions import PositionDraft
from conflicts.enums import CampaignKind, Capacity, SourceKind
from conflicts.facts.duties import duties_of
from conflicts.models import Campaign, DeclarationRequest
from conflicts.tasks import ask_for_declarations
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from notices import registry
from notices.actions import dispatch
from notices.enums import Channel, Status
from notices.models import Letter
from tests.factories.committees import holder_of, seat_of
from tests.factories.conflicts import AttestationFactory, PositionFactory
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 1)


def planned(havering, officer, kind=CampaignKind.ANNUAL, **said):
    draft = cycle.RoundDraft(
        **{"kind": kind, "name": "Declarations 2016", "opens_on": TODAY, **said}
    )
    return cycle.plan(organisation=havering, draft=draft, by=officer)


def stand_on(settings, day):
    settings.QUORATE_TODAY = day


def attested(person, on=TODAY, **said):
    """Return a return that was received on its day."""
    return AttestationFactory(
        person=person,
        made_on=on,
        recorded_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        **said,
    )


def employee(havering, officer, since, **said):
    person = PersonFactory()
    enter_position(havering, officer, person, since, **said)
    return person


def enter_position(havering, officer, person, since, title="Analyst", to_on=None):
    return positions.enter(
        person=person,
        organisation=havering,
        draft=PositionDraft(Capacity.EMPLOYEE, title, since, to_on=to_on, band="5"),
        by=officer,
    )


@pytest.fixture
def asked(havering, officer, committee):
    """A yearly round that has opened for the committee and its officer."""
    campaign = planned(havering, officer)
    ask_for_declarations()
    campaign.refresh_from_db()
    return campaign


def test_open_due_asks_everybody_with_a_letter_and_reminders(asked, havering):
    requests = asked.requests.all()
    due = duties_of(havering, TODAY)

    assert {each.person_id for each in requests} == set(due)
    assert asked.opened_at is not None
    assert {(each.asked_on, each.due_on) for each in requests} == {
        (TODAY, date(2016, 6, 29))
    }
    for each in requests:
        letters = Letter.objects.about(f"declaration_request:{each.pk}")
        assert sorted(letters.values_list("kind", "occasion")) == [
            ("declaration_asked", ""),
            ("declaration_reminder", "7 days after the last day"),
            ("declaration_reminder", "7 days before the last day"),
            ("declaration_reminder", "on the last day"),
        ]
        assert each.why == due[each.person_id].why
    assert AuditEvent.objects.filter(event="campaign.opened").count() == 1


def test_open_due_waits_for_the_day(havering, officer, committee, settings):
    planned(havering, officer, opens_on=TODAY + timedelta(days=1))

    assert ask_for_declarations() == 0
    assert not DeclarationRequest.objects.exists()

    stand_on(settings, TODAY + timedelta(days=8))
    ask_for_declarations()

    days = set(DeclarationRequest.objects.values_list("asked_on", "due_on"))
    assert days == {(date(2016, 6, 9), date(2016, 7, 7))}


def test_open_due_twice_asks_once(asked):
    before = DeclarationRequest.objects.count(), Letter.objects.count()

    assert ask_for_declarations() == 0

    assert (DeclarationRequest.objects.count(), Letter.objects.count()) == before


def test_open_due_killed_between_batches_goes_on(
    havering, officer, committee, monkeypatch
):
    monkeypatch.setattr(cycle_rounds, "BATCH", 4)
    campaign = planned(havering, officer)
    cycle_rounds.advance(havering.pk)
    real, written = cycle_rounds.letters.plan, []

    def die(**said):
        written.append(said)
        if len(written) == 6:
            raise KeyboardInterrupt
        return real(**said)

    monkeypatch.setattr(cycle_rounds.letters, "plan", die)
    with pytest.raises(KeyboardInterrupt):
        cycle_rounds.advance(havering.pk)
    assert campaign.requests.count() == 4
    assert Letter.objects.count() == 16

    ask_for_declarations()

    people = len(duties_of(havering, TODAY))
    assert campaign.requests.count() == people == 9
    assert Letter.objects.count() == 4 * people


def test_open_due_also_asks_who_confirmed_lately(havering, officer, committee):
    nurse = holder_of(committee, "Registered nurse")
    attested(nurse, TODAY - timedelta(days=1))
    planned(havering, officer)

    ask_for_declarations()

    request = DeclarationRequest.objects.get(person=nurse)
    assert request.answered_by is None


def test_open_due_closes_the_round_of_last_year(asked, havering, officer, settings):
    stand_on(settings, date(2017, 6, 1))
    second = planned(havering, officer, opens_on=date(2017, 6, 1))

    ask_for_declarations()

    asked.refresh_from_db()
    assert asked.closed_at is not None
    assert not asked.requests.unanswered().exists()
    assert "Declarations 2016 has opened" in asked.requests.first().drop_reason
    assert second.requests.unanswered().count() == 9


def test_note_answered_settles_and_stops_letters_at_once(asked, committee):
    nurse = holder_of(committee, "Registered nurse")
    attestation = attested(nurse)

    assert cycle.note_answered(attestation=attestation, by=attestation.recorded_by) == 1

    request = asked.requests.get(person=nurse)
    assert request.answered_by == attestation
    letters = Letter.objects.about(f"declaration_request:{request.pk}")
    assert set(letters.values_list("status", flat=True)) == {Status.DROPPED}


def test_note_answers_finds_what_nobody_noted(asked, committee):
    nurse = holder_of(committee, "Registered nurse")
    attestation = attested(nurse)

    assert ask_for_declarations() == 1

    assert asked.requests.get(person=nurse).answered_by == attestation
    assert ask_for_declarations() == 0


def test_note_answers_stops_letters_of_requests_answered_elsewhere(asked, committee):
    nurse = holder_of(committee, "Registered nurse")
    asked.requests.filter(person=nurse).update(answered_by=attested(nurse))

    assert ask_for_declarations() == 4

    letters = Letter.objects.filter(person=nurse)
    assert set(letters.values_list("status", flat=True)) == {Status.DROPPED}


def test_answers_form_signed_before_asking_and_received_after(asked, committee):
    request = asked.requests.get(person=holder_of(committee, "Registered nurse"))

    def received(made_on, on):
        return attested(
            request.person,
            on,
            source=SourceKind.PAPER,
            source_on=made_on,
        )

    fresh = received(TODAY, TODAY)
    fresh.made_on = TODAY - timedelta(days=2)
    old = received(TODAY, TODAY)
    old.made_on = TODAY - timedelta(days=29)
    early = attested(request.person, TODAY - timedelta(days=1))

    assert cycle.answers(fresh, request)
    assert not cycle.answers(old, request)
    assert not cycle.answers(early, request)


def test_let_go_drops_who_left_with_the_reason(asked, committee, officer, settings):
    nurse = holder_of(committee, "Registered nurse")
    appointment = seat_of(committee, "Registered nurse").appointments.get()
    stand_on(settings, TODAY + timedelta(days=2))
    appointments.end(appointment=appointment, on=TODAY, by=officer)

    ask_for_declarations()

    request = asked.requests.get(person=nurse)
    assert request.dropped_at is not None
    assert "No longer has to declare to NHS Havering CCG" in request.drop_reason
    assert not Letter.objects.waiting().filter(person=nurse).exists()


@pytest.fixture
def standing(havering, officer, committee):
    """The rounds on appointment and on a change of role, open since 1 June."""
    rounds = {
        kind: planned(havering, officer, kind, name=kind.label)
        for kind in (CampaignKind.APPOINTMENT, CampaignKind.ROLE_CHANGE)
    }
    ask_for_declarations()
    return rounds


def test_take_in_nobody_whose_duty_is_older(standing):
    assert not DeclarationRequest.objects.exists()


def test_take_in_newcomers_once(standing, havering, officer, settings):
    day = TODAY + timedelta(days=3)
    person = employee(havering, officer, day)
    ask_for_declarations()
    assert not DeclarationRequest.objects.exists()

    stand_on(settings, day)
    ask_for_declarations()
    assert ask_for_declarations() == 0

    request = DeclarationRequest.objects.get()
    assert request.person == person
    assert request.campaign == standing[CampaignKind.APPOINTMENT]
    assert (request.why, request.asked_on) == ("Analyst.", day)


def test_take_in_change_of_role_once(standing, havering, officer, settings):
    person = PersonFactory()
    enter_position(havering, officer, person, date(2015, 4, 1), to_on=TODAY)
    day = TODAY + timedelta(days=1)
    enter_position(havering, officer, person, day, "Director")
    stand_on(settings, day)

    ask_for_declarations()

    request = DeclarationRequest.objects.get(person=person)
    assert request.campaign == standing[CampaignKind.ROLE_CHANGE]
    assert request.why == "Director."


def test_take_in_nobody_who_was_asked_or_answered_since(
    standing, havering, officer, settings
):
    employee(havering, officer, TODAY)
    done = employee(havering, officer, TODAY)
    attested(done)
    planned(havering, officer)

    ask_for_declarations()

    kinds = set(DeclarationRequest.objects.values_list("campaign__kind", flat=True))
    assert kinds == {CampaignKind.ANNUAL}


def test_close_ends_asking_and_reminding(asked, officer):
    cycle.close(campaign=asked, reason="Planned for the wrong year.", by=officer)

    assert not asked.requests.unanswered().exists()
    assert not Letter.objects.waiting().exists()
    assert ask_for_declarations() == 0
    with pytest.raises(RuleBroken) as refused:
        cycle.close(campaign=asked, reason="Again.", by=officer)
    assert refused.value.verdict.code == "round_closed"


def test_close_before_opening_asks_nobody(havering, officer, committee):
    campaign = planned(havering, officer)
    cycle.close(campaign=campaign, reason="A mistake.", by=officer)

    assert ask_for_declarations() == 0
    assert not DeclarationRequest.objects.exists()


def rendered(request, kind="declaration_asked"):
    letter = Letter.objects.about(f"declaration_request:{request.pk}").filter(kind=kind)
    return registry.render(letter.first())


def test_letters_say_what_why_and_by_when(asked, committee):
    request = asked.requests.get(person=holder_of(committee, "Registered nurse"))

    first, reminder = rendered(request), rendered(request, "declaration_reminder")

    assert first.subject == "Please confirm your interests by 29 June 2016"
    assert "Once a year NHS Havering CCG asks" in first.text
    assert "Why you are asked: Registered nurse, Imagined" in first.text
    assert "/interests/" in first.text
    assert "is due by 29 June 2016" in reminder.subject


def test_letters_after_the_last_day_say_it_was_due(asked, settings):
    stand_on(settings, date(2016, 7, 6))

    reminder = rendered(asked.requests.first(), "declaration_reminder")

    assert "was due by 29 June 2016" in reminder.subject


def test_letters_are_not_written_once_answered_dropped_or_gone(
    asked, committee, officer, settings
):
    nurse, gp, lay = (
        asked.requests.get(person=holder_of(committee, seat))
        for seat in ("Registered nurse", "GP member", "Lay vice chair")
    )
    attested(nurse.person)
    appointment = seat_of(committee, "GP member").appointments.get()
    appointments.end(appointment=appointment, on=TODAY, by=officer)
    cycle.drop(request=lay, reason="Long illness.", by=officer)
    stand_on(settings, TODAY + timedelta(days=1))

    for request in (nurse, gp, lay):
        assert rendered(request) is None
        assert rendered(request, "declaration_reminder") is None


def test_record_asked_by_post_keeps_reminders(asked, officer):
    request = asked.requests.first()

    cycle.record_asked_by_post(request=request, on=TODAY, by=officer)

    letters = Letter.objects.about(f"declaration_request:{request.pk}")
    first = letters.get(kind="declaration_asked")
    assert (first.status, first.reason) == (
        Status.DROPPED,
        "Asked by post on 1 June 2016.",
    )
    assert letters.waiting().count() == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [(Status.TO_PRINT, Status.SENT), (Status.FAILED, Status.DROPPED)],
)
def test_record_asked_by_post_settles_a_letter_that_waits_for_a_person(
    asked, officer, before, after
):
    request = asked.requests.first()
    letters = Letter.objects.about(f"declaration_request:{request.pk}")
    letters.filter(kind="declaration_asked").update(
        status=before,
        channel=Channel.POST if before is Status.TO_PRINT else Channel.MAIL,
        claimed_at=datetime(2016, 6, 1, tzinfo=UTC),
        subject="Please",
        text="Please",
        reason="No such mailbox.",
    )

    cycle.record_asked_by_post(request=request, on=TODAY, by=officer)

    assert letters.get(kind="declaration_asked").status == after


@pytest.mark.django_db(transaction=True)
def test_advance_rounds_two_workers_at_once_ask_once(
    havering, officer, committee, monkeypatch
):
    monkeypatch.setattr(cycle_rounds, "BATCH", 2)
    for _ in range(20):
        PositionFactory(organisation=havering)
    campaign = planned(havering, officer)
    problems = []

    def work():
        try:
            for _ in range(3):
                cycle_rounds.advance_rounds()
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    cycle_rounds.advance_rounds()

    assert not problems
    people = [each.person_id for each in campaign.requests.all()]
    assert len(people) == len(set(people)) == len(duties_of(havering, TODAY)) == 29
    assert Letter.objects.count() == 4 * 29
    assert AuditEvent.objects.filter(event="campaign.opened").count() == 1
    assert Organisation.objects.filter(pk=havering.pk).exists()


def test_letters_go_out_by_post_where_nobody_has_an_address(
    havering, officer, monkeypatch
):
    person = PersonFactory(without_mail=True)
    enter_position(havering, officer, person, TODAY)
    planned(havering, officer)
    ask_for_declarations()
    Letter.objects.exclude(person=person).delete()
    # The day is set here, the hour is that of the machine: early or late on that day.
    dispatch.send_due(now=clock.now() + timedelta(days=1))

    letter = Letter.objects.get(person=person, kind="declaration_asked")
    assert letter.status == Status.TO_PRINT
    assert Campaign.objects.get().opened_at is not None
