"""The addresses of the site, and of the bare view beside it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from bench.meeting_page import BARE
from config import urls
from meetings.models import CoverSheet, Item, ItemSubject, Paper, PaperVersion


FILLER = ""
TEMPLATE = engines["django"].from_string(BARE)
ROWS = 40
SHOWN = (
    (Item, "title"),
    (Paper, "title"),
    (PaperVersion, "original_name"),
    (CoverSheet, "summary"),
    (ItemSubject, "role"),
)


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    lists = [
        [(row, getattr(row, name)) for row in model.objects.order_by("pk")[:ROWS]]
        for model, name in SHOWN
    ]
    context = {"lists": lists, "filler": FILLER, "user": request.user.email}
    return HttpResponse(TEMPLATE.render(context, request))


urlpatterns = [*urls.urlpatterns, path("bare/", bare)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
