"""The letter that tells guardian and officer of a possible breach; it names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import Post
from conflicts.facts.guardians import keepers_of
from conflicts.models import Breach
from core import clock
from notices import registry
from notices.words import write
from people.models import User


if TYPE_CHECKING:
    from notices.models import Letter
    from notices.values import Rendered
    from people.actors import Actor

BREACH_REPORTED = "breach_reported"


@registry.selects("breach")
def letters_about_breaches(actor: Actor) -> Q:
    """Select the letters about possible breaches in the bodies an officer works for."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    posts = Post.objects.held_on(clock.today()).filter(
        person=actor.person_id, role=PostRole.OFFICER
    )
    breaches = Breach.objects.filter(
        organisation__in=posts.order_by().values("organisation")
    )
    key = Concat(Value("breach:"), Cast("pk", CharField()))
    return Q(about__in=breaches.order_by().annotate(key=key).values("key"))


@registry.renders(BREACH_REPORTED)
def breach_reported(letter: Letter) -> Rendered | None:
    """Tell a keeper of the register that somebody reported something."""
    breach = (
        Breach.objects.select_related("organisation", "interest")
        .filter(pk=int(letter.about.partition(":")[2]))
        .first()
    )
    if breach is None or letter.person not in keepers_of(
        breach.organisation_id, clock.today()
    ):
        return None
    if breach.interest is not None and breach.interest.person_id == letter.person_id:
        return None
    body = breach.organisation.name
    return write(
        letter.person,
        subject=f"A possible breach was reported to {body}",
        words=(
            "Somebody reported a possible breach of the rules on conflicts of interest "
            f"in {body}. The conflicts of interest guardian looks into it."
        ),
        link="Read what was reported",
        path=reverse("conflicts:breach", args=[breach.pk]),
        why="you are the guardian or a governance officer there",
    )
