"""Pages for what went wrong: each says what happened and what to do next."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.template.response import TemplateResponse


logger = logging.getLogger(__name__)

PLAIN_500 = (
    "<!DOCTYPE html><html lang='en'><head><title>Sorry, there is a problem</title>"
    "</head><body><h1>Sorry, there is a problem</h1><p>Nothing you entered was saved. "
    "Try again later.</p></body></html>"
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return TemplateResponse(request, "400.html", status=400).render()


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"reason": str(exception)}
    return TemplateResponse(request, "403.html", context, status=403).render()


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return TemplateResponse(request, "404.html", status=404).render()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.warning("Refused a form without a valid token: %s", reason)
    return TemplateResponse(request, "403_csrf.html", status=403).render()


def too_many_requests(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    return TemplateResponse(request, "429.html", status=429).render()


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry without asking the database, the session or the signed-in person."""
    try:
        return HttpResponse(render_to_string("500.html"), status=500)
    except (TemplateDoesNotExist, ValueError):
        return HttpResponse(PLAIN_500, status=500)
