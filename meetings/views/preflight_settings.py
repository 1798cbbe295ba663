"""The page on which an officer says what a committee's checks do to its packs."""

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
from core import clock
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table
from meetings.actions import preflight
from meetings.enums import CheckEffect, PreflightCheck
from meetings.facts.preflight import setting_facts
from meetings.forms.preflight import CheckForm
from meetings.models import PreflightSetting
from meetings.rules.preflight import DEFAULTS, FIXED, Setting, settings_on


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.models import Committee
    from people.requests import UserRequest


@login_required
@require_GET
def check_settings(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_to_administer(request.user, slug)
    context = {
        "committee": committee,
        "table": _table(committee),
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }
    return TemplateResponse(request, "meetings/check_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def set_check(request: UserRequest, slug: str, check: str) -> HttpResponse:
    committee = get_committee_to_administer(request.user, slug)
    code = _check_or_404(check)
    form = CheckForm(
        request.POST or None, check=code, initial=_initial(committee, code)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            preflight.set_check(
                committee=committee,
                check=code,
                effect=CheckEffect(form.cleaned_data["effect"]),
                limit=form.cleaned_data.get("limit"),
                effective_from=form.cleaned_data["effective_from"],
                by=request.user,
            )
            messages.success(request, f"Saved: {code.label}")
            return redirect("meetings:check_settings", committee.slug)
    context: dict[str, Any] = {
        "title": code.label,
        "caption": committee.name,
        "form": form,
        "button": "Save",
        "back_url": reverse("meetings:check_settings", args=[committee.slug]),
        "back_text": "What the checks do",
    }
    return TemplateResponse(request, "meetings/gathering_form.html", context)


def _initial(committee: Committee, check: PreflightCheck) -> dict[str, Any]:
    now = _in_force(committee).get(check)
    return {
        "effect": _effect(check, now),
        "limit": now.limit if now else None,
        "effective_from": clock.today(),
    }


def _check_or_404(check: str) -> PreflightCheck:
    """Return a check that a committee may say something of."""
    if check not in PreflightCheck.values() or check in FIXED:
        raise Http404
    return PreflightCheck(check)


def _in_force(committee: Committee) -> dict[PreflightCheck, Setting]:
    rows = PreflightSetting.objects.filter(committee=committee)
    found = settings_on([setting_facts(row) for row in rows], clock.today())
    return {check: one for (_committee, check), one in found.items()}


def _coming(committee: Committee) -> dict[str, PreflightSetting]:
    rows = PreflightSetting.objects.filter(
        committee=committee, effective_from__gt=clock.today()
    ).order_by("-effective_from", "pk")
    return {row.check_code: row for row in rows}


def _effect(check: PreflightCheck, setting: Setting | None) -> CheckEffect:
    return setting.effect if setting else DEFAULTS[check]


def _table(committee: Committee) -> Table:
    in_force, coming = _in_force(committee), _coming(committee)
    return Table(
        caption="What each check does to the pack",
        columns=[Column("Check"), Column("Today"), Column("Change", hidden=True)],
        rows=[
            [
                check.label,
                Cell(
                    _words(check, in_force.get(check)),
                    note=_note(check, in_force.get(check), coming.get(check)),
                ),
                ""
                if check in FIXED
                else Cell(
                    f"Change {check.label[0].lower()}{check.label[1:]}",
                    url=reverse("meetings:set_check", args=[committee.slug, check]),
                ),
            ]
            for check in PreflightCheck
        ],
        first_is_heading=True,
    )


def _words(check: PreflightCheck, setting: Setting | None) -> str:
    words = _effect(check, setting).label
    if check is PreflightCheck.PAPER_TOO_LONG:
        limit = setting.limit if setting else None
        return f"{words}: over {limit} pages" if limit else "No limit of pages"
    return words


def _note(
    check: PreflightCheck, setting: Setting | None, coming: PreflightSetting | None
) -> str:
    if check in FIXED:
        return "For every committee"
    said = f"Since {long_date(setting.effective_from)}" if setting else "By default"
    if coming is None:
        return said
    day = long_date(coming.effective_from)
    return f"{said}. From {day}: {coming.get_effect_display().lower()}"
