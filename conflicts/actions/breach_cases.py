"""Look into a possible breach, close it, publish what was learned; state that none was."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import BreachState
from conflicts.facts.breaches import (
    PUBLIC_FIELDS,
    WRITTEN,
    breaches_in,
    people_named_in,
    public_text_of,
    seal_of,
)
from conflicts.models import Breach, BreachStatement
from conflicts.models.breach import CLOSED
from core import clock
from core.actions import audit
from core.errors import RuleBroken, StaleEdit
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.models import Organisation
    from people.models import User


@dataclass(frozen=True, slots=True)
class Investigation:
    """What the guardian writes: findings are restricted, the others are published.

    `control_process`, `learning`, `actions_taken` and `public_words` name nobody.
    """

    investigated_on: date | None = None
    findings: str = ""
    control_process: str = ""
    learning: str = ""
    actions_taken: str = ""
    nhs_england_told_on: date | None = None
    public_words: str = ""


@transaction.atomic
def investigate(
    *,
    breach: Breach,
    found: Investigation,
    seen: str,
    by: User,
    names_confirmed: bool = False,
    now: datetime | None = None,
) -> Breach:
    """Write down what an investigation found so far; the first time it begins one.

    `seen` is the seal (`facts.breaches.seal_of`) of what `by` read before writing.

    Raises:
      RuleBroken: not the guardian, the subject, a day in the future, or published
        words that would name somebody.
      StaleEdit: somebody else wrote meanwhile.
    """
    breach = _locked(breach)
    door.require(by, "investigate", breach)
    for day in (found.investigated_on, found.nhs_england_told_on):
        if day is not None and day > clock.today():
            raise RuleBroken.because("in_future", "A day cannot be in the future.")
    if seal_of(breach) != seen:
        raise StaleEdit(current=_texts(breach), submitted=_texts(found))
    before = {name: getattr(breach, name) for name in PUBLIC_FIELDS}
    for field in fields(found):
        value = getattr(found, field.name)
        setattr(breach, field.name, value.strip() if isinstance(value, str) else value)
    if breach.published_at is not None:
        _require_words_without_names(breach, names_confirmed=names_confirmed)
    if breach.state == BreachState.REPORTED:
        breach.state = BreachState.INVESTIGATING
    breach.save()
    audit.record(
        "breach.investigated",
        target=breach,
        by=by.label,
        details={"published_before": before} if breach.published_at else {},
        now=now,
    )
    return breach


@transaction.atomic
def close(
    *, breach: Breach, is_breach: bool, by: User, now: datetime | None = None
) -> Breach:
    """Close a possible breach as one or as none.

    Raises:
      RuleBroken: not the guardian, the subject, closed already, or nothing is written
        of an investigation.
    """
    breach = _locked(breach)
    door.require(by, "close", breach)
    if breach.state in CLOSED:
        raise RuleBroken.because("closed_already", "It is closed already.")
    if breach.investigated_on is None or not breach.findings:
        raise RuleBroken.because(
            "not_investigated",
            "Write down first when it was investigated and what was found.",
        )
    breach.state = BreachState.CLOSED if is_breach else BreachState.NO_BREACH
    breach.closed_at = now or clock.now()
    breach.closed_by = by
    breach.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record(
        "breach.closed",
        target=breach,
        by=by.label,
        summary=BreachState(breach.state).label,
        now=breach.closed_at,
    )
    return breach


@transaction.atomic
def publish(
    *,
    breach: Breach,
    by: User,
    names_confirmed: bool = False,
    now: datetime | None = None,
) -> Breach:
    """Publish the words without names of a closed breach; published already, it stays.

    Raises:
      RuleBroken: not the guardian, the subject, not closed as a breach, no public
        words, or words that seem to name somebody and are not confirmed.
    """
    breach = _locked(breach)
    door.require(by, "publish", breach)
    if breach.published_at is not None:
        return breach
    if breach.state != BreachState.CLOSED:
        raise RuleBroken.because(
            "not_closed_as_breach", "Only what was closed as a breach is published."
        )
    _require_words_without_names(breach, names_confirmed=names_confirmed)
    breach.published_at = now or clock.now()
    breach.published_by = by
    breach.save(update_fields=["published_at", "published_by"])
    audit.record(
        "breach.published",
        target=breach,
        by=by.label,
        details={"names_confirmed": names_confirmed},
        now=breach.published_at,
    )
    return breach


@transaction.atomic
def state_none(
    *,
    organisation: Organisation,
    first_day: date,
    last_day: date,
    by: User,
    now: datetime | None = None,
) -> BreachStatement:
    """State that a body had no breaches in a period that is over; said once.

    Raises:
      RuleBroken: not the guardian, the period is not over, a breach lies in it, or
        something reported for it is not closed.
    """
    # Whoever closes a breach of this body at the same moment waits for this lock.
    type(organisation).objects.select_for_update().get(pk=organisation.pk)
    door.require(by, "guard", organisation)
    if not first_day <= last_day < clock.today():
        raise RuleBroken.because("period_not_over", "Choose a period that is over.")
    inside = breaches_in(organisation, first_day, last_day)
    if inside.filter(state=BreachState.CLOSED).exists():
        raise RuleBroken.because(
            "breach_in_period",
            "A breach was found in this period. Publish its words without names instead.",
        )
    if inside.waiting().exists():  # type: ignore[attr-defined] # it is one of breaches
        raise RuleBroken.because(
            "breach_waiting",
            "Something reported for this period is not closed yet. Close it first.",
        )
    moment = now or clock.now()
    statement, is_new = BreachStatement.objects.get_or_create(
        organisation=organisation,
        first_day=first_day,
        last_day=last_day,
        defaults={"issued_at": moment, "issued_by": by},
    )
    if is_new:
        audit.record(
            "breach_statement.issued", target=statement, by=by.label, now=moment
        )
    return statement


def _require_words_without_names(breach: Breach, *, names_confirmed: bool) -> None:
    if not breach.public_words:
        raise RuleBroken.because(
            "no_public_words", "Write first what the public may read, without names."
        )
    named = people_named_in(public_text_of(breach))
    if named and not names_confirmed:
        raise RuleBroken.because(
            "names_in_public_words",
            f"The words for the public seem to name {', '.join(named)}. Take the name "
            "out, or confirm that it names nobody.",
        )


def _locked(breach: Breach) -> Breach:
    # The body's row first, as in `state_none`: closing and stating exclude each other.
    found = Breach.objects.select_related("organisation", "interest").get(pk=breach.pk)
    type(found.organisation).objects.select_for_update().get(pk=found.organisation_id)
    return (
        Breach.objects.select_for_update(of=("self",))
        .select_related("organisation", "interest")
        .get(pk=breach.pk)
    )


def _texts(said: Breach | Investigation) -> dict[str, str]:
    return {
        name: "" if (value := getattr(said, name)) is None else str(value)
        for name in WRITTEN
        if name != "state"
    }
