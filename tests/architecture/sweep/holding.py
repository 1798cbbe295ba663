"""From the opened room to published minutes: what happens at the world's meetings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import clock
from decisions.actions import actions, approvals, decisions, minutes
from decisions.actions.decisions import Resolution
from decisions.enums import Outcome
from meetings.actions import gatherings, presence
from meetings.enums import (
    GatheringState,
    Moment,
    PaperAvailability,
    Part,
    Place,
    PresenceKind,
)
from publishing.actions import minutes as publication
from tests.architecture.sweep.planning import add_item, plan
from tests.architecture.sweep.states import TODAY, Scene
from tests.architecture.sweep.words import (
    HIDDEN_COVER,
    PRIVATE_ACTION,
    PRIVATE_DECISION,
    WITHHELD_COVER,
)


if TYPE_CHECKING:
    from datetime import date

    from tests.architecture.sweep.world import World

WORDS = {
    "private": f"{PRIVATE_DECISION} rents were approved.",
    "withheld": f"{WITHHELD_COVER} was approved.",
    "hidden": f"{HIDDEN_COVER} was approved.",
}


def meet(scene: Scene, world: World) -> None:
    """Hold the meeting: the GP goes out for two matters, and all are approved."""
    people = {
        seat.appointments.get().person
        for committee in world.committees
        for seat in committee.seats.all()
    }
    presence.open_with(
        gathering=scene.gathering,
        persons=sorted(people, key=lambda one: one.pk),
        happened_at=scene.at(13),
        by=world.officer,
    )
    scene.gathering.refresh_from_db()
    for minute, name in enumerate(("withheld", "hidden")):
        for kind, moment in (
            (PresenceKind.OUT, Moment.BEFORE),
            (PresenceKind.IN, Moment.AFTER),
        ):
            event = presence.record(
                gathering=scene.gathering,
                person=world.person("excluded"),
                kind=kind,
                place=Place.OUT if kind == PresenceKind.OUT else Place.TABLE,
                happened_at=scene.at(13, 10 * minute + (kind == PresenceKind.IN)),
                item=scene.items[name],
                moment=moment,
                by=world.officer,
            )
    scene.rows["presence"] = event
    for name, item in scene.items.items():
        scene.rows[f"decision_{name}"] = decisions.record(
            item=item,
            sitting=scene.sittings[0],
            resolution=Resolution(
                outcome=Outcome.APPROVED,
                wording=WORDS.get(name, "The report was approved."),
            ),
            by=world.officer,
        )
    minutes.note(
        item=scene.items["private"],
        words=f"{PRIVATE_DECISION} was said.",
        revision=0,
        by=world.officer,
    )
    due_on = scene.gathering.held_on + timedelta(days=30)
    actions.open_action(
        item=scene.items["private"],
        owner=world.person("chair"),
        description=f"{PRIVATE_ACTION}: see the landlord.",
        due_on=due_on,
        by=world.officer,
    )
    scene.rows["action"] = actions.open_action(
        item=scene.items["open"],
        owner=world.person("seated"),
        description="Write to the practice.",
        due_on=due_on,
        by=world.officer,
    )


def close(scene: Scene, world: World) -> None:
    """Let the other committee decide as well, and close the meeting."""
    for item in scene.items.values():
        decisions.record(
            item=item,
            sitting=scene.sittings[1],
            resolution=Resolution(outcome=Outcome.NOTED, wording="It was noted."),
            by=world.officer,
        )
    gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=world.officer
    )
    scene.gathering.refresh_from_db()


def write_out(scene: Scene, world: World) -> None:
    for part in Part:
        scene.rows[f"minutes_{part.value}"] = minutes.write_out(
            gathering=scene.gathering, part=part, by=world.officer
        )


def approve(world: World, scenes: list[Scene]) -> None:
    """Let a later meeting approve minutes: one committee's of one, everything of another."""
    held_on = TODAY - timedelta(days=7)
    with clock.standing_on(held_on):
        decided = _later_decisions(world, held_on)
        first, last = scenes
        (first.rows["approval"],) = approvals.approve(
            gathering=first.gathering,
            part=Part.ONE,
            decisions=[decided[Part.ONE][0]],
            by=world.officer,
        )
        for part in Part:
            made = approvals.approve(
                gathering=last.gathering,
                part=part,
                decisions=decided[part],
                by=world.officer,
            )
            last.rows["approval"] = made[0]
            last.rows[f"minutes_{part.value}"] = last.gathering.minutes.filter(
                part=part
            ).first()
        last.gathering.refresh_from_db()
        publication.publish(gathering=last.gathering, by=world.officer)
    for scene in scenes:
        scene.gathering.refresh_from_db()


def _later_decisions(world: World, held_on: date) -> dict[Part, list[Any]]:
    scene = Scene("notice", plan(world, "The meeting after", held_on), [])
    scene.sittings = list(scene.gathering.sittings.order_by("position"))
    verbal = {"availability": PaperAvailability.VERBAL}
    items = {
        Part.ONE: add_item(scene, "Minutes of the last meeting", **verbal),
        Part.TWO: add_item(
            scene,
            "Minutes of the private part",
            part="2",
            private_ground="Commercial rents.",
            **verbal,
        ),
    }
    gatherings.give_notice(
        gathering=scene.gathering, reason="As agreed.", by=world.officer
    )
    scene.gathering.refresh_from_db()
    presence.open_with(
        gathering=scene.gathering,
        persons=[
            seat.appointments.get().person
            for committee in world.committees
            for seat in committee.seats.all()
        ],
        happened_at=scene.at(13),
        by=world.officer,
    )
    scene.gathering.refresh_from_db()
    return {
        part: [
            decisions.record(
                item=item,
                sitting=sitting,
                resolution=Resolution(
                    outcome=Outcome.APPROVED, wording="The minutes are approved."
                ),
                by=world.officer,
            )
            for sitting in scene.sittings
        ]
        for part, item in items.items()
    }
