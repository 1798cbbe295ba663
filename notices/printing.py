"""Letters on paper: one file for the printer, a letter to a page, addresses in windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core.documents import render
from core.web.dates import long_date


if TYPE_CHECKING:
    from collections.abc import Iterable

    from notices.models import Letter

TEMPLATE = "notices/documents/letters.typ"


def as_pdf(letters: Iterable[Letter]) -> bytes:
    """Return frozen letters as one tagged PDF, in the order given; at least one.

    Raises:
      CannotTypeset: no letter was given, or the template is at fault.
    """
    written = [_facts(letter) for letter in letters]
    title = "Letters to post" if written else ""
    return render(TEMPLATE, {"title": title, "letters": written})


def _facts(letter: Letter) -> dict[str, Any]:
    return {
        "address": [line.strip() for line in letter.addressed_to.splitlines()],
        "day": long_date(timezone.localdate(letter.claimed_at)),
        "subject": letter.subject,
        "text": letter.text,
    }
