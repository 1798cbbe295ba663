"""One's own copy under a password of one's own, for a device that is not one's own."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from meetings.loaders import get_gathering_for
from packs.actions import openings
from packs.forms import LockedCopyForm
from packs.views.files import PRIVATE, none_page, own_copy, refuse_unreadable


if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from packs.models import PackCopy
    from people.requests import UserRequest


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "POST"])
def mine_locked(request: UserRequest, pk: int) -> HttpResponseBase:
    gathering = get_gathering_for(request.user, pk)
    copy = own_copy(request, gathering)
    if copy is None:
        return none_page(request, gathering)
    refuse_unreadable(request, copy)
    form = LockedCopyForm(request.POST or None, has_later=bool(copy.later_file))
    if request.method == "POST" and form.is_valid():
        is_later = form.cleaned_data.get("which") == "later"
        openings.record(copy=copy, by=request.user, is_later=is_later)
        return _locked(copy, form.cleaned_data["password"], is_later=is_later)
    context = {
        "form": form,
        "gathering": gathering,
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "packs/locked_page.html", context)


def _locked(copy: PackCopy, password: str, *, is_later: bool) -> FileResponse:
    """Lock the file for this answer; nothing of it is kept, and no download goes on."""
    # The engine is heavy: it is loaded when it is wanted.
    from packs.build.locking import lock

    made = TemporaryFile()  # noqa: SIM115 # the answer closes it
    stored = copy.later_file if is_later else copy.file
    with stored.open("rb") as plain:
        lock(plain, made, password=password)
    made.seek(0)
    kind = f"supplement-{copy.pack.supplement}" if is_later else "pack"
    name = f"{kind}-{copy.pack.gathering.held_on:%Y-%m-%d}-with-password.pdf"
    response = FileResponse(
        made, filename=name, as_attachment=True, content_type="application/pdf"
    )
    response["Cache-Control"] = PRIVATE
    return response
