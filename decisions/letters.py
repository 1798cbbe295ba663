"""The letters of this room: the guardian hears of an irregular decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core import clock
from core.verdict import Verdict, no
from decisions.actions.irregularities import guardians_of
from decisions.models import Decision
from meetings.facts.keepers import gatherings_kept_by
from notices import registry
from notices.models import Letter
from notices.values import Rendered
from people import door
from people.models import User


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.actors import Actor

TOPIC = "decision"
NOT_ABOUT_A_DECISION = no(
    "letter_not_yours", "This letter is not about a decision of your committees."
)


@registry.selects(TOPIC)
def letters_about_decisions(actor: Actor) -> Q:
    """Select the letters about decisions of meetings whose record the actor keeps.

    Who keeps a record reads every item of it (docs/field.md 9.10).
    """
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    kept = gatherings_kept_by(actor.person_id).order_by().values("pk")
    return _about(Decision.objects.filter(item__gathering__in=kept))


@registry.belongs(TOPIC)
def decision_letters_of_a_gathering(gathering: int) -> Q:
    """Select the letters about decisions of a gathering (its key)."""
    return _about(Decision.objects.filter(item__gathering=gathering))


@door.widens("manage", Letter)
def can_manage_letter_about_a_decision(actor: Actor, letter: Letter) -> Verdict:
    """Say who mends letters about decisions: the officers who keep that record."""
    topic, _, key = letter.about.partition(":")
    if topic != TOPIC:
        return NOT_ABOUT_A_DECISION
    decision = (
        Decision.objects.select_related("item__gathering").filter(pk=int(key)).first()
    )
    if decision is None:
        return NOT_ABOUT_A_DECISION
    return door.may(actor, "record", decision.item.gathering)


def _about(decisions: QuerySet[Decision]) -> Q:
    """Select the letters about decisions."""
    key = Concat(Value(f"{TOPIC}:"), Cast("pk", CharField()))
    return Q(about__in=decisions.order_by().annotate(key=key).values("key"))


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
    address = reverse("decisions:item", args=[decision.item_id])
    return Rendered(
        subject=f"A decision of {decision.committee.short_name} has no effect",
        text=(
            f"A decision of {decision.committee.name} was recorded as irregular: it "
            "has no effect. A breach and a ratification were drafted for you.\n\n"
            f"Read why: {settings.QUORATE_BASE_URL}{address}\n\n"
            "You get this letter because you are the conflicts of interest guardian."
        ),
    )
