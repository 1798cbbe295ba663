"""Pages on which a person's interests are read: my own, one of them, somebody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from conflicts.enums import ReviewAct
from conflicts.facts.declaring import (
    last_return,
    limits_of,
    questions_waiting,
    requests_open,
    said_to_have_changed,
    waiting_for_manager,
)
from conflicts.facts.interests import positions_of
from conflicts.facts.returns import practices_of
from conflicts.facts.spoken import waiting_to_be_confirmed, waits_to_be_confirmed
from conflicts.forms.answers import organisation_in
from conflicts.loaders.interests import (
    get_interest_for,
    get_person_for,
    organisations_with_registers_for,
)
from conflicts.models import DeclarationDraft, Interest
from conflicts.views.history import confirmations_of, history_of
from conflicts.views.placing import place
from conflicts.views.shown import (
    clock_rows,
    interest_rows,
    lateness_of,
    names_in,
    own_table,
)
from core import clock
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from conflicts.facts.declaring import Limits


@login_required
@require_GET
def my_interests(request: UserRequest) -> HttpResponse:
    person_id = request.user.person_id or 0
    context = {
        **_of_person(request, person_id),
        "verdict": door.may(request.user, "declare", Interest),
        "keeps_registers": organisations_with_registers_for(request.user).exists(),
        "sends_returns": practices_of(person_id, clock.today()).exists(),
        "to_agree": waiting_for_manager(person_id, clock.today()),
    }
    return TemplateResponse(request, "conflicts/my_interests.html", context)


@login_required
@require_GET
def person_interests(request: UserRequest, person_pk: int) -> HttpResponse:
    person = get_person_for(request.user, person_pk)
    context = {
        "person": person,
        "position": positions_of([person.pk], clock.today()).get(person.pk, ""),
        **_of_person(request, person.pk),
        "may_record": bool(door.may(request.user, "record_interest", person)),
        "back_url": reverse("conflicts:registers"),
        "back_text": "Registers",
    }
    return TemplateResponse(request, "conflicts/person_interests.html", context)


@login_required
@require_GET
def interest_page(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_for(request.user, pk)
    place(request, interest)
    is_own = interest.person_id == request.user.person_id
    reads_person = bool(door.may(request.user, "read_interests", interest.person))
    with_note = bool(door.may(request.user, "read_note", interest))
    limits = limits_of(interest.person_id)
    limit = limits.days_on(interest.declared_on)
    thread = list(interest.reviews.select_related("written_by__person"))
    context = {
        "interest": interest,
        "is_own": is_own,
        "rows": interest_rows(interest, limits, with_note=with_note),
        "named": names_in(interest),
        "is_late": lateness_of(interest, limit).is_late,
        "steps": history_of(interest, with_note=with_note),
        "confirmations": confirmations_of(interest),
        "thread": thread,
        "waits_for_answer": bool(thread) and thread[-1].act == ReviewAct.QUESTION,
        "may_answer": bool(door.may(request.user, "answer", interest)),
        "waits_to_be_confirmed": waits_to_be_confirmed(interest),
        "may_review": bool(door.may(request.user, "review", interest)),
        "may_change": bool(door.may(request.user, "correct", interest)),
        "has_ended": interest.to_on is not None and interest.to_on < clock.today(),
        **_back(interest, is_own=is_own, reads_person=reads_person),
    }
    return TemplateResponse(request, "conflicts/interest_page.html", context)


def _back(interest: Interest, *, is_own: bool, reads_person: bool) -> dict[str, str]:
    if is_own:
        return {
            "back_url": reverse("conflicts:my_interests"),
            "back_text": "My interests",
        }
    if not reads_person:
        return {"back_url": reverse("desk:home"), "back_text": "What needs you"}
    return {
        "back_url": reverse("conflicts:person_interests", args=[interest.person_id]),
        "back_text": str(interest.person),
    }


def _of_person(request: UserRequest, person_id: int) -> dict[str, Any]:
    """Return what both pages of a person show: what they hold, and what waits."""
    today = clock.today()
    limits = limits_of(person_id)
    rows = Interest.objects.of_persons([person_id])
    found = list(rows.select_related("organisation", "person"))
    ended = [row for row in found if row.to_on is not None and row.to_on < today]
    current = [row for row in found if row not in ended]
    nothing = "No interest is recorded as held."
    return {
        "current": own_table("Held now", current, limits, empty=nothing),
        "ended": own_table("Ended", ended, limits) if ended else None,
        "has_current": bool(current),
        "lede": "Declare an interest as soon as you know of it, and at most "
        f"{limits.days_on(today)} days after.",
        "sent": _sent(request, found, limits),
        "drafts": _drafts(request, person_id),
        "questions": questions_waiting([person_id]),
        "spoken": waiting_to_be_confirmed().filter(person=person_id),
        "changed": said_to_have_changed(person_id),
        "asked": requests_open(person_id),
        "last_return": last_return(person_id),
    }


def _sent(
    request: UserRequest, found: list[Interest], limits: Limits
) -> dict[str, Any] | None:
    """Return the interest that has just been sent, with how it stands in time."""
    key = request.GET.get("sent", "")
    interest = next((row for row in found if str(row.pk) == key), None)
    if interest is None:
        return None
    lateness = lateness_of(interest, limits.days_on(interest.declared_on))
    return {"interest": interest, "lateness": lateness, "clocks": clock_rows(lateness)}


def _drafts(request: UserRequest, person_id: int) -> list[dict[str, Any]]:
    """Return what this reader began about the person and has not sent."""
    rows = DeclarationDraft.objects.filter(
        person=person_id, saved_by=request.user
    ).select_related("interest__organisation")
    return [
        {"draft": row, "concern": _begun(row), "url": _go_on(row, request)}
        for row in rows
    ]


def _begun(draft: DeclarationDraft) -> str:
    if draft.interest is not None:
        return f"A correction of {draft.interest.concern}"
    organisation = organisation_in(draft.answers)
    name = organisation.name if organisation else draft.answers.get("unlisted_name")
    return f"An interest in {name}" if name else "An interest"


def _go_on(draft: DeclarationDraft, request: UserRequest) -> str:
    if draft.interest_id:
        return reverse("conflicts:correct", args=[draft.interest_id])
    if draft.person_id == request.user.person_id:
        return reverse("conflicts:declare")
    return reverse("conflicts:record", args=[draft.person_id])
