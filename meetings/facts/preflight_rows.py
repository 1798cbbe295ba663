"""From rows to the facts of a pre-flight: rules of committees, items, papers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils import timezone

from commissioning.values import Function
from committees.values import CommitteeId
from core.rules.days import DayBasis
from meetings.enums import PaperAvailability, Part, Purpose
from meetings.facts.preflight_quorum import NEEDS_QUORUM, words_of
from meetings.facts.redactions import current_twins, facts_of
from meetings.models import (
    CoverSheet,
    ItemSubject,
    LateReason,
    PaperUpload,
    PaperVersion,
)
from meetings.rules.notice import NoticeRule
from meetings.rules.preflight_agenda import (
    ASSESSMENTS,
    FIELDS,
    ItemLine,
    PaperLine,
    UploadLine,
)
from meetings.rules.preflight_time import CommitteeRules
from meetings.rules.redaction import lacks_twin
from meetings.values import ItemId


if TYPE_CHECKING:
    from committees.models import TermsOfReference
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item

ASKED = (*FIELDS, *ASSESSMENTS)


def rules_of(room: Room) -> list[CommitteeRules]:
    """Return each committee's rules of notice and papers, in order of the sittings."""
    found = []
    for sitting in room.sittings:
        terms = room.committee_of(sitting).terms
        name = sitting.committee.short_name
        found.append(
            CommitteeRules(
                CommitteeId(sitting.committee_id),
                name,
                _rule(terms, terms.notice_days, name) if terms else None,
                _rule(terms, terms.papers_days, name) if terms else None,
            )
        )
    return found


def item_lines(room: Room) -> list[ItemLine]:
    """Return the matters that are taken with what is known of them, in six queries.

    A part of an item touches whom the item touches, and the chair's reason why a late
    item cannot wait holds for its parts.
    """
    said = _sheets(room.gathering)
    named = set(
        ItemSubject.objects.filter(item__gathering=room.gathering)
        .order_by()
        .values_list("item", flat=True)
    )
    papers = _papers(room.gathering)
    reasoned = set(
        LateReason.objects.filter(item__gathering=room.gathering)
        .order_by()
        .values_list("item", flat=True)
    )
    uploads = _uploads(room.gathering)
    silent = {item.pk for item in room.items if item.touches_nobody}
    return [
        _line(
            room,
            item,
            said=said.get(item.pk, frozenset()),
            papers=tuple(papers[item.pk]),
            uploads=tuple(uploads[item.pk]),
            names=bool({item.pk, item.parent_id} & named),
            nobody=bool({item.pk, item.parent_id} & silent),
            lacks_reason=item.is_late and not {item.pk, item.parent_id} & reasoned,
        )
        for item in room.items
    ]


def _rule(terms: TermsOfReference, days: int, name: str) -> NoticeRule:
    basis = DayBasis(terms.notice_basis)
    return NoticeRule(days, basis, f"Terms of reference of {name}")


def _line(
    room: Room,
    item: Item,
    *,
    said: frozenset[str],
    papers: tuple[PaperLine, ...],
    uploads: tuple[UploadLine, ...],
    names: bool,
    nobody: bool,
    lacks_reason: bool,
) -> ItemLine:
    committee = {
        sitting.pk: CommitteeId(sitting.committee_id) for sitting in room.sittings
    }
    roles = room.scopes.get(item.pk, {})
    return ItemLine(
        item_id=ItemId(item.pk),
        words=words_of(room, item),
        part=Part(item.part),
        purpose=Purpose(item.purpose),
        availability=PaperAvailability(item.availability),
        ground=item.private_ground,
        scope=frozenset(committee[one] for one in roles),
        deciding=frozenset(
            committee[one] for one, role in roles.items() if role in NEEDS_QUORUM
        ),
        names_organisations=names,
        says_nobody=nobody,
        lacks_reason=lacks_reason,
        is_own_business=item.function == Function.OWN_BUSINESS,
        said=said,
        papers=papers,
        uploads=uploads,
    )


def _sheets(gathering: Gathering) -> dict[int, frozenset[str]]:
    """Return which fields of each cover sheet hold something, by item."""
    sheets = CoverSheet.objects.filter(item__gathering=gathering)
    return {
        sheet["item"]: frozenset(name for name in ASKED if sheet[name].strip())
        for sheet in sheets.values("item", *ASKED)
    }


def _papers(gathering: Gathering) -> dict[int, list[PaperLine]]:
    """Return the current versions of the papers that stand, by item."""
    rows = (
        PaperVersion.objects.filter(
            paper__item__gathering=gathering, paper__is_withdrawn=False
        )
        .order_by("paper_id", "-number")
        .distinct("paper_id")
        .select_related("paper", "office_upload")
    )
    found: dict[int, list[PaperLine]] = defaultdict(list)
    twins = current_twins(rows)
    for row in sorted(rows, key=lambda one: (one.paper.position, one.paper_id)):
        found[row.paper.item_id].append(_paper(row, has_twin=row.pk in twins))
    return found


def _paper(row: PaperVersion, *, has_twin: bool) -> PaperLine:
    source = getattr(row, "office_upload", None)
    return PaperLine(
        version_id=row.pk,
        title=row.paper.title,
        handed_in_on=timezone.localdate(row.uploaded_at),
        pages=row.pages,
        is_tagged=row.is_tagged,
        has_language=row.has_language,
        has_title=row.has_title,
        is_image_only=row.is_image_only,
        lacks_twin=lacks_twin(facts_of(row, has_twin=has_twin)),
        hidden_pages=row.untold_pages,
        left_out=tuple(source.left_out_words) if source else (),
    )


def _uploads(gathering: Gathering) -> dict[int, list[UploadLine]]:
    """Return the Office files that are no version yet, by item."""
    found: dict[int, list[UploadLine]] = defaultdict(list)
    for row in PaperUpload.objects.open().filter(item__gathering=gathering):
        line = UploadLine(row.pk, row.title, is_failed=row.is_failed)
        found[row.item_id].append(line)
    return found
