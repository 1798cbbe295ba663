"""The papers of the demonstration: typeset, looked into and handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils.text import slugify

from core.documents import render
from core.web.dates import long_date
from meetings import uploads
from meetings.actions import papers, redactions
from meetings.enums import Sensitivity


if TYPE_CHECKING:
    from desk.demo.agendas import PaperText
    from meetings.models import Item, PaperVersion
    from people.models import User

TEMPLATE = "desk/demo/paper.typ"


def typeset(
    paper: PaperText, item: Item, sections: list[dict[str, Any]] | None = None
) -> bytes:
    """Return a paper as a tagged PDF, or other sections in its place."""
    gathering = item.gathering
    return render(
        TEMPLATE,
        {
            "title": paper.title,
            "meeting": f"{gathering.title}, {long_date(gathering.held_on)}",
            "author": str(item.lead or "Governance office"),
            "purpose": item.get_purpose_display(),
            "sections": paper.sections if sections is None else sections,
        },
    )


def hand_in(paper: PaperText, item: Item, by: User) -> PaperVersion:
    """Hand in one paper of an item, and its redacted twin, as an officer uploads them."""
    name = f"{slugify(paper.title)}.pdf"
    with uploads.checked(ContentFile(typeset(paper, item), name=name)) as upload:
        version = papers.add(
            item=item,
            title=paper.title,
            upload=upload,
            sensitivity=Sensitivity(paper.sensitivity),
            is_appendix=paper.is_appendix,
            by=by,
        )
    if paper.redacted:
        made = typeset(paper, item, paper.redacted)
        with uploads.checked(ContentFile(made, name=name)) as upload:
            redactions.hand_in(version=version, title=paper.title, upload=upload, by=by)
    return version
