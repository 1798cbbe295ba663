"""What is asked of people between notice and meeting, in a real browser.

Each page is looked at on a phone and on a desk; what is typed is typed without scripts
as well, where an answer is asked.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from conflicts.enums import Nature, SourceKind, Tie, TieWay
from meetings.actions import presiding, standing_rulings
from meetings.actions.conflict_rows import settle_items
from meetings.actions.standing_rulings import Terms
from meetings.enums import (
    Moment,
    PaperHandling,
    Participation,
    SubjectRole,
)
from meetings.models import (
    AgendaConfirmation,
    ConflictAdvice,
    PresidingChoice,
    Remedy,
    Reply,
    StandingRuling,
)
from meetings.rules.standing_rulings import TieClass
from tests.factories.decisions import HELD_ON, world
from tests.factories.meetings import PreflightWaiverFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.ways_out import clinician_of, without_gp
from tests.functional.journey.walker import Walker


if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from meetings.models import Item
    from tests.factories.decisions import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
DAY = date(2016, 6, 7)
WHO_COMES_FROM = {"source": "telephone", "ruled_on": DAY}


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = DAY


@pytest.fixture
def scene() -> World:
    return world(2)


@pytest.fixture
def item(scene: World) -> Item:
    """Put an item on the agenda to which the GP member is tied."""
    scene.declares(scene.user("GP member"))
    found = scene.item(touches=scene.practice, title="Two more consulting rooms")
    settle_items([found])
    return found


@pytest.fixture
def walker(
    page_at: Callable[..., Page], assert_accessible: Callable[..., None]
) -> Callable[..., Walker]:
    """Return a function that gives somebody a phone, with or without scripts."""

    def open_for(user: object, *, scripts: bool = True) -> Walker:
        page = page_at(320, user=user, java_script_enabled=scripts)
        return Walker(page, assert_accessible)

    return open_for


def page_of(scene: World, name: str, *args: object) -> str:
    return reverse(f"meetings:{name}", args=[scene.gathering.pk, *args])


@BOTH
def test_member_goes_through_the_agenda(scene: World, item: Item, walker, scripts):
    gp = scene.user("GP member")
    mine = walker(gp, scripts=scripts)

    mine.goto(page_of(scene, "my_agenda")).press("Confirm")
    mine.refused("Say whether this is right")
    mine.fill(**{f"answer_{item.pk}": "disputed"}).press("Confirm")
    mine.refused("Say what is not right")
    mine.fill(**{f"why_{item.pk}": "I left it in 2015."}).press("Confirm")
    mine.reads("Recorded.")
    mine.goto(page_of(scene, "my_agenda")).reads(
        "You went through this agenda on 7 June 2016"
    )

    nurse = scene.user("Registered nurse")
    other = walker(nurse, scripts=scripts)
    other.goto(page_of(scene, "my_agenda")).reads("I have nothing to add").press(
        "Confirm"
    )
    assert AgendaConfirmation.objects.count() == 2


@BOTH
def test_guardian_advises_and_the_officer_records_it(
    scene: World, item: Item, walker, scripts
):
    url = page_of(scene, "conflict_advise", item.pk, scene.person("GP member").pk)
    guardian = walker(
        UserFactory(person=scene.guardian, password=None), scripts=scripts
    )
    officer = walker(scene.officer, scripts=scripts)

    guardian.goto(url).reads("What do you advise?").press("Record the advice")
    guardian.refused("Enter what is advised")
    guardian.fill(reason="The tie is remote: let them stay.").press("Record the advice")
    guardian.see("advised").reads("Advice recorded", "The tie is remote")

    officer.goto(url).reads("What did the guardian advise?").press("Record the advice")
    officer.refused("Select how the advice reached you")
    officer.fill(
        reason="Ask them to leave for the vote.",
        ruled_by=scene.guardian.pk,
        **WHO_COMES_FROM,
    ).press("Record the advice")
    officer.reads("Ask them to leave for the vote.")
    assert ConflictAdvice.objects.count() == 2


@BOTH
def test_standing_rulings_from_the_empty_list_to_the_withdrawn_one(
    scene: World, item: Item, walker, scripts
):
    slug = scene.committees[0].slug
    guardian = walker(
        UserFactory(person=scene.guardian, password=None), scripts=scripts
    )

    guardian.goto(reverse("meetings:standing_rulings", args=[slug])).reads(
        "There is no standing ruling"
    )
    guardian.press("Make a standing ruling").press_any()
    guardian.refused("Select at least one kind of tie")
    guardian.fill(
        committees=[one.pk for one in scene.committees],
        ways=TieWay.OWN.value,
        participation=Participation.TAKE_PART.value,
        papers=PaperHandling.GIVEN.value,
        reason="Every practice of the area has the same interest.",
        from_on=DAY,
    ).press_any()
    guardian.see("one").reads(
        "Standing ruling 1: note and take part",
        "Not where the body between them is itself the applicant",
        "set to gain",
    )

    chair = walker(scene.user("Lay chair"), scripts=scripts)
    chair.goto(page_of(scene, "conflicts")).see("folded")
    chair.page.locator("summary", has_text="under standing ruling 1").click()
    chair.see("opened").page.locator('input[name="rows"]').first.check()
    chair.press("Open out", exact=False).see("opened out").reads(
        "1 conflict waits for a ruling"
    )

    guardian.follow("End standing ruling 1").press("End the ruling")
    guardian.refused("Enter the reason")
    guardian.fill(reason="A network bids now.").press("End the ruling")
    guardian.page.locator("summary", has_text="Ended").click()
    guardian.see("withdrawn").reads("A network bids now.")
    assert StandingRuling.objects.get().withdrawn_at is not None


@BOTH
def test_invited_person_answers_and_the_officer_for_another(
    scene: World, walker, scripts
):
    gp = walker(scene.user("GP member"), scripts=scripts)
    officer = walker(scene.officer, scripts=scripts)
    nurse = scene.person("Registered nurse")

    gp.goto(page_of(scene, "reply")).press("Send the answer")
    gp.refused("Select an answer")
    gp.fill(answer="remote").press("Send the answer").reads("Answer recorded.")

    officer.goto(page_of(scene, "reply_for", nurse.pk)).reads(
        f"You record what {nurse} told you."
    )
    officer.press("Record the answer").refused("Say how it reached")
    officer.fill(answer="apologies", source="email", replied_on=DAY).press(
        "Record the answer"
    )
    officer.reads("Apologies")
    assert set(Reply.objects.values_list("answer", flat=True)) == {
        "remote",
        "apologies",
    }


def test_clinicians_are_listed_added_and_taken_off(scene: World, walker):
    body = scene.committees[0].organisations.get()
    found = PersonFactory(given_name="Miriam", family_name="Castellan")
    officer = walker(scene.officer)

    officer.goto(reverse("meetings:clinicians", args=[body.pk])).see("empty")
    officer.reads("Nobody is on the list").follow("Add a clinician")
    officer.fill(q="Castellan").press("Search").see("found")
    officer.press("Add to the list").refused("they work")
    officer.fill(
        person=found.pk, category="gp", works_at="GP in Luton", from_on=DAY
    ).press("Add to the list")
    officer.see("one").reads("is on the list.", "GP in Luton")
    officer.follow("off").press("Take off the list").reads("leaves the list.")


@BOTH
def test_a_way_out_is_chosen_and_taken_back(walker, settings, scripts):
    settings.QUORATE_TODAY = HELD_ON
    one = world(1)
    item = without_gp(one, title="Premises in Romford")
    outside = clinician_of(one)
    chair = walker(one.user("Lay chair"), scripts=scripts)
    where = page_of(one, "forecast_sitting", item.pk, one.sittings[0].pk)

    chair.goto(where).follow(f"{outside} (GP in Luton) joins for this item")
    chair.fill(reason="Patients wait for the rooms.").press("Do this")
    chair.reads("What was chosen").follow("Take it back")
    chair.press("Take it back").refused("Enter why it is taken back")
    chair.fill(reason="They cannot come after all.").press("Take it back")
    chair.see("taken back").reads("Not quorate")
    assert Remedy.objects.get().undone_at is not None


@BOTH
def test_the_room_chooses_who_presides_where_both_chairs_are_out(
    walker, settings, scripts
):
    settings.QUORATE_TODAY = HELD_ON
    scene = world(1)
    chairs = [scene.user("Lay chair"), scene.user("Lay vice chair")]
    for each in chairs:
        scene.declares(each)
    item = scene.item(touches=scene.practice)
    settle_items([item])
    chosen = scene.person("Accountable officer")
    scene.rules(scene.rows(item), chair=chosen)
    scene.open()
    for each in chairs:
        scene.leaves(each.person, item)
        scene.returns(each.person, item, Moment.AFTER)
    officer = walker(scene.officer, scripts=scripts)

    officer.goto(f"{page_of(scene, 'room')}?item={item.pk}")
    officer.follow("Record who was chosen").press("Record who presides")
    officer.refused("Select who was chosen")
    officer.fill(person=chosen.pk).press("Record who presides")
    officer.reads(f"{chosen} presides for this item.")

    other = scene.person("Chief finance officer")
    sitting = scene.sittings[0]
    presiding.choose(item=item, sitting=sitting, person=other, by=scene.officer)
    officer.goto(page_of(scene, "preside", item.pk, sitting.pk)).see("chosen anew")
    assert PresidingChoice.objects.latest("pk").person == other


def test_waivers_of_the_year_none_and_one(scene: World, walker):
    guardian = walker(UserFactory(person=scene.guardian, password=None))
    url = reverse("meetings:waivers")

    guardian.goto(url).see("empty").reads("Nothing was waived.")
    PreflightWaiverFactory(
        gathering=scene.gathering,
        committee=scene.committees[0],
        sentence="The notice was given two clear working days before the meeting.",
    )
    guardian.goto(url).see("one").reads("The practice closes on Friday.")


def test_brief_on_a_phone_and_on_paper(scene: World, item: Item, walker, settings):
    """What is folded on the screen stands on the sheet as well."""
    settings.QUORATE_TODAY = HELD_ON
    nurse = scene.user("Registered nurse")
    scene.declares(nurse, nature=Nature.PERSONAL, tie=Tie.PATIENT)
    private = scene.item(
        touches=scene.practice,
        part="2",
        private_ground="Rents.",
        title="Rent of the rooms",
    )
    settle_items([item, private])
    chair = walker(scene.user("Lay chair"))
    url = page_of(scene, "brief")

    chair.goto(url).see("to rule on").reads("It cannot be closed yet")
    chair.misses("Close this part")
    _rule_standing(scene)
    for one in (item, private):
        scene.rules(scene.rows(one, scene.person("GP member")))
    chair.goto(url).see("ruled").reads("may not sit in the public seats")
    page = chair.page
    expect(page.get_by_role("link", name="Close this part").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Close this part").first).to_be_hidden()
    expect(page.locator(".quorate-print-only").first).to_be_visible()
    folded = page.locator(".nhsuk-details__text", has_text=str(nurse.person)).first
    expect(folded).to_be_visible()
    page.emulate_media(media="screen")


def _rule_standing(scene: World) -> None:
    standing_rulings.make(
        committees=scene.committees,
        terms=Terms(
            tie_class=TieClass(
                ways=frozenset({TieWay.OWN}),
                natures=frozenset({Nature.PERSONAL}),
                unless_roles=frozenset({SubjectRole.BIDDER}),
            ),
            participation=Participation.TAKE_PART,
            papers=PaperHandling.GIVEN,
            reason="Patients are many.",
            from_on=DAY,
        ),
        ruled_by=scene.guardian,
        source=SourceKind.EMAIL,
        ruled_on=DAY,
        by=scene.officer,
    )
