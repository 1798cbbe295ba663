"""Before a pack goes out: what an item lacks, and what its papers lack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from committees.values import CommitteeId
from meetings.enums import PaperAvailability, Part, PreflightCheck, Purpose
from meetings.rules.hidden_text import in_words
from meetings.rules.notice import last_day_for_notice, say_day
from meetings.rules.preflight import About, Finding
from meetings.rules.preflight_time import CommitteeRules
from meetings.rules.sanity import find_impossible_dates
from meetings.values import ItemId


# What a cover sheet says (docs/field.md 6, stage 3), by the name of its field.
FIELDS = {
    "summary": "summary",
    "recommendation": "recommendation",
    "finance": "financial implications",
    "engagement": "engagement done",
    "risk": "risk",
}
ASSESSMENTS = {"quality": "quality implications", "equality": "equality impact"}
ALWAYS = ("summary", "recommendation")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """The current version of one paper; None: nobody looked when it was handed in.

    `lacks_twin`: the public is given it redacted, and nobody has redacted this version.
    On `hidden_pages`, from 1, text lies that nobody sees and nobody said is meant;
    `left_out` says in words what the Office file holds that its PDF does not show.
    """

    version_id: int
    title: str
    handed_in_on: date
    pages: int
    is_tagged: bool = True
    has_language: bool | None = None
    has_title: bool | None = None
    is_image_only: bool | None = None
    lacks_twin: bool = False
    hidden_pages: tuple[int, ...] | None = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadLine:
    """One Office file that became no version yet; `is_failed`: nor will it by itself."""

    upload_id: int
    title: str
    is_failed: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One matter of an agenda with what is known of it.

    `lacks_reason`: it came after notice was given, and no chair has said why.
    `scope` are the committees that take it, `deciding` those that decide or recommend;
    own business is such as their minutes; `said` are the fields of its cover sheet that hold something.
    """

    item_id: ItemId
    words: str
    part: Part = Part.ONE
    purpose: Purpose = Purpose.NOTE
    availability: PaperAvailability = PaperAvailability.ATTACHED
    ground: str = ""
    scope: frozenset[CommitteeId] = frozenset()
    deciding: frozenset[CommitteeId] = frozenset()
    names_organisations: bool = False
    says_nobody: bool = False
    is_own_business: bool = False
    lacks_reason: bool = False
    said: frozenset[str] = frozenset()
    papers: tuple[PaperLine, ...] = ()
    uploads: tuple[UploadLine, ...] = ()

    @property
    def asks_for_decision(self) -> bool:
        """Say whether a committee decides, or recommends, more than its own business.

        The minutes of the last meeting cost nothing and touch nobody.
        """
        if self.is_own_business:
            return False
        return self.purpose.asks_for_decision and bool(self.deciding)

    @property
    def has_written_matter(self) -> bool:
        """Say whether there is something to read, or was to be, that needs a summary."""
        if self.is_own_business:
            return False
        return bool(self.papers) or self.availability in {
            PaperAvailability.ATTACHED,
            PaperAvailability.TO_FOLLOW,
        }

    def finding(
        self, check: PreflightCheck, sentence: str, cure: str, *facts: str
    ) -> Finding:
        """Return a finding about the item for all committees that take it."""
        about = About(item_id=self.item_id, item=self.words)
        return Finding(check, sentence, cure, about, facts, scope=self.scope)


def find_gaps(items: Iterable[ItemLine]) -> Iterator[Finding]:
    """Find what items lack: a scope, a ground, whom they touch, their cover sheet.

    And the days in their titles that no calendar has: each about its item, so that
    only those who may know of the item read it.
    """
    for item in items:
        yield from _placing(item)
        yield from _dates(item)
        yield from _cover_sheet(item)


