"""Adopt a new version of the terms of reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.actions.drafts import draft_findings
from committees.models import (
    Appointment,
    Committee,
    Deputy,
    QuorumRule,
    Seat,
    SeatTerms,
    TermsOfReference,
)
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from committees.actions.drafts import SeatDraft, TermsDraft
    from committees.rules import terms as rules
    from people.models import User


@transaction.atomic
def adopt(
    *,
    committee: Committee,
    draft: TermsDraft,
    by: User,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> TermsOfReference:
    """Write the next version of a committee's terms, seats and quorum, and return it.

    `seen_version` is the version that the draft was made from (0: there was none).

    Raises:
      RuleBroken: not an officer of the committee, its day does not follow the last
        version's, a seat is named twice or dropped while held, or who sits breaks
        a rule of composition, or sets a recommendation aside without a reason; or
        somebody adopted another version after the draft was begun.
    """
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    door.require(by, "administer", committee)
    latest = committee.terms.order_by("-version").first()
    _check_seen(latest, seen_version)
    _check_days(committee, draft, latest)
    _check_titles(draft.seats)

    terms = _write_terms(committee, draft, latest)
    seats = [_seat(committee, each) for each in draft.seats]
    _check_composition(committee, draft)
    _check_dropped(committee, seats, draft.effective_from)
    _write_places(terms, seats, draft.seats)
    _write_quorum(terms, draft.quorum)
    audit.record(
        "terms.adopted",
        target=terms,
        by=by.label,
        summary=f"In force from {draft.effective_from.isoformat()}.",
        details={
            "seats": [each.title for each in draft.seats],
            "departure_reason": draft.departure_reason,
        },
        now=now,
    )
    changes.note("terms", committee.pk, now=now)
    return terms


def _check_seen(latest: TermsOfReference | None, seen_version: int | None) -> None:
    now = latest.version if latest else 0
    if seen_version is not None and seen_version != now:
        raise RuleBroken.because(
            "adopted_meanwhile",
            f"Somebody adopted version {now} after you opened this page. Open the page "
            "again in another window: it starts from that version. Nothing you typed "
            "here is lost until you close it.",
        )


def _check_days(
    committee: Committee, draft: TermsDraft, latest: TermsOfReference | None
) -> None:
    if latest is not None and draft.effective_from <= latest.effective_from:
        last = latest.effective_from
        raise RuleBroken.because(
            "not_after_last_version",
            f"Version {latest.version} is in force from {last.day} {last:%B %Y}: the "
            "next version must start on a later day.",
        )
    if draft.effective_from < committee.established_on:
        raise RuleBroken.because(
            "before_established",
            f"{committee} was not established by that day.",
        )
    if draft.review_due_on and draft.review_due_on <= draft.effective_from:
        raise RuleBroken.because(
            "review_before_start", "The review must come after the terms take effect."
        )


def _check_titles(seats: Collection[SeatDraft]) -> None:
    if not seats:
        raise RuleBroken.because(
            "no_seats", "Terms of reference need at least one seat."
        )
    seen: set[str] = set()
    for title in (each.title.strip().casefold() for each in seats):
        if title in seen:
            raise RuleBroken.because(
                "seat_twice", f"Two seats have the title {title}. Tell them apart."
            )
        seen.add(title)


def _write_terms(
    committee: Committee, draft: TermsDraft, latest: TermsOfReference | None
) -> TermsOfReference:
    return TermsOfReference.objects.create(
        committee=committee,
        version=latest.version + 1 if latest else 1,
        effective_from=draft.effective_from,
        review_due_on=draft.review_due_on,
        approved_by_words=draft.approved_by_words,
        departure_reason=draft.departure_reason,
        notice_days=draft.notice_days,
        notice_basis=draft.notice_basis,
        papers_days=draft.papers_days,
        deputies_count=draft.deputies_count,
        deputies_vote=draft.deputies_vote,
        remote_counts=draft.remote_counts,
        casting_vote=draft.casting_vote,
        who_rules=draft.who_rules,
        withholding_policy=draft.withholding_policy,
        remedy_order=list(draft.remedy_order),
    )


def _seat(committee: Committee, draft: SeatDraft) -> Seat:
    if draft.seat_id is not None:
        seat = committee.seats.filter(pk=draft.seat_id).first()
        if seat is None:
            raise RuleBroken.because(
                "seat_of_another", f"{draft.title} is not a seat of {committee}."
            )
        return seat
    title = " ".join(draft.title.split())
    known = committee.seats.filter(title__iexact=title).first()
    return known or Seat.objects.create(committee=committee, title=title)


def _check_composition(committee: Committee, draft: TermsDraft) -> None:
    """Refuse what breaks a rule; ask a reason where a recommendation is set aside."""
    found = draft_findings(committee, draft)
    hard = [finding.sentence for finding in found if finding.is_hard]
    if hard:
        raise RuleBroken.because("composition", " ".join(hard))
    if found and not draft.departure_reason.strip():
        raise RuleBroken.because(
            "departure_unexplained",
            "Say why a recommendation on who sits is not followed. "
            + " ".join(finding.sentence for finding in found),
        )


def _check_dropped(
    committee: Committee, kept: Iterable[Seat], effective_from: date
) -> None:
    """Refuse to drop a seat that somebody holds, or deputises for, from then on."""
    kept_ids = [seat.pk for seat in kept]
    for rows, verb in (
        (Appointment.objects.all(), "holds"),
        (Deputy.objects.all(), "may stand in for"),
    ):
        left = (
            rows.filter(seat__committee=committee)
            .exclude(seat__in=kept_ids)
            .exclude(to_on__lt=effective_from)
            .select_related("seat", "person")
            .first()
        )
        if left is not None:
            raise RuleBroken.because(
                "dropped_seat_held",
                f"{left.person} {verb} {left.seat}, which the new terms do not have. "
                "End that first, by the day before the new terms take effect.",
            )


def _write_places(
    terms: TermsOfReference, seats: Iterable[Seat], drafts: Iterable[SeatDraft]
) -> None:
    SeatTerms.objects.bulk_create(
        SeatTerms(
            terms=terms,
            seat=seat,
            position=position,
            category=draft.category,
            is_voting=draft.is_voting,
            roles=sorted(draft.roles),
            vote_share=draft.vote_share,
        )
        for position, (seat, draft) in enumerate(zip(seats, drafts, strict=True))
    )


def _write_quorum(terms: TermsOfReference, clauses: Iterable[rules.QuorumRule]) -> None:
    QuorumRule.objects.bulk_create(
        QuorumRule(
            terms=terms,
            position=position,
            kind=clause.kind,
            number=clause.at_least,
            among=clause.among,
            categories=sorted(clause.categories),
            roles=sorted(clause.roles),
            vice_only_if_chair_conflicted=clause.vice_only_if_chair_conflicted,
            alternative_group=clause.alternative_group,
            branch=clause.branch,
            own_people=clause.own_people,
        )
        for position, clause in enumerate(clauses)
    )
