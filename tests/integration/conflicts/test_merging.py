"""Two entries turn out to be one person: every room follows, the past stays as it was."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import Post
from committees.actions import deputies
from committees.models import Appointment, Deputy
from conflicts.actions import cycle, interests, merging, returns
from conflicts.actions.cycle_rounds import advance
from conflicts.facts.cycle import last_asked, last_attested, progress_of
from conflicts.facts.cycle_missing import who_has_not
from conflicts.facts.declaring import last_return
from conflicts.facts.persons import entries_of
from conflicts.models import (
    Attestation,
    DeclarationDraft,
    DeclarationRequest,
    Interest,
    InterestVersion,
    Position,
)
from core import clock
from core.actions import changes
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from notices.enums import Status
from people.actions import persons
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import (
    AttestationFactory,
    CampaignFactory,
    DeclarationDraftFactory,
    DeclarationRequestFactory,
    PositionFactory,
    ReturnFileFactory,
    ReturnFilePersonFactory,
    declared,
    recorded,
)
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def duplicate(paper_member):
    """The nurse's entry, who also sits in the record under another name."""
    return paper_member


@pytest.fixture
def remaining(havering):
    person = PersonFactory(given_name="Ann", family_name="Kept")
    PositionFactory(person=person, organisation=havering, title="Nurse")
    return person


def merge(duplicate, remaining, by, reason="The same registration number."):
    return merging.merge(duplicate=duplicate, into=remaining, reason=reason, by=by)


def test_merge_moves_interests_as_new_versions(duplicate, remaining, officer):
    interest = recorded(person=duplicate, by=officer)

    merge(duplicate, remaining, officer)

    interest.refresh_from_db()
    assert (interest.person, interest.version) == (remaining, 2)
    first, second = interest.versions.all()
    assert (first.person, second.person) == (duplicate, remaining)
    assert "the same person" in second.reason
    assert second.written_by == officer


def test_merge_leaves_the_register_as_at_before_unchanged(
    duplicate, remaining, officer
):
    recorded(person=duplicate, by=officer)
    recorded(person=remaining, by=officer, description="Trustee")
    moment = clock.now()

    def as_known():
        rows = InterestVersion.objects.as_known(moment).filter(
            person__in=entries_of([remaining.pk, duplicate.pk])
        )
        return [
            (row.person_name, row.concern, row.description, row.version)
            for row in rows.order_by("pk")
        ]

    before = as_known()
    merge(duplicate, remaining, officer)

    assert as_known() == before
    assert len(before) == 2


def test_merge_moves_the_seat_and_nobody_holds_it_twice(
    duplicate, remaining, officer, committee
):
    seat = Appointment.objects.get(person=duplicate).seat

    merge(duplicate, remaining, officer)

    held = Appointment.objects.get(seat=seat)
    assert held.person == remaining
    assert AuditEvent.objects.about(held)[0].event == "person.merged_here"


def test_merge_joins_two_deputyships_of_one_seat(
    duplicate, remaining, officer, committee
):
    seat = committee.seats.get(title="Lay chair")
    for person, first, last in (
        (remaining, date(2016, 1, 1), date(2016, 6, 30)),
        (duplicate, date(2016, 4, 1), date(2017, 3, 31)),
    ):
        deputies.name(seat=seat, person=person, from_on=first, to_on=last, by=officer)

    merge(duplicate, remaining, officer)

    row = Deputy.objects.get(seat=seat)
    assert (row.person, row.from_on, row.to_on) == (
        remaining,
        date(2016, 1, 1),
        date(2017, 3, 31),
    )
    assert "earlier is kept" in AuditEvent.objects.about(row)[0].summary


def test_merge_joins_one_post_held_under_two_entries(
    duplicate, remaining, officer, havering
):
    for person in (duplicate, remaining):
        Post.objects.create(
            person=person,
            organisation=havering,
            role=PostRole.AUTHOR,
            from_on=date(2015, 4, 1),
        )

    merge(duplicate, remaining, officer)

    assert Post.objects.get(role=PostRole.AUTHOR).person == remaining


