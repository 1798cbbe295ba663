"""Hand in a Word, Excel or PowerPoint file, try it again, take it back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda, papers
from meetings.enums import Sensitivity
from meetings.models import Item, Paper, PaperUpload, UploadState
from meetings.models.upload import AT_WORK
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from meetings.uploads import OfficeUpload
    from people.models import User


@transaction.atomic
def add(
    *,
    item: Item,
    title: str,
    upload: OfficeUpload,
    by: User,
    sensitivity: Sensitivity = Sensitivity.PUBLIC,
    is_appendix: bool = False,
    hidden_is_meant: bool = False,
    now: datetime | None = None,
) -> PaperUpload:
    """Queue an Office file that is to become a new paper of an item.

    The same file again, under the same title, is the one that is there.

    Raises:
      RuleBroken: the door refuses, the line is a heading, or a private item's paper
        would be public.
    """
    agenda.lock_quietly(item.gathering)
    door.require(by, "submit", item)
    papers.refuse_new(item, sensitivity)
    asked = PaperUpload(
        item=item,
        title=title.strip(),
        sensitivity=sensitivity,
        is_appendix=is_appendix,
        hidden_is_meant=hidden_is_meant,
    )
    return _keep(asked, upload, by, now)


@transaction.atomic
def replace(
    *,
    paper: Paper,
    upload: OfficeUpload,
    by: User,
    hidden_is_meant: bool = False,
    now: datetime | None = None,
) -> PaperUpload:
    """Queue an Office file that is to become the next version of a paper.

    The same file again is the one that is there.

    Raises:
      RuleBroken: the door refuses, the paper was withdrawn, or another file is being
        made into its next version.
    """
    agenda.lock_quietly(paper.item.gathering)
    door.require(by, "submit", paper.item)
    paper = Paper.objects.select_related("item").get(pk=paper.pk)
    papers.refuse_withdrawn(paper)
    asked = PaperUpload(
        item=paper.item,
        paper=paper,
        title=paper.title,
        sensitivity=paper.sensitivity,
        hidden_is_meant=hidden_is_meant,
    )
    at_work = PaperUpload.objects.filter(paper=paper, state__in=AT_WORK).first()
    if at_work is not None and at_work.sha256 != upload.sha256:
        raise RuleBroken.because(
            "upload_at_work",
            "Another file is just being made into the next version of this paper. Wait "
            "until that is done, or take it back.",
        )
    return _keep(asked, upload, by, now)


@transaction.atomic
def retry(
    *, upload: PaperUpload, by: User, hidden_is_meant: bool = False
) -> PaperUpload:
    """Queue a file again of which no PDF could be made, or none for everybody.

    With `hidden_is_meant` everybody may read the text in it that nobody sees.

    Raises:
      RuleBroken: the door refuses, it did not fail, or another file is being made into
        the same paper.
    """
    upload = _locked(upload, by)
    if not upload.is_failed:
        raise RuleBroken.because("not_failed", "Only what failed is tried again.")
    others = PaperUpload.objects.filter(state__in=AT_WORK, item=upload.item)
    if upload.paper_id is not None:
        others = others.filter(paper=upload.paper_id)
    else:
        others = others.filter(title=upload.title, sha256=upload.sha256)
    if others.exists():
        raise RuleBroken.because(
            "upload_at_work",
            "Another file is just being made into this paper. Wait until that is done.",
        )
    upload.state = UploadState.QUEUED
    upload.failure = upload.failure_code = upload.step = ""
    upload.attempts = 0
    upload.hidden_is_meant = upload.hidden_is_meant or hidden_is_meant
    upload.save()
    details = {"hidden_is_meant": upload.hidden_is_meant}
    audit.record("paper_upload.retried", target=upload, by=by.label, details=details)
    return upload


@transaction.atomic
def take_back(*, upload: PaperUpload, by: User) -> PaperUpload:
    """Take back a file that became no paper; a worker that is at it writes nothing.

    The file stays on the record. A second time changes nothing.

    Raises:
      RuleBroken: the door refuses, or it is a paper already.
    """
    upload = _locked(upload, by)
    if upload.state == UploadState.TAKEN_BACK:
        return upload
    if upload.state == UploadState.DONE:
        raise RuleBroken.because(
            "upload_done", "It is a paper already: withdraw the paper instead."
        )
    upload.state = UploadState.TAKEN_BACK
    upload.step = ""
    upload.save(update_fields=["state", "step"])
    audit.record("paper_upload.taken_back", target=upload, by=by.label)
    return upload


def _locked(upload: PaperUpload, by: User) -> PaperUpload:
    agenda.lock_quietly(upload.item.gathering)
    door.require(by, "submit", upload.item)
    rows = PaperUpload.objects.select_for_update(of=("self",))
    return rows.select_related("item__gathering").get(pk=upload.pk)


def _keep(
    asked: PaperUpload, upload: OfficeUpload, by: User, now: datetime | None
) -> PaperUpload:
    if (known := _standing(asked, upload)) is not None:
        return known
    # The stored name tells nothing and cannot be guessed.
    stored = f"{secrets.token_urlsafe(24)}.{upload.kind}"
    asked.file = File(upload.file, name=stored)
    asked.kind = upload.kind
    asked.original_name = upload.original_name
    asked.sha256 = upload.sha256
    asked.size_bytes = upload.size_bytes
    asked.left_out = {one.kind: one.count for one in upload.left_out}
    asked.uploaded_at, asked.uploaded_by = now or clock.now(), by
    asked.save()
    details = {"sha256": asked.sha256, "left_out": asked.left_out}
    audit.record(
        "paper_upload.queued", target=asked, by=by.label, details=details, now=now
    )
    return asked


def _standing(asked: PaperUpload, upload: OfficeUpload) -> PaperUpload | None:
    """Return the same file where it waits, or is the current version of that paper."""
    same = PaperUpload.objects.filter(
        item=asked.item, paper=asked.paper, title=asked.title, sha256=upload.sha256
    )
    if (waiting := same.filter(state__in=AT_WORK).first()) is not None:
        return waiting
    done = PaperUpload.objects.filter(
        item=asked.item,
        state=UploadState.DONE,
        sha256=upload.sha256,
        version__paper__is_withdrawn=False,
        version__paper__sensitivity=asked.sensitivity,
        version__paper__title=asked.title,
    ).select_related("version")
    if asked.paper is not None:
        done = done.filter(version__paper=asked.paper)
    for one in done.order_by("-uploaded_at"):
        version = one.version
        if version is not None and not version.paper.versions.filter(
            number__gt=version.number
        ):
            return one
    return None
