"""What every request and answer keeps to: no flood of bytes, no page left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

MEBIBYTE = 1024 * 1024
# A form without a file is far smaller; the largest upload is checked by its own room.
MOST_SIGNED_OUT = MEBIBYTE
MOST_SIGNED_IN = 210 * MEBIBYTE


def refuse_floods(get_response: Answer) -> Answer:
    """Refuse a request whose body is too large, before a byte of it is kept.

    Whoever is not signed in sends forms alone.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > MOST_SIGNED_OUT and size > _most(request):
            return TemplateResponse(request, "413.html", status=413).render()
        return get_response(request)

    return answer


def keep_no_pages(get_response: Answer) -> Answer:
    """Let no browser keep what a signed-in person was shown.

    On a shared computer, Back after signing out shows nothing. An answer that says
    itself how long it may be kept is left alone.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return answer


def _most(request: HttpRequest) -> int:
    is_signed_in = SESSION_KEY in request.session
    return MOST_SIGNED_IN if is_signed_in else MOST_SIGNED_OUT
