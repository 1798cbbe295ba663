"""Make and end standing rulings, and open conflicts out from under them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from committees.models import Committee
from conflicts.enums import SourceKind
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from meetings.actions.conflict_rows import refuse_changed, settle_items
from meetings.actions.found_letters import ask_about
from meetings.actions.hearsay import day_said, require_recorder
from meetings.actions.row_book import RowBook
from meetings.enums import PaperHandling, Participation, RulerKind
from meetings.facts.standing_rulings import standing_rulers
from meetings.facts.touched import CLOSED_STATES
from meetings.models import ConflictRow, Item, StandingRuling, StandingRulingScope
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import Any

    from meetings.rules.standing_rulings import TieClass
    from people.models import Person, User


@dataclass(frozen=True, slots=True)
class Terms:
    """What a standing ruling says: for which ties, what is done, from when to when."""

    tie_class: TieClass
    participation: Participation
    papers: PaperHandling
    reason: str
    from_on: date
    to_on: date | None = None


@transaction.atomic
def make(
    *,
    committees: Iterable[Committee],
    terms: Terms,
    by: User,
    ruled_by: Person | None = None,
    source: SourceKind = SourceKind.SELF,
    ruled_on: date | None = None,
    replaces: StandingRuling | None = None,
) -> StandingRuling:
    """Make one standing ruling for all these committees; it treats what waits at once.

    `ruled_by` is the guardian or chair whose ruling it is; without it, the person of
    `by`. An officer who records it names its source and day. With `replaces`, that
    ruling is withdrawn in the same breath, and what was under it is looked at anew.

    Raises:
      RuleBroken: the door refuses for a committee, whose ruling it is may make none
        there, or is not the officer's to record, its reason, source or day is missing
        or cannot be, it names no kind of tie or no committee, it ends before it begins,
        or a ruling in force says the same already: a second click, say.
    """
    listed = _locked(committees)
    before = replaces.committees.all() if replaces is not None else ()
    for committee in {*listed, *before}:
        door.require(by, "rule_standing", committee)
    _check(listed, terms)
    said_by = ruled_by or by.person
    day = day_said("the ruling", whose=said_by, source=source, said_on=ruled_on, by=by)
    ruler, kind = _ruler(said_by, listed)
    for committee in listed:
        require_recorder(ruler, by=by, verb="plan", record=committee, body=committee)
    _refuse_twice(listed, terms, replaces)
    if replaces is not None:
        _withdraw(replaces, f"Replaced: {terms.reason.strip()}", by)
    ruling = StandingRuling.objects.create(
        number=_next_number(listed),
        **_said(terms),
        ruled_by=ruler,
        ruled_as=kind,
        ruled_on=day,
        ruling_source=source,
        recorded_at=clock.now(),
        recorded_by=by,
        replaces=replaces,
    )
    _announce(ruling, listed, by)
    _follow(*(one for one in (ruling, replaces) if one is not None))
    return ruling


@transaction.atomic
def end(*, ruling: StandingRuling, reason: str, by: User) -> StandingRuling:
    """Withdraw a standing ruling from today: conflicts not yet taken open again.

    Raises:
      RuleBroken: the door refuses for a committee, the reason is missing, or it was
        withdrawn already.
    """
    for committee in ruling.committees.all():
        door.require(by, "rule_standing", committee)
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Say why the ruling ends: the reason is kept."
        )
    ruling = _withdraw(ruling, reason.strip(), by)
    _follow(ruling)
    return ruling


@transaction.atomic
def open_out(*, rows: Iterable[ConflictRow], by: User) -> list[ConflictRow]:
    """Take conflicts out from under their standing ruling: the chair rules on each.

    Until then they wait like any other, and what they concern is withheld.

    Raises:
      RuleBroken: the door refuses any (nobody opens out their own), or it has changed
        since it was read or is under no standing ruling.
    """
    read = {row.pk: row.revision for row in rows}
    locked = list(
        ConflictRow.objects.select_for_update(of=("self",))
        .select_related(
            "item__gathering",
            "person",
            "ruled_by",
            "sitting__committee",
            "sitting__gathering",
            "standing_ruling",
        )
        .filter(pk__in=read)
        .order_by("pk")
    )
    book = RowBook()
    for row in locked:
        door.require(by, "treat", row)
        refuse_changed(row, read[row.pk])
        if row.item.gathering.state in CLOSED_STATES:
            raise RuleBroken.because(
                "meeting_over",
                "The meeting is over: what was ruled for it stays as it was.",
            )
        if row.standing_ruling is None:
            raise RuleBroken.because(
                "no_standing_ruling", "This conflict is under no standing ruling."
            )
        row.is_exception = True
        book.reopen(row, f"Opened out from {row.standing_ruling}.", by.label)
    book.write()
    for gathering in {row.item.gathering for row in locked}:
        ask_about(gathering, (row for row in locked if row.item.gathering == gathering))
    return locked


def _locked(committees: Iterable[Committee]) -> list[Committee]:
    """Lock the committees: two rulings made at once take two numbers."""
    keys = [one.pk for one in committees]
    found = Committee.objects.select_for_update(no_key=True).filter(pk__in=keys)
    return list(found.order_by("pk"))


def _check(committees: Sequence[Committee], terms: Terms) -> None:
    if not committees:
        raise RuleBroken.because(
            "committee_missing", "Select at least one committee for the ruling."
        )
    if not terms.tie_class.ways:
        raise RuleBroken.because(
            "way_missing",
            "Select at least one kind of tie: a standing ruling is made for a class.",
        )
    if not terms.reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Give the reason for the ruling: the minutes quote it."
        )
    if terms.to_on is not None and terms.to_on < terms.from_on:
        raise RuleBroken.because(
            "days_out_of_order", "The last day cannot be before the first."
        )
    withheld = terms.papers == PaperHandling.WITHHELD
    if terms.participation == Participation.NOT_ATTEND and not withheld:
        raise RuleBroken.because(
            "papers_without_attending",
            "Somebody who is not to attend is not given the papers. Withhold the "
            "papers, or choose another treatment.",
        )


def _ruler(
    ruler: Person | None, committees: Sequence[Committee]
) -> tuple[Person, RulerKind]:
    """Return whose ruling it is and as what: a guardian's, unless all have one chair."""
    rulers = standing_rulers(committees, clock.today())
    unknown = [one for one in committees if ruler not in rulers[one.pk]]
    if ruler is None or unknown:
        first = unknown[0]
        names = " or ".join(str(one) for one in rulers[first.pk])
        raise RuleBroken.because(
            "not_theirs_to_rule",
            f"Say whose ruling it is: for {first.short_name} that is "
            f"{names or 'its guardian, once one is named'}.",
        )
    kinds = {rulers[committee.pk][ruler] for committee in committees}
    is_chair = kinds == {RulerKind.CHAIR}
    return ruler, RulerKind.CHAIR if is_chair else RulerKind.GUARDIAN


