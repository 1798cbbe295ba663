"""What is found before a pack goes out, what it does to the pack, what is waived."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from committees.values import CommitteeId
from meetings.enums import CheckEffect, PreflightCheck
from meetings.values import ItemId
from people.values import PersonId


BLOCKS, WAIVABLE, TOLD = CheckEffect
# What holds until a committee says otherwise (ADR 21).
DEFAULTS: Mapping[PreflightCheck, CheckEffect] = {
    **dict.fromkeys(PreflightCheck, WAIVABLE),
    PreflightCheck.NOTICE_NOT_GIVEN: BLOCKS,
    PreflightCheck.ENDS_BEFORE_START: BLOCKS,
    PreflightCheck.NO_SCOPE: BLOCKS,
    PreflightCheck.NO_GROUND: BLOCKS,
    PreflightCheck.NO_ORGANISATION: BLOCKS,
    PreflightCheck.ADDED_LATE: BLOCKS,
    PreflightCheck.CONFLICT_OPEN: BLOCKS,
    PreflightCheck.NOT_A_WORKING_DAY: TOLD,
    PreflightCheck.LEFT_OUT: TOLD,
}
# No committee may loosen these: without them nobody knows who may read what, or the
# public would be shut out, or not told, without a reason.
FIXED = frozenset(
    {
        PreflightCheck.NOTICE_NOT_GIVEN,
        PreflightCheck.ENDS_BEFORE_START,
        PreflightCheck.NO_SCOPE,
        PreflightCheck.NO_GROUND,
        PreflightCheck.ADDED_LATE,
        PreflightCheck.CONFLICT_OPEN,
    }
)
# What has to be settled before a pack is even built: the copies depend on it.
BEFORE_BUILDING = FIXED
_STRICTEST_FIRST = list(CheckEffect)


@dataclass(frozen=True, slots=True)
class About:
    """The committee and the item a finding is about; without, all of them."""

    committee_id: CommitteeId | None = None
    committee: str = ""
    item_id: ItemId | None = None
    item: str = ""


EVERYTHING = About()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order, in words, with what mends it.

    `facts` are what it rests on: when they change it is another finding, and a waiver
    of the old one no longer holds. `persons` are those it is about; `unnamed` says it
    without their names, for whoever has no part in that committee. `scope` are the
    committees whose settings decide what it does, where it is about no single one.
    """

    check: PreflightCheck
    sentence: str
    cure: str
    about: About = EVERYTHING
    facts: tuple[str, ...] = ()
    persons: frozenset[PersonId] = frozenset()
    scope: frozenset[CommitteeId] = frozenset()
    unnamed: str = ""

    def told_to(self, own: Collection[int]) -> str:
        """Say it to a reader whose own committees (ids) these are."""
        is_theirs = self.about.committee_id in own
        return self.sentence if is_theirs or not self.unnamed else self.unnamed

    @property
    def fingerprint(self) -> str:
        """Return what stays the same as long as the finding does."""
        parts = [
            self.check.value,
            self.about.committee_id,
            self.about.item_id,
            sorted(self.facts),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Setting:
    """What one committee says of a check from a day on; `limit` is in pages."""

    committee_id: CommitteeId
    check: PreflightCheck
    effect: CheckEffect
    effective_from: date
    limit: int | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that somebody set aside, and why."""

    waiver_id: int
    fingerprint: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Assessed:
    """A finding with what it does to the pack, and the waiver that answers it."""

    finding: Finding
    effect: CheckEffect
    waiver: Waiver | None = None

    @property
    def stops(self) -> bool:
        """Say whether the pack may not go out while this is so."""
        return self.effect is BLOCKS or self.may_be_waived

    @property
    def may_be_waived(self) -> bool:
        """Say whether a reason would let the pack go out, and there is none yet."""
        return self.effect is WAIVABLE and self.waiver is None


def settings_on(
    settings: Iterable[Setting], day: date
) -> dict[tuple[CommitteeId, PreflightCheck], Setting]:
    """Return what each committee says of each check on a day: the latest that holds."""
    begun = [one for one in settings if one.effective_from <= day]
    begun.sort(key=lambda one: (one.effective_from, one.order))
    return {(one.committee_id, one.check): one for one in begun}


def effect_of(
    check: PreflightCheck,
    committees: Iterable[CommitteeId],
    in_force: Mapping[tuple[CommitteeId, PreflightCheck], Setting],
) -> CheckEffect:
    """Say what a finding does to the pack: the strictest of what its committees say."""
    default = DEFAULTS[check]
    if check in FIXED:
        return default
    said = [
        in_force[one, check].effect if (one, check) in in_force else default
        for one in committees
    ]
    return min(said, key=_STRICTEST_FIRST.index, default=default)


def assess(
    findings: Iterable[Finding],
    *,
    committees: Collection[CommitteeId],
    settings: Iterable[Setting],
    waivers: Iterable[Waiver],
    day: date,
) -> list[Assessed]:
    """Say of each finding what it does to the pack of a meeting on `day`.

    A finding about one committee goes by that committee's settings, one about an item
    by those in its scope, any other by all that sit. A waiver answers a finding as
    long as its facts are the same; nothing answers one that blocks.
    """
    in_force = settings_on(settings, day)
    given = {one.fingerprint: one for one in waivers}
    found = []
    for finding in findings:
        own = finding.about.committee_id
        whose = [own] if own is not None else finding.scope or committees
        effect = effect_of(finding.check, whose, in_force)
        waiver = given.get(finding.fingerprint) if effect is WAIVABLE else None
        found.append(Assessed(finding, effect, waiver))
    return found


def why_not(assessed: Sequence[Assessed]) -> str:
    """Say in sentences what keeps the pack from going out, or nothing."""
    stopping = [one for one in assessed if one.stops]
    blocked = _said(one for one in stopping if one.effect is BLOCKS)
    open_to_waive = _said(one for one in stopping if one.effect is WAIVABLE)
    if open_to_waive:
        open_to_waive = f"Mend it, or give a reason: {open_to_waive}"
    return " ".join(part for part in (blocked, open_to_waive) if part)


def _said(assessed: Iterable[Assessed]) -> str:
    """Say each check once, however often it is broken."""
    return " ".join(
        dict.fromkeys(
            UNMET[one.finding.check]
            if one.finding.about.item
            else one.finding.told_to(())
            for one in assessed
        )
    )


# What is said of a check where nothing is found, and where items break it.
MET: Mapping[PreflightCheck, str] = {
    PreflightCheck.NOTICE_NOT_GIVEN: "Notice of the meeting was given.",
    PreflightCheck.NOTICE_SHORT: "Notice is in time by each committee’s own rule.",
    PreflightCheck.PAPERS_SENT_LATE: (
        "The papers go out in time by each committee’s own rule."
    ),
    PreflightCheck.ENDS_BEFORE_START: "The meeting ends after it starts.",
    PreflightCheck.NEXT_NOT_LATER: "No next meeting is planned before this one.",
    PreflightCheck.NOT_A_WORKING_DAY: "The meeting is on a working day.",
    PreflightCheck.IMPOSSIBLE_DATE: "Every date that is written out exists.",
    PreflightCheck.DUPLICATE_REFERENCE: "Every reference names one matter.",
    PreflightCheck.NO_SCOPE: "Every item has a committee in scope.",
    PreflightCheck.NO_GROUND: "Every private item says why it is private.",
    PreflightCheck.NO_ORGANISATION: (
        "Every item for decision says whom it touches, or that it touches nobody."
    ),
    PreflightCheck.ADDED_LATE: (
        "The chair has said of every item that came after notice why it cannot wait."
    ),
    PreflightCheck.COVER_GAP: "Every cover sheet that is needed is complete.",
    PreflightCheck.NO_ASSESSMENT: (
        "Every item for decision says what it means for quality and equality."
    ),
    PreflightCheck.PAPER_MISSING: "Every announced paper is there.",
    PreflightCheck.PAPER_LATE: "Every paper was handed in in time.",
    PreflightCheck.PAPER_TOO_LONG: "No paper is longer than its committees allow.",
    PreflightCheck.PDF_INACCESSIBLE: (
        "Every paper can be read by a screen reader, as far as a program can tell."
    ),
    PreflightCheck.TWIN_MISSING: (
        "Every paper that is published redacted has its redacted form."
    ),
    PreflightCheck.HIDDEN_TEXT: (
        "No paper holds text that cannot be seen, or it is meant to be read."
    ),
    PreflightCheck.UPLOAD_OPEN: "Every Office file has become a PDF.",
    PreflightCheck.LEFT_OUT: (
        "No Office file holds comments, notes or hidden parts that its PDF leaves out."
    ),
    PreflightCheck.CONFLICT_OPEN: "The chair has ruled on every conflict.",
    PreflightCheck.NOT_QUORATE: (
        "Every committee is quorate for what it decides, if all come who are expected."
    ),
    PreflightCheck.INTERESTS_OLD: (
        "Everybody’s interests were confirmed within the cycle."
    ),
    PreflightCheck.NOT_DECLARED: "Everybody has declared.",
}
UNMET: Mapping[PreflightCheck, str] = {
    PreflightCheck.NO_SCOPE: "An item has no committee in scope.",
    PreflightCheck.NO_GROUND: (
        "A private item does not say why the public is excluded."
    ),
    PreflightCheck.NO_ORGANISATION: (
        "An item for decision does not say which organisations it touches."
    ),
    PreflightCheck.ADDED_LATE: (
        "An item was added after notice, and the chair has not said why."
    ),
    PreflightCheck.COVER_GAP: "A cover sheet is not complete.",
    PreflightCheck.NO_ASSESSMENT: "An impact assessment is missing.",
    PreflightCheck.PAPER_MISSING: "A paper is missing.",
    PreflightCheck.PAPER_LATE: "A paper was handed in late.",
    PreflightCheck.PAPER_TOO_LONG: "A paper is too long.",
    PreflightCheck.PDF_INACCESSIBLE: "A paper is not accessible.",
    PreflightCheck.TWIN_MISSING: "A redacted form is missing.",
    PreflightCheck.HIDDEN_TEXT: "A paper holds text that cannot be seen.",
    PreflightCheck.UPLOAD_OPEN: "An Office file has not become a PDF.",
    PreflightCheck.LEFT_OUT: "An Office file holds more than its PDF.",
    PreflightCheck.CONFLICT_OPEN: "A conflict waits for the chair’s ruling.",
    PreflightCheck.NOT_QUORATE: "A committee would not be quorate for an item.",
}
