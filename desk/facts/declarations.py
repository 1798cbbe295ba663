"""What the yearly cycle of declarations asks of one person, and of an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.timezone import localdate

from commissioning.enums import PostRole
from commissioning.models import Post
from conflicts.facts.interests import organisations_of
from conflicts.facts.persons import entries_of
from conflicts.facts.rule_sets import rule_sets_on
from conflicts.models import (
    Attestation,
    Campaign,
    DeclarationRequest,
    InterestVersion,
)
from conflicts.rules.cycle import confirmed_until
from core.web.dates import long_date
from core.web.tables import TaskRow
from desk.facts.reviews import questions_to_answer


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

# The two words stay on one line in a narrow column.
TO_DO = "To\u00a0do"


def own_declaration(person_id: int, day: date) -> Iterator[TaskRow]:
    """Ask for the answer that is due first, or else for one after a long silence.

    Questions about an interest of theirs come before.
    """
    yield from questions_to_answer(person_id)
    waiting = (
        DeclarationRequest.objects.unanswered()
        .filter(person=person_id)
        .select_related("campaign__organisation")
        .order_by("due_on", "pk")
        .first()
    )
    if waiting is None:
        yield from _after_long_silence(person_id, day)
        return
    is_late = waiting.due_on < day
    yield TaskRow(
        title=f"Confirm your interests by {long_date(waiting.due_on)}",
        url=reverse("conflicts:confirm"),
        hint=f"{waiting.campaign.name}, {waiting.campaign.organisation.name}",
        status="Late" if is_late else TO_DO,
        colour="red" if is_late else "blue",
    )


def rounds_kept(person_id: int, day: date) -> Iterator[TaskRow]:
    """Say how many have not answered in each open round of an officer's bodies."""
    posts = Post.objects.held_on(day).filter(person=person_id, role=PostRole.OFFICER)
    waiting = Q(requests__answered_by=None, requests__dropped_at=None)
    rounds = (
        Campaign.objects.filter(
            organisation__in=posts.order_by().values("organisation"),
            closed_at__isnull=True,
        )
        .annotate(
            asked=Count("requests"),
            silent=Count("requests", filter=waiting & Q(requests__isnull=False)),
            first_due_on=Min("requests__due_on", filter=waiting),
        )
        .filter(silent__gt=0)
        .select_related("organisation")
        .order_by("first_due_on", "pk")
    )
    for each in rounds:
        is_late = each.first_due_on < day
        have = "has" if each.silent == 1 else "have"
        yield TaskRow(
            title=f"{each.silent} of {each.asked} {have} not answered",
            url=reverse("conflicts:who_has_not", args=[each.organisation_id]),
            hint=f"{each.name}, {each.organisation.name}, due by "
            f"{long_date(each.first_due_on)}",
            status="Late" if is_late else "Waiting",
            colour="red" if is_late else "yellow",
        )


def _after_long_silence(person_id: int, day: date) -> Iterator[TaskRow]:
    """Ask those on some body's register who said nothing of their interests for long.

    Whatever is declared, corrected, ended or confirmed counts as saying something. How
    long is long, the rules of their bodies say, and the strictest of them counts.
    Source: docs/field.md 5.6.
    """
    written = InterestVersion.objects.filter(interest__person=person_id).aggregate(
        last=Max("written_at")
    )["last"]
    attested = Attestation.objects.filter(person__in=entries_of([person_id])).aggregate(
        last=Max("made_on")
    )["last"]
    days = [each for each in (written and localdate(written), attested) if each]
    last = max(days, default=None)
    rules = rule_sets_on(organisations_of(person_id, day), day)
    if not rules:
        return
    if last is not None and day <= min(confirmed_until(last, each) for each in rules):
        return
    words = "Nothing is recorded for you yet"
    if last is not None:
        words = f"You last told us something on {long_date(last)}"
    yield TaskRow(
        title="Look through your interests" if last else "Declare your interests",
        url=reverse("conflicts:my_interests"),
        hint=words,
        status=TO_DO,
        colour="blue",
    )
