"""A meeting in every state, each taken there through the actions on its own days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from conflicts.enums import SourceKind
from core import clock
from meetings.actions import (
    attendances,
    conflict_rows,
    contributors,
    gatherings,
    treatments,
)
from meetings.enums import (
    Capacity,
    ContributorRole,
    PaperHandling,
    Participation,
    Sensitivity,
)
from meetings.models import UploadState
from packs.actions import building, packs
from tests.architecture.sweep.holding import approve, close, meet, write_out
from tests.architecture.sweep.planning import add_item, plan
from tests.architecture.sweep.states import AHEAD, HELD_ON, STATES, Scene
from tests.architecture.sweep.words import (
    DRAFT_TITLE,
    HIDDEN_COVER,
    HIDDEN_PAPER,
    HIDDEN_TEXT,
    HIDDEN_TITLE,
    LATE_PAPER,
    LATE_TEXT,
    LATE_TITLE,
    MEMBERS_FILE,
    MEMBERS_PAPER,
    MEMBERS_TEXT,
    PRIVATE_COVER,
    PRIVATE_FILE,
    PRIVATE_GROUND,
    PRIVATE_PAPER,
    PRIVATE_TEXT,
    PRIVATE_TITLE,
    WITHHELD_COVER,
    WITHHELD_FILE,
    WITHHELD_PAPER,
    WITHHELD_TEXT,
)
from tests.factories import meetings
from tests.factories.packs import PackRecallFactory
from tests.factories.papers import RedactedTwinFactory
from tests.factories.publishing import ReleaseFactory
from tests.factories.uploads import PaperUploadFactory
from tests.factories.ways_out import RemedyFactory
from tests.fixtures.laden_pdf import laden


if TYPE_CHECKING:
    from tests.architecture.sweep.world import World


def build_scenes(world: World) -> dict[str, Scene]:
    """Return a meeting of the same committees in every state."""
    scenes = {state: _build(world, state) for state in STATES}
    approve(world, [scenes["minutes"], scenes["published"]])
    return scenes


def _build(world: World, state: str) -> Scene:
    held_on = HELD_ON.get(state, AHEAD)
    with clock.standing_on(held_on - timedelta(days=30)):
        scene = _draft(world, state, held_on)
    with clock.standing_on(held_on - timedelta(days=25)):
        if scene.reaches("notice"):
            _announce(scene, world)
            _pack(scene, world)
        if state == "cancelled":
            gatherings.cancel(
                gathering=scene.gathering, reason="No room.", by=world.officer
            )
    with clock.standing_on(held_on):
        if scene.reaches("session"):
            meet(scene, world)
        if scene.reaches("held"):
            close(scene, world)
        if scene.reaches("minutes"):
            write_out(scene, world)
    _waiting(scene, world)
    scene.gathering.refresh_from_db()
    return scene


def _waiting(scene: Scene, world: World) -> None:
    """Leave Office files that failed, and a release that waits for another committee."""
    for name in ("open", "private"):
        scene.rows[f"upload_{name}"] = PaperUploadFactory(
            item=scene.items[name],
            title=f"{PRIVATE_PAPER} workbook" if name == "private" else "Workbook",
            uploaded_by=world.officer,
            state=UploadState.FAILED,
            failure="It could not be read.",
        )
    scene.rows["release"] = ReleaseFactory(
        item=scene.items["private"], sitting=scene.sittings[0]
    )


def _draft(world: World, state: str, held_on: date) -> Scene:
    gathering = plan(world, f"Committees in common, {state}", held_on)
    sittings = list(gathering.sittings.order_by("position"))
    scene = Scene(state, gathering, sittings)
    prefix = f"{DRAFT_TITLE} " if state == "draft" else ""
    scene.items = {
        "open": add_item(scene, f"{prefix}Open matter", touches_nobody=False),
        "private": add_item(
            scene,
            f"{prefix}{PRIVATE_TITLE} matter",
            PRIVATE_COVER,
            part="2",
            private_ground=f"{PRIVATE_GROUND} rents.",
            lead=world.person("author"),
        ),
        "withheld": add_item(scene, f"{prefix}Known matter", WITHHELD_COVER),
        "hidden": add_item(scene, f"{prefix}{HIDDEN_TITLE} matter", HIDDEN_COVER),
    }
    if not scene.reaches("notice"):
        _add_late(scene, prefix)
    for name in scene.items:
        _papers(scene, name, world)
    scene.rows |= {
        "sitting": sittings[0],
        "subject": meetings.ItemSubjectFactory(
            item=scene.items["open"], organisation=world.practice
        ),
        "attendance": attendances.attend(
            sitting=sittings[0],
            person=world.person("observer"),
            capacity=Capacity.OBSERVER,
            by=world.officer,
        ),
        "contributor": contributors.name(
            item=scene.items["open"],
            person=world.person("chair"),
            role=ContributorRole.REVIEWER,
            by=world.officer,
        ),
    }
    _redact(scene)
    _conflicts(scene, world)
    return scene


def _add_late(scene: Scene, prefix: str = "") -> None:
    scene.items["late"] = add_item(scene, f"{prefix}{LATE_TITLE} matter")


def _papers(scene: Scene, name: str, world: World) -> None:
    """Give an item its paper; the open one has another for members alone."""
    drafts = {
        "open": (
            ("open", "Report", "report.pdf", Sensitivity.PUBLIC, "Report"),
            (
                "members",
                f"{MEMBERS_PAPER} prices",
                f"{MEMBERS_FILE}.pdf",
                Sensitivity.PRIVATE,
                MEMBERS_TEXT,
            ),
        ),
        "private": (
            (
                "private",
                f"{PRIVATE_PAPER} rents",
                f"{PRIVATE_FILE}.pdf",
                Sensitivity.PRIVATE,
                PRIVATE_TEXT,
            ),
        ),
        "withheld": (
            (
                "withheld",
                f"{WITHHELD_PAPER} case",
                f"{WITHHELD_FILE}.pdf",
                Sensitivity.PUBLIC,
                WITHHELD_TEXT,
            ),
        ),
        "hidden": (
            ("hidden", HIDDEN_PAPER, "case.pdf", Sensitivity.PUBLIC, HIDDEN_TEXT),
        ),
        "late": (("late", LATE_PAPER, "late.pdf", Sensitivity.PUBLIC, LATE_TEXT),),
    }
    for key, title, file_name, sensitivity, text in drafts[name]:
        version = meetings.PaperVersionFactory(
            paper__item=scene.items[name],
            paper__title=title,
            paper__sensitivity=sensitivity,
            original_name=file_name,
            uploaded_by=world.officer,
            content=_written(text),
            pages=1,
            is_tagged=True,
        )
        scene.rows |= {f"version_{key}": version, f"paper_{key}": version.paper}


def _redact(scene: Scene) -> None:
    """Give the paper for members alone a redacted form, which the public may open."""
    version = scene.rows["version_members"]
    version.paper.is_redacted = True
    version.paper.save()
    scene.rows["twin"] = RedactedTwinFactory(
        version=version, title="Prices blacked out", content=_written("Blacked out")
    )


@cache
def _written(text: str) -> bytes:
    """Return a real PDF of one page that says a word in every place it has for one."""
    return laden(text)


def _conflicts(scene: Scene, world: World) -> None:
    """Keep one item's contents, and another's existence, from the GP at the table."""
    for name, sitting in (("withheld", 0), ("hidden", 1)):
        row = conflict_rows.add_by_hand(
            item=scene.items[name],
            sitting=scene.sittings[sitting],
            person=world.person("excluded"),
            words="is a partner in the practice",
            by=world.officer,
        )
        treatments.treat(
            rows=[row],
            participation=Participation.LEAVE_ITEM,
            papers=PaperHandling.WITHHELD,
            reason="A direct interest.",
            by=world.officer,
            ruled_by=world.person("chair"),
            source=SourceKind.TELEPHONE,
            ruled_on=clock.today(),
        )
        scene.rows[f"row_{name}"] = row


def _announce(scene: Scene, world: World) -> None:
    """Give notice, and put a matter on the agenda after it."""
    gatherings.give_notice(
        gathering=scene.gathering, reason="As agreed.", by=world.officer
    )
    scene.gathering.refresh_from_db()
    _add_late(scene)
    _papers(scene, "late", world)
    if scene.state == "notice":
        scene.rows["remedy"] = RemedyFactory(
            item=scene.items["late"], sitting=scene.sittings[0]
        )


def _pack(scene: Scene, world: World) -> None:
    """Build a pack, and send it unless the meeting has not come so far."""
    pack = packs.request(gathering=scene.gathering, by=world.officer)
    building.build_waiting()
    pack.refresh_from_db()
    if scene.reaches("pack"):
        pack = packs.send(pack=pack, by=world.officer)
        scene.gathering.refresh_from_db()
    scene.rows["pack"] = pack
    for role in ("seated", "excluded"):
        scene.rows[f"copy_{role}"] = pack.copies.get(person=world.person(role))
    scene.rows["recall"] = PackRecallFactory(
        copy__pack=pack,
        copy__person=world.person("seated"),
        copy__revoked_at=clock.now(),
        copy__revoked_by=world.officer,
        recalled_by=world.officer.label,
    )
