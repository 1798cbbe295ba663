"""Every kind of letter says in one sentence why it came, and leads to one page."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from django.urls import resolve

from conflicts.actions import gift_questions, interests, reviews
from conflicts.actions.cycle_rounds import ASKED, REMINDER
from conflicts.enums import SourceKind
from conflicts.letters.breaches import BREACH_REPORTED
from conflicts.letters.gift_questions import GIFT_QUESTION
from conflicts.letters.questions import INTEREST_QUESTION
from conflicts.letters.spoken import SPOKEN, SPOKEN_REMINDER
from conflicts.tasks import ask_for_declarations
from core.actions import changes
from decisions.actions import reminders as reminders_after
from meetings.actions import gatherings, reminders
from meetings.actions.conflict_rows import settle_items
from meetings.actions.preflight import WAIVERS_LETTER
from meetings.enums import CalendarKind, GatheringState, ReminderKind, SubjectRole
from meetings.models import Gathering, Sitting
from notices import registry
from notices.letters import MAIL_CHECK, TOGETHER
from notices.models import Letter
from packs.actions import packs
from packs.tasks import build_queued
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import declaration, declared
from tests.factories.decisions import MinutesFactory, opened_action, world
from tests.factories.gifts import declared_gift
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemFactory,
    ItemScopeFactory,
    ItemSubjectFactory,
    OrganisationFactory,
    PaperVersionFactory,
    PreflightRecordFactory,
    gather,
)
from tests.factories.notices import LetterFactory
from tests.factories.packs import dispatched, keep_from, ready
from tests.factories.people import UserFactory
from tests.factories.room import ConflictRowFactory
from tests.fixtures.pdf_files import tagged
from tests.integration.conflicts.breach_cases import reported
from tests.integration.conflicts.test_cycle_rounds import planned


pytestmark = pytest.mark.django_db
HOST = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path
    settings.QUORATE_BASE_URL = HOST


def meeting():
    """A meeting announced, moved, with a paper missing and a ruling open."""
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    CoverSheetFactory(item=item, author=cast.chair.person)
    Sitting.objects.update(chair=cast.chair.person)
    Gathering.objects.update(state=GatheringState.DRAFT)
    cast.gathering.refresh_from_db()
    cast.gathering = gatherings.give_notice(gathering=cast.gathering, by=cast.officer)
    ConflictRowFactory(
        item=item, sitting=cast.sittings[0], person=cast.gp_seated.person
    )
    reminders.schedule_all()
    return cast


def moved():
    cast = meeting()
    LetterFactory(
        kind=CalendarKind.MOVED,
        about=f"gathering:{cast.gathering.pk}",
        person=cast.gp_seated.person,
    )
    gatherings.move(
        gathering=cast.gathering,
        held_on=date(2016, 6, 22),
        starts_at_time=time(14),
        by=cast.officer,
        reason="The room is taken.",
    )


def cancelled():
    cast = meeting()
    gatherings.cancel(gathering=cast.gathering, reason="No quorum.", by=cast.officer)


def found():
    scene = world(1)
    bidder = OrganisationFactory(practice=True)
    scene.declares(scene.user("GP member"), bidder)
    item = scene.item(touches=scene.practice)
    changes.settle_pending(limit=1000)
    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)
    settle_items([item])


def pack_out():
    cast, matters = ready()
    dispatched(cast)
    reminders.schedule_all()
    return cast, matters


def supplemented():
    cast, matters = pack_out()
    PaperVersionFactory(
        is_tagged=True,
        paper__item=matters["Beta"],
        paper__sensitivity="public",
        content=tagged("Later", 1),
        pages=1,
    )
    pack = packs.request_supplement(gathering=cast.gathering, by=cast.officer)
    build_queued()
    pack.refresh_from_db()
    packs.send(pack=pack, by=cast.officer)


def recalled():
    cast, matters = pack_out()
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    build_queued()


def waived():
    cast, _ = ready()
    record = PreflightRecordFactory(
        gathering=cast.gathering,
        found=[{"committee": None, "check": "cover_gap", "waiver": 1}],
    )
    LetterFactory(
        kind=WAIVERS_LETTER,
        about=f"preflight:{record.pk}",
        person=cast.guardian.person,
    )


def irregular():
    scene = world(1)
    item = scene.item()
    scene.open(scene.person("GP member"))
    scene.decides(item, as_it_happened=True)


def held():
    scene = world(1)
    item = scene.item()
    scene.open()
    opened_action(scene, item, scene.person("Lay chair"))
    Gathering.objects.update(state=GatheringState.MINUTES_DRAFT)
    MinutesFactory(gathering=scene.gathering)
    reminders_after.schedule_all()


def gp_of_havering():
    havering = CcgFactory(name="NHS Havering CCG")
    officer = user_with_post(havering)
    committee = working_committee(organisation=havering, by=officer)
    return havering, officer, UserFactory(person=holder_of(committee, "GP member"))


def round_open():
    havering, officer, _gp = gp_of_havering()
    planned(havering, officer)
    ask_for_declarations()


def spoken():
    _havering, officer, gp = gp_of_havering()
    interests.record_for(
        person=gp.person,
        declaration=declaration(),
        source=SourceKind.MEETING,
        source_on=date(2016, 5, 31),
        source_reference="Meeting of 31 May 2016, item 4",
        by=officer,
    )


def interest_asked():
    _havering, officer, gp = gp_of_havering()
    reviews.ask(interest=declared(by=gp), words="How many hours?", by=officer)


def gift_asked():
    havering, officer, gp = gp_of_havering()
    entry = declared_gift(by=gp, organisation=havering, offered_on=date(2016, 5, 1))
    gift_questions.ask(entry=entry, words="Who else was there?", by=officer)


def breach():
    havering, _officer, _gp = gp_of_havering()
    reported(havering)


def mail_asked():
    LetterFactory(kind=MAIL_CHECK, about="person:1")


def together():
    cast = meeting()
    about = f"gathering:{cast.gathering.pk}"
    carrier = LetterFactory(kind=TOGETHER, about="letter:1", person=cast.chair.person)
    parts = Letter.objects.filter(
        about=about,
        person=cast.chair.person,
        kind__in=[ReminderKind.PAPER_DUE, ReminderKind.TREATMENT_WAITING],
    )
    assert parts.count() == 2
    parts.update(status="together", carrier=carrier, claimed_at=carrier.due_at)


SCENES = {
    CalendarKind.INVITED: meeting,
    CalendarKind.MOVED: moved,
    CalendarKind.CANCELLED: cancelled,
    ReminderKind.DECLARE_INTERESTS: meeting,
    ReminderKind.PAPER_DUE: meeting,
    ReminderKind.TREATMENT_WAITING: meeting,
    ReminderKind.CONFLICT_FOUND: found,
    ReminderKind.READ_PACK: pack_out,
    ReminderKind.MINUTES_TO_CHECK: held,
    ReminderKind.ACTION_DUE: held,
    "pack_sent": pack_out,
    "pack_recalled": recalled,
    "pack_supplement": supplemented,
    WAIVERS_LETTER: waived,
    "irregular_decision": irregular,
    ASKED: round_open,
    REMINDER: round_open,
    SPOKEN: spoken,
    SPOKEN_REMINDER: spoken,
    INTEREST_QUESTION: interest_asked,
    GIFT_QUESTION: gift_asked,
    BREACH_REPORTED: breach,
    MAIL_CHECK: mail_asked,
    TOGETHER: together,
}
KINDS = sorted(str(getattr(kind, "value", kind)) for kind in SCENES)


def test_every_kind_of_letter_has_a_scene():
    assert set(KINDS) == registry.kinds()


@pytest.mark.parametrize("kind", KINDS)
def test_letter_says_why_it_came_and_leads_to_one_page(kind):
    SCENES[kind]()

    said = [registry.render(one) for one in Letter.objects.filter(kind=kind)]

    written = [one for one in said if one is not None]
    assert written, "Nobody was written to: the scene shows nothing."
    for one in written:
        assert one.subject
        assert len(re.findall(r"You get this letter because [^.]+\.", one.text)) == 1
        links = re.findall(rf"{HOST}(/\S*)", one.text)
        assert len(links) == len(re.findall("https?:", one.text))
        assert all(resolve(link).url_name for link in links)
        if kind == TOGETHER:
            assert len(set(links)) == len(links) == 2
            assert one.text.count("You are told this because") == 2
        else:
            assert len(links) == 1
