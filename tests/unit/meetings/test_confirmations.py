"""What members say of the conflicts found about them, item by item."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.db.utils import InternalError

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from conflicts.enums import SourceKind
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import contributors
from meetings.actions.confirmations import Said, asked_of, confirm
from meetings.actions.conflict_rows import settle_items
from meetings.enums import Capacity, ContributorRole, GatheringState, RowAnswer
from meetings.facts.brief import unconfirmed_in
from meetings.facts.confirmations import asked_on_page
from meetings.facts.conflicts import conflicts_of
from meetings.facts.folded import fold
from meetings.facts.room import room_of
from meetings.models import AgendaConfirmation, ConfirmationAnswer
from people import door
from tests.factories import commissioning
from tests.factories.decisions import neighbour, world
from tests.factories.meetings import ItemSubjectFactory, OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.room import AttendanceFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
RIGHT = Said(RowAnswer.ACCEPTED)
WRONG = Said(RowAnswer.DISPUTED, "I left in 2015.")


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-01 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    user = scene.user("GP member")
    scene.declares(user)
    return user


@pytest.fixture
def item(scene, gp):
    item = scene.item(touches=scene.practice, lead=gp.person)
    settle_items([item])
    return item


def seen(person, gathering):
    return frozenset(row.stamp for row in asked_of(person.pk, gathering).asked)


def confirmed(scene, user, said, **other):
    return confirm(
        **{
            "gathering": scene.gathering,
            "person": user.person,
            "said": said,
            "seen": seen(user.person, scene.gathering),
            "by": user,
            **other,
        }
    )


def test_confirm_answers_every_row_of_the_item(scene, gp, item):
    confirmation = confirmed(scene, gp, {item.pk: RIGHT})

    assert confirmation.answers.count() == 2
    assert asked_of(gp.person_id, scene.gathering).is_done
    assert confirmed(scene, gp, {item.pk: RIGHT}) is None


def test_nothing_to_add_is_enough_where_nothing_was_found(scene):
    nurse = scene.user("Registered nurse")

    confirmation = confirmed(scene, nurse, {})

    assert confirmation.confirmed_on == date(2016, 6, 1)
    assert not confirmation.answers.exists()


def test_somebody_is_asked_again_only_about_what_is_new(scene, gp, item):
    other = scene.item(touches=scene.practice, lead=gp.person)
    settle_items([other])
    confirmed(scene, gp, {item.pk: RIGHT, other.pk: RIGHT})
    federation = OrganisationFactory()
    scene.declares(gp, federation)
    ItemSubjectFactory(item=item, organisation=federation)

    settle_items([item, other])

    state = asked_of(gp.person_id, scene.gathering)
    known = {item.pk, other.pk}
    on_page = asked_on_page(gp.person_id, scene.gathering, known=known)
    assert on_page.asked_words == state.asked_words
    assert {row.row_id for row in on_page.asked} == {row.row_id for row in state.asked}
    assert {row.item_id for row in state.asked} == {item.pk}
    assert state.words == "has not answered what was found since"
    assert state.asked_words == (
        "Something was found that ties you to an item of this agenda since you went "
        "through it."
    )
    confirmed(scene, gp, {item.pk: WRONG})
    assert asked_of(gp.person_id, scene.gathering).is_done
    assert asked_on_page(gp.person_id, scene.gathering, known=known).is_done


def test_an_answer_counts_only_for_what_its_page_showed(scene, gp, item):
    shown = seen(gp.person, scene.gathering)
    federation = OrganisationFactory()
    scene.declares(gp, federation)
    ItemSubjectFactory(item=item, organisation=federation)
    settle_items([item])

    with pytest.raises(RuleBroken) as refused:
        confirmed(scene, gp, {item.pk: RIGHT}, seen=shown)

    assert refused.value.verdict.code == "changed_meanwhile"
    assert not AgendaConfirmation.objects.exists()


def test_a_ruling_asks_nobody_again(scene, gp, item):
    confirmed(scene, gp, {item.pk: RIGHT})

    scene.officer.refresh_from_db()
    with time_machine.travel("2016-06-15 11:00", tick=False):
        scene.rules(scene.rows(item))

    assert asked_of(gp.person_id, scene.gathering).is_done


def test_dispute_is_shown_and_never_folded(scene, gp, item):
    confirmed(scene, gp, {item.pk: WRONG})

    (found,) = conflicts_of(scene.gathering)

    assert found.dispute == "I left in 2015."
    assert fold([found])[0] == [found]


def test_trail_names_the_row_of_a_dispute_and_not_its_words(scene, gp, item):
    confirmation = confirmed(scene, gp, {item.pk: WRONG})

    (event,) = AuditEvent.objects.about(confirmation)

    rows = ConfirmationAnswer.objects.filter(words="I left in 2015.")
    assert rows.exists()
    assert set(event.details["disputed"]) == set(rows.values_list("row", flat=True))
    assert "I left" not in f"{event.summary} {event.details}"


def test_officer_records_it_with_source_and_day(scene, gp, item):
    said = {"by": scene.officer, "source": SourceKind.EMAIL}

    for wrong, code in (
        ({"source": SourceKind.SELF}, "source_missing"),
        ({}, "day_missing"),
        ({"confirmed_on": date(2016, 6, 2)}, "said_in_future"),
    ):
        with pytest.raises(RuleBroken) as refused:
            confirmed(scene, gp, {item.pk: RIGHT}, **{**said, **wrong})
        assert refused.value.verdict.code == code
    confirmation = confirmed(
        scene, gp, {item.pk: RIGHT}, confirmed_on=date(2016, 5, 31), **said
    )

    assert (confirmation.source, confirmation.recorded_by) == (
        SourceKind.EMAIL,
        scene.officer,
    )


def test_confirm_refuses_what_is_not_whole(scene, gp, item):
    for said, shown, code in (
        ({}, None, "answer_missing"),
        ({item.pk: Said(RowAnswer.DISPUTED, " ")}, None, "words_missing"),
        ({item.pk: RIGHT}, frozenset(), "changed_meanwhile"),
    ):
        rows = seen(gp.person, scene.gathering) if shown is None else shown
        with pytest.raises(RuleBroken) as refused:
            confirmed(scene, gp, said, seen=rows)
        assert refused.value.verdict.code == code
    assert not AgendaConfirmation.objects.exists()


@pytest.mark.parametrize("state", [GatheringState.DRAFT, GatheringState.PUBLISHED])
def test_confirm_is_refused_before_the_notice_and_once_all_is_done(scene, gp, state):
    scene.gathering.state = state
    scene.gathering.save()

    with pytest.raises(RuleBroken) as refused:
        confirmed(scene, gp, {})

    assert refused.value.verdict.code == "not_asked_now"


def test_who_is_asked(scene, gp):
    officer_at_table = scene.user("Registered nurse")
    commissioning.PostFactory(
        person=officer_at_table.person,
        organisation=scene.committees[0].organisations.get(),
    )
    lead = UserFactory(password=None)
    scene.item(lead=lead.person)
    expected = {
        "seated": (gp, "yes"),
        "officer with a seat": (officer_at_table, "yes"),
        "lead": (lead, "yes"),
        "officer": (scene.officer, "not_expected"),
        "outsider": (neighbour(), "outsider"),
        "no person": (UserFactory(person=None), "outsider"),
    }
    for role, (user, code) in expected.items():
        verdict = door.may(user, "confirm_interests", scene.gathering)
        assert (verdict.code or "yes") == code, role


def test_nobody_is_asked_about_an_item_whose_title_is_kept_from_them(scene, gp):
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    item = scene.item(touches=scene.practice)
    settle_items([item])

    assert asked_of(gp.person_id, scene.gathering).asked == ()
    hides = {one.pk for one in scene.sittings}
    states = dict(unconfirmed_in(room_of(scene.gathering), hides))
    assert states[gp.person].asked == ()


def test_unconfirmed_in_names_everybody_who_is_coming(scene, gp, item):
    confirmed(scene, gp, {item.pk: RIGHT})
    observer = AttendanceFactory(
        sitting=scene.sittings[0], capacity=Capacity.OBSERVER
    ).person
    scene.item(part="2", private_ground="Rents.")

    waiting = dict(unconfirmed_in(room_of(scene.gathering), ()))

    assert gp.person not in waiting
    assert waiting[observer].words == "has not gone through the agenda"
    assert scene.person("Lay chair") in waiting


def test_what_was_said_is_kept_by_the_database(scene, gp, item):
    confirmed(scene, gp, {item.pk: WRONG})

    for rows in (AgendaConfirmation.objects, ConfirmationAnswer.objects):
        with pytest.raises(InternalError), transaction.atomic():
            rows.all().delete() if rows is ConfirmationAnswer.objects else rows.update(
                confirmed_on=date(2016, 1, 1)
            )


def test_unconfirmed_names_a_reviewer_only_where_something_was_found(scene):
    tied, free = UserFactory(password=None), UserFactory(password=None)
    scene.declares(tied, scene.practice)
    item = scene.item(touches=scene.practice)
    for one in (tied, free):
        contributors.name(
            item=item,
            person=one.person,
            role=ContributorRole.REVIEWER,
            by=scene.officer,
        )

    found = dict(unconfirmed_in(room_of(scene.gathering), set()))

    assert tied.person in found
    assert free.person not in found
    assert len(found[tied.person].asked) == len(scene.sittings)
