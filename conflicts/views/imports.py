"""Pages on which an existing register is taken in from a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conflicts.actions import imports
from conflicts.enums import ImportKind, ImportPolicy, ImportState, RowState
from conflicts.facts.imports_counts import counts_of
from conflicts.facts.imports_kinds import layout_of
from conflicts.forms.imports import ColumnsForm, UploadForm
from conflicts.loaders.imports import (
    get_import_for,
    get_organisation_to_import_for,
    imports_for,
    organisations_kept_by,
)
from conflicts.rules.imports_dates import DateOrder
from conflicts.tasks import work_on_register_imports
from conflicts.views.imports_preview import preview_of
from core.errors import RuleBroken
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, SummaryRow, Table


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from conflicts.models import RegisterImport

MOST_LISTED = 100
REGISTERS = {
    ImportKind.INTERESTS.value: "conflicts:organisation_register",
    ImportKind.GIFTS.value: "conflicts:gift_register",
}
COLOURS = {
    ImportState.LOADED: "green",
    ImportState.SETTLING: "yellow",
    ImportState.CHECKED: "blue",
    ImportState.REFUSED: "red",
    ImportState.ABANDONED: "grey",
}


@login_required
@require_GET
def import_list(request: UserRequest) -> HttpResponse:
    rows = imports_for(request.user)[:MOST_LISTED]
    table = Table(
        caption="Registers taken in",
        columns=[
            Column(name) for name in ("File", "Register", "For", "As at", "State")
        ],
        rows=[
            (
                Cell(each.name, reverse("conflicts:import", args=[each.pk])),
                each.get_kind_display(),
                each.organisation.name,
                each.register_date,
                Cell(tag=each.get_state_display(), colour=_colour(each)),
            )
            for each in rows
        ],
        empty="No register has been taken in yet.",
    )
    context = {"table": table, "organisations": organisations_kept_by(request.user)}
    return TemplateResponse(request, "conflicts/import_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def import_upload(
    request: UserRequest,
    organisation_pk: int,
    kind: ImportKind = ImportKind.INTERESTS,
) -> HttpResponse:
    organisation = get_organisation_to_import_for(request.user, organisation_pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = imports.upload(
                organisation=organisation,
                file=form.cleaned_data["file"].file,
                name=form.cleaned_data["file"].name,
                register_date=form.cleaned_data["register_date"],
                by=request.user,
                kind=kind,
            )
            is_new = made.state == ImportState.UPLOADED
            if not is_new:
                messages.info(
                    request, "This file was sent already: here is its import."
                )
            return redirect(
                "conflicts:import_columns" if is_new else "conflicts:import", made.pk
            )

    context = {"form": form, "organisation": organisation, "kind": kind}
    context["title"] = f"Take in a {kind.label.lower()}"
    return TemplateResponse(request, "conflicts/import_upload.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def import_columns(request: UserRequest, pk: int) -> HttpResponse:
    made = get_import_for(request.user, pk)
    form = ColumnsForm(
        request.POST or None,
        columns=made.columns,
        layout=layout_of(made),
        initial=_initial(made),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            imports.match_columns(
                register_import=made,
                mapping=form.mapping,
                order=DateOrder(form.cleaned_data["date_order"]),
                policy=ImportPolicy(form.cleaned_data["policy"]),
                by=request.user,
            )
            _nudge()
            return redirect("conflicts:import", made.pk)

    context = {"form": form, "register_import": made}
    return TemplateResponse(request, "conflicts/import_columns.html", context)


@login_required
@require_GET
def import_page(request: UserRequest, pk: int) -> HttpResponse:
    made = get_import_for(request.user, pk)
    context = _shown(made)
    if made.state in {ImportState.CHECKED, ImportState.SETTLING} and context["clean"]:
        context["preview"] = preview_of(made)
    return TemplateResponse(request, "conflicts/import_page.html", context)


@login_required
@require_GET
def import_progress(request: UserRequest, pk: int) -> HttpResponse:
    made = get_import_for(request.user, pk)
    context = {**_shown(made), "is_fragment": True}
    return TemplateResponse(request, "conflicts/_import_progress.html", context)


@login_required
@require_POST
def import_load(request: UserRequest, pk: int) -> HttpResponse:
    made = get_import_for(request.user, pk)
    try:
        imports.load(register_import=made, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        _nudge()
    return redirect("conflicts:import", made.pk)


@login_required
@require_POST
def import_abandon(request: UserRequest, pk: int) -> HttpResponse:
    made = get_import_for(request.user, pk)
    try:
        imports.abandon(register_import=made, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
        return redirect("conflicts:import", made.pk)
    messages.success(request, "The import is abandoned. Nothing was loaded.")
    return redirect("conflicts:imports")


def _nudge() -> None:
    """Let a worker begin at once; the clock would a little later."""
    work_on_register_imports.delay_on_commit()  # type: ignore[attr-defined] # no stub


def _initial(made: RegisterImport) -> dict[str, Any]:
    places = imports.columns_of(made)
    return {
        **{f"column_{key}": str(place) for key, place in places.items()},
        "date_order": imports.order_of(made).value,
        "policy": made.policy,
    }


def _colour(made: RegisterImport) -> str:
    return COLOURS.get(ImportState(made.state), "yellow")


def _shown(made: RegisterImport) -> dict[str, Any]:
    counts = counts_of(made)
    is_working = made.state in imports.WORKING
    faulty, clean = counts[RowState.FAULTY], counts[RowState.CLEAN]
    is_open = made.state in {ImportState.CHECKED, ImportState.SETTLING}
    is_whole = made.policy == ImportPolicy.ALL_OR_NOTHING
    told = () if is_working else counts.items()
    return {
        "register_import": made,
        "is_working": is_working,
        "register_url": reverse(REGISTERS[made.kind], args=[made.organisation_id]),
        "colour": _colour(made),
        "facts": [
            SummaryRow("For", made.organisation.name),
            SummaryRow("As at", made.register_date),
            SummaryRow("If rows are wrong", made.get_policy_display()),
            *(SummaryRow(state.label, count) for state, count in told if count),
        ],
        "total": made.rows_total if made.state == ImportState.LOADING else 0,
        "is_whole": is_whole,
        "faulty": faulty if is_open else 0,
        "clean": clean,
        "may_load": is_open and clean > 0 and not (is_whole and faulty),
        "may_match": made.state in {ImportState.UPLOADED, ImportState.CHECKED},
        "may_abandon": made.state
        in {ImportState.UPLOADED, ImportState.CHECKED, ImportState.REFUSED}
        and not counts[RowState.LOADED],
    }
