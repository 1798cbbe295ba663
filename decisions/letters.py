"""The letters of this room: of an irregular decision, of minutes and of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core import clock
from core.verdict import Verdict, no
from core.web.dates import long_date
from decisions.actions.irregularities import guardians_of
from decisions.facts.reminders import action_of, part_to_check
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

NOT_ABOUT_ACTIONS = no("letter_not_yours", "This letter is not about your actions.")


@registry.selects("action")
def letters_about_actions(actor: Actor) -> Q:
    """Select the letters about actions from meetings whose record the actor keeps."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    kept = gatherings_kept_by(actor.person_id).order_by().values("pk")
    key = Concat(Value("action:"), Cast("pk", CharField()))
    actions = Action.objects.filter(item__gathering__in=kept).order_by()
    return Q(about__in=actions.annotate(key=key).values("key"))


@door.widens("manage", Letter)
def can_manage_letter_of_action(actor: Actor, letter: Letter) -> Verdict:
    """Say who mends letters about actions: the officers who keep the meeting's record."""
    topic, _, key = letter.about.partition(":")
    if topic != "action":
        return NOT_ABOUT_ACTIONS
    actions = Action.objects.select_related("item__gathering")
    action = actions.filter(pk=int(key)).first()
    return (
        door.may(actor, "record", action.item.gathering)
        if action
        else (NOT_ABOUT_ACTIONS)
    )


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


@registry.renders(ReminderKind.MINUTES_TO_CHECK)
def minutes_to_check(letter: Letter) -> Rendered | None:
    """Ask somebody who was there to check the minutes, until they are approved."""
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
        link="The minutes",
        path=reverse("decisions:minutes", args=[gathering.pk, part.value]),
        why="you chaired this meeting, or were there",
    )


@registry.renders(ReminderKind.ACTION_DUE)
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
