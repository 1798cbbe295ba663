"""The worker's part: make a PDF of each Office file that waits, and a version of that."""

from __future__ import annotations

import logging
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files import File
from django.db import DatabaseError, transaction

from core import clock, office
from core.actions import audit
from core.errors import RuleBroken
from meetings import uploads
from meetings.actions import agenda, papers
from meetings.enums import Sensitivity
from meetings.models import PaperUpload, UploadState


if TYPE_CHECKING:
    from datetime import datetime

    from meetings.uploads import Upload

logger = logging.getLogger(__name__)

# LibreOffice has two minutes at the most; longer without a word, the worker is dead.
LOST_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 3
CONVERTER = "the converter of papers"
PDF_INSTEAD = "Save the paper as PDF and hand in that instead."


class ClaimLost(Exception):
    """Another worker has taken over, or the file was taken back: write no more."""


def convert_waiting() -> int:
    """Make a PDF of every Office file that waits; say how many were taken up.

    Safe to repeat and to kill: a lost claim runs out, one file becomes one version,
    and what a killed worker left on the disk is removed.
    """
    office.remove_leftovers(uploads.PREFIX)
    taken = 0
    while (upload := claim_next()) is not None:
        convert(upload=upload)
        taken += 1
    return taken


def claim_next(*, now: datetime | None = None) -> PaperUpload | None:
    """Claim the oldest file that waits, or whose worker was lost; None if there is none.

    The claim is committed before the work, so that a killed worker leaves a claim that
    runs out. A file that killed its worker too often is put aside, saying so.
    """
    moment = now or clock.now()
    while True:
        upload = _claim_oldest(moment)
        if upload is None or upload.state == UploadState.CONVERTING:
            return upload


@transaction.atomic
def _claim_oldest(moment: datetime) -> PaperUpload | None:
    """Claim one file, or put it aside as failed, and return it."""
    upload = (
        PaperUpload.objects.waiting(lost_before=moment - LOST_AFTER)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("item__gathering", "uploaded_by")
        .first()
    )
    if upload is None:
        return None
    if upload.attempts >= MOST_ATTEMPTS:
        return _give_up(upload, f"The conversion stopped too often. {PDF_INSTEAD}")
    upload.state = UploadState.CONVERTING
    upload.attempts += 1
    upload.claim += 1
    upload.claimed_at = moment
    upload.step = "Opening the file"
    upload.save()
    return upload


def convert(*, upload: PaperUpload) -> None:
    """Make the version of a claimed file; what goes wrong is said on its page.

    No transaction is open while the PDF is made.
    """
    try:
        _convert(upload)
    except ClaimLost:
        logger.warning("Office file %s is somebody else's by now", upload.pk)
    except DatabaseError:
        # Nothing can be written down: the claim runs out and somebody begins again.
        raise
    except Exception as trouble:
        if not isinstance(trouble, RuleBroken | office.CannotConvert):
            logger.exception("Office file %s could not be converted", upload.pk)
        code = trouble.verdict.code if isinstance(trouble, RuleBroken) else ""
        _fail(upload, _words_of(trouble), code)


def _convert(upload: PaperUpload) -> None:
    program = office.find_converter(settings.SOFFICE)
    if program is None:
        raise office.NoConverter
    with ExitStack() as stack:
        name = tempfile.TemporaryDirectory(prefix=uploads.PREFIX)
        folder = Path(stack.enter_context(name))
        kept, copy, made = (folder / one for one in ("kept", "copy", "made.pdf"))
        with upload.file.open("rb") as stored, kept.open("wb") as target:
            for chunk in stored.chunks():
                target.write(chunk)
        found = office.check_office(kept, into=copy)
        if found.sha256 != upload.sha256:
            raise RuleBroken.because(
                "upload_changed", "The stored file is not the one that was handed in."
            )
        report(upload=upload, step="LibreOffice makes the PDF")
        office.convert(
            copy, kind=found.kind, into=made, title=upload.title, program=program
        )
        report(upload=upload, step="Checking the PDF")
        pdf = File(stack.enter_context(made.open("rb")), name=upload.original_name)
        checked = stack.enter_context(uploads.checked(pdf))
        finish(upload=upload, made=checked)


