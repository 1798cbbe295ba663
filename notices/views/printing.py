"""The print queue: letters that go by post, printed, posted, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import clock
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table
from notices.actions import letters as actions
from notices.enums import Status
from notices.forms import PostedForm
from notices.loaders import letters_for
from notices.printing import as_pdf


if TYPE_CHECKING:
    from collections.abc import Sequence

    from notices.models import Letter
    from people.models import User
    from people.requests import UserRequest

# So many at once: a file that a printer takes, and a page that can be read.
MOST = 60


@login_required
@require_http_methods(["GET", "POST"])
def print_queue(request: UserRequest) -> HttpResponse:
    letters = _waiting(request.user)
    addressed = [one for one in letters if _has_address(one)]
    form = PostedForm(
        request.POST if request.method == "POST" else None,
        letters=[(str(one.pk), str(one.person), one.subject) for one in addressed],
        initial={"posted_on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["letters"])
        with refusals_on(form):
            number = actions.mark_all_posted(
                letters=[one for one in addressed if str(one.pk) in chosen],
                posted_on=form.cleaned_data["posted_on"],
                by=request.user,
            )
            messages.success(request, f"Recorded as posted: {number}.")
            return redirect("notices:print_queue")
    context = {
        "form": form,
        "table": _table(letters),
        "addressed": len(addressed),
        "back_url": reverse("notices:letters"),
        "back_text": "Letters",
    }
    return TemplateResponse(request, "notices/print_queue.html", context)


@login_required
@require_GET
def print_file(request: UserRequest) -> HttpResponse:
    letters = [one for one in _waiting(request.user) if _has_address(one)]
    if wanted := request.GET.get("letter"):
        letters = [one for one in letters if str(one.pk) == wanted]
    if not letters:
        raise Http404("No letter waits to be printed.")
    return HttpResponse(
        as_pdf(letters),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="letters-to-post.pdf"'},
    )


def _waiting(user: User) -> list[Letter]:
    """Return the letters of those `user` looks after that wait to be posted.

    Raises:
      PermissionDenied: they look after nobody's letters.
    """
    found = letters_for(user).with_status([Status.TO_PRINT])
    return list(found.order_by("claimed_at", "pk")[:MOST])


def _has_address(letter: Letter) -> bool:
    return len(letter.addressed_to.splitlines()) > 1


def _table(letters: Sequence[Letter]) -> Table:
    file = reverse("notices:print_file")
    rows = [
        [
            Cell(letter.person, url=letter.get_absolute_url()),
            Cell(letter.subject),
            Cell(timezone.localdate(letter.claimed_at)),
            Cell(
                "Print",
                url=f"{file}?letter={letter.pk}",
                hidden=f"the letter to {letter.person}",
            )
            if _has_address(letter)
            else Cell("No address", note="Add it to the reader’s entry first"),
        ]
        for letter in letters
    ]
    return Table(
        caption="Letters to print, the longest waiting first",
        columns=[
            Column("To"),
            Column("Subject"),
            Column("Written"),
            Column("Print it"),
        ],
        rows=rows,
        empty="No letter waits to be printed. Letters to people without an e-mail "
        "address, or who want them by post, come here.",
    )
