"""Pages of standing rulings: those of a committee, a new one, the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from committees.loaders import committees_for, get_committee_for
from conflicts.enums import SourceKind
from core import clock
from core.errors import RuleBroken
from core.web.forms import refusals_on
from meetings.actions import standing_rulings
from meetings.actions.standing_rulings import Terms
from meetings.enums import PaperHandling, Participation
from meetings.facts.standing_rulings import rulings_of, standing_rulers
from meetings.forms.gatherings import WhyForm
from meetings.forms.standing_rulings import StandingRulingForm
from meetings.loaders import get_gathering_to_review
from meetings.models import ConflictRow, StandingRuling
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.models import Committee
    from people.requests import UserRequest


@login_required
@require_GET
def ruling_list(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_for(request.user, slug)
    today = clock.today()
    found = list(rulings_of(committee))
    context = {
        "committee": committee,
        "current": [one for one in found if _is_current(one)],
        "ended": [one for one in found if not _is_current(one)],
        "today": today,
        "may_rule": bool(door.may(request.user, "rule_standing", committee)),
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }
    return TemplateResponse(request, "meetings/standing_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def make_ruling(request: UserRequest, slug: str) -> HttpResponse:
    committee = _to_rule_for(request, slug)
    earlier = _to_replace(request, committee)
    form = _form(request, committee, earlier)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            ruling = _make(request, form, earlier)
            messages.success(request, _made(ruling))
            return redirect("meetings:standing_rulings", committee.slug)
    context = {
        "committee": committee,
        "earlier": earlier,
        "form": form,
        "back_url": reverse("meetings:standing_rulings", args=[committee.slug]),
        "back_text": "Standing rulings",
    }
    return TemplateResponse(request, "meetings/standing_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def end_ruling(request: UserRequest, slug: str, number: int) -> HttpResponse:
    committee = _to_rule_for(request, slug)
    ruling = _ruling_or_404(committee, number)
    form = WhyForm(request.POST or None, question="Why does the ruling end?")
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            standing_rulings.end(
                ruling=ruling, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(
                request,
                f"Standing ruling {ruling.number} has ended. What was under it and is "
                "not yet taken waits for a ruling again.",
            )
            return redirect("meetings:standing_rulings", committee.slug)
    context = {
        "committee": committee,
        "ruling": ruling,
        "form": form,
        "back_url": reverse("meetings:standing_rulings", args=[committee.slug]),
        "back_text": "Standing rulings",
    }
    return TemplateResponse(request, "meetings/standing_end.html", context)


@login_required
@require_POST
def open_out(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_review(request.user, pk)
    ticked = {each for one in request.POST.getlist("rows") for each in one.split(",")}
    known = ConflictRow.objects.filter(
        item__gathering=gathering, standing_ruling__isnull=False
    )
    rows = [row for row in known if f"{row.pk}.{row.revision}" in ticked]
    if not rows:
        messages.error(
            request,
            "Nothing was opened out: tick the conflicts that need a ruling of their "
            "own, as they stand now.",
        )
        return redirect("meetings:conflicts", pk)
    try:
        standing_rulings.open_out(rows=rows, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        messages.success(request, "Opened out: each waits for a ruling of its own.")
    return redirect("meetings:conflicts", pk)


def _is_current(ruling: StandingRuling) -> bool:
    today = clock.today()
    has_ended = ruling.to_on is not None and ruling.to_on < today
    return ruling.withdrawn_on is None and not has_ended


def _to_rule_for(request: UserRequest, slug: str) -> Committee:
    committee = get_committee_for(request.user, slug)
    verdict = door.may(request.user, "rule_standing", committee)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return committee


def _ruling_or_404(committee: Committee, number: int | str) -> StandingRuling:
    found = StandingRuling.objects.filter(committees=committee, number=number).first()
    if found is None:
        raise Http404
    return found


def _to_replace(request: UserRequest, committee: Committee) -> StandingRuling | None:
    number = request.GET.get("replaces", "")
    return _ruling_or_404(committee, number) if number.isdecimal() else None


def _form(
    request: UserRequest, committee: Committee, earlier: StandingRuling | None
) -> StandingRulingForm:
    mine = [
        one
        for one in committees_for(request.user).order_by("name")
        if door.may(request.user, "rule_standing", one)
    ]
    rulers = standing_rulers(mine, clock.today())
    named = dict.fromkeys(one for each in rulers.values() for one in each)
    person = request.user.person
    return StandingRulingForm(
        request.POST or None,
        committees=[(one.pk, one.name) for one in mine],
        rulers=[(one.pk, str(one)) for one in named],
        is_own_ruling=person in rulers[committee.pk],
        initial=_as_before(earlier)
        if earlier
        else {"committees": [committee.pk], "from_on": clock.today()},
    )


def _as_before(earlier: StandingRuling) -> dict[str, Any]:
    names = (
        "ways",
        "natures",
        "directness",
        "ties",
        "roles",
        "no_nearer_than",
        "unless_roles",
        "participation",
        "papers",
        "reason",
        "to_on",
    )
    committees = list(earlier.committees.values_list("pk", flat=True))
    said = {name: getattr(earlier, name) for name in names}
    return {**said, "committees": committees, "from_on": clock.today()}


def _make(
    request: UserRequest, form: StandingRulingForm, earlier: StandingRuling | None
) -> StandingRuling:
    said = form.cleaned_data
    ruler = said.get("ruled_by")
    chosen = committees_for(request.user).filter(pk__in=said["committees"])
    return standing_rulings.make(
        committees=chosen,
        terms=Terms(
            tie_class=form.tie_class(),
            participation=Participation(said["participation"]),
            papers=PaperHandling(said["papers"]),
            reason=said["reason"],
            from_on=said["from_on"],
            to_on=said["to_on"],
        ),
        ruled_by=Person.objects.get(pk=ruler) if ruler else None,
        source=SourceKind(said.get("source") or SourceKind.SELF),
        ruled_on=said.get("ruled_on"),
        replaces=earlier,
        by=request.user,
    )


def _made(ruling: StandingRuling) -> str:
    treated = ruling.rows.count()
    now = f"{treated} conflict{'s fall' if treated != 1 else ' falls'} under it now"
    return f"Standing ruling {ruling.number} is made: {now}."
