"""What the page of one item shows to one reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse

from core import clock
from core.web.dates import long_date
from core.web.tables import SummaryRow
from meetings.enums import GatheringState, Part, Sensitivity
from meetings.facts.agenda import numbers_of
from meetings.facts.contributors import contributions_to
from meetings.facts.late_items import late_words
from meetings.facts.redactions import current_twins, facts_of
from meetings.facts.tabling import tabled_in
from meetings.models import CoverSheet, PaperVersion
from meetings.outcomes import may_go_elsewhere
from meetings.policies.gatherings import rights_on
from meetings.rules.appendices import called, letters_of
from meetings.rules.paper_report import FileFacts, Remark, report_of
from meetings.rules.reading import IN_FULL, Standing, VersionFacts, judge_version
from meetings.rules.redaction import lacks_twin
from meetings.rules.states import AFTER_MEETING
from meetings.views.shown import url_or_nothing
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping

    from meetings.models import Item, Paper, PaperVersion, RedactedTwin
    from meetings.policies.gatherings import ItemRights
    from people.models import User

BEFORE_OPENING = frozenset(
    {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
)
SHEET = (
    ("summary", "Summary"),
    ("recommendation", "Recommendation"),
    ("finance", "Financial implications"),
    ("quality", "Quality implications"),
    ("equality", "Equality impact"),
    ("engagement", "Engagement done"),
    ("risk", "Risk and its reference"),
    ("previous_consideration", "Previous consideration"),
)


def item_context(user: User, item: Item) -> dict[str, Any]:
    """Return what the page of an item shows, in constant queries."""
    rights = rights_on(user, item)
    sheet = CoverSheet.objects.filter(item=item).select_related("author").first()
    numbers = numbers_of(item.gathering.items.in_order())
    gathering_url = reverse("meetings:gathering", args=[item.gathering_id])
    return {
        "item": item,
        "gathering": item.gathering,
        "number": numbers.get(item.pk, ""),
        "caption": f"Item {numbers[item.pk]}" if item.pk in numbers else "Item",
        "facts": _facts(item),
        "scopes": item.scopes.select_related("sitting__committee"),
        "subjects": item.subjects.select_related("organisation"),
        "sheet": _sheet_rows(sheet),
        "author": sheet.author if sheet else None,
        **_background(user, item, rights),
        "papers": _papers(item, rights),
        "uploads": item.office_uploads.open() if rights.may_submit else (),
        "decisions_url": url_or_nothing("decisions:item", item.pk)
        if rights.may_edit or item.gathering.state not in BEFORE_OPENING
        else "",
        "breadcrumbs": [
            {"text": "Meetings", "url": reverse("meetings:gatherings")},
            {
                "text": f"{item.gathering.title}, {long_date(item.gathering.held_on)}",
                "url": gathering_url,
            },
        ],
    }


def _background(user: User, item: Item, rights: ItemRights) -> dict[str, Any]:
    """Return what lies behind an item, and what its reader may do about it."""
    return {
        "contributions": contributions_to(item),
        "earlier": _earlier(user, item),
        "may_review": rights.standing in IN_FULL,
        "may_edit": rights.may_edit,
        "late": late_words([item]).get(item.pk, ""),
        "may_explain": item.is_late and bool(door.may(user, "explain_late", item)),
        "may_submit": rights.may_submit,
        "release_url": url_or_nothing("publishing:release", item.pk)
        if rights.standing is Standing.OFFICER
        and item.part == Part.TWO
        and item.gathering.state in AFTER_MEETING
        else "",
        "may_table": rights.standing is Standing.OFFICER
        and item.gathering.held_on <= clock.today(),
        "may_redact": rights.may_submit or rights.standing is Standing.OFFICER,
        "another_url": url_or_nothing("decisions:another_agenda", item.pk)
        if rights.standing is Standing.OFFICER
        and not item.is_withdrawn
        and may_go_elsewhere(item)
        else "",
    }


def _earlier(user: User, item: Item) -> Item | None:
    """Return the earlier item that this one continues, where the reader may know it."""
    earlier = item.continues
    return earlier if earlier and door.may(user, "read_title", earlier) else None


def _facts(item: Item) -> list[SummaryRow]:
    rows = [
        ("Reference", item.reference or "Given with the notice"),
        ("Part", Part(item.part).label),
        ("Ground for privacy", item.private_ground),
        ("Purpose", item.get_purpose_display()),
        ("Lead", str(item.lead or "")),
        ("Minutes", str(item.minutes_planned or "")),
        ("Function", item.get_function_display() if item.function else ""),
        ("Value", _pounds(item.value_pence)),
    ]
    return [SummaryRow(key, value) for key, value in rows if value]


def _pounds(pence: int | None) -> str:
    if pence is None:
        return ""
    return f"£{pence // 100:,}" + (f".{pence % 100:02}" if pence % 100 else "")


def _sheet_rows(sheet: CoverSheet | None) -> list[tuple[str, str]]:
    if sheet is None:
        return []
    return [
        (label, text) for name, label in SHEET if (text := getattr(sheet, name).strip())
    ]


def _papers(item: Item, rights: ItemRights) -> list[dict[str, Any]]:
    versions = PaperVersion.objects.select_related("office_upload")
    rows = item.papers.prefetch_related(Prefetch("versions", versions))
    papers = list(rows.order_by("position", "pk"))
    newest = {
        paper.pk: max(paper.versions.all(), key=lambda one: one.number, default=None)
        for paper in papers
    }
    letters = letters_of((one.pk, one.is_appendix) for one in papers)
    twins = current_twins([one for one in newest.values() if one is not None])
    shown = [
        {
            **_paper(one, rights, is_withdrawn=item.is_withdrawn),
            **_twin(newest[one.pk], twins, is_gone=one.is_withdrawn),
            "letter": letters.get(one.pk, ""),
        }
        for one in papers
        if rights.reading
    ]
    tabled = tabled_in([item])
    for one in shown:
        said = tabled.get(one["current"] or 0)
        one["tabled"] = (
            f"{said.in_words[0].upper()}{said.in_words[1:]}." if said else ""
        )
        one["name"] = called(one["paper"].title, one["letter"])
        if one["twin"]:
            one["twin_name"] = called(one["twin"].title, one["letter"])
    return [one for one in shown if one["versions"] or one["twin"]]


def _twin(
    version: PaperVersion | None, twins: Mapping[int, RedactedTwin], *, is_gone: bool
) -> dict[str, Any]:
    """Return the redacted form of a paper, or that its current version lacks one."""
    if version is None or is_gone:
        return {"twin": None, "lacks_twin": False}
    twin = twins.get(version.pk)
    return {
        "twin": twin,
        "lacks_twin": lacks_twin(facts_of(version, has_twin=twin is not None)),
    }


def _paper(paper: Paper, rights: ItemRights, *, is_withdrawn: bool) -> dict[str, Any]:
    sensitivity = Sensitivity(paper.sensitivity)
    gone = paper.is_withdrawn or is_withdrawn
    readable = []
    for place, version in enumerate(
        sorted(paper.versions.all(), key=lambda one: -one.number)
    ):
        facts = VersionFacts(sensitivity, place == 0, gone)
        if judge_version(rights.standing, rights.reading, facts):
            url = reverse("meetings:paper_file", args=[version.pk])
            readable.append((version, url))
    current = readable[0][0] if readable else None
    return {
        "paper": paper,
        "current": current.pk if current else None,
        "versions": readable[:1],
        "earlier": readable[1:],
        "tag": _tag(paper, sensitivity),
        "remarks": [] if gone else _remarks(current, rights),
        **_source(current, rights),
    }


def _remarks(version: PaperVersion | None, rights: ItemRights) -> list[Remark]:
    """Return what is wrong with a version's file, for those who answer for it."""
    if version is None or not (rights.may_submit or rights.standing in IN_FULL):
        return []
    facts = FileFacts(
        is_tagged=version.is_tagged,
        has_language=version.has_language,
        has_title=version.has_title,
        is_image_only=version.is_image_only,
        hidden_pages=version.untold_pages,
    )
    return list(report_of(facts))


def _source(version: PaperVersion | None, rights: ItemRights) -> dict[str, Any]:
    """Return what the version's Office file holds beside, for those who answer for it."""
    upload = getattr(version, "office_upload", None)
    if upload is None or not (rights.may_submit or rights.standing in IN_FULL):
        return {}
    keeps = rights.standing is Standing.OFFICER
    return {"source": upload, "keeps_source": keeps}


def _tag(paper: Paper, sensitivity: Sensitivity) -> str:
    if paper.is_withdrawn:
        return "Withdrawn"
    return "" if sensitivity is Sensitivity.PUBLIC else sensitivity.label