@transaction.atomic
def finish(*, upload: PaperUpload, made: Upload) -> None:
    """Make the version of a paper and end the row in one transaction.

    It counts as handed in when the Office file was, by whoever did it.

    Raises:
      ClaimLost: it is not this worker's any more.
      RuleBroken: it may not be handed in any more, or a later version is there.
    """
    agenda.lock_quietly(upload.item.gathering)
    locked = held(upload)
    by, when = locked.uploaded_by, locked.uploaded_at
    if locked.paper is None:
        version = papers.add(
            item=locked.item,
            title=locked.title,
            sensitivity=Sensitivity(locked.sensitivity),
            is_appendix=locked.is_appendix,
            hidden_is_meant=locked.hidden_is_meant,
            upload=made,
            by=by,
            now=when,
        )
    else:
        if locked.paper.versions.filter(uploaded_at__gt=when).exists():
            raise RuleBroken.because(
                "overtaken",
                "Another version was handed in since. Hand the file in again if it is "
                "to replace that.",
            )
        version = papers.replace(
            paper=locked.paper,
            upload=made,
            hidden_is_meant=locked.hidden_is_meant,
            by=by,
            now=when,
        )
    locked.state = UploadState.DONE
    locked.version = version
    locked.finished_at = clock.now()
    locked.step = ""
    locked.save(update_fields=["state", "version", "finished_at", "step"])
    details = {"version": version.pk, "sha256": version.sha256}
    audit.record("paper_upload.converted", target=locked, by=CONVERTER, details=details)


@transaction.atomic
def held(upload: PaperUpload) -> PaperUpload:
    """Lock a file that is still claimed by whoever holds `upload`, and return it.

    Raises:
      ClaimLost: it is not theirs any more.
    """
    rows = PaperUpload.objects.select_for_update(of=("self",))
    rows = rows.select_related("item__gathering", "paper__item", "uploaded_by")
    locked = rows.get(pk=upload.pk)
    if locked.state != UploadState.CONVERTING or locked.claim != upload.claim:
        raise ClaimLost(f"Office file {upload.pk} is somebody else's.")
    return locked


@transaction.atomic
def report(*, upload: PaperUpload, step: str) -> None:
    """Show how far a conversion is, and that its worker is alive.

    Raises:
      ClaimLost: another worker does it by now, or the file was taken back.
    """
    locked = held(upload)
    locked.step = step
    locked.claimed_at = clock.now()
    locked.save(update_fields=["step", "claimed_at"])


def _fail(upload: PaperUpload, sentence: str, code: str) -> None:
    try:
        with transaction.atomic():
            _give_up(held(upload), sentence, code)
    except ClaimLost:
        logger.warning("Office file %s is somebody else's by now", upload.pk)


def _give_up(upload: PaperUpload, sentence: str, code: str = "") -> PaperUpload:
    upload.state = UploadState.FAILED
    upload.failure, upload.failure_code = sentence, code
    upload.step = ""
    upload.save(update_fields=["state", "failure", "failure_code", "step"])
    audit.record("paper_upload.failed", target=upload, by=CONVERTER, summary=sentence)
    return upload


def _words_of(trouble: Exception) -> str:
    """Say in a sentence what went wrong and what a person can do."""
    if isinstance(trouble, RuleBroken):
        return trouble.verdict.reason
    if isinstance(trouble, office.NoConverter):
        return (
            "This installation cannot make PDF of Office files: LibreOffice is not "
            f"there. {PDF_INSTEAD}"
        )
    if isinstance(trouble, office.CannotConvert):
        return f"{trouble} Try again, or save the paper as PDF and hand in that."
    return f"The conversion stopped unexpectedly. {PDF_INSTEAD}"
