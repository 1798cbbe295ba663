"""The checks before a pack as their page shows them: state, words, where to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from core.web.dates import long_moment
from meetings.enums import CheckEffect, PreflightCheck
from meetings.models import Item, PreflightRecord, Sitting
from meetings.policies.gatherings import judge_items
from meetings.policies.preflight import OPEN_STATES
from meetings.rules.preflight import MET
from meetings.views.shown import url_or_nothing


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from core.verdict import Verdict
    from meetings.facts.footing import Footing
    from meetings.facts.preflight import Preflight
    from meetings.models import Gathering
    from meetings.rules.preflight import Assessed
    from people.models import User

# The page on which each check is mended: of the gathering, or of the item.
MENDED_AT = {
    PreflightCheck.NOTICE_NOT_GIVEN: "meetings:give_notice",
    PreflightCheck.NOTICE_SHORT: "meetings:move",
    PreflightCheck.PAPERS_SENT_LATE: "meetings:move",
    PreflightCheck.ENDS_BEFORE_START: "meetings:move",
    PreflightCheck.NEXT_NOT_LATER: "meetings:move",
    PreflightCheck.NOT_A_WORKING_DAY: "meetings:move",
    PreflightCheck.IMPOSSIBLE_DATE: "meetings:gathering",
    PreflightCheck.DUPLICATE_REFERENCE: "meetings:gathering",
    PreflightCheck.NO_SCOPE: "meetings:scope_grid",
    PreflightCheck.CONFLICT_OPEN: "meetings:conflicts",
    PreflightCheck.NOT_QUORATE: "meetings:attendance",
    PreflightCheck.INTERESTS_OLD: "conflicts:cycle_bodies",
    PreflightCheck.NOT_DECLARED: "conflicts:cycle_bodies",
}
MENDED_AT_ITEM = {
    PreflightCheck.IMPOSSIBLE_DATE: "meetings:item_edit",
    PreflightCheck.NO_GROUND: "meetings:item_edit",
    PreflightCheck.NO_ORGANISATION: "meetings:subjects",
    PreflightCheck.ADDED_LATE: "meetings:item_late",
    PreflightCheck.COVER_GAP: "meetings:cover_sheet",
    PreflightCheck.NO_ASSESSMENT: "meetings:cover_sheet",
    PreflightCheck.PAPER_MISSING: "meetings:paper_add",
    PreflightCheck.PAPER_LATE: "meetings:item",
    PreflightCheck.PAPER_TOO_LONG: "meetings:item",
    PreflightCheck.PDF_INACCESSIBLE: "meetings:item",
    PreflightCheck.TWIN_MISSING: "meetings:item",
    PreflightCheck.HIDDEN_TEXT: "meetings:item",
    PreflightCheck.UPLOAD_OPEN: "meetings:item",
    PreflightCheck.LEFT_OUT: "meetings:item",
}
# What chairs can mend as well; the rest is the officer's to change.
OPEN_TO_CHAIRS = frozenset(
    {
        PreflightCheck.ADDED_LATE,
        PreflightCheck.CONFLICT_OPEN,
        PreflightCheck.PAPER_LATE,
        PreflightCheck.PAPER_TOO_LONG,
        PreflightCheck.PDF_INACCESSIBLE,
        PreflightCheck.TWIN_MISSING,
        PreflightCheck.HIDDEN_TEXT,
        PreflightCheck.LEFT_OUT,
        PreflightCheck.DUPLICATE_REFERENCE,
    }
)
IN_ORDER = ("In order", "green")
STATES = {
    CheckEffect.BLOCKS: ("Stops the pack", "red"),
    CheckEffect.WAIVABLE: ("Mend or waive", "orange"),
    CheckEffect.TOLD: ("Look at this", "yellow"),
}
WAIVED = ("Waived", "blue")


@dataclass(frozen=True, slots=True)
class FindingShown:
    """One finding with its state, where it is mended, and the waiver if there is one.

    `sentence` names people to those alone who have a part in their committee.
    """

    assessed: Assessed
    sentence: str
    state: str
    colour: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CheckShown:
    """One check of the page: its state in a word, and what it found."""

    check: PreflightCheck
    state: str
    colour: str
    met: str
    findings: tuple[FindingShown, ...] = ()
    waive_url: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether something was found that nobody has waived."""
        return any(one.assessed.waiver is None for one in self.findings)


@dataclass(frozen=True, slots=True)
class RecordShown:
    """What was known when a pack went out: each finding as it was kept."""

    title: str
    by: str
    found: tuple[Mapping[str, Any], ...]


def lines_of(found: Preflight, footing: Footing, reader: User) -> list[CheckShown]:
    """Return every check in its order, as one reader may see it."""
    seen = known_to(found, footing, reader)
    sittings = _committees(footing, found)
    own = committees_of(footing, found.gathering)
    return [
        _line(
            check,
            [
                _shown(one, found, footing, own)
                for one in seen
                if one.finding.check is check
            ],
            found,
            sittings,
            reader,
        )
        for check in PreflightCheck
        if check is not PreflightCheck.PAPER_TOO_LONG or _is_limited(seen)
    ]


