"""The first page: what needs you, or, signed out, what this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import clock
from desk.demo.signins import demo_signins
from desk.facts.first_screen import desk_of
from meetings.models import PreflightWaiver
from meetings.views.shown import plan_url_for
from people import door
from people.models import User
from people.roles import is_administrator
from publishing.loaders.gatherings import public_gatherings


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return _desk(request, request.user)
    context = {
        "gatherings": public_gatherings()[:5],
        "public_url": reverse("publishing:home"),
        "signins": demo_signins() if settings.QUORATE_IS_DEMO else [],
    }
    return TemplateResponse(request, "desk/welcome_page.html", context)


def _desk(request: HttpRequest, user: User) -> HttpResponse:
    context = {
        "desk": desk_of(user, clock.today()),
        "is_nobody": user.person_id is None,
        "plan_url": plan_url_for(user),
        "waivers_url": _waivers_url(user),
        "admin_url": reverse("admin:index") if is_administrator(user) else "",
    }
    return TemplateResponse(request, "desk/home_page.html", context)


def _waivers_url(user: User) -> str:
    """Return where those who keep or assure a body see what was waived before packs."""
    is_theirs = door.may(user, "list", PreflightWaiver)
    return reverse("meetings:waivers") if is_theirs else ""
