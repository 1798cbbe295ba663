"""Each kind of task: who gets it, where it leads, and what makes it vanish."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from commissioning.enums import PostRole
from committees.enums import SeatRole
from conflicts.actions import interests
from conflicts.enums import BreachState
from conflicts.models import Breach
from core import clock
from decisions.actions import actions
from decisions.models import Action
from desk.facts.first_screen import desk_of
from meetings.actions import conflict_rows, gatherings, treatments
from meetings.enums import GatheringState, PaperHandling, Participation
from notices.enums import Status
from notices.models import Letter
from packs.actions import openings, packs
from packs.models import Pack, PackState
from tests.factories.committees import PostFactory
from tests.factories.conflicts import BreachFactory, declaration
from tests.factories.meetings import (
    GatheringFactory,
    ItemFactory,
    ItemScopeFactory,
    SittingFactory,
    add_seat,
    gather,
    officer_of,
    seat_person,
)
from tests.factories.notices import LetterFactory
from tests.factories.packs import PackCopyFactory, PackFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 1)


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings, tmp_path):
    settings.QUORATE_TODAY = TODAY
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    cast = gather(2)
    sitting = cast.sittings[0]
    sitting.chair = cast.chair.person
    sitting.save()
    return cast


def tasks_of(user, words="", day=TODAY):
    """Return the tasks of a user whose titles have some words in them."""
    return [task for task in desk_of(user, day).tasks if words in task.title]


def urls_of(user, words, day=TODAY):
    return [task.url for task in tasks_of(user, words, day)]


def conflict(cast, person=None, which=0, item=None):
    """Put a conflict of somebody with an item before the chair."""
    item = item or ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=item, sitting=cast.sittings[which])
    return conflict_rows.add_by_hand(
        item=item,
        sitting=cast.sittings[which],
        person=person or cast.gp_seated.person,
        words="Is a partner there.",
        by=cast.officer,
    )


def ruled(row, by):
    return treatments.treat(
        rows=[row],
        participation=Participation.LEAVE_ITEM,
        papers=PaperHandling.WITHHELD,
        reason="A partner.",
        by=by,
    )


# Rulings.


def test_rulings_wait_for_the_chair_until_ruled(cast):
    rows = [conflict(cast), conflict(cast)]
    url = reverse("meetings:conflicts", args=[cast.gathering.pk])
    assert urls_of(cast.chair, "Rule on 2 conflicts of interest") == [url]

    ruled(rows[0], cast.chair)
    assert urls_of(cast.chair, "Rule on 1 conflict of interest") == [url]

    treatments.dismiss(rows=[rows[1]], reason="Not the same firm.", by=cast.chair)
    assert tasks_of(cast.chair, "conflict") == []


def test_rulings_are_chased_by_the_officer_of_the_committee(cast):
    conflict(cast)

    assert (
        len(tasks_of(cast.officer, "1 conflict of interest waits for the chair")) == 1
    )
    assert tasks_of(cast.other_officer, "conflict") == []
    assert tasks_of(cast.neighbour_officer, "conflict") == []
    assert tasks_of(cast.gp_seated, "conflict") == []
    assert tasks_of(cast.guardian, "conflict") == []


def test_rulings_on_one_person_and_item_are_one_for_all_committees(cast):
    item = ItemFactory(gathering=cast.gathering)
    cast.gathering.convening_chair = cast.chair.person
    cast.gathering.save()
    conflict(cast, which=0, item=item)
    conflict(cast, which=1, item=item)

    assert len(tasks_of(cast.chair, "Rule on 1 conflict of interest")) == 1


def test_rulings_on_the_chair_go_to_the_vice_chair(cast):
    vice = UserFactory(password=None)
    seat = add_seat(cast.committees[0], "Vice chair", SeatRole.VICE_CHAIR)
    seat_person(seat, vice.person)
    conflict(cast)
    assert tasks_of(vice, "Rule on") == []

    conflict(cast, person=cast.chair.person)

    assert len(tasks_of(vice, "Rule on 1 conflict of interest")) == 1
    assert len(tasks_of(cast.chair, "Rule on 1 conflict of interest")) == 1


def test_rulings_of_a_withdrawn_item_wait_for_nobody(cast):
    row = conflict(cast)
    row.item.is_withdrawn = True
    row.item.save()

    assert tasks_of(cast.chair, "conflict") == []


# Actions.


def opened(cast, due_on=date(2016, 7, 15)):
    item = ItemFactory(gathering=cast.gathering)
    return actions.open_action(
        item=item,
        description="Write to the practice.",
        owner=cast.gp_seated.person,
        due_on=due_on,
        by=cast.officer,
    )


def test_actions_are_the_owners_until_closed(cast):
    action = opened(cast)
    url = reverse("decisions:action_close", args=[action.pk])
    assert urls_of(cast.gp_seated, "Write to the practice.") == [url]
    assert tasks_of(cast.chair, "Write") == []

    actions.close(action=action, outcome="Written.", by=cast.gp_seated)

    assert tasks_of(cast.gp_seated, "Write") == []


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2016, 7, 15), "To\u00a0do"), (date(2016, 7, 16), "Late")],
    ids=["on its day", "a day later"],
)
def test_actions_are_late_after_their_day(cast, day, status):
    opened(cast)

    assert tasks_of(cast.gp_seated, "Write", day)[0].status == status


# Packs to read.


@pytest.fixture
def copy(cast):
    return PackCopyFactory(
        pack=PackFactory(gathering=cast.gathering, sent=True),
        person=cast.gp_seated.person,
        pages=1,
    )


def test_pack_is_new_until_its_reader_opens_it(cast, copy):
    url = reverse("packs:mine", args=[cast.gathering.pk])
    assert urls_of(cast.gp_seated, "Read your pack: 1 page") == [url]

    openings.record(copy=copy, by=cast.officer)
    assert urls_of(cast.gp_seated, "Read your pack") == [url]

    openings.record(copy=copy, by=cast.gp_seated)
    assert tasks_of(cast.gp_seated, "Read your pack") == []


@pytest.mark.parametrize("state", [PackState.BUILT, PackState.SUPERSEDED], ids=str)
def test_pack_not_sent_or_replaced_is_not_to_be_read(cast, copy, state):
    Pack.objects.update(state=state, sent_at=None, sent_by=None)

    assert tasks_of(cast.gp_seated, "Read your pack") == []


def test_pack_taken_back_is_not_to_be_read(cast, copy):
    copy.revoked_at, copy.revoked_by = clock.now(), cast.officer
    copy.save()

    assert tasks_of(cast.gp_seated, "Read your pack") == []


def test_pack_of_a_past_meeting_is_not_to_be_read(cast, copy):
    after = cast.gathering.held_on + timedelta(days=1)

    assert len(tasks_of(cast.gp_seated, "Read", cast.gathering.held_on)) == 1
    assert tasks_of(cast.gp_seated, "Read", after) == []


# Interests.


def test_declaration_is_asked_of_those_on_a_register_until_made(cast):
    url = reverse("conflicts:my_interests")
    assert urls_of(cast.gp_seated, "Declare your interests") == [url]
    assert urls_of(cast.deputy, "Declare your interests") == [url]
    assert tasks_of(cast.outsider, "interests") == []

    interests.declare(declaration=declaration(), by=cast.gp_seated)

    assert tasks_of(cast.gp_seated, "interests") == []


def test_declaration_is_asked_again_after_a_year_until_something_is_said(cast):
    with clock.standing_on(date(2015, 6, 2)):
        interest = interests.declare(declaration=declaration(), by=cast.gp_seated)
    assert tasks_of(cast.gp_seated, "interests") == []
    later = date(2016, 6, 3)
    assert len(tasks_of(cast.gp_seated, "Look through your interests", later)) == 1

    with clock.standing_on(later):
        interests.end(interest=interest, on=later, by=cast.gp_seated)

    assert tasks_of(cast.gp_seated, "interests", later) == []


# The officer's agenda and room.


def test_agenda_in_draft_is_prepared_by_its_officers_until_notice(cast):
    cast.gathering.state = GatheringState.DRAFT
    cast.gathering.save()
    item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    url = reverse("meetings:gathering", args=[cast.gathering.pk])
    for officer in (cast.officer, cast.other_officer):
        assert urls_of(officer, "Prepare the agenda") == [url]
    for other in (cast.neighbour_officer, cast.chair, cast.guardian):
        assert tasks_of(other, "Prepare") == []

    gatherings.give_notice(gathering=cast.gathering, by=cast.officer)

    assert tasks_of(cast.officer, "Prepare") == []


def test_room_is_opened_on_the_day_and_recorded_after_it(cast):
    day, pk = cast.gathering.held_on, cast.gathering.pk
    url = reverse("meetings:room", args=[pk])
    assert tasks_of(cast.officer, "Open the room", day - timedelta(days=1)) == []
    assert urls_of(cast.officer, "Open the room", day) == [url]
    assert urls_of(cast.officer, "Record who was there", day + timedelta(days=1)) == [
        url
    ]

    gatherings.advance(
        gathering=cast.gathering, to=GatheringState.IN_SESSION, by=cast.officer
    )

    assert tasks_of(cast.officer, "Open the room", day) == []


# The officer's pack.


def test_pack_is_built_mended_and_sent_by_the_officer(cast):
    url = reverse("packs:gathering", args=[cast.gathering.pk])
    assert urls_of(cast.officer, "Build the pack") == [url]
    assert tasks_of(cast.chair, "pack") == []

    pack = packs.request(gathering=cast.gathering, by=cast.officer)
    assert tasks_of(cast.officer, "pack") == []
    for state, words in (
        (PackState.FAILED, "Mend the pack"),
        (PackState.BUILT, "Send the pack"),
    ):
        Pack.objects.filter(pk=pack.pk).update(state=state)
        assert urls_of(cast.officer, "pack") == [url]
        assert len(tasks_of(cast.officer, words)) == 1
    Pack.objects.filter(pk=pack.pk).update(
        state=PackState.SENT, sent_at=clock.now(), sent_by=cast.officer
    )

    assert tasks_of(cast.officer, "pack") == []


def test_pack_that_failed_is_over_once_a_later_edition_was_sent(cast):
    PackFactory(gathering=cast.gathering, failed=True)
    PackFactory(gathering=cast.gathering, edition=2, sent=True)

    assert tasks_of(cast.officer, "pack") == []


# Letters.


def fail(letters):
    """Let letters come back from the mail server."""
    letters.update(
        status=Status.FAILED, claimed_at=clock.now(), reason="Mailbox unknown."
    )


def test_letters_that_may_not_have_arrived_are_the_officers_until_mended(cast):
    pack = PackFactory(gathering=cast.gathering, sent=True)
    letter = LetterFactory(about=f"pack:{pack.pk}", kind="pack_sent")
    LetterFactory(about="pack:99999999", kind="pack_sent")
    fail(Letter.objects.all())
    assert len(tasks_of(cast.officer, "1 letter may not have arrived")) == 1
    assert tasks_of(cast.neighbour_officer, "letter") == []
    assert tasks_of(cast.chair, "letter") == []

    Letter.objects.filter(pk=letter.pk).update(
        status=Status.PLANNED, claimed_at=None, reason=""
    )

    assert tasks_of(cast.officer, "letter") == []


# Breaches.


def test_breach_is_the_guardians_until_closed(cast):
    organisation = cast.committees[0].organisations.get()
    breach = BreachFactory(organisation=organisation, about="decision:17")
    BreachFactory(about="decision:18")
    url = reverse("decisions:decision", args=[17])
    assert urls_of(cast.guardian, "possible breach") == [url]
    assert tasks_of(cast.officer, "breach") == []

    Breach.objects.filter(pk=breach.pk).update(
        state=BreachState.CLOSED, closed_at=clock.now(), closed_by=cast.guardian
    )

    assert tasks_of(cast.guardian, "breach") == []


def test_breach_about_no_decision_leads_to_itself(cast):
    organisation = cast.committees[0].organisations.get()
    breach = BreachFactory(organisation=organisation, about="gift:3")
    url = reverse("conflicts:breach", args=[breach.pk])

    assert urls_of(cast.guardian, "possible breach") == [url]


# The desk as a whole.


def test_desk_of_a_sign_in_without_a_person_is_empty():
    desk = desk_of(UserFactory(person=None), TODAY)

    assert desk.tasks == []
    assert desk.meetings == []


def test_desk_shows_the_next_meetings_of_the_reader_only(cast):
    past = GatheringFactory(held_on=TODAY - timedelta(days=1))
    SittingFactory(gathering=past, committee=cast.committees[0])
    GatheringFactory(held_on=TODAY + timedelta(days=1))
    later = [
        GatheringFactory(held_on=TODAY + timedelta(days=days)) for days in range(20, 27)
    ]
    for gathering in later:
        SittingFactory(gathering=gathering, committee=cast.committees[0])

    meetings = desk_of(cast.gp_seated, TODAY).meetings

    assert meetings == [cast.gathering, *later[:4]]


def test_desk_of_an_officer_who_left_has_nothing_of_the_office(cast):
    conflict(cast)
    former = UserFactory(password=None)
    PostFactory(
        person=former.person,
        organisation=cast.committees[0].organisations.get(),
        to_on=TODAY - timedelta(days=1),
    )

    assert tasks_of(former) == []


def add_to_every_kind(cast):
    """Add a row of each kind of task for somebody who is everything at once."""
    everything = cast.officer
    organisation = cast.committees[0].organisations.get()
    for state in (GatheringState.DRAFT, GatheringState.NOTICE_GIVEN):
        gathering = GatheringFactory(state=state)
        sitting = SittingFactory(
            gathering=gathering, committee=cast.committees[0], chair=everything.person
        )
        item = ItemFactory(gathering=gathering)
        ItemScopeFactory(item=item, sitting=sitting)
        conflict_rows.add_by_hand(
            item=item,
            sitting=sitting,
            person=PersonFactory(),
            words="Is a partner there.",
            by=everything,
        )
        pack = PackFactory(gathering=gathering, sent=True)
        PackCopyFactory(pack=pack, person=everything.person)
        letter = LetterFactory(about=f"pack:{pack.pk}")
        fail(Letter.objects.filter(pk=letter.pk))
        Action.objects.create(
            item=item,
            description="Write.",
            owner=everything.person,
            due_on=TODAY,
            opened_at=clock.now(),
            opened_by=everything,
        )
    PackFactory(gathering=gathering, edition=2, failed=True)
    BreachFactory(organisation=organisation)


def test_desk_takes_the_same_queries_with_twice_the_rows(
    cast, django_assert_max_num_queries, django_assert_num_queries
):
    officer_of(cast.committees[0])
    PostFactory(
        person=cast.officer.person,
        organisation=cast.committees[0].organisations.get(),
        role=PostRole.GUARDIAN,
    )
    add_to_every_kind(cast)
    with django_assert_max_num_queries(24) as captured:
        once = desk_of(cast.officer, TODAY)

    add_to_every_kind(cast)
    with django_assert_num_queries(len(captured)):
        twice = desk_of(cast.officer, TODAY)

    assert len(twice.tasks) > len(once.tasks)