def open_first(lines: Iterable[CheckShown]) -> list[CheckShown]:
    """Return the checks that are not in order, what stops the pack first."""
    ranked = [*STATES.values(), WAIVED]
    found = [line for line in lines if line.is_open]
    return sorted(found, key=lambda line: ranked.index((line.state, line.colour)))


def known_to(found: Preflight, footing: Footing, reader: User) -> list[Assessed]:
    """Return the findings a reader may know of: none about what is kept from them."""
    reading = _reading(found.gathering, footing, reader)
    return [
        one
        for one in found.assessed
        if one.finding.about.item_id is None or reading[one.finding.about.item_id]
    ]


def records_of(
    gathering: Gathering, footing: Footing, reader: User
) -> list[RecordShown]:
    """Return what was known each time a pack went out, as one reader may see it."""
    records = PreflightRecord.objects.filter(gathering=gathering).order_by("-pk")
    own = committees_of(footing, gathering)
    reading = _reading(gathering, footing, reader)
    return [
        RecordShown(
            f"What was known when the pack went out, {long_moment(record.made_at)}",
            record.made_by.label,
            tuple(
                {**one, "sentence": _kept_words(one, own)}
                for one in record.found
                if one["item"] is None or reading.get(one["item"])
            ),
        )
        for record in records.select_related("made_by__person")
    ]


def _kept_words(one: Mapping[str, Any], own: Collection[int]) -> str:
    """Return a finding as it was kept, without names for whom they do not concern."""
    named = str(one["sentence"])
    return named if one["committee"] in own else one.get("unnamed") or named


def committees_of(footing: Footing, gathering: Gathering) -> frozenset[int]:
    """Return the committees in whose record somebody has a part: kept, overseen, chaired."""
    sittings = footing.keeps | footing.oversees | footing.chairs
    rows = Sitting.objects.filter(pk__in=sittings, gathering=gathering)
    return frozenset(rows.values_list("committee", flat=True))


def _reading(
    gathering: Gathering, footing: Footing, reader: User
) -> Mapping[int, Verdict]:
    items = Item.objects.filter(gathering=gathering)
    return judge_items(reader.person_id, gathering, items, footing=footing)


def waivable_by(
    found: Preflight, footing: Footing, reader: User, check: PreflightCheck
) -> list[Assessed]:
    """Return what a reader may set aside of one check."""
    sittings = _committees(footing, found)
    return [
        one
        for one in known_to(found, footing, reader)
        if one.finding.check is check and _may_waive(one, sittings, reader)
    ]


def _line(
    check: PreflightCheck,
    shown: list[FindingShown],
    found: Preflight,
    committees: frozenset[int],
    reader: User,
) -> CheckShown:
    states = [(one.state, one.colour) for one in shown]
    ranked = [*STATES.values(), WAIVED]
    state, colour = min(states, key=ranked.index, default=IN_ORDER)
    waive_url = ""
    is_ahead = found.gathering.state in OPEN_STATES
    if is_ahead and any(_may_waive(one.assessed, committees, reader) for one in shown):
        waive_url = reverse(
            "meetings:preflight_waive", args=[found.gathering.pk, check.value]
        )
    return CheckShown(check, state, colour, MET[check], tuple(shown), waive_url)


def _shown(
    one: Assessed, found: Preflight, footing: Footing, own: Collection[int]
) -> FindingShown:
    state, colour = WAIVED if one.waiver is not None else STATES[one.effect]
    url = address_of(one, found.gathering.pk)
    may_mend = bool(footing.keeps) or (
        bool(footing.chairs) and one.finding.check in OPEN_TO_CHAIRS
    )
    words = one.finding.told_to(own)
    return FindingShown(one, words, state, colour, url if may_mend else "")


def address_of(one: Assessed, gathering_pk: int) -> str:
    """Return where a finding is mended."""
    check, item_id = one.finding.check, one.finding.about.item_id
    if check in MENDED_AT_ITEM and item_id is not None:
        return reverse(MENDED_AT_ITEM[check], args=[item_id])
    name = MENDED_AT[check]
    in_meeting = name.startswith("meetings:")
    return url_or_nothing(name, *([gathering_pk] if in_meeting else []))


def _may_waive(one: Assessed, committees: frozenset[int], reader: User) -> bool:
    """Say whether the page offers it; the door is asked again when it is done."""
    own = one.finding.about.committee_id
    theirs = bool(committees) if own is None else own in committees
    return one.may_be_waived and theirs and reader.person_id not in one.finding.persons


def _committees(footing: Footing, found: Preflight) -> frozenset[int]:
    """Return the committees whose record somebody keeps, or which they chair."""
    rows = Sitting.objects.filter(pk__in=footing.keeps | footing.chairs)
    return frozenset(
        rows.filter(gathering=found.gathering).values_list("committee", flat=True)
    )


def _is_limited(assessed: list[Assessed]) -> bool:
    """Say whether some paper is over a limit: most committees have none."""
    return any(one.finding.check is PreflightCheck.PAPER_TOO_LONG for one in assessed)
