"""Who is told when a row opens on an announced agenda: those it touches, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from commissioning.enums import OrganisationKind
from commissioning.models import OrganisationLink
from commissioning.values import LinkKind
from conflicts.enums import TieWay
from conflicts.models import Interest
from core.actions import changes
from meetings.actions import (
    confirmations,
    conflict_rows,
    contributors,
    standing_rulings,
    treatments,
)
from meetings.actions.confirmations import Said
from meetings.actions.conflict_rows import settle_items
from meetings.actions.standing_rulings import Terms
from meetings.enums import (
    ConflictState,
    ContributorRole,
    GatheringState,
    PaperHandling,
    Participation,
    ReminderKind,
    RowAnswer,
    SubjectRole,
)
from meetings.models import AgendaConfirmation, Gathering, Item
from meetings.rules.standing_rulings import TieClass
from notices.models import Letter
from notices.registry import render
from tests.factories.commissioning import OrganisationLinkFactory
from tests.factories.decisions import world
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemSubjectFactory,
    OrganisationFactory,
)
from tests.factories.people import UserFactory
from tests.factories.room import AttendanceFactory


pytestmark = pytest.mark.django_db

NOW = datetime(2016, 6, 1, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def scene():
    """Five people with an interest in one practice; the item touches another."""
    made = world(1)
    made.bidder = OrganisationFactory(practice=True)
    made.declares(made.user("GP member"), made.bidder)
    made.declares(made.user("Registered nurse"), made.practice)
    made.one = made.item(touches=made.practice)
    changes.settle_pending(limit=1000)
    Letter.objects.filter(kind=ReminderKind.CONFLICT_FOUND).delete()
    return made


def bids(scene, item=None):
    ItemSubjectFactory(
        item=item or scene.one, organisation=scene.bidder, role=SubjectRole.BIDDER
    )
    settle_items([item or scene.one])


def letters():
    return Letter.objects.filter(kind=ReminderKind.CONFLICT_FOUND).order_by("pk")


def test_adding_a_bidder_asks_one_member_one_question(scene):
    bids(scene)

    (letter,) = letters()
    assert letter.person == scene.person("GP member")
    assert letter.due_at == NOW + timedelta(minutes=15)
    said = render(letter)
    assert "ties you to an item of this agenda" in said.text
    assert f"/meetings/{scene.gathering.pk}/confirm/" in said.text
    for kept in (scene.one.title, scene.bidder.name, scene.one.reference or "PCC/"):
        assert kept not in said.subject + said.text


def test_several_changes_in_a_quarter_of_an_hour_are_one_letter(scene):
    bids(scene)
    bids(scene, scene.item(touches=scene.practice))

    assert letters().filter(person=scene.person("GP member")).count() == 1


def test_another_change_after_the_letter_has_left_is_another_letter(scene, the_day):
    bids(scene)
    letters().update(status="dropped", reason="As if it had left.")
    the_day.shift(timedelta(hours=1))

    bids(scene, scene.item(touches=scene.practice))

    assert letters().filter(person=scene.person("GP member")).count() == 2


def test_a_row_that_opens_again_asks_again(scene):
    bids(scene)
    treatments.treat(
        rows=scene.rows(scene.one),
        participation=Participation.LEAVE_ITEM,
        papers=PaperHandling.WITHHELD,
        reason="A direct financial interest.",
        by=scene.user("Lay chair"),
    )
    letters().update(status="dropped", reason="As if it had left.")

    ItemSubjectFactory(
        item=scene.one, organisation=scene.practice, role=SubjectRole.BIDDER
    )
    settle_items([scene.one])

    (letter,) = letters().filter(status="planned")
    assert letter.person == scene.person("Registered nurse")


def test_a_conflict_named_by_hand_asks_its_person(scene):
    chief = scene.person("Accountable officer")
    conflict_rows.add_by_hand(
        item=scene.one,
        sitting=scene.sittings[0],
        person=chief,
        words="Said in the newspaper to advise the bidder.",
        by=scene.officer,
    )

    (letter,) = letters()
    assert letter.person == chief
    assert "newspaper" not in render(letter).text


@pytest.mark.parametrize(
    "state",
    [
        GatheringState.DRAFT,
        GatheringState.IN_SESSION,
        GatheringState.HELD,
        GatheringState.CANCELLED,
    ],
)
def test_nobody_is_written_to_before_the_notice_or_once_it_begins(scene, state):
    Gathering.objects.update(state=state)

    bids(scene)

    assert not letters().exists()


def test_nobody_is_written_to_after_the_day(scene, the_day):
    the_day.shift(timedelta(days=30))

    bids(scene)

    assert not letters().exists()


def test_the_letter_falls_away_once_they_have_answered(scene):
    bids(scene)
    gp = scene.user("GP member")
    asked = confirmations.asked_of(gp.person_id, scene.gathering).asked
    confirmations.confirm(
        gathering=scene.gathering,
        person=gp.person,
        said={row.item_id: Said(RowAnswer.ACCEPTED) for row in asked},
        seen=frozenset(row.stamp for row in asked),
        by=gp,
    )

    assert render(letters().get()) is None


def test_the_letter_falls_away_once_the_bidder_is_gone(scene):
    bids(scene)
    scene.one.subjects.filter(organisation=scene.bidder).delete()
    settle_items([scene.one])

    row = scene.rows(scene.one, scene.person("GP member"))[0]
    assert row.state == ConflictState.LAPSED
    assert render(letters().get()) is None


def test_the_letter_falls_away_for_who_does_not_come(scene):
    bids(scene)
    Gathering.objects.update(state=GatheringState.CANCELLED)

    assert render(letters().get()) is None


def test_who_wrote_the_paper_is_asked_though_they_do_not_come(scene):
    author = UserFactory(password=None)
    scene.declares(author, scene.practice)
    CoverSheetFactory(item=scene.one, author=author.person)

    settle_items([scene.one])

    (letter,) = letters()
    assert letter.person == author.person
    assert "have a part in one of its items" in render(letter).text


@pytest.mark.parametrize("role", ContributorRole)
def test_who_contributed_is_asked_and_answers_and_reads_nothing(scene, role, client):
    """Matched and never asked, they could answer nobody (docs/field.md 9.9)."""
    reviewer = UserFactory(password=None)
    scene.declares(reviewer, scene.practice)
    Item.objects.filter(pk=scene.one.pk).update(part="2", private_ground="Rents.")
    other = scene.item(touches=scene.practice)

    contributors.name(
        item=scene.one, person=reviewer.person, role=role, by=scene.officer
    )

    (letter,) = letters()
    assert letter.person == reviewer.person
    assert "have a part in one of its items" in render(letter).text
    client.force_login(reviewer)
    url = reverse("meetings:my_agenda", args=[scene.gathering.pk])
    shown = client.get(url).content.decode()
    assert scene.one.title in shown
    assert other.title not in shown
    for closed in ("meetings:gathering", "meetings:brief"):
        assert client.get(reverse(closed, args=[scene.gathering.pk])).status_code == 404
    item = reverse("meetings:item", args=[scene.one.pk])
    assert client.get(item).status_code == 404
    seen = asked_stamps(reviewer, scene)
    answered = client.post(url, {"seen": seen, f"answer_{scene.one.pk}": "accepted"})
    assert answered.url == reverse("desk:home")
    assert AgendaConfirmation.objects.get().person == reviewer.person
    assert render(letter) is None


def test_who_contributed_to_a_draft_is_told_of_nothing(scene, client):
    reviewer = UserFactory(password=None)
    Gathering.objects.update(state=GatheringState.DRAFT)
    contributors.name(
        item=scene.one,
        person=reviewer.person,
        role=ContributorRole.REVIEWER,
        by=scene.officer,
    )
    client.force_login(reviewer)

    url = reverse("meetings:my_agenda", args=[scene.gathering.pk])
    assert client.get(url).status_code == 404


def asked_stamps(user, scene):
    asked = confirmations.asked_of(user.person_id, scene.gathering).asked
    return ",".join(row.stamp for row in asked)


def ruled(scene, participation=Participation.LEAVE_ITEM, papers=PaperHandling.WITHHELD):
    """Rule on the nurse's conflict with the item, and let her letter have left."""
    treatments.treat(
        rows=scene.rows(scene.one),
        participation=participation,
        papers=papers,
        reason="A direct financial interest.",
        by=scene.user("Lay chair"),
    )


