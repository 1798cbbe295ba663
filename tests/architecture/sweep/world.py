"""A world with planted secrets: one cast, and a meeting of theirs in every state.

Nothing but drafts is made by factories: from the notice to the published minutes every
meeting got where it is through the actions, each on its own day. What is withheld from
somebody is planted with words that occur nowhere else: see `words`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from commissioning.enums import PostRole
from commissioning.models import CommissioningLevel
from commissioning.values import Level
from committees.actions import appointments, assistants, deputies
from committees.actions.drafts import SeatDraft
from committees.enums import SeatCategory, WithholdingPolicy
from conflicts.enums import TieWay
from core import clock
from people.models import User
from tests.architecture.sweep.registers import build_registers, versioned
from tests.architecture.sweep.scenes import build_scenes
from tests.architecture.sweep.states import TODAY
from tests.architecture.sweep.words import LETTER, NOTE
from tests.factories import committees as bodies
from tests.factories.commissioning import OrganisationFactory
from tests.factories.conflicts import AttestationFactory, InterestFactory
from tests.factories.notices import LetterFactory, ReturnedMailFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.room import StandingRulingScopeFactory
from tests.factories.ways_out import OutsideClinicianFactory


if TYPE_CHECKING:
    from committees.models import Committee, GroupInCommon
    from people.models import Person
    from tests.architecture.sweep.states import Scene

ROLES = (
    "public",
    "outsider",
    "nextdoor",
    "author",
    "observer",
    "deputy",
    "excluded",
    "seated",
    "chair",
    "guardian",
    "auditor",
    "officer",
    "admin",
)
SEATS = (*bodies.SEATS, SeatDraft("Second GP", SeatCategory.GP))


@dataclass
class World:
    """The scenes by state, who comes to them, and what belongs to no meeting."""

    committees: list[Committee]
    group: GroupInCommon
    users: dict[str, User]
    interest: Any = None
    letter: Any = None
    returned: Any = None
    practice: Any = None
    scenes: dict[str, Scene] = field(default_factory=dict)
    registers: dict[str, Any] = field(default_factory=dict)

    @property
    def officer(self) -> User:
        """Return who keeps the record of all the committees."""
        return self.users["officer"]

    def person(self, role: str) -> Person:
        """Return the person who comes in a role."""
        person = self.users[role].person
        assert person is not None
        return person


def build_world() -> World:
    """Build it, once for all the questions; it stands on `TODAY`."""
    with clock.standing_on(TODAY - timedelta(days=60)):
        world = _committees()
        _declarations(world)
    world.scenes = build_scenes(world)
    _beside_the_meetings(world)
    return world


def _committees() -> World:
    """Two delegated committees in common, a third one elsewhere, and who comes."""
    ccgs = [bodies.CcgFactory() for _ in range(2)]
    users = {
        "officer": UserFactory(password=None),
        "observer": UserFactory(password=None),
        "author": UserFactory(password=None),
        "guardian": _post(ccgs[0], PostRole.GUARDIAN),
        "auditor": _post(ccgs[0], PostRole.AUDITOR),
        "admin": UserFactory(password=None, person=None, administrator=True),
    }
    for ccg in ccgs:
        bodies.PostFactory(person=users["officer"].person, organisation=ccg)
    committees = [_committee(ccg, users["officer"]) for ccg in ccgs]
    for ccg in ccgs:
        CommissioningLevel.objects.create(
            ccg=ccg, level=Level.DELEGATED, from_on=bodies.BEGINNING
        )
    committees[1].terms.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    elsewhere = bodies.CcgFactory()
    users["outsider"] = _post(elsewhere, PostRole.OFFICER)
    neighbours = _committee(elsewhere, users["outsider"])
    group = bodies.formed_group(*committees, by=users["officer"], slug="in-common")
    first = committees[0]
    users |= {
        "nextdoor": _holder(neighbours, "GP member"),
        "excluded": _holder(first, "GP member"),
        "seated": _holder(first, "Second GP"),
        "chair": _holder(first, "Lay chair"),
        "deputy": UserFactory(password=None),
    }
    deputies.name(
        seat=bodies.seat_of(first, "GP member"),
        person=users["deputy"].person,
        from_on=bodies.BEGINNING,
        by=users["officer"],
    )
    assistants.name(
        appointment=bodies.seat_of(first, "GP member").appointments.get(),
        person=PersonFactory(),
        from_on=bodies.BEGINNING,
        by=users["officer"],
    )
    return World(
        committees=committees,
        group=group,
        users={role: users[role] for role in ROLES if role in users},
    )


def _committee(ccg: Any, officer: User) -> Committee:
    """Set up a committee that may decide without the GP who is excluded."""
    committee = bodies.established(organisation=ccg, by=officer)
    bodies.adopted(committee, by=officer, seats=SEATS)
    for seat in committee.seats.all():
        appointments.appoint(
            seat=seat, person=PersonFactory(), from_on=bodies.BEGINNING, by=officer
        )
    return committee


def _post(ccg: Any, role: PostRole) -> User:
    user = UserFactory(password=None)
    bodies.PostFactory(person=user.person, organisation=ccg, role=role)
    return user


def _holder(committee: Committee, title: str) -> User:
    return UserFactory(person=bodies.holder_of(committee, title), password=None)


def _declarations(world: World) -> None:
    """Let everybody have declared: one an interest with a note, the others nothing."""
    world.practice = OrganisationFactory()
    world.interest = versioned(
        InterestFactory(
            person=world.person("excluded"),
            recorded_by=world.officer,
            restricted_note=f"{NOTE} of the partner.",
        )
    )
    people = {
        seat.appointments.get().person
        for committee in world.committees
        for seat in committee.seats.all()
    } | {world.person("deputy"), world.person("author")}
    for person in sorted(people, key=lambda one: one.pk):
        AttestationFactory(person=person, recorded_by=world.officer)


def _beside_the_meetings(world: World) -> None:
    seated, officer = world.person("seated"), world.officer
    world.letter = LetterFactory(
        about="sweep:1",
        person=seated,
        status="sent",
        claimed_at=clock.now(),
        sent_at=clock.now(),
        message_id="<sweep@quorate.example>",
        addressed_to=seated.email,
        subject=f"{LETTER} notice",
        text=f"{LETTER} words.",
    )
    world.returned = ReturnedMailFactory()
    StandingRulingScopeFactory(
        ruling__number=1,
        ruling__ways=[TieWay.LANDLORD],
        ruling__recorded_by=officer,
        committee=world.committees[0],
    )
    ccg = world.committees[0].organisations.get()
    world.registers = build_registers(
        ccg=ccg,
        practice=world.practice,
        person=world.person("excluded"),
        by=officer,
        owner=world.users["excluded"],
    )
    world.registers["clinician"] = OutsideClinicianFactory(organisation=ccg)


def names_of(scene: Scene) -> SimpleNamespace:
    """Return the scene's rows under short names, for the table's addresses."""
    return SimpleNamespace(
        **scene.rows,
        gathering=scene.gathering,
        **{f"item_{name}": item for name, item in scene.items.items()},
    )
