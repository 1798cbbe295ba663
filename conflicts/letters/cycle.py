"""The letters of the yearly cycle: the one that asks, and those that remind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import Post
from conflicts.actions.cycle import answers
from conflicts.actions.cycle_rounds import ASKED, REMINDER
from conflicts.enums import CampaignKind
from conflicts.facts.cycle import REQUEST_TOPIC
from conflicts.facts.duties import holdings_of
from conflicts.facts.persons import entries_of
from conflicts.models import Attestation, DeclarationRequest
from core import clock
from core.web.dates import long_date
from notices import registry
from notices.words import write
from people.models import User


if TYPE_CHECKING:
    from notices.models import Letter
    from notices.values import Rendered
    from people.actors import Actor

IF_YOU_SIGN_IN = "If you sign in"
OPENINGS = {
    CampaignKind.ANNUAL: "Once a year {body} asks everybody on its register of "
    "interests to confirm it.",
    CampaignKind.APPOINTMENT: "You have begun to work with {body}, which keeps a "
    "register of interests.",
    CampaignKind.ROLE_CHANGE: "Your role at {body} has changed, so please look through "
    "your interests again.",
}


@registry.selects(REQUEST_TOPIC)
def letters_about_requests(actor: Actor) -> Q:
    """Select the letters of the rounds of bodies of which the actor is an officer."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    posts = Post.objects.held_on(clock.today()).filter(
        person=actor.person_id, role=PostRole.OFFICER
    )
    requests = DeclarationRequest.objects.filter(
        campaign__organisation__in=posts.order_by().values("organisation")
    ).order_by()
    key = Concat(Value(f"{REQUEST_TOPIC}:"), Cast("pk", CharField()))
    return Q(about__in=requests.annotate(about=key).values("about"))


@registry.renders(ASKED)
def ask_for_declaration(letter: Letter) -> Rendered | None:
    """Ask somebody to confirm their interests; nothing once they have."""
    request = _waiting(letter)
    if request is None:
        return None
    body = request.campaign.organisation.name
    opening = OPENINGS[CampaignKind(request.campaign.kind)].format(body=body)
    return write(
        request.person,
        subject=f"Please confirm your interests by {long_date(request.due_on)}",
        words=(
            f"{opening}\n\n{_what_to_do(request)}\n\nWhy you are asked: {request.why}"
        ),
        link=IF_YOU_SIGN_IN,
        path=reverse("conflicts:my_interests"),
        why=f"you are on the register of interests of {body}",
    )


@registry.renders(REMINDER, reminder="Confirm your interests, as you were asked")
def remind_of_declaration(letter: Letter) -> Rendered | None:
    """Remind somebody who has not answered yet; nothing once they have."""
    request = _waiting(letter)
    if request is None:
        return None
    body = request.campaign.organisation.name
    was_due = request.due_on < clock.today()
    due = f"{'was due' if was_due else 'is due'} by {long_date(request.due_on)}"
    return write(
        request.person,
        subject=f"Reminder: your declaration of interests {due}",
        words=(
            f"{body} asked you on {long_date(request.asked_on)} to confirm your "
            f"interests. Your answer {due}, and we have not received it.\n\n"
            f"{_what_to_do(request)}"
        ),
        link=IF_YOU_SIGN_IN,
        path=reverse("conflicts:my_interests"),
        why=f"you are on the register of interests of {body}, and have not answered",
    )


def _waiting(letter: Letter) -> DeclarationRequest | None:
    """Return the request while it waits for its answer, or None."""
    request = (
        DeclarationRequest.objects.unanswered()
        .select_related("campaign__organisation", "person")
        .filter(pk=int(letter.about.partition(":")[2]))
        .first()
    )
    if request is None:
        return None
    theirs = Attestation.objects.filter(person__in=entries_of([request.person_id]))
    if any(answers(each, request) for each in theirs):
        return None
    today = clock.today()
    body = request.campaign.organisation
    held = holdings_of(body, today, today, person_id=request.person_id)
    return request if held else None


def _what_to_do(request: DeclarationRequest) -> str:
    return (
        f"Please confirm by {long_date(request.due_on)} that what is on the register "
        "is right and complete, or say what has changed. If you have nothing to "
        "declare, please say that too: it is an answer, and it is recorded.\n\n"
        "If you do not sign in: answer this letter, telephone or write to your governance "
        "officer, who will record it for you."
    )
