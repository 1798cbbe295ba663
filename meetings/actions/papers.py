"""Hand in, replace, order and withdraw the papers of an item."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.enums import PaperAvailability, Part, Sensitivity
from meetings.models import Item, Paper, PaperVersion
from meetings.rules.hidden_text import judge_hidden
from people import door


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from meetings.uploads import Upload
    from people.models import User


@transaction.atomic
def add(
    *,
    item: Item,
    title: str,
    upload: Upload,
    by: User,
    sensitivity: Sensitivity = Sensitivity.PUBLIC,
    is_appendix: bool = False,
    hidden_is_meant: bool = False,
    now: datetime | None = None,
) -> PaperVersion:
    """Hand in a paper of an item, after those that are there already.

    The same file again, under the same title, changes nothing. What was to follow has
    followed: the item's paper is attached from then on.

    Raises:
      RuleBroken: the door refuses, the line is a heading, a private item's paper would
        be public, or a public one hides text and it is not said that this is meant.
    """
    open_for(item, by)
    refuse_new(item, sensitivity)
    refuse_hidden(sensitivity, upload.hidden_pages, is_meant=hidden_is_meant)
    if (known := _standing(item, title, sensitivity, upload)) is not None:
        return known
    paper = Paper.objects.create(
        item=item,
        title=title.strip(),
        sensitivity=sensitivity,
        is_appendix=is_appendix,
        position=_next_place(item),
    )
    version = _keep(paper, upload, by, now, hidden_is_meant)
    details = _facts(version)
    audit.record("paper.added", target=paper, by=by.label, details=details, now=now)
    if not is_appendix:
        _note_followed(item, by, now)
    return version


@transaction.atomic
def replace(
    *,
    paper: Paper,
    upload: Upload,
    by: User,
    hidden_is_meant: bool = False,
    now: datetime | None = None,
) -> PaperVersion:
    """Replace a paper by a new version; the old one is kept for the record.

    The same file again changes nothing, unless it is said now that its hidden text is
    meant.

    Raises:
      RuleBroken: the door refuses, the paper was withdrawn, or a public one hides text
        and it is not said that this is meant.
    """
    open_for(paper.item, by)
    paper = locked(paper)
    refuse_withdrawn(paper)
    current = paper.versions.order_by("-number").first()
    if current is not None and _is_known(current, upload, hidden_is_meant):
        return current
    refuse_hidden(paper.sensitivity, upload.hidden_pages, is_meant=hidden_is_meant)
    version = _keep(paper, upload, by, now, hidden_is_meant)
    audit.record(
        "paper.replaced", target=paper, by=by.label, details=_facts(version), now=now
    )
    return version


def refuse_new(item: Item, sensitivity: Sensitivity) -> None:
    """Refuse a new paper where there may be none, or none so open.

    Raises:
      RuleBroken: the line is a heading, or a private item's paper would be public.
    """
    if item.is_heading:
        raise RuleBroken.because("heading_has_no_paper", "A heading takes no papers.")
    _refuse_public_in_private(item, sensitivity)


def refuse_hidden(
    sensitivity: str, pages: Sequence[int] | None, *, is_meant: bool
) -> None:
    """Refuse to show everybody a file with words in it that nobody sees.

    Raises:
      RuleBroken: on some of its pages text lies hidden, or nobody could look, and it is
        not said that this is meant.
    """
    verdict = judge_hidden(
        pages, is_for_everybody=sensitivity == Sensitivity.PUBLIC, is_meant=is_meant
    )
    if not verdict:
        raise RuleBroken(verdict)


def refuse_withdrawn(paper: Paper) -> None:
    """Refuse to replace what was withdrawn.

    Raises:
      RuleBroken: the paper was withdrawn.
    """
    if paper.is_withdrawn:
        raise RuleBroken.because(
            "paper_withdrawn", "The paper was withdrawn. Hand it in as a new one."
        )


@transaction.atomic
def change(
    *,
    paper: Paper,
    title: str,
    sensitivity: Sensitivity,
    by: User,
    is_appendix: bool | None = None,
    seen: str | None = None,
) -> Paper:
    """Change a paper's title, who may read it, or whether it is an appendix.

    With `is_appendix` None it stays what it is.

    Raises:
      RuleBroken: the door refuses, or a private item's paper, the full form of a
        redacted one, or one that hides text, would be public.
      StaleEdit: somebody else changed them first.
    """
    gathering = agenda.lock_quietly(paper.item.gathering)
    door.require(by, "submit", paper.item)
    paper = locked(paper)
    kind = paper.is_appendix if is_appendix is None else is_appendix
    agenda.refuse_stale(
        gathering,
        seen=seen,
        current=in_words(paper.title, paper.sensitivity, paper.is_appendix),
        submitted=in_words(title.strip(), sensitivity, kind),
    )
    agenda.count(gathering)
    _refuse_public_in_private(paper.item, sensitivity)
    if paper.is_redacted and sensitivity == Sensitivity.PUBLIC:
        raise RuleBroken.because(
            "redacted_never_public",
            "The public is given the redacted form of this paper, so the full one stays "
            "private or restricted.",
        )
    _refuse_opening_hidden(paper, sensitivity)
    before = {
        "title": paper.title,
        "sensitivity": paper.sensitivity,
        "is_appendix": paper.is_appendix,
    }
    paper.title, paper.sensitivity = title.strip(), sensitivity
    paper.is_appendix = kind
    paper.save(update_fields=["title", "sensitivity", "is_appendix"])
    audit.record("paper.changed", target=paper, by=by.label, details={"before": before})
    return paper


def in_words(title: str, sensitivity: str, is_appendix: bool) -> dict[str, str]:
    """Say what can be changed of a paper, as a stale form shows it."""
    return {
        "Title": title,
        "Who may read it": Sensitivity(sensitivity).label,
        "Kind": "Appendix" if is_appendix else "Paper",
    }


@transaction.atomic
def move(*, paper: Paper, to: int, by: User) -> Paper:
    """Move a paper to a place among the item's papers, counted from 1.

    Raises:
      RuleBroken: the door refuses.
    """
    open_for(paper.item, by)
    others = list(
        paper.item.papers.select_for_update().exclude(pk=paper.pk).order_by("position")
    )
    paper = locked(paper)
    others.insert(max(to, 1) - 1, paper)
    for position, one in enumerate(others, start=1):
        one.position = position
    Paper.objects.bulk_update(others, ["position"])
    audit.record("paper.moved", target=paper, by=by.label, details={"to": to})
    return paper


@transaction.atomic
def withdraw(*, paper: Paper, reason: str, by: User) -> Paper:
    """Withdraw a paper: it leaves the agenda and stays on the record.

    Raises:
      RuleBroken: the door refuses, or no reason was given.
    """
    open_for(paper.item, by)
    if not reason.strip():
        raise RuleBroken.because("reason_missing", "Say why the paper is withdrawn.")
    paper = locked(paper)
    paper.is_withdrawn = True
    paper.save(update_fields=["is_withdrawn"])
    audit.record("paper.withdrawn", target=paper, by=by.label, summary=reason.strip())
    return paper


def _next_place(item: Item) -> int:
    last = item.papers.aggregate(last=Max("position"))["last"]
    return int(last or 0) + 1


def _note_followed(item: Item, by: User, now: datetime | None) -> None:
    if item.availability != PaperAvailability.TO_FOLLOW:
        return
    item.availability = PaperAvailability.ATTACHED
    item.save(update_fields=["availability"])
    audit.record("item.paper_followed", target=item, by=by.label, now=now)


def open_for(item: Item, by: User, *, to: str = "submit") -> None:
    """Lock the meeting of an item whose papers somebody is about to change.

    `to` is what the door is asked.

    Raises:
      RuleBroken: the door refuses.
    """
    gathering = agenda.lock_quietly(item.gathering)
    door.require(by, to, item)
    agenda.count(gathering)


def locked(paper: Paper) -> Paper:
    """Lock a paper and read it anew."""
    papers = Paper.objects.select_for_update(of=("self",)).select_related("item")
    return papers.get(pk=paper.pk)


def _refuse_public_in_private(item: Item, sensitivity: Sensitivity) -> None:
    if item.part == Part.TWO and sensitivity == Sensitivity.PUBLIC:
        raise RuleBroken.because(
            "public_paper_in_private",
            "The item is in the private part, so its papers are private or restricted.",
        )


def _standing(
    item: Item, title: str, sensitivity: Sensitivity, upload: Upload
) -> PaperVersion | None:
    """Return the current version of a paper that is there with all of this already."""
    newest = PaperVersion.objects.filter(
        paper__item=item,
        paper__title=title.strip(),
        paper__sensitivity=sensitivity,
        paper__is_withdrawn=False,
    ).order_by("paper_id", "-number")
    same = (one for one in newest.distinct("paper_id") if one.sha256 == upload.sha256)
    return next(same, None)


def _refuse_opening_hidden(paper: Paper, sensitivity: Sensitivity) -> None:
    """Refuse to open a paper to everybody whose current version hides text."""
    current = paper.versions.order_by("-number").first()
    if current is not None and sensitivity != paper.sensitivity:
        meant = current.hidden_is_meant
        refuse_hidden(sensitivity, current.hidden_pages, is_meant=meant)


def _is_known(current: PaperVersion, upload: Upload, hidden_is_meant: bool) -> bool:
    """Say whether an upload says nothing that the current version does not."""
    says_more = hidden_is_meant and not current.hidden_is_meant
    may_hide = current.hidden_pages is None or bool(current.hidden_pages)
    was_not_looked_through = (
        current.hidden_pages is None and upload.hidden_pages is not None
    )
    tells_more = (says_more and may_hide) or was_not_looked_through
    return current.sha256 == upload.sha256 and not tells_more


def _keep(
    paper: Paper,
    upload: Upload,
    by: User,
    now: datetime | None,
    hidden_is_meant: bool,
) -> PaperVersion:
    last = paper.versions.aggregate(last=Max("number"))["last"]
    return PaperVersion.objects.create(
        paper=paper,
        number=int(last or 0) + 1,
        **kept_of(upload, by, now, hidden_is_meant=hidden_is_meant),
    )


def kept_of(
    upload: Upload, by: User, now: datetime | None, *, hidden_is_meant: bool = False
) -> dict[str, Any]:
    """Return the fields of a row that keeps an uploaded file.

    That hidden text is meant is kept only where there is some, or may be.
    """
    # The stored name tells nothing and cannot be guessed.
    stored, clean = (
        File(one, name=f"{secrets.token_urlsafe(24)}.pdf")
        for one in (upload.file, upload.clean_file)
    )
    return {
        "file": stored,
        "clean_file": clean,
        "clean_sha256": upload.clean_sha256,
        "original_name": upload.original_name,
        "sha256": upload.sha256,
        "pages": upload.pages,
        "is_tagged": upload.is_tagged,
        "has_language": upload.has_language,
        "has_title": upload.has_title,
        "is_image_only": upload.is_image_only,
        "hidden_pages": _listed(upload.hidden_pages),
        "hidden_is_meant": hidden_is_meant and upload.hidden_pages != (),
        "size_bytes": upload.size_bytes,
        "uploaded_at": now or clock.now(),
        "uploaded_by": by,
    }


def _facts(version: PaperVersion) -> dict[str, str | int | bool]:
    return {
        "version": version.number,
        "sha256": version.sha256,
        "pages": version.pages,
        "hidden_is_meant": version.hidden_is_meant,
    }


def _listed(pages: Sequence[int] | None) -> list[int] | None:
    return None if pages is None else list(pages)