def test_whose_ruling_fell_away_with_its_reason_is_told(scene):
    ruled(scene)

    ends_interest(scene)

    (letter,) = letters()
    assert letter.person == scene.person("Registered nurse")
    said = render(letter)
    assert "that ruling has fallen away" in said.text
    for kept in (scene.one.title, scene.practice.name):
        assert kept not in said.subject + said.text


def test_whose_ruling_kept_them_from_nothing_is_not_told(scene):
    ruled(scene, Participation.TAKE_PART, PaperHandling.GIVEN)

    ends_interest(scene)

    assert not letters().exists()


def test_what_fell_away_is_said_beside_what_is_asked(scene):
    ruled(scene)
    nurse = scene.user("Registered nurse")
    scene.declares(nurse, scene.bidder)
    other = scene.item(touches=scene.bidder)

    scene.one.subjects.all().delete()
    settle_items([scene.one, other])

    said = render(letters().get(person=nurse.person)).text
    assert "Something was found that ties you" in said
    assert "that ruling has fallen away" in said


def test_fewer_reasons_keep_the_ruling_and_ask_nobody(scene, the_day):
    nurse = scene.user("Registered nurse")
    interest = Interest.objects.get(person=nurse.person)
    ItemSubjectFactory(
        item=scene.one, organisation=scene.bidder, role=SubjectRole.AFFECTED
    )
    scene.declares(nurse, scene.bidder)
    settle_items([scene.one])
    ruled(scene)
    letters().update(status="dropped", reason="As if it had left.")
    the_day.shift(timedelta(hours=1))

    Interest.objects.filter(pk=interest.pk).update(organisation=OrganisationFactory())
    settle_items([scene.one])

    (row,) = scene.rows(scene.one, nurse.person)
    assert row.participation == Participation.LEAVE_ITEM
    assert not letters().filter(status="planned").exists()


