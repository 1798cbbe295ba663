"""A world with planted secrets: three meetings of the same committees, one cast.

What is withheld from somebody is planted with words that occur nowhere else: see
`words`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from committees.rules.quorum_result import QuorumResult
from conflicts.enums import TieWay
from core import clock
from decisions.enums import Effect, Outcome
from decisions.models import Decision
from meetings.enums import (
    Capacity,
    ConflictState,
    GatheringState,
    Place,
    PresenceKind,
    Sensitivity,
)
from meetings.models import (
    Attendance,
    ConflictGround,
    ConflictRow,
    Gathering,
    Item,
    PresenceEvent,
)
from packs.facts.contents import Contents
from people.models import User
from tests.architecture.sweep.registers import build_registers, versioned
from tests.architecture.sweep.words import (
    DRAFT_TITLE,
    HIDDEN_COVER,
    HIDDEN_PAPER,
    HIDDEN_TITLE,
    LATE_PAPER,
    LATE_TITLE,
    LETTER,
    MEMBERS_FILE,
    MEMBERS_PAPER,
    NOTE,
    PRIVATE_ACTION,
    PRIVATE_COVER,
    PRIVATE_DECISION,
    PRIVATE_FILE,
    PRIVATE_GROUND,
    PRIVATE_PAPER,
    PRIVATE_TITLE,
    WITHHELD_COVER,
    WITHHELD_FILE,
    WITHHELD_PAPER,
)
from tests.factories import decisions as deciding
from tests.factories import meetings
from tests.factories.commissioning import OrganisationFactory
from tests.factories.conflicts import InterestFactory
from tests.factories.notices import LetterFactory
from tests.factories.packs import PackCopyFactory, PackFactory
from tests.factories.people import UserFactory
from tests.factories.room import StandingRulingScopeFactory
from tests.factories.ways_out import OutsideClinicianFactory, RemedyFactory


QUORATE = QuorumResult(
    is_quorate=True,
    counted=(),
    not_counted=(),
    clauses=(),
    fragile=(),
    rule_version="1",
)
STATES = {
    "draft": GatheringState.DRAFT,
    "notice": GatheringState.NOTICE_GIVEN,
    "held": GatheringState.HELD,
    "cancelled": GatheringState.CANCELLED,
}
ROLES = (
    "public",
    "outsider",
    "observer",
    "excluded",
    "seated",
    "chair",
    "guardian",
    "officer",
    "admin",
)


@dataclass
class Scene:
    """One gathering in one state with what hangs on it; items by name."""

    state: str
    gathering: Gathering
    items: dict[str, Item]
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """The scenes by state, who comes to them, and what belongs to no meeting."""

    cast: meetings.Cast
    users: dict[str, User]
    scenes: dict[str, Scene]
    interest: Any
    letter: Any
    practice: Any
    registers: dict[str, Any] = field(default_factory=dict)

    def user(self, role: str) -> User | None:
        """Return who comes in a role; nobody signed in for the public."""
        return self.users.get(role)


def build_world() -> World:
    """Build it, once for all the questions."""
    cast = meetings.gather(2)
    hiding = cast.committees[1]
    TermsOfReference.objects.filter(committee=hiding).update(
        withholding_policy=WithholdingPolicy.HIDE_TITLE
    )
    seated = UserFactory(password=None)
    seat = meetings.add_seat(cast.committees[0], "Second GP")
    meetings.seat_person(seat, seated.person)
    users = {
        "outsider": cast.neighbour_officer,
        "observer": cast.observer,
        "excluded": cast.gp_seated,
        "seated": seated,
        "chair": cast.chair,
        "guardian": cast.guardian,
        "officer": cast.officer,
        "admin": UserFactory(password=None, person=None, administrator=True),
    }
    world = World(
        cast=cast,
        users=users,
        scenes={},
        practice=OrganisationFactory(),
        interest=InterestFactory(
            person=cast.gp_seated.person,
            recorded_by=cast.officer,
            restricted_note=f"{NOTE} of the partner.",
        ),
        letter=LetterFactory(
            about="sweep:1",
            person=seated.person,
            status="sent",
            claimed_at=clock.now(),
            sent_at=clock.now(),
            message_id="<sweep@quorate.example>",
            addressed_to=seated.person.email,
            subject=f"{LETTER} notice",
            text=f"{LETTER} words.",
        ),
    )
    StandingRulingScopeFactory(
        ruling__number=1,
        ruling__ways=[TieWay.LANDLORD],
        ruling__recorded_by=cast.officer,
        committee=cast.committees[0],
    )
    for name, state in STATES.items():
        world.scenes[name] = _build_scene(world, name, state)
    versioned(world.interest)
    world.registers = build_registers(
        ccg=cast.committees[0].organisations.get(),
        practice=world.practice,
        person=cast.gp_seated.person,
        by=cast.officer,
        owner=cast.gp_seated,
    )
    world.registers["clinician"] = OutsideClinicianFactory(
        organisation=cast.committees[0].organisations.get()
    )
    return world


def _build_scene(world: World, name: str, state: GatheringState) -> Scene:
    cast = world.cast
    gathering = meetings.GatheringFactory(group=cast.group, state=state)
    sittings = [
        meetings.SittingFactory(
            gathering=gathering, committee=committee, position=position
        )
        for position, committee in enumerate(cast.committees)
    ]
    attendance = Attendance.objects.create(
        sitting=sittings[0],
        person=cast.observer.person,
        capacity=Capacity.OBSERVER,
    )
    prefix = f"{DRAFT_TITLE} " if name == "draft" else ""
    items = {
        "open": _item(gathering, f"{prefix}Open matter"),
        "private": _item(
            gathering,
            f"{prefix}{PRIVATE_TITLE} matter",
            PRIVATE_COVER,
            part="2",
            private_ground=f"{PRIVATE_GROUND} rents.",
        ),
        "withheld": _item(gathering, f"{prefix}Known matter", WITHHELD_COVER),
        "hidden": _item(gathering, f"{prefix}{HIDDEN_TITLE} matter", HIDDEN_COVER),
        "late": _item(gathering, f"{prefix}{LATE_TITLE} matter"),
    }
    if name != "draft":
        _announce(items, cast.committees[0])
    for item in items.values():
        for sitting in sittings:
            meetings.ItemScopeFactory(item=item, sitting=sitting)
    scene = Scene(name, gathering, items)
    scene.extra = {
        "sittings": sittings,
        "attendance": attendance,
        "sitting": sittings[0],
        "remedy": RemedyFactory(item=items["late"], sitting=sittings[0]),
        "subject": meetings.ItemSubjectFactory(item=items["open"]),
        "contributor": meetings.ItemContributorFactory(item=items["open"]),
        "presence": PresenceEvent.objects.create(
            gathering=gathering,
            person=world.users["seated"].person,
            kind=PresenceKind.IN,
            place=Place.TABLE,
            happened_at=clock.now(),
            recorded_at=clock.now(),
            recorded_by=cast.officer,
        ),
        **_papers(scene, cast.officer),
        **_conflicts(scene, sittings, cast.gp_seated),
        **_pack(scene, world),
    }
    if name == "held":
        scene.extra |= _decided(scene, sittings, world)
    return scene


def _item(gathering: Gathering, title: str, cover: str = "", **fields: Any) -> Item:
    item = meetings.ItemFactory(gathering=gathering, title=title, **fields)
    meetings.CoverSheetFactory(item=item, summary=f"{cover} The practices ask.")
    return item


def _announce(items: dict[str, Item], committee: Any) -> None:
    """Give every matter of which notice was given its reference."""
    for name, item in items.items():
        if name != "late":
            item.reference_committee = committee
            item.reference = f"PCC16/{item.pk:03}"
            item.save()


def _papers(scene: Scene, officer: User) -> dict[str, Any]:
    """Give each item a paper, and the open one a paper for members alone."""
    drafts = {
        "open": ("open", "Report", "report.pdf", Sensitivity.PUBLIC),
        "members": (
            *("open", f"{MEMBERS_PAPER} prices", f"{MEMBERS_FILE}.pdf"),
            Sensitivity.PRIVATE,
        ),
        "private": (
            *("private", f"{PRIVATE_PAPER} rents", f"{PRIVATE_FILE}.pdf"),
            Sensitivity.PRIVATE,
        ),
        "withheld": (
            *("withheld", f"{WITHHELD_PAPER} case", f"{WITHHELD_FILE}.pdf"),
            Sensitivity.PUBLIC,
        ),
        "hidden": ("hidden", HIDDEN_PAPER, "case.pdf", Sensitivity.PUBLIC),
        "late": ("late", LATE_PAPER, "late.pdf", Sensitivity.PUBLIC),
    }
    versions = {
        f"version_{name}": meetings.PaperVersionFactory(
            paper__item=scene.items[item],
            paper__title=title,
            paper__sensitivity=sensitivity,
            original_name=file_name,
            uploaded_by=officer,
        )
        for name, (item, title, file_name, sensitivity) in drafts.items()
    }
    papers = {
        name.replace("version", "paper"): version.paper
        for name, version in versions.items()
    }
    return versions | papers


def _conflicts(scene: Scene, sittings: list[Any], user: User) -> dict[str, Any]:
    """Keep one item's contents, and another's existence, from the GP at the table."""
    rows = {
        "row_withheld": ConflictRow.objects.create(
            item=scene.items["withheld"],
            sitting=sittings[0],
            person=user.person,
            state=ConflictState.ACCEPTED,
        ),
        "row_hidden": ConflictRow.objects.create(
            item=scene.items["hidden"],
            sitting=sittings[1],
            person=user.person,
            state=ConflictState.ACCEPTED,
        ),
    }
    for row in rows.values():
        ConflictGround.objects.create(
            row=row, trace="is a partner in the practice", fingerprint="0" * 64
        )
    return rows


def _pack(scene: Scene, world: World) -> dict[str, Any]:
    """Send a pack: a copy for the member, and one without pages for the excluded."""
    how = {"built": True} if scene.state == "draft" else {"sent": True}
    pack = PackFactory(
        gathering=scene.gathering, requested_by=world.users["officer"], **how
    )
    copies = {
        f"copy_{role}": PackCopyFactory(
            pack=pack,
            person=world.users[role].person,
            contents=_contents(scene, without).as_json(),
        )
        for role, without in (("seated", ()), ("excluded", ("withheld", "hidden")))
    }
    return {"pack": pack, **copies}


def _contents(scene: Scene, without: tuple[str, ...]) -> Contents:
    """Say what a copy gives that goes without some of the items."""
    return Contents(
        items=tuple(row.pk for name, row in scene.items.items() if name not in without),
        titles=tuple(row.pk for name, row in scene.items.items() if name != "hidden"),
        excluded=tuple(scene.items[name].pk for name in without),
    )


def _decided(scene: Scene, sittings: list[Any], world: World) -> dict[str, Any]:
    officer, owner = world.users["officer"], world.users["seated"].person
    decisions = {
        f"decision_{name}": _decision(item, sittings[0], name, officer)
        for name, item in scene.items.items()
    }
    minutes = {
        f"minutes_{part}": deciding.MinutesFactory(
            gathering=scene.gathering,
            part=part,
            file=ContentFile(b"%PDF-1.7 minutes", name="minutes.pdf"),
            sections={"items": [{"id": scene.items[name].pk} for name in names]},
            written_by=officer,
        )
        for part, names in (("1", ("open", "withheld", "hidden")), ("2", ("private",)))
    }
    deciding.MinuteNoteFactory(
        item=scene.items["private"],
        words=f"{PRIVATE_DECISION} was said.",
        written_by=officer,
    )
    deciding.ActionFactory(
        item=scene.items["private"],
        owner=world.users["chair"].person,
        description=f"{PRIVATE_ACTION}: see the landlord.",
        opened_by=officer,
    )
    action = deciding.ActionFactory(
        item=scene.items["open"], owner=owner, opened_by=officer
    )
    approval = deciding.MinutesApprovalFactory(
        sitting=sittings[0],
        minutes=minutes["minutes_1"],
        decision=decisions["decision_open"],
        recorded_by=officer,
    )
    return {"action": action, "approval": approval, **decisions, **minutes}


def _decision(item: Item, sitting: Any, name: str, officer: User) -> Decision:
    words = {
        "private": f"{PRIVATE_DECISION} rents were approved.",
        "withheld": f"{WITHHELD_COVER} was approved.",
        "hidden": f"{HIDDEN_COVER} was approved.",
    }
    return deciding.DecisionFactory(
        item=item,
        sitting=sitting,
        outcome=Outcome.APPROVED,
        wording=words.get(name, "The report was approved."),
        effect=Effect.EFFECTIVE,
        quorum_check__result=QUORATE.to_json(),
        recorded_by=officer,
    )


def names_of(scene: Scene) -> SimpleNamespace:
    """Return the scene's rows under short names, for the table's addresses."""
    return SimpleNamespace(
        **scene.extra,
        gathering=scene.gathering,
        **{f"item_{name}": item for name, item in scene.items.items()},
    )