def find_paper_faults(
    items: Iterable[ItemLine],
    *,
    rules: Collection[CommitteeRules],
    limits: Mapping[CommitteeId, int],
    held_on: date,
    holidays: Collection[date],
) -> Iterator[Finding]:
    """Find papers that are missing, late, too long, or that not everybody can read.

    `limits` are the most pages a committee takes; without one there is none.
    """
    last_days = {
        one.committee_id: last_day_for_notice(held_on, one.papers, holidays=holidays)
        for one in rules
        if one.papers is not None
    }
    for item in items:
        yield from _missing(item)
        yield from _late(item, last_days)
        yield from _too_long(item, limits)
        yield from _inaccessible(item)
        yield from _unredacted(item)
        yield from _hiding(item)
        yield from _unfinished(item)
        yield from _leaving_out(item)


def _dates(item: ItemLine) -> Iterator[Finding]:
    for sentence in find_impossible_dates(item.words):
        yield item.finding(
            PreflightCheck.IMPOSSIBLE_DATE,
            f"{item.words}: {sentence}",
            "Change the title",
            sentence,
        )


def _placing(item: ItemLine) -> Iterator[Finding]:
    if not item.scope:
        yield item.finding(
            PreflightCheck.NO_SCOPE,
            f"{item.words} is in no committee’s scope.",
            "Say which committees take it",
        )
    if item.part is Part.TWO and not item.ground.strip():
        yield item.finding(
            PreflightCheck.NO_GROUND,
            f"{item.words} is private and does not say why the public is excluded.",
            "Give the ground",
        )
    if item.lacks_reason:
        yield item.finding(
            PreflightCheck.ADDED_LATE,
            f"{item.words} was added after notice was given, and the chair has not "
            "said why it cannot wait.",
            "Record the chair’s reason",
        )
    is_stated = item.names_organisations or item.says_nobody
    if item.asks_for_decision and not is_stated:
        yield item.finding(
            PreflightCheck.NO_ORGANISATION,
            f"{item.words} does not say which organisations it touches, nor that it "
            "touches none.",
            "Name them, or say that there are none",
        )


def _cover_sheet(item: ItemLine) -> Iterator[Finding]:
    needed = list(ALWAYS) if item.has_written_matter else []
    if item.asks_for_decision:
        needed = list(FIELDS)
    missing = [name for name in needed if name not in item.said]
    if missing:
        yield item.finding(
            PreflightCheck.COVER_GAP,
            f"{item.words}: the cover sheet lacks {_list(FIELDS[one] for one in missing)}.",
            "Complete the cover sheet",
            *missing,
        )
    unassessed = [name for name in ASSESSMENTS if name not in item.said]
    if item.asks_for_decision and unassessed:
        words = _list(ASSESSMENTS[one] for one in unassessed)
        yield item.finding(
            PreflightCheck.NO_ASSESSMENT,
            f"{item.words}: the cover sheet does not assess {words}.",
            "Write the assessment",
            *unassessed,
        )


def _missing(item: ItemLine) -> Iterator[Finding]:
    said = {
        PaperAvailability.ATTACHED: "says that a paper is attached, and has none",
        PaperAvailability.TO_FOLLOW: "waits for a paper that is to follow",
    }.get(item.availability)
    if said and not item.papers:
        yield item.finding(
            PreflightCheck.PAPER_MISSING,
            f"{item.words} {said}.",
            "Hand in the paper",
            item.availability,
        )


def _late(item: ItemLine, last_days: Mapping[CommitteeId, date]) -> Iterator[Finding]:
    """Judge by the committee in scope that asks for its papers the earliest."""
    days = [last_days[one] for one in item.scope if one in last_days]
    if not days:
        return
    last_day = min(days)
    late = [one for one in item.papers if one.handed_in_on > last_day]
    if late:
        handed = _list(f"“{one.title}” on {say_day(one.handed_in_on)}" for one in late)
        yield item.finding(
            PreflightCheck.PAPER_LATE,
            f"{item.words}: handed in late: {handed}. The last day in time was "
            f"{say_day(last_day)}.",
            "Look at the papers",
            last_day.isoformat(),
            *(str(one.version_id) for one in late),
        )


