"""Everything held about a person, taken out as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conflicts.facts.interests import posts_of
from core import clock
from desk.actions import subject_access
from desk.facts.subject_access import export_pieces
from desk.loaders import get_person_to_export_for


if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from committees.views.requests import UserRequest
    from people.models import Person


@login_required
@require_http_methods(["GET", "POST"])
def take_out(request: UserRequest, person_pk: int) -> HttpResponseBase:
    person = get_person_to_export_for(request.user, person_pk)
    if request.method == "POST":
        return _file(request, person)
    return _page(request, person)


def _page(request: UserRequest, person: Person) -> HttpResponse:
    is_own = request.user.person_id == person.pk
    context = {
        "person": person,
        "is_own": is_own,
        "back_url": reverse("conflicts:my_interests")
        if is_own
        else reverse("conflicts:person_interests", args=[person.pk]),
        "back_text": "My interests" if is_own else str(person),
    }
    return TemplateResponse(request, "desk/subject_access_page.html", context)


def _file(request: UserRequest, person: Person) -> HttpResponseBase:
    subject_access.take_out(person=person, by=request.user)
    day = clock.today()
    bodies = frozenset(int(body) for body in posts_of(request.user.person_id, day))
    response = StreamingHttpResponse(
        export_pieces(
            person, is_own=request.user.person_id == person.pk, bodies=bodies
        ),
        content_type="application/zip",
    )
    name = f"held-about-person-{person.pk}-{day.isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
