"""The first page: what needs you, or, signed out, what this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import clock
from desk.demo.signins import demo_signins
from desk.facts import desk_of
from people.models import User
from publishing.loaders import public_gatherings


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        desk = desk_of(request.user, clock.today())
        return TemplateResponse(request, "desk/home_page.html", {"desk": desk})
    context = {
        "gatherings": public_gatherings()[:5],
        "public_url": reverse("publishing:home"),
        "signins": demo_signins() if settings.QUORATE_IS_DEMO else [],
    }
    return TemplateResponse(request, "desk/welcome_page.html", context)
