"""A meeting in common that can decide, and what it decides: through the actions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import factory

from commissioning.enums import PostRole
from commissioning.models import CommissioningLevel
from commissioning.values import Function, Level
from committees.models import Committee
from conflicts.enums import SourceKind
from conflicts.models import Interest
from core import clock
from decisions.actions import actions, decisions
from decisions.actions.decisions import Resolution
from decisions.enums import Effect, Method, Outcome
from decisions.models import (
    Action,
    Decision,
    MinuteNote,
    Minutes,
    MinutesApproval,
    MinutesCheck,
    RatificationDraft,
)
from meetings.actions import conflict_rows, presence, treatments
from meetings.enums import (
    CheckMoment,
    GatheringState,
    Moment,
    PaperHandling,
    Participation,
    Place,
    PresenceKind,
    Purpose,
    SubjectRole,
)
from meetings.models import ConflictRow, Gathering, Item, QuorumCheck, Sitting
from people.models import Person, User
from tests.factories import committees as bodies
from tests.factories.conflicts import declared
from tests.factories.meetings import (
    GatheringFactory,
    ItemFactory,
    ItemScopeFactory,
    ItemSubjectFactory,
    OrganisationFactory,
    SittingFactory,
    officer_of,
)
from tests.factories.people import PersonFactory, UserFactory


HELD_ON = date(2016, 6, 15)
OPENED = datetime(2016, 6, 15, 13, 0, tzinfo=UTC)
SEATS = tuple(draft.title for draft in bodies.SEATS)
_minutes = count(1)


@dataclass
class World:
    """Delegated committees in one room, with seats, quorum rules and an officer.

    Each committee wants three votes, one of them the GP's (see `bodies.QUORUM`).
    """

    gathering: Gathering
    sittings: list[Sitting]
    committees: list[Committee]
    officer: User
    guardian: Person
    practice: Any

    def person(self, title: str, which: int = 0) -> Person:
        """Return who holds a seat of one committee."""
        return bodies.holder_of(self.committees[which], title)

    def user(self, title: str, which: int = 0) -> User:
        """Return who holds a seat, able to sign in."""
        person = self.person(title, which)
        known = User.objects.filter(person=person).first()
        return known or UserFactory(person=person, password=None)

    def item(self, *sittings: Sitting, touches: Any = None, **fields: Any) -> Item:
        """Put an item for approval before sittings (all, unless some are given)."""
        item = ItemFactory(
            gathering=self.gathering,
            **{
                "purpose": Purpose.APPROVE,
                "function": Function.PREMISES,
                **fields,
            },
        )
        for sitting in sittings or self.sittings:
            ItemScopeFactory(item=item, sitting=sitting)
        if touches is not None:
            ItemSubjectFactory(
                item=item, organisation=touches, role=SubjectRole.APPLICANT
            )
        return item

    def everybody(self) -> list[Person]:
        """Return all holders of seats, each once."""
        people = {
            self.person(title, which).pk: self.person(title, which)
            for which in range(len(self.committees))
            for title in SEATS
        }
        return list(people.values())

    def open(self, *without: Person) -> None:
        """Open the room with everybody in it but some."""
        away = {person.pk for person in without}
        presence.open_with(
            gathering=self.gathering,
            persons=[one for one in self.everybody() if one.pk not in away],
            happened_at=OPENED,
            by=self.officer,
        )
        self.gathering.refresh_from_db()

    def moves(
        self,
        person: Person,
        kind: PresenceKind,
        item: Item,
        moment: Moment = Moment.BEFORE,
        place: Place | None = None,
    ) -> Any:
        """Record a coming or going at an item, a minute after the last."""
        return presence.record(
            gathering=self.gathering,
            person=person,
            kind=kind,
            place=place or (Place.TABLE if kind == PresenceKind.IN else Place.OUT),
            happened_at=OPENED + timedelta(minutes=next(_minutes)),
            item=item,
            moment=moment,
            by=self.officer,
        )

    def leaves(self, person: Person, item: Item, moment: Moment = Moment.BEFORE):
        """Record that somebody leaves at an item."""
        return self.moves(person, PresenceKind.OUT, item, moment)

    def returns(self, person: Person, item: Item, moment: Moment = Moment.BEFORE):
        """Record that somebody comes back at an item."""
        return self.moves(person, PresenceKind.IN, item, moment)

    def declares(self, user: User, organisation: Any = None, **said: Any) -> Interest:
        """Let somebody declare a partnership, in the practice unless told otherwise."""
        return declared(by=user, organisation=organisation or self.practice, **said)

    def rows(self, item: Item, person: Person | None = None) -> list[ConflictRow]:
        """Return the conflict rows of an item, in the order of the committees."""
        rows = ConflictRow.objects.filter(item=item)
        if person is not None:
            rows = rows.filter(person=person)
        return list(rows.order_by("sitting__position", "person"))

    def rules(
        self,
        rows: list[ConflictRow],
        participation: Participation = Participation.LEAVE_ITEM,
        papers: PaperHandling = PaperHandling.WITHHELD,
        *,
        chair: Person | None = None,
        reason: str = "A direct financial interest.",
    ) -> list[ConflictRow]:
        """Record, as the officer, what the convening chair ruled by telephone."""
        return treatments.treat(
            rows=rows,
            participation=participation,
            papers=papers,
            reason=reason,
            by=self.officer,
            ruled_by=chair or self.gathering.convening_chair,
            source=SourceKind.TELEPHONE,
            ruled_on=HELD_ON,
        )

    def dismisses(
        self, rows: list[ConflictRow], reason: str, *, chair: Person | None = None
    ) -> list[ConflictRow]:
        """Record, as the officer, what the chair found by telephone to be none."""
        return treatments.dismiss(
            rows=rows,
            reason=reason,
            by=self.officer,
            ruled_by=chair or self.gathering.convening_chair,
            source=SourceKind.TELEPHONE,
            ruled_on=HELD_ON,
        )

    def treated(self, item: Item, person: Person, **said: Any) -> list[ConflictRow]:
        """Settle an item and have the rows of one person ruled on."""
        conflict_rows.settle_items([item])
        return self.rules(self.rows(item, person), **said)

    def decides(
        self,
        item: Item,
        which: int = 0,
        outcome: Outcome = Outcome.APPROVED,
        wording: str = "The premises are approved.",
        *,
        as_it_happened: bool = False,
        by: User | None = None,
        **resolved: Any,
    ) -> Decision:
        """Record what one committee resolved."""
        return decisions.record(
            item=item,
            sitting=self.sittings[which],
            resolution=Resolution(outcome=outcome, wording=wording, **resolved),
            as_it_happened=as_it_happened,
            by=by or self.officer,
        )


def world(number: int = 3, **fields: Any) -> World:
    """Set up `number` committees in common that may decide, with one officer for all."""
    ccgs = [bodies.CcgFactory() for _ in range(number)]
    officer = UserFactory(password=None)
    guardian = PersonFactory()
    for ccg in ccgs:
        bodies.PostFactory(person=officer.person, organisation=ccg)
        bodies.PostFactory(person=guardian, organisation=ccg, role=PostRole.GUARDIAN)
    committees = [
        bodies.working_committee(organisation=ccg, by=officer) for ccg in ccgs
    ]
    for ccg in ccgs:
        CommissioningLevel.objects.create(
            ccg=ccg, level=Level.DELEGATED, from_on=date(2015, 4, 1)
        )
    gathering = GatheringFactory(
        **{
            "held_on": HELD_ON,
            "starts_at_time": time(14, 0),
            "state": GatheringState.NOTICE_GIVEN,
            "convening_chair": bodies.holder_of(committees[0], "Lay chair"),
            **fields,
        }
    )
    sittings = [
        SittingFactory(
            gathering=gathering,
            committee=committee,
            position=position,
            chair=bodies.holder_of(committee, "Lay chair"),
        )
        for position, committee in enumerate(committees)
    ]
    return World(
        gathering=gathering,
        sittings=sittings,
        committees=committees,
        officer=officer,
        guardian=guardian,
        practice=OrganisationFactory(practice=True),
    )


def next_meeting(scene: World, after: timedelta = timedelta(days=56)) -> World:
    """Return the next meeting of the same committees, opened with everybody there."""
    gathering = GatheringFactory(
        held_on=scene.gathering.held_on + after,
        starts_at_time=time(14, 0),
        state=GatheringState.NOTICE_GIVEN,
        convening_chair=scene.gathering.convening_chair,
    )
    sittings = [
        SittingFactory(
            gathering=gathering,
            committee=one.committee,
            position=one.position,
            chair=one.chair,
        )
        for one in scene.sittings
    ]
    following = replace(scene, gathering=gathering, sittings=sittings)
    following.open()
    return following


def opened_action(scene: World, item: Item, owner: Person) -> Action:
    """Return an action that an item gave somebody."""
    return actions.open_action(
        item=item,
        description="Write to the practice.",
        owner=owner,
        due_on=HELD_ON + timedelta(days=30),
        by=scene.officer,
    )


class QuorumCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QuorumCheck

    sitting = factory.SubFactory(SittingFactory)
    moment = CheckMoment.DECISION
    terms = factory.LazyAttribute(lambda one: one.sitting.committee.terms.first())
    is_quorate = True
    result = factory.LazyFunction(dict)
    checked_at = OPENED


class DecisionFactory(factory.django.DjangoModelFactory):
    """A row as the table takes it, without what it stands on."""

    class Meta:
        model = Decision

    sitting = factory.SubFactory(SittingFactory)
    item = factory.SubFactory(
        ItemFactory, gathering=factory.SelfAttribute("..sitting.gathering")
    )
    committee = factory.SelfAttribute("sitting.committee")
    year = 2016
    outcome = Outcome.NOTED
    wording = "The report was noted."
    method = Method.CONSENSUS
    effect = Effect.EFFECTIVE
    quorum_check = factory.SubFactory(
        QuorumCheckFactory, sitting=factory.SelfAttribute("..sitting")
    )
    decided_at = OPENED
    recorded_at = OPENED
    recorded_by = factory.SubFactory(UserFactory, password=None)


class RatificationDraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RatificationDraft

    decision = factory.SubFactory(
        DecisionFactory,
        effect=Effect.IRREGULAR,
        irregularities=[{"code": "not_quorate", "sentence": "No quorum."}],
    )
    words = "To consider again."
    drafted_at = OPENED


class MinuteNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MinuteNote

    item = factory.SubFactory(ItemFactory)
    words = "The chair opened the item."
    revision = 1
    written_at = OPENED
    written_by = factory.SubFactory(UserFactory, password=None)


class MinutesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Minutes

    gathering = factory.SubFactory(GatheringFactory)
    part = "1"
    issue = 1
    sections = factory.LazyFunction(lambda: {"items": []})
    file = "minutes/none.pdf"
    sha256 = "0" * 64
    written_at = OPENED
    written_by = factory.SubFactory(UserFactory, password=None)


class MinutesApprovalFactory(factory.django.DjangoModelFactory):
    """A row as the table takes it: whether the decision came later is not asked."""

    class Meta:
        model = MinutesApproval

    sitting = factory.SubFactory(SittingFactory)
    part = "1"
    minutes = factory.SubFactory(
        MinutesFactory, gathering=factory.SelfAttribute("..sitting.gathering")
    )
    decision = factory.SubFactory(DecisionFactory)
    recorded_at = OPENED
    recorded_by = factory.SubFactory(UserFactory, password=None)


class MinutesCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MinutesCheck

    minutes = factory.SubFactory(MinutesFactory)
    person = factory.SubFactory(PersonFactory)
    checked_at = OPENED
    checked_by = factory.SubFactory(UserFactory, password=None)


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Action

    item = factory.SubFactory(ItemFactory)
    description = "Write to the practice."
    owner = factory.SubFactory(PersonFactory)
    due_on = HELD_ON
    opened_at = factory.LazyFunction(clock.now)
    opened_by = factory.SubFactory(UserFactory, password=None)


def neighbour() -> User:
    """Return an officer of another body altogether."""
    return officer_of(bodies.working_committee())
