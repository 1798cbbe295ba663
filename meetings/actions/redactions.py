"""Hand in the redacted twin of a paper, and take one off the public site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from core import clock
from core.actions import audit
from core.documents.comparing import Difference, compare_pages
from core.errors import RuleBroken
from core.uploads import ODDITIES
from meetings.actions import papers
from meetings.enums import Sensitivity
from meetings.facts.redactions import current_twins
from meetings.models import RedactedTwin
from meetings.rules.redaction import judge_length


if TYPE_CHECKING:
    from datetime import datetime

    from meetings.models import Paper, PaperVersion
    from meetings.uploads import Upload
    from people.models import User

NOTHING_TAKEN_OUT = (
    "Every word and picture of the full paper is still in this file: black bars only "
    "hide them, and whoever copies the text has it. Take the words out with a program "
    "made for redacting, or print the blacked-out pages and scan them."
)


@transaction.atomic
def hand_in(
    *,
    version: PaperVersion,
    title: str,
    upload: Upload,
    by: User,
    hidden_is_meant: bool = False,
    now: datetime | None = None,
) -> tuple[RedactedTwin, Difference]:
    """Hand in the redacted twin of the current version of a paper.

    From then on the public is given the twin and nothing else, whatever comes later, and
    a paper that was public is for the members alone. Also returned: on which pages
    something was taken out. The same file again under the same title changes nothing.

    Raises:
      RuleBroken: the door refuses; the paper was withdrawn or replaced; the file is not
        as long as the full one, still holds all that is in it, or hides text and it is
        not said that this is meant.
    """
    papers.open_for(version.paper.item, by, to="redact")
    # The row as it is under the lock: whoever handed in a version holds an older one.
    version.paper = paper = papers.locked(version.paper)
    _refuse_old(paper, version)
    judged = judge_length(full=version.pages, redacted=upload.pages)
    if not judged:
        raise RuleBroken(judged)
    difference = _difference(version, upload)
    papers.refuse_hidden(
        Sensitivity.PUBLIC, upload.hidden_pages, is_meant=hidden_is_meant
    )
    standing = current_twins([version]).get(version.pk)
    said = title.strip() or paper.title
    if standing and (standing.sha256, standing.title) == (upload.sha256, said):
        return standing, difference
    last = version.twins.aggregate(last=Max("number"))["last"]
    twin = RedactedTwin.objects.create(
        version=version,
        number=int(last or 0) + 1,
        title=said,
        **papers.kept_of(upload, by, now, hidden_is_meant=hidden_is_meant),
    )
    _keep_from_public(paper)
    details = _facts(twin, difference)
    audit.record("paper.redacted", target=paper, by=by.label, details=details, now=now)
    return twin, difference


@transaction.atomic
def take_back(
    *, twin: RedactedTwin, reason: str, by: User, now: datetime | None = None
) -> RedactedTwin:
    """Take a redacted twin off the public site: it shows what it was to hide.

    Nothing of the paper is public until another is handed in. Once taken back, doing so
    again changes nothing.

    Raises:
      RuleBroken: the door refuses, or no reason was given.
    """
    papers.open_for(twin.version.paper.item, by, to="redact")
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Say why the redacted paper is taken back."
        )
    twin = RedactedTwin.objects.select_for_update().get(pk=twin.pk)
    if twin.taken_back_at is not None:
        return twin
    twin.taken_back_at = now or clock.now()
    twin.taken_back_by = by
    twin.taken_back_because = reason.strip()
    twin.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because"])
    audit.record(
        "paper.redaction_taken_back",
        target=twin.version.paper,
        by=by.label,
        summary=twin.taken_back_because,
        details={"version": twin.version.number, "twin": twin.number},
        now=now,
    )
    return twin


def _facts(twin: RedactedTwin, difference: Difference) -> dict[str, Any]:
    return {
        "version": twin.version.number,
        "twin": twin.number,
        "sha256": twin.sha256,
        "pages_taken_out": list(difference.taken_out),
        "hidden_is_meant": twin.hidden_is_meant,
    }


def _refuse_old(paper: Paper, version: PaperVersion) -> None:
    if paper.is_withdrawn:
        raise RuleBroken.because(
            "paper_withdrawn", "The paper was withdrawn. Hand it in as a new one."
        )
    if paper.versions.filter(number__gt=version.number).exists():
        raise RuleBroken.because(
            "twin_of_old_version",
            "A new version of the paper has been handed in meanwhile. Redact that one.",
        )


def _difference(version: PaperVersion, upload: Upload) -> Difference:
    """Say what was taken out; a file in which nothing was is refused."""
    import pikepdf

    stored = version.clean_file or version.file
    try:
        with stored.open("rb") as full:
            found = compare_pages(full, upload.clean_file)
    except (pikepdf.PdfError, *ODDITIES) as damage:
        raise RuleBroken.because(
            "twin_not_compared",
            "The file cannot be compared with the full paper. Save both as PDF once "
            "more, and hand them in again.",
        ) from damage
    upload.clean_file.seek(0)
    if not found.taken_out:
        raise RuleBroken.because("nothing_taken_out", NOTHING_TAKEN_OUT)
    return found


def _keep_from_public(paper: Paper) -> None:
    paper.is_redacted = True
    if paper.sensitivity == Sensitivity.PUBLIC:
        paper.sensitivity = Sensitivity.RESTRICTED
    paper.save(update_fields=["is_redacted", "sensitivity"])