def _too_long(item: ItemLine, limits: Mapping[CommitteeId, int]) -> Iterator[Finding]:
    allowed = [limits[one] for one in item.scope if one in limits]
    if not allowed:
        return
    limit = min(allowed)
    long = [one for one in item.papers if one.pages > limit]
    if long:
        words = _list(f"“{one.title}” has {one.pages} pages" for one in long)
        yield item.finding(
            PreflightCheck.PAPER_TOO_LONG,
            f"{item.words}: {words}; at most {limit} are taken.",
            "Look at the papers",
            str(limit),
            *(str(one.version_id) for one in long),
        )


def _inaccessible(item: ItemLine) -> Iterator[Finding]:
    faults = [(one, find_faults(one)) for one in item.papers]
    faulty = [(one, words) for one, words in faults if words]
    if faulty:
        told = "; ".join(f"“{one.title}” {_list(words)}" for one, words in faulty)
        yield item.finding(
            PreflightCheck.PDF_INACCESSIBLE,
            f"{item.words}: {told}.",
            "Replace the paper",
            *(str(one.version_id) for one, _words in faulty),
        )


def _unredacted(item: ItemLine) -> Iterator[Finding]:
    """Find what the public waits for; of a private item it is shown nothing anyway."""
    lacking = [one for one in item.papers if one.lacks_twin]
    if lacking and item.part is Part.ONE:
        words = _list(f"“{one.title}”" for one in lacking)
        yield item.finding(
            PreflightCheck.TWIN_MISSING,
            f"{item.words}: the current version of {words} has no redacted form, so the "
            "public is shown nothing of it.",
            "Hand in the redacted form",
            *(str(one.version_id) for one in lacking),
        )


def _hiding(item: ItemLine) -> Iterator[Finding]:
    """Find text that nobody sees and everybody who has the paper can copy."""
    hiding = [one for one in item.papers if one.hidden_pages]
    unknown = [one for one in item.papers if one.hidden_pages is None]
    told = [f"“{one.title}”: {in_words(one.hidden_pages or ())}" for one in hiding]
    told += [f"Nobody has looked through “{one.title}” for it." for one in unknown]
    if told:
        yield item.finding(
            PreflightCheck.HIDDEN_TEXT,
            f"{item.words}: {' '.join(told)}",
            "Look at those pages, and replace the paper if anything in them is secret",
            *(str(one.version_id) for one in (*hiding, *unknown)),
        )


def _unfinished(item: ItemLine) -> Iterator[Finding]:
    """Find files that the pack would go out without, or with the version before."""
    if item.uploads:
        told = _list(
            f"“{one.title}” "
            + ("could not be made" if one.is_failed else "is still being made")
            + " into a PDF"
            for one in item.uploads
        )
        yield item.finding(
            PreflightCheck.UPLOAD_OPEN,
            f"{item.words}: {told}. The pack would go out without it.",
            "Wait for it, try again, or take it back",
            *(f"{one.upload_id}{one.is_failed:d}" for one in item.uploads),
        )


def _leaving_out(item: ItemLine) -> Iterator[Finding]:
    more = [one for one in item.papers if one.left_out]
    if more:
        told = "; ".join(f"“{one.title}” {_list(one.left_out)}" for one in more)
        yield item.finding(
            PreflightCheck.LEFT_OUT,
            f"{item.words}: the PDF leaves out what the Office file holds besides: "
            f"{told}.",
            "Show it in the file and replace the paper, if readers are to have it",
            *(str(one.version_id) for one in more),
        )


def find_faults(paper: PaperLine) -> list[str]:
    """Say what keeps people from reading a paper; what nobody looked at is no fault."""
    if paper.is_image_only:
        return [
            "is only pictures of pages: nothing in it can be read aloud or searched"
        ]
    faults = []
    if not paper.is_tagged:
        faults.append("has no tags")
    if paper.has_language is False:
        faults.append("does not say its language")
    if paper.has_title is False:
        faults.append("has no title")
    return faults


def _list(words: Iterable[str]) -> str:
    """Write "one, two and three"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
