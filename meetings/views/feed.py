"""One's meetings in one's own calendar, at a private address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import RuleBroken
from core.web.dates import long_moment
from meetings.facts.feed import entries_for
from notices.actions import feeds
from notices.calendar import write_feed
from notices.loaders import feed_of
from notices.models import CalendarFeed
from people import door


if TYPE_CHECKING:
    from django.http import HttpRequest

    from people.requests import UserRequest


@never_cache
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    # No session and no page: whoever knows the address has a calendar program. Nobody
    # finds one by trying (256 bits), so a wrong one need not be slowed down.
    feed = feed_of(token)
    assert feed.user.person is not None  # noqa: S101 - the door has said so
    return HttpResponse(
        write_feed(entries_for(feed.user.person), name="Quorate meetings"),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="meetings.ics"',
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def my_calendar(request: UserRequest) -> HttpResponse:
    address = ""
    if request.method == "POST":
        try:
            token = feeds.make(by=request.user)
        except RuleBroken as refusal:
            messages.error(request, refusal.verdict.reason)
        else:
            path = reverse("meetings:calendar_feed", args=[token])
            address = settings.QUORATE_BASE_URL + path
    feed = CalendarFeed.objects.filter(user=request.user, ended_at__isnull=True).first()
    context = {
        "address": address,
        "since": long_moment(feed.made_at) if feed else "",
        "may_make": bool(door.may(request.user, "make", CalendarFeed)),
        "back_url": reverse("meetings:gatherings"),
        "back_text": "Meetings",
    }
    return TemplateResponse(request, "meetings/my_calendar.html", context)


@login_required
@require_POST
def end_calendar(request: UserRequest) -> HttpResponse:
    if feeds.end(by=request.user):
        messages.success(request, "The address shows nothing any more.")
    return redirect("meetings:my_calendar")
