"""The letters of one meeting, for whoever keeps its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.web.dates import weekday_date
from notices import registry
from notices.facts import counts_by_kind
from notices.forms import LetterFilter
from notices.loaders import letters_for
from notices.models.letter import IN_NEED
from notices.views.letters import narrowed
from notices.views.shown import kinds_table, letters_table
from packs.loaders import get_gathering_to_keep


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

A_PAGE = 50
# So many are read at a glance; of more, only those that need somebody are listed at once.
AT_A_GLANCE = 12


@login_required
@require_GET
def meeting_letters(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_keep(request.user, pk)
    found = letters_for(request.user).filter(registry.of_meeting(gathering.pk))
    form = LetterFilter(request.GET)
    counts = counts_by_kind(found)
    in_need = sum(one.in_need for one in counts)
    total = in_need + sum(one.sent + one.waiting + one.dropped for one in counts)
    is_short = not request.GET and total > AT_A_GLANCE
    shown = found.with_status(IN_NEED) if is_short else narrowed(found, form)
    page = Paginator(shown.neediest_first(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "gathering": gathering,
        "day": weekday_date(gathering.held_on),
        "filter": form,
        "kinds": kinds_table(counts),
        "table": letters_table(page.object_list, caption="Letters of this meeting"),
        "is_short": is_short,
        "total": total,
        "page": page,
        "query": request.GET,
        "in_need": in_need,
        "back_url": reverse("meetings:gathering", args=[gathering.pk]),
        "back_text": gathering.title,
    }
    return TemplateResponse(request, "packs/meeting_letters.html", context)
