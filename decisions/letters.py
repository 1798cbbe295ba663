"""The letters of this room: the guardian hears of an irregular decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from core import clock
from decisions.actions.irregularities import guardians_of
from decisions.models import Decision
from notices import registry
from notices.values import Rendered


if TYPE_CHECKING:
    from notices.models import Letter


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
