"""The page on which an officer says when a committee reminds people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from committees.loaders import get_committee_to_administer
from committees.values import CommitteeId
from core import clock
from core.rules.days import DayBasis
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table
from meetings.actions import reminder_periods
from meetings.enums import ReminderKind
from meetings.facts.reminders import periods_of
from meetings.forms.reminder_periods import ReminderPeriodForm
from meetings.rules.reminders import DEFAULTS, ReminderRule, periods_on


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from committees.models import Committee
    from meetings.rules.reminders import Period
    from people.requests import UserRequest

TO_WHOM = {
    ReminderKind.DECLARE_INTERESTS: "To everybody who comes",
    ReminderKind.READ_PACK: "To whoever has not opened their pack",
    ReminderKind.PAPER_DUE: "To the author of a paper that is missing",
    ReminderKind.TREATMENT_WAITING: "To the chair, or who rules in their place, while a ruling is open",
    ReminderKind.MINUTES_TO_CHECK: "To the chair and everybody who attended",
    ReminderKind.ACTION_DUE: "To the owner of an open action",
}


@login_required
@require_GET
def reminder_periods_page(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_to_administer(request.user, slug)
    context = {
        "committee": committee,
        "table": _table(committee),
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }
    return TemplateResponse(request, "meetings/reminder_periods.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def set_reminder_period(request: UserRequest, slug: str, kind: str) -> HttpResponse:
    committee = get_committee_to_administer(request.user, slug)
    code = _kind_or_404(kind)
    form = ReminderPeriodForm(request.POST or None, initial=_initial(committee, code))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_on(form):
            reminder_periods.set_period(
                committee=committee,
                rule=ReminderRule(code, said["clear_days"], DayBasis(said["basis"])),
                effective_from=said["effective_from"],
                by=request.user,
            )
            messages.success(request, f"Saved: {code.label}")
            return redirect("meetings:reminder_periods", committee.slug)
    context: dict[str, Any] = {
        "title": code.label,
        "caption": committee.name,
        "form": form,
        "button": "Save",
        "back_url": reverse("meetings:reminder_periods", args=[committee.slug]),
        "back_text": "When people are reminded",
    }
    return TemplateResponse(request, "meetings/gathering_form.html", context)


def _kind_or_404(kind: str) -> ReminderKind:
    """Return a kind of reminder whose days a committee sets."""
    if kind not in ReminderKind.values() or not ReminderKind(kind).is_timed:
        raise Http404
    return ReminderKind(kind)


def _initial(committee: Committee, kind: ReminderKind) -> dict[str, Any]:
    said = _in_force(committee, periods_of([committee.pk])).get(kind)
    rule = said.rule if said else DEFAULTS[kind]
    return {
        "clear_days": rule.clear_days,
        "basis": rule.basis.value,
        "effective_from": clock.today(),
    }


def _in_force(
    committee: Committee, said: Sequence[Period]
) -> dict[ReminderKind, Period]:
    key = CommitteeId(committee.pk)
    found = periods_on(said, clock.today())
    return {kind: one for (owner, kind), one in found.items() if owner == key}


def _table(committee: Committee) -> Table:
    said = periods_of([committee.pk])
    in_force = _in_force(committee, said)
    return Table(
        caption="When each reminder is sent",
        columns=[Column("Reminder"), Column("Sent"), Column("Change", hidden=True)],
        rows=[
            [
                Cell(kind.label, note=TO_WHOM[kind]),
                Cell(
                    (in_force[kind].rule if kind in in_force else default).sentence,
                    note=_note(in_force.get(kind), _coming(said, kind)),
                ),
                Cell(
                    "Change",
                    hidden=f"when people are reminded: {kind.label}",
                    url=reverse(
                        "meetings:set_reminder_period", args=[committee.slug, kind]
                    ),
                ),
            ]
            for kind, default in DEFAULTS.items()
        ],
        first_is_heading=True,
    )


def _coming(said: Sequence[Period], kind: ReminderKind) -> Period | None:
    """Return the next change of a kind that does not hold yet."""
    later = [
        one
        for one in said
        if one.rule.kind is kind and one.effective_from > clock.today()
    ]
    first = min((one.effective_from for one in later), default=None)
    of_the_day = [one for one in later if one.effective_from == first]
    return max(of_the_day, key=lambda one: one.order, default=None)


def _note(now: Period | None, coming: Period | None) -> str:
    said = f"Since {long_date(now.effective_from)}" if now else "By default"
    if coming is None:
        return said
    return f"{said}. From {long_date(coming.effective_from)}: {coming.rule.sentence}"
