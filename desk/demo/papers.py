"""The papers of the demonstration: typeset, looked into and handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.utils.text import slugify

from core.documents import render
from core.web.dates import long_date
from meetings import uploads
from meetings.actions import papers
from meetings.enums import Sensitivity


if TYPE_CHECKING:
    from desk.demo.agendas import PaperText
    from meetings.models import Item, PaperVersion
    from people.models import User

TEMPLATE = "desk/demo/paper.typ"


def typeset(paper: PaperText, item: Item) -> bytes:
    """Return a paper as a tagged PDF."""
    gathering = item.gathering
    return render(
        TEMPLATE,
        {
            "title": paper.title,
            "meeting": f"{gathering.title}, {long_date(gathering.held_on)}",
            "author": str(item.lead or "Governance office"),
            "purpose": item.get_purpose_display(),
            "sections": paper.sections,
        },
    )


def hand_in(paper: PaperText, item: Item, by: User) -> PaperVersion:
    """Hand in one paper of an item as an officer uploads it."""
    made = ContentFile(typeset(paper, item), name=f"{slugify(paper.title)}.pdf")
    with uploads.checked(made) as upload:
        return papers.add(
            item=item,
            title=paper.title,
            upload=upload,
            sensitivity=Sensitivity(paper.sensitivity),
            by=by,
        )