def _refuse_twice(
    committees: Sequence[Committee], terms: Terms, replaced: StandingRuling | None
) -> None:
    """Refuse a ruling that says word for word what one says that was not withdrawn."""
    asked = {one.pk for one in committees}
    same = StandingRuling.objects.filter(withdrawn_on__isnull=True, **_said(terms))
    for ruling in same.prefetch_related("committees"):
        if ruling != replaced and asked <= {one.pk for one in ruling.committees.all()}:
            raise RuleBroken.because(
                "ruled_already",
                f"{ruling} says the same already, for the same committees. Change what "
                "is to be different.",
            )


def _next_number(committees: Sequence[Committee]) -> int:
    """Return the number after the highest that any of the committees knows."""
    known = StandingRuling.objects.filter(committees__in=committees)
    return (known.aggregate(last=Max("number"))["last"] or 0) + 1


def _said(terms: Terms) -> dict[str, Any]:
    of = terms.tie_class
    sets = {
        name: sorted(value)
        for name, value in asdict(of).items()
        if isinstance(value, frozenset)
    }
    return {
        **sets,
        "directness": of.directness,
        "no_nearer_than": of.no_nearer_than or "",
        "participation": terms.participation,
        "papers": terms.papers,
        "reason": terms.reason.strip(),
        "from_on": terms.from_on,
        "to_on": terms.to_on,
    }


def _announce(
    ruling: StandingRuling, committees: Sequence[Committee], by: User
) -> None:
    """Say for which committees a ruling is, and keep what was ruled."""
    StandingRulingScope.objects.bulk_create(
        StandingRulingScope(ruling=ruling, committee=one) for one in committees
    )
    audit.record(
        "standing_ruling.made",
        target=ruling,
        by=by.label,
        summary=f"{ruling.class_words} {ruling.treatment_words}: {ruling.reason}",
        details={
            "committees": [str(one) for one in committees],
            "ruled_by": str(ruling.ruled_by),
            "source": ruling.ruling_source,
        },
    )


def _withdraw(ruling: StandingRuling, reason: str, by: User) -> StandingRuling:
    # No key is changed: a settling that puts rows under it is not waited for.
    rulings = StandingRuling.objects.select_for_update(no_key=True)
    ruling = rulings.get(pk=ruling.pk)
    if ruling.withdrawn_on is not None:
        raise RuleBroken.because(
            "withdrawn_already",
            "This ruling was withdrawn before. Nothing has changed.",
        )
    ruling.withdrawn_on, ruling.withdrawn_at = clock.today(), clock.now()
    ruling.withdrawn_by, ruling.withdrawal_reason = by, reason
    ruling.revision += 1
    ruling.save()
    audit.record("standing_ruling.ended", target=ruling, by=by.label, summary=reason)
    return ruling


def _follow(*rulings: StandingRuling) -> None:
    """Bring every open agenda of their committees in step at once: papers do not wait."""
    for ruling in rulings:
        changes.note("standing_ruling", ruling.pk)
    settle_items(
        Item.objects.matters()
        .filter(gathering__sittings__committee__standing_rulings__in=rulings)
        .exclude(gathering__state__in=CLOSED_STATES)
        .distinct()
    )