def test_merge_asks_one_person_once(duplicate, remaining, officer, havering):
    campaign = CampaignFactory(organisation=havering)
    asked = {"campaign": campaign, "asked_on": date(2016, 4, 1)}
    mine = DeclarationRequestFactory(person=duplicate, **asked)
    theirs = DeclarationRequestFactory(person=remaining, **asked)

    merge(duplicate, remaining, officer)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert "the same person" in mine.drop_reason.lower()
    assert list(DeclarationRequest.objects.unanswered()) == [theirs]


def test_merge_takes_an_answer_of_either_for_both(
    duplicate, remaining, officer, havering
):
    campaign = CampaignFactory(organisation=havering)
    asked = {"campaign": campaign, "asked_on": date(2016, 4, 1)}
    said = AttestationFactory(person=duplicate)
    DeclarationRequestFactory(person=duplicate, answered_by=said, **asked)
    theirs = DeclarationRequestFactory(person=remaining, **asked)

    merge(duplicate, remaining, officer)

    theirs.refresh_from_db()
    assert theirs.answered_by == said
    assert Attestation.objects.get(pk=said.pk).person == duplicate


def test_merge_moves_positions_and_nobody_manages_themself(
    duplicate, remaining, officer, havering
):
    managed = PositionFactory(
        person=duplicate, organisation=havering, line_manager=remaining
    )

    merge(duplicate, remaining, officer)

    managed.refresh_from_db()
    assert (managed.person, managed.line_manager) == (remaining, None)
    assert Position.objects.filter(person=duplicate).count() == 0


def test_merge_leaves_a_trace_of_every_manager_it_changes(
    duplicate, remaining, officer, havering
):
    other = PositionFactory(organisation=havering, line_manager=duplicate)

    merge(duplicate, remaining, officer)

    other.refresh_from_db()
    assert other.line_manager == remaining
    event = AuditEvent.objects.about(other).get(event="position.manager_merged")
    assert event.details == {"before": duplicate.pk, "after": remaining.pk}


def test_merge_by_an_administrator_is_settled_by_the_clock_once(
    duplicate, remaining, officer
):
    interest = recorded(person=duplicate, by=officer)
    admin = UserFactory(administrator=True)
    persons.merge(duplicate=duplicate, into=remaining, by=admin)

    changes.settle_pending(limit=1000)
    Change.objects.update(settled_at=None)
    changes.settle_pending(limit=1000)

    interest.refresh_from_db()
    assert (interest.person, interest.version) == (remaining, 2)
    assert interest.versions.last().written_by == admin


def test_merge_into_one_who_was_merged_later_finds_the_last(
    duplicate, remaining, officer
):
    last = PersonFactory()
    admin = UserFactory(administrator=True)
    interest = recorded(person=duplicate, by=officer)
    persons.merge(duplicate=duplicate, into=remaining, by=admin)
    persons.merge(duplicate=remaining, into=last, by=admin)

    changes.settle_pending(limit=1000)

    interest.refresh_from_db()
    assert interest.person == last


def test_merge_refuses_without_a_reason(duplicate, remaining, officer):
    with pytest.raises(RuleBroken, match="same person"):
        merge(duplicate, remaining, officer, reason=" ")


def test_merge_refuses_when_both_sign_in(duplicate, remaining, officer):
    UserFactory(person=duplicate)
    UserFactory(person=remaining)

    with pytest.raises(RuleBroken, match="Both sign in"):
        merge(duplicate, remaining, officer)


def test_merge_refuses_officers_of_another_body(duplicate, remaining, outsider):
    with pytest.raises(RuleBroken):
        merge(duplicate, remaining, outsider)


def test_merge_refuses_to_move_into_a_person_of_another_body(
    officer, outsider, havering
):
    stub = PersonFactory()

    with pytest.raises(RuleBroken, match="Only a site administrator"):
        merge(stub, outsider.person, officer)


