"""The addresses of the site, and of a bare view of 5 × 40 rows beside it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from bench.meeting_page import BARE
from commissioning.models import Organisation
from config import urls
from conflicts.models import Interest, InterestVersion, Position
from people.models import Person


FILLER = ""
TEMPLATE = engines["django"].from_string(BARE)
ROWS = 40
SHOWN = (
    (Interest, "description"),
    (Person, "family_name"),
    (InterestVersion, "person_name"),
    (Organisation, "name"),
    (Position, "title"),
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
