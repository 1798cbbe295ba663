"""The demonstration's post: what its local mail server has kept. Never in production."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.web.dates import long_moment
from core.web.tables import Cell, Column, Table


FILE_NAME = re.compile(r"^[0-9]+-[0-9a-f]+\.eml$")
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """One letter of the local mail server, as its reader would see it."""

    name: str
    to: str
    subject: str
    sent: str
    text: str
    attachments: list[str]


@require_GET
def demo_letters(request: HttpRequest) -> HttpResponse:
    folder = _folder()
    names = sorted(
        (path.name for path in folder.glob("*.eml") if FILE_NAME.match(path.name)),
        reverse=True,
    )
    page = Paginator(names, A_PAGE).get_page(request.GET.get("page"))
    kept = [_read(folder / name) for name in page.object_list]
    rows = [
        [
            Cell(
                letter.subject, url=reverse("notices:demo_letter", args=[letter.name])
            ),
            Cell(letter.to),
            Cell(letter.sent),
        ]
        for letter in kept
    ]
    table = Table(
        caption="Letters, the latest first",
        columns=[Column("Subject"), Column("To"), Column("Sent")],
        rows=rows,
        empty="No letter has been sent yet.",
    )
    context = {"table": table, "page": page}
    return TemplateResponse(request, "notices/demo_letter_list.html", context)


@require_GET
def demo_letter(request: HttpRequest, name: str) -> HttpResponse:
    path = _folder() / name
    if not FILE_NAME.match(name) or not path.is_file():
        raise Http404("There is no such letter.")
    context = {"letter": _read(path)}
    return TemplateResponse(request, "notices/demo_letter_page.html", context)


def _folder() -> Path:
    if settings.QUORATE_ENV == "production" or settings.QUORATE_DEMO_MAIL is None:
        raise Http404("Letters are read by their readers only.")
    return Path(settings.QUORATE_DEMO_MAIL) / "new"


def _moment(header: str | None) -> str:
    """Write the day and time of a letter as all pages do; nothing for nothing."""
    return long_moment(parsedate_to_datetime(header)) if header else ""


def _read(path: Path) -> KeptLetter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it one
    body = message.get_body(("plain",))
    return KeptLetter(
        name=path.name,
        to=str(message.get("X-Envelope-To") or message.get("To", "")),
        subject=str(message.get("Subject", "")) or "(no subject)",
        sent=_moment(message.get("Date")),
        text=body.get_content() if body is not None else "",
        attachments=[
            part.get_filename() or "attachment" for part in message.iter_attachments()
        ],
    )