def test_merge_moves_what_the_person_who_signs_in_declared(
    gp_member, remaining, officer
):
    interest = declared(by=gp_member)

    merge(gp_member.person, remaining, officer)

    gp_member.refresh_from_db()
    interest.refresh_from_db()
    assert gp_member.person == interest.person == remaining
    interests.end(interest=interest, on=date(2016, 5, 31), by=gp_member)
    assert Interest.objects.get().to_on == date(2016, 5, 31)


TODAY = date(2016, 6, 1)


def letter(person, request=None, **fields):
    topic = f"declaration_request:{request.pk}" if request else "gathering:7"
    return LetterFactory(person=person, about=topic, **fields)


def state(one):
    one.refresh_from_db()
    return (one.person, one.status)


def printed(person, request=None):
    return letter(
        person,
        request,
        kind="on_paper",
        status=Status.TO_PRINT,
        claimed_at=clock.now(),
        channel="post",
        subject="Please confirm",
        text="Dear",
    )


def test_merge_keeps_who_confirmed_confirmed(duplicate, remaining, officer, havering):
    AttestationFactory(person=duplicate, made_on=date(2016, 5, 1))
    AttestationFactory(person=remaining, made_on=date(2014, 5, 1))
    before = progress_of(havering, TODAY)

    merge(duplicate, remaining, officer)

    after = progress_of(havering, TODAY)
    assert after.whole.now.confirmed == before.whole.now.confirmed == 1
    (line,) = after.committees
    assert line.now.confirmed == 1
    missing = who_has_not(havering, TODAY)
    assert remaining not in [row.person for row in missing.rows]
    assert missing.count.confirmed == 1
    assert last_attested([remaining.pk])[remaining.pk] == date(2016, 5, 1)
    assert last_return(remaining.pk).made_on == date(2016, 5, 1)


def test_merge_not_settled_yet_counts_under_both_entries(
    duplicate, remaining, havering
):
    AttestationFactory(person=duplicate, made_on=date(2016, 5, 1))
    admin = UserFactory(administrator=True)
    persons.merge(duplicate=duplicate, into=remaining, by=admin)

    rows = [row.person for row in who_has_not(havering, TODAY).rows]

    assert duplicate not in rows
    assert remaining not in rows


def test_merge_drops_the_letters_of_the_request_that_is_joined(
    duplicate, remaining, officer, havering
):
    campaign = CampaignFactory(organisation=havering)
    asked = {"campaign": campaign, "asked_on": date(2016, 4, 1)}
    mine = DeclarationRequestFactory(person=duplicate, **asked)
    theirs = DeclarationRequestFactory(person=remaining, **asked)
    waiting, on_paper = letter(duplicate, mine), printed(duplicate, mine)
    kept = letter(remaining, theirs)

    merge(duplicate, remaining, officer)

    assert state(waiting) == (remaining, Status.DROPPED)
    assert state(on_paper) == (duplicate, Status.DROPPED)
    assert state(kept) == (remaining, Status.PLANNED)
    assert last_asked(havering) == {remaining.pk: date(2016, 4, 1)}


def test_merge_stops_asking_who_answered_under_the_other_entry(
    duplicate, remaining, officer, havering
):
    campaign = CampaignFactory(organisation=havering)
    asked = {"campaign": campaign, "asked_on": date(2016, 4, 1)}
    said = AttestationFactory(person=duplicate)
    DeclarationRequestFactory(person=duplicate, answered_by=said, **asked)
    theirs = DeclarationRequestFactory(person=remaining, **asked)
    waiting = letter(remaining, theirs)

    merge(duplicate, remaining, officer)

    assert state(waiting) == (remaining, Status.DROPPED)


def test_merge_moves_a_request_with_its_letters(
    duplicate, remaining, officer, havering
):
    request = DeclarationRequestFactory(
        person=duplicate, campaign=CampaignFactory(organisation=havering)
    )
    waiting = letter(duplicate, request)

    merge(duplicate, remaining, officer)

    request.refresh_from_db()
    assert request.person == remaining
    assert state(waiting) == (remaining, Status.PLANNED)


