"""The page before "send the pack": every check, where it is mended, what is waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.web.forms import refusals_on
from meetings.actions import preflight
from meetings.enums import PreflightCheck
from meetings.facts.footing import footing_of
from meetings.facts.preflight import preflight_of
from meetings.forms.preflight import WaiveForm
from meetings.loaders import get_gathering_for
from meetings.policies.preflight import OPEN_STATES
from meetings.views.preflight_shown import (
    known_to,
    lines_of,
    open_first,
    records_of,
    waivable_by,
)
from meetings.views.shown import url_or_nothing
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from meetings.facts.footing import Footing
    from meetings.models import Gathering
    from people.models import User
    from people.requests import UserRequest

NOT_SHOWN = (
    "Only the chairs, the governance officers, the guardian and the auditor see the "
    "checks before a pack goes out."
)


@login_required
@require_GET
def preflight_page(request: UserRequest, pk: int) -> HttpResponse:
    gathering = _for_checking(request, pk)
    footing = footing_of(request.user.person_id, gathering)
    is_ahead = gathering.state in OPEN_STATES
    context = {
        "gathering": gathering,
        "is_ahead": is_ahead,
        "sees_all": bool(footing.keeps),
        **(_checks(gathering, footing, request.user) if is_ahead else {}),
        "records": records_of(gathering, footing, request.user),
        "settings": _settings_links(footing, gathering),
        "packs_url": url_or_nothing("packs:gathering", pk) if footing.keeps else "",
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "meetings/preflight_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def waive(request: UserRequest, pk: int, check: str) -> HttpResponse:
    gathering = _for_checking(request, pk)
    code = _check_or_404(check)
    _require_open_to(request, gathering)
    footing = footing_of(request.user.person_id, gathering)
    findings = waivable_by(preflight_of(gathering), footing, request.user, code)
    form = WaiveForm(
        request.POST or None,
        findings=[(one.finding.fingerprint, one.finding.sentence) for one in findings],
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = preflight.waive(
                gathering=gathering,
                fingerprints=form.cleaned_data["findings"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            many = "1 finding" if len(made) == 1 else f"{len(made)} findings"
            messages.success(request, f"Waived: {many}. The audit chair will be told.")
            return redirect("meetings:preflight", pk)
    context: dict[str, Any] = {
        "gathering": gathering,
        "check": code,
        "findings": findings,
        "form": form,
        "back_url": reverse("meetings:preflight", args=[pk]),
        "back_text": "Before the pack goes out",
    }
    return TemplateResponse(request, "meetings/preflight_waive.html", context)


def _checks(gathering: Gathering, footing: Footing, reader: User) -> dict[str, Any]:
    """Return every check as it stands now: open ones first.

    Whether something stands in the way is said of what the reader is shown: what is
    kept from them must not show by its effect either.
    """
    found = preflight_of(gathering)
    lines = lines_of(found, footing, reader)
    return {
        "open": open_first(lines),
        "settled": [line for line in lines if not line.is_open],
        "is_clear": not any(one.stops for one in known_to(found, footing, reader)),
    }


def _for_checking(request: UserRequest, pk: int) -> Gathering:
    gathering = get_gathering_for(request.user, pk)
    if not door.may(request.user, "review_conflicts", gathering):
        raise PermissionDenied(NOT_SHOWN)
    return gathering


def _check_or_404(check: str) -> PreflightCheck:
    try:
        return PreflightCheck(check)
    except ValueError:
        raise Http404 from None


def _require_open_to(request: UserRequest, gathering: Gathering) -> None:
    """Let through who may waive something at this gathering, while it lies ahead."""
    footing = footing_of(request.user.person_id, gathering)
    if not footing.keeps | footing.chairs:
        raise PermissionDenied(
            "Only a governance officer or a chair sets a finding aside."
        )
    if gathering.state not in OPEN_STATES:
        raise PermissionDenied(
            "The meeting has begun or was cancelled: nothing can be waived any more."
        )


def _settings_links(footing: Footing, gathering: Gathering) -> list[tuple[str, str]]:
    """Return where an officer says what each of their committees' checks do."""
    sittings = gathering.sittings.filter(pk__in=footing.keeps)
    return [
        (one.committee.short_name, reverse("meetings:check_settings", args=[slug]))
        for one in sittings.select_related("committee")
        for slug in [one.committee.slug]
    ]
