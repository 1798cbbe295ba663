"""The letters of this room: of an irregular decision, of minutes and of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core import clock
from core.verdict import Verdict, no
from core.web.dates import long_date
from decisions.actions.irregularities import guardians_of
from decisions.facts.checks import part_to_check
from decisions.facts.reminders import action_of
from decisions.models import Action, Decision
from meetings.enums import GatheringState, ReminderKind
from meetings.facts.keepers import gatherings_kept_by
from meetings.letters.gatherings import gathering_of
from notices import registry
from notices.models import Letter
from notices.words import write
from people import door
from people.models import User


if TYPE_CHECKING:
    from notices.values import Rendered
    from people.actors import Actor

TOPICS: dict[str, type[Decision | Action]] = {"decision": Decision, "action": Action}
NOT_ABOUT_THESE = no(
    "letter_not_yours",
    "This letter is not about a decision or an action of your committees.",
)


@registry.selects("decision")
def letters_about_decisions(actor: Actor) -> Q:
    """Select the letters about decisions of meetings whose record the actor keeps.

    Who keeps a record reads every item of it (docs/field.md 9.10).
    """
    return _kept_by(actor, "decision")


@registry.selects("action")
def letters_about_actions(actor: Actor) -> Q:
    """Select the letters about actions from meetings whose record the actor keeps."""
    return _kept_by(actor, "action")


@registry.belongs("decision")
def decision_letters_of_a_gathering(gathering: int) -> Q:
    """Select the letters about decisions of a gathering (its key)."""
    return _about("decision", Q(item__gathering=gathering))


@registry.belongs("action")
def action_letters_of_a_gathering(gathering: int) -> Q:
    """Select the letters about actions from a gathering (its key)."""
    return _about("action", Q(item__gathering=gathering))


@door.widens("manage", Letter)
def can_manage_letter_about_a_decision(actor: Actor, letter: Letter) -> Verdict:
    """Say who mends letters about decisions and actions: who keep that record."""
    topic, _, key = letter.about.partition(":")
    if topic not in TOPICS:
        return NOT_ABOUT_THESE
    rows: Any = TOPICS[topic]._default_manager.select_related("item__gathering")
    found = rows.filter(pk=int(key)).first()
    if found is None:
        return NOT_ABOUT_THESE
    return door.may(actor, "record", found.item.gathering)


def _kept_by(actor: Actor, topic: str) -> Q:
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    kept = gatherings_kept_by(actor.person_id).order_by().values("pk")
    return _about(topic, Q(item__gathering__in=kept))


def _about(topic: str, which: Q) -> Q:
    rows: Any = TOPICS[topic]._default_manager.filter(which).order_by()
    key = Concat(Value(f"{topic}:"), Cast("pk", CharField()))
    return Q(about__in=rows.annotate(key=key).values("key"))


@registry.renders("irregular_decision")
def irregular_decision(letter: Letter) -> Rendered | None:
    """Tell a guardian that a decision was recorded without effect; name no item."""
    decision = (
        Decision.objects.select_related("committee", "item__gathering")
        .filter(pk=int(letter.about.partition(":")[2]))
        .first()
    )
    if decision is None or letter.person not in guardians_of(
        decision, day=clock.today()
    ):
        return None
    return write(
        letter.person,
        subject=f"A decision of {decision.committee.short_name} has no effect",
        words=(
            f"A decision of {decision.committee.name} was recorded as irregular: it "
            "has no effect. A breach and a ratification were drafted for you."
        ),
        link="Read why",
        path=reverse("decisions:item", args=[decision.item_id]),
        why="you are the conflicts of interest guardian",
    )


@registry.renders(
    ReminderKind.MINUTES_TO_CHECK, reminder="Check the minutes", is_optional=True
)
def minutes_to_check(letter: Letter) -> Rendered | None:
    """Ask somebody who was there to check the minutes, until they have or none is left."""
    gathering = gathering_of(letter)
    if gathering is None or gathering.state != GatheringState.MINUTES_DRAFT:
        return None
    part = part_to_check(letter.person_id, gathering)
    if part is None:
        return None
    day = long_date(gathering.held_on)
    return write(
        letter.person,
        subject=f"Minutes to check: {gathering.title}, {day}",
        words=(
            f"The minutes of {gathering.title} on {day} are in draft. Is what they say "
            "of you, and of what was decided, right? Tell the governance officer of "
            "anything that is wrong before a committee approves them."
        ),
        link="The minutes, where you say that you have checked them",
        path=reverse("decisions:minutes", args=[gathering.pk, part.value]),
        why="you chaired this meeting, or were there",
    )


@registry.renders(
    ReminderKind.ACTION_DUE, reminder="Do what you undertook", is_optional=True
)
def action_due(letter: Letter) -> Rendered | None:
    """Remind somebody of an action, unless it is done, another's, or kept from them."""
    action = action_of(letter)
    if action is None:
        return None
    gathering, day = action.item.gathering, long_date(action.due_on)
    falls = "was due" if action.due_on < clock.today() else "is due"
    return write(
        letter.person,
        subject=f"An action of yours {falls} on {day}",
        words=(
            f"An action that you were given at {gathering.title} on "
            f"{long_date(gathering.held_on)} {falls} on {day}, and is still open."
        ),
        link="Read it, and say what was done",
        path=reverse("decisions:action_close", args=[action.pk]),
        why="you own this action",
    )