def test_merge_asks_nobody_whose_request_was_dropped(
    duplicate, remaining, officer, havering
):
    campaign = CampaignFactory(organisation=havering)
    asked = {"campaign": campaign, "asked_on": date(2016, 4, 1)}
    mine = DeclarationRequestFactory(person=duplicate, **asked)
    theirs = DeclarationRequestFactory(person=remaining, **asked)
    cycle.drop(request=theirs, reason="On long leave.", by=officer)

    merge(duplicate, remaining, officer)

    mine.refresh_from_db()
    assert "who need not answer" in mine.drop_reason
    assert not DeclarationRequest.objects.unanswered().exists()


def test_merge_asks_nobody_twice_in_a_round_that_opens(
    duplicate, remaining, officer, havering
):
    campaign = CampaignFactory(organisation=havering)
    mine = DeclarationRequestFactory(person=duplicate, campaign=campaign)
    cycle.drop(request=mine, reason="On long leave.", by=officer)

    merge(duplicate, remaining, officer)
    while advance(havering.pk):
        pass

    assert not campaign.requests.filter(person=remaining).exists()


def test_an_answer_under_a_merged_entry_is_noted_by_the_clock(
    duplicate, remaining, officer, havering
):
    said = AttestationFactory(person=duplicate, recorded_at=clock.now())
    merge(duplicate, remaining, officer)
    request = DeclarationRequestFactory(
        person=remaining, campaign=CampaignFactory(organisation=havering)
    )

    advance(havering.pk)

    request.refresh_from_db()
    assert request.answered_by == said


def test_merge_sends_the_same_letter_once(duplicate, remaining, officer):
    twice, once = letter(duplicate), letter(duplicate, occasion="again")
    on_paper = printed(duplicate)
    kept = letter(remaining)

    merge(duplicate, remaining, officer)

    assert state(twice) == (duplicate, Status.DROPPED)
    assert state(once) == (remaining, Status.PLANNED)
    assert state(kept) == (remaining, Status.PLANNED)
    assert state(on_paper) == (duplicate, Status.TO_PRINT)
    assert AuditEvent.objects.about(once)[0].event == "person.merged_here"


def test_merge_keeps_of_two_drafts_the_one_saved_last(duplicate, remaining, officer):
    older = DeclarationDraftFactory(person=remaining, saved_by=officer)
    newer = DeclarationDraftFactory(
        person=duplicate, saved_by=officer, saved_at=clock.now()
    )

    merge(duplicate, remaining, officer)

    draft = DeclarationDraft.objects.get()
    assert (draft, draft.person) == (newer, remaining)
    assert draft != older


def test_merge_leaves_the_later_draft_of_who_remains(duplicate, remaining, officer):
    newer = DeclarationDraftFactory(
        person=remaining, saved_by=officer, saved_at=clock.now()
    )
    DeclarationDraftFactory(person=duplicate, saved_by=officer)

    merge(duplicate, remaining, officer)

    assert DeclarationDraft.objects.get() == newer


def test_merge_finds_the_return_recorded_before_in_its_file(
    client, duplicate, remaining, officer, havering
):
    practice = PositionFactory(
        person=remaining,
        organisation=havering,
        capacity="practice_partner",
        practice=CcgFactory(practice=True),
    ).practice
    file = ReturnFileFactory(organisation=practice)
    for person in (duplicate, remaining):
        ReturnFilePersonFactory(return_file=file, person=person)
    AttestationFactory(
        person=duplicate, return_file=file, source="paper", source_on=file.signed_on
    )

    merge(duplicate, remaining, officer)

    client.force_login(officer)
    page = client.get(reverse("conflicts:return_file", args=[file.pk]))
    assert page.context["is_done"]
    assert {row["person"] for row in page.context["rows"]} == {remaining}
    assert returns.settle(return_file=file, by=officer).settled_by == officer