def test_an_interest_declared_asks_its_person_alone(scene):
    scene.declares(scene.user("Accountable officer"), scene.practice)

    changes.settle_pending(limit=1000)

    (letter,) = letters()
    assert letter.person == scene.person("Accountable officer")
    assert "ties you to an item" in render(letter).text


def test_a_link_added_and_ended_tells_whom_it_touches_alone(scene, the_day):
    """The surgery joins the network in which the GP has an interest."""
    network = OrganisationFactory(kind=OrganisationKind.PCN)
    scene.declares(scene.user("GP member"), network)
    link = OrganisationLinkFactory(
        source=scene.practice, target=network, kind=LinkKind.IN_NETWORK
    )
    settle_items([scene.one])
    gp = scene.person("GP member")
    assert {one.person for one in letters()} == {gp}
    ruled(scene)
    letters().update(status="dropped", reason="As if it had left.")
    the_day.shift(timedelta(hours=1))

    OrganisationLink.objects.filter(pk=link.pk).update(to_on=date(2016, 5, 1))
    settle_items([scene.one])

    (letter,) = letters().filter(status="planned")
    assert letter.person == gp
    assert "that ruling has fallen away" in render(letter).text


def test_somebody_who_comes_to_attend_is_asked_and_nobody_else(scene):
    guest = UserFactory(password=None)
    scene.declares(guest, scene.practice)
    AttendanceFactory(sitting=scene.sittings[0], person=guest.person)

    settle_items([scene.one])

    (letter,) = letters()
    assert letter.person == guest.person


def test_whose_row_comes_out_of_a_standing_ruling_is_asked(scene, the_day):
    guardian = UserFactory(person=scene.guardian, password=None)
    ruling = standing_rulings.make(
        committees=scene.committees,
        terms=Terms(
            tie_class=TieClass(ways=frozenset({TieWay.OWN})),
            participation=Participation.TAKE_PART,
            papers=PaperHandling.GIVEN,
            reason="Shared by all.",
            from_on=date(2016, 6, 1),
        ),
        by=guardian,
    )
    assert not letters().exists()

    standing_rulings.open_out(rows=scene.rows(scene.one), by=scene.user("Lay chair"))

    assert letters().get().person == scene.person("Registered nurse")
    letters().update(status="dropped", reason="As if it had left.")
    the_day.shift(timedelta(hours=1))
    second = scene.item(touches=scene.practice)
    settle_items([second])
    assert not letters().filter(status="planned").exists()

    standing_rulings.end(ruling=ruling, reason="Not shared.", by=guardian)

    again = letters().get(status="planned")
    assert again.person == scene.person("Registered nurse")
    assert render(again) is not None


def test_two_letters_of_changes_that_overtook_each_other_are_sent_as_one(scene):
    bids(scene)
    first = letters().get()
    second = Letter.objects.get(pk=first.pk)
    second.pk, second.occasion = None, "found a moment later"
    second.planned_at += timedelta(seconds=2)
    second.save()

    assert render(first) is not None
    assert render(second) is None
    letters().filter(pk=first.pk).update(status="dropped", reason="By hand.")
    assert render(second) is not None


def ends_interest(scene):
    """Let the nurse's interest be one in something else."""
    Interest.objects.filter(person=scene.person("Registered nurse")).update(
        organisation=OrganisationFactory(practice=True)
    )
    settle_items([scene.one])
