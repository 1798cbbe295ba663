"""What the site says of itself: accessibility and privacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "publishing/accessibility_page.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"is_demo": settings.QUORATE_IS_DEMO}
    return TemplateResponse(request, "publishing/privacy_page.html", context)
