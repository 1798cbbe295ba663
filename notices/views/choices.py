"""One's own page: how one is reminded, and of what not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from core.web.forms import refusals_on
from notices import registry
from notices.actions import choices
from notices.forms import RemindersForm
from notices.models import ReminderChoice


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def my_reminders(request: UserRequest) -> HttpResponse:
    person = request.user.person
    if person is None:
        raise Http404("Whoever is nobody of the record gets no reminders.")
    chosen = ReminderChoice.objects.filter(person=person).first()
    form = RemindersForm(request.POST or None, initial=_as_it_is(chosen))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            choices.choose(
                person=person,
                is_weekly=form.cleaned_data["how_often"] == "weekly",
                unwanted=form.unwanted,
                is_by_post=form.is_by_post,
                by=request.user,
            )
            messages.success(request, "Saved. It holds from the next reminder on.")
            return redirect("notices:my_reminders")
    optional = registry.optional_reminders()
    always = [words for kind, words in registry.reminders().items()]
    context = {
        "form": form,
        "always": sorted(set(always) - set(optional.values())),
        "address": person.email or request.user.email,
        "is_by_post": chosen is not None and chosen.is_by_post,
        "post": person.postal_address.strip(),
    }
    return TemplateResponse(request, "notices/my_reminders.html", context)


def _as_it_is(chosen: ReminderChoice | None) -> dict[str, Any]:
    unwanted = chosen.unwanted if chosen else ()
    return {
        "channel": "post" if chosen and chosen.is_by_post else "mail",
        "how_often": "weekly" if chosen and chosen.is_weekly else "daily",
        "wanted": [one for one in registry.optional_reminders() if one not in unwanted],
    }
